#include "stats/response_patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <unordered_map>

namespace minka::stats {
namespace {

constexpr std::size_t block = 8;
constexpr std::size_t most_nodes = 512;

using Four = double __attribute__((vector_size(32)));

// By reference, since a vector by value is passed differently where the machine has wider registers.
[[gnu::always_inline]] inline void load(Four& value, const double* from) { std::memcpy(&value, from, sizeof value); }
[[gnu::always_inline]] inline void store(double* to, const Four& value) { std::memcpy(to, &value, sizeof value); }

/// Probabilities are at least 1e-30 each, so that the product of eight does not vanish before it is scaled up again.
constexpr std::size_t items_between_scalings = 8;

[[gnu::always_inline]] inline void raise(Four& largest, const Four& value) {
    largest = value > largest ? value : largest;
}

[[gnu::always_inline]] inline double largest_of(const Four& value) {
    return std::max(std::max(value[0], value[1]), std::max(value[2], value[3]));
}

/// The likelihood at each node times the prior, up to a factor whose logarithm is returned.
[[gnu::always_inline]] inline double multiply_rows(const std::uint32_t* rows, std::size_t count, const NodeTable& nodes,
                                                   double* likelihood) {
    const double* const table = nodes.table.data();
    const std::size_t width = nodes.width;
    const double* from = nodes.prior.data();
    double scale = 1;
    double log_scale = 0;
    for (std::size_t first = 0; first < count; first += items_between_scalings) {
        const std::size_t last = std::min(first + items_between_scalings, count);
        Four largest = {};
        for (std::size_t q = 0; q < width; q += block) {
            Four left;
            Four right;
            load(left, from + q);
            load(right, from + q + 4);
            left *= scale;
            right *= scale;
            for (std::size_t k = first; k < last; ++k) {
                const double* const row = table + std::size_t{rows[k]} * width + q;
                Four a;
                Four b;
                load(a, row);
                load(b, row + 4);
                left *= a;
                right *= b;
            }
            store(likelihood + q, left);
            store(likelihood + q + 4, right);
            raise(largest, left);
            raise(largest, right);
        }
        from = likelihood;
        scale = 1 / largest_of(largest);
        log_scale += last < count ? -std::log(scale) : 0;
    }
    if (count == 0) {
        std::copy(nodes.prior.begin(), nodes.prior.end(), likelihood);
    }
    return log_scale;
}

[[gnu::always_inline]] inline std::size_t list_rows(const std::uint8_t* answers, const NodeTable& nodes,
                                                    std::uint8_t missing, std::uint32_t* rows) {
    std::size_t count = 0;
    for (std::size_t item = 0; item + 1 < nodes.first_row.size(); ++item) {
        rows[count] = nodes.first_row[item] + answers[item];
        count += answers[item] != missing ? 1 : 0;
    }
    return count;
}

[[gnu::always_inline]] inline double expect_range(const ResponsePatterns& patterns, const NodeTable& nodes,
                                                  std::uint8_t missing, double* expected) {
    const std::size_t items = nodes.first_row.size() - 1;
    std::vector<std::uint32_t> rows(items);
    std::vector<double> likelihood(nodes.width);
    double total = 0;
    for (std::size_t pattern = 0; pattern < patterns.count(); ++pattern) {
        const std::size_t count = list_rows(patterns.answers.data() + pattern * items, nodes, missing, rows.data());
        const double log_scale = multiply_rows(rows.data(), count, nodes, likelihood.data());
        Four sums = {};
        Four peaks = {};
        for (std::size_t q = 0; q < nodes.width; q += 4) {
            Four value;
            load(value, likelihood.data() + q);
            sums += value;
            raise(peaks, value);
        }
        const double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        const double largest = largest_of(peaks);
        total += patterns.weights[pattern] * (log_scale + std::log(sum));
        const double share = patterns.weights[pattern] / sum;
        for (std::size_t q = 0; q < nodes.width; q += block) {
            Four left;
            Four right;
            load(left, likelihood.data() + q);
            load(right, likelihood.data() + q + 4);
            Four here = left;
            raise(here, right);
            // What lies 14 digits below the peak changes no sum.
            if (largest_of(here) < 1e-14 * largest) {
                continue;
            }
            left *= share;
            right *= share;
            for (std::size_t k = 0; k < count; ++k) {
                double* const to = expected + std::size_t{rows[k]} * nodes.width + q;
                Four a;
                Four b;
                load(a, to);
                load(b, to + 4);
                store(to, a + left);
                store(to + 4, b + right);
            }
        }
    }
    return total;
}

[[gnu::always_inline]] inline void score_range(const ResponsePatterns& patterns, const NodeTable& nodes,
                                               std::uint8_t missing, PersonScore* scores) {
    const std::size_t items = nodes.first_row.size() - 1;
    std::vector<std::uint32_t> rows(items);
    std::vector<double> likelihood(nodes.width);
    for (std::size_t pattern = 0; pattern < patterns.count(); ++pattern) {
        const std::size_t count = list_rows(patterns.answers.data() + pattern * items, nodes, missing, rows.data());
        multiply_rows(rows.data(), count, nodes, likelihood.data());
        Four sums[3] = {};
        for (std::size_t q = 0; q < nodes.width; q += 4) {
            Four value;
            Four theta;
            load(value, likelihood.data() + q);
            load(theta, nodes.nodes.data() + q);
            sums[0] += value;
            value *= theta;
            sums[1] += value;
            sums[2] += value * theta;
        }
        double moments[3];
        for (std::size_t power = 0; power < 3; ++power) {
            moments[power] = (sums[power][0] + sums[power][1]) + (sums[power][2] + sums[power][3]);
        }
        const double mean = moments[1] / moments[0];
        scores[pattern] = {mean, std::sqrt(std::max(0.0, moments[2] / moments[0] - mean * mean))};
    }
}

using ExpectRange = double (*)(const ResponsePatterns&, const NodeTable&, std::uint8_t, double*);
using ScoreRange = void (*)(const ResponsePatterns&, const NodeTable&, std::uint8_t, PersonScore*);

double expect_anywhere(const ResponsePatterns& patterns, const NodeTable& nodes, std::uint8_t missing,
                       double* expected) {
    return expect_range(patterns, nodes, missing, expected);
}

void score_anywhere(const ResponsePatterns& patterns, const NodeTable& nodes, std::uint8_t missing,
                    PersonScore* scores) {
    score_range(patterns, nodes, missing, scores);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2,fma")]] double expect_avx2(const ResponsePatterns& patterns, const NodeTable& nodes,
                                               std::uint8_t missing, double* expected) {
    return expect_range(patterns, nodes, missing, expected);
}

[[gnu::target("avx2,fma")]] void score_avx2(const ResponsePatterns& patterns, const NodeTable& nodes,
                                            std::uint8_t missing, PersonScore* scores) {
    score_range(patterns, nodes, missing, scores);
}

template <typename Function>
Function best_variant(Function anywhere, Function avx2) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2 : anywhere;
}
#else
constexpr ExpectRange expect_avx2 = nullptr;
constexpr ScoreRange score_avx2 = nullptr;

template <typename Function>
Function best_variant(Function anywhere, Function) {
    return anywhere;
}
#endif

}  // namespace

