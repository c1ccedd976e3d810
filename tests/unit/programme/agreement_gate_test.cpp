#include "programme/agreement_cover.h"
#include "unit/programme/cycle_field.h"

using namespace minka;
using namespace minka::programme;
using namespace minka::test;

TEST_SUITE_BEGIN("programme: cycle and its agreements");

namespace {

struct GateField : CycleField {
    using CycleField::CycleField;

    void joins(const registry::School& school) {
        REQUIRE(participate(school, ParticipationState::joined, "2026-01-15").has_value());
    }
    CommunityAgreement own_agreement(const registry::School& school) {
        auto made = agreement();
        made.territory_id.reset();
        made.school_id = school.id;
        return made;
    }
    Result<> changes(const CommunityAgreement& made, AgreementState state, bool publishes, std::string_view on) {
        return write([&](storage::Writer& writer) {
            return change_agreement(writer, {made.id, state, publishes, day(on), "Lo decidió la asamblea."});
        });
    }
    std::vector<registry::SchoolId> uncovered(std::string_view on) {
        const auto cover = read([&](storage::Reader& reader) {
            return schools_without_agreement(reader, cycle.id, {day(on), end_of_time});
        });
        REQUIRE(cover.has_value());
        return cover->schools;
    }
    std::vector<registry::SchoolId> unpublishable(std::string_view on) {
        const auto found = read(
            [&](storage::Reader& reader) { return unpublishable_schools(reader, cycle.id, {day(on), end_of_time}); });
        REQUIRE(found.has_value());
        return *found;
    }
    std::vector<MissingRequirement> missing(std::string_view on) {
        const auto found =
            read([&](storage::Reader& reader) { return missing_for_running(reader, cycle.id, cycle_rules, day(on)); });
        REQUIRE(found.has_value());
        return *found;
    }
    Result<> waive(std::string reason, std::string_view first_on, std::string_view second_on) {
        const AgreementWaiver waiver{id<AgreementWaiverId>(), cycle.id,      std::move(reason), one_signer.id,
                                     other_signer.id,         day(first_on), day(second_on)};
        return write([&](storage::Writer& writer) { return record_waiver(writer, waiver); });
    }
};

using Schools = std::vector<registry::SchoolId>;

}  // namespace

TEST_CASE("a cycle in which no school takes part still needs somebody's agreement") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        REQUIRE(field.advance(CycleState::co_design, "2026-01-25").has_value());
        CHECK(field.advance(CycleState::agreed, "2026-01-26").error().message.find("No community agreement") == 0);
        REQUIRE(field.record(field.agreement()).has_value());
        CHECK(field.advance(CycleState::agreed, "2026-01-26").has_value());
    });
}

TEST_CASE("an agreement that ran out or was suspended before the first day does not let the cycle run") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        field.joins(field.first_school);
        auto short_one = field.agreement();
        short_one.expires_on = day("2026-02-01");
        REQUIRE(field.record(short_one).has_value());
        REQUIRE(field.plan(field.wave()).has_value());
        REQUIRE(field.advance(CycleState::co_design, "2026-01-25").has_value());
        REQUIRE(field.advance(CycleState::agreed, "2026-01-31").has_value());
        CHECK(field.advance(CycleState::running, "2026-02-01").error().code == ProblemCode::not_ready);
        const auto own = field.own_agreement(field.first_school);
        REQUIRE(field.record(own).has_value());
        CHECK(field.missing("2026-02-01").empty());
        REQUIRE(field.changes(own, AgreementState::suspended, true, "2026-02-01").has_value());
        CHECK(field.advance(CycleState::running, "2026-02-01").error().code == ProblemCode::not_ready);
        REQUIRE(field.changes(own, AgreementState::in_force, true, "2026-02-03").has_value());
        CHECK(field.advance(CycleState::running, "2026-02-03").has_value());
    });
}

TEST_CASE("a waiver has a sentence of reason and opens the gate from the day the second person signed") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        field.joins(field.first_school);
        REQUIRE(field.plan(field.wave()).has_value());
        CHECK(field.waive("No hubo tiempo.", "2026-01-20", "2026-01-21").error().field == "waiver.reason");
        REQUIRE(field.waive("Paro armado: la asamblea no pudo reunirse.", "2026-01-20", "2026-02-05").has_value());
        CHECK(field.missing("2026-01-20").size() == 1);
        CHECK(field.missing("2026-02-04").size() == 1);
        CHECK(field.missing("2026-02-05").empty());
        CHECK(field.waive("Paro armado: la asamblea no pudo reunirse.", "2026-01-20", "2026-01-20").error().code ==
              ProblemCode::conflict);
    });
}

