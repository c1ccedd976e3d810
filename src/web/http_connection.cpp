#include "web/http_connection.h"

#include "base/text.h"
#include "web/sent_file.h"

#include <algorithm>

namespace minka::web {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t read_size = 64 * 1024;
constexpr std::size_t write_size = 256 * 1024;
constexpr std::chrono::milliseconds drain_time{3'000};
constexpr std::size_t longest_drain = 8 << 20;

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return result;
}

// Nothing that could name a file outside, on any system.
bool is_plain_path(std::string_view path) {
    if (path.empty() || path.front() != '/' || path.find('\\') != std::string_view::npos) {
        return false;
    }
    for (const auto part : split(path, '/')) {
        if (part == "." || part == "..") {
            return false;
        }
    }
    return true;
}

std::string head_of(const HttpResponse& response, bool keeps_alive) {
    std::string head =
        "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason_of(response.status)) + "\r\n";
    for (const auto& header : response.headers) {
        head += header.name + ": " + header.value + "\r\n";
    }
    if (response.status != 204 && response.status != 304) {
        head += "content-length: " + std::to_string(response.content().size()) + "\r\n";
    }
    head += keeps_alive ? "connection: keep-alive\r\n\r\n" : "connection: close\r\n\r\n";
    return head;
}

}  // namespace

HttpConnection::~HttpConnection() { let_go(); }

HttpConnection::HttpConnection(std::unique_ptr<ByteStream> stream, std::string peer, ConnectionHost& host)
    : stream_(std::move(stream)), peer_(std::move(peer)), host_(host) {
    wait_at_most(host_.options().header_time);
}

void HttpConnection::start() {
    stream_->handshake([self = shared_from_this()](boost::system::error_code failure) {
        if (failure || self->host_.is_stopping()) {
            self->close();
            return;
        }
        self->next_request();
    });
}

void HttpConnection::next_request() {
    state_ = State::idle;
    wait_at_most(host_.options().idle_time);
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(host_.options().header_limit));
    parser_->body_limit(boost::none);
    parser_->eager(false);
    is_body_read_ = false;
    if (buffer_.size() > 0) {
        began_ = SteadyClock::now();
        parse();
    } else {
        read();
    }
}

void HttpConnection::read() {
    stream_->read_some(buffer_.prepare(read_size),
                       [self = shared_from_this()](boost::system::error_code failure, std::size_t size) {
                           self->received(failure, size);
                       });
}

void HttpConnection::received(boost::system::error_code failure, std::size_t size) {
    if (failure || state_ == State::closed) {
        close();
        return;
    }
    buffer_.commit(size);
    if (state_ == State::idle) {
        state_ = State::reading;
        began_ = SteadyClock::now();
        wait_at_most(host_.options().header_time);
    }
    parse();
}

void HttpConnection::parse() {
    state_ = State::reading;
    if (!parser_->is_header_done() && !parse_header()) {
        return;
    }
    boost::system::error_code failure;
    while (!parser_->is_done() && buffer_.size() > 0) {
        const auto used = parser_->put(buffer_.data(), failure);
        buffer_.consume(used);
        if (failure == http::error::need_more) {
            break;
        }
        if (failure == http::error::body_limit) {
            refuse({ProblemCode::too_large, "The content is longer than this address takes.", {}}, 413);
            return;
        }
        if (failure) {
            refuse({ProblemCode::invalid_input, "The content of the request cannot be read as HTTP.", {}}, 400);
            return;
        }
    }
    if (parser_->is_done()) {
        body_done();
        return;
    }
    wait_at_most(host_.options().stall_time);
    if (sends_continue_) {
        sends_continue_ = false;
        head_ = "HTTP/1.1 100 Continue\r\n\r\n";
        stream_->write({asio::buffer(head_), asio::const_buffer()},
                       [self = shared_from_this()](boost::system::error_code failed, std::size_t) {
                           failed ? self->close() : self->read();
                       });
        return;
    }
    read();
}

// True when the header is whole and the body may be read.
bool HttpConnection::parse_header() {
    boost::system::error_code failure;
    const auto used = parser_->put(buffer_.data(), failure);
    buffer_.consume(used);
    if (failure == http::error::need_more) {
        read();
        return false;
    }
    if (failure == http::error::header_limit) {
        refuse({ProblemCode::too_large, "The header of the request is too long.", {}}, 431);
        return false;
    }
    if (failure) {
        refuse({ProblemCode::invalid_input, "The request cannot be read as HTTP.", {}}, 400);
        return false;
    }
    header_done();
    return state_ == State::reading;
}

