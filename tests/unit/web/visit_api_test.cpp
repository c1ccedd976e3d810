#include "registry/security_level.h"
#include "unit/web/visit_world.h"
#include "web/route.h"

#include <map>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;
using storage::Writer;

TEST_SUITE_BEGIN("web: visits");

TEST_CASE("a coordinator agrees a visit by call and decides to go; the pair leaves, arrives and holds it") {
    on_web([](WebWorld& made) {
        VisitWorld field(made);
        auto& world = field.world;
        const auto coordinator = world.enter("coord", AccessRole::coordinator, field.one_land);
        const auto pair = field.enter_mediator(field.one_land);
        const auto step = [&](const std::string& session, const std::string& body) {
            return world.post(field.path(field.visit, "/steps"), session, body);
        };
        // Today is Monday, 2 March 2026.
        const auto alone = step(coordinator, R"({"act":"agree","channel":"call"})");
        CHECK(alone.status == 400);
        CHECK(text_at(json_of(alone), "field") == "said_by");
        const auto sunday =
            step(coordinator, R"({"act":"agree","channel":"call","said_by":"rectora","planned_on":"2026-03-08"})");
        CHECK(text_at(json_of(sunday), "field") == "planned_on");
        CHECK(step(pair, R"({"act":"agree","channel":"call","said_by":"rectora"})").status == 403);
        const auto agreed = json_of(step(coordinator, R"({"act":"agree","channel":"call","said_by":"rectora"})"));
        CHECK(text_at(*agreed.find("visit"), "state") == "agreed");
        CHECK(text_at(*agreed.find("visit"), "face") == "agreed");
        CHECK(step(pair, R"({"act":"depart"})").status == 409);
        CHECK(step(coordinator, R"({"act":"confirm"})").status == 200);
        CHECK(step(pair, R"({"act":"depart","expected_at":"ya"})").status == 400);
        CHECK(step(pair, R"({"act":"depart","expected_at":"2026-03-02T13:00:00Z"})").status == 200);
        world.scratch.clock.advance(2LL * 3600 * 1'000'000);
        const auto overdue = json_of(world.get(world.in_programme("/visits/overdue"), coordinator));
        CHECK(overdue.find("items")->if_array()->size() == 1);
        CHECK(step(coordinator, R"({"act":"arrive","channel":"radio"})").status == 200);
        CHECK(
            json_of(world.get(world.in_programme("/visits/overdue"), coordinator)).find("items")->if_array()->empty());
        const auto held = json_of(step(pair, R"({"act":"hold"})"));
        CHECK(text_at(*held.find("visit"), "state") == "held");
        CHECK(held.find("events")->if_array()->size() == 6);
    });
}

TEST_CASE("an itinerary is seen by its pair and by the coordinator of its land, and by nobody else") {
    on_web([](WebWorld& made) {
        VisitWorld field(made);
        auto& world = field.world;
        const auto of_land = world.enter("coord", AccessRole::coordinator, field.one_land);
        const auto of_all = world.enter("coord.todo", AccessRole::coordinator, field.department);
        const auto pair = field.enter_mediator(field.department);
        const auto nobody = world.enter("sin.persona", AccessRole::mediator, field.department);
        CHECK(field.board(of_land).find("week")->if_array()->size() == 1);
        CHECK(field.board(of_all).find("week")->if_array()->size() == 2);
        CHECK(field.board(pair).find("week")->if_array()->size() == 1);
        CHECK(field.board(nobody).find("week")->if_array()->empty());
        CHECK(world.get(field.path(field.visit), pair).status == 200);
        CHECK(world.get(field.path(field.other_visit), pair).status == 404);
        CHECK(world.get(field.path(field.other_visit), of_land).status == 404);
        CHECK(world.post(field.path(field.other_visit, "/steps"), pair, R"({"act":"depart"})").status == 404);
        for (const auto role : {AccessRole::director, AccessRole::funder, AccessRole::adviser}) {
            const auto session = world.enter("rol." + std::to_string(static_cast<int>(role)), role);
            CHECK(world.get(world.in_programme("/visits"), session).status == 403);
            CHECK(world.get(field.path(field.visit), session).status == 403);
        }
        const auto official = world.enter("oficial", AccessRole::official, field.department);
        CHECK(world.get(world.in_programme("/visits/board"), official).status == 403);
        const auto pairs = json_of(world.get(world.in_programme("/pairs"), pair));
        CHECK(pairs.find("items")->if_array()->size() == 1);
        const auto page = json_of(world.get(world.in_programme("/visits?limit=1"), of_all));
        CHECK(text_at(page.find("items")->if_array()->front(), "school") == "IE Agua Clara");
        const auto rest =
            json_of(world.get(world.in_programme("/visits?limit=1&after=" + text_at(page, "next")), of_all));
        CHECK(text_at(rest.find("items")->if_array()->front(), "school") == "IE San Isidro");
    });
}

