#pragma once

#include "privacy/erasure_list.h"
#include "privacy/vault.h"

#include <cstdint>

namespace minka::privacy {

struct ErasureRequest {
    Uuid subject;
    ErasureBasis basis{};
    LocalDate requested_on;
};

struct ErasureOutcome {
    std::int64_t attachments = 0;  ///< Whose content is gone.
    bool was_erased_before = false;
    /// The key is destroyed, yet a copy of its wrapped form is still in the file or its log, since the database was
    /// being read all the while: `scrub` finishes when it is quiet. Always false on a server (see `scrub`).
    bool left_remains = false;
};

/// Destroys the key of a subject, and with it every text and attachment sealed under it: in records, in their history,
/// in the ledger, in submissions. What is left are ids and ciphertext that nothing opens. The erasure is written to the
/// list beside the master key first, then to the database with a note in the ledger, so that a kill between the two
/// still ends in an erasure when `replay_erasures` runs at the next start.
///
/// Problems: `not_found` when nothing was ever sealed for the subject; `invalid_input` for the programme's own keys;
/// those of ErasureList and of the database.
Result<ErasureOutcome> erase_subject(storage::Database& database, const Vault& vault, const storage::Act& act,
                                     const ErasureRequest& request);

/// Makes the database and the list beside the master key agree: what is erased in one is erased in the other. Runs at
/// every start and after a restore, before anything is served. Returns how many subjects it erased in the database.
Result<std::int64_t> replay_erasures(storage::Database& database, const Vault& vault);

/// Removes what an erased key leaves behind in storage. SQLite: freed cells are overwritten when a row goes
/// (secure_delete); the write-ahead log, which still holds older pages, is emptied, and the file is rebuilt when
/// `remains` (the wrapped keys) still stand in it. PostgreSQL: the table of keys is rewritten; the server's own log and
/// its archives are out of reach and keep the wrapped key until the administrator's term for them ends.
/// Returns whether nothing is left.
Result<bool> scrub(storage::Database& database, const std::vector<Bytes>& remains);

/// Rebuilds the storage whatever stands in it, for when `scrub` was kept from its work. Returns whether it was done:
/// not while another process reads a SQLite file.
Result<bool> rebuild_storage(storage::Database& database);

}  // namespace minka::privacy
