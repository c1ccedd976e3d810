#include "optimize/meeting_choice.h"

#include "base/random.h"
#include "optimize/group_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <queue>

namespace minka::optimize {
namespace {

constexpr std::uint32_t nothing = 0xffff'ffff;
constexpr int most_rounds = 60;

class MeetingChoice {
public:
    MeetingChoice(const MeetingTask& task, std::uint64_t seed)
        : task_(task), random_(seed), visitors_(task.most_groups.size()), weights_(task.open_to.size()) {
        for (std::uint32_t person = 0; person < weights_.size(); ++person) {
            weights_[person] = 1 / static_cast<double>(task.open_to[person].size());
            for (const auto meeting : task.open_to[person]) {
                visitors_[meeting].push_back(person);
            }
        }
    }

    std::optional<std::vector<std::uint32_t>> run() {
        for (int round = 0; round < most_rounds; ++round) {
            if (choose() && is_possible()) {
                return meeting_of_;
            }
            for (std::uint32_t person = 0; person < weights_.size(); ++person) {
                weights_[person] *= (seated_[person] != 0 ? 1 : 2) * (0.8 + 0.4 * random_.uniform());
            }
        }
        return std::nullopt;
    }

private:
    std::optional<std::uint32_t> pinned(std::uint32_t person) const {
        return task_.pinned.empty() ? std::nullopt : task_.pinned[person];
    }

    bool choose() {
        seated_.assign(weights_.size(), 0);
        taken_.assign(task_.sizes.size(), 0);
        rooms_ = task_.most_groups;
        meeting_of_.assign(task_.sizes.size(), nothing);
        for (std::uint32_t person = 0; person < weights_.size(); ++person) {
            if (const auto group = pinned(person); group) {
                seated_[person] = 1;
                ++taken_[*group];
            }
        }
        for (std::uint32_t group = 0; group < meeting_of_.size(); ++group) {
            if (!task_.fixed.empty() && task_.fixed[group]) {
                take(group, *task_.fixed[group]);
            }
        }
        for (std::uint32_t group = 0; group < meeting_of_.size(); ++group) {
            if (meeting_of_[group] == nothing && taken_[group] > 0 && !choose_for_pinned(group)) {
                return false;
            }
        }
        return choose_for_others();
    }

    /// The best of the meetings to which all who are pinned to the group can come.
    bool choose_for_pinned(std::uint32_t group) {
        std::vector<std::uint32_t> open(visitors_.size());
        std::iota(open.begin(), open.end(), 0U);
        for (std::uint32_t person = 0; person < weights_.size(); ++person) {
            if (pinned(person) == group) {
                std::vector<std::uint32_t> both;
                std::ranges::set_intersection(open, task_.open_to[person], std::back_inserter(both));
                open = std::move(both);
            }
        }
        std::erase_if(open, [&](std::uint32_t meeting) { return rooms_[meeting] == 0; });
        if (open.empty()) {
            return false;
        }
        take(group, *std::ranges::max_element(open, {}, [&](std::uint32_t meeting) { return serves(group, meeting); }));
        return true;
    }

    /// What a meeting serves can only fall as people are seated: most stay where they are in the queue.
    bool choose_for_others() {
        std::priority_queue<std::pair<double, std::uint32_t>> queue;
        for (std::uint32_t meeting = 0; meeting < visitors_.size(); ++meeting) {
            queue.emplace(std::numeric_limits<double>::infinity(), meeting);
        }
        for (std::uint32_t group = 0; group < meeting_of_.size(); ++group) {
            while (meeting_of_[group] == nothing) {
                if (queue.empty()) {
                    return false;
                }
                const auto meeting = queue.top().second;
                queue.pop();
                if (rooms_[meeting] == 0) {
                    continue;
                }
                const double value = serves(group, meeting);
                if (queue.empty() || value >= queue.top().first) {
                    take(group, meeting);
                }
                queue.emplace(value, meeting);
            }
        }
        return true;
    }

