#include "programme/resolution_rules.h"

#include "base/text.h"
#include "programme/office_name.h"
#include "registry/code_register.h"
#include "storage/dialect.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::programme {

using registry::TerritoryId;
using storage::Stored;

namespace {

constexpr std::size_t hash_digits = 64;

bool is_hash(std::string_view text) {
    return text.size() == hash_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<> check_validity(const Resolution& resolution, const Team& team) {
    if (resolution.valid_from && *resolution.valid_from < team.convened_on) {
        return invalid("The validity begins on " + resolution.valid_from->text() + ", before the team was convened (" +
                           team.convened_on.text() + ").",
                       "resolution.valid_from");
    }
    if (resolution.valid_from && resolution.valid_to && *resolution.valid_to <= *resolution.valid_from) {
        return invalid("The validity ends (" + resolution.valid_to->text() + ") before it begins (" +
                           resolution.valid_from->text() + ").",
                       "resolution.valid_to");
    }
    return {};
}

Result<> check_number_free(storage::Reader& reader, const Resolution& resolution, const registry::Territory& ugel) {
    MINKA_TRY_ASSIGN(const auto same,
                     reader.all<Resolution>("AND territory_id = $2 AND year = $3 AND number = $4",
                                            resolution.territory_id, resolution.year, resolution.number));
    for (const auto& other : same) {
        if (other.record.id != resolution.id) {
            return problem(ProblemCode::conflict,
                           "The number " + resolution.number + " of " + std::to_string(resolution.year) +
                               " is taken in the UGEL " + ugel.code + "; correct the number or the year.",
                           "resolution.number");
        }
    }
    return {};
}

// What follows from a signature for the resolutions and the team before it.
Result<> supersede_earlier(storage::Writer& writer, const Resolution& fresh, const Team& team) {
    MINKA_TRY_ASSIGN(const auto earlier,
                     writer.all<Resolution>("AND territory_id = $2 ORDER BY id", fresh.territory_id));
    for (auto other : earlier) {
        if (other.record.id == fresh.id || !is_complete(other.record) ||
            *other.record.valid_from >= *fresh.valid_from) {
            continue;
        }
        const bool is_linked = fresh.previous_id == other.record.id;
        const bool is_cut = *other.record.valid_to > *fresh.valid_from;
        if (is_linked || is_cut) {
            other.record.state = ResolutionState::superseded;
            other.record.valid_to = std::min(*other.record.valid_to, *fresh.valid_from);
            MINKA_TRY(writer.change(other.record, other.version));
        }
    }
    if (team.previous_id) {
        MINKA_TRY_ASSIGN(auto previous, writer.require<Team>(*team.previous_id));
        previous.record.state = TeamState::reactivated;
        previous.record.state_since = *fresh.issued_on;
        MINKA_TRY(writer.change(previous.record, previous.version));
    }
    return {};
}

// A draft outlives the team that gave up: nothing is signed for it any more.
Result<> check_waits_for_resolution(const Team& team) {
    if (team.state == TeamState::resolution_drafted) {
        return {};
    }
    return problem(ProblemCode::not_ready,
                   "The team waits for no resolution any more; convene it again and draft another one.", "team.state");
}

Result<std::set<TerritoryId>> territory_set(storage::Reader& reader, const registry::Scope& scope) {
    MINKA_TRY_ASSIGN(const auto ids, registry::territories_within(reader, scope));
    return std::set<TerritoryId>(ids.begin(), ids.end());
}

const std::string& constituted_sql() {
    static const std::string sql =
        "SELECT territory_id, team_id, id, kind, valid_from, valid_to FROM " + storage::as_known("resolution", "$2") +
        " WHERE programme_id = $1 AND state IN ('signed_', 'notified', 'superseded') AND number <> ''"
        " AND issued_on IS NOT NULL AND signatory IS NOT NULL AND scan IS NOT NULL"
        " AND valid_from <= $3 AND valid_to > $3 ORDER BY territory_id, valid_from, id";
    return sql;
}

}  // namespace

bool is_complete(const Resolution& resolution) {
    const bool is_signed = resolution.state == ResolutionState::signed_ ||
                           resolution.state == ResolutionState::notified ||
                           resolution.state == ResolutionState::superseded;
    return is_signed && !resolution.number.empty() && resolution.issued_on && resolution.signatory && resolution.scan &&
           resolution.valid_from && resolution.valid_to;
}

bool is_in_force(const Resolution& resolution, LocalDate date) {
    return is_complete(resolution) && *resolution.valid_from <= date && date < *resolution.valid_to;
}

Result<> check_resolution(const Resolution& resolution, const Team& team, const registry::Territory& ugel) {
    if (trim(resolution.number).empty()) {
        return invalid("A resolution has a number.", "resolution.number");
    }
    if (!resolution.issued_on) {
        return invalid("A resolution has a date.", "resolution.issued_on");
    }
    const auto issued = *resolution.issued_on;
    if (resolution.year != issued.year()) {
        return invalid(
            "The year " + std::to_string(resolution.year) + " is not that of the date " + issued.text() + ".",
            "resolution.year");
    }
    const auto earliest = team.formed_on.value_or(team.convened_on);
    if (issued < earliest) {
        return invalid("The resolution (" + issued.text() + ") is before its team was " +
                           (team.formed_on ? "formed" : "convened") + " (" + earliest.text() +
                           "); correct one of the dates.",
                       "resolution.issued_on");
    }
    if (!registry::is_valid_at(ugel, issued)) {
        return invalid(
            "The UGEL " + ugel.code + " " + ugel.name +
                (ugel.valid_to && *ugel.valid_to <= issued ? " had closed on " + ugel.valid_to->text()
                                                           : " exists only since " + ugel.valid_from.text()) +
                "; it issued nothing on " + issued.text() + ".",
            "resolution.issued_on");
    }
    MINKA_TRY(check_validity(resolution, team));
    if (resolution.scan && !is_hash(*resolution.scan)) {
        return invalid("The scan is named by its hash: 64 hexadecimal digits.", "resolution.scan");
    }
    if ((resolution.kind == ResolutionKind::reactivates) != resolution.previous_id.has_value()) {
        return invalid(resolution.previous_id
                           ? "Only a resolution that reactivates is linked to an earlier one."
                           : "A reactivation is linked to the earlier resolution, and there is none.",
                       "resolution.kind");
    }
    return {};
}

Result<std::optional<Stored<Resolution>>> last_resolution(storage::Reader& reader, const TeamId& team) {
    MINKA_TRY_ASSIGN(auto rows, reader.all<Resolution>("AND team_id = $2 ORDER BY valid_from, id", team));
    std::optional<Stored<Resolution>> last;
    for (auto& row : rows) {
        if (is_complete(row.record) && (!last || *last->record.valid_from <= *row.record.valid_from)) {
            last = std::move(row);
        }
    }
    return last;
}

Result<Resolution> draft_resolution(storage::Writer& writer, const ResolutionDraft& draft) {
    MINKA_TRY_ASSIGN(auto team, writer.require<Team>(draft.team_id));
    if (team.record.state == TeamState::resolution_drafted) {
        return problem(ProblemCode::conflict, "The team has a draft already; number it or take it back.",
                       "resolution.team_id");
    }
    if (team.record.state != TeamState::formed) {
        return problem(ProblemCode::not_ready, "A resolution is drafted for a team that is formed and has none yet.",
                       "resolution.team_id");
    }
    if (draft.on < *team.record.formed_on) {
        return invalid("The draft (" + draft.on.text() + ") is before the team was formed (" +
                           team.record.formed_on->text() + ").",
                       "resolution.on");
    }
    Resolution resolution;
    resolution.id = draft.id;
    resolution.team_id = draft.team_id;
    resolution.territory_id = team.record.territory_id;
    resolution.year = draft.on.year();
    resolution.articles = draft.articles;
    if (team.record.previous_id) {
        MINKA_TRY_ASSIGN(const auto previous, last_resolution(writer, *team.record.previous_id));
        if (!previous) {
            return problem(ProblemCode::not_ready, "The earlier team has no resolution to link to.",
                           "resolution.previous_id");
        }
        resolution.kind = ResolutionKind::reactivates;
        resolution.previous_id = previous->record.id;
    }
    MINKA_TRY(writer.create(resolution));
    team.record.state = TeamState::resolution_drafted;
    team.record.state_since = draft.on;
    MINKA_TRY(writer.change(team.record, team.version));
    return resolution;
}

Result<> number_resolution(storage::Writer& writer, const ResolutionNumber& number) {
    MINKA_TRY_ASSIGN(auto resolution, writer.require<Resolution>(number.id));
    auto& record = resolution.record;
    if (record.state != ResolutionState::draft) {
        return problem(ProblemCode::not_ready, "The resolution has the number " + record.number + " already.",
                       "resolution.number");
    }
    record.number = tidy_text(number.number);
    record.issued_on = number.issued_on;
    record.year = number.issued_on.year();
    record.state = ResolutionState::numbered;
    MINKA_TRY_ASSIGN(const auto team, writer.require<Team>(record.team_id));
    MINKA_TRY(check_waits_for_resolution(team.record));
    MINKA_TRY_ASSIGN(const auto ugel, writer.require<registry::Territory>(record.territory_id));
    MINKA_TRY(check_resolution(record, team.record, ugel.record));
    MINKA_TRY(check_number_free(writer, record, ugel.record));
    MINKA_TRY(writer.change(record, resolution.version));
    return {};
}

Result<> sign_resolution(storage::Writer& writer, const ResolutionSignature& signature) {
    MINKA_TRY_ASSIGN(auto resolution, writer.require<Resolution>(signature.id));
    auto& record = resolution.record;
    if (record.state != ResolutionState::numbered) {
        return problem(ProblemCode::not_ready,
                       record.state == ResolutionState::draft
                           ? "The resolution needs its number and date before the signature."
                           : "The resolution is signed already.",
                       "resolution.state");
    }
    if (trim(signature.signatory).empty()) {
        return invalid("Name the office that signs.", "resolution.signatory");
    }
    MINKA_TRY(refuse_identity_number(signature.signatory, "resolution.signatory"));
    record.signatory = tidy_text(signature.signatory);
    record.scan = signature.scan;
    record.valid_from = signature.valid_from;
    record.valid_to = signature.valid_to;
    record.state = ResolutionState::signed_;
    MINKA_TRY_ASSIGN(auto team, writer.require<Team>(record.team_id));
    MINKA_TRY(check_waits_for_resolution(team.record));
    MINKA_TRY_ASSIGN(const auto ugel, writer.require<registry::Territory>(record.territory_id));
    MINKA_TRY(check_resolution(record, team.record, ugel.record));
    MINKA_TRY(writer.change(record, resolution.version));
    MINKA_TRY(supersede_earlier(writer, record, team.record));
    team.record.state = TeamState::issued;
    team.record.state_since = *record.issued_on;
    MINKA_TRY(writer.change(team.record, team.version));
    return {};
}

Result<> notify_resolution(storage::Writer& writer, const ResolutionId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto resolution, writer.require<Resolution>(id));
    auto& record = resolution.record;
    if (record.state != ResolutionState::signed_) {
        return problem(ProblemCode::not_ready, "Only a signed resolution that was not notified yet is notified.",
                       "resolution.state");
    }
    if (on < *record.issued_on) {
        return invalid("The notice (" + on.text() + ") is before the resolution (" + record.issued_on->text() + ").",
                       "resolution.notified_on");
    }
    record.notified_on = on;
    record.state = ResolutionState::notified;
    MINKA_TRY(writer.change(record, resolution.version));
    return {};
}

