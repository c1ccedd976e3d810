#pragma once

#include "forms/forms_schema.h"
#include "privacy/privacy_schema.h"
#include "programme/cycle_rules.h"
#include "programme/programme_schema.h"
#include "programme/wave_rules.h"
#include "registry/registry_schema.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <array>

// A cycle that convenes, with two schools of one municipality, and the steps of its life, for the tests of cycles.
namespace minka::test {

inline const std::array cycle_schema{storage::storage_migrations()[0], privacy::privacy_schema,
                                     registry::registry_schema, forms::forms_schema, programme::programme_schema};

inline LocalDate day(std::string_view text) { return *LocalDate::parse(text); }

inline const programme::CycleRules cycle_rules{
    10, {programme::GateRequirement::community_agreement, programme::GateRequirement::baseline_dates}};

// A municipality under a department, two schools in it, two people who may sign, and a cycle that convenes.
struct CycleField {
    template <typename RecordId>
    RecordId id() {
        return scratch.database->new_id<RecordId>();
    }
    template <typename Closure>
    auto write(Closure closure) {
        scratch.clock.advance(1'000'000);
        return scratch.database->write(act, closure);
    }
    template <typename Closure>
    auto read(Closure closure) {
        return scratch.database->read(act.programme, closure);
    }

    explicit CycleField(ScratchDatabase& scratch_database)
        : scratch(scratch_database), act{id<ProgrammeId>(), {}, "console", "test"} {
        cycle = {id<programme::CycleId>(),         "2026-a", "Ciclo 2026", day("2026-02-01"), day("2026-11-28"),
                 programme::CycleState::convening, 1};
        const registry::Territory department{id<registry::TerritoryId>(),
                                             registry::TerritoryTree::civil,
                                             registry::TerritoryKind::department,
                                             "divipola",
                                             "05",
                                             "Antioquia",
                                             "antioquia",
                                             std::nullopt,
                                             day("2000-01-01"),
                                             std::nullopt,
                                             std::nullopt,
                                             false,
                                             std::nullopt};
        auto municipality = department;
        municipality.id = id<registry::TerritoryId>();
        municipality.kind = registry::TerritoryKind::municipality;
        municipality.code = "05999";
        municipality.parent_id = department.id;
        department_id = department.id;
        for (auto* school : {&first_school, &second_school}) {
            *school = {id<registry::SchoolId>(),
                       "dane",
                       school == &first_school ? "105999000011" : "105999000028",
                       "Escuela La Quebrada",
                       "escuela la quebrada",
                       registry::Sector::public_,
                       registry::Zone::rural,
                       municipality.id,
                       std::nullopt,
                       day("2000-01-01"),
                       std::nullopt};
        }
        for (auto* signer : {&one_signer, &other_signer}) {
            *signer = {id<registry::PersonId>(),
                       {Bytes{1}},
                       std::nullopt,
                       std::nullopt,
                       std::nullopt,
                       std::nullopt,
                       std::nullopt};
        }
        const auto written = write([&](storage::Writer& writer) -> Result<> {
            MINKA_TRY(writer.create_all(std::vector{department, municipality}));
            MINKA_TRY(writer.create_all(std::vector{first_school, second_school}));
            MINKA_TRY(writer.create_all(std::vector{one_signer, other_signer}));
            return programme::open_cycle(writer, cycle, cycle_rules);
        });
        REQUIRE_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
    }

    Result<> advance(programme::CycleState to, std::string_view on) {
        return write([&](storage::Writer& writer) {
            return programme::advance_cycle(writer, cycle.id, to, cycle_rules, day(on));
        });
    }
    Result<> participate(const registry::School& school, programme::ParticipationState state, std::string_view since,
                         std::optional<std::string> reason = std::nullopt) {
        const programme::SchoolParticipation row{
            id<programme::SchoolParticipationId>(), cycle.id, school.id, state, day(since), reason};
        return write([&](storage::Writer& writer) { return programme::set_participation(writer, row); });
    }
    programme::CommunityAgreement agreement() {
        programme::CommunityAgreement made;
        made.id = id<programme::CommunityAgreementId>();
        made.cycle_id = cycle.id;
        made.territory_id = department_id;
        made.authority = "Mesa intersectorial";
        made.authority_kind = "mesa";
        made.sectors = "familias=12,docentes=8";
        made.people_present = 20;
        made.language = "es-CO";
        made.agreed_on = day("2026-01-20");
        made.proof = "ab12";
        made.state_since = made.agreed_on;
        return made;
    }
    Result<> record(const programme::CommunityAgreement& made) {
        return write([&](storage::Writer& writer) { return programme::record_agreement(writer, made); });
    }
    programme::Wave wave() {
        return {id<programme::WaveId>(),
                cycle.id,
                "linea-base",
                "Línea base",
                1,
                "minka-school-environment",
                programme::WaveMode::unlinked,
                day("2026-02-10"),
                day("2026-03-10"),
                programme::WaveState::draft,
                std::nullopt,
                std::nullopt};
    }
    Result<> plan(const programme::Wave& planned) {
        return write([&](storage::Writer& writer) { return programme::plan_wave(writer, planned); });
    }

    ScratchDatabase& scratch;
    storage::Act act;
    programme::Cycle cycle;
    registry::TerritoryId department_id;
    registry::School first_school;
    registry::School second_school;
    registry::Person one_signer;
    registry::Person other_signer;
};

}  // namespace minka::test
