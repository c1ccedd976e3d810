#pragma once

#include "planning/pair_store.h"
#include "planning/visit_store.h"
#include "unit/web/web_world.h"

namespace minka::test {

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
        write([&](storage::Writer& writer) -> Result<> {
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
        write([&](storage::Writer& writer) {
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
        write([&](storage::Writer& writer) -> Result<> {
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
        const auto session = world.enter("dupla", registry::AccessRole::mediator, land);
        write([&](storage::Writer& writer) -> Result<> {
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

}  // namespace minka::test
