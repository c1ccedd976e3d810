#include "measurement/wave_sources.h"

#include "forms/submission.h"
#include "measurement/wave_answers.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace minka::measurement {

Result<std::vector<WaveSource>> sources_of(storage::Reader& reader, const WaveFrame& frame,
                                           const std::optional<registry::SchoolId>& school) {
    std::map<std::tuple<std::string, std::string, std::string, std::optional<Uuid>>, WaveSource> sources;
    MINKA_TRY(reader.each(
        "SELECT submission.id, submission.form, submission.form_version, submission.received_on, "
        "response_block.informant, CAST(sum(response_block.responses) AS BIGINT) FROM response_block JOIN submission "
        "ON "
        "submission.programme_id = $1 AND submission.id = response_block.submission_id WHERE "
        "response_block.programme_id = $1 AND response_block.wave_id = $2 AND response_block.school_id " +
            std::string(school ? "=" : "<>") +
            " $3 GROUP BY submission.id, submission.form, submission.form_version, submission.received_on, "
            "response_block.informant",
        [&](const storage::Row& row) -> Result<> {
            const auto form = row.get<std::string>(1);
            const bool is_sheet = form.starts_with(std::string(forms::xform_kind) + ":");
            const auto file = is_sheet ? std::nullopt : std::optional(row.get<Uuid>(0));
            auto& source = sources[{row.get<std::string>(4), form, row.get<std::string>(2), file}];
            source.form = form;
            source.form_version = row.get<std::string>(2);
            source.informant = row.get<std::string>(4);
            source.file = file;
            source.file_received = is_sheet ? std::nullopt : std::optional(row.get<LocalDate>(3));
            ++source.submissions;
            source.responses += row.get<std::int64_t>(5);
            return {};
        },
        reader.programme(), frame.wave.id, school.value_or(registry::SchoolId{})));
    std::vector<WaveSource> list;
    for (auto& [key, source] : sources) {
        list.push_back(std::move(source));
    }
    return list;
}

Result<Instant> known_with_sheets(storage::Reader& reader, Instant recorded) {
    MINKA_TRY_ASSIGN(const auto counted_on,
                     reader.value<std::optional<LocalDate>>(
                         "SELECT max(received_on) FROM anonymous_tally WHERE programme_id = $1", reader.programme()));
    const auto day = counted_on ? *counted_on : std::nullopt;
    return day ? std::max(recorded, end_of_day(*day)) : recorded;
}

}  // namespace minka::measurement
