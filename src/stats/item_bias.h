#pragma once

#include "stats/item_response.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::stats {

/// How much of a difference is one.
enum class BiasSize : std::uint8_t { negligible, small, moderate, large };
std::string_view to_string(BiasSize size);

struct BiasOptions {
    ResponseOptions response{};            ///< its free items are those of the comparison and are not read
    std::vector<std::uint32_t> anchors{};  ///< items that groups share; empty: all but the one in question
    bool is_purified = false;  ///< items found at `level` are set free and the others asked again, until none changes
    double level = 0.05;
};

/// Does an item work alike in all groups for people of equal theta? Twice the log-likelihood that its own parameters in
/// each group add.
struct LikelihoodRatioBias {
    double chi_square = 0;
    double degrees = 0;
    double p = 1;
    double adjusted_p = 1;           ///< Benjamini & Hochberg over the items
    double signed_difference = 0;    ///< in points of the answer, over the people of the group that differs most
    double unsigned_difference = 0;  ///< the same without letting the ends of theta make up for each other
    double standardised = 0;         ///< signed, in deviations of the expected answers
    BiasSize size = BiasSize::negligible;
    std::uint32_t group = 1;  ///< that group
};

struct ItemBias {
    std::optional<LikelihoodRatioBias> ratio;
    std::string reason{};  ///< why there is none: a group that left a category unused, or a fit without a maximum
};

struct BiasStudy {
    std::vector<ItemBias> items;      ///< in the order of the items; an anchor that was named has none, with a reason
    std::vector<std::uint32_t> free;  ///< the items that were free beside each one in the last round
    int rounds = 1;
    bool has_settled = true;  ///< false when purification ended at its tenth round
    ResponseFit fit;          ///< with these items free
};

/// Sizes by the standardised difference: negligible below .2, small below .5, moderate below .8, large.
///
/// Problems: as fit_item_response; fewer than two groups; an anchor that is none; a level outside (0, 1).
///
/// Sources: Thissen, D., Steinberg, L. & Wainer, H. (1993). Detection of differential item functioning using the
/// parameters of item response models. In Holland & Wainer, Differential item functioning, 67-113; differences: Meade,
/// A. W. (2010). A taxonomy of effect size measures for the differential functioning of items and scales. Journal of
/// Applied Psychology 95(4), 728-743 (SIDS, UIDS, ESSD); bounds: Cohen, J. (1988), as Meade suggests.
Result<BiasStudy> study_item_bias(const ResponseData& data, const BiasOptions& options = {});

/// The same question to ordinal logistic regressions on a matching score: by group (uniform) and by its product with
/// the score (not uniform), tested together.
struct LogisticBias {
    double chi_square = 0;  ///< on 2 (groups - 1) degrees
    double degrees = 0;
    double p = 1;
    double adjusted_p = 1;
    double uniform_chi_square = 0;  ///< on groups - 1
    double uniform_p = 1;
    double crossing_p = 1;  ///< of the products beside the groups
    double explained = 0;   ///< change of Nagelkerke's R2
    double uniform_explained = 0;
    BiasSize size = BiasSize::negligible;
};

struct ItemLogisticBias {
    std::optional<LogisticBias> logistic;
    std::string reason{};
};

/// `matching` is one number a row (a sum of answers, or a theta); rows in which it is NaN are left out. Sizes: moderate
/// from a change of .035, large from .070, negligible when p is above .05.
///
/// Problems: as check_responses; fewer than two groups; a matching of another length, or constant.
///
/// Sources: Swaminathan, H. & Rogers, H. J. (1990). Detecting differential item functioning using logistic regression
/// procedures. Journal of Educational Measurement 27(4), 361-370; Zumbo, B. D. (1999). A handbook on the theory and
/// methods of differential item functioning, ordinal form; bounds: Jodoin, M. G. & Gierl, M. J. (2001). Evaluating type
/// I error and power rates using an effect size measure. Applied Measurement in Education 14(4), 329-349.
Result<std::vector<ItemLogisticBias>> study_logistic_bias(const ResponseData& data, std::span<const double> matching);

}  // namespace minka::stats
