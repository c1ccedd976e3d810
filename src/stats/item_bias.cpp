#include "stats/item_bias.h"

#include "stats/bundle_table.h"
#include "stats/distribution.h"
#include "stats/false_discovery.h"

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

constexpr int most_rounds = 10;

/// Differences of one item's expected answers over the people of one group.
void tell_difference(const ResponseFit& fit, std::size_t item, LikelihoodRatioBias& bias) {
    const NodeGrid grid(fit.options.node_count, fit.options.reach);
    const auto nodes = grid.nodes();
    std::vector<double> weights(nodes.size());
    for (std::uint32_t group = 1; group < fit.groups.size(); ++group) {
        fill_normal_weights(nodes, fit.groups[group].mean, fit.groups[group].deviation, weights);
        double difference = 0;
        double size = 0;
        double sums[2][2] = {};  // of the expected answers here and in the first group: mean, square
        for (std::size_t q = 0; q < nodes.size(); ++q) {
            const double here = expected_answer(fit.item(item, group).item, nodes[q]);
            const double first = expected_answer(fit.item(item, 0).item, nodes[q]);
            difference += weights[q] * (here - first);
            size += weights[q] * std::abs(here - first);
            sums[0][0] += weights[q] * here;
            sums[0][1] += weights[q] * here * here;
            sums[1][0] += weights[q] * first;
            sums[1][1] += weights[q] * first * first;
        }
        if (size < bias.unsigned_difference) {
            continue;
        }
        const double variance = ((sums[0][1] - sums[0][0] * sums[0][0]) + (sums[1][1] - sums[1][0] * sums[1][0])) / 2;
        bias.signed_difference = difference;
        bias.unsigned_difference = size;
        bias.standardised = variance > 0 ? difference / std::sqrt(variance) : 0;
        bias.group = group;
    }
    const double distance = std::abs(bias.standardised);
    bias.size = distance < 0.2   ? BiasSize::negligible
                : distance < 0.5 ? BiasSize::small
                : distance < 0.8 ? BiasSize::moderate
                                 : BiasSize::large;
}

/// One round of fits beside a set of free items.
class Round {
public:
    Round(const ResponseData& data, const ResponsePatterns& patterns, const BiasOptions& options)
        : data_(data), patterns_(patterns), options_(options) {}

    Result<> start(std::vector<std::uint32_t> free, const ResponseFit* near) {
        free_ = std::move(free);
        MINKA_TRY_ASSIGN(base_, fit_with(free_, near));
        return {};
    }

    ItemBias ask(std::uint32_t item) const {
        const bool is_free = std::ranges::find(free_, item) != free_.end();
        auto other_set = free_;
        if (is_free) {
            std::erase(other_set, item);
        } else {
            other_set.push_back(item);
            std::ranges::sort(other_set);
        }
        if (other_set.size() == data_.item_count()) {
            return {std::nullopt, "It is the only item that the groups share."};
        }
        const auto other = fit_with(other_set, &base_);
        if (!other) {
            return {std::nullopt, to_sentence(other.error())};
        }
        const auto& freed = is_free ? base_ : *other;
        const auto& shared = is_free ? *other : base_;
        if (!freed.has_converged || !shared.has_converged) {
            return {std::nullopt, "The model with the item's own parameters in each group has no maximum."};
        }
        LikelihoodRatioBias bias;
        bias.chi_square = std::max(0.0, 2 * (freed.log_likelihood - shared.log_likelihood));
        bias.degrees = static_cast<double>(freed.parameter_count - shared.parameter_count);
        bias.p = chi_square_upper_tail(bias.chi_square, bias.degrees);
        tell_difference(freed, item, bias);
        return {bias, {}};
    }

    const ResponseFit& base() const { return base_; }
    const std::vector<std::uint32_t>& free() const { return free_; }

private:
    Result<ResponseFit> fit_with(const std::vector<std::uint32_t>& free, const ResponseFit* near) const {
        auto response = options_.response;
        response.free_items = free;
        response.errors = ParameterErrors::none;
        return fit_patterns(patterns_, data_, response, near);
    }

    const ResponseData& data_;
    const ResponsePatterns& patterns_;
    const BiasOptions& options_;
    std::vector<std::uint32_t> free_;
    ResponseFit base_;
};

Result<> adjust(std::vector<ItemBias>& items) {
    std::vector<double> p;
    for (const auto& item : items) {
        if (item.ratio) {
            p.push_back(item.ratio->p);
        }
    }
    MINKA_TRY_ASSIGN(const auto adjusted, adjust_false_discovery(p));
    std::size_t next = 0;
    for (auto& item : items) {
        if (item.ratio) {
            item.ratio->adjusted_p = adjusted[next++];
        }
    }
    return {};
}

Result<> check_bias(const ResponseData& data, const BiasOptions& options) {
    if (data.group_count < 2) {
        return invalid("A comparison needs two groups or more.", "groups");
    }
    if (!(options.level > 0 && options.level < 1)) {
        return invalid("The level lies between 0 and 1.", "options.level");
    }
    for (const auto anchor : options.anchors) {
        if (anchor >= data.item_count()) {
            return invalid("An anchor is one of the items.", "options.anchors");
        }
    }
    return {};
}

bool is_named(const BiasOptions& options, std::uint32_t item) {
    return std::ranges::find(options.anchors, item) != options.anchors.end();
}

std::vector<std::uint32_t> flagged(const std::vector<ItemBias>& items, double level) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t item = 0; item < items.size(); ++item) {
        if (items[item].ratio && items[item].ratio->adjusted_p <= level) {
            found.push_back(item);
        }
    }
    return found;
}

}  // namespace

std::string_view to_string(BiasSize size) {
    switch (size) {
        case BiasSize::negligible: return "negligible";
        case BiasSize::small: return "small";
        case BiasSize::moderate: return "moderate";
        case BiasSize::large: return "large";
    }
    return "";
}

Result<BiasStudy> study_item_bias(const ResponseData& data, const BiasOptions& options) {
    MINKA_TRY(check_responses(data));
    MINKA_TRY(check_bias(data, options));
    // Checks the options too, and is where every other fit starts.
    auto first = options.response;
    first.free_items.clear();
    first.errors = ParameterErrors::none;
    MINKA_TRY_ASSIGN(const auto whole, fit_item_response(data, first));
    const auto patterns = collapse_rows(data);
    std::vector<std::uint32_t> free;
    for (std::uint32_t item = 0; !options.anchors.empty() && item < data.item_count(); ++item) {
        if (!is_named(options, item)) {
            free.push_back(item);
        }
    }
    BiasStudy study;
    Round round(data, patterns, options);
    for (study.rounds = 1;; ++study.rounds) {
        MINKA_TRY(round.start(free, &whole));
        study.items.clear();
        for (std::uint32_t item = 0; item < data.item_count(); ++item) {
            study.items.push_back(is_named(options, item) ? ItemBias{std::nullopt, "An anchor."} : round.ask(item));
        }
        MINKA_TRY(adjust(study.items));
        auto next = flagged(study.items, options.level);
        study.has_settled = next == free;
        if (!options.anchors.empty() || !options.is_purified) {
            study.has_settled = true;
            break;
        }
        if (study.has_settled || study.rounds == most_rounds || next.size() == data.item_count()) {
            break;
        }
        free = std::move(next);
    }
    study.free = round.free();
    study.fit = round.base();
    return study;
}

}  // namespace minka::stats
