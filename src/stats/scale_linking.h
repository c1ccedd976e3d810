#pragma once

#include "base/result.h"
#include "stats/item_response.h"
#include "stats/posterior_kernel.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace minka::stats {

/// How a new calibration's theta becomes that of an older one: slope theta + shift.
struct ScaleLink {
    double slope = 1;
    double shift = 0;
};

/// The same item on the older scale: equal probabilities at slope theta + shift.
ResponseItem linked(const ResponseItem& item, const ScaleLink& link);
PersonScore linked(const PersonScore& score, const ScaleLink& link);
/// Items, groups and their errors on the older scale; the link's own error is not in them.
ResponseFit linked(const ResponseFit& fit, const ScaleLink& link);

enum class LinkMethod : std::uint8_t { stocking_lord, haebara, mean_sigma };
std::string_view to_string(LinkMethod method);

/// An item of both calibrations.
struct AnchorItem {
    ResponseItem before;
    ResponseItem now;
};

struct LinkOptions {
    LinkMethod method = LinkMethod::stocking_lord;
    double drift_limit = 0.05;      ///< of an anchor's range, by which its expected answers may differ
    std::size_t least_anchors = 3;  ///< that have to be left
};

struct AnchorDrift {
    double difference = 0;  ///< root mean square of expected answers, after linking, as a share of the item's range
    double robust_z = 0;    ///< of its location among the anchors; 0 when their locations shift alike
    bool is_kept = true;
};

struct LinkStudy {
    ScaleLink link;
    double slope_error = 0;  ///< from leaving out each anchor in turn: how far the choice of anchors matters
    double shift_error = 0;
    std::vector<AnchorDrift> anchors;  ///< as they were given, judged by the final link
    std::size_t kept = 0;
    bool is_settled = true;  ///< false: an anchor that drifts was kept, lest too few be left
};

/// Puts a new calibration on the scale of an older one by the items that both have. The anchor that differs most beyond
/// the limit is dropped and the rest linked again, until none does. What the change of people is called depends on
/// which anchors are trusted, so every report of it names those that were dropped.
///
/// Mean-sigma: the thresholds' mean and deviation agree. Haebara: the least sum of squared differences of category
/// probabilities. Stocking-Lord: of expected totals. Both sum over a standard normal theta of either calibration, so
/// that linking backwards is the inverse.
///
/// Problems: `invalid_input` for fewer anchors than `least_anchors` (itself at least 2), options out of range, anchors
/// of different models or categories, slopes that are not above 0, or thresholds without variance (mean-sigma, the
/// start of the others: all anchors equally hard).
///
/// Sources: Marco, G. L. (1977). Journal of Educational Measurement 14(2), 139-160; Haebara, T. (1980). Equating
/// logistic ability scales by a weighted least squares method. Japanese Psychological Research 22(3), 144-149;
/// Stocking, M. L. & Lord, F. M. (1983). Developing a common metric in item response theory. Applied Psychological
/// Measurement 7(2), 201-210; both ways: Kolen, M. J. & Brennan, R. L. (2014). Test equating, scaling, and linking, 3rd
/// ed., section 6.3; robust z: Huynh, H. & Meyer, P. (2010). Use of robust z in detecting unstable items in item
/// response theory models. Practical Assessment, Research & Evaluation 15, article 2.
Result<LinkStudy> link_scales(std::span<const AnchorItem> anchors, const LinkOptions& options = {});

}  // namespace minka::stats
