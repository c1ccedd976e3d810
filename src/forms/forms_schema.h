#pragma once

#include "storage/migration.h"

namespace minka::forms {

/// Sealed submissions. They are not records: each is one ledger note (form, version, hash of its ciphertext), never
/// changed, and what a programme knows from them is projected and can be rebuilt.
inline constexpr storage::Migration forms_schema{4, "forms", R"(
PLAIN TABLE submission (programme_id {uuid} NOT NULL, id {uuid} NOT NULL, instance_id {uuid} NOT NULL, form {text} NOT NULL,
        form_version {text} NOT NULL, received_on {date} NOT NULL, received_at {instant}, is_anonymous {bool} NOT NULL,
        state {text} NOT NULL, reason {text}, supersedes {uuid}, fingerprint {blob} NOT NULL, content {blob} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, id));
CREATE INDEX submission_by_instance ON submission (programme_id, instance_id);
CREATE INDEX submission_by_form ON submission (programme_id, form, id);
)"};

/// Released forms with their files, and what submissions that arrive one by one need.
///
/// `submission.sender_id` and `device_id` are empty for anonymous forms and for forms that are not known, which may be.
/// `submission_file.name` is sealed under the submission's key, the same name always to the same bytes.
/// `anonymous_tally` counts sheets of anonymous forms that no ledger entry has counted yet.
inline constexpr storage::Migration capture_schema{9, "capture", R"(
RECORD TABLE form_release (form_id {text} NOT NULL, form_version {text} NOT NULL, title {text} NOT NULL,
        document {text} NOT NULL, hash {text} NOT NULL, is_anonymous {bool} NOT NULL, number {integer} NOT NULL,
        released_on {date} NOT NULL);
CREATE UNIQUE INDEX form_release_by_form ON form_release (programme_id, form_id, form_version);

RECORD TABLE form_file (release_id {uuid} NOT NULL, name {text} NOT NULL, content {blob} NOT NULL, hash {text} NOT NULL);
CREATE UNIQUE INDEX form_file_by_release ON form_file (programme_id, release_id, name);

ALTER TABLE submission ADD COLUMN sender_id {uuid};
ALTER TABLE submission ADD COLUMN device_id {uuid};
CREATE INDEX submission_by_correction ON submission (programme_id, supersedes) WHERE supersedes IS NOT NULL;

PLAIN TABLE submission_file (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, name {blob} NOT NULL,
        attachment_id {uuid} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id, name, attachment_id));

PLAIN TABLE anonymous_tally (programme_id {uuid} NOT NULL, form {text} NOT NULL, form_version {text} NOT NULL,
        received_on {date} NOT NULL, uncounted {integer} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, form, form_version, received_on));
)"};

/// What people say of submissions, and who may have rows of anonymous forms.
///
/// A review has the state alone; a comment is sealed under the submission's key, since it may name somebody.
inline constexpr storage::Migration review_schema{16, "review", R"(
RECORD TABLE submission_review (submission_id {uuid} NOT NULL, state {text} NOT NULL);
CREATE UNIQUE INDEX submission_review_by_submission ON submission_review (programme_id, submission_id);

RECORD TABLE submission_comment (submission_id {uuid} NOT NULL, author_id {uuid} NOT NULL, written_at {instant} NOT NULL,
        body {blob} NOT NULL);
CREATE INDEX submission_comment_by_submission ON submission_comment (programme_id, submission_id, id);

RECORD TABLE row_agreement (form_id {text} NOT NULL, account_id {uuid} NOT NULL, reference {text} NOT NULL,
        agreed_on {date} NOT NULL, ends_on {date} NOT NULL);
RECORD TABLE project_number (number {integer} NOT NULL, project_id {uuid} NOT NULL);
CREATE UNIQUE INDEX project_number_by_number ON project_number (programme_id, number);
CREATE UNIQUE INDEX project_number_by_project ON project_number (programme_id, project_id);

CREATE INDEX row_agreement_by_form ON row_agreement (programme_id, form_id, account_id);
)"};

/// What two phones of a pair said of their sealed sheets.
inline constexpr storage::Migration pair_schema{23, "seals of a pair", R"(
RECORD TABLE pair_seals (episode {text} NOT NULL, seat {text} NOT NULL, own {text} NOT NULL, partner {text} NOT NULL,
        received_on {date} NOT NULL);
CREATE INDEX pair_seals_by_episode ON pair_seals (programme_id, episode, id);
)"};

/// Only what contradicts an instance has an identifier other than the instance's: those alone need to be found by it.
inline constexpr storage::Migration instance_index_schema{26, "instance index", R"(
DROP INDEX submission_by_instance;
CREATE INDEX submission_by_other_instance ON submission (programme_id, instance_id) WHERE instance_id <> id;
)"};

}  // namespace minka::forms
