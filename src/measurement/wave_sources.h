#pragma once

#include "measurement/wave_frame.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::measurement {

/// What the figures of a wave rest on. A file of answers is named: many people stand in it. Sheets that single people
/// filled in the field are counted by form, and never named, dated or listed.
struct WaveSource {
    std::string form;  ///< "responses:minka-school-environment", "xform:encuesta"
    std::string form_version;
    std::string informant;
    std::optional<Uuid> file;                ///< The submission that holds the file.
    std::optional<LocalDate> file_received;  ///< Of the file.
    std::int64_t submissions = 0;            ///< That gave the answers.
    std::int64_t responses = 0;
};

/// By informant, form and version, files by identifier; of one school when it is given. The responses add up to those
/// that the wave, or the school's page, rests on.
Result<std::vector<WaveSource>> sources_of(storage::Reader& reader, const WaveFrame& frame,
                                           const std::optional<registry::SchoolId>& school);

/// `recorded`, or the end of the last day on which sheets of single people came when that is later: up to when all is
/// known that there is. See end_of_day in wave_answers.h.
Result<Instant> known_with_sheets(storage::Reader& reader, Instant recorded);

}  // namespace minka::measurement
