#include "app/schema.h"
#include "demo/demo.h"
#include "measurement/index_result.h"
#include "measurement/response_projection.h"
#include "measurement/wave_answers.h"
#include "optimize/visit_audit.h"
#include "planning/recorded_plan.h"
#include "programme/cycle_rules.h"
#include "programme/resolution_rules.h"
#include "programme/territory_list.h"
#include "storage/ledger.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace minka;
using demo::DemoProgramme;
using programme::TeamState;
using registry::PersonRole;

namespace {

const auto schema = app::schema();

constexpr double small_scale = 0.05;

/// A demo in a database of its own.
struct Loaded {
    test::ScratchDatabase& scratch;
    demo::LoadedDemo told;

    template <typename Closure>
    auto read(Closure closure) const {
        auto answer = scratch.database->read(told.programme, closure);
        REQUIRE_MESSAGE(answer, (answer ? std::string() : to_sentence(answer.error())));
        return *std::move(answer);
    }
    template <typename T>
    std::vector<T> all(std::string_view rest) const {
        std::vector<T> records;
        for (auto& row : read([&](storage::Reader& reader) { return reader.all<T>(rest); })) {
            records.push_back(std::move(row.record));
        }
        return records;
    }
    std::int64_t count(const std::string& sql) const {
        return read([&](storage::Reader& reader) { return reader.value<std::int64_t>(sql, told.programme); })
            .value_or(0);
    }
};

Result<demo::LoadedDemo> load(test::ScratchDatabase& scratch, DemoProgramme programme, std::uint64_t seed) {
    scratch.clock.set(demo::demo_start(programme));
    scratch.random = SeededRandom(seed);
    MINKA_TRY_ASSIGN(const auto vault, privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "demo.key"));
    forms::Projections projections;
    projections.add(std::make_shared<measurement::ResponseProjection>(*vault));
    forms::SubmissionBook book(*vault, projections);
    return demo::load_demo(programme, {*scratch.database, *vault, book, scratch.clock},
                           {seed, demo::DemoSize::scaled(small_scale), {}});
}

Loaded must_load(test::ScratchDatabase& scratch, DemoProgramme programme, std::uint64_t seed) {
    auto told = load(scratch, programme, seed);
    REQUIRE_MESSAGE(told, (told ? std::string() : to_sentence(told.error())));
    return {scratch, *told};
}

void check_ledger(const Loaded& loaded) {
    const auto verified = loaded.read([](storage::Reader& reader) { return storage::verify_ledger(reader, {}); });
    CHECK(verified.findings.empty());
    CHECK(verified.entries > 500);
    const auto broken = loaded.read([](storage::Reader& reader) { return forms::verify_submissions(reader); });
    CHECK(broken.empty());
}

const auto everyone = registry::Scope::of_programme(registry::AccessRole::director, registry::Purpose::monitoring);

// No day without school, no pair of one, each number once but for what failed; something in every list of a board.
void check_visits(const Loaded& loaded) {
    const auto calendars = loaded.read([](storage::Reader& reader) { return planning::stored_calendars(reader); });
    const auto land = calendars.at("05901");
    REQUIRE(land.has_value());
    std::map<planning::VisitState, int> states;
    std::map<std::pair<registry::SchoolId, std::int64_t>, int> numbers;
    for (const auto& visit : loaded.all<planning::Visit>("")) {
        ++states[visit.state];
        CHECK(land->day(visit.held_on.value_or(visit.planned_on)).is_school_day);
        numbers[{visit.school_id, visit.number}] += visit.outcome == planning::VisitOutcome::failed ? 0 : 1;
    }
    CHECK(std::ranges::all_of(numbers, [](const auto& entry) { return entry.second <= 1; }));
    for (const auto state : {planning::VisitState::proposed, planning::VisitState::agreed, planning::VisitState::failed,
                             planning::VisitState::reported, planning::VisitState::returned}) {
        CAPTURE(static_cast<int>(state));
        CHECK(states[state] > 0);
    }
    CHECK(loaded.count("SELECT count(*) FROM (SELECT pair_id FROM pair_member WHERE programme_id = $1"
                       " GROUP BY pair_id HAVING count(*) < 2) AS alone") == 0);
}

