#pragma once

#include "base/text.h"
#include "forms/forms_schema.h"
#include "privacy/privacy_schema.h"
#include "programme/programme_schema.h"
#include "programme/resolution_rules.h"
#include "programme/team_rules.h"
#include "registry/registry_schema.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <type_traits>
#include <vector>

// Two regional directorates with UGEL below them, people, and the steps of a team, for the tests of teams.
namespace minka::test {

inline const std::array team_schema{
    storage::storage_migrations()[0], privacy::privacy_schema,
    registry::registry_schema,        forms::forms_schema,
    programme::programme_schema,      storage::Migration{6, "sessions", programme::session_facts_schema.schema}};

inline LocalDate day(std::string_view text) { return *LocalDate::parse(text); }

inline const programme::PedagogicalTeamRules team_rules{{}, 2, 12, 60, 12};
inline const std::string scan_hash(64, 'a');
inline const auto whole_programme =
    registry::Scope::of_programme(registry::AccessRole::director, registry::Purpose::monitoring);

template <typename T>
std::string sentence_of(const Result<T>& result) {
    return result ? std::string() : to_sentence(result.error());
}

struct TeamField {
    explicit TeamField(ScratchDatabase& scratch_database)
        : scratch(scratch_database), act{id<ProgrammeId>(), {}, "console", "test"} {
        loreto = territory(registry::TerritoryKind::regional_directorate, "160000", "DRE Loreto", {});
        lima = territory(registry::TerritoryKind::regional_directorate, "150000", "DRE Lima Provincias", {});
        maynas = territory(registry::TerritoryKind::ugel, "160001", "UGEL Maynas", loreto.id);
        nauta = territory(registry::TerritoryKind::ugel, "160002", "UGEL Loreto-Nauta", loreto.id);
        canta = territory(registry::TerritoryKind::ugel, "150001", "UGEL Canta", lima.id);
        for (int i = 0; i < 6; ++i) {
            people.push_back({id<registry::PersonId>(), {Bytes{1}}, {}, {}, {}, {}, {}});
        }
        must([&](storage::Writer& writer) -> Result<> {
            MINKA_TRY(writer.create_all(std::vector{loreto, lima, maynas, nauta, canta}));
            return writer.create_all(people);
        });
    }

    template <typename RecordId>
    RecordId id() {
        return scratch.database->new_id<RecordId>();
    }

    registry::Territory territory(registry::TerritoryKind kind, std::string code, std::string name,
                                  std::optional<registry::TerritoryId> parent) {
        auto search_name = fold_text(name);
        return {id<registry::TerritoryId>(),
                registry::TerritoryTree::school_administration,
                kind,
                "ugel",
                std::move(code),
                std::move(name),
                std::move(search_name),
                parent,
                day("2000-01-01"),
                {},
                {},
                false,
                {}};
    }

    template <typename Closure>
    std::invoke_result_t<Closure, storage::Writer&> write(Closure closure) {
        scratch.clock.advance(1'000'000);
        return scratch.database->write(act, closure);
    }
    template <typename Closure>
    std::invoke_result_t<Closure, storage::Writer&> must(Closure closure) {
        auto written = write(closure);
        REQUIRE_MESSAGE(written.has_value(), sentence_of(written));
        return written;
    }
    template <typename Closure>
    typename std::invoke_result_t<Closure, storage::Reader&>::value_type read(Closure closure) {
        auto found = scratch.database->read(act.programme, closure);
        REQUIRE_MESSAGE(found.has_value(), sentence_of(found));
        return *std::move(found);
    }
    /// What a step is refused with; empty when it is not.
    template <typename Closure>
    std::string refusal(Closure closure) {
        return sentence_of(write(closure));
    }

    programme::TeamId convene(const registry::Territory& ugel, LocalDate on,
                              std::optional<programme::TeamId> previous = {}) {
        programme::Team team;
        team.id = id<programme::TeamId>();
        team.territory_id = ugel.id;
        team.convened_on = on;
        team.previous_id = previous;
        must([&](storage::Writer& writer) { return programme::convene_team(writer, team); });
        return team.id;
    }
    programme::MembershipId invite(const programme::TeamId& team, std::size_t person, LocalDate on) {
        const programme::Membership membership{
            id<programme::MembershipId>(), team, people[person].id, "integrante", on, {}, {}};
        must([&](storage::Writer& writer) { return programme::invite_member(writer, membership); });
        return membership.id;
    }
    programme::MembershipId join(const programme::TeamId& team, std::size_t person, LocalDate on) {
        const auto membership = invite(team, person, on);
        must([&](storage::Writer& writer) {
            return programme::accept_membership(writer, {membership, people[person].id, on});
        });
        return membership;
    }
    /// Convened, joined by the first two people and formed on one day.
    programme::TeamId formed(const registry::Territory& ugel, LocalDate on,
                             std::optional<programme::TeamId> previous = {}) {
        const auto team = convene(ugel, on, previous);
        join(team, 0, on);
        join(team, 1, on);
        must([&](storage::Writer& writer) { return programme::form_team(writer, team, on, team_rules); });
        return team;
    }
    programme::ResolutionId drafted(const programme::TeamId& team, LocalDate on) {
        const auto resolution = id<programme::ResolutionId>();
        must([&](storage::Writer& writer) { return programme::draft_resolution(writer, {resolution, team, on, {}}); });
        return resolution;
    }
    programme::ResolutionId issued(const programme::TeamId& team, std::string number, LocalDate on, LocalDate until) {
        const auto resolution = drafted(team, on);
        must([&](storage::Writer& writer) { return programme::number_resolution(writer, {resolution, number, on}); });
        must([&](storage::Writer& writer) {
            return programme::sign_resolution(writer, {resolution, "Dirección de la UGEL", scan_hash, on, until});
        });
        return resolution;
    }

    std::size_t constituted(LocalDate as_of, Instant known_at = end_of_time) {
        return read([&](storage::Reader& reader) {
                   return programme::constituted_teams(reader, whole_programme, {as_of, known_at});
               })
            .size();
    }
    programme::Team team(const programme::TeamId& wanted) {
        return read([&](storage::Reader& reader) { return reader.require<programme::Team>(wanted); }).record;
    }

    ScratchDatabase& scratch;
    storage::Act act;
    registry::Territory loreto, lima, maynas, nauta, canta;
    std::vector<registry::Person> people;
};

}  // namespace minka::test
