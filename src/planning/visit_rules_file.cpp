#include "planning/visit_rules_file.h"

#include "documents/yaml.h"

#include <array>
#include <charconv>

namespace minka::planning {
namespace {

using documents::YamlProblems;
using documents::YamlReader;

/// "07:30" as minutes of the day.
double clock_time(YamlReader& reader, std::string_view key) {
    const auto text = reader.text(key);
    int hour = 0;
    int minute = 0;
    const auto* end = text.data() + text.size();
    const auto colon = std::from_chars(text.data(), end, hour);
    const bool has_minutes = colon.ec == std::errc{} && colon.ptr != end && *colon.ptr == ':';
    const auto rest = has_minutes ? std::from_chars(colon.ptr + 1, end, minute) : colon;
    if (!has_minutes || rest.ec != std::errc{} || rest.ptr != end || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59) {
        reader.problem(key, "A time of the day is written as \"07:30\".");
        return 0;
    }
    return 60 * hour + minute;
}

void read_visits(YamlReader& reader, YamlProblems& problems, VisitCycle& cycle) {
    for (const auto& node : reader.sequence("visits")) {
        YamlReader visit(node, problems);
        VisitMoment moment;
        moment.minutes = visit.number("minutes", 1, 720);
        moment.topics = visit.optional_text_list("topics");
        visit.finish();
        cycle.visits.push_back(std::move(moment));
    }
}

void read_closures(YamlReader& reader, YamlProblems& problems, VisitCycle& cycle) {
    constexpr std::array<std::string_view, 2> reasons{"security", "road"};
    for (const auto& node : reader.optional_sequence("closures")) {
        YamlReader item(node, problems);
        Closure closure;
        closure.place = item.text("place");
        closure.days.from = item.date("from");
        closure.days.to = item.date("to");
        closure.why = item.choice("why", reasons) == 0 ? optimize::DayState::security : optimize::DayState::unreachable;
        if (closure.days.to < closure.days.from) {
            item.problem("to", "The closure ends before it begins.");
        }
        item.finish();
        cycle.closures.push_back(std::move(closure));
    }
}

void read_costs(YamlReader& reader, YamlProblems& problems, VisitCycle& cycle) {
    constexpr double most = 1e12;
    const auto* node = reader.optional_map("costs");
    if (node == nullptr) {
        return;
    }
    YamlReader item(*node, problems);
    auto& costs = cycle.costs;
    costs.currency = item.text("currency");
    costs.per_km = item.optional_number("per_km", 0, most).value_or(0);
    costs.per_day = item.optional_number("per_day", 0, most).value_or(0);
    costs.per_night = item.optional_number("per_night", 0, most).value_or(0);
    costs.budget = item.optional_number("budget", 0, most).value_or(0);
    item.finish();
}

void read_wet_access(YamlReader& reader, YamlProblems& problems, VisitCycle& cycle) {
    const auto* node = reader.optional_map("wet_access");
    if (node == nullptr) {
        return;
    }
    YamlReader item(*node, problems);
    for (const auto mode : access_mode_names) {
        if (const auto factor = item.optional_number(mode, 1, 20)) {
            cycle.wet_access.emplace(mode, *factor);
        }
    }
    item.finish();
}

// All but the cycle and its dates.
void read_rules(YamlReader& reader, YamlProblems& problems, VisitCycle& cycle) {
    read_visits(reader, problems, cycle);
    auto& rules = cycle.rules;
    rules.least_gap = static_cast<int>(reader.integer("least_gap", 1, 365));
    rules.most_gap = static_cast<int>(reader.integer("most_gap", 1, 365));
    rules.leaves = clock_time(reader, "leaves");
    rules.returns = clock_time(reader, "returns");
    cycle.opens = clock_time(reader, "opens");
    cycle.closes = clock_time(reader, "closes");
    rules.most_daily = 60 * reader.optional_number("daily_hours", 1, 16).value_or(rules.most_daily / 60);
    rules.most_of_site = static_cast<std::uint32_t>(reader.optional_integer("most_of_school", 0, 100).value_or(0));
    rules.most_total_nights =
        static_cast<std::uint32_t>(reader.optional_integer("budget_nights", 0, 1'000'000).value_or(0));
    cycle.speed = reader.optional_number("speed_kmh", 1, 120).value_or(cycle.speed);
    cycle.winding = reader.optional_number("winding", 1, 10).value_or(cycle.winding);
    read_wet_access(reader, problems, cycle);
    read_closures(reader, problems, cycle);
    read_costs(reader, problems, cycle);
    reader.finish();
    if (problems.empty()) {
        if (rules.most_gap < rules.least_gap) {
            reader.problem("most_gap", "The gaps are in the wrong order.");
        }
        if (rules.returns <= rules.leaves || cycle.closes <= cycle.opens) {
            reader.problem("returns", "A day ends after it begins, on the road and at school.");
        }
    }
}

}  // namespace

Result<VisitCycle> read_visit_cycle(const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto root, documents::read_yaml(path));
    YamlProblems problems(path.filename().string());
    YamlReader reader(root, problems);
    VisitCycle cycle;
    reader.integer("format", 1, 1);
    cycle.code = reader.text("cycle");
    cycle.starts_on = reader.date("starts_on");
    cycle.ends_on = reader.date("ends_on");
    read_rules(reader, problems, cycle);
    if (problems.empty()) {
        const int days = days_between(cycle.starts_on, cycle.ends_on);
        if (days < 0 || days > 600) {
            reader.problem("ends_on", "A cycle ends after it starts, and within 600 days.");
        }
    }
    if (!problems.empty()) {
        return std::unexpected(problems.list().front());
    }
    return cycle;
}

Result<VisitCycle> folder_visit_rules(const std::map<std::string, std::string>& files) {
    const auto file = files.find("visits.yaml");
    if (file == files.end()) {
        return problem(ProblemCode::not_ready,
                       "The programme's folder has no visits.yaml: how long each visit is, what lies between two, and "
                       "the hours of the road and of school.",
                       "visits.yaml");
    }
    MINKA_TRY_ASSIGN(const auto root, documents::parse_yaml(file->second, file->first));
    YamlProblems problems(file->first);
    YamlReader reader(root, problems);
    VisitCycle cycle;
    reader.integer("format", 1, 1);
    read_rules(reader, problems, cycle);
    if (!problems.empty()) {
        return std::unexpected(problems.list().front());
    }
    return cycle;
}

}  // namespace minka::planning
