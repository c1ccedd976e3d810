#include "app/command_service.h"

#include "app/socket_frame.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <sstream>
#include <streambuf>

namespace minka::app {

namespace {

constexpr int accept_pause_milliseconds = 200;
constexpr std::size_t most_words = 4096;

// Sends what is written as frames of one kind; what cannot be sent any more is dropped, and the command goes on.
class FrameBuffer final : public std::streambuf {
public:
    FrameBuffer(int descriptor, char kind) : descriptor_(descriptor), kind_(kind) {}
    ~FrameBuffer() override { sync(); }
    FrameBuffer(const FrameBuffer&) = delete;
    FrameBuffer& operator=(const FrameBuffer&) = delete;

protected:
    int overflow(int c) override {
        if (c != traits_type::eof()) {
            pending_ += static_cast<char>(c);
        }
        if (pending_.size() >= 8192) {
            sync();
        }
        return c;
    }
    std::streamsize xsputn(const char* text, std::streamsize size) override {
        pending_.append(text, static_cast<std::size_t>(size));
        if (pending_.size() >= 8192) {
            sync();
        }
        return size;
    }
    int sync() override {
        if (!pending_.empty()) {
            static_cast<void>(send_frame(descriptor_, kind_, pending_));
            pending_.clear();
        }
        return 0;
    }

private:
    int descriptor_;
    char kind_;
    std::string pending_;
};

Result<sockaddr_un> address_of(const std::filesystem::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = socket.string();
    if (name.size() >= sizeof address.sun_path) {
        return problem(ProblemCode::io_failed,
                       "The path of the database is too long for a socket beside it; use a shorter one.", name);
    }
    std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
    return address;
}

bool is_same_user(int connection) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

Result<CommandRequest> receive_request(int connection) {
    CommandRequest request;
    while (true) {
        MINKA_TRY_ASSIGN(auto frame, receive_frame(connection));
        switch (frame.kind) {
            case 'w': request.words.push_back(std::move(frame.content)); break;
            case 'd': request.working_folder = std::move(frame.content); break;
            case 't': request.is_terminal = true; break;
            case 'g': return request;
            default: return invalid("A message on the command socket is not understood.");
        }
        if (request.words.size() > most_words) {
            return problem(ProblemCode::too_large, "A command on the command socket has too many words.");
        }
    }
}

}  // namespace

CommandService::CommandService(std::filesystem::path socket, int descriptor, RunCommand run)
    : socket_(std::move(socket)), descriptor_(descriptor), run_(std::move(run)), thread_([this] { accept_all(); }) {}

Result<std::unique_ptr<CommandService>> CommandService::listen(const std::filesystem::path& socket, RunCommand run) {
    MINKA_TRY_ASSIGN(const auto address, address_of(socket));
    unlink(socket.c_str());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto failed = [&] {
        const std::string reason = std::strerror(errno);
        close(descriptor);
        return problem(ProblemCode::io_failed, "The command socket cannot be made: " + reason + ".", socket.string());
    };
    const auto before = umask(0177);
    const bool bound =
        descriptor >= 0 && bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    umask(before);
    if (!bound || ::listen(descriptor, 16) != 0) {
        return failed();
    }
    return std::unique_ptr<CommandService>(new CommandService(socket, descriptor, std::move(run)));
}

CommandService::~CommandService() {
    stopping_ = true;
    thread_.join();
    close(descriptor_);
    unlink(socket_.c_str());
}

void CommandService::accept_all() {
    while (!stopping_) {
        pollfd waiting{descriptor_, POLLIN, 0};
        if (poll(&waiting, 1, accept_pause_milliseconds) <= 0) {
            continue;
        }
        const int connection = accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) {
            continue;
        }
        const timeval patience{10, 0};  // for a request; a command may take as long as it needs
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (is_same_user(connection)) {
            serve(connection);
        }
        close(connection);
    }
}

void CommandService::serve(int connection) {
    const auto request = receive_request(connection);
    if (!request) {
        static_cast<void>(send_frame(connection, 'e', to_sentence(request.error()) + "\n"));
        static_cast<void>(send_frame(connection, 'x', "1"));
        return;
    }
    int exit = 0;
    {
        FrameBuffer out_buffer(connection, 'o');
        FrameBuffer err_buffer(connection, 'e');
        std::ostream out(&out_buffer);
        std::ostream err(&err_buffer);
        exit = run_(*request, out, err);
    }
    static_cast<void>(send_frame(connection, 'x', std::to_string(exit)));
}

Result<int> forward_command(const std::filesystem::path& socket, const CommandRequest& request, std::ostream& out,
                            std::ostream& err) {
    MINKA_TRY_ASSIGN(const auto address, address_of(socket));
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct Closer {
        int descriptor;
        ~Closer() { close(descriptor); }
    } const closer{descriptor};
    if (descriptor < 0 || connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return problem(ProblemCode::not_found, "No process listens beside this database.", socket.string());
    }
    for (const auto& word : request.words) {
        MINKA_TRY(send_frame(descriptor, 'w', word));
    }
    MINKA_TRY(send_frame(descriptor, 'd', request.working_folder));
    if (request.is_terminal) {
        MINKA_TRY(send_frame(descriptor, 't', ""));
    }
    MINKA_TRY(send_frame(descriptor, 'g', ""));
    while (true) {
        MINKA_TRY_ASSIGN(const auto frame, receive_frame(descriptor));
        if (frame.kind == 'x') {
            int exit = 1;
            std::from_chars(frame.content.data(), frame.content.data() + frame.content.size(), exit);
            return exit;
        }
        auto& stream = frame.kind == 'e' ? err : out;
        stream << frame.content << std::flush;
    }
}

}  // namespace minka::app
