#pragma once

#include "storage/migration.h"

namespace minka::registry {

/// Territories, schools, people, partners and enrolment counts. `code` is unique in its system from a date on; that the
/// validity of two rows with one code does not overlap is a rule of the importers, since no index of both engines says
/// it. `place_id` of a role and `subject_id` of a security level point into several tables, and so have no foreign key.
inline constexpr storage::Migration registry_schema{3, "registry", R"(
RECORD TABLE territory (tree {text} NOT NULL, kind {text} NOT NULL, code_system {text} NOT NULL, code {text} NOT NULL,
        name {text} NOT NULL, search_name {text} NOT NULL, parent_id {uuid}, valid_from {date} NOT NULL, valid_to {date},
        rurality {text}, is_pdet {bool} NOT NULL, pdet_subregion {text})
    CONSTRAINTS (FOREIGN KEY (programme_id, parent_id) REFERENCES territory (programme_id, id));
CREATE UNIQUE INDEX territory_by_code ON territory (programme_id, code_system, code, valid_from);
CREATE INDEX territory_by_parent ON territory (programme_id, parent_id);
CREATE INDEX territory_by_name ON territory (programme_id, search_name, id);

RECORD TABLE territory_geometry (territory_id {uuid} NOT NULL, geometry {text} NOT NULL, west {real} NOT NULL,
        south {real} NOT NULL, east {real} NOT NULL, north {real} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id));
CREATE UNIQUE INDEX territory_geometry_by_territory ON territory_geometry (programme_id, territory_id);

RECORD TABLE security_level (subject_id {uuid} NOT NULL, level {blob} NOT NULL, valid_from {date} NOT NULL,
        valid_to {date});
CREATE UNIQUE INDEX security_level_by_subject ON security_level (programme_id, subject_id, valid_from);

RECORD TABLE school (code_system {text} NOT NULL, code {text} NOT NULL, name {text} NOT NULL, search_name {text} NOT NULL,
        sector {text} NOT NULL, zone {text} NOT NULL, civil_territory_id {uuid} NOT NULL,
        administration_territory_id {uuid}, valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, civil_territory_id) REFERENCES territory (programme_id, id),
                 FOREIGN KEY (programme_id, administration_territory_id) REFERENCES territory (programme_id, id));
CREATE UNIQUE INDEX school_by_code ON school (programme_id, code_system, code, valid_from);
CREATE INDEX school_by_name ON school (programme_id, search_name, id);
CREATE INDEX school_by_civil_territory ON school (programme_id, civil_territory_id);
CREATE INDEX school_by_administration ON school (programme_id, administration_territory_id);

RECORD TABLE site (school_id {uuid} NOT NULL, code_system {text} NOT NULL, code {text} NOT NULL, annex {text},
        building_code {text}, name {text} NOT NULL, search_name {text} NOT NULL, levels {text} NOT NULL,
        zone {text} NOT NULL, languages {text}, latitude {real}, longitude {real}, altitude_metres {real},
        access_mode {text}, access_hours {real}, overnight {bool}, valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, school_id) REFERENCES school (programme_id, id));
CREATE UNIQUE INDEX site_by_code ON site (programme_id, code_system, code, valid_from);
CREATE INDEX site_by_school ON site (programme_id, school_id);

RECORD TABLE person (name {blob} NOT NULL, contact {blob}, birth_band {text}, experience_band {text}, sex {text},
        merged_into {uuid})
    CONSTRAINTS (FOREIGN KEY (programme_id, merged_into) REFERENCES person (programme_id, id));

RECORD TABLE identity_document (person_id {uuid} NOT NULL, kind {text} NOT NULL, number {blob} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id));
CREATE INDEX identity_document_by_person ON identity_document (programme_id, person_id);

RECORD TABLE role (person_id {uuid} NOT NULL, role {text} NOT NULL, place {text} NOT NULL, place_id {uuid} NOT NULL,
        valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id));
CREATE INDEX role_by_person ON role (programme_id, person_id);
CREATE INDEX role_by_place ON role (programme_id, place_id, role);

RECORD TABLE partner (name {text} NOT NULL, search_name {text} NOT NULL, type {text} NOT NULL, roles {text} NOT NULL,
        agreement {text}, valid_from {date} NOT NULL, valid_to {date});
CREATE UNIQUE INDEX partner_by_name ON partner (programme_id, search_name, valid_from);

RECORD TABLE enrolment_count (site_id {uuid} NOT NULL, year {integer} NOT NULL, level {text} NOT NULL, grade {text},
        class_label {text}, students {integer} NOT NULL, counted_on {date} NOT NULL, source {text} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, site_id) REFERENCES site (programme_id, id));
CREATE INDEX enrolment_count_by_site ON enrolment_count (programme_id, site_id, year);
)"};

/// What lists of people ask often: when somebody changed last, and who holds a role.
inline constexpr storage::Migration people_list_schema{15, "people list", R"(
CREATE INDEX person_by_change ON person (programme_id, recorded_at);
CREATE INDEX role_by_role ON role (programme_id, role, person_id, valid_from, valid_to);
)"};

/// Who was merged into a person, asked for each page of one; with the id, or SQLite takes the order of the primary key.
inline constexpr storage::Migration merged_people_schema{28, "merged people", R"(
CREATE INDEX person_by_merged ON person (programme_id, merged_into, id);
)"};

}  // namespace minka::registry
