#pragma once

#include "stats/ordinal_factor_model.h"

#include <utility>
#include <vector>

namespace minka::stats {

/// The free parameters of a pattern: loadings in the order of the factors, then correlations of factors.
class FactorParameters {
public:
    explicit FactorParameters(const FactorPattern& pattern)
        : item_count_(pattern.item_count), factor_count_(pattern.factors.size()) {
        place_.assign(item_count_ * factor_count_, -1);
        for (std::size_t factor = 0; factor < factor_count_; ++factor) {
            for (const auto item : pattern.factors[factor]) {
                place_[item * factor_count_ + factor] = static_cast<int>(loadings_.size());
                loadings_.emplace_back(item, factor);
            }
        }
        for (std::size_t a = 1; a < factor_count_ && pattern.factors_correlate; ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                correlations_.emplace_back(a, b);
            }
        }
    }

    std::size_t size() const { return loadings_.size() + correlations_.size(); }
    std::size_t pairs() const { return item_count_ * (item_count_ - 1) / 2; }
    const std::vector<std::pair<std::size_t, std::size_t>>& loadings() const { return loadings_; }
    const std::vector<std::pair<std::size_t, std::size_t>>& correlations() const { return correlations_; }

    std::vector<double> factor_matrix(const std::vector<double>& values) const {
        std::vector<double> matrix(factor_count_ * factor_count_, 0);
        for (std::size_t f = 0; f < factor_count_; ++f) {
            matrix[f * factor_count_ + f] = 1;
        }
        for (std::size_t c = 0; c < correlations_.size(); ++c) {
            const auto [a, b] = correlations_[c];
            matrix[a * factor_count_ + b] = matrix[b * factor_count_ + a] = values[loadings_.size() + c];
        }
        return matrix;
    }

    /// The correlations that the parameters imply, and when `slopes` is given their derivatives, pairs x parameters.
    std::vector<double> implied(const std::vector<double>& values, std::vector<double>* slopes) const {
        const auto factors = factor_matrix(values);
        const auto structure = structure_of(values, factors);
        std::vector<double> result(pairs());
        if (slopes != nullptr) {
            slopes->assign(pairs() * size(), 0);
        }
        for (std::size_t i = 1; i < item_count_; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const std::size_t pair = pair_place(i, j);
                for (std::size_t f = 0; f < factor_count_; ++f) {
                    result[pair] += loading(values, i, f) * structure[j * factor_count_ + f];
                }
                if (slopes != nullptr) {
                    add_slopes(values, structure, i, j, slopes->data() + pair * size());
                }
            }
        }
        return result;
    }

    double communality(const std::vector<double>& values, std::size_t item) const {
        const auto structure = structure_of(values, factor_matrix(values));
        double sum = 0;
        for (std::size_t f = 0; f < factor_count_; ++f) {
            sum += loading(values, item, f) * structure[item * factor_count_ + f];
        }
        return sum;
    }

    std::size_t item_count() const { return item_count_; }
    std::size_t factor_count() const { return factor_count_; }

private:
    double loading(const std::vector<double>& values, std::size_t item, std::size_t factor) const {
        const int place = place_[item * factor_count_ + factor];
        return place < 0 ? 0 : values[static_cast<std::size_t>(place)];
    }

    /// Λ Φ: what each item has in common with each factor.
    std::vector<double> structure_of(const std::vector<double>& values, const std::vector<double>& factors) const {
        std::vector<double> structure(item_count_ * factor_count_, 0);
        for (std::size_t item = 0; item < item_count_; ++item) {
            for (std::size_t f = 0; f < factor_count_; ++f) {
                for (std::size_t g = 0; g < factor_count_; ++g) {
                    structure[item * factor_count_ + f] += loading(values, item, g) * factors[g * factor_count_ + f];
                }
            }
        }
        return structure;
    }

    void add_slopes(const std::vector<double>& values, const std::vector<double>& structure, std::size_t i,
                    std::size_t j, double* row) const {
        for (std::size_t f = 0; f < factor_count_; ++f) {
            const int of_i = place_[i * factor_count_ + f];
            const int of_j = place_[j * factor_count_ + f];
            if (of_i >= 0) {
                row[of_i] += structure[j * factor_count_ + f];
            }
            if (of_j >= 0) {
                row[of_j] += structure[i * factor_count_ + f];
            }
        }
        for (std::size_t c = 0; c < correlations_.size(); ++c) {
            const auto [a, b] = correlations_[c];
            row[loadings_.size() + c] =
                loading(values, i, a) * loading(values, j, b) + loading(values, i, b) * loading(values, j, a);
        }
    }

    std::size_t item_count_;
    std::size_t factor_count_;
    std::vector<int> place_;  // item x factor: the parameter, or -1
    std::vector<std::pair<std::size_t, std::size_t>> loadings_;
    std::vector<std::pair<std::size_t, std::size_t>> correlations_;
};

}  // namespace minka::stats
