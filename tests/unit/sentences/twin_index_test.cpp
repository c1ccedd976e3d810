#include "sentences/twin_index.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace minka::sentences;

namespace {

constexpr std::array twins{
    SentenceTwin{"The row has {} cells.", "La fila tiene {} celdas."},
    SentenceTwin{"The row has {} cells and {} empty ones.", "La fila tiene {} celdas y {} vacías."},
    SentenceTwin{"{} closed.", "{} cerró."},
    SentenceTwin{"{} closed on {}.", "{} cerró el {}."},
    SentenceTwin{"The file is empty.", "El archivo está vacío."},
};

std::string english_of(std::string_view sentence) {
    TwinIndex index;
    index.add(twins);
    index.sort();
    const auto found = index.find(sentence);
    return found ? std::string(found->twin->english) : "none";
}

}  // namespace

TEST_SUITE_BEGIN("sentences: the index of twins");

TEST_CASE("the twin with the most words of its own is found, whichever was added first") {
    CHECK(english_of("The row has 3 cells.") == "The row has {} cells.");
    CHECK(english_of("The row has 3 cells and 2 empty ones.") == "The row has {} cells and {} empty ones.");
    CHECK(english_of("The school closed on 2024-01-01.") == "{} closed on {}.");
    CHECK(english_of("The school closed.") == "{} closed.");
    CHECK(english_of("The file is empty.") == "The file is empty.");
}

TEST_CASE("a sentence that only begins or ends like a twin has none") {
    CHECK(english_of("The row has 3 columns.") == "none");
    CHECK(english_of("The row has  cells") == "none");
    CHECK(english_of("The file is empty") == "none");
    CHECK(english_of(" closed.") == "none");
    CHECK(english_of(" close.") == "none");
    CHECK(english_of("") == "none");
}

TEST_CASE("nothing put in is empty") {
    CHECK(english_of("The row has  cells.") == "none");
    CHECK(english_of(" closed on .") == "none");
    CHECK(english_of("closed.") == "none");
}

TEST_CASE("what stands in the places is told in the order of the English") {
    TwinIndex index;
    index.add(twins);
    index.sort();
    const auto found = index.find("The row has 3 cells and 2 empty ones.");
    REQUIRE(found.has_value());
    CHECK(found->fills == std::vector<std::string_view>{"3", "2"});
}

TEST_SUITE_END();
