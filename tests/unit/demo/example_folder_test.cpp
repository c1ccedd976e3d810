#include "demo/example_folder.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

using namespace minka;

TEST_CASE("the folders inside the program are those of examples/, byte for byte") {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    if (source == nullptr) {
        MESSAGE("skipped: MINKA_SOURCE_DIR is not set");
        return;
    }
    for (const auto* code : {"ser-mas-maestro", "apostemos"}) {
        CAPTURE(code);
        const auto embedded = demo::example_folder(code);
        const auto on_disk = programme::read_folder_files(std::filesystem::path(source) / "examples" / code);
        REQUIRE(embedded);
        REQUIRE(on_disk);
        CHECK(*embedded == *on_disk);
        CHECK(embedded->contains("indicators.yaml"));
    }
}

TEST_CASE("a folder that is not there is told with those that are") {
    const auto missing = demo::example_folder("escuela-nueva");
    REQUIRE(!missing);
    CHECK(missing.error().code == ProblemCode::not_found);
    CHECK(missing.error().message == "There is no example 'escuela-nueva'; there is: apostemos, ser-mas-maestro.");
}
