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
    for (std::uint32_t i = 0; i < names.entries_.size(); ++i) {
        for (const auto word : split(std::string_view(names.entries_[i].folded), ' ')) {
            names.words_.push_back({word, i});
        }
    }
    std::ranges::sort(names.words_, [](const Word& a, const Word& b) {
        return std::pair(a.text, a.entry) < std::pair(b.text, b.entry);
    });
    return names;
}

// In the order of names: those with a word that begins as the longest of the words asked for, and then with the others.
std::vector<std::uint32_t> PersonNames::entries_with(const std::vector<std::string_view>& words) const {
    const auto longest = *std::ranges::max_element(words, {}, &std::string_view::size);
    const auto first = std::ranges::lower_bound(words_, longest, {}, &Word::text);
    std::vector<std::uint32_t> found;
    for (auto word = first; word != words_.end() && word->text.starts_with(longest); ++word) {
        found.push_back(word->entry);
    }
    std::ranges::sort(found);
    const auto [from, to] = std::ranges::unique(found);
    found.erase(from, to);
    std::erase_if(found, [&](std::uint32_t entry) {
        return !std::ranges::all_of(words, [&](auto word) { return begins_a_word(entries_[entry].folded, word); });
    });
    return found;
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
                                                   std::string_view query, std::size_t limit,
                                                   const std::vector<PersonId>* among) const {
    std::vector<PersonId> within;
    if (scope.territory()) {
        MINKA_TRY_ASSIGN(within, people_within(reader, scope, times));
    }
    std::vector<NamedPerson> found;
    const auto add = [&](const NamedPerson& person) {
        const bool is_wanted = (!scope.territory() || std::ranges::binary_search(within, person.id)) &&
                               (among == nullptr || std::ranges::binary_search(*among, person.id));
        if (is_wanted) {
            found.push_back(person);
        }
        return found.size() < limit;
    };
    const auto folded = fold_text(query);
    auto words = split(std::string_view(folded), ' ');
    std::erase_if(words, [](auto word) { return word.empty(); });
    if (words.empty()) {
        for (auto entry = entries_.begin(); found.size() < limit && entry != entries_.end(); ++entry) {
            add(entry->person);
        }
        return found;
    }
    for (const auto entry : entries_with(words)) {
        if (found.size() == limit || !add(entries_[entry].person)) {
            break;
        }
    }
    return found;
}

Result<std::shared_ptr<const PersonNames>> NameIndex::names(storage::Reader& reader) {
    Stamp stamp;
    MINKA_TRY_ASSIGN(stamp.changed, reader.value<Instant>("SELECT recorded_at FROM person WHERE programme_id = $1 "
                                                          "ORDER BY recorded_at DESC LIMIT 1",
                                                          reader.programme()));
    MINKA_TRY_ASSIGN(
        const auto erased,
        reader.value<std::int64_t>("SELECT count(*) FROM erasure WHERE programme_id = $1", reader.programme()));
    stamp.erased = erased.value_or(0);
    // Whoever comes while names are opened waits for them: opened twice they would take twice the memory.
    const std::scoped_lock lock(mutex_);
    auto& known = known_[reader.programme()];
    if (known.names == nullptr || known.stamp != stamp) {
        MINKA_TRY_ASSIGN(auto names, PersonNames::load(reader, vault_));
        known = {stamp, std::make_shared<const PersonNames>(std::move(names))};
    }
    return known.names;
}

}  // namespace minka::registry
