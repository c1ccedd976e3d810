#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <array>
#include <functional>
#include <memory>

namespace minka::web {

/// A connected socket, in the clear or under TLS, without saying which: the loop is compiled once for both.
/// Only web/server.cpp and web/byte_stream.cpp see Boost.Asio.
class ByteStream {
public:
    using Done = std::function<void(boost::system::error_code, std::size_t)>;
    using Ready = std::function<void(boost::system::error_code)>;

    virtual ~ByteStream() = default;
    virtual void handshake(Ready ready) = 0;
    virtual void read_some(boost::asio::mutable_buffer into, Done done) = 0;
    virtual void write(std::array<boost::asio::const_buffer, 2> from, Done done) = 0;
    /// Tells the other end that nothing more comes, as far as that needs no waiting.
    virtual void shut_down() = 0;
    virtual void close() = 0;
};

std::unique_ptr<ByteStream> make_plain_stream(boost::asio::ip::tcp::socket socket);
std::unique_ptr<ByteStream> make_tls_stream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context);

}  // namespace minka::web
