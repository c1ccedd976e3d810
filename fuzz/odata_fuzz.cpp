// Any text as $filter of the OData feed: refused with its field, or a condition that holds or not, and whose negation
// does the opposite, for a submission with all that is known and for an anonymous sheet.
#include "base/bytes.h"
#include "base/check.h"
#include "forms/export/odata_filter.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka;
    const auto text = as_text({data, size});
    const auto filter = forms::ODataFilter::parse(text);
    if (!filter) {
        MINKA_CHECK(filter.error().field == "$filter");
        return 0;
    }
    forms::FeedRow known;
    known.received_on = *LocalDate::parse("2026-03-04");
    known.received_at = *parse_instant("2026-03-04T15:06:07Z");
    known.review_state = "approved";
    known.sender = *parse_uuid("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1");
    forms::FeedRow anonymous;
    anonymous.received_on = known.received_on;
    const auto negated = forms::ODataFilter::parse("not (" + std::string(text) + ")");
    for (const auto* row : {&known, &anonymous}) {
        const bool holds = filter->holds(*row, *known.received_at);
        if (negated) {  // else it was one level, or a few characters, too many
            MINKA_CHECK(negated->holds(*row, *known.received_at) != holds);
        } else {
            MINKA_CHECK(negated.error().code == ProblemCode::too_large);
        }
    }
    return 0;
}
