#include "unit/web/web_world.h"

using namespace minka;
using namespace minka::test;
using registry::AccessRole;

TEST_SUITE_BEGIN("web: teams and territories");

TEST_CASE("a specialist takes a UGEL from no team to a drafted resolution, and the board says so") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("rosa", AccessRole::specialist, world.ugel);
        const auto ugel = world.in_programme("/ugels/" + to_string(world.ugel));
        const auto step = [&](const std::string& content) {
            auto response = world.post(ugel + "/steps", session, content);
            CHECK_MESSAGE(response.status == 200, response.body);
            return json_of(response);
        };
        const auto date = [&](int days) { return world.today().plus_days(days).text(); };
        CHECK(json_of(world.get(ugel, session)).find("team") == nullptr);
        auto page = step(R"({"act":"convene","on":")" + date(-30) + "\"}");
        CHECK(text_at(*page.find("team"), "state") == "convened");
        const auto early = world.post(ugel + "/steps", session, R"({"act":"form","on":")" + date(-20) + "\"}");
        CHECK(early.status == 409);
        const auto future = world.post(ugel + "/steps", session, R"({"act":"form","on":")" + date(1) + "\"}");
        CHECK(text_at(json_of(future), "field") == "on");
        page = step(R"({"act":"invite","on":")" + date(-25) + R"(","person_id":")" + to_string(world.person) + "\"}");
        const auto& member = page.find("team")->find("members")->if_array()->front();
        CHECK(text_at(member, "name") == "Inés Huamán Prueba");
        page = step(R"({"act":"accept","on":")" + date(-24) + R"(","membership_id":")" +
                    text_at(member, "membership_id") + "\"}");

        const auto director = world.enter("dir", AccessRole::director);
        const auto board = json_of(world.get(world.in_programme("/teams"), director));
        REQUIRE(board.find("items")->if_array()->size() == 2);
        CHECK(text_at(board.find("items")->if_array()->front(), "state") == "convened");
        CHECK(text_at(*board.find("shares")->if_array()->back().find("share"), "text") == "0,0 % (0/2)");
        const auto national = world.enter("nac", AccessRole::national_directorate);
        CHECK(world.get(ugel, national).body.find("Huamán") == std::string::npos);
    });
}

TEST_CASE("whoever looks after one UGEL sees that one, its schools and nothing beside it") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("rosa", AccessRole::specialist, world.ugel);
        CHECK(world.get(world.in_programme("/ugels/" + to_string(world.other_ugel)), session).status == 403);
        CHECK(world
                  .post(world.in_programme("/ugels/" + to_string(world.other_ugel) + "/steps"), session,
                        R"({"act":"convene","on":"2026-01-10"})")
                  .status == 403);
        CHECK(json_of(world.get(world.in_programme("/teams"), session)).find("items")->if_array()->size() == 1);
        const auto schools = json_of(world.get(world.in_programme("/schools"), session));
        REQUIRE(schools.find("items")->if_array()->size() == 1);
        CHECK(text_at(schools.find("items")->if_array()->front(), "name") == "IE Árbol");
        CHECK(*schools.find("total")->if_int() == 1);
        CHECK(world.get(world.in_programme("/schools/" + to_string(world.school)), session).status == 200);
        CHECK(world.get(world.in_programme("/schools/" + to_string(world.far_school)), session).status == 403);
        CHECK(world.get(world.in_programme("/schools/" + to_string(world.person)), session).status == 404);
        CHECK(world.get(world.in_programme("/territories/" + to_string(world.region)), session).status == 403);
        const auto roots = json_of(world.get(world.in_programme("/territories"), session));
        REQUIRE(roots.find("items")->if_array()->size() == 1);
        CHECK(text_at(roots.find("items")->if_array()->front(), "name") == "UGEL Quebrada");
    });
}

TEST_CASE("a list goes on where its page ended, and names are found without accents") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("dir", AccessRole::director);
        const auto first = json_of(world.get(world.in_programme("/schools?limit=1"), session));
        CHECK(text_at(first.find("items")->if_array()->front(), "name") == "IE Árbol");
        CHECK(*first.find("total")->if_int() == 2);
        const auto next = text_at(first, "next");
        const auto second = json_of(world.get(world.in_programme("/schools?limit=1&after=" + next), session));
        CHECK(text_at(second.find("items")->if_array()->front(), "name") == "IE Bosque");
        CHECK(world.get(world.in_programme("/schools?after=zz"), session).status == 400);
        const auto found = json_of(world.get(world.in_programme("/territories?q=tambo"), session));
        REQUIRE(found.find("items")->if_array()->size() == 1);
        CHECK(text_at(found.find("items")->if_array()->front(), "path") == "Perú › Támbo Prueba");
        const auto below =
            json_of(world.get(world.in_programme("/territories?parent=" + to_string(world.region)), session));
        CHECK(below.find("items")->if_array()->size() == 2);
        CHECK(*below.find("items")->if_array()->front().find("schools")->if_int() == 1);
    });
}

TEST_CASE("the home of a specialist names the team that is missing") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("rosa", AccessRole::specialist, world.ugel);
        const auto home = json_of(world.get(world.in_programme("/home"), session));
        const auto& late = *home.find("late")->if_array();
        REQUIRE(late.size() == 1);
        CHECK(text_at(late.front(), "kind") == "team_missing");
        CHECK(text_at(late.front(), "name") == "UGEL Quebrada");
        CHECK(text_at(*home.find("figures")->if_array()->front().find("share"), "text") == "0,0 % (0/1)");
        const auto funder = world.enter("fin", AccessRole::funder);
        const auto nothing = json_of(world.get(world.in_programme("/home"), funder));
        CHECK(nothing.find("late")->if_array()->empty());
        CHECK(nothing.find("figures")->if_array()->empty());
    });
}

TEST_CASE("a map has the borders that were imported, with the share of teams") {
    on_web([](WebWorld& world) {
        const registry::TerritoryGeometry border{
            world.database().new_id<registry::TerritoryGeometryId>(),
            world.ugel,
            R"({"type":"Polygon","coordinates":[[[-73,-13],[-72,-13],[-72,-14],[-73,-13]]]})",
            -73,
            -14,
            -72,
            -13};
        REQUIRE(world.database()
                    .write({world.programme, {}, "console", "test"},
                           [&](storage::Writer& writer) { return writer.create(border); })
                    .has_value());
        const auto director = world.enter("dir", AccessRole::director);
        const auto map =
            json_of(world.get(world.in_programme("/territories/" + to_string(world.region) + "/map"), director));
        REQUIRE(map.find("features")->if_array()->size() == 1);
        const auto& feature = map.find("features")->if_array()->front();
        CHECK(text_at(*feature.find("properties"), "name") == "UGEL Quebrada");
        CHECK(*feature.find("properties")->find("value")->if_int() == 0);
        CHECK(*feature.find("properties")->find("total")->if_int() == 1);
        CHECK(text_at(*feature.find("geometry"), "type") == "Polygon");
        const auto specialist = world.enter("rosa", AccessRole::specialist, world.ugel);
        CHECK(world.get(world.in_programme("/territories/" + to_string(world.region) + "/map"), specialist).status ==
              403);
    });
}

TEST_SUITE_END();
