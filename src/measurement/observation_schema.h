#pragma once

#include "storage/migration.h"

namespace minka::measurement {

/// Paired observation. `observation_sheet` tells that a sheet is there and of what, projected from its submission; what
/// it says stays in the sealed submission alone. `observation_seal` was
/// never written, and goes. A release is an office record.
inline constexpr storage::Migration observation_schema{20, "paired observation", R"(
PLAIN TABLE observation_sheet (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, episode {text} NOT NULL,
        seat {text} NOT NULL, observer_id {uuid}, teacher_id {uuid}, visit_id {uuid}, observed_on {date})
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id));
CREATE INDEX observation_sheet_by_episode ON observation_sheet (programme_id, episode, seat);

PLAIN TABLE observation_seal (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, episode {text} NOT NULL,
        envelope {text} NOT NULL, partner_envelope {text})
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id));

RECORD TABLE observation_release (episode {text} NOT NULL, first_signer_id {uuid} NOT NULL,
        second_signer_id {uuid} NOT NULL, reason {text} NOT NULL, released_on {date} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, first_signer_id) REFERENCES person (programme_id, id),
                 FOREIGN KEY (programme_id, second_signer_id) REFERENCES person (programme_id, id));
CREATE UNIQUE INDEX observation_release_by_episode ON observation_release (programme_id, episode);
)"};

/// What two phones told each other stands in `forms::pair_schema`.
inline constexpr storage::Migration observation_without_seals{24, "no seals of envelopes",
                                                              "DROP TABLE observation_seal;\n"};

}  // namespace minka::measurement
