#pragma once

#include "forms/submission.h"
#include "programme/team.h"
#include "programme/work_plan.h"
#include "registry/scope.h"

#include <map>
#include <vector>

namespace minka::programme {

/// "gia": the record of a session of an interlearning group. Fields: `ugel` (code), `number` (of the session in the
/// team's plan; required), `on` (a date; required), `modality` (in_person, virtual, mixed), `hours` (0 to 24),
/// `led_by`, `due` and `reviewed` (agreements of the session before), `agreed` (new ones), `teachers`, `promoters` and
/// `coordinators` (people counted, no names).
///
/// A row in `gia_report`. The session counts as held (indicator 05) though the office has not said so; its agreements
/// count (07) as long as the office has not recorded them one by one. A session that is not planned yet leaves its
/// record in quarantine. Problems: `invalid_input` and `not_found` with the field.
class GiaProjection final : public forms::FactProjection {
public:
    std::string_view fact() const override { return "gia"; }
    std::vector<std::string_view> fields() const override {
        return {"ugel",     "number", "on",       "modality",  "hours",        "led_by",
                "reviewed", "due",    "teachers", "promoters", "coordinators", "agreed"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

/// What records of the field say of one session. Of two records the one of the lesser identifier counts, so that rows
/// that are projected again say the same.
struct GiaReport {
    GiaSessionId session;
    LocalDate held_on;
    std::int64_t due = 0;
    std::int64_t reviewed = 0;
    std::int64_t people = 0;
    std::vector<Uuid> submissions;  ///< By identifier.
};

/// By session, of records known at the instant and held by the date.
Result<std::map<GiaSessionId, GiaReport>> gia_reports(storage::Reader& reader, const registry::TwoTimes& times);

/// The criteria of indicator 10.
inline constexpr std::array<std::string_view, 5> autonomy_criteria{"budget", "diagnosis", "plan", "renewal",
                                                                   "monitoring"};

/// "team": a conversation that follows up a team. Fields: `ugel` (code; required), `on` (required), `stage`,
/// `resolution` (yes or no), `resolution_number`, `valid_to`, `members`, `plan`, `sessions_planned`, `sessions_held`,
/// `condition.<code>` (0 to 3) and `autonomy.<criterion>` (yes or no; those of autonomy_criteria).
///
/// A row in `team_follow_up` and one in `team_condition` for each condition. What it declares stands beside the
/// register and never in its place. Problems: as above; `not_found` also for a UGEL without a team.
class FollowUpProjection final : public forms::FactProjection {
public:
    std::string_view fact() const override { return "team"; }
    std::vector<std::string_view> fields() const override {
        return {"ugel",        "on",        "stage", "resolution",       "resolution_number",
                "valid_to",    "members",   "plan",  "sessions_planned", "sessions_held",
                "condition.*", "autonomy.*"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

/// The last follow-up of a UGEL.
struct FollowUp {
    Uuid submission;
    registry::TerritoryId ugel;
    LocalDate on;
    std::optional<std::string> stage;
    std::optional<bool> has_resolution;
    std::optional<std::int64_t> members;
    std::optional<std::string> plan;
    std::optional<std::int64_t> sessions_planned;
    std::optional<std::int64_t> sessions_held;
    std::int64_t autonomy_met = 0;
    std::int64_t autonomy_asked = 0;  ///< Criteria with an answer, of five.
};

/// By UGEL, those within the scope: of conversations known at the instant and held by the date the last one; of two of
/// one day that of the greater identifier.
Result<std::vector<FollowUp>> last_follow_ups(storage::Reader& reader, const registry::Scope& scope,
                                              const registry::TwoTimes& times);

}  // namespace minka::programme
