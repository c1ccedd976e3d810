#include "planning/mdgp_file.h"

#include "optimize/form_groups.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

namespace minka::planning {

TEST_CASE("a benchmark instance is read") {
    const auto instance = parse_mdgp("3 2 ds 1 2 1 2 \r\n0 1 5\n0 2 1.5\n1 2 2\n", "a.txt");
    REQUIRE(instance);
    CHECK(instance->task.people == 3);
    CHECK(instance->task.sizes.size() == 2);
    CHECK(instance->distances.between(2, 0) == 1.5);
}

TEST_CASE("an instance reads alike however its white space is written, in capitals, and packed") {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    for (const auto* text : {"3 2 DS 1 2 1 2\n0 1 5\n0 2 1.5\n1 2 2\n",
                             "\xEF\xBB\xBF 3\t2 ds 1 2 1 2\n\n0 1 5.000\r\n0\t2 +1.5\n2 1 2 \n\x1a"}) {
        CAPTURE(text);
        const auto instance = parse_mdgp(text, "a.txt");
        REQUIRE(instance);
        CHECK(instance->distances.between(0, 1) == 5);
        CHECK(instance->distances.between(0, 2) == 1.5);
        CHECK(instance->distances.between(1, 2) == 2);
    }
    const auto packed = std::filesystem::path(source != nullptr ? source : ".") / "tests/unit/planning/three.txt.gz";
    const auto instance = read_mdgp_file(packed);
    REQUIRE(instance);
    CHECK(instance->task.people == 3);
    CHECK(instance->distances.between(0, 2) == 1.5);
}

TEST_CASE("an instance that is torn is refused with its line") {
    struct Case {
        std::string name;
        std::string text;
        std::string field;
    };
    const std::vector<Case> cases{
        {"no number", "3 x ss\n", "a.txt:1"},
        {"no kind", "3 1 zz 3 3\n", "a.txt:1"},
        {"torn", "3 1 ss 3 3\n0 1 5\n0 2", "a.txt:3"},
        {"a person too many", "3 1 ss 3 3\n0 1 5\n0 3 1\n", "a.txt:3"},
        {"twice", "3 1 ss 3 3\n0 1 5\n1 0 5\n", "a.txt:3"},
        {"left over", "2 1 ss 2 2\n0 1 5\n7\n", "a.txt:3"},
        {"no distance", "2 1 ss 2 2\n0 1 nan\n", "a.txt:2"},
        {"sizes", "\n3 1 ss 2 2\n", "a.txt:2"},
        {"too many", "90000 1 ss 1 1\n", "a.txt"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto instance = parse_mdgp(c.text, "a.txt");
        REQUIRE_FALSE(instance);
        CHECK(instance.error().field == c.field);
    }
}

TEST_CASE("instances of ten and twelve people reach their exact maximum") {
    const char* shared = std::getenv("MINKA_SHARED_DATA");
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    const auto folder =
        (shared != nullptr ? std::filesystem::path(shared)
                           : std::filesystem::path(source != nullptr ? source : ".") / ".." / "shared" / "data") /
        "mdgp";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("The shared instances are absent; nothing was compared.");
        return;
    }
    // By exhaustive search, published with the instances.
    const std::map<std::string, double> maxima{
        {"Geo_n010_ss_01", 3660.671},     {"Geo_n010_ds_01", 3864.689},     {"Geo_n012_ss_01", 716.463},
        {"RanInt_n010_ss_01", 1292},      {"RanInt_n010_ds_01", 1325},      {"RanInt_n012_ss_01", 985},
        {"RanReal_n010_ss_01", 1427.845}, {"RanReal_n010_ds_01", 1437.807}, {"RanReal_n012_ss_01", 956.430},
    };
    for (const auto& [name, maximum] : maxima) {
        CAPTURE(name);
        const auto instance = read_mdgp_file(folder / (name + ".txt"));
        REQUIRE(instance);
        const auto groups = optimize::form_varied_groups(instance->task, instance->distances, {});
        REQUIRE(groups);
        CHECK(groups->is_best);
        CHECK(groups->score == doctest::Approx(maximum).epsilon(1e-6));
    }
}

}  // namespace minka::planning
