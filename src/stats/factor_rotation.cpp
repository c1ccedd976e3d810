#include "stats/factor_rotation.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace minka::stats {
namespace {

constexpr int most_sweeps = 1000;
constexpr int most_steps = 5000;
constexpr int random_starts = 8;

DenseMatrix identity(std::size_t size) {
    DenseMatrix matrix(size, size);
    for (std::size_t i = 0; i < size; ++i) {
        matrix(i, i) = 1;
    }
    return matrix;
}

/// By Gauss and Jordan with row exchanges; nothing when the matrix has no inverse to speak of.
std::optional<DenseMatrix> inverse_of(DenseMatrix matrix) {
    const std::size_t n = matrix.rows();
    auto inverse = identity(n);
    for (std::size_t column = 0; column < n; ++column) {
        std::size_t pivot = column;
        for (std::size_t row = column + 1; row < n; ++row) {
            pivot = std::abs(matrix(row, column)) > std::abs(matrix(pivot, column)) ? row : pivot;
        }
        if (std::abs(matrix(pivot, column)) < 1e-10) {
            return {};
        }
        for (std::size_t k = 0; k < n; ++k) {
            std::swap(matrix(pivot, k), matrix(column, k));
            std::swap(inverse(pivot, k), inverse(column, k));
        }
        const double scale = 1 / matrix(column, column);
        for (std::size_t k = 0; k < n; ++k) {
            matrix(column, k) *= scale;
            inverse(column, k) *= scale;
        }
        for (std::size_t row = 0; row < n; ++row) {
            const double factor = matrix(row, column);
            for (std::size_t k = 0; k < n && row != column; ++k) {
                matrix(row, k) -= factor * matrix(column, k);
                inverse(row, k) -= factor * inverse(column, k);
            }
        }
    }
    return inverse;
}

/// The angle in the plane of two columns that makes their squared loadings vary most.
double varimax_angle(const DenseMatrix& loadings, std::size_t x, std::size_t y) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (std::size_t item = 0; item < loadings.rows(); ++item) {
        const double u = loadings(item, x) * loadings(item, x) - loadings(item, y) * loadings(item, y);
        const double v = 2 * loadings(item, x) * loadings(item, y);
        a += u;
        b += v;
        c += u * u - v * v;
        d += 2 * u * v;
    }
    const auto items = static_cast<double>(loadings.rows());
    return std::atan2(d - 2 * a * b / items, c - (a * a - b * b) / items) / 4;
}

DenseMatrix varimax(const DenseMatrix& unrotated) {
    auto loadings = unrotated;
    std::vector<double> lengths;
    for (std::size_t item = 0; item < loadings.rows(); ++item) {
        const auto row = loadings.row(item);
        const double length = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
        lengths.push_back(length);
        for (auto& loading : row) {
            loading = length > 0 ? loading / length : 0;
        }
    }
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
        double largest = 0;
        for (std::size_t x = 0; x + 1 < loadings.columns(); ++x) {
            for (std::size_t y = x + 1; y < loadings.columns(); ++y) {
                const double angle = varimax_angle(loadings, x, y);
                largest = std::max(largest, std::abs(angle));
                for (std::size_t item = 0; item < loadings.rows(); ++item) {
                    const double first = loadings(item, x);
                    const double second = loadings(item, y);
                    loadings(item, x) = std::cos(angle) * first + std::sin(angle) * second;
                    loadings(item, y) = std::cos(angle) * second - std::sin(angle) * first;
                }
            }
        }
        if (largest < 1e-10) {
            break;
        }
    }
    for (std::size_t item = 0; item < loadings.rows(); ++item) {
        for (auto& loading : loadings.row(item)) {
            loading *= lengths[item];
        }
    }
    return loadings;
}

/// Loadings A (T')⁻¹ with factors' correlations T'T, and how far the loadings are from simple.
struct Oblique {
    DenseMatrix turn;
    DenseMatrix inverse;
    DenseMatrix loadings;
    double criterion = 0;
};

