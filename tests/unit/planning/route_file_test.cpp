#include "planning/route_file.h"

#include "optimize/plan_routes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace minka::planning {
namespace {

std::filesystem::path shared_folder(const char* name) {
    const char* shared = std::getenv("MINKA_SHARED_DATA");
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    return (shared != nullptr ? std::filesystem::path(shared)
                              : std::filesystem::path(source != nullptr ? source : ".") / ".." / "shared" / "data") /
           name;
}

/// The numbers of a file, line by line; words that are no number are passed over.
std::vector<std::vector<double>> number_lines(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<std::vector<double>> lines;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::vector<double> numbers;
        for (double number = 0; words >> number;) {
            numbers.push_back(number);
        }
        if (!numbers.empty()) {
            lines.push_back(numbers);
        }
    }
    return lines;
}

double apart(const std::vector<double>& a, const std::vector<double>& b) {
    return std::hypot(a[1] - b[1], a[2] - b[2]);
}

/// Checks a plan against the text of a periodic instance and measures it, without the program's reader or search.
double measure_pvrp(const std::filesystem::path& path, const optimize::RoutePlan& plan) {
    const auto lines = number_lines(path);
    const auto vehicles = static_cast<std::size_t>(lines[0][1]);
    const auto days = static_cast<std::size_t>(lines[0][3]);
    const auto* rows = &lines[1 + days];
    const auto customers = lines.size() - 2 - days;
    std::vector<std::uint64_t> code(customers + 1);
    double total = 0;
    REQUIRE(plan.days.size() == days);
    for (std::size_t day = 0; day < days; ++day) {
        CHECK(plan.days[day].size() <= vehicles);
        for (const auto& route : plan.days[day]) {
            double load = 0;
            double way = 0;
            double service = 0;
            std::size_t at = 0;
            for (const auto stop : route) {
                REQUIRE(stop >= 1);
                REQUIRE(stop <= customers);
                load += rows[stop][4];
                service += rows[stop][3];
                way += apart(rows[at], rows[stop]);
                code[stop] += std::uint64_t{1} << (days - 1 - day);
                at = stop;
            }
            way += apart(rows[at], rows[0]);
            total += way;
            CHECK((lines[1 + day][1] == 0 || load <= lines[1 + day][1] + 1e-9));
            CHECK((lines[1 + day][0] == 0 || way + service <= lines[1 + day][0] + 1e-6));
        }
    }
    for (std::size_t customer = 1; customer <= customers; ++customer) {
        const auto choices = std::vector(rows[customer].begin() + 7, rows[customer].end());
        CHECK(std::ranges::find(choices, static_cast<double>(code[customer])) != choices.end());
    }
    return total;
}

/// The same for an instance with windows.
double measure_vrptw(const std::filesystem::path& path, const optimize::RoutePlan& plan) {
    const auto lines = number_lines(path);
    const auto* rows = &lines[1];
    std::vector<int> visits(lines.size() - 1);
    double total = 0;
    CHECK(static_cast<double>(plan.days.at(0).size()) <= lines[0][0]);
    for (const auto& route : plan.days.at(0)) {
        double load = 0;
        double clock = rows[0][4];
        std::size_t at = 0;
        for (const auto stop : route) {
            REQUIRE(stop + 1 < lines.size());
            load += rows[stop][3];
            total += apart(rows[at], rows[stop]);
            clock = std::max(clock + apart(rows[at], rows[stop]), rows[stop][4]);
            CHECK(clock <= rows[stop][5] + 1e-9);
            clock += rows[stop][6];
            ++visits[stop];
            at = stop;
        }
        total += apart(rows[at], rows[0]);
        CHECK(clock + apart(rows[at], rows[0]) <= rows[0][5] + 1e-9);
        CHECK(load <= lines[0][1]);
    }
    CHECK(std::all_of(visits.begin() + 1, visits.end(), [](int count) { return count == 1; }));
    return total;
}

}  // namespace

