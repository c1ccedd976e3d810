// Any text as a calendar: it is read or refused with its place, and what was read is written and read alike.
#include "base/bytes.h"
#include "base/check.h"
#include "documents/icalendar.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka::documents;
    CalendarReading reading;
    reading.to = minka::LocalDate::of(2100, 12, 31).value();  // what is read is written within the years that are read
    const auto events = parse_icalendar(minka::as_text({data, size}), "fuzz.ics", reading);
    if (!events) {
        MINKA_CHECK(events.error().field.starts_with("fuzz.ics"));
        return 0;
    }
    const auto again = parse_icalendar(to_icalendar(*events, "x", {}), "again.ics");
    MINKA_CHECK(again.has_value() && again->size() == events->size());
    for (std::size_t i = 0; i < events->size(); ++i) {
        MINKA_CHECK((*again)[i].from == (*events)[i].from && (*again)[i].to == (*events)[i].to);
    }
    return 0;
}
