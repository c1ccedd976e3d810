#include "documents/geojson.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: GeoJSON");

namespace {

Result<std::vector<GeoFeature>> read(std::string_view text) {
    std::vector<GeoFeature> features;
    MINKA_TRY(parse_geojson(text, "m.geojson", [&](GeoFeature&& feature) -> Result<> {
        features.push_back(std::move(feature));
        return {};
    }));
    return features;
}

std::string collection(const std::string& geometry) {
    return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":)" + geometry +
           "}]}";
}

// The problem of the only feature.
std::string refused(const std::string& geometry) {
    const auto features = read(collection(geometry));
    REQUIRE(features.has_value());
    REQUIRE(features->size() == 1);
    CHECK_FALSE(features->front().geometry.has_value());
    REQUIRE(features->front().problems.size() == 1);
    return features->front().problems[0].field + ": " + features->front().problems[0].message;
}

std::filesystem::path shared(const std::string& name) {
    if (const auto* folder = std::getenv("MINKA_SHARED_DATA")) {
        return std::filesystem::path(folder) / name;
    }
    const auto* source = std::getenv("MINKA_SOURCE_DIR");
    return std::filesystem::path(source == nullptr ? "." : source) / "../shared/data" / name;
}

}  // namespace

TEST_CASE("features come with their properties as text, in order") {
    const auto features =
        read(R"({"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":)"
             R"({"code":"05001","area":2547.63753226,"year":2018,"none":null,"list":[1,"a"],"ok":true},)"
             R"("geometry":{"type":"Point","coordinates":[-75.5786309,6.2501295,1500]}}]})");
    REQUIRE(features.has_value());
    const auto& feature = features->front();
    CHECK(feature.number == 1);
    CHECK(feature.id == "7");
    CHECK(feature.properties == std::vector<std::pair<std::string, std::string>>{{"code", "05001"},
                                                                                 {"area", "2547.63753226"},
                                                                                 {"year", "2018"},
                                                                                 {"none", ""},
                                                                                 {"list", "[1,\"a\"]"},
                                                                                 {"ok", "true"}});
    CHECK(*feature.property("code") == "05001");
    CHECK(feature.property("absent") == nullptr);
    CHECK(feature.geometry->point == GeoPoint{-75.5786309, 6.2501295});
    CHECK(feature.geometry->box() == GeoBox{{-75.5786309, 6.2501295}, {-75.5786309, 6.2501295}});
    CHECK(feature.problems.empty());
}

TEST_CASE("polygons with holes and multi-polygons make the round trip, rounded to a millionth") {
    const std::string polygon =
        R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4.1234564],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]})";
    const auto geometry = parse_geometry(polygon);
    REQUIRE(geometry.has_value());
    CHECK(to_geojson(*geometry) ==
          R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4.123456],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]})");
    CHECK(geometry->box() == GeoBox{{0, 0}, {4, 4.1234564}});
    const std::string two =
        R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,-6.5],[5,5]]]]})";
    CHECK(to_geojson(*parse_geometry(two)) == two);
    CHECK(parse_geometry(two)->box() == GeoBox{{0, -6.5}, {6, 5}});
    CHECK(to_geojson(*parse_geometry(R"({"type":"Point","coordinates":[-0.0000004,-75.1234567]})")) ==
          R"({"type":"Point","coordinates":[0,-75.123457]})");
}

TEST_CASE("neighbours that fall together are written once, unless the ring would vanish") {
    const auto text = [](const std::string& coordinates) {
        return to_geojson(*parse_geometry(R"({"type":"Polygon","coordinates":)" + coordinates + "}"));
    };
    CHECK(text("[[[0,0],[0,0.0000001],[1,0],[1,1],[0,0]]]") ==
          R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]})");
    CHECK(text("[[[0,0],[0,0.0000001],[0.0000001,0],[0,0]]]") ==
          R"({"type":"Polygon","coordinates":[[[0,0],[0,0],[0,0],[0,0]]]})");
}

TEST_CASE("a wrong geometry is told with its path, and reading goes on") {
    const std::string at = "m.geojson:features[0].geometry";
    CHECK(refused(R"({"type":"Point","coordinates":[6.25,-191]})") ==
          at + ".coordinates: Longitude 6.25 and latitude -191 are no degrees of WGS 84; convert the file, and give "
               "the longitude first.");
    CHECK(refused(R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,1]]]})") ==
          at + ".coordinates[0]: The ring is not closed: its last position must be its first.");
    CHECK(refused(R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[0,0]]]})") ==
          at + ".coordinates[0]: A ring must be a list of at least four positions.");
    CHECK(refused(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],["x",4],[0,0]]]]})") ==
          at + ".coordinates[0][0][2]: A position must be a list of longitude and latitude.");
    CHECK(refused(R"({"type":"LineString","coordinates":[[0,0],[1,1]]})") ==
          at + ": A geometry must be a Point, Polygon or MultiPolygon, and is LineString.");
    CHECK(refused("5") == at + ": A geometry must be an object with type and coordinates.");
    CHECK(refused(R"({"type":"Polygon","coordinates":[]})") ==
          at + ".coordinates: A polygon must be a list of at least one ring.");
}

