#include "programme/cycle_rules.h"

#include "programme/agreement_cover.h"
#include "programme/programme_loading.h"
#include "unit/programme/cycle_field.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <set>

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using registry::TwoTimes;

TEST_SUITE_BEGIN("programme: cycle");

TEST_CASE("a cycle does not run before its communities agree and its baseline has dates") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        CycleField field(scratch);
        REQUIRE(field.participate(field.first_school, ParticipationState::invited, "2026-01-10").has_value());
        REQUIRE(field.participate(field.first_school, ParticipationState::joined, "2026-01-15").has_value());
        REQUIRE(field.advance(CycleState::co_design, "2026-01-25").has_value());
        const auto early = field.advance(CycleState::agreed, "2026-01-26");
        REQUIRE_FALSE(early.has_value());
        CHECK(early.error().code == ProblemCode::not_ready);
        CHECK(early.error().message.find("1 participating schools have no community agreement") != std::string::npos);
        REQUIRE(field.record(field.agreement()).has_value());
        REQUIRE(field.advance(CycleState::agreed, "2026-01-26").has_value());
        CHECK(field.advance(CycleState::running, "2026-02-01").error().message ==
              "The cycle has no baseline wave with its dates.");
        REQUIRE(field.plan(field.wave()).has_value());
        CHECK(field.advance(CycleState::running, "2026-02-01").has_value());
        CHECK(field.advance(CycleState::published, "2026-02-02").error().code == ProblemCode::invalid_input);
    });
}

TEST_CASE("a waiver needs two different people and opens the gate") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        CycleField field(scratch);
        AgreementWaiver waiver{field.id<AgreementWaiverId>(),
                               field.cycle.id,
                               "El cabildo está en asamblea permanente hasta marzo.",
                               field.one_signer.id,
                               field.one_signer.id,
                               day("2026-01-20"),
                               day("2026-01-21")};
        const auto sign = [&] {
            return field.write([&](storage::Writer& writer) { return record_waiver(writer, waiver); });
        };
        CHECK(sign().error().field == "waiver.second_signer_id");
        waiver.second_signer_id = field.other_signer.id;
        CHECK(sign().has_value());
        REQUIRE(field.plan(field.wave()).has_value());
        CHECK(field.advance(CycleState::co_design, "2026-01-25").has_value());
        CHECK(field.advance(CycleState::agreed, "2026-01-26").has_value());
        CHECK(field.advance(CycleState::running, "2026-02-01").has_value());
    });
}

TEST_CASE("a community can suspend its agreement, forbid publication, and say when it ends") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        CycleField field(scratch);
        for (const auto* school : {&field.first_school, &field.second_school}) {
            REQUIRE(field.participate(*school, ParticipationState::invited, "2026-01-10").has_value());
            REQUIRE(field.participate(*school, ParticipationState::joined, "2026-01-15").has_value());
        }
        auto whole = field.agreement();
        whole.expires_on = day("2026-06-01");
        auto own = field.agreement();
        own.territory_id.reset();
        own.school_id = field.first_school.id;
        REQUIRE(field.record(whole).has_value());
        REQUIRE(field.record(own).has_value());
        const auto uncovered = [&](std::string_view on) {
            const auto cover = field.read([&](storage::Reader& reader) {
                return schools_without_agreement(reader, field.cycle.id, {day(on), end_of_time});
            });
            REQUIRE(cover.has_value());
            return cover->schools;
        };
        CHECK(uncovered("2026-01-19").size() == 2);
        CHECK(uncovered("2026-05-31").empty());
        CHECK(uncovered("2026-06-01") == std::vector{field.second_school.id});
        const auto change = field.write([&](storage::Writer& writer) {
            return change_agreement(
                writer, {own.id, AgreementState::suspended, false, day("2026-04-01"), "Duelo en la vereda."});
        });
        REQUIRE(change.has_value());
        const auto vetoed = field.read([&](storage::Reader& reader) {
            return unpublishable_schools(reader, field.cycle.id, {day("2026-04-02"), end_of_time});
        });
        REQUIRE(vetoed.has_value());
        CHECK(*vetoed == std::vector{field.first_school.id});
        const auto without_reason = field.write([&](storage::Writer& writer) {
            return change_agreement(writer, {own.id, AgreementState::in_force, true, day("2026-05-01"), " "});
        });
        CHECK(without_reason.error().field == "reason");
    });
}