TEST_CASE("no address tells a role that reads no visits where a pair goes, with whom or when") {
    on_web([](WebWorld& made) {
        VisitWorld field(made);
        auto& world = field.world;
        const std::map<std::string, std::string> places{
            {"{programme}", to_string(world.programme)}, {"{territory}", to_string(field.one_land)},
            {"{school}", to_string(field.school.id)},    {"{person}", to_string(field.mediator)},
            {"{cycle}", "ciclo-105901000011"},           {"{visit}", to_string(field.visit.id)},
            {"{pair}", to_string(field.pair.id)},        {"{ugel}", to_string(field.one_land)},
            {"{subject}", to_string(field.mediator)}};
        std::size_t asked = 0;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<AccessRole>>([&](auto entry) {
            const auto role = entry.value;
            const auto land = identity::is_of_programme(role) ? std::nullopt : std::optional(field.department);
            const auto session = world.enter("rol." + std::to_string(static_cast<int>(role)), role, land);
            const bool sees_land = role == AccessRole::coordinator;
            for (const auto& route : routes()) {
                std::string path(route.path);
                for (const auto& [place, value] : places) {
                    if (const auto at = path.find(place); at != std::string::npos) {
                        path.replace(at, place.size(), value);
                    }
                }
                // What is stored on a person is told to that person and to who answers for data: their pair is part.
                const bool is_of_person = route.path.ends_with("{person}/data");
                if (route.method != Method::get || route.admission != Admission::granted || is_of_person ||
                    path.find('{') != std::string::npos) {
                    continue;
                }
                CAPTURE(entry.name);
                CAPTURE(path);
                const auto body = world.get(path + (path.ends_with("/ledger") ? "?limit=500" : ""), session).body;
                ++asked;
                if (sees_land) {
                    continue;
                }
                for (const auto& told : {to_string(field.visit.id), to_string(field.pair.id), std::string("P-01"),
                                         std::string("2026-03-04"), to_string(field.other_visit.id)}) {
                    CAPTURE(told);
                    // A calendar bears the code of its pair, which whoever asked has named, and says nothing else.
                    if (told != "P-01" || !path.ends_with("/calendar")) {
                        CHECK(body.find(told) == std::string::npos);
                    }
                }
            }
            // The same addresses do tell it to whom it concerns.
            if (sees_land) {
                CHECK(world.get(world.in_programme("/visits"), session).body.find("2026-03-04") != std::string::npos);
            }
        });
        CHECK(asked > 300);
    });
}

