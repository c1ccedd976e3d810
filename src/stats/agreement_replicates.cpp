#include "stats/agreement_replicates.h"

#include "stats/chance_agreement.h"
#include "stats/krippendorff.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace minka::stats {
namespace {

using enum AgreementCoefficient;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_asked(std::span<const AgreementCoefficient> wanted, std::initializer_list<AgreementCoefficient> any) {
    return std::ranges::any_of(any, [&](auto one) { return std::ranges::find(wanted, one) != wanted.end(); });
}

/// Shares of exactly and nearly agreeing pairs of ratings, by pattern; `counts` is false without a pair.
struct PairShares {
    std::vector<double> exact;
    std::vector<double> near;
    std::vector<double> counts;
};

PairShares share_pairs(const RatingPatterns& patterns, std::uint8_t missing) {
    PairShares shares;
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
        const auto row = patterns.row(pattern);
        double pairs = 0;
        double exact_pairs = 0;
        double near_pairs = 0;
        for (std::size_t a = 0; a < row.size(); ++a) {
            for (std::size_t b = a + 1; b < row.size(); ++b) {
                if (row[a] != missing && row[b] != missing) {
                    pairs += 1;
                    exact_pairs += row[a] == row[b] ? 1 : 0;
                    near_pairs += std::abs(row[a] - row[b]) <= 1 ? 1 : 0;
                }
            }
        }
        shares.exact.push_back(pairs > 0 ? exact_pairs / pairs : 0);
        shares.near.push_back(pairs > 0 ? near_pairs / pairs : 0);
        shares.counts.push_back(pairs > 0 ? 1 : 0);
    }
    return shares;
}

ReplicateStatistic percent_statistic(const RatingPatterns& patterns, const RatingTable& table) {
    const auto shares = std::make_shared<const PairShares>(share_pairs(patterns, table.missing));
    return {{exact, within_one}, [shares](std::span<const double> drawn, std::span<double> values) {
                double units = 0;
                double exact_sum = 0;
                double near_sum = 0;
                for (std::size_t pattern = 0; pattern < drawn.size(); ++pattern) {
                    units += drawn[pattern] * shares->counts[pattern];
                    exact_sum += drawn[pattern] * shares->exact[pattern];
                    near_sum += drawn[pattern] * shares->near[pattern];
                }
                values[0] = units > 0 ? exact_sum / units : nan;
                values[1] = units > 0 ? near_sum / units : nan;
            }};
}

/// Plain, linear and quadratic kappa of a table of two raters; the missing code takes no part.
void kappas_from_draw(const RatingPatterns& patterns, const RatingTable& table, std::span<const double> drawn,
                      std::span<double> values) {
    const std::size_t k = table.category_count;
    std::vector<double> rows(k, 0);
    std::vector<double> columns(k, 0);
    double units = 0;
    double observed[3] = {0, 0, 0};
    double expected[3] = {0, 0, 0};
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
        const auto row = patterns.row(pattern);
        if (row[0] == table.missing || row[1] == table.missing) {
            continue;
        }
        const double distance = std::abs(row[0] - row[1]);
        units += drawn[pattern];
        rows[row[0]] += drawn[pattern];
        columns[row[1]] += drawn[pattern];
        observed[0] += distance > 0 ? drawn[pattern] : 0;
        observed[1] += drawn[pattern] * distance;
        observed[2] += drawn[pattern] * distance * distance;
    }
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            const double distance = std::abs(static_cast<double>(i) - static_cast<double>(j));
            const double product = rows[i] * columns[j];
            expected[0] += distance > 0 ? product : 0;
            expected[1] += product * distance;
            expected[2] += product * distance * distance;
        }
    }
    for (std::size_t weights = 0; weights < 3; ++weights) {
        values[weights] = expected[weights] > 0 ? 1 - units * observed[weights] / expected[weights] : nan;
    }
}

/// Sums of one complete pattern of ratings, taken from the mean of all so that large values lose no digits.
struct SquareSums {
    std::vector<double> ratings;  // pattern x rater, 0 where incomplete
    std::vector<double> total;    // by pattern: (sum of its ratings)^2
    std::vector<double> squares;  // by pattern: sum of its squared ratings
    std::vector<double> counts;   // by pattern: 1 when complete
    std::size_t raters = 0;
};

SquareSums square_sums(const RatingPatterns& patterns, const RatingTable& table) {
    SquareSums sums;
    sums.raters = patterns.rater_count;
    const double centre = (table.value(0) + table.value(table.category_count - 1U)) / 2;
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
        const auto row = patterns.row(pattern);
        const bool is_complete = std::ranges::find(row, table.missing) == row.end();
        double total = 0;
        double squares = 0;
        for (const auto rating : row) {
            const double value = is_complete ? table.value(rating) - centre : 0;
            sums.ratings.push_back(value);
            total += value;
            squares += value * value;
        }
        sums.total.push_back(total * total);
        sums.squares.push_back(squares);
        sums.counts.push_back(is_complete ? 1 : 0);
    }
    return sums;
}

