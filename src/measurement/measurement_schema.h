#pragma once

#include "storage/migration.h"

namespace minka::measurement {

/// Survey answers as projected from their sealed submissions: one row of `response_block` holds every answer of one
/// informant group of one school in one submission, one byte an item, sorted by random identifiers. No row knows a
/// person, a device or an instant. docs/design/measurement.md says why they are blocks.
inline constexpr storage::Migration measurement_schema{6, "measurement", R"(
PLAIN TABLE response_batch (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, wave_id {uuid} NOT NULL,
        index_code {text} NOT NULL, index_version {integer} NOT NULL, fingerprint {blob} NOT NULL,
        responses {integer} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id));
CREATE INDEX response_batch_by_wave ON response_batch (programme_id, wave_id);

PLAIN TABLE response_form (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, informant {text} NOT NULL,
        items {text} NOT NULL, category_counts {blob} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id, informant));

PLAIN TABLE response_block (programme_id {uuid} NOT NULL, wave_id {uuid} NOT NULL, informant {text} NOT NULL,
        school_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, responses {integer} NOT NULL,
        response_ids {blob} NOT NULL, answers {blob} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, wave_id, informant, school_id, submission_id));
CREATE INDEX response_block_by_submission ON response_block (programme_id, submission_id);
)"};

}  // namespace minka::measurement
