#include "registry/person_names.h"

#include "base/text.h"

#include <algorithm>

namespace minka::registry {

namespace {

bool begins_a_word(std::string_view name, std::string_view word) {
    for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
        if (at == 0 || name[at - 1] == ' ') {
            return true;
        }
    }
    return false;
}

}  // namespace

Result<PersonNames> PersonNames::load(storage::Reader& reader, const privacy::Vault& vault) {
    MINKA_TRY_ASSIGN(const auto people, reader.all<Person>("AND merged_into IS NULL"));
    std::vector<privacy::SealedText> sealed;
    sealed.reserve(people.size());
    for (const auto& person : people) {
        sealed.push_back({person.record.id.uuid, &person.record.name});
    }
    MINKA_TRY_ASSIGN(auto opened, vault.open_all(reader, sealed));
    PersonNames names;
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (opened[i]) {
            auto folded = fold_text(*opened[i]);
            names.entries_.push_back({std::move(folded), {people[i].record.id, *std::move(opened[i])}});
        }
    }
    std::ranges::sort(names.entries_, [](const Entry& a, const Entry& b) {
        return std::pair(std::string_view(a.folded), a.person.id) < std::pair(std::string_view(b.folded), b.person.id);
    });
    return names;
}

Result<std::vector<PersonId>> people_within(storage::Reader& reader, const Scope& scope, const TwoTimes& times) {
    if (!scope.territory()) {
        return invalid("A list of people within a territory needs a scope with one.");
    }
    MINKA_TRY(check_scope(reader, scope));
    const auto text =
        "WITH RECURSIVE " + subtree_expression("scope_land", "$4") +
        ", schools_here(id) AS (SELECT id FROM school WHERE programme_id = $1" +
        school_condition(reader, scope, "scope_land", "$4") +
        ") SELECT DISTINCT coalesce(person.merged_into, person.id) FROM " + table_known("role", times.known_at, "$3") +
        " JOIN " + table_known("person", times.known_at, "$3") +
        " ON person.programme_id = role.programme_id AND person.id = role.person_id"
        " WHERE role.programme_id = $1 AND role.recorded_at <= $3" +
        valid_condition("role", "$2") +
        " AND (role.place_id IN (SELECT id FROM scope_land) OR role.place_id IN (SELECT id FROM schools_here)"
        " OR role.place_id IN (SELECT id FROM site WHERE programme_id = $1 AND school_id IN (SELECT id FROM "
        "schools_here)))";
    std::vector<PersonId> found;
    MINKA_TRY(reader.each(
        text,
        [&](const storage::Row& row) -> Result<> {
            found.push_back(row.get<PersonId>(0));
            return {};
        },
        reader.programme(), times.as_of, times.known_at, *scope.territory()));
    std::ranges::sort(found);
    return found;
}

Result<std::vector<NamedPerson>> PersonNames::find(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                                   std::string_view query, std::size_t limit) const {
    std::vector<PersonId> allowed;
    if (scope.territory()) {
        MINKA_TRY_ASSIGN(allowed, people_within(reader, scope, times));
    }
    const auto folded = fold_text(query);
    const auto words = split(folded, ' ');
    std::vector<NamedPerson> found;
    for (const auto& entry : entries_) {
        if (found.size() >= limit) {
            break;
        }
        if (scope.territory() && !std::ranges::binary_search(allowed, entry.person.id)) {
            continue;
        }
        if (std::ranges::all_of(words, [&](std::string_view word) { return begins_a_word(entry.folded, word); })) {
            found.push_back(entry.person);
        }
    }
    return found;
}

}  // namespace minka::registry
