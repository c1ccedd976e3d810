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
constexpr int most_partings = 3;        // ways in which a round sets people apart
constexpr int most_placements = 5'000;  // tried in each

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
        foes_.resize(weights_.size());
        for (const auto& pair : task.apart) {
            foes_[pair.first].push_back(pair.second);
            foes_[pair.second].push_back(pair.first);
        }
    }

    std::optional<std::vector<std::uint32_t>> run() {
        std::optional<std::vector<std::uint32_t>> nearly;
        for (int round = 0; round < most_rounds; ++round) {
            if (choose() && is_possible({})) {
                if (keeps_apart()) {
                    return meeting_of_;
                }
                nearly = nearly ? nearly : std::optional(meeting_of_);
            }
            for (std::uint32_t person = 0; person < weights_.size(); ++person) {
                weights_[person] *= (seated_[person] != 0 ? 1 : 2) * (0.8 + 0.4 * random_.uniform());
            }
        }
        return nearly;
    }

private:
    std::optional<std::uint32_t> pinned(std::uint32_t person) const {
        return task_.pinned.empty() ? std::nullopt : task_.pinned[person];
    }

    bool choose() {
        seated_.assign(weights_.size(), 0);
        seat_of_.assign(weights_.size(), nothing);
        taken_.assign(task_.sizes.size(), 0);
        rooms_ = task_.most_groups;
        meeting_of_.assign(task_.sizes.size(), nothing);
        for (std::uint32_t person = 0; person < weights_.size(); ++person) {
            if (const auto group = pinned(person); group) {
                seated_[person] = 1;
                seat_of_[person] = *group;
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
        if (!task_.apart.empty()) {
            find_next_apart(group, places);
            return;
        }
        std::ranges::nth_element(next_, next_.begin() + static_cast<std::ptrdiff_t>(places), std::greater<>(),
                                 [&](std::uint32_t person) { return std::pair(weights_[person], person); });
        next_.resize(places);
    }

    /// The same, nobody of them beside somebody they must be apart from.
    void find_next_apart(std::uint32_t group, std::size_t places) {
        std::ranges::sort(next_, std::greater<>(),
                          [&](std::uint32_t person) { return std::pair(weights_[person], person); });
        std::size_t kept = 0;
        for (const auto person : next_) {
            const bool is_beside_foe = std::ranges::any_of(foes_[person], [&](std::uint32_t foe) {
                const auto end = next_.begin() + static_cast<std::ptrdiff_t>(kept);
                return seat_of_[foe] == group || std::find(next_.begin(), end, foe) != end;
            });
            if (kept < places && !is_beside_foe) {
                next_[kept++] = person;
            }
        }
        next_.resize(kept);
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
            seat_of_[person] = group;
        }
        taken_[group] += static_cast<std::uint32_t>(next_.size());
        meeting_of_[group] = meeting;
        rooms_[meeting] -= std::min(rooms_[meeting], 1U);
    }

    bool may_join(std::uint32_t person, std::uint32_t group) const {
        return pinned(person).value_or(group) == group &&
               std::ranges::binary_search(task_.open_to[person], meeting_of_[group]);
    }

    /// Whether everybody can be in a group, those of whom some have a group already.
    bool is_possible(const std::vector<std::uint32_t>& set) const {
        UnitList list;
        for (std::uint32_t person = 0; person < weights_.size(); ++person) {
            Unit unit;
            unit.is_limited = true;
            for (std::uint32_t group = 0; group < meeting_of_.size(); ++group) {
                const bool is_set = !set.empty() && set[person] != nothing;
                if (is_set ? set[person] == group : may_join(person, group)) {
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

    /// Sets those who have somebody to be apart from into groups, and asks whether the others find places beside them.
    bool keeps_apart() {
        if (task_.apart.empty()) {
            return true;
        }
        std::vector<std::uint32_t> parted;
        for (std::uint32_t person = 0; person < foes_.size(); ++person) {
            if (!foes_[person].empty()) {
                parted.push_back(person);
            }
        }
        for (int parting = 0; parting < most_partings; ++parting) {
            std::vector<std::uint32_t> set(weights_.size(), nothing);
            std::vector<std::uint32_t> sizes(meeting_of_.size(), 0);
            for (std::size_t left = parted.size(); left > 1; --left) {
                std::swap(parted[left - 1], parted[random_.below(left)]);
            }
            std::ranges::stable_sort(parted, {}, [&](std::uint32_t person) { return task_.open_to[person].size(); });
            int placements = 0;
            if (place(parted, 0, set, sizes, placements) && is_possible(set)) {
                return true;
            }
        }
        return false;
    }

    /// One after the other into the group with the fewest of them, back and forth.
    bool place(const std::vector<std::uint32_t>& parted, std::size_t at, std::vector<std::uint32_t>& set,
               std::vector<std::uint32_t>& sizes, int& placements) const {
        if (at == parted.size()) {
            return true;
        }
        const auto person = parted[at];
        std::vector<std::uint32_t> groups;
        for (std::uint32_t group = 0; group < meeting_of_.size(); ++group) {
            const bool has_foe =
                std::ranges::any_of(foes_[person], [&](std::uint32_t foe) { return set[foe] == group; });
            if (may_join(person, group) && !has_foe && sizes[group] < task_.sizes[group].most) {
                groups.push_back(group);
            }
        }
        std::ranges::stable_sort(groups, {}, [&](std::uint32_t group) { return sizes[group]; });
        for (const auto group : groups) {
            if (++placements > most_placements) {
                return false;
            }
            set[person] = group;
            ++sizes[group];
            if (place(parted, at + 1, set, sizes, placements)) {
                return true;
            }
            set[person] = nothing;
            --sizes[group];
        }
        return false;
    }

    const MeetingTask& task_;
    SeededRandom random_;
    std::vector<std::vector<std::uint32_t>> visitors_;  ///< by meeting
    std::vector<double> weights_;                       ///< by person
    std::vector<std::vector<std::uint32_t>> foes_;      ///< by person
    std::vector<char> seated_;
    std::vector<std::uint32_t> seat_of_;  ///< by person, the group; or nothing
    std::vector<std::uint32_t> taken_;    ///< by group
    std::vector<std::uint32_t> rooms_;    ///< by meeting, groups it can still hold
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
    if (std::ranges::any_of(task.apart, [&](const Apart& pair) {
            return pair.first >= people || pair.second >= people || pair.first == pair.second;
        })) {
        return invalid("People who are apart are two of those there are.", "meetings");
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