TEST_CASE("an agreement says who, how, in what language and with what proof") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        CycleField field(scratch);
        const auto refused = [&](const char* name, auto&& spoil) {
            CAPTURE(name);
            auto made = field.agreement();
            spoil(made);
            const auto outcome = field.record(made);
            REQUIRE_FALSE(outcome.has_value());
            CHECK(outcome.error().field == std::string("agreement.") + name);
        };
        refused("authority", [](auto& made) { made.authority = " "; });
        refused("sectors", [](auto& made) { made.sectors.clear(); });
        refused("language", [](auto& made) { made.language.clear(); });
        refused("proof", [](auto& made) { made.proof.clear(); });
        refused("people_present", [](auto& made) { made.people_present = 0; });
        refused("territory_id", [](auto& made) { made.territory_id.reset(); });
        refused("expires_on", [](auto& made) { made.expires_on = made.agreed_on; });
    });
}

TEST_CASE("a school takes part step by step, and leaves with a reason") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        CycleField field(scratch);
        using enum ParticipationState;
        REQUIRE(field.participate(field.first_school, invited, "2026-01-10").has_value());
        CHECK_FALSE(field.participate(field.first_school, active, "2026-01-11").has_value());
        REQUIRE(field.participate(field.first_school, joined, "2026-01-12").has_value());
        CHECK_FALSE(field.participate(field.first_school, active, "2026-01-12").has_value());
        REQUIRE(field.participate(field.first_school, active, "2026-02-01").has_value());
        CHECK(field.participate(field.first_school, paused, "2026-03-01").error().field == "participation.reason");
        const auto before_pause = scratch.clock.now();
        REQUIRE(field.participate(field.first_school, paused, "2026-03-01", "Paro en la zona").has_value());
        const auto state = [&](std::string_view as_of, Instant known_at) {
            const auto rows = field.read([&](storage::Reader& reader) {
                return participations(reader, field.cycle.id, {day(as_of), known_at});
            });
            REQUIRE(rows.has_value());
            return rows->empty() ? std::optional<ParticipationState>{} : rows->front().state;
        };
        CHECK(state("2026-01-09", end_of_time) == std::nullopt);
        CHECK(state("2026-02-28", end_of_time) == active);
        CHECK(state("2026-03-02", end_of_time) == paused);
        CHECK(state("2026-03-02", before_pause) == active);
    });
}

TEST_CASE("decisions are numbered in their cycle") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        CycleField field(scratch);
        const auto decide = [&](std::string rationale) {
            const CycleDecision decision{field.id<CycleDecisionId>(), field.cycle.id,    0,
                                         day("2026-04-01"),           "Calendario",      "Mover el taller de mayo",
                                         std::move(rationale),        "Comité del ciclo"};
            return field.write([&](storage::Writer& writer) { return record_decision(writer, decision); });
        };
        CHECK(decide("Cosecha de café") == 1);
        CHECK(decide("Paro") == 2);
        CHECK_FALSE(decide("").has_value());
    });
}

