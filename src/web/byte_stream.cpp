#include "web/byte_stream.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace minka::web {

namespace {

namespace asio = boost::asio;
using Socket = asio::ip::tcp::socket;

class PlainStream final : public ByteStream {
public:
    explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

    void handshake(Ready ready) override { ready({}); }
    void read_some(asio::mutable_buffer into, Done done) override { socket_.async_read_some(into, std::move(done)); }
    void write(std::array<asio::const_buffer, 2> from, Done done) override {
        asio::async_write(socket_, from, std::move(done));
    }
    void shut_down() override {
        boost::system::error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
    }
    void close() override {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    Socket socket_;
};

class TlsStream final : public ByteStream {
public:
    TlsStream(Socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

    void handshake(Ready ready) override { stream_.async_handshake(asio::ssl::stream_base::server, std::move(ready)); }
    void read_some(asio::mutable_buffer into, Done done) override { stream_.async_read_some(into, std::move(done)); }
    void write(std::array<asio::const_buffer, 2> from, Done done) override {
        asio::async_write(stream_, from, std::move(done));
    }
    void shut_down() override {
        // The length of every answer is told, so that a missing close_notify cuts nothing short.
        boost::system::error_code ignored;
        stream_.lowest_layer().shutdown(Socket::shutdown_send, ignored);
    }
    void close() override {
        boost::system::error_code ignored;
        stream_.lowest_layer().close(ignored);
    }

private:
    asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<ByteStream> make_plain_stream(Socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

std::unique_ptr<ByteStream> make_tls_stream(Socket socket, asio::ssl::context& context) {
    return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace minka::web
