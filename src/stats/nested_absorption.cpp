#include "stats/nested_absorption.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace minka::stats {
namespace {

/// Groups with equal keys of `width` words each share a class; classes are numbered as they appear.
class ClassTable {
public:
    ClassTable(std::size_t groups, std::size_t width) : width_(width), slots_(std::bit_ceil(2 * groups + 2), none) {}

    std::uint32_t class_of(std::span<const std::uint64_t> key) {
        std::uint64_t hash = 0x9e3779b97f4a7c15U;
        for (const auto word : key) {
            hash = (hash ^ word) * 0xff51afd7ed558ccdU;
            hash ^= hash >> 32U;
        }
        for (std::size_t slot = hash & (slots_.size() - 1);; slot = (slot + 1) & (slots_.size() - 1)) {
            if (slots_[slot] == none) {
                slots_[slot] = static_cast<std::uint32_t>(count_);
                keys_.insert(keys_.end(), key.begin(), key.end());
                ++count_;
                return slots_[slot];
            }
            const auto known = std::span(keys_).subspan(slots_[slot] * width_, width_);
            if (std::ranges::equal(known, key)) {
                return slots_[slot];
            }
        }
    }

    std::size_t count() const { return count_; }

private:
    static constexpr std::uint32_t none = 0xffffffff;
    std::size_t width_;
    std::size_t count_ = 0;
    std::vector<std::uint32_t> slots_;
    std::vector<std::uint64_t> keys_;
};

/// The number of a list that was seen before, or a new one.
struct ListHash {
    std::size_t operator()(const std::vector<std::uint64_t>& list) const {
        std::uint64_t hash = list.size();
        for (const auto word : list) {
            hash = (hash ^ word) * 0xff51afd7ed558ccdU;
            hash ^= hash >> 33U;
        }
        return hash;
    }
};

/// cross -= T' W T for the first `r` of T's `d` columns, lower triangle.
template <std::size_t Fixed>
void take_square(DenseMatrix& cross, const double* gain, const double* data, std::size_t u_any, std::size_t d,
                 std::size_t r) {
    const std::size_t u = Fixed == 0 ? u_any : Fixed;
    for (std::size_t a = 0; a < u; ++a) {
        for (std::size_t j = 0; j < r; ++j) {
            double weighted = 0;
            for (std::size_t b = 0; b < u; ++b) {
                weighted += gain[a * u + b] * data[b * d + j];
            }
            for (std::size_t i = j; i < r; ++i) {
                cross(i, j) -= data[a * d + i] * weighted;
            }
        }
    }
}

/// sum += keep * T.
template <std::size_t Fixed>
void hand_on(double* sum, const double* keep, const double* data, std::size_t u_any, std::size_t d) {
    const std::size_t u = Fixed == 0 ? u_any : Fixed;
    for (std::size_t a = 0; a < u; ++a) {
        for (std::size_t b = 0; b < u; ++b) {
            const double factor = keep[a * u + b];
            for (std::size_t j = 0; j < d; ++j) {
                sum[a * d + j] += factor * data[b * d + j];
            }
        }
    }
}

}  // namespace

NestedAbsorption::NestedAbsorption(const MixedDesign& design)
    : design_(design),
      u_(design.effects.size()),
      d_(design.data_count()),
      r_(design.response_count()),
      levels_(design.levels.size()),
      total_(r_, r_) {
    for (std::size_t l = 0; l < levels_.size(); ++l) {
        levels_[l].groups = design.levels[l].group_count();
        levels_[l].parent = design.levels[l].parent;
        levels_[l].data.resize(levels_[l].groups * u_ * d_);
    }
    read_rows();
    class_by_design();
    gather_moments();
    gather_sums();
    for (std::size_t l = 1; l < levels_.size(); ++l) {
        class_by_children(l);
    }
    for (auto& level : levels_) {
        level.design.resize(level.classes * u_ * u_);
        level.gain.resize(level.classes * u_ * u_);
        level.keep.resize(level.classes * u_ * u_);
    }
    for (std::size_t g = 0; g < levels_[0].groups; ++g) {
        for (std::size_t a = 0; a < u_; ++a) {
            for (std::size_t b = 0; b < u_; ++b) {
                levels_[0].design[(levels_[0].class_of[g] * u_ + a) * u_ + b] =
                    levels_[0].data[(g * u_ + a) * d_ + design.effects[b]];
            }
        }
    }
}

