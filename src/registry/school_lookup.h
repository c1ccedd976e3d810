#pragma once

#include "registry/school.h"
#include "storage/reader.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace minka::registry {

/// The schools of a programme by their own code or that of one of their sites, as files name them.
class SchoolLookup {
public:
    static Result<SchoolLookup> load(storage::Reader& reader);

    /// Every school that a code names; of any system when that is empty.
    std::set<SchoolId> named(std::string_view code_system, std::string_view code) const;

    /// Why `named` is empty, and what to do: a code that lost its zeros, or an unknown one.
    std::string why_unknown(std::string_view code) const;

    /// "dane 105001000001", for messages.
    std::string name_of(const SchoolId& school) const;

private:
    struct Entry {
        std::string code_system;
        SchoolId school;
    };
    std::multimap<std::string, Entry, std::less<>> entries_;
    std::map<SchoolId, std::string> names_;
};

}  // namespace minka::registry
