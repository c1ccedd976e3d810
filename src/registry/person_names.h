#pragma once

#include "privacy/vault.h"
#include "registry/person.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
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
    PersonNames(const PersonNames&) = delete;
    PersonNames& operator=(const PersonNames&) = delete;
    PersonNames(PersonNames&&) = default;
    PersonNames& operator=(PersonNames&&) = default;
    ~PersonNames() = default;

    /// Problems: those of reading and of the vault.
    static Result<PersonNames> load(storage::Reader& reader, const privacy::Vault& vault);

    /// People with a role, on the date, at a place of the scope (for the whole programme: everybody), each word of
    /// whose query begins a word of their name, accents and case aside; by name, at most `limit`.
    /// Problems: `not_found` for the scope's territory.
    /// `among`, sorted, leaves only those of a list; a nullptr everybody.
    Result<std::vector<NamedPerson>> find(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                          std::string_view query, std::size_t limit,
                                          const std::vector<PersonId>* among = nullptr) const;

    std::size_t size() const { return entries_.size(); }

private:
    PersonNames() = default;

    struct Entry {
        std::string folded;
        NamedPerson person;
    };
    struct Word {
        std::string_view text;  ///< In the folded name of its entry.
        std::uint32_t entry = 0;
    };

    std::vector<std::uint32_t> entries_with(const std::vector<std::string_view>& words) const;

    std::vector<Entry> entries_;  ///< By folded name.
    std::vector<Word> words_;     ///< By text: every word of every name.
};

/// The names of each programme, read again when its people changed or somebody was erased. One for each process; may be
/// called from several threads.
class NameIndex {
public:
    explicit NameIndex(const privacy::Vault& vault) : vault_(vault) {}

    /// Those of the reader's programme. Problems: those of PersonNames::load.
    Result<std::shared_ptr<const PersonNames>> names(storage::Reader& reader);

private:
    struct Stamp {
        std::optional<Instant> changed;  ///< The last person recorded or changed.
        std::int64_t erased = 0;
        bool operator==(const Stamp&) const = default;
    };
    struct Known {
        Stamp stamp;
        std::shared_ptr<const PersonNames> names;
    };

    const privacy::Vault& vault_;
    std::mutex mutex_;
    std::map<ProgrammeId, Known> known_;
};

/// The people with a role, on the date, in a territory of the scope, or at a school or site there.
/// Problems: `not_found` for the scope's territory; `invalid_input` for the whole programme, which needs no such list.
Result<std::vector<PersonId>> people_within(storage::Reader& reader, const Scope& scope, const TwoTimes& times);

}  // namespace minka::registry