TEST_CASE("a periodic instance is read, its days from the left") {
    // 4 = 100 is the first of three days, 3 = 011 the last two.
    const auto task = parse_pvrp("1 2 2 3\n0 5\n9 5\n0 0\n0 0 0 0 0 0 0\n1 3 4 2 1 1 2 4 1\n2 0 1 0 5 2 1 3\n", "p");
    REQUIRE(task);
    CHECK(task->vehicles == 2);
    CHECK(task->stops.size() == 3);
    CHECK(task->between(0, 1) == 5);
    CHECK(task->stops[1].service == 2);
    CHECK(task->stops[1].patterns == std::vector<optimize::DaySet>{1, 4});
    CHECK(task->stops[2].patterns == std::vector<optimize::DaySet>{6});
    CHECK(std::isinf(task->days[0].longest));
    CHECK(task->days[1].longest == 9);
    CHECK(std::isinf(task->days[2].capacity));
}

TEST_CASE("a stop with no number of visits is visited as its sets say, and the set of no day is refused") {
    const auto task = parse_pvrp("1 1 1 2\n0 0\n0 0\n0 0 0 0 0 0 0\n1 3 4 0 1 0 2 1 2\n", "p");
    REQUIRE(task);
    CHECK(task->stops[1].patterns == std::vector<optimize::DaySet>{2, 1});
    CHECK_FALSE(parse_pvrp("1 1 1 2\n0 0\n0 0\n0 0 0 0 0 0 0\n1 3 4 0 1 0 1 0\n", "p"));
}

