#pragma once

#include "identity/data_read.h"
#include "privacy/stored_data.h"
#include "web/json_shape.h"

namespace minka::web {

struct StoredFieldShown {
    std::string name;
    std::optional<std::string> text;
    bool was_sealed = false;
};
MINKA_JSON(StoredFieldShown, (name, text, was_sealed))

struct StoredRecordShown {
    std::string kind;
    Uuid id;
    std::int64_t version = 0;
    Instant recorded_at;
    std::vector<StoredFieldShown> fields;
};
MINKA_JSON(StoredRecordShown, (kind, id, version, recorded_at, fields))

struct ReadShown {
    LocalDate day;
    std::string who;  ///< The name of the account.
    registry::AccessRole role{};
    std::string what;  ///< The page that was read, as the API names it.
    Uuid subject;      ///< Whose or which office's data it showed.
};
MINKA_JSON(ReadShown, (day, who, role, what, subject))

std::vector<StoredRecordShown> shown(const std::vector<privacy::StoredRecord>& records);

/// With the names of the accounts. The reader may be of any programme. Problems: those of the vault.
Result<std::vector<ReadShown>> shown(storage::Reader& reader, const privacy::Vault& vault,
                                     const std::vector<identity::DataRead>& reads);

/// The name of an account: "console" for the nil identifier, its identifier when it is unknown or was erased.
Result<std::string> account_name(storage::Reader& reader, const privacy::Vault& vault, const Uuid& account);

}  // namespace minka::web
