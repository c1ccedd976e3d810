#include "stats/krippendorff.h"

#include "stats/distribution.h"

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

double fixed_distance(const RatingTable& table, DifferenceMetric metric, std::size_t i, std::size_t j) {
    if (i == j) {
        return 0;
    }
    const double difference = table.value(i) - table.value(j);
    switch (metric) {
        case DifferenceMetric::nominal: return 1;
        case DifferenceMetric::interval: return difference * difference;
        case DifferenceMetric::ratio: return std::pow(difference / (table.value(i) + table.value(j)), 2);
        case DifferenceMetric::ordinal: break;
    }
    return 0;
}

}  // namespace

CoincidenceAlpha::CoincidenceAlpha(const RatingPatterns& patterns, const RatingTable& table, DifferenceMetric metric)
    : categories_(table.category_count), metric_(metric), fixed_distance_(categories_ * categories_, 0) {
    for (std::size_t i = 0; i < categories_; ++i) {
        for (std::size_t j = 0; j < categories_; ++j) {
            fixed_distance_[i * categories_ + j] = fixed_distance(table, metric, i, j);
        }
    }
    std::vector<double> counts(categories_);
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
        first_entry_.push_back(entries_.size());
        std::ranges::fill(counts, 0.0);
        double ratings = 0;
        for (const auto rating : patterns.row(pattern)) {
            if (rating != table.missing) {
                counts[rating] += 1;
                ratings += 1;
            }
        }
        if (ratings < 2) {
            continue;
        }
        for (std::size_t i = 0; i < categories_; ++i) {
            for (std::size_t j = 0; j < categories_ && counts[i] > 0; ++j) {
                const double pairs = counts[i] * (counts[j] - (i == j ? 1 : 0));
                if (pairs > 0) {
                    entries_.push_back({static_cast<std::uint32_t>(i * categories_ + j), pairs / (ratings - 1)});
                }
            }
        }
    }
    first_entry_.push_back(entries_.size());
}

void CoincidenceAlpha::measure_distances(Coincidences& counted) const {
    if (metric_ != DifferenceMetric::ordinal) {
        counted.distance = fixed_distance_;
        return;
    }
    counted.distance.assign(categories_ * categories_, 0);
    for (std::size_t i = 0; i < categories_; ++i) {
        double between = counted.category[i] / 2;
        for (std::size_t j = i + 1; j < categories_; ++j) {
            const double distance = between + counted.category[j] / 2;
            counted.distance[i * categories_ + j] = distance * distance;
            counted.distance[j * categories_ + i] = distance * distance;
            between += counted.category[j];
        }
    }
}

CoincidenceAlpha::Coincidences CoincidenceAlpha::count(std::span<const double> drawn) const {
    Coincidences counted;
    counted.cells.assign(categories_ * categories_, 0);
    counted.category.assign(categories_, 0);
    for (std::size_t pattern = 0; pattern + 1 < first_entry_.size(); ++pattern) {
        if (drawn[pattern] == 0 || first_entry_[pattern] == first_entry_[pattern + 1]) {
            continue;
        }
        counted.units += drawn[pattern];
        for (std::size_t entry = first_entry_[pattern]; entry < first_entry_[pattern + 1]; ++entry) {
            counted.cells[entries_[entry].cell] += drawn[pattern] * entries_[entry].amount;
        }
    }
    for (std::size_t cell = 0; cell < counted.cells.size(); ++cell) {
        counted.category[cell / categories_] += counted.cells[cell];
        counted.ratings += counted.cells[cell];
    }
    measure_distances(counted);
    for (std::size_t i = 0; i < categories_; ++i) {
        for (std::size_t j = 0; j < categories_; ++j) {
            const double distance = counted.distance[i * categories_ + j];
            counted.within += counted.cells[i * categories_ + j] * distance;
            counted.across += counted.category[i] * counted.category[j] * distance;
        }
    }
    return counted;
}

std::optional<double> CoincidenceAlpha::alpha(std::span<const double> drawn) const {
    const auto counted = count(drawn);
    if (!(counted.across > 0)) {
        return {};
    }
    return 1 - (counted.ratings - 1) * counted.within / counted.across;
}

double CoincidenceAlpha::standard_error(const Coincidences& counted, std::span<const double> drawn) const {
    const std::size_t k = categories_;
    const double per_cell = -(counted.ratings - 1) / counted.across;
    const double per_product = (counted.ratings - 1) * counted.within / (counted.across * counted.across);
    // Derivatives of alpha by the cells of the table at fixed margins, and by the margins.
    std::vector<double> by_category(k, -counted.within / counted.across);
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            by_category[i] += 2 * per_product * counted.category[j] * counted.distance[i * k + j];
        }
    }
    if (metric_ == DifferenceMetric::ordinal) {
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = i + 1; j < k; ++j) {
                const double by_distance =
                    2 * (per_cell * counted.cells[i * k + j] + per_product * counted.category[i] * counted.category[j]);
                const double slope = by_distance * 2 * std::sqrt(counted.distance[i * k + j]);
                for (std::size_t g = i; g <= j; ++g) {
                    by_category[g] += slope * (g == i || g == j ? 0.5 : 1);
                }
            }
        }
    }
    std::vector<double> influence(first_entry_.size() - 1, 0);
    double mean = 0;
    for (std::size_t pattern = 0; pattern < influence.size(); ++pattern) {
        for (std::size_t entry = first_entry_[pattern]; entry < first_entry_[pattern + 1]; ++entry) {
            const auto& [cell, amount] = entries_[entry];
            influence[pattern] += amount * (per_cell * counted.distance[cell] + by_category[cell / k]);
        }
        mean += drawn[pattern] * influence[pattern] / counted.units;
    }
    double squares = 0;
    for (std::size_t pattern = 0; pattern < influence.size(); ++pattern) {
        if (first_entry_[pattern] < first_entry_[pattern + 1]) {
            squares += drawn[pattern] * std::pow(influence[pattern] - mean, 2);
        }
    }
    return std::sqrt(counted.units / (counted.units - 1) * squares);
}

Result<KrippendorffEstimate> krippendorff_alpha(const RatingTable& table, DifferenceMetric metric, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY(check_ratings(table));
    if (metric == DifferenceMetric::ratio && table.value(0) < 0) {
        return invalid("Ratios need values that are not below 0; use the interval metric.", "values[0]");
    }
    const auto patterns = count_patterns(table);
    const std::vector<double> counts(patterns.counts.begin(), patterns.counts.end());
    const CoincidenceAlpha computation(patterns, table, metric);
    const auto counted = computation.count(counts);
    if (counted.units < 2) {
        return invalid("Fewer than two units were rated by two raters or more; there is no agreement to speak of.",
                       "ratings");
    }
    if (!(counted.across > 0)) {
        return invalid(
            "One and the same category was given throughout: without any difference alpha is 0/0. Report percent "
            "agreement.",
            "ratings");
    }
    KrippendorffEstimate estimate;
    estimate.alpha = 1 - (counted.ratings - 1) * counted.within / counted.across;
    estimate.observed = counted.within / counted.ratings;
    estimate.expected = counted.across / (counted.ratings * (counted.ratings - 1));
    estimate.standard_error = computation.standard_error(counted, counts);
    const double reach = student_t_quantile((1 + confidence) / 2, counted.units - 1) * estimate.standard_error;
    estimate.interval = {estimate.alpha - reach, std::min(1.0, estimate.alpha + reach), confidence};
    estimate.units = static_cast<std::size_t>(counted.units);
    estimate.ratings = static_cast<std::size_t>(std::lround(counted.ratings));
    return estimate;
}

}  // namespace minka::stats
