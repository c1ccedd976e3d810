#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace minka::app {

/// One message on the command socket: a letter that says what it is, and its content. 'w' a word of the request,
/// 'd' the working folder, 't' a terminal, 'g' go; 'o' output, 'e' errors, 'x' the exit code.
struct SocketFrame {
    char kind = 0;
    std::string content;
};

/// Problems: `io_failed`.
Result<> send_frame(int descriptor, char kind, std::string_view content);

/// Problems: `io_failed` when the connection ended or broke; `too_large` above 1 MiB.
Result<SocketFrame> receive_frame(int descriptor);

}  // namespace minka::app
