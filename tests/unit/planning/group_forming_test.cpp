#include "planning/group_forming.h"

#include "planning/group_costs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace minka::planning {
namespace {

ColumnTable table_of(std::vector<std::string> names, const std::vector<std::vector<std::string>>& rows) {
    ColumnTable table{"tabla", {}};
    for (std::size_t column = 0; column < names.size(); ++column) {
        table.columns.push_back({names[column], {}, {}});
        for (std::size_t row = 0; row < rows.size(); ++row) {
            table.columns.back().cells.push_back(rows[row][column]);
            table.columns.back().places.push_back(fmt::format("tabla:{}", row + 2));
        }
    }
    return table;
}

/// People P00, P01, ... with an age; six villages a degree of longitude apart (111 km), one after the other.
ColumnTable villagers(std::size_t people) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < people; ++i) {
        rows.push_back({fmt::format("P{:02}", i), std::to_string(20 + 7 * i % 41), "0", std::to_string(i % 6),
                        i % 2 == 0 ? "sábado" : "lunes;sábado", i == 3 || i == 9 ? "M" : "F"});
    }
    return table_of({"id", "edad", "lat", "lon", "puede", "sexo"}, rows);
}

GroupRequest request_for(const ColumnTable& table, PeopleColumns columns, optimize::SizeRange size) {
    columns.varied = {"edad"};
    auto people = people_from(table, columns, nullptr);
    REQUIRE(people);
    GroupRequest request;
    request.people = *people;
    request.size = size;
    return request;
}

optimize::FormOptions few_iterations() {
    optimize::FormOptions options;
    options.iterations = 2'000;
    return options;
}

}  // namespace

TEST_CASE("groups are formed within reach of a place chosen among the people's own") {
    PeopleColumns columns;
    columns.latitude = "lat";
    columns.longitude = "lon";
    columns.times = "puede";
    auto request = request_for(villagers(24), columns, {6, 10});
    request.reach_km = 120;
    const auto formed = form_people_groups(request, few_iterations());
    REQUIRE(formed);
    CHECK(formed->farthest_km <= 120);
    CHECK(formed->names == std::vector<std::string>{"1", "2", "3"});
    // Half of the people can come on Saturdays only, and every village has one of them or of the others.
    for (std::size_t person = 0; person < 24; ++person) {
        const auto& time = formed->times[formed->grouping.group_of[person]];
        CHECK((time == "sábado" || (time == "lunes" && person % 2 == 1)));
    }
    request.reach_km = 40;
    const auto none = form_people_groups(request, few_iterations());
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ProblemCode::invalid_input);
}

TEST_CASE("a place that nobody can reach, and a person who reaches none, are told") {
    PeopleColumns columns;
    columns.latitude = "lat";
    columns.longitude = "lon";
    auto request = request_for(villagers(12), columns, {3, 6});
    request.reach_km = 200;
    request.places = {{"A", {0, 0}, 5}, {"B", {0, 3.4}, 5}};
    const auto formed = form_people_groups(request, few_iterations());
    REQUIRE(formed);
    CHECK(std::set(formed->places.begin(), formed->places.end()) == std::set<std::string>{"A", "B"});
    request.places.pop_back();
    const auto none = form_people_groups(request, few_iterations());
    REQUIRE_FALSE(none);
    CHECK(none.error().message.starts_with("P02 no tiene ningún lugar de encuentro a 200 km o menos."));
    request.reach_km.reset();
    CHECK_FALSE(form_people_groups(request, few_iterations()));
}

TEST_CASE("a second group meets where two people live who must be apart") {
    // Six at A, six at B: three groups of four would be two at B, and P0 and P1 come to A alone.
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < 12; ++i) {
        rows.push_back({fmt::format("P{:02}", i), std::to_string(20 + 7 * i % 41), "0",
                        i < 2   ? "0"
                        : i < 6 ? "0.5"
                                : "1",
                        i < 2 ? "sí" : ""});
    }
    PeopleColumns columns;
    columns.latitude = "lat";
    columns.longitude = "lon";
    columns.apart = {"aparte"};
    auto request = request_for(table_of({"id", "edad", "lat", "lon", "aparte"}, rows), columns, {3, 6});
    request.reach_km = 60;
    request.places = {{"A", {0, 0}, 9}, {"B", {0, 1}, 9}};
    const auto formed = form_people_groups(request, few_iterations());
    REQUIRE_MESSAGE(formed, formed.error().message);
    CHECK(std::ranges::count(formed->places, "A") == 2);
    CHECK(formed->grouping.group_of[0] != formed->grouping.group_of[1]);
}

TEST_CASE("pinned people are in their group, and rules in conflict with them are told by name") {
    auto source = villagers(12);
    source.columns.push_back({"fijo", {"Norte", "", "", "", "Sur", "", "", "", "", "", "", "Norte"}, {}});
    PeopleColumns columns;
    columns.pinned = "fijo";
    columns.minority = {"sexo=M"};
    auto request = request_for(source, columns, {3, 5});
    const auto formed = form_people_groups(request, few_iterations());
    REQUIRE(formed);
    CHECK(formed->names == std::vector<std::string>{"1", "Norte", "Sur"});
    CHECK(formed->grouping.group_of[0] == 1);
    CHECK(formed->grouping.group_of[11] == 1);
    CHECK(formed->grouping.group_of[4] == 2);
    CHECK(formed->grouping.group_of[3] == formed->grouping.group_of[9]);
    CHECK(formed->grouping.lonely == 0);
    request.people.rules.apart = {{0, 1}, {0, 11}};
    request.people.apart_columns = {"x", "x"};
    const auto none = form_people_groups(request, few_iterations());
    REQUIRE_FALSE(none);
    CHECK(
        none.error().message ==
        "En 3 grupos de 4 no hay división que cumpla a la vez: P00 y P11 separados; P00, P11 en el grupo Norte. Quite "
        "una de estas reglas.");
}

