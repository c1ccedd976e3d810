#include "documents/geojson.h"

#include "documents/byte_source.h"
#include "documents/geojson_geometry.h"
#include "documents/json_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace minka::documents {

namespace {

// Numbers and texts as a person would write them; the rest as JSON.
std::string plain_text(const JsonValue& value) {
    if (value.is_null()) {
        return {};
    }
    return value.if_text() != nullptr ? *value.if_text() : to_json(value);
}

void read_geometry(const JsonValue& feature, const std::string& place, GeoFeature& result) {
    const auto* geometry = feature.find("geometry");
    if (geometry == nullptr || geometry->is_null()) {
        return;
    }
    auto read = geometry_of(*geometry, place + ".geometry");
    if (read) {
        result.geometry = *std::move(read);
    } else {
        result.problems.push_back(std::move(read).error());
    }
}

GeoFeature feature_of(const JsonValue& value, std::size_t number, std::string_view name) {
    GeoFeature result;
    result.number = number;
    const auto place = fmt::format("{}:features[{}]", name, number - 1);
    const auto* type = value.find("type");
    if (type == nullptr || *type != JsonValue("Feature")) {
        result.problems.push_back({ProblemCode::malformed_file, "The element is no Feature.", place});
        return result;
    }
    if (const auto* id = value.find("id")) {
        result.id = plain_text(*id);
    }
    if (const auto* properties = value.find("properties"); properties != nullptr && !properties->is_null()) {
        if (properties->if_object() == nullptr) {
            result.problems.push_back(
                {ProblemCode::malformed_file, "The properties must be an object.", place + ".properties"});
        } else {
            for (const auto& member : *properties->if_object()) {
                result.properties.emplace_back(member.key, plain_text(member.value));
            }
        }
    }
    read_geometry(value, place, result);
    return result;
}

// RFC 7946 knows only WGS 84; older files name it in "crs", and a few name another.
Result<> check_collection(const JsonValue& root, std::string_view name) {
    const auto* type = root.find("type");
    if (type == nullptr || *type != JsonValue("FeatureCollection") || root.find("features") == nullptr ||
        root.find("features")->if_array() == nullptr) {
        return problem(ProblemCode::malformed_file, "The file is no GeoJSON FeatureCollection with a list of features.",
                       std::string(name));
    }
    const auto* crs = root.find("crs");
    if (crs == nullptr || crs->is_null()) {
        return {};
    }
    const auto* properties = crs->find("properties");
    const auto* crs_name = properties == nullptr ? nullptr : properties->find("name");
    const auto text = crs_name == nullptr ? std::string{} : plain_text(*crs_name);
    if (text.ends_with("CRS84") || text.ends_with(":4326")) {
        return {};
    }
    return problem(ProblemCode::malformed_file,
                   fmt::format("The coordinates are given in {}; convert the file to WGS 84 (EPSG:4326).",
                               text.empty() ? "another system" : text),
                   fmt::format("{}:crs", name));
}

Result<std::size_t> read_source(ByteSource& source, const std::string& name,
                                const std::function<Result<>(GeoFeature&&)>& on_feature, const GeoOptions& options) {
    JsonLimits limits;
    limits.bytes = static_cast<std::size_t>(options.file_bytes);
    limits.values = options.values_per_feature;
    JsonStream stream(name, limits);
    std::size_t count = 0;
    stream.hand_on("features", [&](JsonValue&& element) { return on_feature(feature_of(element, ++count, name)); });
    std::vector<std::uint8_t> buffer(256ULL << 10U);
    for (std::uint64_t at = 0;;) {
        if (options.stop.stop_requested()) {
            return problem(ProblemCode::cancelled, "Reading was stopped.", name);
        }
        MINKA_TRY_ASSIGN(const auto size, source.read_at(at, buffer));
        auto part = as_text(ByteView(buffer).first(size));
        if (at == 0 && part.starts_with("\xEF\xBB\xBF")) {
            part.remove_prefix(3);
        }
        MINKA_TRY(stream.feed(part));
        at += size;
        if (options.on_progress) {
            options.on_progress(at, source.size());
        }
        if (size < buffer.size()) {
            break;
        }
    }
    MINKA_TRY_ASSIGN(const auto root, stream.finish());
    MINKA_TRY(check_collection(root, name));
    return count;
}

}  // namespace

const std::string* GeoFeature::property(std::string_view key) const {
    const auto found =
        std::find_if(properties.begin(), properties.end(), [&](const auto& pair) { return pair.first == key; });
    return found == properties.end() ? nullptr : &found->second;
}

Result<std::size_t> read_geojson(const std::filesystem::path& path,
                                 const std::function<Result<>(GeoFeature&&)>& on_feature, const GeoOptions& options) {
    MINKA_TRY_ASSIGN(const auto source, open_file(path, options.file_bytes));
    return read_source(*source, path.filename().string(), on_feature, options);
}

Result<std::size_t> parse_geojson(std::string_view text, std::string_view name,
                                  const std::function<Result<>(GeoFeature&&)>& on_feature, const GeoOptions& options) {
    MINKA_TRY_ASSIGN(const auto source, open_memory(to_bytes(text), name, options.file_bytes));
    return read_source(*source, std::string(name), on_feature, options);
}

}  // namespace minka::documents
