#pragma once

#include <cstddef>
#include <vector>

namespace minka::stats {

/// A symmetric positive definite matrix, row by row, in Cholesky's form, for sizes of some hundreds.
class CholeskyFactor {
public:
    /// `is_positive` is false when a pivot is below 1e-12 of its diagonal entry: the rest is then not defined.
    CholeskyFactor(std::vector<double> matrix, std::size_t size);

    bool is_positive() const { return is_positive_; }
    std::size_t size() const { return size_; }
    /// Replaces b by the solution of A x = b.
    void solve(double* b) const;
    std::vector<double> inverse() const;

private:
    std::vector<double> factor_;
    std::size_t size_;
    bool is_positive_ = true;
};

}  // namespace minka::stats
