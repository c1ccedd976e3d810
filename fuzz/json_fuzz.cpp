// Any text as JSON: what is read and written comes back the same, numbers to the last bit.
#include "base/bytes.h"
#include "base/check.h"
#include "documents/json.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka::documents;
    JsonLimits limits;
    limits.values = 10'000;
    const auto value = parse_json(minka::as_text({data, size}), "fuzz.json", limits);
    if (!value) {
        MINKA_CHECK(value.error().field.starts_with("fuzz.json"));
        return 0;
    }
    const auto text = to_json(*value);
    const auto again = parse_json(text, "again.json");
    // A whole double is written without a point and comes back as a whole number, so texts are compared.
    MINKA_CHECK(again.has_value());
    MINKA_CHECK(to_json(*again) == text);
    MINKA_CHECK(to_json(parse_json(to_pretty_json(*value)).value()) == text);
    return 0;
}
