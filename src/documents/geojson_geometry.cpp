#include "documents/geojson_geometry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::documents {

namespace {

std::unexpected<Problem> refuse(std::string message, std::string place) {
    return problem(ProblemCode::malformed_file, std::move(message), std::move(place));
}

// The place is added by the caller, who need not spell it for each of a hundred thousand positions.
Result<GeoPoint> point_of(const JsonValue& value) {
    const auto* numbers = value.if_array();
    if (numbers == nullptr || numbers->size() < 2 || !(*numbers)[0].if_number() || !(*numbers)[1].if_number()) {
        return refuse("A position must be a list of longitude and latitude.", "");
    }
    const GeoPoint point{*(*numbers)[0].if_number(), *(*numbers)[1].if_number()};
    if (std::abs(point.longitude) > 180 || std::abs(point.latitude) > 90) {
        return refuse(fmt::format("Longitude {} and latitude {} are no degrees of WGS 84; convert the file, and give "
                                  "the longitude first.",
                                  point.longitude, point.latitude),
                      "");
    }
    return point;
}

Result<GeoRing> ring_of(const JsonValue& value, const std::string& place) {
    const auto* positions = value.if_array();
    if (positions == nullptr || positions->size() < 4) {
        return refuse("A ring must be a list of at least four positions.", place);
    }
    GeoRing ring;
    ring.reserve(positions->size());
    for (std::size_t i = 0; i < positions->size(); ++i) {
        const auto point = point_of((*positions)[i]);
        if (!point) {
            return refuse(point.error().message, fmt::format("{}[{}]", place, i));
        }
        ring.push_back(*point);
    }
    if (ring.front() != ring.back()) {
        return refuse("The ring is not closed: its last position must be its first.", place);
    }
    return ring;
}

Result<GeoPolygon> polygon_of(const JsonValue& value, const std::string& place) {
    const auto* rings = value.if_array();
    if (rings == nullptr || rings->empty()) {
        return refuse("A polygon must be a list of at least one ring.", place);
    }
    GeoPolygon polygon;
    for (std::size_t i = 0; i < rings->size(); ++i) {
        MINKA_TRY_ASSIGN(auto ring, ring_of((*rings)[i], fmt::format("{}[{}]", place, i)));
        polygon.push_back(std::move(ring));
    }
    return polygon;
}

// Millionths of a degree: whole numbers, so that the text has no rounding of its own.
struct Rounded {
    std::int64_t longitude = 0;
    std::int64_t latitude = 0;
    friend bool operator==(const Rounded&, const Rounded&) = default;
};

Rounded rounded(const GeoPoint& point) {
    return {std::llround(point.longitude * 1e6), std::llround(point.latitude * 1e6)};
}

void append_degrees(std::string& out, std::int64_t millionths) {
    if (millionths < 0) {
        out += '-';
        millionths = -millionths;
    }
    out += fmt::format("{}", millionths / 1'000'000);
    auto fraction = fmt::format(".{:06}", millionths % 1'000'000);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    out += fraction == "." ? "" : fraction;
}

void append_point(std::string& out, const Rounded& point) {
    out += '[';
    append_degrees(out, point.longitude);
    out += ',';
    append_degrees(out, point.latitude);
    out += ']';
}

void append_ring(std::string& out, const GeoRing& ring) {
    std::vector<Rounded> all;
    all.reserve(ring.size());
    for (const auto& point : ring) {
        all.push_back(rounded(point));
    }
    auto distinct = all;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    const auto& points = distinct.size() < 4 ? all : distinct;
    out += '[';
    for (std::size_t i = 0; i < points.size(); ++i) {
        out += i > 0 ? "," : "";
        append_point(out, points[i]);
    }
    out += ']';
}

void append_polygon(std::string& out, const GeoPolygon& polygon) {
    out += '[';
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        out += i > 0 ? "," : "";
        append_ring(out, polygon[i]);
    }
    out += ']';
}

}  // namespace

Result<GeoGeometry> geometry_of(const JsonValue& value, const std::string& place) {
    const auto* type = value.find("type");
    const auto* coordinates = value.find("coordinates");
    if (type == nullptr || type->if_text() == nullptr || coordinates == nullptr) {
        return refuse("A geometry must be an object with type and coordinates.", place);
    }
    const auto below = place.empty() ? std::string("coordinates") : place + ".coordinates";
    GeoGeometry geometry;
    if (*type->if_text() == "Point") {
        const auto point = point_of(*coordinates);
        if (!point) {
            return refuse(point.error().message, below);
        }
        geometry.point = *point;
        return geometry;
    }
    if (*type->if_text() == "Polygon") {
        geometry.kind = GeoGeometry::Kind::polygon;
        MINKA_TRY_ASSIGN(auto polygon, polygon_of(*coordinates, below));
        geometry.polygons.push_back(std::move(polygon));
        return geometry;
    }
    if (*type->if_text() != "MultiPolygon") {
        return refuse(fmt::format("A geometry must be a Point, Polygon or MultiPolygon, and is {}.", *type->if_text()),
                      place);
    }
    geometry.kind = GeoGeometry::Kind::multi_polygon;
    if (coordinates->if_array() == nullptr || coordinates->if_array()->empty()) {
        return refuse("A multi-polygon must be a list of at least one polygon.", below);
    }
    for (std::size_t i = 0; i < coordinates->if_array()->size(); ++i) {
        MINKA_TRY_ASSIGN(auto polygon, polygon_of((*coordinates->if_array())[i], fmt::format("{}[{}]", below, i)));
        geometry.polygons.push_back(std::move(polygon));
    }
    return geometry;
}

GeoBox GeoGeometry::box() const {
    if (kind == Kind::point) {
        return {point, point};
    }
    GeoBox box{{180, 90}, {-180, -90}};
    for (const auto& polygon : polygons) {
        for (const auto& at : polygon.front()) {  // holes lie inside
            box.south_west.longitude = std::min(box.south_west.longitude, at.longitude);
            box.south_west.latitude = std::min(box.south_west.latitude, at.latitude);
            box.north_east.longitude = std::max(box.north_east.longitude, at.longitude);
            box.north_east.latitude = std::max(box.north_east.latitude, at.latitude);
        }
    }
    return box;
}

std::string to_geojson(const GeoGeometry& geometry) {
    std::string out;
    if (geometry.kind == GeoGeometry::Kind::point) {
        out = "{\"type\":\"Point\",\"coordinates\":";
        append_point(out, rounded(geometry.point));
        return out + '}';
    }
    if (geometry.kind == GeoGeometry::Kind::polygon) {
        out = "{\"type\":\"Polygon\",\"coordinates\":";
        append_polygon(out, geometry.polygons.front());
        return out + '}';
    }
    out = "{\"type\":\"MultiPolygon\",\"coordinates\":[";
    for (std::size_t i = 0; i < geometry.polygons.size(); ++i) {
        out += i > 0 ? "," : "";
        append_polygon(out, geometry.polygons[i]);
    }
    return out + "]}";
}

Result<GeoGeometry> parse_geometry(std::string_view text) {
    MINKA_TRY_ASSIGN(const auto value, parse_json(text));
    return geometry_of(value, "");
}

}  // namespace minka::documents
