#include "planning/group_forming.h"

#include "optimize/group_conflict.h"
#include "optimize/meeting_choice.h"
#include "planning/group_meetings.h"
#include "planning/group_words.h"
#include "planning/visit_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace minka::planning {
namespace {

using optimize::GroupTask;
using optimize::SizeRange;

/// Numbers before words, numbers by size.
bool comes_before(const std::string& one, const std::string& other) {
    const auto first = number_in(one);
    const auto second = number_in(other);
    if (first && second && *first != *second) {
        return *first < *second;
    }
    return first.has_value() != second.has_value() ? first.has_value() : one < other;
}

/// One way to divide: how large each group is, and what it is called.
struct Division {
    std::vector<SizeRange> sizes;
    std::vector<std::string> names;
};

class GroupForming {
public:
    GroupForming(const GroupRequest& request, const optimize::FormOptions& options)
        : request_(request), options_(options), former_(request.former) {}

    Result<FormedGroups> run() {
        dissolve_groups();
        MINKA_TRY_ASSIGN(meetings_, meetings_of(request_));
        MINKA_TRY_ASSIGN(const auto divisions, divisions_to_try());
        std::optional<Problem> first_problem;
        for (const auto& division : divisions) {
            auto formed = form(division);
            if (formed || formed.error().code != ProblemCode::conflict) {
                return formed;
            }
            if (!first_problem) {
                first_problem = formed.error();
                first_attempt_ = attempt_;
            }
        }
        return explain(*first_problem);
    }

private:
    std::size_t people() const { return request_.people.ids.size(); }

    /// Too few people for the groups there were: the smallest go, and whoever was in one counts as moved.
    void dissolve_groups() {
        const std::set<std::string> kept(request_.people.pinned.begin(), request_.people.pinned.end());
        while (former_ && request_.size.least > 0 &&
               former_->groups.size() > request_.groups.value_or(people() / request_.size.least)) {
            std::map<std::string, long> counts;
            for (const auto& [name, meeting] : former_->groups) {
                if (!kept.contains(name)) {
                    counts[name] = std::ranges::count(former_->group_of, name);
                }
            }
            if (counts.empty()) {
                return;
            }
            const auto smallest = std::ranges::min_element(counts, {}, [](const auto& each) { return each.second; });
            dissolved_ += static_cast<std::uint32_t>(smallest->second);
            former_->groups.erase(smallest->first);
            std::ranges::replace(former_->group_of, smallest->first, std::string());
        }
    }

    /// Names that are given: of former groups, and of groups people are pinned to.
    std::vector<std::string> given_names() const {
        std::set<std::string> names(request_.people.pinned.begin(), request_.people.pinned.end());
        if (former_) {
            for (const auto& [name, meeting] : former_->groups) {
                names.insert(name);
            }
        }
        names.erase("");
        std::vector<std::string> list(names.begin(), names.end());
        std::ranges::sort(list, comes_before);
        return list;
    }

    std::vector<std::string> names_for(std::size_t count) const {
        auto names = given_names();
        for (std::size_t number = 1; names.size() < count; ++number) {
            auto name = std::to_string(number);
            if (!request_.taken.contains(name) && std::ranges::find(names, name) == names.end()) {
                names.push_back(std::move(name));
            }
        }
        std::ranges::sort(names, comes_before);
        return names;
    }

    /// The wished number of groups with even sizes first; then any sizes within the range, numbers near it first.
    Result<std::vector<Division>> divisions_to_try() const {
        MINKA_TRY_ASSIGN(auto even, request_.groups ? even_sizes(people(), *request_.groups, request_.size)
                                                    : sizes_within(people(), request_.size));
        const auto fewest = request_.groups.value_or((people() + request_.size.most - 1) / request_.size.most);
        const auto most = request_.groups.value_or(people() / request_.size.least);
        const auto given = given_names().size();
        if (given > most) {
            return invalid(fmt::format("{} groups are named, and {} people fill {} at most.", given, people(), most),
                           "--size");
        }
        auto wished = std::max(even.size(), given);
        if (former_) {
            wished = std::clamp(given, fewest, most);
        }
        std::vector<Division> divisions;
        if (former_) {
            divisions.push_back({sizes_that_keep(names_for(wished)), names_for(wished)});
        } else if (wished == even.size()) {
            divisions.push_back({std::move(even), names_for(wished)});
        }
        for (std::size_t off = 0; off <= (request_.groups ? 0 : most); ++off) {
            if (wished + off <= most) {
                divisions.push_back({{wished + off, request_.size}, names_for(wished + off)});
            }
            if (off > 0 && wished >= off && wished - off >= std::max(fewest, std::max<std::size_t>(given, 1))) {
                divisions.push_back({{wished - off, request_.size}, names_for(wished - off)});
            }
        }
        return divisions;
    }