void NestedAbsorption::read_rows() {
    std::vector<double> row(d_);
    auto& innermost = levels_[0].data;
    const auto& group = design_.levels[0].group;
    for (std::size_t i = 0; i < design_.row_count; ++i) {
        for (std::size_t j = 0; j < d_; ++j) {
            row[j] = design_.value(j, i);
        }
        double* const data = innermost.data() + group[i] * u_ * d_;
        for (std::size_t a = 0; a < u_; ++a) {
            const double effect = row[design_.effects[a]];
            for (std::size_t j = 0; j < d_; ++j) {
                data[a * d_ + j] += effect * row[j];
            }
        }
        for (std::size_t a = 0; a < r_; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                total_(a, b) += row[a] * row[b];
            }
        }
    }
}

void NestedAbsorption::class_by_design() {
    auto& level = levels_[0];
    const std::size_t width = u_ * (u_ + 1) / 2;
    ClassTable table(level.groups, width);
    std::vector<std::uint64_t> key(width);
    level.class_of.resize(level.groups);
    for (std::size_t g = 0; g < level.groups; ++g) {
        std::size_t word = 0;
        for (std::size_t a = 0; a < u_; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                key[word++] = std::bit_cast<std::uint64_t>(level.data[(g * u_ + a) * d_ + design_.effects[b]]);
            }
        }
        level.class_of[g] = table.class_of(key);
    }
    level.classes = table.count();
    level.class_size.assign(level.classes, 0);
    for (const auto kind : level.class_of) {
        level.class_size[kind] += 1;
    }
}

void NestedAbsorption::gather_moments() {
    const auto& level = levels_[0];
    const std::size_t width = u_ * r_;
    constexpr std::uint32_t none = 0xffffffff;
    std::vector<std::uint32_t> slot(level.classes, none);
    for (std::uint32_t kind = 0; kind < level.classes; ++kind) {
        if (level.class_size[kind] > static_cast<double>(width)) {
            slot[kind] = static_cast<std::uint32_t>(moment_class_.size());
            moment_class_.push_back(kind);
        }
    }
    moments_.resize(moment_class_.size() * width * width);
    std::vector<double> flat(width);
    for (std::uint32_t g = 0; g < level.groups; ++g) {
        if (slot[level.class_of[g]] == none) {
            single_groups_.push_back(g);
            continue;
        }
        for (std::size_t a = 0; a < u_; ++a) {
            for (std::size_t j = 0; j < r_; ++j) {
                flat[a * r_ + j] = level.data[(g * u_ + a) * d_ + j];
            }
        }
        double* const moment = moments_.data() + slot[level.class_of[g]] * width * width;
        for (std::size_t x = 0; x < width; ++x) {
            for (std::size_t y = 0; y <= x; ++y) {
                moment[x * width + y] += flat[x] * flat[y];
            }
        }
    }
    for (std::size_t m = 0; m < moment_class_.size(); ++m) {
        double* const moment = moments_.data() + m * width * width;
        for (std::size_t x = 0; x < width; ++x) {
            for (std::size_t y = 0; y < x; ++y) {
                moment[y * width + x] = moment[x * width + y];
            }
        }
    }
}

