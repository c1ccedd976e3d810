#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace minka::stats::test {

/// A CSV of numbers, just enough for the reference data: commas, optional double quotes without escapes.
struct NumberTable {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> rows;

    std::size_t place_of(const std::string& name) const;
    /// NaN for "NA" and for an empty cell.
    std::vector<double> numbers(const std::string& name) const;
    /// Distinct texts of one or more columns numbered in the order of appearance.
    std::vector<std::uint32_t> groups(const std::vector<std::string>& columns) const;
    /// Whole numbers of several columns as answers counted from 0, `lowest` being 0; missing is 255.
    std::vector<std::uint8_t> answers(const std::vector<std::string>& columns, int lowest) const;
};

/// A file below the shared data folder (MINKA_SHARED_DATA, or ../shared/data beside the source). Nothing, after a
/// message that the case is skipped, when it is not there.
std::optional<NumberTable> shared_table(const std::string& relative_path);

}  // namespace minka::stats::test
