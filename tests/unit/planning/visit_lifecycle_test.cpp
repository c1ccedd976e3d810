#include "planning/visit_lifecycle.h"

#include "base/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace minka;
using namespace minka::planning;

TEST_SUITE_BEGIN("planning: the life of a visit");

namespace {

LocalDate day(std::string_view text) { return LocalDate::parse(text).value(); }

// A Wednesday of lessons, a pair of two, a visit planned for it.
const LocalDate wednesday = day("2026-03-11");

Visit visit_in_state(VisitState state) {
    Visit visit;
    visit.number = 3;
    visit.code = "V3";
    visit.planned_on = wednesday;
    visit.state = state;
    using enum VisitState;
    if (state == held || state == partly_held || state == failed) {
        visit.outcome = state == held          ? VisitOutcome::held
                        : state == partly_held ? VisitOutcome::partly_held
                                               : VisitOutcome::failed;
    }
    return visit;
}

VisitFacts facts(LocalDate today = wednesday, LocalDate date = wednesday) {
    VisitFacts known;
    known.today = today;
    known.last_step_on = day("2026-03-01");
    known.day.date = date;
    known.day.is_school_day = true;
    known.people = 2;
    return known;
}

// A step with all it needs, on the day on which it may be taken.
VisitStep step(VisitAct act, LocalDate on = wednesday) {
    VisitStep made;
    made.act = act;
    made.happened_on = on;
    using enum VisitAct;
    if (act == agree) {
        made.said_by = "rectora";
        made.channel = VisitChannel::call;
    }
    if (act == refuse || act == call_off || act == hold_partly || act == fail) {
        made.cause = VisitCause::road_or_river;
    }
    return made;
}

std::string refusal(const Visit& visit, const VisitStep& taken, const VisitFacts& known) {
    const auto next = take_step(visit, taken, known);
    return next ? std::string() : next.error().field;
}

constexpr std::array states{VisitState::proposed,   VisitState::agreed,   VisitState::confirmed,
                            VisitState::in_transit, VisitState::held,     VisitState::partly_held,
                            VisitState::failed,     VisitState::reported, VisitState::returned};
constexpr std::array acts{VisitAct::propose,     VisitAct::agree,  VisitAct::refuse, VisitAct::confirm,
                          VisitAct::call_off,    VisitAct::depart, VisitAct::arrive, VisitAct::hold,
                          VisitAct::hold_partly, VisitAct::fail,   VisitAct::report, VisitAct::give_back,
                          VisitAct::move,        VisitAct::lock,   VisitAct::unlock};

}  // namespace

TEST_CASE("a state never jumps: of all states and acts, these alone have a next state") {
    using enum VisitState;
    const std::map<std::pair<VisitState, VisitAct>, VisitState> expected{
        {{proposed, VisitAct::agree}, agreed},       {{proposed, VisitAct::refuse}, proposed},
        {{proposed, VisitAct::move}, proposed},      {{proposed, VisitAct::lock}, proposed},
        {{proposed, VisitAct::unlock}, proposed},    {{agreed, VisitAct::confirm}, confirmed},
        {{agreed, VisitAct::agree}, agreed},         {{agreed, VisitAct::refuse}, proposed},
        {{agreed, VisitAct::call_off}, failed},      {{agreed, VisitAct::fail}, failed},
        {{confirmed, VisitAct::depart}, in_transit}, {{confirmed, VisitAct::call_off}, failed},
        {{confirmed, VisitAct::fail}, failed},       {{in_transit, VisitAct::arrive}, in_transit},
        {{in_transit, VisitAct::hold}, held},        {{in_transit, VisitAct::hold_partly}, partly_held},
        {{in_transit, VisitAct::fail}, failed},      {{held, VisitAct::report}, reported},
        {{partly_held, VisitAct::report}, reported}, {{failed, VisitAct::report}, reported},
        {{reported, VisitAct::give_back}, returned},
    };
    for (const auto state : states) {
        for (const auto act : acts) {
            CAPTURE(static_cast<int>(state));
            CAPTURE(static_cast<int>(act));
            const auto next = state_after(state, act);
            const auto known = expected.find({state, act});
            CHECK(next.has_value() == (known != expected.end()));
            if (next && known != expected.end()) {
                CHECK(*next == known->second);
            }
        }
    }
}

TEST_CASE("a visit goes from proposal to return, and its record keeps what happened") {
    auto visit = visit_in_state(VisitState::proposed);
    for (const auto act : {VisitAct::agree, VisitAct::confirm, VisitAct::depart, VisitAct::arrive, VisitAct::hold,
                           VisitAct::report, VisitAct::give_back}) {
        const auto next = take_step(visit, step(act), facts());
        REQUIRE_MESSAGE(next.has_value(), (next ? "" : next.error().message));
        visit = *next;
    }
    CHECK(visit.state == VisitState::returned);
    CHECK(visit.outcome == VisitOutcome::held);
    CHECK(visit.held_on == wednesday);
    CHECK(face_of(visit) == VisitFace::held);
    CHECK(acts_of(visit).empty());
}

