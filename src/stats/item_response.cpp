#include "stats/item_response.h"

#include "stats/dense_matrix.h"
#include "stats/response_patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace minka::stats {
namespace {

constexpr double least_probability = 1e-30;

/// P(X >= k) for k = 0 .. categories, at one node.
void survival(std::span<const double> parameters, double theta, std::span<double> at_least) {
    at_least.front() = 1;
    at_least.back() = 0;
    for (std::size_t k = 1; k + 1 < at_least.size(); ++k) {
        at_least[k] = 1 / (1 + std::exp(-(parameters[0] * theta + parameters[k])));
    }
}

void fill_item(NodeTable& nodes, std::size_t item, std::span<const double> parameters) {
    const std::size_t categories = parameters.size();
    std::vector<double> at_least(categories + 1);
    for (std::size_t q = 0; q < nodes.width; ++q) {
        survival(parameters, nodes.nodes[q], at_least);
        for (std::size_t k = 0; k < categories; ++k) {
            nodes.table[(nodes.first_row[item] + k) * nodes.width + q] =
                std::max(at_least[k] - at_least[k + 1], least_probability);
        }
    }
}

/// The expected log-likelihood of one item.
double item_value(const NodeTable& nodes, std::span<const double> expected, std::span<const double> parameters) {
    const std::size_t categories = parameters.size();
    std::vector<double> at_least(categories + 1);
    double value = 0;
    for (std::size_t q = 0; q < nodes.width; ++q) {
        survival(parameters, nodes.nodes[q], at_least);
        for (std::size_t k = 0; k < categories; ++k) {
            const double count = expected[k * nodes.width + q];
            if (count > 0) {
                value += count * std::log(std::max(at_least[k] - at_least[k + 1], least_probability));
            }
        }
    }
    return value;
}

/// The step of Fisher's scoring for slope and intercepts; empty when the information is spoilt.
std::vector<double> scoring_step(const NodeTable& nodes, std::span<const double> expected,
                                 std::span<const double> parameters) {
    const std::size_t categories = parameters.size();
    std::vector<double> at_least(categories + 1);
    std::vector<double> density(categories + 1);
    std::vector<double> slope(categories);
    std::vector<double> gradient(categories);
    DenseMatrix information(categories, categories);
    for (std::size_t q = 0; q < nodes.width; ++q) {
        const double theta = nodes.nodes[q];
        survival(parameters, theta, at_least);
        double people = 0;
        for (std::size_t k = 0; k < categories; ++k) {
            density[k] = at_least[k] * (1 - at_least[k]);
            people += expected[k * nodes.width + q];
        }
        density[categories] = 0;
        if (!(people > 0)) {
            continue;
        }
        for (std::size_t k = 0; k < categories; ++k) {
            const double probability = std::max(at_least[k] - at_least[k + 1], least_probability);
            std::ranges::fill(slope, 0.0);
            slope[0] = theta * (density[k] - density[k + 1]);
            if (k > 0) {
                slope[k] += density[k];
            }
            if (k + 1 < categories) {
                slope[k + 1] -= density[k + 1];
            }
            const double ratio = expected[k * nodes.width + q] / probability;
            const double weight = people / probability;
            for (std::size_t i = 0; i < categories; ++i) {
                gradient[i] += ratio * slope[i];
                for (std::size_t j = 0; j <= i; ++j) {
                    information(i, j) += weight * slope[i] * slope[j];
                }
            }
        }
    }
    if (!factor_cholesky(information, 1e-14)) {
        return {};
    }
    solve_cholesky(information, gradient);
    return gradient;
}

bool are_ordered(std::span<const double> parameters) {
    for (std::size_t k = 2; k < parameters.size(); ++k) {
        if (!(parameters[k] < parameters[k - 1])) {
            return false;
        }
    }
    return std::ranges::all_of(parameters, [](double value) { return std::isfinite(value) && std::abs(value) < 1e4; });
}

/// A few steps of scoring, each halved until it keeps the order of the intercepts and does not lower the value.
void improve_item(const NodeTable& nodes, std::span<const double> expected, std::span<double> parameters) {
    std::vector<double> trial(parameters.size());
    for (int step = 0; step < 3; ++step) {
        const auto direction = scoring_step(nodes, expected, parameters);
        if (direction.empty()) {
            return;
        }
        double largest = 0;
        for (const double part : direction) {
            largest = std::max(largest, std::abs(part));
        }
        const bool is_small = largest < 1e-3;
        const double before = is_small ? 0 : item_value(nodes, expected, parameters);
        for (double share = largest > 2 ? 2 / largest : 1; share > 1e-4; share /= 2) {
            for (std::size_t k = 0; k < trial.size(); ++k) {
                trial[k] = parameters[k] + share * direction[k];
            }
            if (are_ordered(trial) && (is_small || item_value(nodes, expected, trial) >= before)) {
                std::ranges::copy(trial, parameters.begin());
                break;
            }
        }
        if (largest < 1e-3) {
            return;
        }
    }
}

class GradedSearch {
public:
    GradedSearch(const ResponseData& data, const ResponseOptions& options)
        : data_(data), nodes_(make_node_table(data, options)), expected_(nodes_.table.size()) {
        first_.push_back(0);
        for (const auto categories : data.categories) {
            first_.push_back(first_.back() + categories);
        }
    }

