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

}  // namespace minka::forms