TEST_CASE("people see four states") {
    CHECK(face_of(visit_in_state(VisitState::proposed)) == VisitFace::to_agree);
    for (const auto state : {VisitState::agreed, VisitState::confirmed, VisitState::in_transit}) {
        CHECK(face_of(visit_in_state(state)) == VisitFace::agreed);
    }
    CHECK(face_of(visit_in_state(VisitState::partly_held)) == VisitFace::held);
    auto told = take_step(visit_in_state(VisitState::failed), step(VisitAct::report), facts()).value();
    CHECK(told.state == VisitState::reported);
    CHECK(face_of(told) == VisitFace::failed);
}

TEST_CASE("no step binds a visit to a day without school, nor to fewer than two people") {
    const std::map<VisitAct, VisitState> binding{
        {VisitAct::agree, VisitState::proposed},  {VisitAct::move, VisitState::proposed},
        {VisitAct::confirm, VisitState::agreed},  {VisitAct::depart, VisitState::confirmed},
        {VisitAct::hold, VisitState::in_transit}, {VisitAct::hold_partly, VisitState::in_transit}};
    for (const auto& [act, state] : binding) {
        CAPTURE(static_cast<int>(act));
        const auto visit = visit_in_state(state);
        CHECK(refusal(visit, step(act), facts()).empty());
        auto known = facts();
        known.day.is_school_day = false;
        known.day.reason = "Semana Santa";
        CHECK(take_step(visit, step(act), known).error().message == "2026-03-11 is no school day there: Semana Santa.");
        for (const std::int64_t people : {0, 1}) {
            known = facts();
            known.people = people;
            CHECK(refusal(visit, step(act), known) == "pair_id");
        }
    }
    auto lost = facts();
    lost.day.is_school_day = false;
    lost.people = 0;
    CHECK(refusal(visit_in_state(VisitState::in_transit), step(VisitAct::fail), lost).empty());
}

TEST_CASE("the day that counts is the one on which the school is visited") {
    auto visit = visit_in_state(VisitState::proposed);
    auto agreed = step(VisitAct::agree, day("2026-03-02"));
    CHECK(date_of_step(visit, agreed) == wednesday);
    agreed.planned_on = day("2026-03-13");
    CHECK(date_of_step(visit, agreed) == day("2026-03-13"));
    CHECK(take_step(visit, agreed, facts(wednesday, day("2026-03-13")))->planned_on == day("2026-03-13"));
    CHECK(date_of_step(visit, step(VisitAct::hold, day("2026-03-12"))) == day("2026-03-12"));
}

TEST_CASE("a visit is confirmed in the four days before it, and nobody leaves more than six before") {
    for (int ahead = -1; ahead <= 8; ++ahead) {
        CAPTURE(ahead);
        const auto on = wednesday.plus_days(-ahead);
        const auto known = facts(wednesday.plus_days(2));
        CHECK(refusal(visit_in_state(VisitState::agreed), step(VisitAct::confirm, on), known).empty() ==
              (ahead >= 0 && ahead <= 4));
        CHECK(refusal(visit_in_state(VisitState::confirmed), step(VisitAct::depart, on), known).empty() ==
              (ahead >= 0 && ahead <= 6));
    }
}

TEST_CASE("a step has its words: who agreed and how, a cause where something fell out, a note for another cause") {
    const auto proposed = visit_in_state(VisitState::proposed);
    auto agreed = step(VisitAct::agree);
    agreed.said_by = "  ";
    CHECK(refusal(proposed, agreed, facts()) == "said_by");
    agreed = step(VisitAct::agree);
    agreed.channel.reset();
    CHECK(refusal(proposed, agreed, facts()) == "channel");
    for (const auto& [act, state] : std::map<VisitAct, VisitState>{{VisitAct::refuse, VisitState::agreed},
                                                                   {VisitAct::call_off, VisitState::confirmed},
                                                                   {VisitAct::hold_partly, VisitState::in_transit},
                                                                   {VisitAct::fail, VisitState::in_transit}}) {
        CAPTURE(static_cast<int>(act));
        auto taken = step(act);
        taken.cause.reset();
        CHECK(refusal(visit_in_state(state), taken, facts()) == "cause");
        taken.cause = VisitCause::other;
        CHECK(refusal(visit_in_state(state), taken, facts()) == "note");
        taken.note = "Se cayó el puente";
        CHECK(refusal(visit_in_state(state), taken, facts()).empty());
        taken.note = std::string(longest_visit_note + 1, 'x');
        CHECK(refusal(visit_in_state(state), taken, facts()) == "note");
    }
    auto held = step(VisitAct::hold);
    held.cause = VisitCause::weather;
    CHECK(refusal(visit_in_state(VisitState::in_transit), held, facts()) == "cause");
}

