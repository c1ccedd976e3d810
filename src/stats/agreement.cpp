#include "stats/agreement.h"

#include "stats/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace minka::stats {
namespace {

Result<> check_pairs(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                     std::size_t category_count) {
    if (first.size() != second.size()) {
        return invalid(fmt::format("One observer rated {} episodes and the other {}; keep those that both rated.",
                                   first.size(), second.size()),
                       "second");
    }
    if (first.empty()) {
        return invalid("There is no episode that both observers rated.", "first");
    }
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (first[i] >= category_count || second[i] >= category_count) {
            return invalid(fmt::format("A category is outside 0 to {}.", category_count - 1),
                           fmt::format("{}[{}]", first[i] >= category_count ? "first" : "second", i));
        }
    }
    return {};
}

/// Counts of pairs of categories, k x k, with their margins.
struct PairTable {
    std::size_t k = 0;
    std::vector<std::uint64_t> cells;
    std::vector<std::uint64_t> rows;
    std::vector<std::uint64_t> columns;
};

PairTable count_pairs(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second, std::size_t k) {
    PairTable table{k, std::vector<std::uint64_t>(k * k), std::vector<std::uint64_t>(k), std::vector<std::uint64_t>(k)};
    for (std::size_t i = 0; i < first.size(); ++i) {
        ++table.cells[first[i] * k + second[i]];
        ++table.rows[first[i]];
        ++table.columns[second[i]];
    }
    return table;
}

/// The weight of a disagreement times `largest_weight`: a whole number.
std::uint64_t whole_weight(std::size_t i, std::size_t j, KappaWeights weights) {
    const std::uint64_t distance = i > j ? i - j : j - i;
    switch (weights) {
        case KappaWeights::none: return distance == 0 ? 0 : 1;
        case KappaWeights::linear: return distance;
        case KappaWeights::quadratic: return distance * distance;
    }
    return 0;
}

/// The variance of Fleiss, Cohen & Everitt (1969), equation 8 with agreement weights 1 - w.
double kappa_variance(const PairTable& table, double n, KappaWeights weights, double observed, double expected) {
    const std::size_t k = table.k;
    const auto largest = static_cast<double>(whole_weight(0, k - 1, weights));
    const auto agreement = [&](std::size_t i, std::size_t j) {
        return 1 - static_cast<double>(whole_weight(i, j, weights)) / largest;
    };
    std::vector<double> row_means(k, 0);
    std::vector<double> column_means(k, 0);
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            row_means[i] += agreement(i, j) * static_cast<double>(table.columns[j]) / n;
            column_means[j] += agreement(i, j) * static_cast<double>(table.rows[i]) / n;
        }
    }
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            const double term = agreement(i, j) * (1 - expected) - (row_means[i] + column_means[j]) * (1 - observed);
            sum += static_cast<double>(table.cells[i * k + j]) / n * term * term;
        }
    }
    const double centre = observed * expected - 2 * expected + observed;
    return std::max(0.0, sum - centre * centre) / (n * std::pow(1 - expected, 4));
}

struct TwoWayTable {
    double subjects = 0;  // sums of squares
    double raters = 0;
    double total = 0;
};

TwoWayTable divide_squares(std::span<const double> ratings, std::size_t n, std::size_t k) {
    std::vector<double> subject_means(n, 0);
    std::vector<double> rater_means(k, 0);
    double mean = 0;
    for (std::size_t cell = 0; cell < ratings.size(); ++cell) {
        subject_means[cell / k] += ratings[cell] / static_cast<double>(k);
        rater_means[cell % k] += ratings[cell] / static_cast<double>(n);
        mean += ratings[cell];
    }
    mean /= static_cast<double>(ratings.size());
    TwoWayTable table;
    for (const double subject : subject_means) {
        table.subjects += static_cast<double>(k) * (subject - mean) * (subject - mean);
    }
    for (const double rater : rater_means) {
        table.raters += static_cast<double>(n) * (rater - mean) * (rater - mean);
    }
    for (const double rating : ratings) {
        table.total += (rating - mean) * (rating - mean);
    }
    return table;
}

/// Single and mean coefficients of the forms whose only error is `error`: (S - E) / (S + (k - 1) E) and (S - E) / S.
RaterCoefficient by_one_error(double subjects, double error, double k, double subject_degrees, double error_degrees,
                              double confidence) {
    const double tail = (1 - confidence) / 2;
    const double f = subjects / error;
    const double lower = f / f_quantile(1 - tail, subject_degrees, error_degrees);
    const double upper = f / f_quantile(tail, subject_degrees, error_degrees);
    return {(f - 1) / (f + k - 1),
            1 - 1 / f,
            {(lower - 1) / (lower + k - 1), (upper - 1) / (upper + k - 1), confidence},
            {1 - 1 / lower, 1 - 1 / upper, confidence}};
}

