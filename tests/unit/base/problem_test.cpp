#include "base/problem.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

using namespace minka;

namespace {

/// The lines of the table in docs/reference/problems.md, without its two heading lines.
std::vector<std::string> documented_problems() {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    REQUIRE_MESSAGE(source != nullptr, "run through ctest, which sets MINKA_SOURCE_DIR");
    std::ifstream page(std::string(source) + "/docs/reference/problems.md");
    REQUIRE(page.is_open());
    std::vector<std::string> lines;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("| ") && !line.starts_with("| Number")) {
            lines.push_back(line);
        }
    }
    return lines;
}

}  // namespace

TEST_CASE("every problem has its line in the reference, in the order of its number") {
    const auto lines = documented_problems();
    const auto catalogue = problem_catalogue();
    REQUIRE(lines.size() == catalogue.size());
    for (std::size_t i = 0; i < catalogue.size(); ++i) {
        const auto& kind = catalogue[i];
        const auto start = fmt::format("| {} | `{}` | {} | {} | {} | ", static_cast<int>(kind.code), kind.name,
                                       kind.http_status, kind.title_es, kind.title_en);
        CHECK_MESSAGE(lines[i].starts_with(start), lines[i], " should start with ", start);
        CHECK_MESSAGE(lines[i].size() > start.size() + 10, kind.name, " lacks what to do");
    }
}

TEST_CASE("no two problems share a number or a name") {
    std::set<int> numbers;
    std::set<std::string_view> names;
    for (const auto& kind : problem_catalogue()) {
        CHECK(numbers.insert(static_cast<int>(kind.code)).second);
        CHECK(names.insert(kind.name).second);
        CHECK(to_string(kind.code) == kind.name);
    }
}

TEST_CASE("a problem reads as its sentence, with the place when there is one") {
    CHECK(to_sentence({ProblemCode::not_found, "The territory has no schools yet.", ""}) ==
          "The territory has no schools yet.");
    CHECK(to_sentence({ProblemCode::invalid_input, "The date is past.", "visits[3].date"}) ==
          "The date is past. (visits[3].date)");
}
