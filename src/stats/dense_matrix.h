#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace minka::stats {

/// A small matrix, row after row. For a handful of rows and columns; large systems have their own storage.
class DenseMatrix {
public:
    DenseMatrix() = default;
    DenseMatrix(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), values_(rows * columns) {}

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    double& operator()(std::size_t row, std::size_t column) { return values_[row * columns_ + column]; }
    double operator()(std::size_t row, std::size_t column) const { return values_[row * columns_ + column]; }
    std::span<double> row(std::size_t index) { return std::span(values_).subspan(index * columns_, columns_); }
    std::span<const double> row(std::size_t index) const {
        return std::span(values_).subspan(index * columns_, columns_);
    }
    std::span<double> values() { return values_; }
    std::span<const double> values() const { return values_; }

    friend bool operator==(const DenseMatrix&, const DenseMatrix&) = default;

private:
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<double> values_;
};

DenseMatrix multiply(const DenseMatrix& left, const DenseMatrix& right);
DenseMatrix transpose(const DenseMatrix& matrix);

/// Replaces the lower triangle of a symmetric matrix by its Cholesky factor (the upper triangle is not read) and clears
/// the upper one. False, with the matrix spoilt, when a pivot is not above `tolerance` times its diagonal element.
bool factor_cholesky(DenseMatrix& matrix, double tolerance = 0);

/// x with L L' x = right, in place of `right`; `factor` is lower triangular.
void solve_cholesky(const DenseMatrix& factor, std::span<double> right);

/// (L L')^-1, both triangles.
DenseMatrix inverse_from_cholesky(const DenseMatrix& factor);

/// Eigenvalues, ascending, and eigenvectors (column k belongs to value k) of a symmetric matrix, by Jacobi's rotations.
/// Source: Golub, G. H. & Van Loan, C. F. (2013). Matrix Computations, 4th ed., section 8.5.
struct SymmetricEigen {
    std::vector<double> values;
    DenseMatrix vectors;
};
SymmetricEigen symmetric_eigen(DenseMatrix matrix);

}  // namespace minka::stats
