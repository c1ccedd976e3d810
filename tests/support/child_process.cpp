#include "support/child_process.h"

#include "base/check.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace minka::test {

ChildProcess::ChildProcess(const std::function<void(Report)>& act) {
    std::array<int, 2> ends{};
    MINKA_CHECK(pipe(ends.data()) == 0);
    id_ = fork();
    MINKA_CHECK(id_ >= 0);
    if (id_ == 0) {
        close(ends[0]);
        act([descriptor = ends[1]](std::string_view line) {
            const auto text = std::string(line) + "\n";
            MINKA_CHECK(write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
        });
        _exit(0);  // without the destructors and exit functions of the parent
    }
    close(ends[1]);
    reports_ = ends[0];
}

ChildProcess::~ChildProcess() {
    kill();
    close(reports_);
}

std::optional<std::string> ChildProcess::next_line() {
    while (true) {
        if (const auto end = rest_.find('\n'); end != std::string::npos) {
            auto line = rest_.substr(0, end);
            rest_.erase(0, end + 1);
            return line;
        }
        std::array<char, 4096> part{};
        const auto count = read(reports_, part.data(), part.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return std::nullopt;
        }
        rest_.append(part.data(), static_cast<std::size_t>(count));
    }
}

std::string ChildProcess::kill() {
    int status = 0;
    if (id_ <= 0) {
        return {};
    }
    if (waitpid(id_, &status, WNOHANG) == id_) {
        id_ = -1;
        return WIFSIGNALED(status) ? "ended by signal " + std::to_string(WTERMSIG(status))
                                   : "ended with code " + std::to_string(WEXITSTATUS(status));
    }
    ::kill(id_, SIGKILL);
    while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
    }
    id_ = -1;
    return {};
}

void ChildProcess::wait_for_ever() {
    while (true) {
        pause();
    }
}

}  // namespace minka::test
