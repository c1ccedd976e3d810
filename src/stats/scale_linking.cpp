#include "stats/scale_linking.h"

#include "stats/bundle_table.h"
#include "stats/quasi_newton.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace minka::stats {
namespace {

constexpr std::size_t node_count = 41;
constexpr double reach = 4;

using Anchors = std::vector<const AnchorItem*>;

ScaleLink inverse_of(const ScaleLink& link) { return {1 / link.slope, -link.shift / link.slope}; }

/// The thresholds of either side, one after another.
struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments threshold_moments(const Anchors& anchors, ResponseItem AnchorItem::* side) {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (const auto* anchor : anchors) {
        const auto& item = anchor->*side;
        for (std::size_t k = 0; k < item.intercepts.size(); ++k) {
            ++count;
            sum += item.threshold(k);
        }
    }
    for (const auto* anchor : anchors) {
        const auto& item = anchor->*side;
        for (std::size_t k = 0; k < item.intercepts.size(); ++k) {
            squares += (item.threshold(k) - sum / count) * (item.threshold(k) - sum / count);
        }
    }
    return {sum / count, std::sqrt(squares / count)};
}

ScaleLink mean_sigma(const Anchors& anchors) {
    const auto before = threshold_moments(anchors, &AnchorItem::before);
    const auto now = threshold_moments(anchors, &AnchorItem::now);
    const double slope = before.deviation / now.deviation;
    return {slope, before.mean - slope * now.mean};
}

/// Sum of squared differences over a standard normal theta on the scale of `from`, whose other side is moved there.
double distance(const Anchors& anchors, ResponseItem AnchorItem::* from, ResponseItem AnchorItem::* other,
                const ScaleLink& link, LinkMethod method) {
    const NodeGrid grid(node_count, reach);
    std::vector<double> weights(node_count);
    fill_normal_weights(grid.nodes(), 0, 1, weights);
    CategoryCurves here;
    CategoryCurves there;
    double sum = 0;
    for (std::size_t q = 0; q < node_count; ++q) {
        const double theta = grid.nodes()[q];
        double total = 0;
        double squares = 0;
        for (const auto* anchor : anchors) {
            category_curves(anchor->*from, theta, here);
            // The other side is asked where this theta lies on its own scale.
            category_curves(anchor->*other, (theta - link.shift) / link.slope, there);
            for (std::size_t k = 0; k < here.probability.size(); ++k) {
                const double difference = here.probability[k] - there.probability[k];
                squares += difference * difference;
                total += static_cast<double>(k) * difference;
            }
        }
        sum += weights[q] * (method == LinkMethod::haebara ? squares : total * total);
    }
    return sum;
}

ScaleLink link_of(const Anchors& anchors, LinkMethod method) {
    const auto start = mean_sigma(anchors);
    if (method == LinkMethod::mean_sigma) {
        return start;
    }
    const auto value = [&](std::span<const double> place) {
        const ScaleLink link{std::exp(place[0]), place[1]};
        return distance(anchors, &AnchorItem::before, &AnchorItem::now, link, method) +
               distance(anchors, &AnchorItem::now, &AnchorItem::before, inverse_of(link), method);
    };
    const std::vector<double> scale{0.1, 0.1};
    const auto minimum =
        minimise(value, {std::log(start.slope), start.shift}, scale, {.enough = 1e-16, .relative_enough = 1e-13});
    return {std::exp(minimum.place[0]), minimum.place[1]};
}

double drift_of(const AnchorItem& anchor, const ScaleLink& link) {
    const NodeGrid grid(node_count, reach);
    std::vector<double> weights(node_count);
    fill_normal_weights(grid.nodes(), 0, 1, weights);
    const auto moved = linked(anchor.now, link);
    double sum = 0;
    for (std::size_t q = 0; q < node_count; ++q) {
        const double difference =
            expected_answer(anchor.before, grid.nodes()[q]) - expected_answer(moved, grid.nodes()[q]);
        sum += weights[q] * difference * difference;
    }
    return std::sqrt(sum) / static_cast<double>(anchor.before.intercepts.size());
}

double quantile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    const double place = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const auto high = std::min(low + 1, values.size() - 1);
    return values[low] + (place - static_cast<double>(low)) * (values[high] - values[low]);
}

/// (difference - median) / (.74 interquartile range), of the linked locations.
void tell_robust_z(std::span<const AnchorItem> anchors, const ScaleLink& link, std::vector<AnchorDrift>& drift) {
    std::vector<double> differences;
    for (const auto& anchor : anchors) {
        differences.push_back(linked(anchor.now, link).location() - anchor.before.location());
    }
    const double middle = quantile(differences, 0.5);
    const double width = 0.74 * (quantile(differences, 0.75) - quantile(differences, 0.25));
    for (std::size_t k = 0; k < drift.size(); ++k) {
        drift[k].robust_z = width > 1e-9 ? (differences[k] - middle) / width : 0;
    }
}

