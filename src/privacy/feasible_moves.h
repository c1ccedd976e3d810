#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace minka::privacy {

/// One row of a homogeneous system: the variables and their coefficients, summing to 0.
using MoveRow = std::vector<std::pair<std::size_t, double>>;

/// The moves y away from a known solution that keep a linear system solved: A y = 0, least <= y <= most, where
/// least <= 0 <= most and all are finite. Visits vertices by the primal simplex method with bounded variables, starting
/// at y = 0, so that there is no first phase.
///
/// Dense; made for up to some hundred variables. Entering variable by the largest reduced cost, by the lowest index
/// once steps are degenerate (Bland), so that it ends and does so alike everywhere.
///
/// Source: Dantzig, G. B. (1963). Linear Programming and Extensions, chapter 18 (upper bounds). Bland, R. G. (1977).
/// New finite pivoting rules for the simplex method. Mathematics of Operations Research 2(2), 103-107.
class FeasibleMoves {
public:
    FeasibleMoves(const std::vector<MoveRow>& rows, std::vector<double> least, std::vector<double> most);

    /// Is shown each vertex on the way; answers whether that is enough.
    using Visitor = std::function<bool(std::span<const double>)>;

    /// Drives `sign` * y[variable] up from where the last call ended, until `visitor` has enough or no move is left.
    void drive(std::size_t variable, double sign, const Visitor& visitor);

private:
    struct Step {
        std::size_t entering = 0;
        double direction = 0;
        double length = 0;
        std::size_t leaving_row = 0;  ///< rows_ when the entering variable meets its own bound first.
        bool to_most = false;         ///< Which bound the leaving variable meets.
    };

    void eliminate();
    bool choose_entering(std::size_t variable, double sign, bool lowest_index, Step& step) const;
    void measure(Step& step) const;
    void take(const Step& step);
    void pivot(std::size_t row, std::size_t column);
    double& at(std::size_t row, std::size_t column) { return table_[row * count_ + column]; }
    double at(std::size_t row, std::size_t column) const { return table_[row * count_ + column]; }

    std::size_t rows_ = 0;
    std::size_t count_ = 0;
    std::vector<double> table_;
    std::vector<double> least_;
    std::vector<double> most_;
    std::vector<double> now_;
    std::vector<std::size_t> basic_;   ///< The variable of each row.
    std::vector<std::size_t> filled_;  ///< Columns of a pivot row that are not zero.
    std::vector<std::size_t> row_of_;  ///< The row of a basic variable, rows_ for others.
};

}  // namespace minka::privacy