TEST_CASE("a feature without a geometry has none and no problem") {
    const auto features = read(collection("null"));
    REQUIRE(features.has_value());
    CHECK_FALSE(features->front().geometry.has_value());
    CHECK(features->front().problems.empty());
}

TEST_CASE("what is no collection of features in WGS 84 is refused") {
    const auto field_of = [](std::string_view text) {
        const auto features = read(text);
        REQUIRE_FALSE(features.has_value());
        return features.error().field;
    };
    CHECK(field_of(R"({"type":"Feature"})") == "m.geojson");
    CHECK(field_of("[]") == "m.geojson");
    CHECK(field_of(R"({"type":"FeatureCollection","features":{}})") == "m.geojson");
    CHECK(field_of(R"({"type":"FeatureCollection","features":[{"a":1)") == "m.geojson:features[0].a");
    CHECK(field_of(R"({"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"EPSG:3116"}}})") ==
          "m.geojson:crs");
    CHECK(read("\xEF\xBB\xBF{\"features\":[],\"type\":\"FeatureCollection\"}")->empty());
    CHECK(read(R"({"type":"FeatureCollection","features":[3]})")->front().problems.front().message ==
          "The element is no Feature.");
}

TEST_CASE("the caller's problem ends the reading") {
    int seen = 0;
    const auto result = parse_geojson(
        R"({"type":"FeatureCollection","features":[{},{},{}]})", "m.geojson",
        [&](GeoFeature&&) -> Result<> { return ++seen == 2 ? Result<>(invalid("enough", "here")) : Result<>{}; });
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error() == Problem{ProblemCode::invalid_input, "enough", "here"});
    CHECK(seen == 2);
}

TEST_CASE("the limit of values holds for each feature, not for all") {
    const GeoOptions options{.values_per_feature = 4};
    const auto nothing = [](GeoFeature&&) -> Result<> { return {}; };
    CHECK(parse_geojson(R"({"features":[{"a":1,"b":2,"c":3},{"a":1,"b":2,"c":3}],"type":"FeatureCollection"})", "m",
                        nothing, options)
              .has_value());
    CHECK(parse_geojson(R"({"features":[{"a":1,"b":2,"c":3,"d":4}],"type":"FeatureCollection"})", "m", nothing, options)
              .error()
              .code == ProblemCode::too_large);
}

TEST_CASE("the public boundaries of two countries are read whole") {
    struct Case {
        std::string file;
        std::string code;
        std::size_t count;
        std::size_t codes;
        GeoBox within;
    };
    // Counted by Python's json module; in the file of provinces the codes 0510 and 2001 stand twice.
    // The boxes are the countries' published extremes, a little widened, with San Andres for Colombia.
    const std::vector<Case> cases{
        {"colombia/mgn2018_municipios.geojson", "MPIO_CCNCT", 1122, 1122, {{-82, -4.3}, {-66.8, 13.7}}},
        {"peru/peru_departamental_simple.geojson", "FIRST_IDDP", 25, 25, {{-81.4, -18.4}, {-68.6, 0}}},
        {"peru/peru_provincial_simple.geojson", "FIRST_IDPR", 197, 195, {{-81.4, -18.4}, {-68.6, 0}}},
    };
    for (const auto& c : cases) {
        CAPTURE(c.file);
        if (!std::filesystem::exists(shared(c.file))) {
            MESSAGE("skipped, the file is not here");
            continue;
        }
        std::set<std::string> codes;
        const auto count = read_geojson(shared(c.file), [&](GeoFeature&& feature) -> Result<> {
            CAPTURE(feature.number);
            CHECK(feature.problems.empty());
            REQUIRE(feature.geometry.has_value());
            const auto box = feature.geometry->box();
            CHECK(box.south_west.longitude >= c.within.south_west.longitude);
            CHECK(box.south_west.latitude >= c.within.south_west.latitude);
            CHECK(box.north_east.longitude <= c.within.north_east.longitude);
            CHECK(box.north_east.latitude <= c.within.north_east.latitude);
            const auto again = parse_geometry(to_geojson(*feature.geometry));
            REQUIRE(again.has_value());
            CHECK(to_geojson(*again) == to_geojson(*feature.geometry));
            REQUIRE(feature.property(c.code) != nullptr);
            codes.insert(*feature.property(c.code));
            return {};
        });
        REQUIRE(count.has_value());
        CHECK(*count == c.count);
        CHECK(codes.size() == c.codes);
    }
}

TEST_SUITE_END();
