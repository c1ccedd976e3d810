#include "unit/web/http_client.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace minka::test {

HttpClient::HttpClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_connected = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    REQUIRE_MESSAGE(is_connected, "port ", port, ": ", std::strerror(errno));
    const timeval patience{20, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

HttpClient::~HttpClient() { close(socket_); }

void HttpClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return;  // the other end closed; what it said is still read
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool HttpClient::fill() {
    std::array<char, 65536> part{};
    const auto size = recv(socket_, part.data(), part.size(), 0);
    if (size <= 0) {
        return false;
    }
    buffer_.append(part.data(), static_cast<std::size_t>(size));
    return true;
}

web::HttpResponse HttpClient::receive(bool has_content) {
    web::HttpResponse response;
    response.status = 0;
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
        if (!fill()) {
            return response;
        }
    }
    const auto end = buffer_.find("\r\n\r\n");
    const auto lines = split(std::string_view(buffer_).substr(0, end), '\n');
    response.status = std::stoi(std::string(lines[0].substr(9, 3)));
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        response.headers.push_back(
            {std::string(lines[i].substr(0, colon)), std::string(trim(lines[i].substr(colon + 1)))});
    }
    buffer_.erase(0, end + 4);
    const auto* length = response.find("content-length");
    const auto wanted = has_content && length != nullptr ? std::stoul(*length) : 0;
    while (buffer_.size() < wanted) {
        if (!fill()) {
            response.status = 0;
            return response;
        }
    }
    response.body = buffer_.substr(0, wanted);
    buffer_.erase(0, wanted);
    return response;
}

bool HttpClient::is_closed_within(int milliseconds) {
    pollfd waiting{socket_, POLLIN, 0};
    if (poll(&waiting, 1, milliseconds) <= 0) {
        return false;
    }
    char one = 0;
    return recv(socket_, &one, 1, 0) <= 0;
}

std::string request_text(std::string_view method, std::string_view target, const std::vector<web::Header>& headers,
                         std::string_view content) {
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& header : headers) {
        text += header.name + ": " + header.value + "\r\n";
    }
    if (!content.empty() || method == "POST" || method == "PUT") {
        text += "Content-Length: " + std::to_string(content.size()) + "\r\n";
    }
    return text + "\r\n" + std::string(content);
}

web::HttpResponse ask(std::uint16_t port, std::string_view method, std::string_view target,
                      const std::vector<web::Header>& headers, std::string_view content) {
    HttpClient client(port);
    client.send(request_text(method, target, headers, content));
    return client.receive(method != "HEAD");
}

}  // namespace minka::test
