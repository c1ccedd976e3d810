#pragma once

#include "storage/migration.h"

namespace minka::planning {

/// Pairs of mediators, visits and the steps of their lives. An event is never changed. At most one visit replaces one
/// that failed.
inline constexpr storage::Migration visit_schema{10, "visits", R"(
RECORD TABLE mediator_pair (code {text} NOT NULL, base_id {uuid} NOT NULL, latitude {real}, longitude {real},
        topics {text} NOT NULL, languages {text} NOT NULL, weekly_hours {real} NOT NULL, nights {integer} NOT NULL,
        away {text} NOT NULL, valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, base_id) REFERENCES territory (programme_id, id));
CREATE UNIQUE INDEX mediator_pair_by_code ON mediator_pair (programme_id, code);

RECORD TABLE pair_member (pair_id {uuid} NOT NULL, person_id {uuid} NOT NULL, valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, pair_id) REFERENCES mediator_pair (programme_id, id),
                 FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id));
CREATE UNIQUE INDEX pair_member_by_pair ON pair_member (programme_id, pair_id, person_id, valid_from);
CREATE INDEX pair_member_by_person ON pair_member (programme_id, person_id);

RECORD TABLE visit (cycle_id {uuid} NOT NULL, school_id {uuid} NOT NULL, site_id {uuid} NOT NULL,
        number {integer} NOT NULL, code {text} NOT NULL, moment {text} NOT NULL, pair_id {uuid} NOT NULL,
        planned_on {date} NOT NULL, state {text} NOT NULL, is_locked {bool} NOT NULL, expected_at {instant},
        has_arrived {bool} NOT NULL, outcome {text}, held_on {date}, cause {text}, replaces_id {uuid})
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id),
                 FOREIGN KEY (programme_id, school_id) REFERENCES school (programme_id, id),
                 FOREIGN KEY (programme_id, site_id) REFERENCES site (programme_id, id),
                 FOREIGN KEY (programme_id, pair_id) REFERENCES mediator_pair (programme_id, id),
                 FOREIGN KEY (programme_id, replaces_id) REFERENCES visit (programme_id, id));
CREATE INDEX visit_by_date ON visit (programme_id, planned_on, id);
CREATE INDEX visit_by_school ON visit (programme_id, school_id, cycle_id, number);
CREATE INDEX visit_by_pair ON visit (programme_id, pair_id, planned_on);
CREATE INDEX visit_by_state ON visit (programme_id, state, planned_on);
CREATE UNIQUE INDEX visit_by_replaced ON visit (programme_id, replaces_id);

RECORD TABLE visit_event (visit_id {uuid} NOT NULL, number {integer} NOT NULL, act {text} NOT NULL, state {text} NOT NULL,
        happened_on {date} NOT NULL, planned_on {date} NOT NULL, pair_id {uuid} NOT NULL, cause {text}, channel {text},
        said_by {text}, note {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, visit_id) REFERENCES visit (programme_id, id),
                 FOREIGN KEY (programme_id, pair_id) REFERENCES mediator_pair (programme_id, id));
CREATE UNIQUE INDEX visit_event_by_number ON visit_event (programme_id, visit_id, number);
)"};

/// What a report says besides: why a visit was not held or not whole, and who led. Two reports of one visit stand
/// beside each other.
inline constexpr storage::Migration visit_words_schema{18, "what visit reports say", R"(
ALTER TABLE visit_report ADD COLUMN cause {text};
ALTER TABLE visit_report ADD COLUMN led_by {text};
)"};

/// Groups of teachers and who is in them, with dates.
inline constexpr storage::Migration group_schema{22, "teacher groups", R"(
RECORD TABLE teacher_group (cycle_id {uuid} NOT NULL, code {text} NOT NULL, place {text} NOT NULL, time {text} NOT NULL,
        valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id));
CREATE INDEX teacher_group_by_cycle ON teacher_group (programme_id, cycle_id, code);

RECORD TABLE group_member (group_id {uuid} NOT NULL, person_id {uuid} NOT NULL, valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, group_id) REFERENCES teacher_group (programme_id, id),
                 FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id));
CREATE INDEX group_member_by_group ON group_member (programme_id, group_id, person_id);
CREATE INDEX group_member_by_person ON group_member (programme_id, person_id);
)"};

/// Who is on the road, which every page of visits asks.
inline constexpr storage::Migration road_schema{30, "visits on the road", R"(
CREATE INDEX visit_on_the_road ON visit (programme_id, expected_at, has_arrived, planned_on) WHERE state = 'in_transit';
)"};

}  // namespace minka::planning
