#include "stats/chance_agreement.h"

#include "stats/distribution.h"

#include <algorithm>
#include <cmath>

namespace minka::stats {

ChanceAgreement::ChanceAgreement(const RatingPatterns& patterns, const RatingTable& table, ChanceModel model,
                                 KappaWeights weights)
    : categories_(table.category_count),
      model_(model),
      weights_(categories_ * categories_),
      share_(patterns.size() * categories_, 0),
      agreeing_(patterns.size(), 0),
      size_(patterns.size(), 0) {
    for (std::size_t i = 0; i < categories_; ++i) {
        for (std::size_t j = 0; j < categories_; ++j) {
            weights_[i * categories_ + j] = agreement_weight(i, j, categories_, weights);
            weight_sum_ += weight(i, j);
        }
    }
    std::vector<double> counts(categories_);
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
        std::ranges::fill(counts, 0.0);
        double ratings = 0;
        for (const auto rating : patterns.row(pattern)) {
            if (rating != table.missing) {
                counts[rating] += 1;
                ratings += 1;
            }
        }
        size_[pattern] = static_cast<std::uint8_t>(std::min(ratings, 2.0));
        double pairs = 0;
        for (std::size_t i = 0; i < categories_ && ratings > 0; ++i) {
            share_[pattern * categories_ + i] = counts[i] / ratings;
            for (std::size_t j = 0; j < categories_; ++j) {
                pairs += weight(i, j) * counts[i] * (counts[j] - (i == j ? 1 : 0));
            }
        }
        if (ratings >= 2) {
            agreeing_[pattern] = pairs / (ratings * (ratings - 1));
        }
    }
}

double ChanceAgreement::expected_by_chance(std::span<const double> category) const {
    double sum = 0;
    for (std::size_t i = 0; i < categories_; ++i) {
        if (model_ == ChanceModel::gwet) {
            sum += category[i] * (1 - category[i]);
            continue;
        }
        for (std::size_t j = 0; j < categories_; ++j) {
            sum += weight(i, j) * category[i] * category[j];
        }
    }
    const auto q = static_cast<double>(categories_);
    return model_ == ChanceModel::gwet ? weight_sum_ / (q * (q - 1)) * sum : sum;
}

ChanceAgreement::Shares ChanceAgreement::shares(std::span<const double> drawn) const {
    Shares result;
    result.category.assign(categories_, 0);
    for (std::size_t pattern = 0; pattern < size_.size(); ++pattern) {
        if (size_[pattern] == 0) {
            continue;
        }
        result.units += drawn[pattern];
        result.paired_units += size_[pattern] >= 2 ? drawn[pattern] : 0;
        result.observed += drawn[pattern] * agreeing_[pattern];
        for (std::size_t i = 0; i < categories_; ++i) {
            result.category[i] += drawn[pattern] * share_[pattern * categories_ + i];
        }
    }
    if (result.paired_units > 0) {
        result.observed /= result.paired_units;
        for (auto& category : result.category) {
            category /= result.units;
        }
        result.expected = expected_by_chance(result.category);
    }
    return result;
}

std::optional<double> ChanceAgreement::coefficient(std::span<const double> drawn) const {
    const auto counted = shares(drawn);
    // Expected agreement is 1 only where one category takes every rating; rounding leaves less than 1e-12 of it.
    if (counted.paired_units == 0 || 1 - counted.expected < 1e-12) {
        return {};
    }
    return (counted.observed - counted.expected) / (1 - counted.expected);
}

double ChanceAgreement::standard_error(const Shares& shares, std::span<const double> drawn) const {
    const double disagreement = 1 - shares.expected;
    const double coefficient = (shares.observed - shares.expected) / disagreement;
    // What one more rating of category i adds to agreement by chance, so that the mean over ratings is `expected`.
    std::vector<double> by_category(categories_, 0);
    const auto q = static_cast<double>(categories_);
    for (std::size_t i = 0; i < categories_; ++i) {
        if (model_ == ChanceModel::gwet) {
            by_category[i] = weight_sum_ / (q * (q - 1)) * (1 - shares.category[i]);
            continue;
        }
        for (std::size_t j = 0; j < categories_; ++j) {
            by_category[i] += weight(i, j) * shares.category[j];
        }
    }
    double squares = 0;
    for (std::size_t pattern = 0; pattern < size_.size(); ++pattern) {
        if (size_[pattern] == 0) {
            continue;
        }
        double expected = 0;
        for (std::size_t i = 0; i < categories_; ++i) {
            expected += share_[pattern * categories_ + i] * by_category[i];
        }
        const double own = size_[pattern] >= 2 ? shares.units / shares.paired_units *
                                                     (agreeing_[pattern] - shares.expected) / disagreement
                                               : 0;
        const double deviation =
            own - 2 * (1 - coefficient) * (expected - shares.expected) / disagreement - coefficient;
        squares += drawn[pattern] * deviation * deviation;
    }
    return std::sqrt(squares / (shares.units * (shares.units - 1)));
}

Result<ChanceEstimate> chance_corrected_agreement(const RatingTable& table, ChanceModel model, KappaWeights weights,
                                                  double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY(check_ratings(table));
    const auto patterns = count_patterns(table);
    const std::vector<double> counts(patterns.counts.begin(), patterns.counts.end());
    const ChanceAgreement agreement(patterns, table, model, weights);
    const auto shares = agreement.shares(counts);
    if (shares.paired_units < 2) {
        return invalid("Fewer than two units were rated by two raters or more; there is no agreement to speak of.",
                       "ratings");
    }
    const auto coefficient = agreement.coefficient(counts);
    if (!coefficient) {
        return invalid(
            "One and the same category was given throughout: chance alone would give full agreement, so kappa says "
            "nothing. Report percent agreement.",
            "ratings");
    }
    ChanceEstimate estimate{*coefficient,
                            shares.observed,
                            shares.expected,
                            agreement.standard_error(shares, counts),
                            {},
                            static_cast<std::size_t>(shares.units),
                            static_cast<std::size_t>(shares.paired_units)};
    const double reach = student_t_quantile((1 + confidence) / 2, shares.units - 1) * estimate.standard_error;
    estimate.interval = {*coefficient - reach, std::min(1.0, *coefficient + reach), confidence};
    return estimate;
}

}  // namespace minka::stats
