#include "web/server.h"

#include "base/text.h"
#include "web/byte_stream.h"
#include "web/http_connection.h"
#include "web/worker_pool.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <future>
#include <thread>
#include <unordered_set>

namespace minka::web {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr std::chrono::milliseconds sweep_pause{500};

// Filled forms have workers of their own: they wait for the disk together, and for nobody's report.
constexpr std::size_t intake_workers = 64;

bool is_intake(const HttpRequest& request) {
    return request.method == Method::post &&
           (request.path.ends_with("/submission") || request.path.ends_with("/capture/envelopes"));
}

std::unexpected<Problem> refused(std::string_view what, const boost::system::error_code& failure,
                                 const std::string& place) {
    return problem(ProblemCode::io_failed, std::string(what) + ": " + failure.message() + ".", place);
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const ServerOptions& options) {
    if (options.certificate_file.empty() != options.key_file.empty()) {
        return invalid("TLS needs a certificate and its key: name both files or neither.", "--certificate");
    }
    if (options.certificate_file.empty()) {
        return std::unique_ptr<asio::ssl::context>();
    }
    using Context = asio::ssl::context;
    auto context = std::make_unique<Context>(Context::tls_server);
    boost::system::error_code failure;
    context->set_options(Context::no_tlsv1 | Context::no_tlsv1_1 | Context::no_compression, failure);
    context->use_certificate_chain_file(options.certificate_file, failure);
    if (failure) {
        return refused("The certificate cannot be read", failure, options.certificate_file);
    }
    context->use_private_key_file(options.key_file, Context::pem, failure);
    if (failure) {
        return refused("The key of the certificate cannot be read, or is another's", failure, options.key_file);
    }
    return context;
}

class AsioServer final : public Server, public ConnectionHost {
public:
    AsioServer(const ServerOptions& options, ServerCalls calls, std::unique_ptr<asio::ssl::context> tls)
        : options_(options),
          calls_(std::move(calls)),
          tls_(std::move(tls)),
          acceptor_(loop_),
          sweep_(loop_),
          workers_(std::make_unique<WorkerPool>(options.workers, options.most_waiting)),
          intake_(std::make_unique<WorkerPool>(intake_workers, options.most_waiting)) {}

    ~AsioServer() override { stop(); }

    Result<> listen() {
        boost::system::error_code failure;
        const auto address = asio::ip::make_address(options_.address, failure);
        if (failure) {
            return invalid("'" + options_.address + "' is no address to listen on.", "--address");
        }
        const Tcp::endpoint place(address, options_.port);
        const auto where = options_.address + ":" + std::to_string(options_.port);
        acceptor_.open(place.protocol(), failure);
        if (!failure) {
            acceptor_.set_option(Tcp::acceptor::reuse_address(true), failure);
        }
        if (!failure) {
            acceptor_.bind(place, failure);
        }
        if (!failure) {
            acceptor_.listen(1024, failure);
        }
        if (failure) {
            return refused("The server cannot listen there", failure, where);
        }
        port_ = acceptor_.local_endpoint().port();
        accept();
        sweep_later();
        thread_ = std::jthread([this] { loop_.run(); });
        return {};
    }

    void stop() override {
        if (!thread_.joinable()) {
            return;
        }
        asio::post(loop_, [this] {
            is_stopping_ = true;
            stop_by_ = SteadyClock::now() + options_.stop_time;
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            for (const auto& connection : std::vector(connections_.begin(), connections_.end())) {
                connection->stop();
            }
            end_when_done();
        });
        thread_.join();
        workers_.reset();
        intake_.reset();
        // Answers that came after the time to stop are let go with their connections.
        connections_.clear();
    }

    std::uint16_t port() const override { return port_; }

    ServerCounts counts() const override {
        return {connection_count_.load(), workers_->waiting() + intake_->waiting(),
                workers_->running() + intake_->running()};
    }

private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code failure, Tcp::socket socket) {
            if (!acceptor_.is_open()) {
                return;
            }
            if (failure) {  // no descriptor left, or a client that went away: others may still come
                retry_accept();
                return;
            }
            if (connections_.size() < options_.most_connections) {
                open(std::move(socket));
            }
            accept();
        });
    }

    void retry_accept() {
        const auto pause = std::make_shared<asio::steady_timer>(loop_, std::chrono::milliseconds(50));
        pause->async_wait([this, pause](boost::system::error_code) {
            if (acceptor_.is_open()) {
                accept();
            }
        });
    }

    void open(Tcp::socket socket) {
        boost::system::error_code failure;
        socket.set_option(Tcp::no_delay(true), failure);
        const auto peer = socket.remote_endpoint(failure);
        if (failure) {
            return;
        }
        auto stream = tls_ ? make_tls_stream(std::move(socket), *tls_) : make_plain_stream(std::move(socket));
        auto connection = std::make_shared<HttpConnection>(std::move(stream), peer.address().to_string(), *this);
        connections_.insert(connection);
        connection_count_ = connections_.size();
        connection->start();
    }

    void sweep_later() {
        sweep_.expires_after(sweep_pause);
        sweep_.async_wait([this](boost::system::error_code failure) {
            if (failure) {
                return;
            }
            const auto now = SteadyClock::now();
            for (const auto& connection : std::vector(connections_.begin(), connections_.end())) {
                connection->sweep(now);
            }
            if (is_stopping_ && now > stop_by_) {
                loop_.stop();
                return;
            }
            sweep_later();
        });
    }

    void end_when_done() {
        if (is_stopping_ && connections_.empty()) {
            sweep_.cancel();
            loop_.stop();
        }
    }

    // ConnectionHost
    const ServerOptions& options() const override { return options_; }
    bool is_tls() const override { return tls_ != nullptr; }
    bool is_stopping() const override { return is_stopping_; }
    std::size_t body_limit(Method method, std::string_view path) const override {
        return calls_.body_limit(method, path);
    }
    bool answer(std::shared_ptr<HttpConnection> connection, HttpRequest request) override {
        auto& workers = is_intake(request) ? *intake_ : *workers_;
        return workers.run([this, connection = std::move(connection), request = std::move(request)]() mutable {
            auto response = calls_.answer(request);
            asio::post(loop_, [connection = std::move(connection), response = std::move(response)]() mutable {
                connection->send(std::move(response));
            });
        });
    }
    void done(const ServerCalls::Done& done) override { calls_.done(done); }
    void closed(const std::shared_ptr<HttpConnection>& connection) override {
        connections_.erase(connection);
        connection_count_ = connections_.size();
        end_when_done();
    }

    const ServerOptions options_;
    const ServerCalls calls_;
    std::unique_ptr<asio::ssl::context> tls_;
    asio::io_context loop_{1};
    Tcp::acceptor acceptor_;
    asio::steady_timer sweep_;
    std::uint16_t port_ = 0;
    bool is_stopping_ = false;
    SteadyClock::time_point stop_by_;
    std::unordered_set<std::shared_ptr<HttpConnection>> connections_;
    std::atomic<std::size_t> connection_count_{0};
    std::unique_ptr<WorkerPool> workers_;
    std::unique_ptr<WorkerPool> intake_;
    std::jthread thread_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, ServerCalls calls) {
    MINKA_TRY_ASSIGN(auto tls, tls_context(options));
    auto server = std::make_unique<AsioServer>(options, std::move(calls), std::move(tls));
    MINKA_TRY(server->listen());
    return server;
}

}  // namespace minka::web