TEST_CASE("schools that joined or are active need an agreement, and not those that paused or left") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        using enum ParticipationState;
        field.joins(field.first_school);
        CHECK(field.uncovered("2026-01-16") == Schools{field.first_school.id});
        REQUIRE(field.participate(field.first_school, active, "2026-02-01").has_value());
        CHECK(field.uncovered("2026-02-01") == Schools{field.first_school.id});
        REQUIRE(field.participate(field.first_school, paused, "2026-03-01", "Paro en la zona").has_value());
        CHECK(field.uncovered("2026-03-01").empty());
        CHECK(field.participate(field.first_school, exited, "2026-04-01").error().field == "participation.reason");
        REQUIRE(field.participate(field.first_school, exited, "2026-04-01", "Traslado de la sede").has_value());
        CHECK(field.participate(field.first_school, active, "2026-05-01").error().field == "participation.state");
        CHECK(field.participate(field.first_school, joined, "2026-05-01").has_value());
        CHECK(field.uncovered("2026-05-01") == Schools{field.first_school.id});
    });
}

TEST_CASE("what one school agrees to covers no other school") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        field.joins(field.first_school);
        field.joins(field.second_school);
        REQUIRE(field.record(field.own_agreement(field.first_school)).has_value());
        CHECK(field.uncovered("2026-02-01") == Schools{field.second_school.id});
    });
}

TEST_CASE("an agreement of a school administration covers the schools it administers, and no neighbour") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        const registry::Territory ugel{field.id<registry::TerritoryId>(),
                                       registry::TerritoryTree::school_administration,
                                       registry::TerritoryKind::ugel,
                                       "ugel",
                                       "160001",
                                       "UGEL Maynas",
                                       "ugel maynas",
                                       std::nullopt,
                                       day("2000-01-01"),
                                       std::nullopt,
                                       std::nullopt,
                                       false,
                                       std::nullopt};
        auto administered = field.first_school;
        administered.id = field.id<registry::SchoolId>();
        administered.code = "105999000036";
        administered.administration_territory_id = ugel.id;
        const auto written = field.write([&](storage::Writer& writer) -> Result<> {
            MINKA_TRY(writer.create(ugel));
            return writer.create(administered);
        });
        REQUIRE(written.has_value());
        field.joins(field.first_school);
        field.joins(administered);
        auto made = field.agreement();
        made.territory_id = ugel.id;
        REQUIRE(field.record(made).has_value());
        CHECK(field.uncovered("2026-02-01") == Schools{field.first_school.id});
    });
}

TEST_CASE("a community that suspends stops what follows and not what went before, and a withdrawal is final") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        field.joins(field.first_school);
        const auto own = field.own_agreement(field.first_school);
        REQUIRE(field.record(own).has_value());
        REQUIRE(field.changes(own, AgreementState::suspended, true, "2026-04-01").has_value());
        CHECK(field.uncovered("2026-03-31").empty());
        CHECK(field.uncovered("2026-04-01") == Schools{field.first_school.id});
        CHECK(field.unpublishable("2026-03-31").empty());
        CHECK(field.unpublishable("2026-04-01") == Schools{field.first_school.id});
        CHECK(field.changes(own, AgreementState::in_force, true, "2026-03-31").error().field == "on");
        REQUIRE(field.changes(own, AgreementState::withdrawn, true, "2026-05-01").has_value());
        CHECK(field.uncovered("2026-05-01") == Schools{field.first_school.id});
        CHECK(field.changes(own, AgreementState::in_force, true, "2026-06-01").error().code == ProblemCode::conflict);
    });
}

TEST_CASE("a community can forbid publication and go on, and what is published follows its word") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        field.joins(field.first_school);
        field.joins(field.second_school);
        const auto own = field.own_agreement(field.first_school);
        REQUIRE(field.record(field.agreement()).has_value());
        REQUIRE(field.record(own).has_value());
        CHECK(field.unpublishable("2026-03-01").empty());
        REQUIRE(field.changes(own, AgreementState::in_force, false, "2026-04-01").has_value());
        CHECK(field.uncovered("2026-04-01").empty());
        CHECK(field.unpublishable("2026-04-01") == Schools{field.first_school.id});
    });
}

