#include "registry/person_plan.h"

#include "base/text.h"
#include "registry/code_register.h"
#include "registry/lookalike.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace minka::registry {

namespace {

constexpr std::size_t batch = 500;

struct Head {
    const Role* role;
    std::uint64_t row;  // 0 for one that is recorded only
};

// An id of a document that does not change when the transaction runs again.
IdentityDocumentId document_id(const Uuid& person, std::size_t position) {
    auto id = person;
    id.bytes[8] = static_cast<std::uint8_t>(0x80U | (id.bytes[8] & 0x3FU));
    id.bytes[15] = static_cast<std::uint8_t>(id.bytes[15] ^ static_cast<std::uint8_t>(position + 1));
    return IdentityDocumentId{id};
}

}  // namespace

void refuse_two_heads(const std::vector<PlannedRole>& roles, const RecordedPeople& recorded, const PlaceLookup& places,
                      ImportProblems& problems) {
    std::map<Uuid, std::vector<Head>> heads;
    std::set<std::size_t> planned;
    for (const auto& role : roles) {
        if (role.recorded) {
            planned.insert(*role.recorded);
        }
        if (role.record.role == PersonRole::school_head && role.record.place == PlaceKind::school) {
            heads[role.record.place_id].push_back({&role.record, role.row});
        }
    }
    for (std::size_t i = 0; i < recorded.roles.size(); ++i) {
        const auto& role = recorded.roles[i].record;
        const auto school = heads.find(role.place_id);
        if (role.role == PersonRole::school_head && school != heads.end() && !planned.contains(i)) {
            school->second.push_back({&role, 0});
        }
    }
    for (auto& [school, list] : heads) {
        std::ranges::sort(list, [](const Head& a, const Head& b) { return a.row < b.row; });
        for (std::size_t i = 0; i < list.size(); ++i) {
            for (std::size_t j = i + 1; j < list.size(); ++j) {
                const auto& one = list[i];
                const auto& other = list[j];
                if (other.row == 0 || !do_overlap(*one.role, *other.role) ||
                    recorded.standing_for(one.role->person_id) == recorded.standing_for(other.role->person_id)) {
                    continue;
                }
                const auto whom = one.row == 0 ? "one recorded since " + one.role->valid_from.text()
                                               : "the one of row " + std::to_string(one.row);
                problems.add(other.row, "", "",
                             places.name_of({PlaceKind::school, school}) +
                                 " would have two heads at one time: this one and " + whom +
                                 ". Give the day on which the earlier one ended (hasta), or correct the school.");
            }
        }
    }
}

void list_lookalike_people(const std::vector<PlannedPerson>& people, const std::vector<PlannedRole>& roles,
                           const RecordedPeople& recorded, const PlaceLookup& places, ImportReport& report) {
    struct Member {
        PersonId id;
        std::string search_name;
        std::uint64_t row;
        bool is_new;
    };
    std::unordered_map<PersonId, const PlannedPerson*> planned;
    for (const auto& person : people) {
        planned[person.record.id] = &person;
    }
    std::map<Place, std::vector<Member>> groups;
    const auto add = [&](const Role& role, Member member) {
        auto& group = groups[{role.place, role.place_id}];
        if (std::ranges::find(group, member.id, &Member::id) == group.end()) {
            group.push_back(std::move(member));
        }
    };
    for (const auto& role : roles) {
        const auto& person = *planned.at(role.record.person_id);
        add(role.record, {person.record.id, person.search_name, person.row, !person.recorded});
    }
    for (const auto& [role, version, at] : recorded.roles) {
        const auto person = recorded.by_id.find(role.person_id);
        if (person != recorded.by_id.end() && groups.contains({role.place, role.place_id}) &&
            !planned.contains(role.person_id)) {
            add(role, {role.person_id, fold_text(recorded.people[person->second].name), 0, false});
        }
    }
    for (const auto& [place, members] : groups) {
        std::vector<std::string_view> names;
        for (const auto& member : members) {
            names.push_back(member.search_name);
        }
        for (const auto& pair : resembling_pairs(names)) {
            const auto& first = members[pair.first];
            const auto& second = members[pair.second];
            if (first.is_new || second.is_new) {
                report.add_lookalike(
                    {"person", to_string(first.id), first.row, to_string(second.id), second.row,
                     (pair.resemblance == Resemblance::same ? "one name at " : "almost one name at ") +
                         (place.kind == PlaceKind::programme ? std::string("the programme") : places.name_of(place))});
            }
        }
    }
}

