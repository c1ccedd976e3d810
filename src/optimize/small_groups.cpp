#include "optimize/small_groups.h"

#include "optimize/first_groups.h"

#include <algorithm>
#include <tuple>

namespace minka::optimize {
namespace {

constexpr std::uint64_t most_steps = 30'000'000;

class Divisions {
public:
    Divisions(const GroupTask& task, const UnitList& list, const DistanceMatrix& distances)
        : task_(task),
          list_(list),
          distances_(distances),
          alike_(alike_groups(task, list)),
          sizes_(task.sizes.size()),
          groups_(list.units.size()) {}

    EveryDivision run() {
        EveryDivision result;
        place(0, 0);
        result.is_complete = steps_ <= most_steps;
        result.is_found = is_found_;
        result.group_of = best_;
        return result;
    }

private:
    void place(std::uint32_t unit, double sum) {
        if (++steps_ > most_steps) {
            return;
        }
        if (unit == groups_.size()) {
            judge(sum);
            return;
        }
        std::vector<std::uint32_t> tried;
        for (std::uint32_t group = 0; group < sizes_.size(); ++group) {
            if (sizes_[group] == 0) {
                if (std::ranges::find(tried, alike_[group]) != tried.end()) {
                    continue;
                }
                tried.push_back(alike_[group]);
            }
            if (!may_stand(unit, group)) {
                continue;
            }
            const auto people = static_cast<std::uint32_t>(list_.units[unit].people.size());
            groups_[unit] = group;
            const double gain = sum_to(unit, group);
            sizes_[group] += people;
            place(unit + 1, sum + gain);
            sizes_[group] -= people;
        }
    }

    bool may_stand(std::uint32_t unit, std::uint32_t group) const {
        const auto& one = list_.units[unit];
        if (sizes_[group] + one.people.size() > task_.sizes[group].most ||
            (one.is_limited && !std::ranges::binary_search(one.allowed, group))) {
            return false;
        }
        return std::ranges::none_of(one.apart,
                                    [&](std::uint32_t other) { return other < unit && groups_[other] == group; });
    }

    double sum_to(std::uint32_t unit, std::uint32_t group) const {
        double sum = 0;
        for (std::uint32_t other = 0; other < unit; ++other) {
            if (groups_[other] != group) {
                continue;
            }
            for (const auto one : list_.units[unit].people) {
                for (const auto two : list_.units[other].people) {
                    sum += distances_.between(one, two);
                }
            }
        }
        return sum;
    }

    void judge(double sum) {
        for (std::size_t group = 0; group < sizes_.size(); ++group) {
            if (sizes_[group] < task_.sizes[group].least) {
                return;
            }
        }
        const GroupState state(task_, list_, groups_);
        const auto rank = std::tuple(state.moved(), state.lonely(), -sum);
        if (!is_found_ || rank < best_rank_) {
            is_found_ = true;
            best_rank_ = rank;
            best_ = groups_;
        }
    }

    const GroupTask& task_;
    const UnitList& list_;
    const DistanceMatrix& distances_;
    std::vector<std::uint32_t> alike_;
    std::vector<std::uint32_t> sizes_;
    std::vector<std::uint32_t> groups_;
    std::vector<std::uint32_t> best_;
    std::tuple<std::uint32_t, std::uint32_t, double> best_rank_;
    bool is_found_ = false;
    std::uint64_t steps_ = 0;
};

}  // namespace

EveryDivision try_every_division(const GroupTask& task, const UnitList& list, const DistanceMatrix& distances) {
    return Divisions(task, list, distances).run();
}

}  // namespace minka::optimize