void intraclass_from_draw(const SquareSums& sums, std::span<const double> drawn, std::span<double> values) {
    const auto k = static_cast<double>(sums.raters);
    std::vector<double> by_rater(sums.raters, 0);
    double n = 0;
    double squares = 0;
    double totals = 0;
    for (std::size_t pattern = 0; pattern < drawn.size(); ++pattern) {
        n += drawn[pattern] * sums.counts[pattern];
        squares += drawn[pattern] * sums.squares[pattern];
        totals += drawn[pattern] * sums.total[pattern];
        for (std::size_t rater = 0; rater < sums.raters; ++rater) {
            by_rater[rater] += drawn[pattern] * sums.ratings[pattern * sums.raters + rater];
        }
    }
    double grand = 0;
    double rater_squares = 0;
    for (const double sum : by_rater) {
        grand += sum;
        rater_squares += sum * sum;
    }
    const double mean = grand * grand / (n * k);
    const double total = squares - mean;
    std::ranges::fill(values, nan);
    if (n < 2 || total <= 1e-12 * (squares + mean)) {
        return;
    }
    const double subjects = std::max(0.0, totals / k - mean);
    const double raters = std::max(0.0, rater_squares / n - mean);
    const double s = subjects / (n - 1);
    const double r = raters / (k - 1);
    const double w = std::max(0.0, total - subjects) / (n * (k - 1));
    const double e = std::max(0.0, total - subjects - raters) / ((n - 1) * (k - 1));
    values[0] = (s - w) / (s + (k - 1) * w);
    values[1] = (s - e) / (s + (k - 1) * e + k * (r - e) / n);
    values[2] = (s - e) / (s + (k - 1) * e);
    // Of the mean of k raters; a table whose units do not differ has none.
    if (s > 0) {
        values[3] = (s - w) / s;
        values[4] = (s - e) / (s + (r - e) / n);
        values[5] = (s - e) / s;
    }
    for (auto& value : values) {
        value = std::isfinite(value) ? value : nan;
    }
}

ReplicateStatistic chance_statistic(const RatingPatterns& patterns, const RatingTable& table,
                                    AgreementCoefficient coefficient, ChanceModel model, KappaWeights weights) {
    const auto agreement = std::make_shared<const ChanceAgreement>(patterns, table, model, weights);
    return {{coefficient}, [agreement](std::span<const double> drawn, std::span<double> values) {
                values[0] = agreement->coefficient(drawn).value_or(nan);
            }};
}

ReplicateStatistic alpha_statistic(const RatingPatterns& patterns, const RatingTable& table,
                                   AgreementCoefficient coefficient, DifferenceMetric metric) {
    const auto alpha = std::make_shared<const CoincidenceAlpha>(patterns, table, metric);
    return {{coefficient}, [alpha](std::span<const double> drawn, std::span<double> values) {
                values[0] = alpha->alpha(drawn).value_or(nan);
            }};
}

}  // namespace

std::vector<ReplicateStatistic> replicate_statistics(const RatingPatterns& patterns, const RatingTable& table,
                                                     std::span<const AgreementCoefficient> wanted) {
    std::vector<ReplicateStatistic> statistics;
    if (is_asked(wanted, {exact, within_one})) {
        statistics.push_back(percent_statistic(patterns, table));
    }
    if (patterns.rater_count == 2 && is_asked(wanted, {kappa, kappa_linear, kappa_quadratic})) {
        statistics.push_back({{kappa, kappa_linear, kappa_quadratic},
                              [&patterns, table](std::span<const double> drawn, std::span<double> values) {
                                  kappas_from_draw(patterns, table, drawn, values);
                              }});
    }
    const auto add_chance = [&](AgreementCoefficient coefficient, ChanceModel model, KappaWeights weights) {
        if (is_asked(wanted, {coefficient})) {
            statistics.push_back(chance_statistic(patterns, table, coefficient, model, weights));
        }
    };
    add_chance(fleiss_kappa, ChanceModel::fleiss, KappaWeights::none);
    add_chance(gwet_ac1, ChanceModel::gwet, KappaWeights::none);
    add_chance(gwet_ac2_linear, ChanceModel::gwet, KappaWeights::linear);
    add_chance(gwet_ac2_quadratic, ChanceModel::gwet, KappaWeights::quadratic);
    const auto add_alpha = [&](AgreementCoefficient coefficient, DifferenceMetric metric) {
        if (is_asked(wanted, {coefficient})) {
            statistics.push_back(alpha_statistic(patterns, table, coefficient, metric));
        }
    };
    add_alpha(alpha_nominal, DifferenceMetric::nominal);
    add_alpha(alpha_ordinal, DifferenceMetric::ordinal);
    add_alpha(alpha_interval, DifferenceMetric::interval);
    add_alpha(alpha_ratio, DifferenceMetric::ratio);
    if (is_asked(wanted, {icc_1_1, icc_2_1, icc_3_1, icc_1_k, icc_2_k, icc_3_k})) {
        const auto sums = std::make_shared<const SquareSums>(square_sums(patterns, table));
        statistics.push_back({{icc_1_1, icc_2_1, icc_3_1, icc_1_k, icc_2_k, icc_3_k},
                              [sums](std::span<const double> drawn, std::span<double> values) {
                                  intraclass_from_draw(*sums, drawn, values);
                              }});
    }
    return statistics;
}

}  // namespace minka::stats