Result<> check_responses(const ResponseData& data, const ResponseOptions& options) {
    if (options.node_count < 11 || options.node_count > most_nodes || !(options.reach > 0 && options.reach <= 50) ||
        !(options.tolerance > 0) || options.most_cycles < 1) {
        return invalid("Nodes are 11 to 512 on -reach .. reach (at most 50); tolerance and cycles are above 0.",
                       "options");
    }
    if (data.item_count() < 2) {
        return invalid("An item response model needs at least two items.", "categories");
    }
    for (std::size_t item = 0; item < data.item_count(); ++item) {
        if (data.categories[item] < 2 || data.missing < data.categories[item]) {
            return invalid("An item has at least two categories, and missing is none of them.",
                           fmt::format("categories[{}]", item));
        }
    }
    if (data.answers.empty() || data.answers.size() % data.item_count() != 0) {
        return invalid("The answers do not fill whole rows.", "answers");
    }
    for (std::size_t k = 0; k < data.answers.size(); ++k) {
        const std::size_t item = k % data.item_count();
        if (data.answers[k] != data.missing && data.answers[k] >= data.categories[item]) {
            return invalid("An answer is neither a category nor missing.",
                           fmt::format("answers[row {}, item {}]", k / data.item_count(), item));
        }
    }
    if (!data.weights.empty() && data.weights.size() != data.row_count()) {
        return invalid(fmt::format("There are {} weights for {} rows.", data.weights.size(), data.row_count()),
                       "weights");
    }
    for (std::size_t row = 0; row < data.weights.size(); ++row) {
        if (!(data.weights[row] > 0) || !std::isfinite(data.weights[row])) {
            return invalid("A weight is above 0.", fmt::format("weights[{}]", row));
        }
    }
    return {};
}

