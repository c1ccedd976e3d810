#include "stats/response_patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace minka::stats {
namespace {

/// Two items of five categories make 36 codes; a table of larger products would leave the cache.
constexpr std::uint32_t most_codes_of_several = 64;

std::vector<ItemBundle> bundle_items(std::span<const std::uint8_t> item_codes) {
    std::vector<ItemBundle> bundles;
    for (std::uint32_t item = 0; item < item_codes.size(); ++item) {
        const std::uint32_t codes = item_codes[item];
        if (!bundles.empty() && bundles.back().code_count * codes <= most_codes_of_several) {
            ++bundles.back().item_count;
            bundles.back().code_count *= codes;
        } else {
            bundles.push_back({item, 1, codes});
        }
    }
    return bundles;
}

std::uint64_t hash_of(std::span<const std::uint8_t> bytes, std::uint64_t seed) {
    std::uint64_t hash = seed * 0x9e3779b97f4a7c15U + bytes.size();
    for (std::size_t first = 0; first < bytes.size(); first += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + first, std::min<std::size_t>(8, bytes.size() - first));
        hash = (hash ^ word) * 0xff51afd7ed558ccdU;
        hash ^= hash >> 32U;
    }
    return hash * 0xc4ceb9fe1a85ec53U >> 20U;
}

/// Gathers rows into patterns in the order of their first appearance.
class Collapsing {
public:
    Collapsing(const ResponseData& data, ResponsePatterns& patterns)
        : data_(data), patterns_(patterns), places_(std::bit_ceil(2 * data.row_count() + 1), ResponsePatterns::none) {}

    void run() {
        const std::size_t width = patterns_.bundles.size();
        patterns_.pattern_of.assign(data_.row_count(), ResponsePatterns::none);
        // Mostly all rows differ; growing by doubling would hold them twice for a while.
        patterns_.codes.reserve(data_.row_count() * width);
        patterns_.weights.reserve(data_.row_count());
        groups_.reserve(data_.row_count());
        std::vector<std::uint8_t> codes(width);
        for (std::size_t row = 0; row < data_.row_count(); ++row) {
            if (!encode(row, codes)) {
                continue;
            }
            const std::uint32_t group = data_.groups.empty() ? 0 : data_.groups[row];
            const auto pattern = find(codes, group);
            patterns_.weights[pattern] += data_.weights.empty() ? 1 : data_.weights[row];
            patterns_.pattern_of[row] = pattern;
        }
    }

    const std::vector<std::uint32_t>& groups() const { return groups_; }

private:
    bool encode(std::size_t row, std::span<std::uint8_t> codes) const {
        const auto* answers = data_.answers.data() + row * data_.item_count();
        bool has_answer = false;
        for (std::size_t b = 0; b < codes.size(); ++b) {
            const auto& bundle = patterns_.bundles[b];
            std::uint32_t code = 0;
            for (std::uint32_t item = bundle.first_item; item < bundle.first_item + bundle.item_count; ++item) {
                const bool is_answer = answers[item] != data_.missing;
                has_answer |= is_answer;
                code = code * patterns_.item_codes[item] + (is_answer ? answers[item] : data_.categories[item]);
            }
            codes[b] = static_cast<std::uint8_t>(code);
        }
        return has_answer;
    }

    std::uint32_t find(std::span<const std::uint8_t> codes, std::uint32_t group) {
        const std::size_t mask = places_.size() - 1;
        for (std::size_t place = hash_of(codes, group + 1) & mask;; place = (place + 1) & mask) {
            const auto found = places_[place];
            if (found == ResponsePatterns::none) {
                places_[place] = static_cast<std::uint32_t>(patterns_.count());
                patterns_.codes.insert(patterns_.codes.end(), codes.begin(), codes.end());
                patterns_.weights.push_back(0);
                groups_.push_back(group);
                return places_[place];
            }
            if (groups_[found] == group &&
                std::memcmp(patterns_.codes.data() + found * codes.size(), codes.data(), codes.size()) == 0) {
                return found;
            }
        }
    }

    const ResponseData& data_;
    ResponsePatterns& patterns_;
    std::vector<std::uint32_t> places_;
    std::vector<std::uint32_t> groups_;
};

