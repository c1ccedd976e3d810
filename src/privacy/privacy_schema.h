#pragma once

#include "storage/migration.h"

namespace minka::privacy {

/// Keys, erasures, consent, retention, attachments and releases: migration 2.
///
/// `subject_key` is a plain table because erasing a row of it must leave no history: it is the one place where a key is
/// kept, wrapped by the master key. `erasure` is plain because a restore writes it again from the list that is kept
/// beside the master key. `attachment_chunk` and `release_figures` hold ciphertext whose hash stands in a record.
inline constexpr storage::Migration privacy_schema{2, "privacy", R"(
PLAIN TABLE vault_check (
    single {integer} NOT NULL PRIMARY KEY, check_value {blob} NOT NULL, made_at {instant} NOT NULL
);
PLAIN TABLE subject_key (
    programme_id {uuid} NOT NULL, subject_id {uuid} NOT NULL, wrapped {blob} NOT NULL, made_at {instant} NOT NULL
) CONSTRAINTS (PRIMARY KEY (programme_id, subject_id));
PLAIN TABLE signing_key (
    node {uuid} NOT NULL PRIMARY KEY, public_key {blob} NOT NULL, wrapped {blob} NOT NULL, made_at {instant} NOT NULL
);
PLAIN TABLE erasure (
    programme_id {uuid} NOT NULL, subject_id {uuid} NOT NULL, basis {text} NOT NULL, requested_on {date} NOT NULL,
    erased_at {instant} NOT NULL
) CONSTRAINTS (PRIMARY KEY (programme_id, subject_id));
RECORD TABLE consent (
    subject_id {uuid} NOT NULL, purpose {text} NOT NULL, text_version {text} NOT NULL, answer {text} NOT NULL,
    channel {text} NOT NULL, given_by {text} NOT NULL, language {text} NOT NULL, proof_attachment_id {uuid},
    given_on {date} NOT NULL, expires_on {date}, withdrawn_on {date}
);
CREATE INDEX consent_by_subject ON consent (programme_id, subject_id, purpose);
RECORD TABLE form_basis (
    form_code {text} NOT NULL, form_version {text} NOT NULL, basis {text} NOT NULL, reference {text} NOT NULL,
    valid_from {date} NOT NULL, valid_to {date}
);
CREATE INDEX form_basis_by_form ON form_basis (programme_id, form_code, form_version);
RECORD TABLE retention_clock (
    subject_id {uuid} NOT NULL, rule {text} NOT NULL, country {text} NOT NULL, act {text} NOT NULL,
    started_on {date} NOT NULL, due_on {date} NOT NULL, done_on {date}
);
CREATE INDEX retention_clock_by_due ON retention_clock (programme_id, due_on);
CREATE UNIQUE INDEX retention_clock_by_subject ON retention_clock (programme_id, subject_id, rule, started_on);
RECORD TABLE attachment (
    subject_id {uuid} NOT NULL, media_type {text} NOT NULL, byte_count {integer} NOT NULL,
    chunk_count {integer} NOT NULL, content_hash {blob} NOT NULL
);
CREATE INDEX attachment_by_subject ON attachment (programme_id, subject_id);
PLAIN TABLE attachment_chunk (
    programme_id {uuid} NOT NULL, attachment_id {uuid} NOT NULL, part {integer} NOT NULL, hash {blob} NOT NULL,
    content {blob} NOT NULL
) CONSTRAINTS (PRIMARY KEY (programme_id, attachment_id, part));
CREATE UNIQUE INDEX attachment_chunk_by_hash ON attachment_chunk (programme_id, hash);
RECORD TABLE data_release (
    audience {text} NOT NULL, cut_name {text} NOT NULL, cut_date {date} NOT NULL, known_at {instant} NOT NULL,
    tables_hash {blob} NOT NULL, figures_hash {blob} NOT NULL, code_version {text} NOT NULL
);
CREATE UNIQUE INDEX data_release_by_tables ON data_release (programme_id, audience, tables_hash);
PLAIN TABLE release_figures (
    programme_id {uuid} NOT NULL, release_id {uuid} NOT NULL, content {blob} NOT NULL
) CONSTRAINTS (PRIMARY KEY (programme_id, release_id));
)"};

/// What people ask of their data, with its last day.
inline constexpr storage::Migration requests_schema{12, "requests", R"(
RECORD TABLE rights_request (
    kind {text} NOT NULL, subject_id {uuid}, words {blob} NOT NULL, country {text} NOT NULL, received_on {date} NOT NULL,
    due_on {date} NOT NULL, answered_on {date}, outcome {text}
);
CREATE INDEX rights_request_by_due ON rights_request (programme_id, due_on);
)"};

/// Keys that phones know, and notices that someone may be in danger. `programme_key` is plain as `subject_key` is; of a
/// notice everything that it says stands in `content`, sealed under a key of its own.
inline constexpr storage::Migration envelope_schema{17, "envelopes", R"(
PLAIN TABLE programme_key (
    programme_id {uuid} NOT NULL, id {uuid} NOT NULL, purpose {text} NOT NULL, public_key {blob} NOT NULL,
    wrapped {blob} NOT NULL, made_at {instant} NOT NULL
) CONSTRAINTS (PRIMARY KEY (programme_id, id));
CREATE UNIQUE INDEX programme_key_by_purpose ON programme_key (programme_id, purpose);
RECORD TABLE danger_notice (content {blob} NOT NULL, received_on {date} NOT NULL);
)"};

}  // namespace minka::privacy
