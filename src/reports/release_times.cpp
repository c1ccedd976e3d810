#include "reports/release_times.h"

#include "measurement/wave_sources.h"
#include "storage/ledger.h"

namespace minka::reports {

Result<Instant> frozen_instant(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(auto instant, storage::last_recorded(reader));
    MINKA_TRY_ASSIGN(const auto releases, privacy::releases_in(reader));
    for (auto release = releases.rbegin(); release != releases.rend() && release->recorded_at == instant; ++release) {
        MINKA_TRY_ASSIGN(
            const auto before,
            reader.value<Instant>("SELECT coalesce(max(recorded_at), 0) FROM ledger WHERE programme_id = $1 "
                                  "AND recorded_at < $2",
                                  reader.programme(), instant));
        instant = before.value_or(Instant{});
    }
    return measurement::known_with_sheets(reader, instant);
}

Result<std::vector<privacy::ReleaseRecord>> releases_before(storage::Reader& reader, const privacy::Vault& vault,
                                                            const ReleaseMark& mark) {
    MINKA_TRY_ASSIGN(auto records, privacy::earlier_releases(reader, vault));
    MINKA_TRY_ASSIGN(const auto releases, privacy::releases_in(reader));
    for (std::size_t i = 0; i < releases.size() && i < records.size(); ++i) {
        const auto& release = releases[i].record;
        if (release.audience == mark.audience && release.cut_name == mark.cut_name &&
            release.cut_date == mark.cut_date && release.known_at == mark.known_at &&
            release.code_version == mark.code_version) {
            records.resize(i);
            break;
        }
    }
    return records;
}

}  // namespace minka::reports