std::optional<Oblique> turned(const DenseMatrix& unrotated, DenseMatrix turn) {
    auto inverse = inverse_of(turn);
    if (!inverse) {
        return {};
    }
    Oblique state{std::move(turn), *std::move(inverse), {}, 0};
    state.loadings = multiply(unrotated, transpose(state.inverse));
    for (std::size_t item = 0; item < unrotated.rows(); ++item) {
        double sum = 0;
        double squares = 0;
        for (const double loading : state.loadings.row(item)) {
            sum += loading * loading;
            squares += loading * loading * loading * loading;
        }
        state.criterion += (sum * sum - squares) / 4;
    }
    return state;
}

/// How the criterion changes with the turn, without what would only lengthen its columns.
DenseMatrix projected_gradient(const Oblique& state) {
    DenseMatrix slopes(state.loadings.rows(), state.loadings.columns());
    for (std::size_t item = 0; item < slopes.rows(); ++item) {
        double sum = 0;
        for (const double loading : state.loadings.row(item)) {
            sum += loading * loading;
        }
        for (std::size_t f = 0; f < slopes.columns(); ++f) {
            const double loading = state.loadings(item, f);
            slopes(item, f) = loading * (sum - loading * loading);
        }
    }
    auto gradient = transpose(multiply(multiply(transpose(state.loadings), slopes), state.inverse));
    for (std::size_t f = 0; f < gradient.columns(); ++f) {
        double along = 0;
        for (std::size_t row = 0; row < gradient.rows(); ++row) {
            gradient(row, f) = -gradient(row, f);
            along += gradient(row, f) * state.turn(row, f);
        }
        for (std::size_t row = 0; row < gradient.rows(); ++row) {
            gradient(row, f) -= along * state.turn(row, f);
        }
    }
    return gradient;
}

/// The turn less a step along the gradient, its columns brought back to length 1.
DenseMatrix stepped(const DenseMatrix& turn, const DenseMatrix& gradient, double step) {
    auto next = turn;
    for (std::size_t f = 0; f < turn.columns(); ++f) {
        double squares = 0;
        for (std::size_t row = 0; row < turn.rows(); ++row) {
            next(row, f) -= step * gradient(row, f);
            squares += next(row, f) * next(row, f);
        }
        for (std::size_t row = 0; row < turn.rows(); ++row) {
            next(row, f) /= std::sqrt(squares);
        }
    }
    return next;
}

std::optional<Oblique> oblimin_from(const DenseMatrix& unrotated, DenseMatrix start) {
    auto state = turned(unrotated, std::move(start));
    double step = 1;
    for (int iteration = 0; state && iteration < most_steps; ++iteration) {
        const auto gradient = projected_gradient(*state);
        const auto values = gradient.values();
        const double squares = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
        if (squares < 1e-18) {
            break;
        }
        step *= 2;
        std::optional<Oblique> next;
        for (int halving = 0; halving < 40; ++halving, step /= 2) {
            next = turned(unrotated, stepped(state->turn, gradient, step));
            if (next && next->criterion < state->criterion - 0.5 * squares * step) {
                break;
            }
        }
        if (!next || next->criterion >= state->criterion) {
            break;  // as far down as rounding lets it go
        }
        state = std::move(next);
    }
    return state;
}

/// The turn that makes `rotated` of `unrotated` when they differ by one: least squares.
std::optional<DenseMatrix> turn_to(const DenseMatrix& unrotated, const DenseMatrix& rotated) {
    const auto inverse = inverse_of(multiply(transpose(unrotated), unrotated));
    return inverse ? std::optional(multiply(*inverse, multiply(transpose(unrotated), rotated))) : std::nullopt;
}

DenseMatrix random_turn(std::size_t size, SeededRandom& random) {
    DenseMatrix turn(size, size);
    for (std::size_t f = 0; f < size; ++f) {
        for (std::size_t row = 0; row < size; ++row) {
            turn(row, f) = random.normal();
        }
        for (std::size_t before = 0; before < f; ++before) {
            double along = 0;
            for (std::size_t row = 0; row < size; ++row) {
                along += turn(row, f) * turn(row, before);
            }
            for (std::size_t row = 0; row < size; ++row) {
                turn(row, f) -= along * turn(row, before);
            }
        }
        double squares = 0;
        for (std::size_t row = 0; row < size; ++row) {
            squares += turn(row, f) * turn(row, f);
        }
        for (std::size_t row = 0; row < size; ++row) {
            turn(row, f) /= std::sqrt(squares);
        }
    }
    return turn;
}

