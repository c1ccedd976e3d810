#include "planning/route_file.h"

#include "planning/benchmark_words.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

namespace minka::planning {
namespace {

constexpr std::size_t most_customers = 10'000;

/// Places as they are read; the distances follow at the end.
struct Places {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<std::size_t> lines;
};

Result<void> read_place(BenchmarkWords& words, std::size_t expected, Places& places) {
    MINKA_TRY_ASSIGN(const auto number, words.number<std::size_t>("the number of a customer"));
    if (number != expected) {
        return words.wrong(fmt::format("Expected customer {}, found {}.", expected, number));
    }
    if (number > most_customers) {
        return words.at_line({ProblemCode::too_large, "More than 10,000 customers are not planned.", ""}, words.line());
    }
    MINKA_TRY_ASSIGN(const auto x, words.number<double>("a coordinate"));
    MINKA_TRY_ASSIGN(const auto y, words.number<double>("a coordinate"));
    if (!std::isfinite(x) || !std::isfinite(y)) {
        return words.wrong("A coordinate is no number.");
    }
    places.x.push_back(x);
    places.y.push_back(y);
    places.lines.push_back(words.line());
    return {};
}

/// The days of a code such as 5 in a week of three: 101, the first and the last.
optimize::DaySet days_of_code(std::uint64_t code, std::size_t days) {
    optimize::DaySet set = 0;
    for (std::size_t day = 0; day < days; ++day) {
        set |= (code >> (days - 1 - day) & 1U) << day;
    }
    return set;
}

Result<void> read_patterns(BenchmarkWords& words, std::size_t days, optimize::RouteStop& stop) {
    MINKA_TRY_ASSIGN(const auto visits, words.number<int>("a number of visits"));
    MINKA_TRY_ASSIGN(const auto choices, words.number<std::size_t>("a number of choices"));
    for (std::size_t choice = 0; choice < choices; ++choice) {
        MINKA_TRY_ASSIGN(const auto code, words.number<std::uint64_t>("a set of days"));
        // p11 of Cordeau et al. has a stop with 0 visits and five sets of one day each: the sets are what counts.
        if ((code >> days) != 0 || code == 0 || (visits != 0 && std::popcount(code) != visits)) {
            return words.wrong(fmt::format("«{}» is no set of {} of {} days.", code, visits, days));
        }
        stop.patterns.push_back(days_of_code(code, days));
    }
    return {};
}

Result<optimize::RouteTask> finished(const BenchmarkWords& words, optimize::RouteTask task, const Places& places) {
    if (task.vehicles == 0) {
        task.vehicles = std::max<std::size_t>(1, task.stops.size() - 1);
    }
    task.distance = optimize::straight_distances(places.x, places.y);
    if (const auto checked = optimize::check_task(task); !checked) {
        // "stops[7]" is the eighth row.
        std::size_t row = places.lines.size();
        const std::string_view field = checked.error().field;
        if (const auto bracket = field.find('['); field.starts_with("stops[")) {
            std::from_chars(field.data() + bracket + 1, field.data() + field.size(), row);
        }
        return words.at_line(checked.error(), row < places.lines.size() ? places.lines[row] : words.line());
    }
    return task;
}

double limit(double value) { return value > 0 ? value : std::numeric_limits<double>::infinity(); }

}  // namespace

Result<optimize::RouteTask> parse_pvrp(std::string_view text, std::string_view name) {
    BenchmarkWords words(text, name);
    optimize::RouteTask task;
    MINKA_TRY_ASSIGN(const auto kind, words.number<int>("the kind 1"));
    MINKA_TRY_ASSIGN(task.vehicles, words.number<std::size_t>("the number of vehicles"));
    MINKA_TRY_ASSIGN(const auto customers, words.number<std::size_t>("the number of customers"));
    MINKA_TRY_ASSIGN(const auto days, words.number<std::size_t>("the number of days"));
    if (kind != 1 || days == 0 || days > 63) {
        return words.wrong("This is no periodic instance (kind 1) of 1 to 63 days.");
    }
    for (std::size_t day = 0; day < days; ++day) {
        MINKA_TRY_ASSIGN(const auto longest, words.number<double>("a longest time"));
        MINKA_TRY_ASSIGN(const auto capacity, words.number<double>("a capacity"));
        task.days.push_back({limit(capacity), limit(longest)});
    }
    Places places;
    while (!words.is_at_end()) {
        MINKA_TRY(read_place(words, task.stops.size(), places));
        auto& stop = task.stops.emplace_back();
        MINKA_TRY_ASSIGN(stop.service, words.number<double>("a time of service"));
        MINKA_TRY_ASSIGN(stop.demand, words.number<double>("a demand"));
        MINKA_TRY(read_patterns(words, days, stop));
    }
    if (task.stops.size() != customers + 1 && task.stops.size() != customers) {
        return words.wrong(fmt::format("The header says {} customers and {} are there.", customers,
                                       task.stops.empty() ? 0 : task.stops.size() - 1));
    }
    return finished(words, std::move(task), places);
}

Result<optimize::RouteTask> parse_vrptw(std::string_view text, std::string_view name) {
    BenchmarkWords words(text, name);
    optimize::RouteTask task;
    auto heading = words.next();
    while (!heading.empty() && !is_word(heading, "vehicle") && !is_word(heading, "customer")) {
        heading = words.next();  // the name
    }
    if (!is_word(heading, "vehicle")) {
        return words.expected("VEHICLE", heading);
    }
    words.skip_to_number();
    MINKA_TRY_ASSIGN(task.vehicles, words.number<std::size_t>("the number of vehicles"));
    MINKA_TRY_ASSIGN(const auto capacity, words.number<double>("a capacity"));
    task.days.push_back({capacity, std::numeric_limits<double>::infinity()});
    if (const auto word = words.next(); !is_word(word, "customer")) {
        return words.expected("CUSTOMER", word);
    }
    words.skip_to_number();
    Places places;
    while (!words.is_at_end()) {
        MINKA_TRY(read_place(words, task.stops.size(), places));
        auto& stop = task.stops.emplace_back();
        MINKA_TRY_ASSIGN(stop.demand, words.number<double>("a demand"));
        MINKA_TRY_ASSIGN(stop.earliest, words.number<double>("a ready time"));
        MINKA_TRY_ASSIGN(stop.latest, words.number<double>("a due date"));
        MINKA_TRY_ASSIGN(stop.service, words.number<double>("a time of service"));
        if (task.stops.size() > 1) {
            stop.patterns = {1};
        }
    }
    return finished(words, std::move(task), places);
}

Result<optimize::RouteTask> read_pvrp_file(const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto text, read_benchmark(path));
    return parse_pvrp(text, path.filename().string());
}

Result<optimize::RouteTask> read_vrptw_file(const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto text, read_benchmark(path));
    return parse_vrptw(text, path.filename().string());
}

}  // namespace minka::planning
