#pragma once

#include "base/result.h"
#include "programme/team.h"
#include "programme/team_rules.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::programme {

/// Whether a resolution says all that makes a team constituted: signed, number, date, signatory, scan and validity.
bool is_complete(const Resolution& resolution);

/// is_complete, and valid_from <= date < valid_to.
bool is_in_force(const Resolution& resolution, LocalDate date);

/// What must hold of a numbered resolution, whoever records it. Rules that ask for other resolutions are apart.
///
/// Problems, each with the field: no number, a year that is not that of its date, issued before the team was convened
/// or formed, a validity that begins before the team was convened or ends before it begins, a UGEL that had closed or
/// did not exist yet, a scan that is no hash, a reactivation without an earlier resolution or the other way round.
Result<> check_resolution(const Resolution& resolution, const Team& team, const registry::Territory& ugel);

/// The complete resolution of a team that began last; nothing when there is none.
Result<std::optional<storage::Stored<Resolution>>> last_resolution(storage::Reader& reader, const TeamId& team);

struct ResolutionDraft {
    ResolutionId id;
    TeamId team_id;
    LocalDate on;
    std::optional<std::string> articles;
};

/// Begins the resolution of a formed team; for one that takes up an earlier team it is linked to that team's last.
/// Problems: `not_ready` for a team that is not formed, `conflict` for a second draft.
Result<Resolution> draft_resolution(storage::Writer& writer, const ResolutionDraft& draft);

struct ResolutionNumber {
    ResolutionId id;
    std::string number;  ///< "01234-2026".
    LocalDate issued_on;
};

/// Problems: those of check_resolution; `conflict` when the UGEL has another resolution of that number and year.
Result<> number_resolution(storage::Writer& writer, const ResolutionNumber& number);

struct ResolutionSignature {
    ResolutionId id;
    std::string signatory;  ///< The office, never a person's name.
    std::string scan;       ///< Hash of the scan among the attachments, in hexadecimal.
    LocalDate valid_from;
    LocalDate valid_to;  ///< Exclusive.
};

/// The resolution is signed: the team is issued, and constituted while it is valid. An earlier resolution of the UGEL
/// that would still be valid ends when this one begins; the team it took up becomes reactivated.
/// Problems: those of check_resolution; `not_ready` before the number.
Result<> sign_resolution(storage::Writer& writer, const ResolutionSignature& signature);

/// Problems: `not_ready` before the signature, a date before that of the resolution.
Result<> notify_resolution(storage::Writer& writer, const ResolutionId& resolution, LocalDate on);

/// Takes back a draft that has no number; the team is formed again. Problems: `not_ready` for a numbered one.
Result<> discard_draft(storage::Writer& writer, const ResolutionId& resolution);

/// The resolution that constitutes the team of a UGEL at a date.
struct ConstitutedTeam {
    registry::TerritoryId territory_id;
    TeamId team_id;
    ResolutionId resolution_id;
    ResolutionKind kind{};
    LocalDate valid_from;
    LocalDate valid_to;
};

/// Every UGEL of the scope with a team constituted at the date, as known at the instant; one row a UGEL, the resolution
/// that began last. Being constituted is never stored: it is this question.
Result<std::vector<ConstitutedTeam>> constituted_teams(storage::Reader& reader, const registry::Scope& scope,
                                                       const registry::TwoTimes& times);

Result<bool> is_constituted(storage::Reader& reader, const registry::TerritoryId& ugel,
                            const registry::TwoTimes& times);

struct ExpiringResolution {
    registry::TerritoryId territory_id;
    std::string ugel_code;
    std::string ugel_name;
    std::string number;
    LocalDate valid_to;
    int days_left = 0;  ///< Until the first day without a resolution.
};

/// Resolutions in force at the date that end within so many days with none to follow, the next to end first.
Result<std::vector<ExpiringResolution>> expiring_resolutions(storage::Reader& reader, const registry::Scope& scope,
                                                             const registry::TwoTimes& times, int within_days);

/// The members in the annex: the team on the date of the resolution, or on `draft_on` while it has none.
Result<std::vector<Membership>> annex_of(storage::Reader& reader, const Resolution& resolution, LocalDate draft_on);

}  // namespace minka::programme