    /// The people who would be seated: those left over who count most.
    void find_next(std::uint32_t group, std::uint32_t meeting) {
        next_.clear();
        std::ranges::copy_if(visitors_[meeting], std::back_inserter(next_),
                             [&](std::uint32_t person) { return seated_[person] == 0; });
        const auto& range = task_.sizes[group];
        const auto places = std::min<std::size_t>(next_.size(), range.most - std::min(range.most, taken_[group]));
        std::ranges::nth_element(next_, next_.begin() + static_cast<std::ptrdiff_t>(places), std::greater<>(),
                                 [&](std::uint32_t person) { return std::pair(weights_[person], person); });
        next_.resize(places);
    }

    double serves(std::uint32_t group, std::uint32_t meeting) {
        find_next(group, meeting);
        return std::accumulate(next_.begin(), next_.end(), 0.0,
                               [&](double sum, std::uint32_t person) { return sum + weights_[person]; });
    }

    void take(std::uint32_t group, std::uint32_t meeting) {
        find_next(group, meeting);
        for (const auto person : next_) {
            seated_[person] = 1;
        }
        taken_[group] += static_cast<std::uint32_t>(next_.size());
        meeting_of_[group] = meeting;
        rooms_[meeting] -= std::min(rooms_[meeting], 1U);
    }

    bool is_possible() const {
        UnitList list;
        for (std::uint32_t person = 0; person < weights_.size(); ++person) {
            Unit unit;
            unit.is_limited = true;
            for (std::uint32_t group = 0; group < meeting_of_.size(); ++group) {
                if (std::ranges::binary_search(task_.open_to[person], meeting_of_[group]) &&
                    pinned(person).value_or(group) == group) {
                    unit.allowed.push_back(group);
                }
            }
            list.units.push_back(std::move(unit));
        }
        std::vector<std::uint32_t> everyone(weights_.size());
        std::iota(everyone.begin(), everyone.end(), 0U);
        return flow_into_groups(task_.sizes, list, everyone, std::vector<std::uint32_t>(task_.sizes.size()))
            .has_value();
    }

    const MeetingTask& task_;
    SeededRandom random_;
    std::vector<std::vector<std::uint32_t>> visitors_;  ///< by meeting
    std::vector<double> weights_;                       ///< by person
    std::vector<char> seated_;
    std::vector<std::uint32_t> taken_;  ///< by group
    std::vector<std::uint32_t> rooms_;  ///< by meeting, groups it can still hold
    std::vector<std::uint32_t> meeting_of_;
    std::vector<std::uint32_t> next_;
};

Result<void> check(const MeetingTask& task) {
    const auto people = task.open_to.size();
    const auto groups = task.sizes.size();
    if ((!task.pinned.empty() && task.pinned.size() != people) ||
        (!task.fixed.empty() && task.fixed.size() != groups)) {
        return invalid("Pinned people and fixed meetings have one entry a person or group, or none.", "meetings");
    }
    const auto is_outside = [](const auto& each, std::size_t count) { return each && *each >= count; };
    const auto has_outside = [&](const auto& list, std::size_t count) {
        return std::ranges::any_of(list, [&](const auto& each) { return is_outside(each, count); });
    };
    if (has_outside(task.pinned, groups) || has_outside(task.fixed, task.most_groups.size())) {
        return invalid("A group or a meeting is not there.", "meetings");
    }
    for (std::size_t person = 0; person < people; ++person) {
        const auto& open = task.open_to[person];
        if (open.empty()) {
            return problem(ProblemCode::conflict, fmt::format("Person {} can come to no meeting.", person), "meetings");
        }
        if (!std::ranges::is_sorted(open) || open.back() >= task.most_groups.size()) {
            return invalid("The meetings of a person are there, and in ascending order.", "meetings");
        }
    }
    return {};
}

}  // namespace

Result<std::vector<std::uint32_t>> choose_meetings(const MeetingTask& task, std::uint64_t seed) {
    MINKA_TRY(check(task));
    auto chosen = MeetingChoice(task, seed).run();
    if (!chosen) {
        return problem(ProblemCode::conflict,
                       "No choice of meetings was found to which everyone can come; there may be one.", "meetings");
    }
    return *std::move(chosen);
}

}  // namespace minka::optimize
