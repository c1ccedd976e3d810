#pragma once

#include "base/result.h"
#include "web/http_message.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace minka::web {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0 for any free one.
    /// PEM files; both or neither. With them only TLS 1.2 and 1.3 is spoken.
    std::string certificate_file;
    std::string key_file;
    std::size_t workers = 16;  ///< Requests that run at once; a write waits for the disk in one of them.
    std::size_t most_waiting = 1024;
    std::size_t most_connections = 10'000;
    std::size_t header_limit = 16 * 1024;
    std::chrono::milliseconds header_time{10'000};  ///< From the first byte of a request to the end of its header.
    std::chrono::milliseconds idle_time{75'000};    ///< Between requests.
    std::chrono::milliseconds stall_time{20'000};   ///< Without a byte coming or going.
    std::chrono::milliseconds stop_time{20'000};    ///< What is running may still take so long at the end.
};

/// What the server asks of the program.
struct ServerCalls {
    /// Answers a request; several run at once. Must not throw.
    std::function<HttpResponse(const HttpRequest&)> answer;
    /// How long a body may be, once the header is known: method, path. 0 refuses any body.
    std::function<std::size_t(Method, std::string_view path)> body_limit;
    /// Called after each answer was handed to the network, on the thread of the network: keep it short.
    struct Done {
        Method method{};
        std::string_view route;  ///< HttpResponse::route
        int status = 0;
        std::size_t sent = 0;
        std::chrono::microseconds took{};
    };
    std::function<void(const Done&)> done;
};

struct ServerCounts {
    std::size_t connections = 0;
    std::size_t waiting = 0;  ///< Requests that no worker has taken yet.
    std::size_t running = 0;
};

/// An HTTP/1.1 server: one thread for the network, a pool of workers for the answers. Bodies are read whole before the
/// program sees them. Connections are kept open between requests; a client that sends slowly, stalls or never ends its
/// header is let go and holds no thread meanwhile.
class Server {
public:
    /// Listens and begins to serve. Problems: `io_failed` when the address or the port cannot be had or the files of
    /// TLS cannot be read.
    static Result<std::unique_ptr<Server>> start(const ServerOptions& options, ServerCalls calls);

    /// Stops as `stop` does.
    virtual ~Server() = default;

    /// Takes no new request, lets running ones end and their answers go out, then closes every connection.
    virtual void stop() = 0;

    virtual std::uint16_t port() const = 0;
    virtual ServerCounts counts() const = 0;
};

}  // namespace minka::web