Result<> check(std::span<const AnchorItem> anchors, const LinkOptions& options) {
    if (options.least_anchors < 2 || !(options.drift_limit > 0)) {
        return invalid("At least two anchors have to be left, and the limit of drift is above 0.", "options");
    }
    if (anchors.size() < options.least_anchors) {
        return invalid(
            fmt::format("Linking needs {} items in common; there are {}.", options.least_anchors, anchors.size()),
            "anchors");
    }
    for (std::size_t k = 0; k < anchors.size(); ++k) {
        const auto& [before, now] = anchors[k];
        if (before.model != now.model || before.categories() != now.categories() || before.categories() < 2) {
            return invalid("An anchor has the same model and categories in both calibrations.",
                           fmt::format("anchors[{}]", k));
        }
        if (!(before.slope > 0 && now.slope > 0)) {
            return invalid("An anchor has slopes above 0 in both calibrations.", fmt::format("anchors[{}]", k));
        }
    }
    return {};
}

Result<> check_spread(const Anchors& anchors) {
    for (const auto side : {&AnchorItem::before, &AnchorItem::now}) {
        const auto moments = threshold_moments(anchors, side);
        if (!(moments.deviation > 1e-9) || !std::isfinite(moments.deviation)) {
            return invalid("The anchors' thresholds do not differ, so they show no unit of the scale.", "anchors");
        }
    }
    return {};
}

/// From leaving out each anchor in turn; the jackknife's variance is (m - 1) / m times the sum of squares.
void tell_errors(const Anchors& anchors, LinkMethod method, LinkStudy& study) {
    std::vector<ScaleLink> links;
    for (std::size_t k = 0; k < anchors.size(); ++k) {
        auto others = anchors;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
        if (others.size() >= 2 && check_spread(others)) {
            links.push_back(link_of(others, method));
        }
    }
    const auto error = [&](double ScaleLink::* part) {
        const auto count = static_cast<double>(links.size());
        double mean = 0;
        double squares = 0;
        for (const auto& link : links) {
            mean += link.*part / count;
        }
        for (const auto& link : links) {
            squares += (link.*part - mean) * (link.*part - mean);
        }
        return links.empty() ? 0 : std::sqrt((count - 1) / count * squares);
    };
    study.slope_error = error(&ScaleLink::slope);
    study.shift_error = error(&ScaleLink::shift);
}

}  // namespace

std::string_view to_string(LinkMethod method) {
    switch (method) {
        case LinkMethod::stocking_lord: return "stocking_lord";
        case LinkMethod::haebara: return "haebara";
        case LinkMethod::mean_sigma: return "mean_sigma";
    }
    return "";
}

ResponseItem linked(const ResponseItem& item, const ScaleLink& link) {
    auto result = item;
    result.slope = item.slope / link.slope;
    for (std::size_t k = 0; k < item.intercepts.size(); ++k) {
        const double times = item.model == ItemModel::graded ? 1 : static_cast<double>(k + 1);
        result.intercepts[k] -= times * result.slope * link.shift;
    }
    return result;
}

PersonScore linked(const PersonScore& score, const ScaleLink& link) {
    return {link.slope * score.score + link.shift, link.slope * score.error};
}

ResponseFit linked(const ResponseFit& fit, const ScaleLink& link) {
    auto result = fit;
    for (auto& calibrated : result.items) {
        const auto& before = calibrated.item;
        if (calibrated.covariance.rows() > 0) {
            // a / slope and d_k - times a shift / slope are linear in a and d.
            DenseMatrix moves(before.categories(), before.categories());
            moves(0, 0) = 1 / link.slope;
            for (std::size_t k = 1; k < before.categories(); ++k) {
                const double times = before.model == ItemModel::graded ? 1 : static_cast<double>(k);
                moves(k, k) = 1;
                moves(k, 0) = -times * link.shift / link.slope;
            }
            calibrated.covariance = multiply(multiply(moves, calibrated.covariance), transpose(moves));
        }
        calibrated.item = linked(before, link);
    }
    for (auto& group : result.groups) {
        group.mean = link.slope * group.mean + link.shift;
        group.deviation *= link.slope;
        group.mean_error *= link.slope;
        group.deviation_error *= link.slope;
    }
    return result;
}

Result<LinkStudy> link_scales(std::span<const AnchorItem> anchors, const LinkOptions& options) {
    MINKA_TRY(check(anchors, options));
    LinkStudy study;
    study.anchors.resize(anchors.size());
    study.kept = anchors.size();
    for (;;) {
        Anchors kept;
        for (std::size_t k = 0; k < anchors.size(); ++k) {
            if (study.anchors[k].is_kept) {
                kept.push_back(&anchors[k]);
            }
        }
        MINKA_TRY(check_spread(kept));
        study.link = link_of(kept, options.method);
        std::size_t worst = anchors.size();
        for (std::size_t k = 0; k < anchors.size(); ++k) {
            study.anchors[k].difference = drift_of(anchors[k], study.link);
            if (study.anchors[k].is_kept && study.anchors[k].difference > options.drift_limit &&
                (worst == anchors.size() || study.anchors[k].difference > study.anchors[worst].difference)) {
                worst = k;
            }
        }
        study.is_settled = worst == anchors.size();
        if (study.is_settled || study.kept == options.least_anchors) {
            tell_robust_z(anchors, study.link, study.anchors);
            tell_errors(kept, options.method, study);
            return study;
        }
        study.anchors[worst].is_kept = false;
        --study.kept;
    }
}

}  // namespace minka::stats
