#pragma once

#include "registry/place_lookup.h"
#include "registry/record_plan.h"
#include "registry/recorded_people.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minka::registry {

/// A person as an import wants them, in plain text until the transaction seals it.
struct PlannedPerson {
    Person record;  ///< Its sealed members are those recorded; fresh ones are made when it is written.
    std::string name;
    std::string search_name;
    std::optional<std::string> contact;
    std::vector<DocumentNumber> documents;      ///< All that the file gives.
    std::vector<DocumentNumber> new_documents;  ///< Those not recorded yet.
    std::optional<std::size_t> recorded;        ///< Its place in RecordedPeople::people.
    std::uint64_t row = 0;                      ///< The first one about this person.
};

struct PlannedRole {
    Role record;
    std::optional<std::size_t> recorded;  ///< Its place in RecordedPeople::roles.
    std::uint64_t row = 0;
};

/// Two people who lead one school at one time; merged people are one. Problems go to the row that came later.
void refuse_two_heads(const std::vector<PlannedRole>& roles, const RecordedPeople& recorded, const PlaceLookup& places,
                      ImportProblems& problems);

/// People of the file who resemble somebody with a role at the same place.
void list_lookalike_people(const std::vector<PlannedPerson>& people, const std::vector<PlannedRole>& roles,
                           const RecordedPeople& recorded, const PlaceLookup& places, ImportReport& report);

/// Seals and writes people with their documents, in bounded batches.
Result<> write_people(storage::Writer& writer, const privacy::Vault& vault, const std::vector<PlannedPerson>& people,
                      const RecordedPeople& recorded, const std::function<void(std::size_t)>& on_written);

/// Whether anything of a recorded person changes.
std::vector<FieldDifference> person_differences(const PlannedPerson& wanted, const OpenedPerson& recorded);

}  // namespace minka::registry