    /// Sizes as even as may be with which as few people as possible leave their former group.
    std::vector<SizeRange> sizes_that_keep(const std::vector<std::string>& names) const {
        std::vector<std::uint32_t> now(names.size(), 0);
        for (const auto& name : former_->group_of) {
            if (!name.empty()) {
                ++now[group_named(names, name)];
            }
        }
        std::vector<SizeRange> ranges;
        std::size_t kept = 0;
        for (const auto count : now) {
            ranges.push_back({std::clamp(count, request_.size.least, request_.size.most), request_.size.most});
            kept += ranges.back().least;
        }
        for (; kept > people(); --kept) {
            --std::ranges::max_element(ranges, {}, &SizeRange::least)->least;
        }
        const auto sizes = optimize::most_even_sizes(ranges, people());
        for (std::size_t group = 0; group < sizes.size(); ++group) {
            ranges[group] = {sizes[group], sizes[group]};
        }
        return ranges;
    }

    static std::uint32_t group_named(const std::vector<std::string>& names, const std::string& name) {
        return static_cast<std::uint32_t>(std::ranges::find(names, name) - names.begin());
    }

    void add_limit(std::uint32_t person, std::vector<std::uint32_t> groups, LimitKind kind) {
        attempt_.task.rules.limits.push_back({person, std::move(groups)});
        attempt_.limit_kinds.push_back(kind);
    }

    void add_names(const Division& division) {
        for (std::uint32_t person = 0; person < request_.people.pinned.size(); ++person) {
            if (const auto& name = request_.people.pinned[person]; !name.empty()) {
                add_limit(person, {group_named(division.names, name)}, LimitKind::pinned);
            }
        }
        if (!former_) {
            return;
        }
        for (const auto& name : former_->group_of) {
            attempt_.task.rules.current.push_back(name.empty() ? std::nullopt
                                                               : std::optional(group_named(division.names, name)));
        }
    }

    Result<std::optional<std::uint32_t>> former_meeting(const std::string& name) const {
        if (!former_) {
            return std::optional<std::uint32_t>{};
        }
        const auto found = former_->groups.find(name);
        if (found == former_->groups.end()) {
            return std::optional<std::uint32_t>{};
        }
        const auto& was = found->second;
        const auto& places = meetings_->places;
        const auto place = std::ranges::find(places, was.place, &MeetingPlace::code);
        const auto time = std::ranges::find(meetings_->times, was.time);
        if ((was.place.empty() && request_.reach_km) || (was.time.empty() && !request_.people.times.empty())) {
            return std::optional<std::uint32_t>{};
        }
        if ((request_.reach_km && place == places.end()) ||
            (!request_.people.times.empty() && time == meetings_->times.end())) {
            return invalid(fmt::format("The place or the time of the former group {} is no more.", name), "--former");
        }
        const auto at = request_.reach_km ? place - places.begin() : 0;
        const auto when = request_.people.times.empty() ? 0 : time - meetings_->times.begin();
        return std::optional(
            static_cast<std::uint32_t>(at * static_cast<std::ptrdiff_t>(meetings_->times.size()) + when));
    }

    Result<void> add_meetings(const Division& division) {
        optimize::MeetingTask task;
        task.sizes = division.sizes;
        for (std::uint32_t meeting = 0; meeting < meetings_->size(); ++meeting) {
            task.most_groups.push_back(meetings_->places[meetings_->place_of(meeting)].most_groups);
        }
        for (const auto& name : division.names) {
            MINKA_TRY_ASSIGN(const auto fixed, former_meeting(name));
            task.fixed.push_back(fixed);
        }
        task.pinned.resize(people());
        for (std::size_t person = 0; person < people(); ++person) {
            task.open_to.push_back(meetings_->open_to(person));
            if (!request_.people.pinned.empty() && !request_.people.pinned[person].empty()) {
                task.pinned[person] = group_named(division.names, request_.people.pinned[person]);
            }
        }
        share_with_company(task);
        task.apart = request_.people.rules.apart;
        MINKA_TRY_ASSIGN(const auto chosen, optimize::choose_meetings(task, options_.seed));
        limit_to_meetings(chosen);
        return {};
    }

    /// Those who must be together can only come where all of them can.
    void share_with_company(optimize::MeetingTask& task) const {
        for (const auto& list : request_.people.rules.together) {
            auto open = task.open_to[list.front()];
            for (const auto person : list) {
                std::vector<std::uint32_t> both;
                std::ranges::set_intersection(open, task.open_to[person], std::back_inserter(both));
                open = std::move(both);
            }
            // With nothing in common the limits themselves tell the conflict.
            if (!open.empty()) {
                for (const auto person : list) {
                    task.open_to[person] = open;
                }
            }
        }
    }

