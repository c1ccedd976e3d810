#pragma once

#include "privacy/vault.h"

#include <string>
#include <vector>

namespace minka::privacy {

/// One thing that is stored: its name and, opened, what people can read of it.
struct StoredField {
    std::string name;
    std::optional<std::string> text;
    bool was_sealed = false;  ///< It is encrypted where it stands.
};

struct StoredRecord {
    std::string kind;  ///< "person", "role", "membership".
    Uuid id;
    std::int64_t version = 0;  ///< How often it was written.
    Instant recorded_at;
    std::vector<StoredField> fields;
};

/// Every current record of the reader's programme that is somebody's or names them: the record with their identifier
/// and those that point at it, whatever the table, so that what a later version stores is in it too. What is sealed
/// under their own key is opened; what is sealed under another's is not shown. For the person themselves and the
/// data-protection officer; the caller makes sure of that.
/// Problems: those of the vault, but for an erased subject, whose sealed fields are empty.
Result<std::vector<StoredRecord>> stored_about(storage::Reader& reader, const Vault& vault, const Uuid& subject);

}  // namespace minka::privacy