void NestedAbsorption::gather_sums() {
    if (levels_.size() < 2) {
        return;
    }
    const auto& level = levels_[0];
    const std::size_t parents = levels_[1].groups;
    std::vector<std::uint32_t> begin(parents + 1);
    for (const auto parent : level.parent) {
        ++begin[parent + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::uint32_t> children(level.groups);
    auto next = begin;
    for (std::uint32_t g = 0; g < level.groups; ++g) {
        children[next[level.parent[g]]++] = g;
    }
    // Where the sums of a class are, and for which parent that holds.
    std::vector<std::uint32_t> place(level.classes);
    std::vector<std::uint32_t> valid_for(level.classes, 0xffffffff);
    const std::size_t width = u_ * d_;
    for (std::uint32_t parent = 0; parent < parents; ++parent) {
        for (std::uint32_t k = begin[parent]; k < begin[parent + 1]; ++k) {
            const auto kind = level.class_of[children[k]];
            if (valid_for[kind] != parent) {
                valid_for[kind] = parent;
                place[kind] = static_cast<std::uint32_t>(sum_class_.size());
                sum_parent_.push_back(parent);
                sum_class_.push_back(kind);
                sum_count_.push_back(0);
                sums_.resize(sums_.size() + width);
            }
            ++sum_count_[place[kind]];
            const double* const data = level.data.data() + children[k] * width;
            double* const sum = sums_.data() + place[kind] * width;
            for (std::size_t x = 0; x < width; ++x) {
                sum[x] += data[x];
            }
        }
    }
}

void NestedAbsorption::class_by_children(std::size_t index) {
    const auto& inner = levels_[index - 1];
    auto& level = levels_[index];
    // Parent and class of each kind of child, with the number of such children.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> pairs;
    if (index == 1) {
        for (std::size_t k = 0; k < sum_class_.size(); ++k) {
            pairs.emplace_back((std::uint64_t{sum_parent_[k]} << 32U) | sum_class_[k], sum_count_[k]);
        }
    } else {
        for (std::size_t g = 0; g < inner.groups; ++g) {
            pairs.emplace_back((std::uint64_t{inner.parent[g]} << 32U) | inner.class_of[g], 1);
        }
    }
    std::ranges::sort(pairs);
    std::unordered_map<std::vector<std::uint64_t>, std::uint32_t, ListHash> seen;
    level.class_of.resize(level.groups);
    level.kin_begin.push_back(0);
    std::vector<std::uint64_t> list;
    for (std::size_t at = 0; at < pairs.size();) {
        const std::uint64_t parent = pairs[at].first >> 32U;
        list.clear();
        while (at < pairs.size() && pairs[at].first >> 32U == parent) {
            const std::uint64_t kind = pairs[at].first;
            std::uint64_t count = 0;
            for (; at < pairs.size() && pairs[at].first == kind; ++at) {
                count += pairs[at].second;
            }
            list.push_back(kind & 0xffffffffU);
            list.push_back(count);
        }
        const auto [entry, is_new] = seen.emplace(list, static_cast<std::uint32_t>(level.class_size.size()));
        if (is_new) {
            for (std::size_t k = 0; k < list.size(); k += 2) {
                level.kin_class.push_back(static_cast<std::uint32_t>(list[k]));
                level.kin_count.push_back(static_cast<double>(list[k + 1]));
            }
            level.kin_begin.push_back(static_cast<std::uint32_t>(level.kin_class.size()));
            level.class_size.push_back(0);
        }
        level.class_of[parent] = entry->second;
        level.class_size[entry->second] += 1;
    }
    level.classes = level.class_size.size();
}

void NestedAbsorption::compose_designs(std::size_t index) {
    const auto& inner = levels_[index - 1];
    auto& level = levels_[index];
    const std::size_t uu = u_ * u_;
    std::ranges::fill(level.design, 0.0);
    for (std::size_t kind = 0; kind < level.classes; ++kind) {
        double* const sum = level.design.data() + kind * uu;
        for (std::uint32_t k = level.kin_begin[kind]; k < level.kin_begin[kind + 1]; ++k) {
            const double* const design = inner.design.data() + level.kin_class[k] * uu;
            const double* const keep = inner.keep.data() + level.kin_class[k] * uu;
            for (std::size_t a = 0; a < u_; ++a) {
                for (std::size_t b = 0; b < u_; ++b) {
                    double handed = 0;
                    for (std::size_t c = 0; c < u_; ++c) {
                        handed += keep[a * u_ + c] * design[c * u_ + b];
                    }
                    sum[a * u_ + b] += level.kin_count[k] * handed;
                }
            }
        }
    }
}

double NestedAbsorption::factor_classes(std::size_t index, const DenseMatrix& factor) {
    auto& level = levels_[index];
    const std::size_t q = factor.columns();
    const std::size_t uu = u_ * u_;
    double log_determinant = 0;
    DenseMatrix spread(u_, q);  // P Lambda
    DenseMatrix system(q, q);   // Lambda' P Lambda + I
    DenseMatrix half(q, u_);    // L^-1 Lambda'
    for (std::size_t kind = 0; kind < level.classes; ++kind) {
        const double* const design = level.design.data() + kind * uu;
        for (std::size_t a = 0; a < u_; ++a) {
            for (std::size_t k = 0; k < q; ++k) {
                double sum = 0;
                for (std::size_t b = 0; b < u_; ++b) {
                    sum += design[a * u_ + b] * factor(b, k);
                }
                spread(a, k) = sum;
            }
        }
        for (std::size_t i = 0; i < q; ++i) {
            for (std::size_t k = 0; k <= i; ++k) {
                double sum = i == k ? 1 : 0;
                for (std::size_t a = 0; a < u_; ++a) {
                    sum += factor(a, i) * spread(a, k);
                }
                system(i, k) = sum;
            }
        }
        factor_cholesky(system);
        for (std::size_t i = 0; i < q; ++i) {
            log_determinant += 2 * level.class_size[kind] * std::log(system(i, i));
            for (std::size_t a = 0; a < u_; ++a) {
                double sum = factor(a, i);
                for (std::size_t k = 0; k < i; ++k) {
                    sum -= system(i, k) * half(k, a);
                }
                half(i, a) = sum / system(i, i);
            }
        }
        double* const gain = level.gain.data() + kind * uu;
        for (std::size_t a = 0; a < u_; ++a) {
            for (std::size_t b = 0; b < u_; ++b) {
                double sum = 0;
                for (std::size_t i = 0; i < q; ++i) {
                    sum += half(i, a) * half(i, b);
                }
                gain[a * u_ + b] = sum;
            }
        }
        double* const keep = level.keep.data() + kind * uu;
        for (std::size_t a = 0; a < u_; ++a) {
            for (std::size_t b = 0; b < u_; ++b) {
                double sum = a == b ? 1 : 0;
                for (std::size_t c = 0; c < u_; ++c) {
                    sum -= design[a * u_ + c] * gain[c * u_ + b];
                }
                keep[a * u_ + b] = sum;
            }
        }
    }
    return log_determinant;
}

template <std::size_t Fixed>
void NestedAbsorption::absorb_innermost(DenseMatrix& cross) {
    const auto& level = levels_[0];
    const std::size_t u = Fixed == 0 ? u_ : Fixed;
    const std::size_t width = u * r_;
    for (std::size_t m = 0; m < moment_class_.size(); ++m) {
        const double* const gain = level.gain.data() + moment_class_[m] * u * u;
        const double* const moment = moments_.data() + m * width * width;
        for (std::size_t a = 0; a < u; ++a) {
            for (std::size_t b = 0; b < u; ++b) {
                for (std::size_t i = 0; i < r_; ++i) {
                    for (std::size_t j = 0; j <= i; ++j) {
                        cross(i, j) -= gain[a * u + b] * moment[(a * r_ + i) * width + b * r_ + j];
                    }
                }
            }
        }
    }
    for (const auto g : single_groups_) {
        take_square<Fixed>(cross, level.gain.data() + level.class_of[g] * u * u, level.data.data() + g * u * d_, u, d_,
                           r_);
    }
    if (levels_.size() > 1) {
        auto& outer = levels_[1].data;
        std::ranges::fill(outer, 0.0);
        for (std::size_t k = 0; k < sum_class_.size(); ++k) {
            hand_on<Fixed>(outer.data() + sum_parent_[k] * u * d_, level.keep.data() + sum_class_[k] * u * u,
                           sums_.data() + k * u * d_, u, d_);
        }
    }
}

template <std::size_t Fixed>
void NestedAbsorption::absorb_outer(std::size_t index, DenseMatrix& cross) {
    const auto& level = levels_[index];
    const std::size_t u = Fixed == 0 ? u_ : Fixed;
    const bool has_parent = index + 1 < levels_.size();
    if (has_parent) {
        std::ranges::fill(levels_[index + 1].data, 0.0);
    }
    for (std::size_t g = 0; g < level.groups; ++g) {
        const std::size_t place = level.class_of[g] * u * u;
        const double* const data = level.data.data() + g * u * d_;
        take_square<Fixed>(cross, level.gain.data() + place, data, u, d_, r_);
        if (has_parent) {
            hand_on<Fixed>(levels_[index + 1].data.data() + level.parent[g] * u * d_, level.keep.data() + place, data,
                           u, d_);
        }
    }
}

template <std::size_t Fixed>
double NestedAbsorption::absorb(std::span<const double> theta, DenseMatrix& cross) {
    double log_determinant = 0;
    for (std::size_t l = 0; l < levels_.size(); ++l) {
        if (l > 0) {
            compose_designs(l);
        }
        log_determinant += factor_classes(l, relative_factor(design_, design_.levels[l], theta));
        if (l == 0) {
            absorb_innermost<Fixed>(cross);
        } else {
            absorb_outer<Fixed>(l, cross);
        }
    }
    return log_determinant;
}

void NestedAbsorption::reduce(std::span<const double> theta, ReducedSystem& reduced) {
    reduced.cross = total_;
    reduced.log_determinant = u_ == 1   ? absorb<1>(theta, reduced.cross)
                              : u_ == 2 ? absorb<2>(theta, reduced.cross)
                                        : absorb<0>(theta, reduced.cross);
    for (std::size_t i = 0; i < r_; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            reduced.cross(j, i) = reduced.cross(i, j);
        }
    }
}

}  // namespace minka::stats
