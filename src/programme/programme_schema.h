#pragma once

#include "storage/migration.h"

namespace minka::programme {

/// The programme and its versions, cycles with their agreements and waves, pedagogical teams with their resolutions,
/// plans and sessions. A programme's own record has the programme's id: it is the root of its shard.
inline constexpr storage::Migration programme_schema{5, "programme", R"(
RECORD TABLE programme (code {text} NOT NULL, name_es {text} NOT NULL, name_en {text} NOT NULL, country {text} NOT NULL);
CREATE UNIQUE INDEX programme_by_code ON programme (programme_id, code);

RECORD TABLE programme_version (number {integer} NOT NULL, content_hash {text} NOT NULL, archive {blob} NOT NULL);
CREATE UNIQUE INDEX programme_version_by_number ON programme_version (programme_id, number);

RECORD TABLE cycle (code {text} NOT NULL, name {text} NOT NULL, starts_on {date} NOT NULL, ends_on {date} NOT NULL,
        state {text} NOT NULL, programme_version {integer} NOT NULL);
CREATE UNIQUE INDEX cycle_by_code ON cycle (programme_id, code);

RECORD TABLE cycle_decision (cycle_id {uuid} NOT NULL, number {integer} NOT NULL, decided_on {date} NOT NULL,
        subject {text} NOT NULL, decision {text} NOT NULL, rationale {text} NOT NULL, decided_by {text} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id));
CREATE UNIQUE INDEX cycle_decision_by_number ON cycle_decision (programme_id, cycle_id, number);

RECORD TABLE community_agreement (cycle_id {uuid} NOT NULL, territory_id {uuid}, school_id {uuid}, authority {text} NOT NULL,
        authority_kind {text} NOT NULL, sectors {text} NOT NULL, people_present {integer} NOT NULL, language {text} NOT NULL,
        agreed_on {date} NOT NULL, expires_on {date}, conditions {text}, refused_activities {text}, dissent {text},
        allows_publication {bool} NOT NULL, proof {text} NOT NULL, state {text} NOT NULL, state_since {date} NOT NULL,
        state_reason {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id),
                 FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id),
                 FOREIGN KEY (programme_id, school_id) REFERENCES school (programme_id, id));
CREATE INDEX community_agreement_by_cycle ON community_agreement (programme_id, cycle_id);

RECORD TABLE agreement_waiver (cycle_id {uuid} NOT NULL, reason {text} NOT NULL, first_signer_id {uuid} NOT NULL,
        second_signer_id {uuid} NOT NULL, first_signed_on {date} NOT NULL, second_signed_on {date} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id),
                 FOREIGN KEY (programme_id, first_signer_id) REFERENCES person (programme_id, id),
                 FOREIGN KEY (programme_id, second_signer_id) REFERENCES person (programme_id, id));
CREATE UNIQUE INDEX agreement_waiver_by_cycle ON agreement_waiver (programme_id, cycle_id);

RECORD TABLE school_participation (cycle_id {uuid} NOT NULL, school_id {uuid} NOT NULL, state {text} NOT NULL,
        since {date} NOT NULL, reason {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id),
                 FOREIGN KEY (programme_id, school_id) REFERENCES school (programme_id, id));
CREATE UNIQUE INDEX school_participation_by_date ON school_participation (programme_id, cycle_id, school_id, since);

RECORD TABLE wave (cycle_id {uuid} NOT NULL, code {text} NOT NULL, name {text} NOT NULL, number {integer} NOT NULL,
        instrument {text} NOT NULL, mode {text} NOT NULL, opens_on {date} NOT NULL, closes_on {date} NOT NULL,
        state {text} NOT NULL, sample_seed {integer}, sample_size {integer})
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id));
CREATE UNIQUE INDEX wave_by_code ON wave (programme_id, cycle_id, code);

RECORD TABLE wave_eligible (wave_id {uuid} NOT NULL, school_id {uuid} NOT NULL, informant {text} NOT NULL,
        eligible {integer} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, wave_id) REFERENCES wave (programme_id, id),
                 FOREIGN KEY (programme_id, school_id) REFERENCES school (programme_id, id));
CREATE UNIQUE INDEX wave_eligible_by_school ON wave_eligible (programme_id, wave_id, school_id, informant);

