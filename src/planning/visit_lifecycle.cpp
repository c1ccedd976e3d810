#include "planning/visit_lifecycle.h"

#include "base/text.h"
#include "registry/word_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace minka::planning {

namespace {

using enum VisitState;

/// One line of the table of steps.
struct Passage {
    VisitAct act;
    VisitState from;
    VisitState to;
};

constexpr std::array passages{
    Passage{VisitAct::agree, proposed, agreed},
    Passage{VisitAct::refuse, proposed, proposed},
    Passage{VisitAct::move, proposed, proposed},
    Passage{VisitAct::lock, proposed, proposed},
    Passage{VisitAct::unlock, proposed, proposed},
    Passage{VisitAct::confirm, agreed, confirmed},
    Passage{VisitAct::agree, agreed, agreed},  // another date, by another call
    Passage{VisitAct::call_off, agreed, failed},
    Passage{VisitAct::refuse, agreed, proposed},
    Passage{VisitAct::fail, agreed, failed},
    Passage{VisitAct::depart, confirmed, in_transit},
    Passage{VisitAct::call_off, confirmed, failed},
    Passage{VisitAct::fail, confirmed, failed},
    Passage{VisitAct::arrive, in_transit, in_transit},
    Passage{VisitAct::hold, in_transit, held},
    Passage{VisitAct::hold_partly, in_transit, partly_held},
    Passage{VisitAct::fail, in_transit, failed},
    Passage{VisitAct::report, held, reported},
    Passage{VisitAct::report, partly_held, reported},
    Passage{VisitAct::report, failed, reported},
    Passage{VisitAct::give_back, reported, returned},
};

bool takes_place(VisitAct act) { return act == VisitAct::hold || act == VisitAct::hold_partly; }

bool has_cause(VisitAct act) {
    using enum VisitAct;
    return act == refuse || act == call_off || act == hold_partly || act == fail;
}

// Steps that bind the pair and the school to a date.
bool binds_date(VisitAct act) {
    using enum VisitAct;
    return act == agree || act == confirm || act == depart || act == move || takes_place(act);
}

Result<> check_words(const VisitStep& step) {
    if (step.act == VisitAct::agree && trim(step.said_by.value_or("")).empty()) {
        return invalid("An agreement says who gave it at the school: an office, no name.", "said_by");
    }
    if (step.act == VisitAct::agree && !step.channel) {
        return invalid("An agreement says how it was reached: by call, radio, message or in person.", "channel");
    }
    if (has_cause(step.act) && !step.cause) {
        return invalid("Say the cause.", "cause");
    }
    if (!has_cause(step.act) && step.cause) {
        return invalid("A cause belongs to what was refused, called off, failed or was held in part.", "cause");
    }
    if (step.cause == VisitCause::other && trim(step.note.value_or("")).empty()) {
        return invalid("Another cause needs a note that says which.", "note");
    }
    if (step.note && step.note->size() > longest_visit_note) {
        return invalid(fmt::format("A note has at most {} characters, and nobody's name.", longest_visit_note), "note");
    }
    return {};
}

Result<> check_when(const Visit& visit, const VisitStep& step, const VisitFacts& facts) {
    if (step.happened_on > facts.today) {
        return invalid("The date " + step.happened_on.text() + " lies ahead.", "on");
    }
    if (step.happened_on < facts.last_step_on) {
        return invalid("The step before was on " + facts.last_step_on.text() + ".", "on");
    }
    const int ahead = days_between(step.happened_on, date_of_step(visit, step));
    if ((step.act == VisitAct::agree || step.act == VisitAct::move) && ahead < 0) {
        return invalid("The date of the visit is over.", "planned_on");
    }
    if (step.act == VisitAct::confirm && (ahead < 0 || ahead > most_days_of_confirmation)) {
        return invalid(fmt::format("Whether to go is decided in the {} days before the visit, on {}.",
                                   most_days_of_confirmation, visit.planned_on.text()),
                       "on");
    }
    if (step.act == VisitAct::depart && (ahead < 0 || ahead > most_days_on_the_road)) {
        return invalid("The visit is on " + visit.planned_on.text() + ".", "on");
    }
    return {};
}

Result<> check_day(const CalendarDay& day, std::int64_t people, std::string_view field) {
    if (!day.is_school_day) {
        return invalid(
            fmt::format("{} is no school day there{}.", day.date.text(), day.reason.empty() ? "" : ": " + day.reason),
            std::string(field));
    }
    if (people < 2) {
        return invalid("Fewer than two people never visit a school.", "pair_id");
    }
    return {};
}

VisitOutcome outcome_of(VisitAct act) {
    if (act == VisitAct::hold) {
        return VisitOutcome::held;
    }
    return act == VisitAct::hold_partly ? VisitOutcome::partly_held : VisitOutcome::failed;
}

void apply(Visit& visit, const VisitStep& step) {
    using enum VisitAct;
    switch (step.act) {
        case agree:
        case move:
            visit.planned_on = step.planned_on.value_or(visit.planned_on);
            visit.pair_id = step.pair_id.value_or(visit.pair_id);
            break;
        case lock: visit.is_locked = true; break;
        case unlock:
        case refuse: visit.is_locked = false; break;
        case depart: visit.expected_at = step.expected_at; break;
        case arrive: visit.has_arrived = true; break;
        case hold:
        case hold_partly:
            visit.held_on = step.happened_on;
            visit.has_arrived = true;
            [[fallthrough]];
        case call_off:
        case fail:
            visit.outcome = outcome_of(step.act);
            visit.cause = step.cause;
            break;
        case propose:
        case confirm:
        case report:
        case give_back: break;
    }
}

}  // namespace

