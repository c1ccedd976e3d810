#include "registry/person_merge.h"

namespace minka::registry {

Result<> merge_person(storage::Writer& writer, const PersonId& duplicate, const PersonId& kept) {
    if (duplicate == kept) {
        return invalid("A person cannot be merged into itself; give two people.");
    }
    MINKA_TRY_ASSIGN(auto one, writer.require<Person>(duplicate));
    MINKA_TRY_ASSIGN(const auto other, writer.require<Person>(kept));
    if (one.record.merged_into || other.record.merged_into) {
        return problem(ProblemCode::conflict,
                       "One of the two was merged already; unmerge it first, or name the person it stands for.");
    }
    MINKA_TRY_ASSIGN(
        const auto followers,
        writer.value<std::int64_t>("SELECT count(*) FROM person WHERE programme_id = $1 AND merged_into = $2",
                                   writer.programme(), duplicate));
    if (followers.value_or(0) > 0) {
        return problem(ProblemCode::conflict,
                       "Others were merged into the person that would be merged; merge in the other direction.");
    }
    one.record.merged_into = kept;
    MINKA_TRY(writer.change(one.record, one.version));
    return {};
}

Result<> unmerge_person(storage::Writer& writer, const PersonId& duplicate) {
    MINKA_TRY_ASSIGN(auto one, writer.require<Person>(duplicate));
    if (!one.record.merged_into) {
        return problem(ProblemCode::conflict, "The person was not merged; there is nothing to undo.");
    }
    one.record.merged_into = std::nullopt;
    MINKA_TRY(writer.change(one.record, one.version));
    return {};
}

}  // namespace minka::registry
