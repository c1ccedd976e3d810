#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::documents {

/// WGS 84 degrees.
struct GeoPoint {
    double longitude = 0;  ///< -180 .. 180
    double latitude = 0;   ///< -90 .. 90
    friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

using GeoRing = std::vector<GeoPoint>;    ///< Closed: the last point is the first; at least four.
using GeoPolygon = std::vector<GeoRing>;  ///< The outer ring, then its holes.

struct GeoBox {
    GeoPoint south_west;
    GeoPoint north_east;
    friend bool operator==(const GeoBox&, const GeoBox&) = default;
};

struct GeoGeometry {
    enum class Kind { point, polygon, multi_polygon };
    Kind kind = Kind::point;
    GeoPoint point;                    ///< Of a point.
    std::vector<GeoPolygon> polygons;  ///< One of a polygon, any number (at least one) of a multi-polygon.

    GeoBox box() const;
};

/// A compact GeoJSON geometry, coordinates rounded to 1e-6 degree (11 cm). Neighbouring points that fall together are
/// written once, unless their ring would then have fewer than four.
std::string to_geojson(const GeoGeometry& geometry);

struct GeoFeature {
    std::size_t number = 0;  ///< From 1, in the order of the file.
    std::string id;          ///< As text; empty when absent.
    /// In the order of the file. Numbers in their shortest form, null as empty text, lists and objects as JSON.
    std::vector<std::pair<std::string, std::string>> properties;
    std::optional<GeoGeometry> geometry;  ///< Nothing for "geometry": null, and after a problem.
    /// What is wrong with this feature alone, field "municipios.geojson:features[3].geometry".
    std::vector<Problem> problems;

    /// nullptr when absent.
    const std::string* property(std::string_view key) const;
};

struct GeoOptions {
    std::uint64_t file_bytes = 256ULL << 20U;
    std::size_t values_per_feature = 5'000'000;
    std::function<void(std::uint64_t bytes_read, std::uint64_t bytes_total)> on_progress{};
    std::stop_token stop{};
};

/// Reads a FeatureCollection, handing on one feature at a time; only that one is in memory. A problem returned by
/// `on_feature` ends the reading and is returned. The result is the number of features.
///
/// Problems: `io_failed`, `too_large`, `cancelled`; `malformed_file` for what is no FeatureCollection, is torn, is not
/// UTF-8 or declares coordinates other than WGS 84.
Result<std::size_t> read_geojson(const std::filesystem::path& path,
                                 const std::function<Result<>(GeoFeature&&)>& on_feature,
                                 const GeoOptions& options = {});

/// The same for text in memory; `name` appears in problems.
Result<std::size_t> parse_geojson(std::string_view text, std::string_view name,
                                  const std::function<Result<>(GeoFeature&&)>& on_feature,
                                  const GeoOptions& options = {});

/// One geometry as to_geojson writes it (and any valid Point, Polygon or MultiPolygon).
/// Problems: `malformed_file`, field the path within the geometry.
Result<GeoGeometry> parse_geometry(std::string_view text);

}  // namespace minka::documents