TEST_CASE("after some join and some leave, nobody moves who need not") {
    const auto table = villagers(60);
    auto request = request_for(table, {}, {13, 17});
    const auto before = form_people_groups(request, few_iterations());
    REQUIRE(before);
    // Five left, of three groups, and five are new.
    std::vector<std::vector<std::string>> rows;
    for (std::size_t person = 0; person < 55; ++person) {
        rows.push_back({request.people.ids[person], before->names[before->grouping.group_of[person]]});
    }
    for (int gone = 0; gone < 5; ++gone) {
        rows.push_back({fmt::format("G{}", gone), "2"});
    }
    const auto former = former_groups(table_of({"person", "group"}, rows), request.people);
    REQUIRE(former);
    CHECK(former->left == 5);
    request.former = *former;
    const auto after = form_people_groups(request, few_iterations());
    REQUIRE(after);
    CHECK(after->grouping.moved == 0);
    CHECK(after->names == before->names);
    std::vector<int> sizes(4, 0);
    for (std::size_t person = 0; person < 60; ++person) {
        ++sizes[after->grouping.group_of[person]];
        CHECK((person >= 55 || after->grouping.group_of[person] == before->grouping.group_of[person]));
    }
    for (const int size : sizes) {
        CHECK(size >= 13);
        CHECK(size <= 17);
    }
}

TEST_CASE("too few people for the groups there were: the smallest is dissolved, and its people count as moved") {
    // Groups of 4, 4 and 3 for at least 4 each: two are left, and three people move.
    auto request = request_for(villagers(11), {}, {4, 6});
    request.former =
        FormerGroups{{"a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c"}, {{"a", {}}, {"b", {}}, {"c", {}}}, 0};
    const auto formed = form_people_groups(request, few_iterations());
    REQUIRE(formed);
    CHECK(formed->names == std::vector<std::string>{"a", "b"});
    CHECK(formed->grouping.moved == 3);
}

TEST_CASE("what a rule costs is the sum without it: with twelve people both are proven") {
    // Ages 0, 0, 1, 1 in pairs: (0, 1), (0, 1) has the most; together by age costs all of it.
    const auto source =
        table_of({"id", "edad", "par"}, {{"A", "0", "x"}, {"B", "0", "x"}, {"C", "1", "y"}, {"D", "1", "y"}});
    PeopleColumns columns;
    columns.together = {"par"};
    const auto request = request_for(source, columns, {2, 2});
    const auto formed = form_people_groups(request, few_iterations());
    REQUIRE(formed);
    CHECK(formed->distance == 0);
    const auto costs = cost_of_rules(request, *formed, few_iterations());
    REQUIRE(costs);
    REQUIRE(costs->size() == 1);
    CHECK(costs->front().rule == "juntos por par");
    // Standardised, 0 and 1 are 2 * .5 / sqrt(1/3) = sqrt(3) apart: two pairs of them.
    CHECK(costs->front().distance == doctest::Approx(2 * std::sqrt(3.0)));
}

TEST_CASE("bands: quintiles of many values, each value of few, a middle for a band of numbers") {
    std::vector<std::vector<std::string>> rows;
    for (int person = 0; person < 20; ++person) {
        rows.push_back({std::to_string(person), std::to_string(person), person < 10 ? "06-10" : "21+",
                        person % 3 == 0 ? "rural" : "urbana"});
    }
    PeopleColumns columns;
    columns.varied = {"n", "experiencia", "zona"};
    const auto people = people_from(table_of({"id", "n", "experiencia", "zona"}, rows), columns, nullptr);
    REQUIRE(people);
    CHECK(people->attributes[0].table.bands == 5);
    CHECK(people->attributes[0].table.band_of[3] == 0);
    CHECK(people->attributes[0].table.band_of[4] == 1);
    CHECK(people->attributes[1].table.bands == 2);
    CHECK(people->attributes[2].table.bands == 2);
    // One coordinate each for the numbers and two for the words.
    CHECK(people->points.dimensions == 4);
    // Six mixtures of the numbers, of which that of 10 and 11 has no one of the country.
    CHECK(joint_bands(*people).bands == 11);
    rows[7][1] = "";
    const auto refused = people_from(table_of({"id", "n", "experiencia", "zona"}, rows), columns, nullptr);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().field == "tabla:9");
    columns.missing = MissingNumbers::count_as_mean;
    const auto filled = people_from(table_of({"id", "n", "experiencia", "zona"}, rows), columns, nullptr);
    REQUIRE(filled);
    CHECK(filled->filled == 1);
    CHECK(filled->attributes[0].table.bands == 6);
}

}  // namespace minka::planning
