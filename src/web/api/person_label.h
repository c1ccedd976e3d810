#pragma once

#include "privacy/vault.h"
#include "registry/person.h"
#include "storage/reader.h"

#include <string>

namespace minka::web {

/// Somebody's name, for a page that is about them; empty for somebody erased. Problems: `not_found`; the vault's.
Result<std::string> person_label(storage::Reader& reader, const privacy::Vault& vault, const registry::PersonId& id);

}  // namespace minka::web
