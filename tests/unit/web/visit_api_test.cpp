#include "planning/pair_store.h"
#include "planning/visit_store.h"
#include "registry/security_level.h"
#include "unit/web/web_world.h"

using namespace minka;
using namespace minka::test;
using registry::AccessRole;
using storage::Writer;

TEST_SUITE_BEGIN("web: visits");

namespace {

// Ser Más Maestro with a school of each of two municipalities, a pair for each, and a visit a pair on a school day.
struct VisitWorld {
    WebWorld& world;
    registry::TerritoryId department, one_land, other_land;
    registry::School school, other_school;
    planning::MediatorPair pair, other_pair;
    registry::PersonId mediator;
    planning::Visit visit, other_visit;

    explicit VisitWorld(WebWorld& made) : world(made) {
        world.programme = world.other_programme;  // the one with visits
        auto& database = world.database();
        using registry::TerritoryKind;
        using registry::TerritoryTree;
        auto land = world.territory(TerritoryKind::department, TerritoryTree::civil, "05", "Antioquia", {});
        auto one = world.territory(TerritoryKind::municipality, TerritoryTree::civil, "05901", "Ituango", land.id);
        auto other = world.territory(TerritoryKind::municipality, TerritoryTree::civil, "05902", "Anorí", land.id);
        department = land.id;
        one_land = one.id;
        other_land = other.id;
        school = world.a_school("105901000011", "IE Agua Clara", one.id, one.id);
        other_school = world.a_school("105902000011", "IE San Isidro", other.id, other.id);
        std::vector<registry::Person> people;
        write([&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.create_all(std::vector{land, one, other}));
            MINKA_TRY(writer.create_all(std::vector{school, other_school}));
            for (int i = 0; i < 4; ++i) {
                registry::Person person;
                person.id = database.new_id<registry::PersonId>();
                MINKA_TRY_ASSIGN(person.name, world.vault.seal(writer, person.id.uuid, "Persona Prueba"));
                MINKA_TRY(writer.create(person));
                people.push_back(person);
            }
            return {};
        });
        mediator = people[0].id;
        pair = form("P-01", one.id, people[0].id, people[1].id);
        other_pair = form("P-02", other.id, people[2].id, people[3].id);
        visit = propose(school, pair, "2026-03-04");
        other_visit = propose(other_school, other_pair, "2026-03-05");
    }

    template <typename Closure>
    void write(Closure closure) {
        const auto written = world.database().write({world.programme, {}, "console", "test"}, closure);
        REQUIRE_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
    }

    planning::MediatorPair form(const std::string& code, registry::TerritoryId base, registry::PersonId first,
                                registry::PersonId second) {
        auto& database = world.database();
        const auto since = *LocalDate::parse("2026-01-01");
        const planning::MediatorPair made{
            database.new_id<planning::MediatorPairId>(), code, base, {}, {}, "", "es", 44, 4, "", since, {}};
        write([&](Writer& writer) {
            return planning::form_pair(writer, made,
                                       {{database.new_id<planning::PairMemberId>(), made.id, first, since, {}},
                                        {database.new_id<planning::PairMemberId>(), made.id, second, since, {}}});
        });
        return made;
    }

    planning::Visit propose(const registry::School& visited, const planning::MediatorPair& by, std::string_view on) {
        auto& database = world.database();
        registry::Site site;
        site.id = database.new_id<registry::SiteId>();
        site.school_id = visited.id;
        site.code_system = "dane";
        site.code = visited.code;
        site.name = "Sede Principal";
        site.search_name = "sede principal";
        site.levels = "primary";
        site.valid_from = *LocalDate::parse("2000-01-01");
        programme::Cycle cycle;
        cycle.id = database.new_id<programme::CycleId>();
        cycle.code = "ciclo-" + visited.code;
        cycle.name = cycle.code;
        cycle.starts_on = *LocalDate::parse("2026-02-02");
        cycle.ends_on = *LocalDate::parse("2026-11-27");
        cycle.state = programme::CycleState::running;
        planning::Visit made;
        made.id = database.new_id<planning::VisitId>();
        made.cycle_id = cycle.id;
        made.school_id = visited.id;
        made.site_id = site.id;
        made.number = 1;
        made.code = "V1";
        made.pair_id = by.id;
        made.planned_on = *LocalDate::parse(on);
        write([&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.create(site));
            MINKA_TRY(writer.create(cycle));
            MINKA_TRY_ASSIGN(const auto calendars, planning::stored_calendars(writer));
            return planning::propose_visits(writer, {{made, database.new_id<planning::VisitEventId>()}}, world.today(),
                                            calendars);
        });
        return made;
    }

    /// The account of the first pair's first mediator.
    std::string enter_mediator(registry::TerritoryId land) {
        const auto session = world.enter("dupla", AccessRole::mediator, land);
        write([&](Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(auto grants, writer.all<identity::AccessGrant>("AND role = 'mediator'"));
            grants.front().record.person_id = mediator;
            MINKA_TRY(writer.change(grants.front().record, grants.front().version));
            return {};
        });
        return session;
    }

    std::string path(const planning::Visit& one, const std::string& rest = "") const {
        return world.in_programme("/visits/" + to_string(one.id) + rest);
    }
    documents::JsonValue board(const std::string& session) {
        return json_of(world.get(world.in_programme("/visits/board?week=2026-03-02"), session));
    }
};

}  // namespace

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
