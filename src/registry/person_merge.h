#pragma once

#include "registry/person.h"
#include "storage/writer.h"

namespace minka::registry {

/// Says that two rows are one person: `duplicate` from now on stands for `kept`. Roles, documents and history stay
/// where they are, so that a merge by mistake can be undone; counts take the two as one. Problems: `not_found`;
/// `invalid_input` for a person and itself; `conflict` when either was merged already or others were merged into
/// `duplicate`: unmerge or merge those first.
Result<> merge_person(storage::Writer& writer, const PersonId& duplicate, const PersonId& kept);

/// Undoes a merge. Problems: `not_found`; `conflict` when the person was not merged.
Result<> unmerge_person(storage::Writer& writer, const PersonId& duplicate);

}  // namespace minka::registry
