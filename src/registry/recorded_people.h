#pragma once

#include "privacy/vault.h"
#include "registry/person.h"
#include "registry/person_columns.h"
#include "storage/reader.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace minka::registry {

/// A recorded person with what the vault opens; erased ones are left out.
struct OpenedPerson {
    storage::Stored<Person> stored;
    std::string name;
    std::optional<std::string> contact;
    std::vector<DocumentNumber> documents;
};

/// Everyone of a programme, for importers that must know who is who. It holds names: keep it no longer than the import.
struct RecordedPeople {
    std::vector<OpenedPerson> people;
    std::unordered_map<PersonId, std::size_t> by_id;
    std::map<DocumentNumber, std::size_t> by_document;
    std::vector<storage::Stored<Role>> roles;

    /// The person that stands for this one after merges: follows merged_into to its end.
    PersonId standing_for(PersonId id) const;
};

/// Problems: those of reading; `integrity_broken` when a ciphertext was changed.
Result<RecordedPeople> recorded_people(storage::Reader& reader, const privacy::Vault& vault);

}  // namespace minka::registry
