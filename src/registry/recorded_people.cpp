#include "registry/recorded_people.h"

namespace minka::registry {

PersonId RecordedPeople::standing_for(PersonId id) const {
    for (std::size_t steps = 0; steps <= people.size(); ++steps) {
        const auto found = by_id.find(id);
        if (found == by_id.end() || !people[found->second].stored.record.merged_into) {
            return id;
        }
        id = *people[found->second].stored.record.merged_into;
    }
    return id;
}

Result<RecordedPeople> recorded_people(storage::Reader& reader, const privacy::Vault& vault) {
    RecordedPeople all;
    MINKA_TRY_ASSIGN(auto people, reader.all<Person>("ORDER BY id"));
    MINKA_TRY_ASSIGN(const auto documents, reader.all<IdentityDocument>("ORDER BY id"));
    MINKA_TRY_ASSIGN(all.roles, reader.all<Role>("ORDER BY id"));
    std::vector<privacy::SealedText> names;
    std::vector<privacy::SealedText> contacts;
    std::vector<privacy::SealedText> numbers;
    for (const auto& person : people) {
        names.push_back({person.record.id.uuid, &person.record.name});
        if (person.record.contact) {
            contacts.push_back({person.record.id.uuid, &*person.record.contact});
        }
    }
    for (const auto& document : documents) {
        numbers.push_back({document.record.person_id.uuid, &document.record.number});
    }
    MINKA_TRY_ASSIGN(auto opened_names, vault.open_all(reader, names));
    MINKA_TRY_ASSIGN(auto opened_contacts, vault.open_all(reader, contacts));
    MINKA_TRY_ASSIGN(auto opened_numbers, vault.open_all(reader, numbers));
    std::size_t contact = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        auto& stored = people[i];
        std::optional<std::string> opened_contact;
        if (stored.record.contact) {
            opened_contact = std::move(opened_contacts[contact++]);
        }
        if (!opened_names[i]) {
            continue;
        }
        all.by_id[stored.record.id] = all.people.size();
        all.people.push_back({std::move(stored), *std::move(opened_names[i]), std::move(opened_contact), {}});
    }
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const auto owner = all.by_id.find(documents[i].record.person_id);
        if (!opened_numbers[i] || owner == all.by_id.end()) {
            continue;
        }
        DocumentNumber document{documents[i].record.kind, *std::move(opened_numbers[i])};
        all.by_document.emplace(document, owner->second);
        all.people[owner->second].documents.push_back(std::move(document));
    }
    return all;
}

}  // namespace minka::registry