void HttpConnection::header_done() {
    const auto& message = parser_->get();
    const std::string name(message.method_string());
    const auto method = method_named(name);
    if (!method) {
        refuse({ProblemCode::invalid_input, "The method " + name.substr(0, 20) + " is not served.", {}}, 501);
        return;
    }
    request_ = {};
    request_.method = method_ = *method;
    request_.peer = peer_;
    request_.is_tls = host_.is_tls();
    keeps_alive_ = parser_->keep_alive();
    const std::string_view target(message.target().data(), message.target().size());
    const auto path = decode_percent(target.substr(0, target.find('?')), false);
    if (!path || !is_plain_path(*path)) {
        refuse({ProblemCode::invalid_input, "The address of the request is not a path.", {}}, 400);
        return;
    }
    request_.path = *path;
    if (const auto question = target.find('?'); question != std::string_view::npos) {
        request_.query = target.substr(question + 1);
    }
    for (const auto& field : message) {
        request_.headers.push_back({lower({field.name_string().data(), field.name_string().size()}),
                                    std::string(field.value().data(), field.value().size())});
    }
    if (message.version() >= 11 && !request_.header("host")) {
        refuse({ProblemCode::invalid_input, "The request does not say which host it means.", "host"}, 400);
        return;
    }
    const auto limit = host_.body_limit(request_.method, request_.path);
    const auto length = parser_->content_length();
    if (length && *length > limit) {
        refuse({ProblemCode::too_large, "The content is longer than this address takes.", {}}, 413);
        return;
    }
    parser_->body_limit(limit);
    parser_->eager(true);
    const auto expects = request_.header("expect");
    sends_continue_ = expects && lower(*expects) == "100-continue";
}

void HttpConnection::body_done() {
    is_body_read_ = true;
    state_ = State::running;
    request_.body = std::move(parser_->get().body());
    parser_.reset();
    if (!host_.answer(shared_from_this(), std::move(request_))) {
        auto response =
            problem_response({ProblemCode::busy, "Too many requests wait already; repeat in a few seconds.", {}}, "es");
        response.set("retry-after", "5");
        send(std::move(response));
    }
}

void HttpConnection::refuse(const Problem& problem, int status) {
    keeps_alive_ = false;
    state_ = State::running;
    send(problem_response(problem, "es", status));
}

void HttpConnection::send(HttpResponse response) {
    if (state_ == State::closed) {
        SentFiles::all().release(response.fixed_body);
        return;
    }
    state_ = State::writing;
    response_ = std::move(response);
    keeps_alive_ = keeps_alive_ && !host_.is_stopping();
    head_ = head_of(response_, keeps_alive_);
    sent_ = 0;
    write_part();
}

void HttpConnection::write_part() {
    wait_at_most(host_.options().stall_time);
    const bool has_content = method_ != Method::head && response_.status != 204 && response_.status != 304;
    const auto left = has_content ? response_.content().substr(sent_, write_size) : std::string_view();
    sent_ += left.size();
    stream_->write({asio::buffer(head_), asio::buffer(left.data(), left.size())},
                   [self = shared_from_this(), has_content](boost::system::error_code failure, std::size_t) {
                       if (failure) {
                           self->close();
                           return;
                       }
                       self->head_.clear();
                       if (has_content && self->sent_ < self->response_.content().size()) {
                           self->write_part();
                       } else {
                           self->written();
                       }
                   });
}

void HttpConnection::written() {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - began_);
    host_.done({method_, response_.route, response_.status, sent_, took});
    let_go();
    if (!is_body_read_) {
        drain();
    } else if (keeps_alive_ && !host_.is_stopping()) {
        next_request();
    } else {
        stream_->shut_down();
        close();
    }
}

void HttpConnection::let_go() {
    if (response_.fixed_body.data() != nullptr) {
        SentFiles::all().release(response_.fixed_body);
    }
    response_ = {};
}

void HttpConnection::drain() {
    if (state_ != State::draining) {
        state_ = State::draining;
        sent_ = 0;
        wait_at_most(drain_time);
        stream_->shut_down();
    }
    buffer_.clear();
    stream_->read_some(buffer_.prepare(read_size),
                       [self = shared_from_this()](boost::system::error_code failure, std::size_t size) {
                           self->sent_ += size;
                           if (failure || self->sent_ > longest_drain) {
                               self->close();
                           } else {
                               self->drain();
                           }
                       });
}

void HttpConnection::sweep(SteadyClock::time_point now) {
    // A running request has no deadline here: its answer comes.
    if (state_ != State::running && state_ != State::closed && now > deadline_) {
        close();
    }
}

void HttpConnection::stop() {
    if (state_ == State::idle || state_ == State::reading) {
        close();
    }
}

void HttpConnection::close() {
    if (state_ == State::closed) {
        return;
    }
    state_ = State::closed;
    stream_->close();
    host_.closed(shared_from_this());
}

void HttpConnection::wait_at_most(std::chrono::milliseconds time) { deadline_ = SteadyClock::now() + time; }

}  // namespace minka::web
