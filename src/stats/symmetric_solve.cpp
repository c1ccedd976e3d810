#include "stats/symmetric_solve.h"

#include <cmath>

namespace minka::stats {

CholeskyFactor::CholeskyFactor(std::vector<double> matrix, std::size_t size) : factor_(std::move(matrix)), size_(size) {
    for (std::size_t i = 0; i < size_; ++i) {
        const double diagonal = factor_[i * size_ + i];
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = factor_[i * size_ + j];
            for (std::size_t k = 0; k < j; ++k) {
                sum -= factor_[i * size_ + k] * factor_[j * size_ + k];
            }
            if (j < i) {
                factor_[i * size_ + j] = sum / factor_[j * size_ + j];
            } else if (sum > 1e-12 * diagonal) {
                factor_[i * size_ + i] = std::sqrt(sum);
            } else {
                is_positive_ = false;
                return;
            }
        }
    }
}

void CholeskyFactor::solve(double* b) const {
    for (std::size_t i = 0; i < size_; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            b[i] -= factor_[i * size_ + k] * b[k];
        }
        b[i] /= factor_[i * size_ + i];
    }
    for (std::size_t i = size_; i-- > 0;) {
        for (std::size_t k = i + 1; k < size_; ++k) {
            b[i] -= factor_[k * size_ + i] * b[k];
        }
        b[i] /= factor_[i * size_ + i];
    }
}

std::vector<double> CholeskyFactor::inverse() const {
    std::vector<double> inverse(size_ * size_, 0);
    for (std::size_t i = 0; i < size_; ++i) {
        inverse[i * size_ + i] = 1;
        solve(inverse.data() + i * size_);
    }
    return inverse;
}

}  // namespace minka::stats
