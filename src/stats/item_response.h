#pragma once

#include "base/result.h"
#include "stats/dense_matrix.h"
#include "stats/item_model.h"
#include "stats/response_patterns.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

enum class ParameterErrors : std::uint8_t { none, observed };

struct ResponseOptions {
    ItemModel model = ItemModel::graded;
    std::size_t node_count = 61;              ///< of theta, equally spaced over -reach .. reach, 11 to 512
    double reach = 6;                         ///< at most 50
    double tolerance = 5e-6;                  ///< the search ends when its next step changes no parameter by more
    int most_passes = 500;                    ///< over the patterns of answers
    std::vector<std::uint32_t> free_items{};  ///< with several groups: items of which each has its own parameters
    ParameterErrors errors = ParameterErrors::none;
    unsigned threads = 1;  ///< the result does not depend on them
};

/// Theta of a group, normal; the first has mean 0 and deviation 1, the others are estimated beside the items that all
/// share.
struct LatentGroup {
    double mean = 0;
    double deviation = 1;
    double mean_error = 0;  ///< 0 for the first group, and where no errors were asked for
    double deviation_error = 0;
    double weight = 0;  ///< of its rows with an answer
};

/// An item's parameters and their covariances: slope first, then the intercepts; empty where no errors were asked for.
struct CalibratedItem {
    ResponseItem item;
    DenseMatrix covariance{};

    double slope_error() const;
    /// By the delta method.
    double threshold_error(std::size_t k) const;
};

struct ResponseFit {
    std::vector<CalibratedItem> items;  ///< shared ones once, those of a group of its own once a group
    std::vector<std::uint32_t> places;  ///< groups x items: where in `items`
    std::vector<LatentGroup> groups;
    double log_likelihood = 0;
    std::size_t parameter_count = 0;
    int passes = 0;  ///< over the patterns of answers
    bool has_converged = false;
    bool has_errors = false;        ///< asked for, and the place is a maximum
    std::size_t pattern_count = 0;  ///< distinct rows
    std::size_t row_count = 0;      ///< rows with at least one answer
    double weight = 0;              ///< of these rows
    ResponseOptions options;

    std::size_t item_count() const { return groups.empty() ? 0 : places.size() / groups.size(); }
    const CalibratedItem& item(std::size_t index, std::size_t group = 0) const {
        return items[places[group * item_count() + index]];
    }
    double aic() const { return 2 * static_cast<double>(parameter_count) - 2 * log_likelihood; }
    double bic() const;  ///< with the weight as number of people
};

/// An item response model by marginal maximum likelihood, theta normal on equally spaced nodes (weights proportional to
/// the density). Above 16,000 distinct rows the search starts on every k-th. The sign of theta is chosen so that slopes
/// sum to no less than 0. A fit that has not converged is returned and says so: parameters that run away (an item that
/// is answered perfectly alike) have no finite maximum.
///
/// Standard errors: from the observed information, whose rows are differences of the exact gradient at the maximum.
///
/// Problems: `invalid_input` as check_responses; options out of range; a free item that is none, or without groups; no
/// item that all groups share; no answers at all, or none in a group; a category that nobody chose ("item 3, category
/// 0": join it with its neighbour).
///
/// Sources: Bock, R. D. & Aitkin, M. (1981). Marginal maximum likelihood estimation of item parameters. Psychometrika
/// 46(4), 443-459; several groups: Bock, R. D. & Zimowski, M. F. (1997). Multiple group IRT. In van der Linden &
/// Hambleton, Handbook of modern item response theory, 433-448; errors: Oakes, D. (1999). Direct calculation of the
/// information matrix via the EM algorithm. Journal of the Royal Statistical Society B 61(2), 479-482, whose second
/// derivative is the one differenced here.
Result<ResponseFit> fit_item_response(const ResponseData& data, const ResponseOptions& options = {});

/// The same for rows that are collapsed and checked already, from the neighbourhood of another fit of the same model
/// and rows (nullptr: from the data), for series of fits that differ in their free items.
Result<ResponseFit> fit_patterns(const ResponsePatterns& patterns, const ResponseData& data,
                                 const ResponseOptions& options, const ResponseFit* start);

}  // namespace minka::stats
