#pragma once

#include "base/local_date.h"
#include "storage/record.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace minka::registry {

/// Whether a record stands at a date; `valid_to` is the first day after.
template <typename T>
bool is_valid_at(const T& record, LocalDate date) {
    return record.valid_from <= date && (!record.valid_to || date < *record.valid_to);
}

template <typename T, typename U>
bool do_overlap(const T& first, const U& second) {
    return (!first.valid_to || second.valid_from < *first.valid_to) &&
           (!second.valid_to || first.valid_from < *second.valid_to);
}

/// The day on which a record's place in a tree is judged: today while it stands, its last day once it ended, its first
/// day when that is still to come.
template <typename T>
LocalDate judged_on(const T& record, LocalDate today) {
    const auto last = record.valid_to ? std::min(record.valid_to->plus_days(-1), today) : today;
    return std::max(record.valid_from, last);
}

inline std::string code_key(std::string_view code_system, std::string_view code) {
    std::string key(code_system);
    key += ' ';
    key += code;
    return key;
}

/// Positions of a list of records by code system and code, the rows of one code being its incarnations over time.
class CodeRegister {
public:
    void reserve(std::size_t count) { places_.reserve(count); }

    void add(std::string_view code_system, std::string_view code, std::size_t position) {
        places_[code_key(code_system, code)].push_back(position);
    }

    const std::vector<std::size_t>& find(std::string_view code_system, std::string_view code) const {
        static const std::vector<std::size_t> none;
        const auto found = places_.find(code_key(code_system, code));
        return found == places_.end() ? none : found->second;
    }

private:
    std::unordered_map<std::string, std::vector<std::size_t>> places_;
};

/// The recorded record a row is about: the one that begins on the row's date, or without one the last to begin.
template <typename T>
std::optional<std::size_t> recorded_match(const CodeRegister& codes, const std::vector<storage::Stored<T>>& recorded,
                                          std::string_view code_system, std::string_view code,
                                          std::optional<LocalDate> valid_from) {
    std::optional<std::size_t> match;
    for (const auto place : codes.find(code_system, code)) {
        const auto& candidate = recorded[place].record;
        if (valid_from ? candidate.valid_from == *valid_from
                       : !match || recorded[*match].record.valid_from < candidate.valid_from) {
            match = place;
        }
    }
    return match;
}

}  // namespace minka::registry
