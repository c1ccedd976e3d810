#pragma once

#include "privacy/vault.h"
#include "registry/person.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace minka::registry {

struct NamedPerson {
    PersonId id;
    std::string name;
};

/// The names of a programme's people in memory, since sealed names cannot be searched where they are stored. Erased and
/// merged people are not in it. Build it anew after a write that concerns people.
class PersonNames {
public:
    /// Problems: those of reading and of the vault.
    static Result<PersonNames> load(storage::Reader& reader, const privacy::Vault& vault);

    /// People with a role, on the date, at a place of the scope (for the whole programme: everybody), each word of
    /// whose query begins a word of their name, accents and case aside; by name, at most `limit`.
    /// Problems: `not_found` for the scope's territory.
    Result<std::vector<NamedPerson>> find(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                          std::string_view query, std::size_t limit) const;

    std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        std::string folded;
        NamedPerson person;
    };
    std::vector<Entry> entries_;  ///< By folded name.
};

/// The people with a role, on the date, in a territory of the scope, or at a school or site there.
/// Problems: `not_found` for the scope's territory; `invalid_input` for the whole programme, which needs no such list.
Result<std::vector<PersonId>> people_within(storage::Reader& reader, const Scope& scope, const TwoTimes& times);

}  // namespace minka::registry
