#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Answers to items that may have different numbers of categories, one byte each, row after row, each counted from 0 in
/// the direction of the scale. Items that a form does not hold are missing for its rows.
struct ResponseData {
    std::span<const std::uint8_t> answers;  ///< rows x items
    std::vector<std::uint8_t> categories;   ///< of each item, at least 2
    std::uint8_t missing = 255;
    std::span<const double> weights;  ///< one a row, above 0; empty when every row counts once

    std::size_t item_count() const { return categories.size(); }
    std::size_t row_count() const { return categories.empty() ? 0 : answers.size() / categories.size(); }
};

struct ResponseOptions {
    std::size_t node_count = 61;  ///< of theta, equally spaced over -reach .. reach, 11 to 512
    double reach = 6;
    double tolerance = 5e-6;  ///< the largest change of a parameter in a cycle at which the search ends
    int most_cycles = 2000;
};

/// One item of the graded response model: P(X >= k | theta) = 1 / (1 + exp(-(slope theta + intercepts[k - 1]))).
struct GradedItem {
    double slope = 0;
    std::vector<double> intercepts;  ///< falling, one fewer than categories

    /// Where P(X >= k) is one half: -intercept / slope; infinite at a slope of 0.
    double difficulty(std::size_t threshold) const { return -intercepts[threshold] / slope; }
};

struct GradedFit {
    std::vector<GradedItem> items;
    double log_likelihood = 0;  ///< marginal, theta standard normal on the nodes
    int cycles = 0;             ///< passes over the patterns of answers
    bool has_converged = false;
    std::size_t pattern_count = 0;  ///< distinct rows
    std::size_t row_count = 0;      ///< rows with at least one answer
    ResponseOptions options;
};

/// The graded response model by marginal maximum likelihood; with two categories it is the two-parameter logistic
/// model. Expectation and maximisation over distinct rows, accelerated by squared extrapolation; a step that would
/// lower the likelihood is not taken. The sign of theta is chosen so that slopes sum to no less than 0.
///
/// Problems: `invalid_input` for answers that do not fill whole rows, fewer than two items, fewer than two categories,
/// an answer that is no category, a weight that is not above 0, options out of range, no answers at all, and a
/// category that nobody chose ("item 3, category 0": join it with its neighbour).
///
/// Source: Samejima, F. (1969). Psychometrika Monograph 17; Bock, R. D. & Aitkin, M. (1981). Marginal maximum
/// likelihood estimation of item parameters. Psychometrika 46(4), 443-459; acceleration: Varadhan, R. & Roland, C.
/// (2008). Scandinavian Journal of Statistics 35(2), 335-353, scheme SqS3.
Result<GradedFit> fit_graded_response(const ResponseData& data, const ResponseOptions& options = {});

/// A person's place on the scale.
struct PersonScore {
    double score = 0;  ///< mean of theta given the answers
    double error = 0;  ///< its standard deviation
};

/// Expected a posteriori scores under a standard normal theta, in the order of the rows. A row without answers gets 0
/// and 1: nothing is known of it.
///
/// Problems: as fit_graded_response, except that unused categories are allowed, and a model of other items.
///
/// Source: Bock, R. D. & Mislevy, R. J. (1982). Applied Psychological Measurement 6(4), 431-444.
Result<std::vector<PersonScore>> expected_scores(const ResponseData& data, const GradedFit& fit);

}  // namespace minka::stats
