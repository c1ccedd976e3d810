#include "stats/dense_matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::stats {

DenseMatrix multiply(const DenseMatrix& left, const DenseMatrix& right) {
    DenseMatrix product(left.rows(), right.columns());
    for (std::size_t i = 0; i < left.rows(); ++i) {
        for (std::size_t k = 0; k < left.columns(); ++k) {
            const double factor = left(i, k);
            for (std::size_t j = 0; j < right.columns(); ++j) {
                product(i, j) += factor * right(k, j);
            }
        }
    }
    return product;
}

DenseMatrix transpose(const DenseMatrix& matrix) {
    DenseMatrix turned(matrix.columns(), matrix.rows());
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
        for (std::size_t j = 0; j < matrix.columns(); ++j) {
            turned(j, i) = matrix(i, j);
        }
    }
    return turned;
}

bool factor_cholesky(DenseMatrix& matrix, double tolerance) {
    const std::size_t n = matrix.rows();
    for (std::size_t j = 0; j < n; ++j) {
        const double diagonal = matrix(j, j);
        double pivot = diagonal;
        for (std::size_t k = 0; k < j; ++k) {
            pivot -= matrix(j, k) * matrix(j, k);
        }
        if (!(pivot > tolerance * std::abs(diagonal)) || !std::isfinite(pivot)) {
            return false;
        }
        matrix(j, j) = std::sqrt(pivot);
        for (std::size_t i = j + 1; i < n; ++i) {
            double sum = matrix(i, j);
            for (std::size_t k = 0; k < j; ++k) {
                sum -= matrix(i, k) * matrix(j, k);
            }
            matrix(i, j) = sum / matrix(j, j);
        }
        for (std::size_t i = 0; i < j; ++i) {
            matrix(i, j) = 0;
        }
    }
    return true;
}

void solve_cholesky(const DenseMatrix& factor, std::span<double> right) {
    const std::size_t n = factor.rows();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            right[i] -= factor(i, k) * right[k];
        }
        right[i] /= factor(i, i);
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) {
            right[i] -= factor(k, i) * right[k];
        }
        right[i] /= factor(i, i);
    }
}

DenseMatrix inverse_from_cholesky(const DenseMatrix& factor) {
    const std::size_t n = factor.rows();
    DenseMatrix inverse(n, n);
    std::vector<double> column(n);
    for (std::size_t j = 0; j < n; ++j) {
        std::ranges::fill(column, 0.0);
        column[j] = 1;
        solve_cholesky(factor, column);
        for (std::size_t i = 0; i < n; ++i) {
            inverse(i, j) = column[i];
        }
    }
    return inverse;
}

namespace {

/// One rotation that clears element (p, q).
void rotate(DenseMatrix& a, DenseMatrix& vectors, std::size_t p, std::size_t q) {
    const double ratio = (a(q, q) - a(p, p)) / (2 * a(p, q));
    const double tangent = (ratio >= 0 ? 1 : -1) / (std::abs(ratio) + std::hypot(1.0, ratio));
    const double cosine = 1 / std::hypot(1.0, tangent);
    const double sine = tangent * cosine;
    for (std::size_t k = 0; k < a.rows(); ++k) {
        const double left = a(k, p);
        const double right = a(k, q);
        a(k, p) = cosine * left - sine * right;
        a(k, q) = sine * left + cosine * right;
    }
    for (std::size_t k = 0; k < a.rows(); ++k) {
        const double left = a(p, k);
        const double right = a(q, k);
        a(p, k) = cosine * left - sine * right;
        a(q, k) = sine * left + cosine * right;
        const double first = vectors(k, p);
        const double second = vectors(k, q);
        vectors(k, p) = cosine * first - sine * second;
        vectors(k, q) = sine * first + cosine * second;
    }
}

}  // namespace

SymmetricEigen symmetric_eigen(DenseMatrix a) {
    const std::size_t n = a.rows();
    DenseMatrix vectors(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        vectors(i, i) = 1;
    }
    for (int sweep = 0; sweep < 60; ++sweep) {
        bool is_diagonal = true;
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                if (std::abs(a(p, q)) > 1e-17 * std::sqrt(std::abs(a(p, p) * a(q, q))) && std::abs(a(p, q)) > 1e-300) {
                    rotate(a, vectors, p, q);
                    is_diagonal = false;
                }
            }
        }
        if (is_diagonal) {
            break;
        }
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t k) { return a(k, k); });
    SymmetricEigen result{std::vector<double>(n), DenseMatrix(n, n)};
    for (std::size_t k = 0; k < n; ++k) {
        result.values[k] = a(order[k], order[k]);
        for (std::size_t i = 0; i < n; ++i) {
            result.vectors(i, k) = vectors(i, order[k]);
        }
    }
    return result;
}

}  // namespace minka::stats