TEST_CASE("at least one person of each sector was present when a community agreed") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        auto made = field.agreement();
        made.sectors = "familias, docentes, mayores";
        made.people_present = 2;
        CHECK(field.record(made).error().field == "agreement.people_present");
        made.people_present = 3;
        CHECK(field.record(made).has_value());
    });
}

TEST_CASE("a cycle lasts fewer days than its months reach") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        const auto open = [&](std::string code, std::string_view ends) {
            auto cycle = field.cycle;
            cycle.id = field.id<CycleId>();
            cycle.code = std::move(code);
            cycle.ends_on = day(ends);
            return field.write([&](storage::Writer& writer) { return open_cycle(writer, cycle, cycle_rules); });
        };
        CHECK(open("largo", "2026-12-01").error().field == "cycle.ends_on");  // 1 February and ten months
        CHECK(open("entero", "2026-11-30").has_value());
        CHECK(open("vacío", "2026-02-01").error().field == "cycle.ends_on");
    });
}

TEST_CASE("a wave lies in its cycle, draws a sample anyone can draw again, and may open while the cycle closes") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        const auto refused = [&](auto&& spoil) {
            auto wave = field.wave();
            spoil(wave);
            const auto planned = field.plan(wave);
            REQUIRE_FALSE(planned.has_value());
            return planned.error().field;
        };
        CHECK(refused([](Wave& wave) { wave.opens_on = day("2026-01-31"); }) == "wave.opens_on");
        CHECK(refused([](Wave& wave) { wave.closes_on = wave.opens_on.plus_days(-1); }) == "wave.closes_on");
        CHECK(refused([](Wave& wave) { wave.sample_size = 10; }) == "wave.sample_size");
        const auto wave = field.wave();
        REQUIRE(field.plan(wave).has_value());
        auto same_code = field.wave();
        same_code.number = 2;
        CHECK(field.plan(same_code).error().field == "wave.code");
        const auto eligible = [&](std::int64_t count) {
            const WaveEligible row{field.id<WaveEligibleId>(), wave.id, field.first_school.id, "student", count};
            return field.write([&](storage::Writer& writer) { return set_eligible(writer, row); });
        };
        CHECK(eligible(-1).error().field == "eligible");
        REQUIRE(eligible(0).has_value());
        REQUIRE(field.record(field.agreement()).has_value());
        using enum CycleState;
        for (const auto state : {co_design, agreed, running, closing}) {
            REQUIRE(field.advance(state, "2026-02-01").has_value());
        }
        CHECK(field.write([&](storage::Writer& writer) { return advance_wave(writer, wave.id, WaveState::open); })
                  .has_value());
    });
}

TEST_CASE("no wave opens over schools whose community suspended its agreement, nor where a waiver was signed") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        GateField field(scratch);
        field.joins(field.first_school);
        const auto wave = field.wave();
        REQUIRE(field.plan(wave).has_value());
        const auto agreement = field.agreement();
        REQUIRE(field.waive("Paro armado: la asamblea no pudo reunirse.", "2026-01-20", "2026-01-20").has_value());
        REQUIRE(field.record(agreement).has_value());
        for (const auto state : {CycleState::co_design, CycleState::agreed, CycleState::running}) {
            REQUIRE(field.advance(state, "2026-02-01").has_value());
        }
        const auto eligible = [&](std::int64_t count) {
            return field.write([&](storage::Writer& writer) {
                return set_eligible(writer,
                                    {field.id<WaveEligibleId>(), wave.id, field.first_school.id, "student", count});
            });
        };
        REQUIRE(eligible(12).has_value());
        REQUIRE(field.changes(agreement, AgreementState::suspended, true, "2026-02-20").has_value());
        const auto open = [&] {
            return field.write([&](storage::Writer& writer) { return advance_wave(writer, wave.id, WaveState::open); });
        };
        const auto refused = open();
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ProblemCode::not_ready);
        CHECK(refused.error().field == "community_agreement");
        // Where nobody is asked, nobody need have agreed.
        REQUIRE(eligible(0).has_value());
        REQUIRE(open().has_value());
    });
}

TEST_SUITE_END();