// A plan from the records near the end: what is over stays, no rule is broken, and what is written is the plan.
void check_recorded_plan(test::ScratchDatabase& scratch, const Loaded& loaded) {
    const auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "demo.key").value();
    const auto from = LocalDate::parse("2025-11-26").value();
    auto recorded = loaded.read([&](storage::Reader& reader) {
        return planning::recorded_work(reader, *vault, {loaded.told.cycle, from, from});
    });
    CHECK(std::ranges::none_of(recorded.visits, [](const auto& visit) { return visit && visit->record.outcome; }));
    optimize::SearchBudget budget;
    budget.iterations = 20;
    const auto plan = planning::plan_recorded_work(recorded, budget);
    REQUIRE_MESSAGE(plan.has_value(), (plan ? "" : to_sentence(plan.error())));
    CHECK(optimize::find_broken_rules(recorded.work.task, *plan).empty());
    const auto wanted = planning::compare(recorded, *plan);
    const auto applied =
        scratch.database->write({loaded.told.programme, {}, "console", "test"}, [&](storage::Writer& writer) {
            return planning::apply_plan(writer, recorded, *plan, from,
                                        [&] { return scratch.database->new_id<planning::VisitId>().uuid; });
        });
    REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : to_sentence(applied.error())));
    CHECK(applied->added == wanted.added);
    const auto visits = loaded.all<planning::Visit>("");
    for (std::size_t place = 0; place < plan->visits.size(); ++place) {
        const auto& at = plan->visits[place];
        const auto school = recorded.schools[recorded.work.task.visits[place].site];
        const auto number = static_cast<std::int64_t>(recorded.work.numbers[place]) + 1;
        const auto stands = std::ranges::count_if(visits, [&](const planning::Visit& visit) {
            return visit.school_id == school && visit.number == number && !visit.outcome &&
                   visit.planned_on == recorded.work.date_of(at.day) && visit.pair_id == recorded.pairs[at.pair];
        });
        CHECK(stands == (at.is_planned ? 1 : 0));
    }
}

void check_ser_mas_maestro(test::ScratchDatabase& scratch) {
    const auto loaded = must_load(scratch, DemoProgramme::ser_mas_maestro, 11);
    const auto size = demo::DemoSize::scaled(small_scale);
    CHECK(loaded.count("SELECT count(*) FROM territory WHERE programme_id = $1 AND kind = 'municipality'") ==
          size.municipalities);
    CHECK(loaded.count("SELECT count(*) FROM school WHERE programme_id = $1") == size.schools);
    CHECK(loaded.count("SELECT count(DISTINCT person_id) FROM role WHERE programme_id = $1 AND role = 'teacher'") ==
          size.teachers);
    CHECK(loaded.count("SELECT count(DISTINCT place_id) FROM role WHERE programme_id = $1 AND role = 'school_head'") ==
          size.schools);
    CHECK(loaded.count("SELECT CAST(sum(students) AS BIGINT) FROM enrolment_count WHERE programme_id = $1") ==
          size.students);
    CHECK(loaded.count("SELECT count(*) FROM partner WHERE programme_id = $1") == size.partners);
    const auto cycles = loaded.all<programme::Cycle>("");
    REQUIRE(cycles.size() == 1);
    CHECK(cycles.front().state == programme::CycleState::closing);
    CHECK(loaded.count("SELECT count(*) FROM agreement_waiver WHERE programme_id = $1") == 0);
    const auto agreements = loaded.all<programme::CommunityAgreement>("");
    CHECK(std::ssize(agreements) == size.municipalities);
    CHECK(std::ranges::count(agreements, false, &programme::CommunityAgreement::allows_publication) == 1);
    CHECK(std::ranges::count(agreements, programme::AgreementState::suspended, &programme::CommunityAgreement::state) ==
          1);
    CHECK(loaded.count("SELECT count(*) FROM cycle_decision WHERE programme_id = $1") == 4);
    CHECK(loaded.count("SELECT count(*) FROM wave WHERE programme_id = $1 AND state = 'closed'") == 2);
    check_visits(loaded);
    check_recorded_plan(scratch, loaded);
    check_ledger(loaded);
}

