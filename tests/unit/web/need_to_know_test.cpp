#include "registry/need_to_know.h"

#include "unit/web/web_world.h"
#include "web/route.h"

#include <map>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

std::string asked_path(WebWorld& world, const Route& route) {
    const std::map<std::string, std::string> places{
        {"{programme}", to_string(world.programme)},
        {"{territory}", to_string(world.region)},
        {"{school}", to_string(world.far_school)},
        {"{ugel}", to_string(world.other_ugel)},
        {"{cycle}", "2026"},
        {"{person}", to_string(world.person)},
        {"{subject}", to_string(world.person)},
    };
    std::string path(route.path);
    for (const auto& [place, value] : places) {
        if (const auto at = path.find(place); at != std::string::npos) {
            path.replace(at, place.size(), value);
        }
    }
    return path;
}

// What tells of the far school, and of nothing else in the world.
bool tells_of_far_school(WebWorld& world, const std::string& body, bool is_own_page) {
    const bool has_identifier = body.find(to_string(world.far_school)) != std::string::npos;
    return body.find("Bosque") != std::string::npos || body.find("0300002") != std::string::npos ||
           (has_identifier && !is_own_page);
}

void teach_at_far_school(WebWorld& world) {
    REQUIRE(world.database()
                .write({world.programme, {}, "console", "test"},
                       [&](storage::Writer& writer) {
                           registry::Role role;
                           role.id = world.database().new_id<registry::RoleId>();
                           role.person_id = world.person;
                           role.role = registry::PersonRole::teacher;
                           role.place = registry::PlaceKind::school;
                           role.place_id = world.far_school.uuid;
                           role.valid_from = *LocalDate::parse("2020-01-01");
                           return writer.create(role);
                       })
                .has_value());
}

std::string security_path(WebWorld& world) {
    return world.in_programme("/schools/" + to_string(world.far_school) + "/security");
}

HttpResponse put(WebWorld& world, const std::string& path, const std::string& session, const std::string& content) {
    return ask(world.site->port(), "PUT", path, {{"cookie", session}, {"content-type", "application/json"}}, content);
}

}  // namespace

TEST_SUITE_BEGIN("web: need to know");

TEST_CASE("no route tells a role without need to know of a school of high security") {
    on_web([](WebWorld& world) {
        teach_at_far_school(world);
        const auto director = world.enter("directora", AccessRole::director);
        REQUIRE(put(world, security_path(world), director, R"({"level":"high"})").status == 200);
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<AccessRole>>([&](auto entry) {
            const auto role = entry.value;
            const auto land = identity::is_of_programme(role) ? std::nullopt : std::optional(world.region);
            const auto session = world.enter("rol." + std::to_string(static_cast<int>(role)), role, land);
            for (const auto& route : routes()) {
                const bool is_let_in =
                    route.admission == Admission::granted && (!route.permission || may(role, *route.permission));
                const auto path = asked_path(world, route);
                if (route.method != Method::get || !is_let_in || path.find('{') != std::string::npos) {
                    continue;
                }
                CAPTURE(entry.name);
                CAPTURE(path);
                const bool is_own_page = route.path.find("{school}") != std::string_view::npos;
                const auto answer = world.get(path, session);
                if (identity::may(role, identity::Permission::need_to_know)) {
                    CHECK(answer.status < 500);
                    continue;
                }
                CHECK_FALSE(tells_of_far_school(world, answer.body, is_own_page));
                if (is_own_page) {
                    CHECK(answer.status == 404);
                }
            }
        });
    });
}

TEST_CASE("counts and searches leave a withheld school out, and need to know puts it back") {
    on_web([](WebWorld& world) {
        teach_at_far_school(world);
        const auto director = world.enter("directora", AccessRole::director);
        const auto evaluator = world.enter("evaluadora", AccessRole::evaluator);
        const auto officer = world.enter("oficial", AccessRole::data_protection);
        const auto schools_of = [&](const std::string& session) {
            const auto page =
                json_of(world.get(world.in_programme("/territories/" + to_string(world.region)), session));
            const auto list = json_of(world.get(world.in_programme("/schools"), session));
            CHECK(*page.find("schools")->if_int() == *list.find("total")->if_int());
            return *list.find("total")->if_int();
        };
        CHECK(schools_of(evaluator) == 2);
        REQUIRE(put(world, security_path(world), director, R"({"level":"high"})").status == 200);
        CHECK(schools_of(evaluator) == 1);
        CHECK(schools_of(director) == 2);
        CHECK(
            json_of(world.get(world.in_programme("/schools?q=bosque"), evaluator)).find("items")->if_array()->empty());
        const auto own = world.get(world.in_programme("/schools/" + to_string(world.far_school)), director);
        CHECK(text_at(json_of(own), "security") == "high");
        // The officer answers for people: a person is told, with the municipality in place of the school.
        const auto people = world.get(world.in_programme("/people?q=ines"), officer).body;
        CHECK(people.find("Huamán") != std::string::npos);
        CHECK(people.find("Támbo Prueba") != std::string::npos);

        REQUIRE(put(world, security_path(world), director, R"({"level":"low"})").status == 200);
        CHECK(schools_of(evaluator) == 2);
        CHECK(put(world, security_path(world), director, R"({"level":"none"})").status == 400);
        CHECK(put(world, security_path(world), evaluator, R"({"level":"low"})").status == 403);
    });
}

TEST_SUITE_END();
