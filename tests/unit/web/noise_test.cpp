#include "unit/web/web_world.h"
#include "web/route.h"

#include <map>
#include <random>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

// Noise from a fixed seed over a running server: whatever comes, it answers with a named problem or closes, and goes
// on.

namespace {

// Values that readers of parameters stumble over.
const std::vector<std::string> odd_values{"%00",
                                          "%ff%fe",
                                          "%",
                                          "%zz",
                                          "'%20OR%20'1'='1",
                                          "%25%27%3B--",
                                          "9223372036854775808",
                                          "-9223372036854775808",
                                          "0",
                                          "2026-02-30",
                                          "0000-00-00",
                                          "9999-12-31",
                                          "2199-12-31",
                                          "1900-01-01",
                                          "..%2F..%2Fetc%2Fpasswd",
                                          "%F0%9F%A6%99",
                                          "%E2%80%AE",
                                          "%0D%0Aset-cookie:x=1",
                                          "00000000-0000-0000-0000-000000000000",
                                          "ffffffff-ffff-ffff-ffff-ffffffffffff",
                                          "1.00000000-0000-0000-0000-000000000000.1",
                                          "%25_%25",
                                          std::string(201, 'x'),
                                          std::string(4000, 'y'),
                                          "a%26b%3Dc%23d"};

std::string path_of(WebWorld& world, const Route& route) {
    const std::map<std::string, std::string> places{{"{programme}", to_string(world.programme)},
                                                    {"{territory}", to_string(world.region)},
                                                    {"{school}", to_string(world.school)},
                                                    {"{ugel}", to_string(world.ugel)},
                                                    {"{cycle}", "2026"},
                                                    {"{person}", to_string(world.person)}};
    std::string path(route.path);
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
        const auto name = path.substr(open, path.find('}') - open + 1);
        const auto known = places.find(name);
        path.replace(open, name.size(), known == places.end() ? to_string(world.person) : known->second);
    }
    return path;
}

struct Visitors {
    std::string director;
    std::string specialist;
    std::string administrator;
    std::string officer;
};

Visitors enter_all(WebWorld& world) {
    return {world.enter("dir", AccessRole::director), world.enter("esp", AccessRole::specialist, world.ugel),
            world.enter("adm", AccessRole::administrator), world.enter("dpo", AccessRole::data_protection)};
}

const std::string& who_may(const Visitors& visitors, const Route& route) {
    const auto permission = route.permission.value_or(identity::Permission::report_read);
    return identity::may(AccessRole::director, permission)        ? visitors.director
           : identity::may(AccessRole::specialist, permission)    ? visitors.specialist
           : identity::may(AccessRole::administrator, permission) ? visitors.administrator
                                                                  : visitors.officer;
}

std::string mutated(std::mt19937& random, std::string text) {
    const auto times = 1 + random() % 4;
    for (std::size_t i = 0; i < times && !text.empty(); ++i) {
        const auto at = random() % text.size();
        switch (random() % 5) {
            case 0: text[at] = static_cast<char>(random() % 256); break;
            case 1: text.erase(at, 1 + random() % 5); break;
            case 2: text.insert(at, text.substr(at / 2, random() % 20)); break;
            case 3: text.insert(at, 1 + random() % 40, "[{\"\\\r\n,:"[random() % 9]); break;
            default: text.resize(at); break;
        }
    }
    return text;
}

}  // namespace

TEST_SUITE_BEGIN("web: noise");

TEST_CASE("no value of any query parameter is more than a wrong value") {
    on_web([](WebWorld& world) {
        const auto visitors = enter_all(world);
        for (const auto& route : routes()) {
            if (route.method != Method::get || route.admission != Admission::granted) {
                continue;
            }
            for (const auto& parameter : route.query) {
                for (const auto& value : odd_values) {
                    CAPTURE(route.path);
                    CAPTURE(parameter.name);
                    CAPTURE(value.substr(0, 60));
                    const auto answer =
                        world.get(path_of(world, route) + "?" + std::string(parameter.name) + "=" + value,
                                  who_may(visitors, route));
                    CHECK(answer.status >= 200);
                    CHECK(answer.status < 500);
                    CHECK(answer.find("set-cookie") == nullptr);
                }
            }
        }
        CHECK(world.get("/healthz", "").status == 200);
    });
}

TEST_CASE("no content makes a write fail otherwise than by a named problem, and none is written by halves") {
    on_web([](WebWorld& world) {
        const auto visitors = enter_all(world);
        std::mt19937 random(20261122);
        const std::string sample = R"({"kind":"incident","words":"Pérdida","level":"high","outcome":"done","role":)"
                                   R"("evaluator","login":"nueva","name":"Nueva","on":"2026-03-14","purpose":"x"})";
        for (const auto& route : routes()) {
            if (route.body == nullptr || route.admission == Admission::everybody) {
                continue;
            }
            for (int i = 0; i < 25; ++i) {
                const auto content = mutated(random, sample);
                CAPTURE(route.path);
                CAPTURE(content);
                const auto answer =
                    ask(world.site->port(), to_string(route.method), path_of(world, route),
                        {{"cookie", who_may(visitors, route)}, {"content-type", "application/json"}}, content);
                CHECK(answer.status >= 200);
                CHECK(answer.status < 500);
            }
        }
        CHECK(world.get("/healthz", "").status == 200);
    });
}

TEST_CASE("no bytes on a connection keep the server from the next one") {
    on_web([](WebWorld& world) {
        std::mt19937 random(7);
        const auto session = world.enter("dir", AccessRole::director);
        const std::vector<std::string> samples{
            request_text("GET", "/api/v1/me?x=%41", {{"cookie", session}}),
            request_text("POST", "/api/v1/login", {{"content-type", "application/json"}},
                         R"({"login":"a","password":"b"})"),
            "POST /api/v1/login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: x\r\nrange: bytes=0-\r\nexpect: 100-continue\r\nupgrade: websocket\r\n\r\n"};
        for (int i = 0; i < 400; ++i) {
            HttpClient client(world.site->port());
            client.send(mutated(random, samples[static_cast<std::size_t>(i) % samples.size()]));
            if (i % 40 == 0) {
                CHECK(world.get("/healthz", "").status == 200);
            }
        }
        CHECK(world.get("/api/v1/me", session).status == 200);
    });
}

TEST_SUITE_END();
