#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace minka::stats {

/// How the categories of an item depend on theta.
/// * `graded`: P(X >= k) = 1 / (1 + exp(-(a theta + d_k))), Samejima (1969); with two categories the 2PL.
/// * `generalised_partial_credit`: P(X = k) proportional to exp(k a theta + d_k), d_0 = 0, Muraki (1992).
/// * `partial_credit`: the same with one slope for all items, Masters (1982). A slope of a with theta of variance 1 is
///   a slope of 1 with theta of variance a^2.
/// * `rating_scale`: partial credit whose steps lie alike around each item, d_ik = k c_i + t_k, Andrich (1978); items
///   with equally many categories share their t.
enum class ItemModel : std::uint8_t { graded, generalised_partial_credit, partial_credit, rating_scale };

std::string_view to_string(ItemModel model);

/// One item as it was calibrated.
struct ResponseItem {
    ItemModel model = ItemModel::graded;
    double slope = 1;
    std::vector<double> intercepts{};  ///< d_1 .. d_(categories - 1); falling in the graded model

    std::size_t categories() const { return intercepts.size() + 1; }
    /// Graded: where P(X >= k + 1) is one half; else where categories k and k + 1 are equally probable. Infinite at a
    /// slope of 0.
    double threshold(std::size_t k) const;
    /// The mean of the thresholds.
    double location() const;

    friend bool operator==(const ResponseItem&, const ResponseItem&) = default;
};

/// Of each category at one theta: its probability and that one's first two derivatives.
struct CategoryCurves {
    std::vector<double> probability;
    std::vector<double> first;
    std::vector<double> second;
};

/// Fills `curves`, whose vectors are resized; probabilities are at least 1e-30.
void category_curves(const ResponseItem& item, double theta, CategoryCurves& curves);

/// The expected answer, 0 .. categories - 1.
double expected_answer(const ResponseItem& item, double theta);

/// Fisher's information about theta, sum over categories of P'^2 / P.
double item_information(const ResponseItem& item, double theta);

// The parts of a search. An item's own parameters are its slope and intercepts, one number a category.

/// Probabilities at the nodes: row k, of `width` numbers, holds category k; those beyond the nodes are left.
void fill_category_rows(ItemModel model, std::span<const double> own, std::span<const double> nodes, std::size_t width,
                        std::span<double> rows);

/// Adds gradient (categories) and expected information (categories x categories, lower triangle) of the expected
/// log-likelihood for `expected` people (shaped as the rows).
void add_item_scores(ItemModel model, std::span<const double> nodes, std::size_t width, std::span<const double> rows,
                     std::span<const double> expected, std::span<double> gradient, std::span<double> information);

/// Finite, below 10,000, and the intercepts of the graded model falling.
bool is_proper_item(ItemModel model, std::span<const double> own);

}  // namespace minka::stats
