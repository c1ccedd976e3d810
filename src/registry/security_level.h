#pragma once

#include "privacy/vault.h"
#include "registry/territory.h"
#include "storage/writer.h"

#include <optional>

namespace minka::registry {

/// How dangerous it is to name or reach a place. At `high` nothing finer than its municipality is shown to anyone.
enum class Danger { low, medium, high };
BOOST_DESCRIBE_ENUM(Danger, low, medium, high)

/// Sets the level of a territory, school or site from a date on; the level before ends on that date. It is sealed under
/// the key of need to know, in a table that no list, export or map reads; see NeedToKnow for what it withholds. A level
/// that began the same day is put right.
/// Problems: `conflict` when a level of a later date is recorded; those of the vault.
Result<> set_security_level(storage::Writer& writer, const privacy::Vault& vault, const Uuid& subject, Danger danger,
                            LocalDate from, const SecurityLevelId& id);

/// For those with need to know, who the caller has made sure of; nothing when no level stands on the date.
/// Problems: those of the vault.
Result<std::optional<Danger>> security_level_of(storage::Reader& reader, const privacy::Vault& vault,
                                                const Uuid& subject, LocalDate on);

}  // namespace minka::registry