ResponsePatterns collapse_rows(const ResponseData& data) {
    ResponsePatterns patterns;
    const std::size_t items = data.item_count();
    const auto* const bytes = reinterpret_cast<const char*>(data.answers.data());
    std::unordered_map<std::string_view, std::uint32_t> seen;
    seen.reserve(data.row_count());
    patterns.pattern_of.assign(data.row_count(), ResponsePatterns::none);
    for (std::size_t row = 0; row < data.row_count(); ++row) {
        const auto answers = data.answers.subspan(row * items, items);
        if (std::ranges::all_of(answers, [&](std::uint8_t answer) { return answer == data.missing; })) {
            continue;
        }
        const auto [place, is_new] =
            seen.emplace(std::string_view(bytes + row * items, items), static_cast<std::uint32_t>(patterns.count()));
        if (is_new) {
            patterns.answers.insert(patterns.answers.end(), answers.begin(), answers.end());
            patterns.weights.push_back(0);
        }
        patterns.weights[place->second] += data.weights.empty() ? 1 : data.weights[row];
        patterns.pattern_of[row] = place->second;
    }
    return patterns;
}

NodeTable make_node_table(const ResponseData& data, const ResponseOptions& options) {
    NodeTable nodes;
    nodes.width = (options.node_count + block - 1) / block * block;
    nodes.nodes.assign(nodes.width, 0);
    nodes.prior.assign(nodes.width, 0);
    double sum = 0;
    for (std::size_t q = 0; q < options.node_count; ++q) {
        nodes.nodes[q] = options.reach * (2 * static_cast<double>(q) / static_cast<double>(options.node_count - 1) - 1);
        nodes.prior[q] = std::exp(-nodes.nodes[q] * nodes.nodes[q] / 2);
        sum += nodes.prior[q];
    }
    for (double& weight : nodes.prior) {
        weight /= sum;
    }
    nodes.first_row.push_back(0);
    for (const auto count : data.categories) {
        nodes.first_row.push_back(nodes.first_row.back() + count);
    }
    nodes.table.assign(nodes.first_row.back() * nodes.width, 1.0);
    return nodes;
}

double expect_answers(const ResponsePatterns& patterns, const NodeTable& nodes, std::uint8_t missing,
                      std::span<double> expected) {
    static const ExpectRange expect = best_variant<ExpectRange>(expect_anywhere, expect_avx2);
    return expect(patterns, nodes, missing, expected.data());
}

std::vector<PersonScore> score_patterns(const ResponsePatterns& patterns, const NodeTable& nodes,
                                        std::uint8_t missing) {
    static const ScoreRange score = best_variant<ScoreRange>(score_anywhere, score_avx2);
    std::vector<PersonScore> scores(patterns.count());
    score(patterns, nodes, missing, scores.data());
    return scores;
}

}  // namespace minka::stats
