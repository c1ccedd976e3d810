// Any text as GeoJSON: a geometry that is read lies in its box, and comes back the same from its compact form.
#include "base/bytes.h"
#include "base/check.h"
#include "documents/geojson.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace {

void check(const minka::documents::GeoGeometry& geometry) {
    using namespace minka::documents;
    const auto box = geometry.box();
    MINKA_CHECK(box.south_west.longitude >= -180 && box.north_east.longitude <= 180);
    MINKA_CHECK(box.south_west.latitude >= -90 && box.north_east.latitude <= 90);
    const auto text = to_geojson(geometry);
    const auto again = parse_geometry(text);
    MINKA_CHECK(again.has_value());
    MINKA_CHECK(to_geojson(*again) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka::documents;
    GeoOptions options;
    options.values_per_feature = 10'000;
    const auto text = minka::as_text({data, size});
    std::size_t seen = 0;
    const auto count = parse_geojson(
        text, "fuzz.geojson",
        [&](GeoFeature&& feature) -> minka::Result<> {
            MINKA_CHECK(feature.number == ++seen);
            if (feature.geometry) {
                check(*feature.geometry);
            }
            return {};
        },
        options);
    MINKA_CHECK(!count || *count == seen);
    if (const auto geometry = parse_geometry(text)) {
        check(*geometry);
    }
    return 0;
}