Result<> discard_draft(storage::Writer& writer, const ResolutionId& id) {
    MINKA_TRY_ASSIGN(const auto resolution, writer.require<Resolution>(id));
    if (resolution.record.state != ResolutionState::draft) {
        return problem(ProblemCode::not_ready, "A resolution with a number is not taken back.", "resolution.state");
    }
    MINKA_TRY(writer.remove(resolution.record, resolution.version));
    MINKA_TRY_ASSIGN(auto team, writer.require<Team>(resolution.record.team_id));
    if (team.record.state != TeamState::resolution_drafted) {
        return {};  // a team that gave up stays as it is
    }
    team.record.state = TeamState::formed;
    team.record.state_since = *team.record.formed_on;
    MINKA_TRY(writer.change(team.record, team.version));
    return {};
}

Result<std::vector<ConstitutedTeam>> constituted_teams(storage::Reader& reader, const registry::Scope& scope,
                                                       const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto within, territory_set(reader, scope));
    std::vector<ConstitutedTeam> found;
    MINKA_TRY(reader.each(
        constituted_sql(),
        [&](const storage::Row& row) -> Result<> {
            ConstitutedTeam team{row.get<TerritoryId>(0),    row.get<TeamId>(1),    row.get<ResolutionId>(2),
                                 row.get<ResolutionKind>(3), row.get<LocalDate>(4), row.get<LocalDate>(5)};
            if (!within.contains(team.territory_id)) {
                return {};
            }
            if (!found.empty() && found.back().territory_id == team.territory_id) {
                found.back() = team;
            } else {
                found.push_back(team);
            }
            return {};
        },
        reader.programme(), times.known_at, times.as_of));
    return found;
}