TEST_CASE("a wave opens in a running cycle with its denominators, and closes once") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        CycleField field(scratch);
        auto outside = field.wave();
        outside.closes_on = day("2026-12-01");
        CHECK(field.plan(outside).error().field == "wave.opens_on");
        const auto wave = field.wave();
        REQUIRE(field.plan(wave).has_value());
        auto twin = field.wave();
        twin.code = "otra";
        CHECK(field.plan(twin).error().code == ProblemCode::conflict);
        const auto advance = [&](WaveState to) {
            return field.write([&](storage::Writer& writer) { return advance_wave(writer, wave.id, to); });
        };
        CHECK(advance(WaveState::open).error().field == "cycle.state");
        REQUIRE(field.record(field.agreement()).has_value());
        for (const auto state : {CycleState::co_design, CycleState::agreed, CycleState::running}) {
            REQUIRE(field.advance(state, "2026-02-01").has_value());
        }
        CHECK(advance(WaveState::open).error().field == "wave_eligible");
        const auto eligible = [&](std::int64_t count) {
            const WaveEligible row{field.id<WaveEligibleId>(), wave.id, field.first_school.id, "student", count};
            return field.write([&](storage::Writer& writer) { return set_eligible(writer, row); });
        };
        REQUIRE(eligible(220).has_value());
        REQUIRE(eligible(222).has_value());
        CHECK(advance(WaveState::closed).error().code == ProblemCode::invalid_input);
        REQUIRE(advance(WaveState::open).has_value());
        REQUIRE(advance(WaveState::closed).has_value());
        CHECK(eligible(223).error().code == ProblemCode::conflict);
    });
}

TEST_CASE("a sample of class-list positions can be drawn again and favours no position") {
    const auto drawn = sample_positions(7, "105999000011/6A", 30, 10);
    REQUIRE(drawn.has_value());
    CHECK(drawn == sample_positions(7, "105999000011/6A", 30, 10));
    CHECK(drawn != sample_positions(8, "105999000011/6A", 30, 10));
    CHECK(drawn != sample_positions(7, "105999000011/6B", 30, 10));
    CHECK(std::set<int>(drawn->begin(), drawn->end()).size() == 10);
    CHECK(sample_positions(1, "x", 4, 9) == std::vector{1, 2, 3, 4});
    CHECK_FALSE(sample_positions(1, "x", 0, 1).has_value());
    // 3,000 draws of 5 from 20: each position expects 750 with standard deviation sqrt(3000 * .25 * .75) = 23.7.
    std::array<int, 20> counts{};
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        const auto sample = sample_positions(seed, "clase", 20, 5);
        REQUIRE(sample.has_value());
        for (const auto position : *sample) {
            ++counts.at(static_cast<std::size_t>(position - 1));
        }
    }
    for (const auto count : counts) {
        CHECK(std::abs(count - 750) < 5 * 24);
    }
}

TEST_CASE("a folder is loaded once, and a changed one becomes a new version") {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    REQUIRE(source != nullptr);
    on_both_engines(cycle_schema, [source](ScratchDatabase& scratch) {
        auto files = *read_folder_files(std::filesystem::path(source) / "examples" / "apostemos");
        const auto load = [&] {
            const auto check = check_folder_files(files);
            REQUIRE(check.problems.empty());
            const auto loaded = load_programme(*scratch.database, files, check.folder, {});
            REQUIRE_MESSAGE(loaded.has_value(), (loaded ? "" : to_sentence(loaded.error())));
            return *loaded;
        };
        using enum LoadedProgramme::Outcome;
        const auto first = load();
        CHECK(first.outcome == created);
        const auto again = load();
        CHECK(again.outcome == unchanged);
        CHECK(again.id == first.id);
        files["programme.yaml"] += "\n# mended\n";
        const auto second = load();
        CHECK(second.outcome == new_version);
        CHECK(second.version == 2);
        const auto old =
            scratch.database->read(first.id, [](storage::Reader& reader) { return stored_folder(reader, 1); });
        REQUIRE_MESSAGE(old.has_value(), (old ? "" : to_sentence(old.error())));
        CHECK(old->profile.code == "apostemos");
        CHECK(old->content_hash != folder_hash(files));
    });
}

TEST_SUITE_END();