void check_apostemos(test::ScratchDatabase& scratch) {
    const auto loaded = must_load(scratch, DemoProgramme::apostemos, 8);
    const auto size = demo::DemoSize::scaled(small_scale);
    const auto shares = loaded.read([&](storage::Reader& reader) {
        return programme::constituted_shares(reader, everyone, {loaded.told.told_on});
    });
    REQUIRE(shares.size() == 3);
    for (const auto& share : shares) {
        CAPTURE(share.denominator);
        CHECK(share.share.n == size.ugel_constituted);
        CHECK(share.share.total == (share.denominator == "ugel_targeted" ? size.ugel_targeted : size.ugel_registered));
    }
    std::map<TeamState, int> states;
    for (const auto& team : loaded.all<programme::Team>("")) {
        ++states[team.state];
    }
    using enum TeamState;
    for (const auto state : {convened, formed, resolution_drafted, active, lapsed, reactivated}) {
        CAPTURE(boost::describe::enum_to_string(state, ""));
        CHECK(states[state] > 0);
    }
    CHECK(loaded.count("SELECT count(*) FROM resolution WHERE programme_id = $1 AND kind = 'reactivates' AND "
                       "previous_id IS NULL") == 0);
    CHECK(loaded.count("SELECT count(*) FROM resolution WHERE programme_id = $1 AND kind = 'reactivates'") > 0);
    CHECK(loaded.count("SELECT count(*) FROM territory WHERE programme_id = $1 AND kind = 'regional_directorate'") ==
          26);
    CHECK(loaded.count("SELECT count(*) FROM assisted_region WHERE programme_id = $1 AND modality = 'in_person'") == 8);
    CHECK(loaded.count("SELECT count(*) FROM gia_session WHERE programme_id = $1 AND held_on IS NOT NULL") > 0);
    CHECK(loaded.count("SELECT count(*) FROM gia_agreement WHERE programme_id = $1 AND reviewed_on IS NULL") > 0);
    CHECK(loaded.count("SELECT count(*) FROM membership WHERE programme_id = $1 AND withdrawn_on IS NOT NULL") > 0);
    check_ledger(loaded);
}

}  // namespace

TEST_CASE("the demo of Ser Más Maestro holds a whole cycle at its scale") {
    check_ser_mas_maestro(*test::make_scratch_database(test::On::sqlite, schema));
}

TEST_CASE("the demo of Apostemos has exactly the declared teams, and the rest at every stage") {
    check_apostemos(*test::make_scratch_database(test::On::sqlite, schema));
}

TEST_CASE("both demos are written to a server as well" * doctest::test_suite("slow")) {
    check_ser_mas_maestro(*test::make_scratch_database(test::On::postgres, schema));
    check_apostemos(*test::make_scratch_database(test::On::postgres, schema));
}

TEST_CASE("the demo of Ser Más Maestro does not flatter") {
    const auto scratch = test::make_scratch_database(test::On::sqlite, schema);
    const auto loaded = must_load(*scratch, DemoProgramme::ser_mas_maestro, 4);
    const auto vault = privacy::Vault::unlock(*scratch->database, scratch->folder.path() / "demo.key");
    REQUIRE(vault);
    for (const auto* code : {"linea-base", "cierre"}) {
        const auto result = loaded.read([&](storage::Reader& reader) -> Result<measurement::IndexResult> {
            MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, loaded.told.cycle, code));
            return measurement::measure_wave(reader, **vault, frame, {});
        });
        const auto* teachers = result.informant("teacher");
        REQUIRE(teachers != nullptr);
        std::ptrdiff_t failing = 0;
        std::ptrdiff_t all = 0;
        for (const auto& scale : teachers->scales) {
            ++all;
            failing += scale.gate(measurement::Gate::school_reliability).passed ? 0 : 1;
        }
        CHECK(2 * failing > all);  // most teacher scores cannot be shown by school
        CHECK(teachers->respondents < static_cast<std::size_t>(teachers->eligible.value()));
        CHECK(result.informant("student")->scale("V1")->gate(measurement::Gate::school_reliability).passed);
    }
}