std::optional<Oblique> oblimin(const DenseMatrix& unrotated, std::uint64_t seed) {
    const std::size_t factors = unrotated.columns();
    std::vector<DenseMatrix> starts{identity(factors)};
    if (auto simple = turn_to(unrotated, varimax(unrotated))) {
        starts.push_back(*std::move(simple));
    }
    SeededRandom random(seed);
    for (int start = 0; start < random_starts; ++start) {
        starts.push_back(random_turn(factors, random));
    }
    std::optional<Oblique> best;
    for (auto& start : starts) {
        auto state = oblimin_from(unrotated, std::move(start));
        if (state && (!best || state->criterion < best->criterion - 1e-9)) {
            best = std::move(state);
        }
    }
    return best;
}

std::optional<RotatedFactors> promax(const DenseMatrix& unrotated) {
    const auto simple = varimax(unrotated);
    auto target = simple;
    for (auto& loading : target.values()) {
        loading *= std::abs(loading * loading * loading);
    }
    auto turn = turn_to(simple, target);
    const auto spread = turn ? inverse_of(multiply(transpose(*turn), *turn)) : std::nullopt;
    if (!spread) {
        return {};
    }
    for (std::size_t f = 0; f < turn->columns(); ++f) {
        for (std::size_t row = 0; row < turn->rows(); ++row) {
            (*turn)(row, f) *= std::sqrt((*spread)(f, f));
        }
    }
    const auto inverse = inverse_of(*turn);
    if (!inverse) {
        return {};
    }
    return RotatedFactors{multiply(simple, *turn), multiply(*inverse, transpose(*inverse)), {}, 0};
}

/// Orders factors by what they explain and turns them to the positive side.
void settle(RotatedFactors& rotated) {
    const std::size_t factors = rotated.loadings.columns();
    const auto structure = multiply(rotated.loadings, rotated.correlations);
    std::vector<double> explained(factors, 0);
    std::vector<double> signs(factors, 0);
    for (std::size_t item = 0; item < structure.rows(); ++item) {
        for (std::size_t f = 0; f < factors; ++f) {
            explained[f] += rotated.loadings(item, f) * structure(item, f);
            signs[f] += rotated.loadings(item, f);
        }
    }
    std::vector<std::size_t> order(factors);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(
        order, [&](auto a, auto b) { return explained[a] != explained[b] ? explained[a] > explained[b] : a < b; });
    const auto sign = [&](std::size_t f) { return signs[f] < 0 ? -1.0 : 1.0; };
    const auto before = rotated;
    rotated.explained.clear();
    for (std::size_t f = 0; f < factors; ++f) {
        rotated.explained.push_back(explained[order[f]]);
        for (std::size_t item = 0; item < structure.rows(); ++item) {
            rotated.loadings(item, f) = sign(order[f]) * before.loadings(item, order[f]);
        }
        for (std::size_t g = 0; g < factors; ++g) {
            rotated.correlations(f, g) = sign(order[f]) * sign(order[g]) * before.correlations(order[f], order[g]);
        }
    }
}

}  // namespace

Result<RotatedFactors> rotate_factors(const DenseMatrix& unrotated, FactorRotation rotation, std::uint64_t seed) {
    const std::size_t factors = unrotated.columns();
    if (factors == 0 || factors > unrotated.rows()) {
        return invalid("A rotation takes at least one factor, and no more than there are items.", "factors");
    }
    if (!std::ranges::all_of(unrotated.values(), [](double loading) { return std::isfinite(loading); })) {
        return invalid("A loading is not a number.", "loadings");
    }
    RotatedFactors rotated{unrotated, identity(factors), {}, 0};
    const bool is_turned = factors > 1 && rotation != FactorRotation::none;
    if (is_turned && rotation == FactorRotation::varimax) {
        rotated.loadings = varimax(unrotated);
    } else if (is_turned) {
        std::optional<RotatedFactors> oblique;
        if (rotation == FactorRotation::promax) {
            oblique = promax(unrotated);
        } else if (const auto state = oblimin(unrotated, seed)) {
            oblique =
                RotatedFactors{state->loadings, multiply(transpose(state->turn), state->turn), {}, state->criterion};
        }
        if (!oblique) {
            return invalid("Two factors become one in this rotation; take fewer factors.", "rotation");
        }
        rotated = *std::move(oblique);
    }
    settle(rotated);
    return rotated;
}

}  // namespace minka::stats