RECORD TABLE team (territory_id {uuid} NOT NULL, state {text} NOT NULL, state_since {date} NOT NULL,
        convened_on {date} NOT NULL, formed_on {date}, lead_person_id {uuid}, previous_id {uuid})
    CONSTRAINTS (FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id),
                 FOREIGN KEY (programme_id, lead_person_id) REFERENCES person (programme_id, id),
                 FOREIGN KEY (programme_id, previous_id) REFERENCES team (programme_id, id));
CREATE INDEX team_by_territory ON team (programme_id, territory_id);

RECORD TABLE membership (team_id {uuid} NOT NULL, person_id {uuid} NOT NULL, role {text} NOT NULL, invited_on {date} NOT NULL,
        accepted_on {date}, withdrawn_on {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, team_id) REFERENCES team (programme_id, id),
                 FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id));
CREATE UNIQUE INDEX membership_by_person ON membership (programme_id, team_id, person_id, invited_on);

RECORD TABLE resolution (team_id {uuid} NOT NULL, territory_id {uuid} NOT NULL, number {text} NOT NULL, year {integer} NOT NULL,
        kind {text} NOT NULL, previous_id {uuid}, state {text} NOT NULL, issued_on {date}, notified_on {date},
        signatory {text}, valid_from {date}, valid_to {date}, articles {text}, scan {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, team_id) REFERENCES team (programme_id, id),
                 FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id),
                 FOREIGN KEY (programme_id, previous_id) REFERENCES resolution (programme_id, id));
CREATE UNIQUE INDEX resolution_by_number ON resolution (programme_id, territory_id, year, number);
CREATE INDEX resolution_by_team ON resolution (programme_id, team_id);

RECORD TABLE work_plan (team_id {uuid} NOT NULL, title {text} NOT NULL, state {text} NOT NULL, starts_on {date} NOT NULL,
        ends_on {date} NOT NULL, submitted_on {date}, approved_on {date}, approved_by {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, team_id) REFERENCES team (programme_id, id));
CREATE INDEX work_plan_by_team ON work_plan (programme_id, team_id);

RECORD TABLE plan_activity (plan_id {uuid} NOT NULL, number {integer} NOT NULL, objective {text} NOT NULL,
        activity {text} NOT NULL, responsible {text} NOT NULL, due_on {date} NOT NULL, done_on {date}, competence {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, plan_id) REFERENCES work_plan (programme_id, id));
CREATE UNIQUE INDEX plan_activity_by_number ON plan_activity (programme_id, plan_id, number);

RECORD TABLE gia_session (team_id {uuid} NOT NULL, number {integer} NOT NULL, planned_on {date} NOT NULL, held_on {date},
        modality {text} NOT NULL, purpose {text} NOT NULL, competence {text}, cancelled_reason {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, team_id) REFERENCES team (programme_id, id));
CREATE UNIQUE INDEX gia_session_by_number ON gia_session (programme_id, team_id, number);

RECORD TABLE gia_attendance (session_id {uuid} NOT NULL, person_id {uuid} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, session_id) REFERENCES gia_session (programme_id, id),
                 FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id));
CREATE UNIQUE INDEX gia_attendance_by_person ON gia_attendance (programme_id, session_id, person_id);

RECORD TABLE gia_agreement (session_id {uuid} NOT NULL, number {integer} NOT NULL, agreement {text} NOT NULL,
        owner_id {uuid}, due_on {date} NOT NULL, reviewed_on {date}, outcome {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, session_id) REFERENCES gia_session (programme_id, id),
                 FOREIGN KEY (programme_id, owner_id) REFERENCES person (programme_id, id));
CREATE UNIQUE INDEX gia_agreement_by_number ON gia_agreement (programme_id, session_id, number);

RECORD TABLE assisted_region (territory_id {uuid} NOT NULL, modality {text} NOT NULL, valid_from {date} NOT NULL,
        valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id));
CREATE UNIQUE INDEX assisted_region_by_date ON assisted_region (programme_id, territory_id, valid_from);

RECORD TABLE assistance_visit (territory_id {uuid} NOT NULL, held_on {date} NOT NULL, modality {text} NOT NULL,
        topic {text} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id));
CREATE INDEX assistance_visit_by_territory ON assistance_visit (programme_id, territory_id, held_on);

RECORD TABLE territory_list (code {text} NOT NULL, name {text} NOT NULL, source {text} NOT NULL, dated_on {date} NOT NULL);
CREATE UNIQUE INDEX territory_list_by_code ON territory_list (programme_id, code);

