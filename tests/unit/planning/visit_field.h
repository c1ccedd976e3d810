#pragma once

#include "planning/calendar_file.h"
#include "planning/pair_store.h"
#include "planning/planning_schema.h"
#include "planning/visit_list.h"
#include "planning/visit_store.h"
#include "programme/observer_certificate.h"
#include "unit/programme/cycle_field.h"

// A cycle with two schools, a site each, four people in two pairs, and a calendar, for the tests of visits.
namespace minka::test {

inline const std::array visit_test_schema{storage::storage_migrations()[0],
                                          privacy::privacy_schema,
                                          registry::registry_schema,
                                          forms::forms_schema,
                                          programme::programme_schema,
                                          storage::Migration{6, "visits", planning::visit_schema.schema},
                                          storage::Migration{7, "field facts", programme::field_facts_schema.schema},
                                          storage::Migration{8, "visit words", planning::visit_words_schema.schema},
                                          storage::Migration{9, "observers", programme::observer_schema.schema}};

inline constexpr std::string_view year_of_lessons = R"(format: 1
code: prueba
name: Calendario de prueba
country: CO
valid_from: 2026-01-01
valid_to: 2026-12-31
weekdays: [monday, tuesday, wednesday, thursday, friday]
spans:
  - {kind: lessons, from: 2026-01-19, to: 2026-11-27, name: Clases}
  - {kind: strike, from: 2026-04-15, to: 2026-04-16, name: Paro}
)";

struct VisitField : CycleField {
    explicit VisitField(ScratchDatabase& scratch_database)
        : CycleField(scratch_database),
          calendars(planning::check_calendars({{"calendar/prueba.yaml", std::string(year_of_lessons)}}).calendars) {
        const auto site_of = [&](const registry::School& school) {
            registry::Site site;
            site.id = id<registry::SiteId>();
            site.school_id = school.id;
            site.code_system = "dane";
            site.code = school.code;
            site.name = "Sede Principal";
            site.search_name = "sede principal";
            site.levels = "primary";
            site.valid_from = day("2000-01-01");
            return site;
        };
        first_site = site_of(first_school);
        second_site = site_of(second_school);
        for (int i = 0; i < 5; ++i) {
            people.push_back({id<registry::PersonId>(), {Bytes{1}}, {}, {}, {}, {}, {}});
        }
        const auto written = write([&](storage::Writer& writer) -> Result<> {
            MINKA_TRY(writer.create_all(std::vector{first_site, second_site}));
            return writer.create_all(people);
        });
        REQUIRE(written.has_value());
    }

    planning::MediatorPair a_pair(const std::string& code) {
        return {id<planning::MediatorPairId>(),
                code,
                first_school.civil_territory_id,
                {},
                {},
                "",
                "es",
                44,
                4,
                "",
                day("2026-01-01"),
                {}};
    }
    Result<> form(const planning::MediatorPair& pair, const std::vector<std::size_t>& places) {
        std::vector<planning::PairMember> members;
        for (const auto place : places) {
            members.push_back({id<planning::PairMemberId>(), pair.id, people[place].id, pair.valid_from, {}});
        }
        return write([&](storage::Writer& writer) { return planning::form_pair(writer, pair, members); });
    }
    planning::MediatorPair pair_of(const std::string& code, const std::vector<std::size_t>& places) {
        const auto pair = a_pair(code);
        REQUIRE(form(pair, places).has_value());
        return pair;
    }

    planning::Visit a_visit(const registry::Site& site, std::int64_t number, const planning::MediatorPair& pair,
                            std::string_view on) {
        planning::Visit visit;
        visit.id = id<planning::VisitId>();
        visit.cycle_id = cycle.id;
        visit.school_id = site.school_id;
        visit.site_id = site.id;
        visit.number = number;
        visit.code = "V" + std::to_string(number);
        visit.pair_id = pair.id;
        visit.planned_on = day(on);
        return visit;
    }
    Result<> propose(const planning::Visit& visit, std::string_view today = "2026-03-02") {
        return write([&](storage::Writer& writer) {
            return planning::propose_visits(writer, {{visit, id<planning::VisitEventId>()}}, day(today), calendars);
        });
    }
    Result<planning::Visit> take(const planning::VisitId& visit, const planning::VisitStep& step,
                                 std::string_view today) {
        return write([&](storage::Writer& writer) {
            return planning::record_step(writer, {visit, id<planning::VisitEventId>(), step, day(today)}, calendars);
        });
    }
    planning::VisitStep step(planning::VisitAct done, std::string_view on) {
        planning::VisitStep made;
        made.act = done;
        made.happened_on = day(on);
        if (done == planning::VisitAct::agree) {
            made.said_by = "rector";
            made.channel = planning::VisitChannel::call;
        }
        return made;
    }

    planning::CalendarSet calendars;
    registry::Site first_site, second_site;
    std::vector<registry::Person> people;
};

}  // namespace minka::test