TEST_CASE("what was known of the teams in June is less than what is known at the end") {
    const auto scratch = test::make_scratch_database(test::On::sqlite, schema);
    const auto loaded = must_load(*scratch, DemoProgramme::apostemos, 8);
    const auto known_at = [&](const char* instant) {
        return loaded
            .read([&](storage::Reader& reader) {
                return programme::constituted_teams(reader, everyone,
                                                    {loaded.told.told_on, parse_instant(instant).value()});
            })
            .size();
    };
    CHECK(known_at("2025-06-30T23:00:00Z") < known_at("2025-10-31T23:00:00Z"));
    CHECK(known_at("2025-10-31T23:00:00Z") ==
          static_cast<std::size_t>(demo::DemoSize::scaled(small_scale).ugel_constituted));
}

TEST_CASE("one seed loads the same programme again, another one changes all but its size") {
    for (const auto programme : {DemoProgramme::ser_mas_maestro, DemoProgramme::apostemos}) {
        CAPTURE(demo::code_of(programme));
        const auto figures = [&](std::uint64_t seed) {
            const auto scratch = test::make_scratch_database(test::On::sqlite, schema);
            const auto loaded = must_load(*scratch, programme, seed);
            std::vector<std::string> texts;
            const auto add = [&](const std::string& sql) {
                loaded.read([&](storage::Reader& reader) -> Result<int> {
                    MINKA_TRY(reader.each(
                        sql,
                        [&](const storage::Row& row) -> Result<> {
                            texts.push_back(row.get<std::string>(0) + " " + to_string(row.get<Uuid>(1)));
                            return {};
                        },
                        loaded.told.programme));
                    return 0;
                });
            };
            add("SELECT name, id FROM territory WHERE programme_id = $1 ORDER BY id");
            add("SELECT name, id FROM school WHERE programme_id = $1 ORDER BY id");
            add("SELECT state, id FROM team WHERE programme_id = $1 ORDER BY id");
            const auto vault = privacy::Vault::unlock(*scratch->database, scratch->folder.path() / "demo.key");
            REQUIRE(vault);
            std::vector<std::vector<std::uint8_t>> answers;
            loaded.read([&](storage::Reader& reader) -> Result<int> {
                MINKA_TRY_ASSIGN(const auto waves, reader.all<programme::Wave>("ORDER BY number"));
                for (const auto& wave : waves) {
                    MINKA_TRY_ASSIGN(const auto frame,
                                     measurement::find_wave(reader, loaded.told.cycle, wave.record.code));
                    MINKA_TRY_ASSIGN(const auto read, measurement::read_wave_answers(reader, **vault, frame));
                    for (const auto& informant : read.informants) {
                        answers.push_back(informant.answers);
                    }
                }
                return 0;
            });
            return std::pair(texts, answers);
        };
        const auto first = figures(21);
        CHECK(first == figures(21));
        const auto other = figures(22);
        CHECK(first.first != other.first);
        CHECK(first.second != other.second);
    }
}

TEST_CASE("a demo is not written over a programme that is there already") {
    const auto scratch = test::make_scratch_database(test::On::sqlite, schema);
    must_load(*scratch, DemoProgramme::apostemos, 8);
    const auto again = load(*scratch, DemoProgramme::apostemos, 8);
    REQUIRE(!again);
    CHECK(again.error().code == ProblemCode::conflict);
}
