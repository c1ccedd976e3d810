#pragma once

#include "registry/import_problem.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace minka::registry {

struct ImportProgress {
    enum class Stage { reading, checking, writing };
    Stage stage = Stage::reading;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};

/// One column of a record that an import changes. What is sealed shows no values.
struct FieldDifference {
    std::string field;
    std::string before;
    std::string after;
    bool is_sealed = false;
};

/// A recorded record that an import changes.
struct RecordDifference {
    std::string kind;       ///< "school"
    std::string name;       ///< "modular 0917864"
    std::uint64_t row = 0;  ///< Of the file; 0 when several rows give it.
    std::vector<FieldDifference> fields;
};

struct KindCount {
    std::string kind;  ///< "school"
    std::size_t created = 0;
    std::size_t changed = 0;
    std::size_t unchanged = 0;
};

/// Two records that may be one: for a person to look at. They are never merged by themselves.
struct Lookalike {
    std::string kind;
    std::string first;
    std::uint64_t first_row = 0;  ///< 0 for one that is recorded already.
    std::string second;
    std::uint64_t second_row = 0;
    std::string reason;
};

/// What an import did, or would do in a dry run.
struct ImportReport {
    static constexpr std::size_t most_listed = 10'000;

    std::string file;
    std::uint64_t rows = 0;
    std::vector<KindCount> counts;
    std::vector<RecordDifference> changes;  ///< At most `most_listed`.
    std::vector<Lookalike> lookalikes;      ///< At most `most_listed`.
    std::size_t lookalike_count = 0;
    std::vector<std::string> unused_columns;
    /// When there are any, nothing was written.
    std::vector<ImportProblem> problems;
    std::size_t problem_count = 0;
    bool was_written = false;

    /// The counts of a kind, made when they are asked for first.
    KindCount& count(std::string_view kind);
    void add_change(RecordDifference change);
    void add_lookalike(Lookalike lookalike);
    void take_problems(const ImportProblems& found);
};

}  // namespace minka::registry