    void limit_to_meetings(const std::vector<std::uint32_t>& chosen) {
        for (const auto meeting : chosen) {
            attempt_.places.push_back(meetings_->places[meetings_->place_of(meeting)].code);
            attempt_.times.push_back(meetings_->times[meetings_->time_of(meeting)]);
        }
        const auto groups_where = [&](const auto& fits) {
            std::vector<std::uint32_t> groups;
            for (std::uint32_t group = 0; group < chosen.size(); ++group) {
                if (fits(chosen[group])) {
                    groups.push_back(group);
                }
            }
            return groups;
        };
        for (std::uint32_t person = 0; person < people(); ++person) {
            auto near = groups_where([&](std::uint32_t meeting) {
                return std::ranges::binary_search(meetings_->near[person], meetings_->place_of(meeting));
            });
            if (near.size() < chosen.size()) {
                add_limit(person, std::move(near), LimitKind::travel);
            }
            auto free = groups_where([&](std::uint32_t meeting) {
                return std::ranges::binary_search(meetings_->free[person], meetings_->time_of(meeting));
            });
            if (free.size() < chosen.size()) {
                add_limit(person, std::move(free), LimitKind::time);
            }
        }
        if (!request_.reach_km) {
            attempt_.places.clear();
        }
        if (request_.people.times.empty()) {
            attempt_.times.clear();
        }
        chosen_ = chosen;
    }

    /// Where and when former groups meet is theirs also when neither is asked for.
    void keep_former_meetings() {
        if (!former_) {
            return;
        }
        const auto keep = [&](std::vector<std::string>& list, std::string FormerGroups::Meeting::* part) {
            const bool is_known =
                std::ranges::any_of(former_->groups, [&](const auto& each) { return !(each.second.*part).empty(); });
            if (!list.empty() || !is_known) {
                return;
            }
            for (const auto& name : attempt_.names) {
                const auto found = former_->groups.find(name);
                list.push_back(found == former_->groups.end() ? std::string() : found->second.*part);
            }
        };
        keep(attempt_.places, &FormerGroups::Meeting::place);
        keep(attempt_.times, &FormerGroups::Meeting::time);
    }

    void measure_ways() {
        if (!request_.reach_km) {
            return;
        }
        double sum = 0;
        for (std::size_t person = 0; person < people(); ++person) {
            const auto meeting = chosen_[attempt_.grouping.group_of[person]];
            const double km =
                distance_km(request_.people.homes[person], meetings_->places[meetings_->place_of(meeting)].point);
            sum += km;
            attempt_.farthest_km = std::max(attempt_.farthest_km, km);
        }
        attempt_.mean_km = sum / static_cast<double>(people());
    }

    Result<FormedGroups> form(const Division& division) {
        attempt_ = {};
        attempt_.names = division.names;
        attempt_.task = {people(), division.sizes, request_.people.rules};
        add_names(division);
        if (meetings_) {
            MINKA_TRY(add_meetings(division));
        }
        const auto& points = request_.people.points;
        MINKA_TRY_ASSIGN(attempt_.grouping, request_.is_alike
                                                ? optimize::form_like_groups(attempt_.task, points, options_)
                                                : optimize::form_varied_groups(attempt_.task, points, options_));
        attempt_.distance = optimize::within_group_distance(points, attempt_.grouping.group_of);
        attempt_.grouping.moved += dissolved_;
        keep_former_meetings();
        measure_ways();
        return attempt_;
    }

    std::unexpected<Problem> explain(const Problem& found) const {
        const auto conflict = optimize::smallest_conflict(first_attempt_.task);
        if (conflict && !conflict->empty()) {
            return invalid(conflict_sentence(request_, first_attempt_, *conflict));
        }
        if (found.field == "meetings") {
            return invalid(
                "No se halló una elección de lugares y horas a la que todas las personas puedan ir. Amplíe el límite "
                "de "
                "viaje, agregue lugares u horas, o cambie el tamaño de los grupos.");
        }
        return std::unexpected(found);
    }

    const GroupRequest& request_;
    const optimize::FormOptions& options_;
    std::optional<FormerGroups> former_;
    std::uint32_t dissolved_ = 0;
    std::optional<MeetingTable> meetings_;
    FormedGroups attempt_;
    FormedGroups first_attempt_;
    std::vector<std::uint32_t> chosen_;
};

}  // namespace

Result<FormedGroups> form_people_groups(const GroupRequest& request, const optimize::FormOptions& options) {
    return GroupForming(request, options).run();
}

optimize::BandTable joint_bands(const PeopleTable& people) {
    std::map<std::vector<std::uint32_t>, std::uint32_t> mixtures;
    optimize::BandTable table;
    for (std::size_t person = 0; person < people.ids.size(); ++person) {
        std::vector<std::uint32_t> mixture;
        for (const auto& attribute : people.attributes) {
            mixture.push_back(attribute.table.band_of[person]);
        }
        table.band_of.push_back(mixtures.try_emplace(mixture, table.bands).first->second);
        table.bands = static_cast<std::uint32_t>(mixtures.size());
    }
    return table;
}

}  // namespace minka::planning
