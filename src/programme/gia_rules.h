#pragma once

#include "base/result.h"
#include "programme/work_plan.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <string>
#include <vector>

namespace minka::programme {

/// Plans a session of an interlearning group of a formed team. Problems: `not_ready` before the team is formed, no
/// purpose, `conflict` for a number that is taken.
Result<> plan_gia_session(storage::Writer& writer, GiaSession session);

/// What was said of an agreement at the session after it.
struct AgreementReview {
    GiaAgreementId agreement_id;
    std::string outcome;
};

struct HeldSession {
    GiaSessionId session_id;
    LocalDate on;
    std::vector<GiaAttendance> attendance;  ///< Each person once.
    std::vector<AgreementReview> reviews;   ///< Of agreements_to_open.
    std::vector<GiaAgreement> agreements;   ///< New ones, each with an owner and a date.
};

/// The agreements a session opens with: those of the team's earlier held sessions that were not reviewed yet.
Result<std::vector<storage::Stored<GiaAgreement>>> agreements_to_open(storage::Reader& reader,
                                                                      const GiaSessionId& session);

/// Records that a session was held, with who came, what became of the open agreements and what was agreed anew.
///
/// Problems: `not_ready` for a session that was held or cancelled; nobody attended; a person twice; an agreement
/// without an owner, due before the session, or of another session; a review of an agreement this session does not open
/// with. Open agreements that are not reviewed stay open: indicator 07 counts them.
Result<> hold_gia_session(storage::Writer& writer, const HeldSession& held);

/// Problems: `not_ready` for a session that was held, no reason.
Result<> cancel_gia_session(storage::Writer& writer, const GiaSessionId& session, const std::string& reason);

/// An agreement whose next session was held by the date: it had to be reviewed there.
struct DueAgreement {
    GiaAgreementId agreement_id;
    TeamId team_id;
    bool was_reviewed = false;  ///< At that session or before it.
};

/// Of every team, as known at the instant. The next session is the one held next after that of the agreement, by date
/// and then by number.
Result<std::vector<DueAgreement>> due_agreements(storage::Reader& reader, const registry::TwoTimes& times);

}  // namespace minka::programme