    std::size_t parameter_count() const { return first_.back(); }

    std::span<double> item(std::vector<double>& parameters, std::size_t index) const {
        return std::span(parameters).subspan(first_[index], first_[index + 1] - first_[index]);
    }

    bool is_allowed(std::vector<double>& parameters) const {
        for (std::size_t i = 0; i < data_.item_count(); ++i) {
            if (!are_ordered(item(parameters, i))) {
                return false;
            }
        }
        return true;
    }

    /// One cycle: the log-likelihood at `parameters`, which become the next ones.
    double cycle(const ResponsePatterns& patterns, std::vector<double>& parameters) {
        fill(parameters);
        std::ranges::fill(expected_, 0.0);
        const double value = expect_answers(patterns, nodes_, data_.missing, expected_);
        for (std::size_t i = 0; i < data_.item_count(); ++i) {
            const auto rows = std::span<const double>(expected_).subspan(nodes_.first_row[i] * nodes_.width,
                                                                         data_.categories[i] * nodes_.width);
            improve_item(nodes_, rows, item(parameters, i));
        }
        ++cycles_;
        return value;
    }

    void fill(std::vector<double>& parameters) {
        for (std::size_t i = 0; i < data_.item_count(); ++i) {
            fill_item(nodes_, i, item(parameters, i));
        }
    }

    double value(const ResponsePatterns& patterns, std::vector<double>& parameters) {
        fill(parameters);
        std::ranges::fill(expected_, 0.0);
        return expect_answers(patterns, nodes_, data_.missing, expected_);
    }

    const NodeTable& nodes() const { return nodes_; }
    int cycles() const { return cycles_; }

    bool climb(const ResponsePatterns& patterns, std::vector<double>& parameters, double tolerance, int most_cycles);

private:
    const ResponseData& data_;
    NodeTable nodes_;
    std::vector<double> expected_;
    std::vector<std::size_t> first_;
    int cycles_ = 0;
};

double largest_change(std::span<const double> from, std::span<const double> to) {
    double largest = 0;
    for (std::size_t k = 0; k < from.size(); ++k) {
        largest = std::max(largest, std::abs(to[k] - from[k]));
    }
    return largest;
}

/// Pairs of cycles and a squared extrapolation from them, until a cycle moves nothing by more than the tolerance.
bool GradedSearch::climb(const ResponsePatterns& patterns, std::vector<double>& parameters, double tolerance,
                         int most_cycles) {
    auto safe = parameters;
    double safe_value = -std::numeric_limits<double>::infinity();
    const int last = cycles_ + most_cycles;
    while (cycles_ < last) {
        auto first = parameters;
        const double value = cycle(patterns, first);
        if (value < safe_value) {
            // The extrapolation overshot: back to the second cycle before it.
            parameters = safe;
            safe_value = -std::numeric_limits<double>::infinity();
            continue;
        }
        if (largest_change(parameters, first) < tolerance) {
            parameters = first;
            return true;
        }
        auto second = first;
        safe_value = cycle(patterns, second);
        safe = second;
        if (largest_change(first, second) < tolerance) {
            parameters = second;
            return true;
        }
        double moved = 0;
        double bent = 0;
        for (std::size_t k = 0; k < second.size(); ++k) {
            const double step = first[k] - parameters[k];
            const double bend = second[k] - first[k] - step;
            moved += step * step;
            bent += bend * bend;
        }
        const double length = bent > 0 ? std::max(1.0, std::sqrt(moved / bent)) : 1;
        auto next = second;
        for (std::size_t k = 0; k < next.size(); ++k) {
            const double step = first[k] - parameters[k];
            const double bend = second[k] - first[k] - step;
            next[k] = parameters[k] + 2 * length * step + length * length * bend;
        }
        parameters = is_allowed(next) ? next : second;
    }
    return false;
}

/// Slopes of 1 and intercepts from the shares of those who chose at least each category.
Result<std::vector<double>> first_parameters(const ResponseData& data, const ResponsePatterns& patterns) {
    std::vector<double> parameters;
    const std::size_t items = data.item_count();
    for (std::size_t item = 0; item < items; ++item) {
        std::vector<double> counts(data.categories[item]);
        for (std::size_t pattern = 0; pattern < patterns.count(); ++pattern) {
            const auto answer = patterns.answers[pattern * items + item];
            if (answer != data.missing) {
                counts[answer] += patterns.weights[pattern];
            }
        }
        const auto unused = std::ranges::find(counts, 0.0);
        if (unused != counts.end()) {
            return invalid("Nobody chose this category; join it with its neighbour or leave the item out.",
                           fmt::format("item {}, category {}", item, unused - counts.begin()));
        }
        const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
        parameters.push_back(1);
        double above = total;
        for (std::size_t k = 1; k < counts.size(); ++k) {
            above -= counts[k - 1];
            parameters.push_back(1.2 * std::log(above / (total - above)));
        }
    }
    return parameters;
}

/// Every k-th pattern, for a first climb.
ResponsePatterns thin(const ResponsePatterns& patterns, std::size_t items, std::size_t wanted) {
    ResponsePatterns few;
    const std::size_t stride = patterns.count() / wanted;
    for (std::size_t pattern = 0; pattern < patterns.count(); pattern += stride) {
        const auto begin = patterns.answers.begin() + static_cast<std::ptrdiff_t>(pattern * items);
        few.answers.insert(few.answers.end(), begin, begin + static_cast<std::ptrdiff_t>(items));
        few.weights.push_back(patterns.weights[pattern]);
    }
    return few;
}

constexpr std::size_t patterns_of_first_climb = 4000;

}  // namespace

