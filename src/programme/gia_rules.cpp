#include "programme/gia_rules.h"

#include "base/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::programme {

using storage::Stored;

namespace {

Result<Stored<GiaSession>> require_planned(storage::Writer& writer, const GiaSessionId& id) {
    MINKA_TRY_ASSIGN(auto session, writer.require<GiaSession>(id));
    if (session.record.held_on || session.record.cancelled_reason) {
        return problem(ProblemCode::not_ready,
                       session.record.held_on ? "The session was held on " + session.record.held_on->text() + "."
                                              : "The session was cancelled; plan another one.",
                       "gia_session.held_on");
    }
    return session;
}

Result<> check_attendance(const HeldSession& held) {
    if (held.attendance.empty()) {
        return invalid("A session that nobody attended was not held; cancel it with the reason.",
                       "gia_session.attendance");
    }
    std::set<registry::PersonId> people;
    for (const auto& row : held.attendance) {
        if (row.session_id != held.session_id) {
            return invalid("An attendance is of another session.", "gia_attendance.session_id");
        }
        if (!people.insert(row.person_id).second) {
            return invalid("A person stands twice in the attendance.", "gia_attendance.person_id");
        }
    }
    return {};
}

Result<> check_agreements(const HeldSession& held) {
    for (const auto& agreement : held.agreements) {
        if (agreement.session_id != held.session_id) {
            return invalid("An agreement is of another session.", "gia_agreement.session_id");
        }
        if (trim(agreement.agreement).empty() || !agreement.owner_id) {
            return invalid("An agreement says what will be done and who owns it.", "gia_agreement.owner_id");
        }
        if (agreement.due_on < held.on) {
            return invalid(
                "An agreement is due (" + agreement.due_on.text() + ") before its session (" + held.on.text() + ").",
                "gia_agreement.due_on");
        }
        if (agreement.reviewed_on || agreement.outcome) {
            return invalid("An agreement is reviewed at the next session.", "gia_agreement.reviewed_on");
        }
    }
    return {};
}

Result<> review_agreements(storage::Writer& writer, const HeldSession& held) {
    MINKA_TRY_ASSIGN(auto open, agreements_to_open(writer, held.session_id));
    for (const auto& review : held.reviews) {
        const auto found = std::ranges::find(open, review.agreement_id, [](const auto& row) { return row.record.id; });
        if (found == open.end()) {
            return invalid("An agreement that was reviewed is not one this session opens with.", "gia_agreement.id");
        }
        if (trim(review.outcome).empty()) {
            return invalid("Say what became of the agreement.", "gia_agreement.outcome");
        }
        found->record.reviewed_on = held.on;
        found->record.outcome = tidy_text(review.outcome);
        MINKA_TRY(writer.change(found->record, found->version));
        open.erase(found);
    }
    return {};
}

}  // namespace

Result<> plan_gia_session(storage::Writer& writer, GiaSession session) {
    MINKA_TRY_ASSIGN(const auto team, writer.require<Team>(session.team_id));
    if (!team.record.formed_on) {
        return problem(ProblemCode::not_ready, "The team is not formed yet.", "gia_session.team_id");
    }
    if (trim(session.purpose).empty()) {
        return invalid("A session has a purpose.", "gia_session.purpose");
    }
    if (session.planned_on < *team.record.formed_on) {
        return invalid("The session (" + session.planned_on.text() + ") is before the team was formed (" +
                           team.record.formed_on->text() + ").",
                       "gia_session.planned_on");
    }
    session.held_on.reset();
    session.cancelled_reason.reset();
    return writer.create(session);
}

Result<std::vector<Stored<GiaAgreement>>> agreements_to_open(storage::Reader& reader, const GiaSessionId& id) {
    MINKA_TRY_ASSIGN(const auto session, reader.require<GiaSession>(id));
    return reader.all<GiaAgreement>(
        "AND reviewed_on IS NULL AND session_id IN (SELECT earlier.id FROM gia_session earlier"
        " WHERE earlier.programme_id = $1 AND earlier.team_id = $2 AND earlier.held_on IS NOT NULL AND earlier.id <> "
        "$3)"
        " ORDER BY due_on, session_id, number",
        session.record.team_id, id);
}

Result<> hold_gia_session(storage::Writer& writer, const HeldSession& held) {
    MINKA_TRY_ASSIGN(auto session, require_planned(writer, held.session_id));
    MINKA_TRY(check_attendance(held));
    MINKA_TRY(check_agreements(held));
    MINKA_TRY_ASSIGN(const auto team, writer.require<Team>(session.record.team_id));
    if (held.on < *team.record.formed_on) {
        return invalid("The session (" + held.on.text() + ") is before the team was formed (" +
                           team.record.formed_on->text() + ").",
                       "gia_session.held_on");
    }
    MINKA_TRY(review_agreements(writer, held));
    session.record.held_on = held.on;
    MINKA_TRY(writer.change(session.record, session.version));
    MINKA_TRY(writer.create_all(held.attendance));
    return writer.create_all(held.agreements);
}

Result<> cancel_gia_session(storage::Writer& writer, const GiaSessionId& id, const std::string& reason) {
    MINKA_TRY_ASSIGN(auto session, require_planned(writer, id));
    if (trim(reason).empty()) {
        return invalid("Say why the session was cancelled.", "gia_session.cancelled_reason");
    }
    session.record.cancelled_reason = tidy_text(reason);
    MINKA_TRY(writer.change(session.record, session.version));
    return {};
}

Result<std::vector<DueAgreement>> due_agreements(storage::Reader& reader, const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto sessions,
                     reader.all_known<GiaSession>(times.known_at, "AND held_on <= $3 ORDER BY team_id, held_on, number",
                                                  times.as_of));
    std::map<GiaSessionId, const GiaSession*> next;  // the one after, by the id of the one before
    for (std::size_t i = 0; i + 1 < sessions.size(); ++i) {
        if (sessions[i].record.team_id == sessions[i + 1].record.team_id) {
            next[sessions[i].record.id] = &sessions[i + 1].record;
        }
    }
    MINKA_TRY_ASSIGN(const auto agreements,
                     reader.all_known<GiaAgreement>(times.known_at, "ORDER BY session_id, number"));
    std::vector<DueAgreement> due;
    for (const auto& row : agreements) {
        if (const auto found = next.find(row.record.session_id); found != next.end()) {
            const auto& reviewed = row.record.reviewed_on;
            due.push_back({row.record.id, found->second->team_id, reviewed && *reviewed <= *found->second->held_on});
        }
    }
    return due;
}

}  // namespace minka::programme
