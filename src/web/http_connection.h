#pragma once

#include "web/byte_stream.h"
#include "web/server.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace minka::web {

using SteadyClock = std::chrono::steady_clock;

class HttpConnection;

/// What a connection asks of the server it belongs to. Everything here runs on the thread of the network.
class ConnectionHost {
public:
    virtual ~ConnectionHost() = default;
    virtual const ServerOptions& options() const = 0;
    virtual bool is_tls() const = 0;
    virtual bool is_stopping() const = 0;
    virtual std::size_t body_limit(Method method, std::string_view path) const = 0;
    /// Hands a request to the workers; false when too much waits.
    virtual bool answer(std::shared_ptr<HttpConnection> connection, HttpRequest request) = 0;
    virtual void done(const ServerCalls::Done& done) = 0;
    virtual void closed(const std::shared_ptr<HttpConnection>& connection) = 0;
};

/// One client, from its first byte to its last. One request at a time; the next one is read when the answer is out.
class HttpConnection final : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::unique_ptr<ByteStream> stream, std::string peer, ConnectionHost& host);
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;
    ~HttpConnection();

    void start();
    /// Sends the answer to the request that was handed out.
    void send(HttpResponse response);
    /// Closes when its time is over.
    void sweep(SteadyClock::time_point now);
    /// Closes at once, or after the answer that is on its way.
    void stop();

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    enum class State { idle, reading, running, writing, draining, closed };

    void next_request();
    /// Forgets the answer, and the file that it was.
    void let_go();
    void read();
    void received(boost::system::error_code failure, std::size_t size);
    void parse();
    bool parse_header();
    void header_done();
    void body_done();
    /// Answers without the program, and ends the connection: what follows on the wire is not understood.
    void refuse(const Problem& problem, int status);
    void write_part();
    void written();
    /// Reads what the client still sends, so that it sees the answer before the connection ends.
    void drain();
    void close();
    void wait_at_most(std::chrono::milliseconds time);

    std::unique_ptr<ByteStream> stream_;
    std::string peer_;
    ConnectionHost& host_;
    State state_ = State::reading;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    HttpRequest request_;
    Method method_{};
    HttpResponse response_;
    std::string head_;
    std::size_t sent_ = 0;  ///< Of the content.
    bool keeps_alive_ = false;
    bool is_body_read_ = true;
    bool sends_continue_ = false;
    SteadyClock::time_point deadline_;
    SteadyClock::time_point began_;
};

}  // namespace minka::web