/// Puts the patterns of each group together, in their order.
void sort_by_group(ResponsePatterns& patterns, std::span<const std::uint32_t> groups, std::uint32_t group_count) {
    patterns.first_of_group.assign(group_count + 1, 0);
    for (const auto group : groups) {
        ++patterns.first_of_group[group + 1];
    }
    for (std::size_t g = 0; g < group_count; ++g) {
        patterns.first_of_group[g + 1] += patterns.first_of_group[g];
    }
    if (group_count == 1) {
        return;
    }
    const std::size_t width = patterns.bundles.size();
    auto next = patterns.first_of_group;
    std::vector<std::uint32_t> place(groups.size());
    std::vector<std::uint8_t> codes(patterns.codes.size());
    std::vector<double> weights(groups.size());
    for (std::size_t old = 0; old < groups.size(); ++old) {
        const auto to = next[groups[old]]++;
        place[old] = static_cast<std::uint32_t>(to);
        std::copy_n(patterns.codes.data() + old * width, width, codes.data() + to * width);
        weights[to] = patterns.weights[old];
    }
    patterns.codes = std::move(codes);
    patterns.weights = std::move(weights);
    for (auto& pattern : patterns.pattern_of) {
        pattern = pattern == ResponsePatterns::none ? pattern : place[pattern];
    }
}

Result<> check_rows(const ResponseData& data) {
    for (std::size_t row = 0; row < data.row_count(); ++row) {
        const auto* const answers = data.answers.data() + row * data.item_count();
        for (std::size_t item = 0; item < data.item_count(); ++item) {
            if (answers[item] >= data.categories[item] && answers[item] != data.missing) {
                return invalid("An answer is neither a category nor missing.",
                               fmt::format("answers[row {}, item {}]", row, item));
            }
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
    if (data.group_count < 1 ||
        (data.groups.empty() ? data.group_count != 1 : data.groups.size() != data.row_count())) {
        return invalid(fmt::format("There are {} group marks for {} rows.", data.groups.size(), data.row_count()),
                       "groups");
    }
    for (std::size_t row = 0; row < data.groups.size(); ++row) {
        if (data.groups[row] >= data.group_count) {
            return invalid("A group is 0 to the number of groups minus one.", fmt::format("groups[{}]", row));
        }
    }
    return {};
}

}  // namespace

void ResponsePatterns::answers_of(std::size_t pattern, std::span<std::uint8_t> answers) const {
    for (std::size_t b = 0; b < bundles.size(); ++b) {
        std::uint32_t code = codes[pattern * bundles.size() + b];
        for (std::uint32_t item = bundles[b].first_item + bundles[b].item_count; item-- > bundles[b].first_item;) {
            answers[item] = static_cast<std::uint8_t>(code % item_codes[item]);
            code /= item_codes[item];
        }
    }
}

Result<> check_responses(const ResponseData& data) {
    if (data.item_count() < 2) {
        return invalid("An item response model needs at least two items.", "categories");
    }
    for (std::size_t item = 0; item < data.item_count(); ++item) {
        if (data.categories[item] < 2 || data.categories[item] > 254 || data.missing < data.categories[item]) {
            return invalid("An item has 2 to 254 categories, and missing is none of them.",
                           fmt::format("categories[{}]", item));
        }
    }
    if (data.answers.empty() || data.answers.size() % data.item_count() != 0) {
        return invalid("The answers do not fill whole rows.", "answers");
    }
    return check_rows(data);
}

ResponsePatterns collapse_rows(const ResponseData& data) {
    ResponsePatterns patterns;
    for (const auto categories : data.categories) {
        patterns.item_codes.push_back(static_cast<std::uint8_t>(categories + 1));
    }
    patterns.bundles = bundle_items(patterns.item_codes);
    Collapsing collapsing(data, patterns);
    collapsing.run();
    sort_by_group(patterns, collapsing.groups(), data.group_count);
    return patterns;
}

ResponsePatterns thin_patterns(const ResponsePatterns& patterns, std::size_t wanted) {
    ResponsePatterns few{patterns.bundles, patterns.item_codes, {}, {}, {0}, {}};
    const std::size_t stride = std::max<std::size_t>(1, patterns.count() / std::max<std::size_t>(1, wanted));
    const std::size_t width = patterns.bundles.size();
    for (std::size_t g = 0; g < patterns.group_count(); ++g) {
        double all = 0;
        double kept = 0;
        for (std::size_t p = patterns.first_of_group[g]; p < patterns.first_of_group[g + 1]; ++p) {
            all += patterns.weights[p];
            if ((p - patterns.first_of_group[g]) % stride == 0) {
                const auto from = patterns.codes.begin() + static_cast<std::ptrdiff_t>(p * width);
                few.codes.insert(few.codes.end(), from, from + static_cast<std::ptrdiff_t>(width));
                few.weights.push_back(patterns.weights[p]);
                kept += patterns.weights[p];
            }
        }
        for (std::size_t p = few.first_of_group.back(); p < few.count(); ++p) {
            few.weights[p] *= all / kept;
        }
        few.first_of_group.push_back(few.count());
    }
    return few;
}

}  // namespace minka::stats