Result<bool> is_constituted(storage::Reader& reader, const TerritoryId& ugel, const registry::TwoTimes& times) {
    const auto scope =
        registry::Scope::of_territory(registry::AccessRole::official, ugel, registry::Purpose::monitoring);
    MINKA_TRY_ASSIGN(const auto teams, constituted_teams(reader, scope, times));
    return !teams.empty();
}

Result<std::vector<ExpiringResolution>> expiring_resolutions(storage::Reader& reader, const registry::Scope& scope,
                                                             const registry::TwoTimes& times, int within_days) {
    MINKA_TRY_ASSIGN(const auto teams, constituted_teams(reader, scope, times));
    MINKA_TRY_ASSIGN(const auto resolutions, reader.all_known<Resolution>(times.known_at, "ORDER BY id"));
    MINKA_TRY_ASSIGN(const auto territories,
                     reader.all_known<registry::Territory>(times.known_at, "AND kind = 'ugel'"));
    std::map<TerritoryId, const registry::Territory*> ugel;
    for (const auto& territory : territories) {
        ugel[territory.record.id] = &territory.record;
    }
    std::vector<ExpiringResolution> expiring;
    for (const auto& team : teams) {
        const int left = days_between(times.as_of, team.valid_to);
        const bool is_followed = std::ranges::any_of(resolutions, [&](const auto& other) {
            return other.record.territory_id == team.territory_id && is_in_force(other.record, team.valid_to);
        });
        if (left > within_days || is_followed) {
            continue;
        }
        const auto own =
            std::ranges::find(resolutions, team.resolution_id, [](const auto& row) { return row.record.id; });
        const auto place = ugel.find(team.territory_id);
        expiring.push_back({team.territory_id, place == ugel.end() ? "" : place->second->code,
                            place == ugel.end() ? "" : place->second->name, own->record.number, team.valid_to, left});
    }
    std::ranges::sort(expiring, {}, [](const auto& row) { return std::pair(row.valid_to, row.ugel_code); });
    return expiring;
}

Result<std::vector<Membership>> annex_of(storage::Reader& reader, const Resolution& resolution, LocalDate draft_on) {
    return members_of(reader, resolution.team_id, {resolution.issued_on.value_or(draft_on)});
}

}  // namespace minka::programme
