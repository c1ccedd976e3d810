#pragma once

#include "privacy/vault.h"
#include "registry/school.h"
#include "storage/reader.h"

#include <set>

namespace minka::planning {

/// The schools of high security on a date: by their own level, that of one of their sites, or that of a territory they
/// lie in, in either tree. For those with need to know, and to leave them out of what others get.
/// Problems: those of the vault.
Result<std::set<registry::SchoolId>> guarded_schools(storage::Reader& reader, const privacy::Vault& vault,
                                                     LocalDate on);

}  // namespace minka::planning