Result<GradedFit> fit_graded_response(const ResponseData& data, const ResponseOptions& options) {
    MINKA_TRY(check_responses(data, options));
    const auto patterns = collapse_rows(data);
    if (patterns.count() == 0) {
        return invalid("Nobody answered anything.", "answers");
    }
    MINKA_TRY_ASSIGN(auto parameters, first_parameters(data, patterns));
    GradedSearch search(data, options);
    if (patterns.count() > 4 * patterns_of_first_climb) {
        const auto few = thin(patterns, data.item_count(), patterns_of_first_climb);
        // An item may lack a category among the few; then the climb leaves its intercept far out, so start afresh.
        if (first_parameters(data, few)) {
            search.climb(few, parameters, 1e-2, 50);
        }
    }
    GradedFit fit;
    fit.has_converged = search.climb(patterns, parameters, options.tolerance, options.most_cycles);
    fit.log_likelihood = search.value(patterns, parameters);
    double slopes = 0;
    for (std::size_t i = 0; i < data.item_count(); ++i) {
        slopes += search.item(parameters, i)[0];
    }
    for (std::size_t i = 0; i < data.item_count(); ++i) {
        const auto own = search.item(parameters, i);
        fit.items.push_back({slopes < 0 ? -own[0] : own[0], {own.begin() + 1, own.end()}});
    }
    fit.cycles = search.cycles();
    fit.pattern_count = patterns.count();
    fit.row_count = static_cast<std::size_t>(
        std::ranges::count_if(patterns.pattern_of, [](auto pattern) { return pattern != ResponsePatterns::none; }));
    fit.options = options;
    return fit;
}

Result<std::vector<PersonScore>> expected_scores(const ResponseData& data, const GradedFit& fit) {
    MINKA_TRY(check_responses(data, fit.options));
    if (fit.items.size() != data.item_count()) {
        return invalid(fmt::format("The model has {} items and the answers {}.", fit.items.size(), data.item_count()),
                       "fit");
    }
    auto nodes = make_node_table(data, fit.options);
    for (std::size_t i = 0; i < fit.items.size(); ++i) {
        if (fit.items[i].intercepts.size() + 1 != data.categories[i]) {
            return invalid("The item has another number of categories in the model.", fmt::format("item {}", i));
        }
        std::vector<double> parameters{fit.items[i].slope};
        parameters.insert(parameters.end(), fit.items[i].intercepts.begin(), fit.items[i].intercepts.end());
        fill_item(nodes, i, parameters);
    }
    const auto patterns = collapse_rows(data);
    const auto of_pattern = score_patterns(patterns, nodes, data.missing);
    std::vector<PersonScore> scores;
    scores.reserve(data.row_count());
    for (const auto pattern : patterns.pattern_of) {
        scores.push_back(pattern == ResponsePatterns::none ? PersonScore{0, 1} : of_pattern[pattern]);
    }
    return scores;
}

}  // namespace minka::stats
