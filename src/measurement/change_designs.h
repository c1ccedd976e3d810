#pragma once

#include "measurement/change_study.h"

#include <span>
#include <vector>

namespace minka::measurement {

/// Rows of a table for the mixed model.
struct ModelRows {
    std::vector<double> score;
    std::vector<double> time;
    std::vector<std::uint32_t> school;
    std::vector<std::uint32_t> place;
    std::vector<std::uint32_t> person;
    std::vector<std::uint32_t> wave;
    std::vector<std::vector<double>> beside;

    void add(const ChangeTable& table, const ChangeScale& scale, std::size_t row, double at);
    /// Spans over these rows: they must stay where they are.
    stats::ChangeScores scores(stats::SchoolVariation variation = stats::SchoolVariation::change) const;
};

/// What the table allows to compare with: schools of another group, matched or not, or schools that enter in turn.
ComparisonDesign design_of(const ChangeTable& table);

/// Fills `comparison`, `not_compared_reason` and `dose`. `pairs` are the schools with both waves, those of a comparison
/// group too.
void add_designs(const ChangeTable& table, const ChangeScale& scale, const StudyOptions& options,
                 std::span<const StudySchool> pairs, ScaleStudy& result);

}  // namespace minka::measurement