TEST_CASE("a school of high security is in no calendar file, and a calendar names nobody") {
    on_web([](WebWorld& made) {
        VisitWorld field(made);
        auto& world = field.world;
        const auto coordinator = world.enter("coord", AccessRole::coordinator, field.department);
        const auto calendar = [&](const planning::MediatorPair& pair) {
            return world.get(world.in_programme("/pairs/" + to_string(pair.id) + "/calendar"), coordinator);
        };
        const auto before = calendar(field.pair);
        CHECK(before.status == 200);
        CHECK(before.body.find("BEGIN:VEVENT") != std::string::npos);
        CHECK(before.body.find("105901000011") != std::string::npos);
        CHECK(before.body.find("Persona") == std::string::npos);
        field.write([&](Writer& writer) {
            return registry::set_security_level(writer, world.vault, field.one_land.uuid, registry::Danger::high,
                                                *LocalDate::parse("2026-01-01"),
                                                world.database().new_id<registry::SecurityLevelId>());
        });
        CHECK(calendar(field.pair).body.find("BEGIN:VEVENT") == std::string::npos);
        CHECK(calendar(field.other_pair).body.find("BEGIN:VEVENT") != std::string::npos);
        const auto board = field.board(coordinator);
        const auto& week = *board.find("week")->if_array();
        REQUIRE(week.size() == 2);
        CHECK(*week.front().find("is_guarded")->if_bool());
        CHECK(!*week.back().find("is_guarded")->if_bool());
    });
}

TEST_CASE("a failed visit stays, and the coordinator alone plans it anew") {
    on_web([](WebWorld& made) {
        VisitWorld field(made);
        auto& world = field.world;
        const auto coordinator = world.enter("coord", AccessRole::coordinator, field.one_land);
        const auto pair = field.enter_mediator(field.one_land);
        const auto step = [&](const std::string& body) {
            return world.post(field.path(field.visit, "/steps"), coordinator, body).status;
        };
        CHECK(step(R"({"act":"agree","channel":"call","said_by":"rectora"})") == 200);
        CHECK(step(R"({"act":"call_off"})") == 400);
        CHECK(step(R"({"act":"call_off","cause":"other"})") == 400);
        CHECK(step(R"({"act":"call_off","cause":"road_or_river"})") == 200);
        const auto retry = [&](const std::string& session, const std::string& on) {
            return world.post(field.path(field.visit, "/retry"), session, R"({"planned_on":")" + on + "\"}");
        };
        CHECK(retry(pair, "2026-03-11").status == 403);
        CHECK(retry(coordinator, "2026-03-15").status == 400);
        CHECK(field.board(coordinator).find("failed")->if_array()->size() == 1);
        const auto fresh = json_of(retry(coordinator, "2026-03-11"));
        CHECK(text_at(*fresh.find("visit"), "replaces_id") == to_string(field.visit.id));
        CHECK(retry(coordinator, "2026-03-12").status == 409);
        CHECK(field.board(coordinator).find("failed")->if_array()->empty());
        const auto failed = json_of(world.get(field.path(field.visit), coordinator));
        CHECK(text_at(*failed.find("visit"), "state") == "failed");
        CHECK(text_at(*failed.find("visit"), "cause") == "road_or_river");
    });
}

TEST_CASE("the home of a coordinator tells what to agree and confirm, a director's how many were held") {
    on_web([](WebWorld& made) {
        VisitWorld field(made);
        auto& world = field.world;
        const auto coordinator = world.enter("coord", AccessRole::coordinator, field.department);
        const auto home = json_of(world.get(world.in_programme("/home"), coordinator));
        const auto& week = *home.find("week")->if_array();
        REQUIRE(!week.empty());
        CHECK(text_at(week.front(), "kind") == "visits_to_agree");
        CHECK(text_at(week.front(), "text") == "Visitas por acordar con la escuela: 2");
        const auto director = world.enter("dir", AccessRole::director);
        CHECK(world.get(world.in_programme("/home"), director).body.find("Visitas por") == std::string::npos);
        const auto cycle = json_of(world.get(world.in_programme("/cycles/ciclo-" + field.school.code), director));
        CHECK(*cycle.find("visits")->find("n")->if_int() == 0);
        CHECK(*cycle.find("visits")->find("total")->if_int() == 0);
    });
}

TEST_SUITE_END();
