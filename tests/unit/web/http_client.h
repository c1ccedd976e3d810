#pragma once

#include "web/http_message.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minka::test {

/// A client that says exactly what it is told to, over a socket of its own.
class HttpClient {
public:
    explicit HttpClient(std::uint16_t port);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    void send(std::string_view bytes);
    /// One answer, whole; a status of 0 when the other end closed before.
    web::HttpResponse receive(bool has_content = true);
    /// Whether the other end closes within the time, with nothing more to read.
    bool is_closed_within(int milliseconds);

private:
    bool fill();
    int socket_ = -1;
    std::string buffer_;
};

/// A request with a host and the length of its content.
std::string request_text(std::string_view method, std::string_view target, const std::vector<web::Header>& headers = {},
                         std::string_view content = {});

/// One request on a connection of its own.
web::HttpResponse ask(std::uint16_t port, std::string_view method, std::string_view target,
                      const std::vector<web::Header>& headers = {}, std::string_view content = {});

}  // namespace minka::test
