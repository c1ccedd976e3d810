#pragma once

#include "base/result.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace minka::app {

/// A command line on its way to the process that holds the writer lease.
struct CommandRequest {
    std::vector<std::string> words;
    std::string working_folder;  ///< Relative names among the words mean this folder.
    bool is_terminal = false;
};

/// Runs a request and writes what it says; returns its exit code.
using RunCommand = std::function<int(const CommandRequest&, std::ostream& out, std::ostream& err)>;

/// Listens on a Unix socket (mode 0600, same user only) and runs what other processes ask, one at a time.
class CommandService {
public:
    /// Problems: `io_failed` when the socket cannot be made. A socket left over by a process that died is replaced:
    /// the caller holds the writer lease.
    static Result<std::unique_ptr<CommandService>> listen(const std::filesystem::path& socket, RunCommand run);

    /// Stops accepting, waits for the running command and removes the socket.
    ~CommandService();
    CommandService(const CommandService&) = delete;
    CommandService& operator=(const CommandService&) = delete;

private:
    CommandService(std::filesystem::path socket, int descriptor, RunCommand run);
    void accept_all();
    void serve(int connection);

    std::filesystem::path socket_;
    int descriptor_;
    RunCommand run_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

/// Sends a command to the process that listens and copies what it says. Returns its exit code.
/// Problems: `not_found` when nobody listens; `io_failed` when the connection broke: whether the command was done is
/// then to be looked up.
Result<int> forward_command(const std::filesystem::path& socket, const CommandRequest& request, std::ostream& out,
                            std::ostream& err);

}  // namespace minka::app
