#pragma once

#include "registry/table_import.h"
#include "support/scratch_database.h"
#include "unit/registry/test_registry.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <string_view>

// Files for the tests of importers.
namespace minka::test {

inline std::filesystem::path write_file(const std::filesystem::path& folder, const std::string& name,
                                        std::string_view content) {
    const auto path = folder / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
}

/// Options for a CSV file with this content; `mapping` is the text of a mapping file, or empty.
inline registry::ImportOptions import_of(const std::filesystem::path& folder, std::string_view content,
                                         std::string_view mapping = "", const std::string& name = "tabla.csv") {
    registry::ImportOptions options;
    options.file = write_file(folder, name, content);
    if (!mapping.empty()) {
        auto read = registry::parse_import_mapping(mapping, "mapa.yaml");
        REQUIRE_MESSAGE(read.has_value(), (read ? "" : to_sentence(read.error())));
        options.mapping = *std::move(read);
    }
    return options;
}

/// "3 codigo 1234: The code ..." for each problem, so that a test can look for words.
inline std::vector<std::string> told(const registry::ImportReport& report) {
    std::vector<std::string> lines;
    for (const auto& problem : report.problems) {
        lines.push_back(std::to_string(problem.row) + " " + problem.column + " " + problem.value + ": " +
                        problem.message);
    }
    return lines;
}

/// Whether some line begins with `start` and contains `words`.
inline bool tells(const std::vector<std::string>& lines, std::string_view start, std::string_view words) {
    for (const auto& line : lines) {
        if (line.starts_with(start) && line.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

/// The report of an import that could be read.
template <typename Outcome>
registry::ImportReport report_of(Outcome&& outcome) {
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : to_sentence(outcome.error())));
    return *std::forward<Outcome>(outcome);
}

/// The report of an import that must have been written.
template <typename Outcome>
registry::ImportReport written(Outcome&& outcome) {
    auto report = report_of(std::forward<Outcome>(outcome));
    for (const auto& line : told(report)) {
        FAIL_CHECK(line);
    }
    CHECK(report.was_written);
    return report;
}

inline registry::KindCount counted(registry::ImportReport& report, std::string_view kind) { return report.count(kind); }

}  // namespace minka::test