std::vector<FieldDifference> person_differences(const PlannedPerson& wanted, const OpenedPerson& recorded) {
    auto fields = differences(recorded.stored.record, wanted.record);
    if (wanted.name != recorded.name) {
        fields.push_back({"name", "", "", true});
    }
    if (wanted.contact != recorded.contact) {
        fields.push_back({"contact", "", "", true});
    }
    return fields;
}

namespace {

// What one batch of people needs sealed, in the order it is asked for.
struct SealingList {
    std::vector<privacy::PlainText> texts;

    std::size_t add(const Uuid& subject, std::string_view plain) {
        texts.push_back({subject, plain});
        return texts.size() - 1;
    }
};

struct SealedPlaces {
    std::optional<std::size_t> name;
    std::optional<std::size_t> contact;
    std::size_t documents = 0;
};

Result<> write_batch(storage::Writer& writer, const privacy::Vault& vault, std::span<const PlannedPerson> people,
                     const RecordedPeople& recorded) {
    SealingList list;
    std::vector<SealedPlaces> places;
    for (const auto& person : people) {
        const auto* known = person.recorded ? &recorded.people[*person.recorded] : nullptr;
        const auto& subject = person.record.id.uuid;
        SealedPlaces place;
        if (known == nullptr || known->name != person.name) {
            place.name = list.add(subject, person.name);
        }
        if (person.contact && (known == nullptr || known->contact != person.contact)) {
            place.contact = list.add(subject, *person.contact);
        }
        place.documents = list.texts.size();
        for (const auto& document : person.new_documents) {
            list.add(subject, document.number);
        }
        places.push_back(place);
    }
    MINKA_TRY_ASSIGN(const auto sealed, vault.seal_all(writer, list.texts));
    std::vector<Person> fresh;
    std::vector<IdentityDocument> documents;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const auto& person = people[i];
        auto record = person.record;
        if (places[i].name) {
            record.name = sealed[*places[i].name];
        }
        if (places[i].contact) {
            record.contact = sealed[*places[i].contact];
        } else if (!person.contact) {
            record.contact = std::nullopt;
        }
        const auto earlier = person.recorded ? recorded.people[*person.recorded].documents.size() : 0;
        for (std::size_t k = 0; k < person.new_documents.size(); ++k) {
            documents.push_back({document_id(record.id.uuid, earlier + k), record.id, person.new_documents[k].kind,
                                 sealed[places[i].documents + k]});
        }
        if (person.recorded) {
            MINKA_TRY(writer.change(record, recorded.people[*person.recorded].stored.version));
        } else {
            fresh.push_back(std::move(record));
        }
    }
    MINKA_TRY(writer.create_all(fresh));
    return writer.create_all(documents);
}

}  // namespace

Result<> write_people(storage::Writer& writer, const privacy::Vault& vault, const std::vector<PlannedPerson>& people,
                      const RecordedPeople& recorded, const std::function<void(std::size_t)>& on_written) {
    const std::span<const PlannedPerson> all(people);
    for (std::size_t start = 0; start < all.size(); start += batch) {
        const auto part = all.subspan(start, std::min(batch, all.size() - start));
        MINKA_TRY(write_batch(writer, vault, part, recorded));
        on_written(part.size());
    }
    return {};
}

}  // namespace minka::registry
