#include "web/server.h"

#include "unit/web/http_client.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using namespace std::chrono_literals;

namespace {

// A server that answers with what it was asked.
struct EchoServer {
    explicit EchoServer(ServerOptions options = {}) {
        options.port = 0;
        options.workers = options.workers == 16 ? 4 : options.workers;
        ServerCalls calls;
        calls.answer = [this](const HttpRequest& request) {
            ++asked;
            if (request.path == "/slow") {
                std::this_thread::sleep_for(300ms);
            }
            HttpResponse response;
            response.set("content-type", "text/plain");
            response.body = request.path == "/large"
                                ? std::string(3 << 20, 'x')
                                : request.path + "?" + request.query + " " + std::to_string(request.body.size());
            return response;
        };
        calls.body_limit = [](Method, std::string_view path) { return path == "/take" ? std::size_t{1000} : 0; };
        calls.done = [this](const ServerCalls::Done&) { ++answered; };
        auto started = Server::start(options, std::move(calls));
        REQUIRE_MESSAGE(started.has_value(), (started ? "" : to_sentence(started.error())));
        server = *std::move(started);
    }

    std::atomic<int> asked{0};
    std::atomic<int> answered{0};
    std::unique_ptr<Server> server;
};

}  // namespace

TEST_SUITE_BEGIN("web: server");

TEST_CASE("a connection serves one request after another, also when they come together or in pieces") {
    EchoServer echo;
    HttpClient client(echo.server->port());
    client.send(request_text("GET", "/one") + request_text("GET", "/two?a=1") + request_text("HEAD", "/three"));
    CHECK(client.receive().body == "/one? 0");
    CHECK(client.receive().body == "/two?a=1 0");
    const auto head = client.receive(false);
    CHECK(head.status == 200);
    CHECK(*head.find("content-length") == "9");
    for (const char c : request_text("POST", "/take", {}, "abc")) {
        client.send({&c, 1});
    }
    CHECK(client.receive().body == "/take? 3");
    client.send("POST /take HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    CHECK(client.receive().body == "/take? 5");
    client.send("GET /last HTTP/1.0\r\n\r\n");
    CHECK(client.receive().body == "/last? 0");
    CHECK(client.is_closed_within(2000));
}

TEST_CASE("a content over the limit is refused before it is sent, and the client sees why") {
    EchoServer echo;
    struct Case {
        std::string name;
        std::string text;
    };
    const std::string megabyte(1 << 20, 'x');
    for (const auto& c : std::vector<Case>{
             {"told by its length", request_text("POST", "/take", {}, std::string(1001, 'x'))},
             {"long", request_text("POST", "/take", {}, megabyte)},
             {"where none is taken", request_text("POST", "/none", {}, "x")},
             {"in chunks", "POST /take HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                               std::string(1001, 'x') + "\r\n0\r\n\r\n"},
         }) {
        CAPTURE(c.name);
        HttpClient client(echo.server->port());
        client.send(c.text);
        CHECK(client.receive().status == 413);
    }
    CHECK(echo.asked == 0);
    CHECK(ask(echo.server->port(), "POST", "/take", {}, std::string(1000, 'x')).status == 200);
}

TEST_CASE("what is not HTTP is refused in HTTP") {
    EchoServer echo;
    struct Case {
        std::string text;
        int status;
    };
    for (const auto& c : std::vector<Case>{
             {"hello\r\n\r\n", 400},
             {"GET /x HTTP/1.1\r\n\r\n", 400},
             {"GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400},
             {"GET /%2e%2e/x HTTP/1.1\r\nHost: x\r\n\r\n", 400},
             {"GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
             {"GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\n\r\n", 400},
             {"BREW /x HTTP/1.1\r\nHost: x\r\n\r\n", 501},
             {"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400},
             {"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              400},
             {"GET /x HTTP/1.1\r\nHost: x\r\nLong: " + std::string(20000, 'a') + "\r\n\r\n", 431},
         }) {
        CAPTURE(c.text.substr(0, 60));
        HttpClient client(echo.server->port());
        client.send(c.text);
        const auto response = client.receive();
        CHECK(response.status == c.status);
        CHECK(*response.find("content-type") == "application/problem+json");
    }
    CHECK(echo.asked == 0);
}

TEST_CASE("clients that send slowly or never hold nobody else up, and are let go") {
    ServerOptions options;
    options.header_time = 400ms;
    options.stall_time = 600ms;
    options.idle_time = 900ms;
    EchoServer echo(options);
    std::vector<std::unique_ptr<HttpClient>> slow;
    for (int i = 0; i < 200; ++i) {
        slow.push_back(std::make_unique<HttpClient>(echo.server->port()));
        slow.back()->send(i % 2 == 0 ? "GET /x HTTP/1.1\r\nHos"
                                     : "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab");
    }
    CHECK(ask(echo.server->port(), "GET", "/quick").body == "/quick? 0");
    for (auto& client : slow) {
        CHECK(client->is_closed_within(5000));
    }
    HttpClient idle(echo.server->port());
    idle.send(request_text("GET", "/x"));
    CHECK(idle.receive().status == 200);
    CHECK(idle.is_closed_within(5000));
}

TEST_CASE("a long answer reaches a client that reads it slowly") {
    EchoServer echo;
    HttpClient client(echo.server->port());
    client.send(request_text("GET", "/large"));
    std::this_thread::sleep_for(200ms);
    CHECK(client.receive().body.size() == 3U << 20U);
}

TEST_CASE("too many that wait are told to come back") {
    ServerOptions options;
    options.workers = 1;
    options.most_waiting = 1;
    EchoServer echo(options);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<HttpClient>(echo.server->port()));
        clients.back()->send(request_text("GET", "/slow"));
    }
    int refused = 0;
    for (auto& client : clients) {
        const auto response = client->receive();
        refused += response.status == 503 ? 1 : 0;
        CHECK((response.status == 200 || (response.status == 503 && response.find("retry-after") != nullptr)));
    }
    CHECK(refused >= 1);
    CHECK(refused <= 7);
}

TEST_CASE("at the end what runs is answered, and nothing new is taken") {
    EchoServer echo;
    HttpClient running(echo.server->port());
    HttpClient idle(echo.server->port());
    running.send(request_text("GET", "/slow"));
    while (echo.asked == 0) {
        std::this_thread::sleep_for(5ms);
    }
    std::jthread stopping([&] { echo.server->stop(); });
    const auto response = running.receive();
    CHECK(response.status == 200);
    CHECK(*response.find("connection") == "close");
    CHECK(idle.is_closed_within(2000));
    stopping.join();
    CHECK(echo.answered == 1);
}

TEST_CASE("a port in use, a strange address and half of TLS are named problems") {
    EchoServer echo;
    ServerOptions options;
    options.port = echo.server->port();
    CHECK(Server::start(options, {}).error().code == ProblemCode::io_failed);
    options.port = 0;
    options.address = "nowhere";
    CHECK(Server::start(options, {}).error().field == "--address");
    options.address = "127.0.0.1";
    options.certificate_file = "x.pem";
    CHECK(Server::start(options, {}).error().field == "--certificate");
    options.key_file = "y.pem";
    CHECK(Server::start(options, {}).error().field == "x.pem");
}

TEST_SUITE_END();
