#include "demo/timeline.h"

#include "demo/chance.h"

#include <algorithm>
#include <span>

namespace minka::demo {

namespace {

LocalDate end_of_month(LocalDate date) {
    return date.plus_days(1 - static_cast<int>(date.day())).plus_months(1).plus_days(-1);
}

}  // namespace

Result<> Timeline::write_until(LocalDate until, storage::Database& database, ManualClock& clock,
                               const ProgrammeId& programme) {
    std::ranges::stable_sort(moments_, {}, [](const Moment& moment) { return moment.on; });
    std::size_t first = 0;
    while (first < moments_.size() && moments_[first].on <= until) {
        const auto recorded_on = std::min(end_of_month(moments_[first].on), until);
        std::size_t last = first;
        while (last < moments_.size() && moments_[last].on <= recorded_on) {
            ++last;
        }
        clock.set(std::max(clock.now(), instant_on(recorded_on, 22)));
        const storage::Act act{programme, {}, "console", "demo " + recorded_on.text().substr(0, 7)};
        const auto month = std::span(moments_).subspan(first, last - first);
        MINKA_TRY(database.write(act, [&](storage::Writer& writer) -> Result<> {
            for (const auto& moment : month) {
                if (auto outcome = moment.step(writer); !outcome) {
                    outcome.error().field += " (demo, " + moment.on.text() + ")";
                    return outcome;
                }
            }
            return {};
        }));
        first = last;
    }
    moments_.erase(moments_.begin(), moments_.begin() + static_cast<std::ptrdiff_t>(first));
    return {};
}

}  // namespace minka::demo