TEST_CASE("nothing is recorded ahead of its day or before the step before it") {
    const auto visit = visit_in_state(VisitState::agreed);
    CHECK(refusal(visit, step(VisitAct::confirm, wednesday), facts(wednesday.plus_days(-1))) == "on");
    auto known = facts();
    known.last_step_on = wednesday;
    CHECK(refusal(visit, step(VisitAct::confirm, wednesday.plus_days(-1)), known) == "on");
    auto late = step(VisitAct::agree, wednesday.plus_days(1));
    CHECK(refusal(visit_in_state(VisitState::proposed), late, facts(wednesday.plus_days(1))) == "planned_on");
}

TEST_CASE("a locked visit stays where it is") {
    auto visit = visit_in_state(VisitState::proposed);
    auto moved = step(VisitAct::move);
    moved.planned_on = day("2026-03-12");
    CHECK(take_step(visit, moved, facts())->planned_on == day("2026-03-12"));
    visit = take_step(visit, step(VisitAct::lock), facts()).value();
    CHECK(refusal(visit, moved, facts()) == "act");
    CHECK(std::ranges::count(acts_of(visit), VisitAct::move) == 0);
    visit = take_step(visit, step(VisitAct::unlock), facts()).value();
    CHECK(refusal(visit, moved, facts()).empty());
}

TEST_CASE("a visit that failed stays, and the next try is another one that names it") {
    Visit failed = visit_in_state(VisitState::failed);
    failed.id = VisitId{parse_uuid("0190a000-0000-7000-8000-000000000001").value()};
    const VisitId fresh{parse_uuid("0190a000-0000-7000-8000-000000000002").value()};
    const auto later = day("2026-03-18");
    const auto next = next_try(failed, fresh, later, {}, facts(wednesday, later)).value();
    CHECK(next.replaces_id == failed.id);
    CHECK(next.number == failed.number);
    CHECK(next.state == VisitState::proposed);
    CHECK(!next.outcome);
    CHECK(next_try(visit_in_state(VisitState::held), fresh, later, {}, facts(wednesday, later)).error().code ==
          ProblemCode::conflict);
    auto alone = facts(wednesday, later);
    alone.people = 1;
    CHECK(next_try(failed, fresh, later, {}, alone).error().field == "pair_id");
    auto holiday = facts(wednesday, later);
    holiday.day.is_school_day = false;
    CHECK(next_try(failed, fresh, later, {}, holiday).error().field == "planned_on");
    CHECK(next_try(failed, fresh, later, {}, facts(later.plus_days(1), later)).error().field == "planned_on");
}

TEST_CASE("a pair on the road is overdue after the time it gave, until somebody logs its arrival") {
    auto visit = visit_in_state(VisitState::in_transit);
    const auto noon = parse_instant("2026-03-11T12:00:00Z").value();
    CHECK(!is_overdue(visit, noon));
    CHECK(is_overdue(visit, parse_instant("2026-03-12T00:00:00Z").value()));
    visit.expected_at = noon;
    CHECK(!is_overdue(visit, noon));
    CHECK(is_overdue(visit, Instant{noon.microseconds + 1}));
    visit = take_step(visit, step(VisitAct::arrive), facts()).value();
    CHECK(!is_overdue(visit, parse_instant("2026-03-20T00:00:00Z").value()));
    CHECK(refusal(visit, step(VisitAct::arrive), facts()) == "act");
}

TEST_CASE("whatever is tried in whatever order, each visit keeps its rules") {
    SeededRandom random(20260311);
    for (int draw = 0; draw < 2'000; ++draw) {
        auto visit = visit_in_state(VisitState::proposed);
        auto known = facts(wednesday.plus_days(7));
        for (int i = 0; i < 20; ++i) {
            auto taken =
                step(acts[random.below(acts.size())], wednesday.plus_days(static_cast<int>(random.below(9)) - 6));
            known.day.is_school_day = random.uniform() < 0.7;
            known.people = static_cast<std::int64_t>(random.below(4));
            const auto next = take_step(visit, taken, known);
            if (!next) {
                continue;
            }
            CHECK(next->state == state_after(visit.state, taken.act).value());
            if (next->state == VisitState::held && visit.state != VisitState::held) {
                CHECK(known.day.is_school_day);
                CHECK(known.people >= 2);
            }
            CHECK((next->outcome == VisitOutcome::failed) <= next->cause.has_value());
            CHECK(next->held_on.has_value() == (next->outcome.has_value() && *next->outcome != VisitOutcome::failed));
            visit = *next;
        }
    }
}

TEST_CASE("a pair says what came of its visit, and never that the school agreed or that it is safe to go") {
    using registry::AccessRole;
    for (const auto act : {VisitAct::depart, VisitAct::arrive, VisitAct::hold, VisitAct::fail, VisitAct::report}) {
        CHECK(may_take(AccessRole::mediator, act));
    }
    for (const auto act : {VisitAct::agree, VisitAct::confirm, VisitAct::call_off, VisitAct::lock, VisitAct::move}) {
        CHECK_FALSE(may_take(AccessRole::mediator, act));
    }
    CHECK(may_take(AccessRole::coordinator, VisitAct::confirm));
    CHECK_FALSE(may_take(AccessRole::coordinator, VisitAct::move));
}

TEST_SUITE_END();
