#include "web/answer_memo.h"

#include "unit/web/web_world.h"

#include <atomic>
#include <thread>

using namespace minka;
using namespace minka::test;
using registry::AccessRole;

namespace {

// One answer of the memo for the programme, made as `text` says, and how often it had to be made.
struct Asked {
    std::string answer;
    int made = 0;
};

Asked ask_memo(WebWorld& world, web::AnswerMemo& memo, const std::string& key, const std::string& text,
               const ProgrammeId& programme) {
    Asked asked;
    const auto answer =
        world.database().read(programme, [&](storage::Reader& reader) -> Result<std::shared_ptr<const std::string>> {
            return memo.of(reader, key, [&]() -> Result<std::string> {
                ++asked.made;
                return text;
            });
        });
    REQUIRE(answer.has_value());
    asked.answer = **answer;
    return asked;
}

void add_school(WebWorld& world, const std::string& code, const std::string& name) {
    const auto written = world.database().write({world.programme, {}, "console", "test"}, [&](storage::Writer& writer) {
        return writer.create(world.a_school(code, name, world.country, world.ugel));
    });
    REQUIRE(written.has_value());
}

std::int64_t total_of(WebWorld& world, const std::string& session, const std::string& query = "") {
    const auto page = json_of(world.get(world.in_programme("/schools?limit=1" + query), session));
    return *page.find("total")->if_int();
}

}  // namespace

TEST_SUITE_BEGIN("web: kept answers");

TEST_CASE("an answer is made once, and anew after anything was written in its programme") {
    on_web([](WebWorld& world) {
        web::AnswerMemo memo;
        CHECK(ask_memo(world, memo, "k", "one", world.programme).made == 1);
        CHECK(ask_memo(world, memo, "k", "two", world.programme).answer == "one");
        CHECK(ask_memo(world, memo, "other", "three", world.programme).answer == "three");
        CHECK(ask_memo(world, memo, "k", "four", world.other_programme).answer == "four");
        add_school(world, "0300009", "IE Nueva");
        const auto again = ask_memo(world, memo, "k", "five", world.programme);
        CHECK(again.answer == "five");
        CHECK(again.made == 1);
        CHECK(ask_memo(world, memo, "k", "six", world.other_programme).answer == "four");
    });
}

TEST_CASE("a failed answer is not kept, and what is kept stays within its bytes") {
    on_web([](WebWorld& world) {
        web::AnswerMemo memo(2000);
        const auto failed = world.database().read(world.programme, [&](storage::Reader& reader) {
            return memo.of(reader, "k", []() -> Result<std::string> { return invalid("No.", "k"); });
        });
        CHECK_FALSE(failed.has_value());
        CHECK(ask_memo(world, memo, "k", "one", world.programme).made == 1);
        for (int i = 0; i < 50; ++i) {
            ask_memo(world, memo, std::to_string(i), std::string(300, 'x'), world.programme);
            CHECK(memo.bytes() <= 2000);
        }
        CHECK(ask_memo(world, memo, "49", "y", world.programme).made == 0);
        CHECK(ask_memo(world, memo, "k", "two", world.programme).answer == "two");
        CHECK(ask_memo(world, memo, "large", std::string(3000, 'x'), world.programme).made == 1);
        CHECK(ask_memo(world, memo, "large", std::string(3000, 'x'), world.programme).made == 1);
    });
}

TEST_CASE("of several who ask at once one makes the answer") {
    on_web([](WebWorld& world) {
        web::AnswerMemo memo;
        std::atomic<int> made = 0;
        {
            std::vector<std::jthread> crew;
            for (int i = 0; i < 6; ++i) {
                crew.emplace_back([&] {
                    const auto answer = world.database().read(world.programme, [&](storage::Reader& reader) {
                        return memo.of(reader, "k", [&]() -> Result<std::string> {
                            ++made;
                            std::this_thread::sleep_for(std::chrono::milliseconds(50));
                            return std::string("one");
                        });
                    });
                    CHECK((answer && **answer == "one"));
                });
            }
        }
        CHECK(made == 1);
    });
}

TEST_CASE("no list shows an old number after a write, whoever writes") {
    on_web([](WebWorld& world) {
        const auto director = world.enter("dir", AccessRole::director);
        const auto lands = world.in_programme("/territories?tree=school_administration");
        const auto counted = [&] {
            return *json_of(world.get(lands, director)).find("items")->if_array()->front().find("schools")->if_int();
        };
        for (int i = 0; i < 5; ++i) {
            CHECK(total_of(world, director) == 2 + i);
            CHECK(total_of(world, director) == 2 + i);
            CHECK(counted() == 2 + i);
            add_school(world, "030001" + std::to_string(i), "IE Nueva " + std::to_string(i));
        }
        CHECK(total_of(world, director, "&q=nueva") == 5);
        CHECK(total_of(world, director, "&q=arbol") == 1);
    });
}

TEST_CASE("a list that one may see is never given to somebody who may not") {
    on_web([](WebWorld& world) {
        const auto director = world.enter("dir", AccessRole::director);
        const auto near = world.enter("cerca", AccessRole::specialist, world.ugel);
        const auto far = world.enter("lejos", AccessRole::specialist, world.other_ugel);
        const auto schools = world.in_programme("/schools?limit=50");
        for (int round = 0; round < 2; ++round) {
            CHECK(total_of(world, director) == 2);
            CHECK(total_of(world, near) == 1);
            CHECK(total_of(world, far) == 1);
            CHECK(world.get(schools, near).body.find("Bosque") == std::string::npos);
            CHECK(world.get(schools, far).body.find("Bosque") != std::string::npos);
            CHECK(world.get(schools, far).body.find("Árbol") == std::string::npos);
        }
        // Once it is dangerous to name a school, who need not know loses it at once, and the director does not.
        const auto level =
            ask(world.site->port(), "PUT", world.in_programme("/schools/" + to_string(world.far_school) + "/security"),
                {{"cookie", director}, {"content-type", "application/json"}}, R"({"level":"high"})");
        REQUIRE(level.status == 200);
        CHECK(total_of(world, director) == 2);
        const auto outsider = world.enter("nac", AccessRole::national_directorate);
        if (const auto seen = world.get(schools, outsider); seen.status == 200) {
            CHECK(seen.body.find("Bosque") == std::string::npos);
        }
        CHECK(total_of(world, director) == 2);
    });
}

TEST_CASE("a kept page ends with the day it is of") {
    on_web([](WebWorld& world) {
        const auto director = world.enter("dir", AccessRole::director);
        const auto written =
            world.database().write({world.programme, {}, "console", "test"}, [&](storage::Writer& writer) {
                auto school = world.a_school("0300020", "IE Que Cierra", world.country, world.ugel);
                school.valid_to = world.today().plus_days(1);
                return writer.create(school);
            });
        REQUIRE(written.has_value());
        CHECK(total_of(world, director) == 3);
        const auto then = "&as_of=" + world.today().text();
        world.scratch.clock.advance(24LL * 3600 * 1'000'000);
        const auto session = world.enter("dir2", AccessRole::director);
        CHECK(total_of(world, session) == 2);
        CHECK(total_of(world, session, then) == 3);
    });
}

TEST_SUITE_END();