VisitFace face_of(const Visit& visit) {
    if (visit.outcome) {
        return *visit.outcome == VisitOutcome::failed ? VisitFace::failed : VisitFace::held;
    }
    return visit.state == proposed ? VisitFace::to_agree : VisitFace::agreed;
}

LocalDate date_of_step(const Visit& visit, const VisitStep& step) {
    return takes_place(step.act) ? step.happened_on : step.planned_on.value_or(visit.planned_on);
}

Result<VisitState> state_after(VisitState state, VisitAct act) {
    const auto found = std::ranges::find_if(
        passages, [&](const Passage& passage) { return passage.from == state && passage.act == act; });
    if (found == passages.end()) {
        return problem(ProblemCode::conflict,
                       fmt::format("A visit that is '{}' cannot take the step '{}'.", registry::name_of(state),
                                   registry::name_of(act)),
                       "act");
    }
    return found->to;
}

bool may_take(registry::AccessRole role, VisitAct act) {
    using enum VisitAct;
    constexpr std::array of_pair{depart, arrive, hold, hold_partly, fail, report};
    return role == registry::AccessRole::coordinator ? act != propose && act != move
                                                     : std::ranges::find(of_pair, act) != of_pair.end();
}

std::vector<VisitAct> acts_of(const Visit& visit) {
    std::vector<VisitAct> acts;
    for (const auto& passage : passages) {
        using enum VisitAct;
        const bool is_done = (passage.act == arrive && visit.has_arrived) || (passage.act == move && visit.is_locked) ||
                             (passage.act == lock && visit.is_locked) || (passage.act == unlock && !visit.is_locked);
        if (passage.from == visit.state && !is_done) {
            acts.push_back(passage.act);
        }
    }
    return acts;
}

Result<Visit> take_step(const Visit& visit, const VisitStep& step, const VisitFacts& facts) {
    MINKA_TRY_ASSIGN(const auto state, state_after(visit.state, step.act));
    if (step.act == VisitAct::move && visit.is_locked) {
        return problem(ProblemCode::conflict, "The visit is locked where it is; unlock it first.", "act");
    }
    if (step.act == VisitAct::arrive && visit.has_arrived) {
        return problem(ProblemCode::conflict, "The arrival is on record.", "act");
    }
    if (step.planned_on && step.act != VisitAct::agree && step.act != VisitAct::move) {
        return invalid("This step sets no date.", "planned_on");
    }
    MINKA_TRY(check_words(step));
    MINKA_TRY(check_when(visit, step, facts));
    if (binds_date(step.act)) {
        MINKA_TRY(check_day(facts.day, facts.people, takes_place(step.act) ? "on" : "planned_on"));
    }
    auto next = visit;
    apply(next, step);
    next.state = state;
    return next;
}

Result<> check_proposal(const Visit& visit, const VisitFacts& facts) {
    if (visit.planned_on < facts.today) {
        return invalid("The date of the visit is over.", "planned_on");
    }
    return check_day(facts.day, facts.people, "planned_on");
}

Result<Visit> next_try(const Visit& failed_visit, const VisitId& id, LocalDate planned_on, const MediatorPairId& pair,
                       const VisitFacts& facts) {
    if (failed_visit.outcome != VisitOutcome::failed) {
        return problem(ProblemCode::conflict, "Only a visit that failed is planned anew.", "visit");
    }
    Visit next;
    next.id = id;
    next.cycle_id = failed_visit.cycle_id;
    next.school_id = failed_visit.school_id;
    next.site_id = failed_visit.site_id;
    next.number = failed_visit.number;
    next.code = failed_visit.code;
    next.moment = failed_visit.moment;
    next.pair_id = pair;
    next.planned_on = planned_on;
    next.replaces_id = failed_visit.id;
    MINKA_TRY(check_proposal(next, facts));
    return next;
}

bool is_overdue(const Visit& visit, Instant now) {
    if (visit.state != in_transit || visit.has_arrived) {
        return false;
    }
    return visit.expected_at ? *visit.expected_at < now : visit.planned_on < utc_date(now);
}

}  // namespace minka::planning
