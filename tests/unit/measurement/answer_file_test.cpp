#include "measurement/answer_file.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

using namespace minka;
using namespace minka::measurement;

namespace {

/// A CSV in a folder of its own, gone at the end.
class AnswerTable {
public:
    explicit AnswerTable(const std::string& text) {
        std::string pattern = (std::filesystem::temp_directory_path() / "answers-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        std::ofstream(path()) << text;
    }
    ~AnswerTable() { std::filesystem::remove_all(folder_); }
    AnswerTable(const AnswerTable&) = delete;
    AnswerTable& operator=(const AnswerTable&) = delete;

    std::filesystem::path path() const { return folder_ / "answers.csv"; }

private:
    std::filesystem::path folder_;
};

constexpr const char* four_people =
    "sede,A1,A2,B1,edad\n"
    "Uno,1,4,2,31\n"
    "Dos,2,NA,3,45\n"
    "Uno,,1,2,27\n"
    ",4,2,1,50\n";

}  // namespace

TEST_CASE("items are found by name, pattern and run, reversed ones marked, schools numbered as they come") {
    const AnswerTable table(four_people);
    const auto file = read_answers(table.path(), {.items = {"B1", "A?"}, .reversed = {"A2"}, .group = "sede"});
    REQUIRE(file.has_value());
    CHECK(file->items == std::vector<std::string>{"B1", "A1", "A2"});
    CHECK(file->categories == std::vector<std::string>{"1", "2", "3", "4"});
    CHECK(file->reversed == std::vector<std::uint8_t>{0, 0, 1});
    CHECK(file->answers == std::vector<std::uint8_t>{1, 0, 3, 2, 1, 255, 1, 255, 0, 0, 3, 1});
    CHECK(file->groups == std::vector<std::uint32_t>{0, 1, 0, stats::no_group});
    CHECK(file->group_names == std::vector<std::string>{"Uno", "Dos"});
    const auto run = read_answers(table.path(), {.items = {"A1:B1"}});
    REQUIRE(run.has_value());
    CHECK(run->items == std::vector<std::string>{"A1", "A2", "B1"});
    CHECK(run->groups.empty());
}

TEST_CASE("words are answers in the order given") {
    const AnswerTable table("a,b\nnunca,siempre\na veces,nunca\n");
    const auto file = read_answers(table.path(), {.categories = {"nunca", "a veces", "siempre"}});
    REQUIRE(file.has_value());
    CHECK(file->answers == std::vector<std::uint8_t>{0, 2, 1, 0});
    CHECK(read_answers(table.path(), {}).error().field == "answers.csv:2:a");
}

TEST_CASE("what is no answer is told with its place, and never taken for one") {
    const AnswerTable table("a,b\n1,5\n-99,3\n2,3.5\n");
    struct Case {
        AnswerFileOptions options;
        std::string field;
    };
    const std::vector<Case> cases{
        {{.items = {"a"}}, "--categories"},  // -99 to 2
        {{.items = {"a"}, .categories = {"1", "2"}}, "answers.csv:3:a"},
        {{.items = {"b"}}, "answers.csv:4:b"},
        {{.items = {"c"}}, "--items"},
        {{.items = {"c*"}}, "--items"},
        {{.items = {"a"}, .reversed = {"b"}}, "--reverse"},
        {{.items = {"a"}, .group = "escuela"}, "--school"},
        {{.items = {"a"}, .categories = {"1", "1"}}, "--categories"},
        {{.items = {"a"}, .missing = {"1", "2", "-99"}}, "--categories"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.field);
        const auto file = read_answers(table.path(), c.options);
        REQUIRE_FALSE(file.has_value());
        CHECK(file.error().field == c.field);
    }
    const auto file = read_answers(table.path(), {.items = {"a"}, .missing = {"-99"}});
    REQUIRE(file.has_value());
    CHECK(file->answers == std::vector<std::uint8_t>{0, 255, 1});
}

TEST_CASE("problems of numbered items and groups are told by their names") {
    AnswerFile file;
    file.items = {"A1", "A2", "B1"};
    file.group_names = {"Uno", "Dos"};
    const Problem problem{ProblemCode::invalid_input, "Item 2 has two categories in use in group 1; items 0 and 7.",
                          "groups[0].items[1]"};
    const auto named = with_names(problem, file);
    CHECK(named.message == "Item B1 has two categories in use in group Dos; items A1 and 7.");
    CHECK(named.field == "groups[Uno].items[A2]");
}