RaterCoefficient absolute_agreement(const RaterReliability& table, double confidence) {
    const auto n = static_cast<double>(table.subject_count);
    const auto k = static_cast<double>(table.rater_count);
    const double subjects = table.mean_square_subjects;
    const double raters = table.mean_square_raters;
    const double error = table.mean_square_error;
    const double single = (subjects - error) / (subjects + (k - 1) * error + k * (raters - error) / n);
    const double mean = (subjects - error) / (subjects + (raters - error) / n);
    const double a = k * single / (n * (1 - single));
    const double b = 1 + k * single * (n - 1) / (n * (1 - single));
    const double degrees = std::pow(a * raters + b * error, 2) /
                           (std::pow(a * raters, 2) / (k - 1) + std::pow(b * error, 2) / ((n - 1) * (k - 1)));
    const double tail = (1 - confidence) / 2;
    const double low_f = f_quantile(1 - tail, n - 1, degrees);
    const double high_f = f_quantile(1 - tail, degrees, n - 1);
    const double noise = k * raters + (k * n - k - n) * error;
    const double lower = n * (subjects - low_f * error) / (low_f * noise + n * subjects);
    const double upper = n * (high_f * subjects - error) / (noise + n * high_f * subjects);
    const auto step_up = [&](double value) { return k * value / (1 + (k - 1) * value); };
    return {single, mean, {lower, upper, confidence}, {step_up(lower), step_up(upper), confidence}};
}

Result<> check_ratings(std::span<const double> ratings, std::size_t rater_count) {
    if (rater_count < 2) {
        return invalid("Agreement needs at least two raters.", "rater_count");
    }
    if (ratings.size() % rater_count != 0 || ratings.size() / rater_count < 2) {
        return invalid("The ratings must fill the rows of at least two subjects, one column a rater.", "ratings");
    }
    for (std::size_t cell = 0; cell < ratings.size(); ++cell) {
        if (!std::isfinite(ratings[cell])) {
            return invalid("A rating is missing or infinite; leave out the subject first.",
                           fmt::format("ratings[subject {}, rater {}]", cell / rater_count, cell % rater_count));
        }
    }
    return {};
}

}  // namespace

double agreement_weight(std::size_t i, std::size_t j, std::size_t category_count, KappaWeights weights) {
    return 1 - static_cast<double>(whole_weight(i, j, weights)) /
                   static_cast<double>(whole_weight(0, category_count - 1, weights));
}

Result<PercentAgreement> percent_agreement(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                                           std::size_t category_count) {
    MINKA_TRY(check_pairs(first, second, category_count));
    PercentAgreement agreement{first.size()};
    for (std::size_t i = 0; i < first.size(); ++i) {
        const int distance = std::abs(first[i] - second[i]);
        agreement.exact += distance == 0 ? 1U : 0U;
        agreement.within_one += distance <= 1 ? 1U : 0U;
    }
    return agreement;
}

Result<KappaEstimate> cohen_kappa(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                                  std::size_t category_count, KappaWeights weights, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    if (category_count < 2) {
        return invalid("Kappa needs at least two categories.", "category_count");
    }
    MINKA_TRY(check_pairs(first, second, category_count));
    const auto table = count_pairs(first, second, category_count);
    std::uint64_t observed = 0;
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < category_count; ++i) {
        for (std::size_t j = 0; j < category_count; ++j) {
            const auto weight = whole_weight(i, j, weights);
            observed += weight * table.cells[i * category_count + j];
            expected += weight * table.rows[i] * table.columns[j];
        }
    }
    if (expected == 0) {
        return invalid(
            "Both observers used one and the same category throughout: chance alone would give full "
            "agreement, so kappa says nothing. Report percent agreement.",
            "first");
    }
    const auto n = static_cast<double>(first.size());
    const auto largest = static_cast<double>(whole_weight(0, category_count - 1, weights));
    KappaEstimate estimate;
    estimate.pairs = first.size();
    estimate.kappa = 1 - n * static_cast<double>(observed) / static_cast<double>(expected);
    estimate.observed = 1 - static_cast<double>(observed) / (n * largest);
    estimate.expected = 1 - static_cast<double>(expected) / (n * n * largest);
    estimate.standard_error = std::sqrt(kappa_variance(table, n, weights, estimate.observed, estimate.expected));
    const double reach = normal_quantile((1 + confidence) / 2) * estimate.standard_error;
    estimate.interval = {estimate.kappa - reach, std::min(1.0, estimate.kappa + reach), confidence};
    return estimate;
}

Result<RaterReliability> rater_reliability(std::span<const double> ratings, std::size_t rater_count,
                                           double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY(check_ratings(ratings, rater_count));
    const auto squares = divide_squares(ratings, ratings.size() / rater_count, rater_count);
    RaterReliability result;
    result.subject_count = ratings.size() / rater_count;
    result.rater_count = rater_count;
    const auto n = static_cast<double>(result.subject_count);
    const auto k = static_cast<double>(rater_count);
    const double within = squares.total - squares.subjects;
    const double error = within - squares.raters;
    // What rounding leaves of an error that is exactly zero is of the order 1e-16 of the total.
    if (error <= 1e-13 * squares.total) {
        return invalid(
            "The raters differ by a constant at most, or nothing varies: there is no error to compare "
            "subjects with. Report percent agreement.",
            "ratings");
    }
    result.mean_square_subjects = squares.subjects / (n - 1);
    result.mean_square_raters = squares.raters / (k - 1);
    result.mean_square_error = error / ((n - 1) * (k - 1));
    result.mean_square_within = within / (n * (k - 1));
    if (squares.subjects <= 1e-13 * squares.total) {
        return invalid("The subjects' means are all the same: there is nothing to tell apart.", "ratings");
    }
    result.one_way =
        by_one_error(result.mean_square_subjects, result.mean_square_within, k, n - 1, n * (k - 1), confidence);
    result.consistency =
        by_one_error(result.mean_square_subjects, result.mean_square_error, k, n - 1, (n - 1) * (k - 1), confidence);
    result.absolute = absolute_agreement(result, confidence);
    return result;
}

}  // namespace minka::stats