TEST_CASE("an instance that is torn is refused with its line") {
    const std::string solomon = "A\n\nVEHICLE\nNUMBER CAPACITY\n 1 5\n\nCUSTOMER\nCUST NO. X\n\n 0 0 0 0 0 9 0\n";
    struct Case {
        std::string name;
        bool is_periodic;
        std::string text;
        std::string field;
    };
    const std::vector<Case> cases{
        {"empty", true, "", "f:1"},
        {"no periodic one", true, "2 1 1 1\n", "f:1"},
        {"no such set", true, "1 1 1 1\n0 0\n0 0 0 0 0 0 0\n1 1 1 0 1 1 1 2\n", "f:4"},
        {"visits and set differ", true, "1 1 1 2\n0 0\n0 0\n0 0 0 0 0 0 0\n1 1 1 0 1 1 1 3\n", "f:5"},
        {"customers missing", true, "1 1 5 1\n0 0\n0 0 0 0 0 0 0\n1 1 1 0 1 1 1 1\n", "f:5"},
        {"out of order", true, "1 1 1 1\n0 0\n0 0 0 0 0 0 0\n2 1 1 0 1 1 1 1\n", "f:4"},
        {"no coordinate", true, "1 1 1 1\n0 0\n0 nan 0 0 0 0 0\n", "f:3"},
        {"no vehicles", false, "A\nCUSTOMER\n", "f:2"},
        {"a row torn", false, solomon + " 1 1 1 5 0 9", "f:11"},
        {"no number", false, solomon + " 1 1 1 5 x 9 0", "f:11"},
        {"depot alone", false, solomon, "f:11"},
        {"no heading at all", false, "hola\n", "f:2"},
        {"no customers' heading", false, "A\nVEHICLE\nNUMBER CAPACITY\n1 5\n0 0 0 0 0 9 0\n", "f:5"},
        {"a window that ends before it begins", false, solomon + " 1 1 1 5 9 8 0\n", "f:11"},
        {"out of reach", false, solomon + " 1 1 1 5 0 9 0\n 2 90 1 5 0 9 0\n 3 1 1 5 0 9 0\n", "f:12"},
        {"too heavy on its day", true, "1 1 2 1\n0 5\n0 0 0 0 0 0 0\n1 1 1 0 1 1 1 1\n2 1 1 0 6 1 1 1\n", "f:5"},
        {"a set of no day", true, "1 1 1 1\n0 0\n0 0 0 0 0 0 0\n1 1 1 0 1 0 0\n", "f:4"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto task = c.is_periodic ? parse_pvrp(c.text, "f") : parse_vrptw(c.text, "f");
        REQUIRE_FALSE(task);
        CHECK(task.error().field == c.field);
    }
    CHECK(parse_vrptw(solomon + " 1 1 1 5 0 9 0\n", "f"));
}

TEST_CASE("an instance reads alike however its white space and headings are written") {
    const std::string solomon =
        "r1_2_1\n\nVEHICLE\nNUMBER     CAPACITY\n  2          20\n\nCUSTOMER\nCUST NO.  XCOORD.   YCOORD.    DEMAND   "
        "READY "
        "TIME  DUE DATE   SERVICE   TIME\n \n    0      0          0          0          0        99          0   \n"
        "    1      3          4         10          1         60         2.5\n";
    const auto expected = parse_vrptw(solomon, "f");
    REQUIRE(expected);
    const auto replaced = [](std::string text, const std::string& from, const std::string& to) {
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
        return text;
    };
    auto lower = solomon;
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::vector<std::string> dialects{replaced(solomon, "\n", "\r\n"),
                                            replaced(solomon, "\n", " \t \n"),
                                            replaced(solomon, "  ", "\t"),
                                            replaced(solomon, "\n\n", "\n"),
                                            lower,
                                            "\n\n" + solomon,
                                            "\xEF\xBB\xBF" + solomon,
                                            solomon + "\n\n\x1a",
                                            solomon.substr(7),
                                            replaced(solomon, "r1_2_1", "GH instance, 200 customers"),
                                            replaced(solomon, "VEHICLE\nNUMBER", "VEHICLE NUMBER"),
                                            replaced(solomon, " 60 ", " 60.0 "),
                                            replaced(solomon, " 10 ", " +10 ")};
    for (const auto& text : dialects) {
        CAPTURE(text);
        const auto task = parse_vrptw(text, "f");
        REQUIRE(task);
        CHECK(task->vehicles == 2);
        CHECK(task->days.front().capacity == 20);
        REQUIRE(task->stops.size() == 2);
        CHECK(task->between(0, 1) == 5);
        CHECK(task->stops[1].demand == 10);
        CHECK(task->stops[1].earliest == 1);
        CHECK(task->stops[1].latest == 60);
        CHECK(task->stops[1].service == 2.5);
    }
}

TEST_CASE("a header without vehicles has as many as are needed") {
    const auto windows = parse_vrptw(
        "A\nVEHICLE\nNUMBER CAPACITY\n0 5\nCUSTOMER\nCUST\n0 0 0 0 0 9 0\n1 1 0 5 0 9 0\n2 1 1 5 0 9 0\n", "f");
    REQUIRE(windows);
    CHECK(windows->vehicles == 2);
    const auto periodic = parse_pvrp("1 0 2 1\n0 5\n0 0 0 0 0 0 0\n1 1 1 0 5 1 1 1\n2 2 1 0 5 1 1 1\n", "f");
    REQUIRE(periodic);
    CHECK(periodic->vehicles == 2);
}

TEST_CASE("benchmark instances are planned without breaking a rule, near the best known") {
    const auto folder = shared_folder("pvrp");
    if (!std::filesystem::exists(folder)) {
        MESSAGE("The shared instances are absent; nothing was compared.");
        return;
    }
    struct Case {
        std::string file;
        bool is_periodic;
        double best;
        double allowed;  ///< for few iterations of a build without optimisation
    };
    const std::vector<Case> cases{{"pvrp/p01", true, 524.61, 1.03},
                                  {"pvrp/p07", true, 826.14, 1.06},
                                  {"vrptw/C101.txt", false, 828.94, 1.02},
                                  {"vrptw/R101.txt", false, 1642.88, 1.04}};
    for (const auto& c : cases) {
        CAPTURE(c.file);
        const auto path = folder.parent_path() / c.file;
        const auto task = c.is_periodic ? read_pvrp_file(path) : read_vrptw_file(path);
        REQUIRE(task);
        optimize::SearchBudget options;
        options.iterations = 2'000;
        const auto plan = optimize::plan_routes(*task, options);
        REQUIRE(plan);
        const double measured = c.is_periodic ? measure_pvrp(path, *plan) : measure_vrptw(path, *plan);
        CHECK(measured == doctest::Approx(plan->distance).epsilon(1e-9));
        CHECK(measured <= c.best * c.allowed);
        CHECK(measured >= c.best - 0.5);
    }
}

}  // namespace minka::planning