RECORD TABLE territory_list_entry (list_id {uuid} NOT NULL, territory_id {uuid} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, list_id) REFERENCES territory_list (programme_id, id),
                 FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id));
CREATE UNIQUE INDEX territory_list_entry_by_territory ON territory_list_entry (programme_id, list_id, territory_id);
)"};

/// The plan of analysis of two waves, kept before the second opens.
inline constexpr storage::Migration analysis_plan_schema{8, "analysis plan", R"(
RECORD TABLE analysis_plan (cycle_id {uuid} NOT NULL, before_id {uuid} NOT NULL, after_id {uuid} NOT NULL,
        content {text} NOT NULL, content_hash {text} NOT NULL, index_version {integer} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, cycle_id) REFERENCES cycle (programme_id, id),
                 FOREIGN KEY (programme_id, before_id) REFERENCES wave (programme_id, id),
                 FOREIGN KEY (programme_id, after_id) REFERENCES wave (programme_id, id));
CREATE UNIQUE INDEX analysis_plan_by_waves ON analysis_plan (programme_id, before_id, after_id);
)"};

/// What visit reports from the field say, projected from their submissions: who attended, and how the visit went.
/// `visit_id` is the visit's in the plan; no reference, since a report may come before its plan does.
inline constexpr storage::Migration field_facts_schema{14, "field facts", R"(
PLAIN TABLE attendance (programme_id {uuid} NOT NULL, visit_id {uuid} NOT NULL, person_id {uuid} NOT NULL,
        submission_id {uuid} NOT NULL, hours {real}, moment {text}, attended_on {date})
    CONSTRAINTS (PRIMARY KEY (programme_id, visit_id, person_id, submission_id));
CREATE INDEX attendance_by_submission ON attendance (programme_id, submission_id);
CREATE INDEX attendance_by_person ON attendance (programme_id, person_id);

PLAIN TABLE visit_report (programme_id {uuid} NOT NULL, visit_id {uuid} NOT NULL, submission_id {uuid} NOT NULL,
        outcome {text} NOT NULL, held_on {date} NOT NULL, moment {text}, topic {text}, topic_version {text},
        hours {real}, books {real}, headcount {real}, class_hours {real}, confidence_before {real},
        confidence_after {real})
    CONSTRAINTS (PRIMARY KEY (programme_id, visit_id, submission_id));
CREATE INDEX visit_report_by_submission ON visit_report (programme_id, submission_id);
)"};

/// What the field says of sessions of interlearning groups, of teams and of workshops, projected from submissions.
inline constexpr storage::Migration session_facts_schema{25, "sessions, teams and workshops", R"(
PLAIN TABLE gia_report (programme_id {uuid} NOT NULL, session_id {uuid} NOT NULL, submission_id {uuid} NOT NULL,
        held_on {date} NOT NULL, modality {text}, hours {real}, led_by {text}, due {integer}, reviewed {integer},
        agreed {integer}, teachers {integer}, promoters {integer}, coordinators {integer})
    CONSTRAINTS (PRIMARY KEY (programme_id, session_id, submission_id));
CREATE INDEX gia_report_by_submission ON gia_report (programme_id, submission_id);

PLAIN TABLE team_follow_up (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, territory_id {uuid} NOT NULL,
        team_id {uuid} NOT NULL, followed_on {date} NOT NULL, stage {text}, has_resolution {bool},
        resolution_number {text}, valid_to {date}, members {integer}, plan {text}, sessions_planned {integer},
        sessions_held {integer}, autonomy_met {integer} NOT NULL, autonomy_asked {integer} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id));
CREATE INDEX team_follow_up_by_territory ON team_follow_up (programme_id, territory_id, followed_on);

PLAIN TABLE team_condition (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, condition {text} NOT NULL,
        degree {integer} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id, condition));

PLAIN TABLE workshop_sheet (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, number {integer} NOT NULL,
        event {text} NOT NULL, held_on {date} NOT NULL, content_sum {integer} NOT NULL,
        content_answers {integer} NOT NULL, methodology_sum {integer} NOT NULL,
        methodology_answers {integer} NOT NULL, utility_sum {integer} NOT NULL, utility_answers {integer} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id, number));
)"};

/// The cycles of a school: asked for each page of one.
inline constexpr storage::Migration cycles_of_school_schema{29, "cycles of a school", R"(
CREATE INDEX school_participation_by_school ON school_participation (programme_id, school_id, since);
)"};

}  // namespace minka::programme
