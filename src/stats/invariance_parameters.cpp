#include "stats/invariance_parameters.h"

#include <numeric>

namespace minka::stats {

InvarianceParameters::InvarianceParameters(const FactorPattern& pattern, std::vector<std::size_t> threshold_counts,
                                           std::size_t group_count, InvarianceLevel level)
    : group_count_(group_count),
      factor_count_(pattern.factors.size()),
      threshold_counts_(std::move(threshold_counts)),
      loadings_of_item_(threshold_counts_.size()) {
    for (std::size_t factor = 0; factor < factor_count_; ++factor) {
        for (const auto item : pattern.factors[factor]) {
            loadings_of_item_[item].push_back(loading_places_.size());
            loading_places_.push_back({item, factor, 0, 0});
        }
    }
    const bool shares_thresholds = level >= InvarianceLevel::thresholds;
    const bool shares_loadings = level >= InvarianceLevel::loadings;
    const bool shares_intercepts = level >= InvarianceLevel::intercepts;
    const std::size_t all = std::accumulate(threshold_counts_.begin(), threshold_counts_.end(), std::size_t{0});
    const std::size_t items = threshold_counts_.size();
    thresholds_ = lay_out(all, shares_thresholds ? Freedom::shared : Freedom::by_group);
    loadings_ = lay_out(loading_places_.size(), shares_loadings ? Freedom::shared : Freedom::by_group);
    const auto variances = lay_out(factor_count_, shares_loadings ? Freedom::by_other_group : Freedom::nowhere);
    const std::size_t pairs = factor_count_ * (factor_count_ - 1) / 2;
    const auto between = lay_out(pairs, pattern.factors_correlate ? Freedom::by_group : Freedom::nowhere);
    covariances_ = {factor_count_ * factor_count_, {}};
    for (std::size_t group = 0; group < group_count_; ++group) {
        for (std::size_t a = 0; a < factor_count_; ++a) {
            for (std::size_t b = 0; b < factor_count_; ++b) {
                const std::size_t place = a == b  ? variances.at(group, a)
                                          : a > b ? between.at(group, pair_place(a, b))
                                                  : between.at(group, pair_place(b, a));
                covariances_.places.push_back(place);
            }
        }
    }
    means_ = lay_out(factor_count_, shares_intercepts ? Freedom::by_other_group : Freedom::nowhere);
    intercepts_ = lay_out(items, shares_thresholds && !shares_intercepts ? Freedom::by_other_group : Freedom::nowhere);
    scales_ = lay_out(items, shares_thresholds ? Freedom::by_other_group : Freedom::nowhere);
}

InvarianceParameters::Places InvarianceParameters::lay_out(std::size_t width, Freedom freedom) {
    Places places{width, {}};
    const std::size_t first = size_;
    for (std::size_t group = 0; group < group_count_; ++group) {
        for (std::size_t place = 0; place < width; ++place) {
            if (freedom == Freedom::nowhere || (freedom == Freedom::by_other_group && group == 0)) {
                places.places.push_back(fixed);
            } else if (freedom == Freedom::shared) {
                places.places.push_back(first + place);
                size_ = first + width;
            } else {
                places.places.push_back(size_++);
            }
        }
    }
    return places;
}

InvarianceGroup InvarianceParameters::group(const std::vector<double>& values, std::size_t group) const {
    const auto value = [&](std::size_t place, double otherwise) { return place == fixed ? otherwise : values[place]; };
    InvarianceGroup own;
    for (std::size_t place = 0; place < loading_places_.size(); ++place) {
        own.loadings.push_back(value(loading(group, place), 0));
    }
    for (std::size_t a = 0; a < factor_count_; ++a) {
        for (std::size_t b = 0; b < factor_count_; ++b) {
            own.covariance.push_back(value(covariance(group, a, b), a == b ? 1 : 0));
        }
        own.means.push_back(value(mean(group, a), 0));
    }
    for (std::size_t item = 0; item < item_count(); ++item) {
        own.intercepts.push_back(value(intercept(group, item), 0));
        own.scales.push_back(value(scale(group, item), 1));
    }
    return own;
}

void InvarianceParameters::add_threshold_slopes(const InvarianceGroup& own, const std::vector<double>& values,
                                                std::size_t group, ImpliedMoments& implied) const {
    std::size_t place = 0;
    for (std::size_t item = 0; item < item_count(); ++item) {
        double mean_behind = own.intercepts[item];
        for (const auto l : loadings_of_item_[item]) {
            mean_behind += own.loadings[l] * own.means[loading_places_[l].factor];
        }
        const double scale_of_item = own.scales[item];
        for (std::size_t t = 0; t < threshold_counts_[item]; ++t, ++place) {
            std::vector<Slope> slopes;
            const auto add = [&](std::size_t parameter, double slope) {
                if (parameter != fixed && slope != 0) {
                    slopes.push_back({parameter, slope});
                }
            };
            const double above = values[threshold(group, place)] - mean_behind;
            add(threshold(group, place), scale_of_item);
            add(intercept(group, item), -scale_of_item);
            add(scale(group, item), above);
            for (const auto l : loadings_of_item_[item]) {
                const std::size_t factor = loading_places_[l].factor;
                add(loading(group, l), -scale_of_item * own.means[factor]);
                add(mean(group, factor), -scale_of_item * own.loadings[l]);
            }
            implied.values.push_back(scale_of_item * above);
            implied.slopes.push_back(std::move(slopes));
        }
    }
}

void InvarianceParameters::add_correlation_slopes(const InvarianceGroup& own, std::size_t group,
                                                  ImpliedMoments& implied) const {
    // Λ Φ: what each item has in common with each factor.
    std::vector<double> structure(item_count() * factor_count_, 0);
    for (std::size_t l = 0; l < loading_places_.size(); ++l) {
        for (std::size_t f = 0; f < factor_count_; ++f) {
            structure[loading_places_[l].item * factor_count_ + f] +=
                own.loadings[l] * own.covariance[loading_places_[l].factor * factor_count_ + f];
        }
    }
    for (std::size_t i = 1; i < item_count(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            std::vector<Slope> slopes;
            const auto add = [&](std::size_t parameter, double slope) {
                if (parameter != fixed && slope != 0) {
                    slopes.push_back({parameter, slope});
                }
            };
            const double scales = own.scales[i] * own.scales[j];
            double common = 0;
            for (const auto a : loadings_of_item_[i]) {
                const std::size_t f = loading_places_[a].factor;
                common += own.loadings[a] * structure[j * factor_count_ + f];
                add(loading(group, a), scales * structure[j * factor_count_ + f]);
                for (const auto b : loadings_of_item_[j]) {
                    add(covariance(group, f, loading_places_[b].factor), scales * own.loadings[a] * own.loadings[b]);
                }
            }
            for (const auto b : loadings_of_item_[j]) {
                add(loading(group, b), scales * structure[i * factor_count_ + loading_places_[b].factor]);
            }
            add(scale(group, i), own.scales[j] * common);
            add(scale(group, j), own.scales[i] * common);
            implied.values.push_back(scales * common);
            implied.slopes.push_back(std::move(slopes));
        }
    }
}

ImpliedMoments InvarianceParameters::implied(const std::vector<double>& values, std::size_t group) const {
    const auto own = this->group(values, group);
    ImpliedMoments implied;
    add_threshold_slopes(own, values, group, implied);
    add_correlation_slopes(own, group, implied);
    return implied;
}

}  // namespace minka::stats
