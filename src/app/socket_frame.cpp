#include "app/socket_frame.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace minka::app {

namespace {

constexpr std::size_t largest_frame = 1U << 20U;

std::unexpected<Problem> connection_lost() {
    return problem(ProblemCode::io_failed, "The connection to the process that holds the database was lost.");
}

Result<> send_all(int descriptor, const char* data, std::size_t size) {
    while (size > 0) {
        const auto sent = send(descriptor, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return connection_lost();
        }
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return {};
}

Result<> receive_all(int descriptor, char* data, std::size_t size) {
    while (size > 0) {
        const auto got = recv(descriptor, data, size, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return connection_lost();
        }
        data += got;
        size -= static_cast<std::size_t>(got);
    }
    return {};
}

}  // namespace

Result<> send_frame(int descriptor, char kind, std::string_view content) {
    do {
        const auto part = content.substr(0, largest_frame);
        const auto size = static_cast<std::uint32_t>(part.size());
        std::array<char, 5> header{kind};
        std::memcpy(header.data() + 1, &size, sizeof size);  // both ends are this machine
        MINKA_TRY(send_all(descriptor, header.data(), header.size()));
        MINKA_TRY(send_all(descriptor, part.data(), part.size()));
        content.remove_prefix(part.size());
    } while (!content.empty());
    return {};
}

Result<SocketFrame> receive_frame(int descriptor) {
    std::array<char, 5> header{};
    MINKA_TRY(receive_all(descriptor, header.data(), header.size()));
    std::uint32_t size = 0;
    std::memcpy(&size, header.data() + 1, sizeof size);
    if (size > largest_frame) {
        return problem(ProblemCode::too_large, "A message on the command socket is over 1 MiB.");
    }
    SocketFrame frame{header[0], std::string(size, '\0')};
    MINKA_TRY(receive_all(descriptor, frame.content.data(), size));
    return frame;
}

}  // namespace minka::app
