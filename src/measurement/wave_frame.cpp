#include "measurement/wave_frame.h"

#include "programme/cycle_rules.h"
#include "programme/wave_rules.h"

namespace minka::measurement {

Result<WaveFrame> find_wave(storage::Reader& reader, std::string_view cycle_code, std::string_view wave_code) {
    WaveFrame frame;
    MINKA_TRY_ASSIGN(auto cycle, programme::cycle_by_code(reader, std::string(cycle_code)));
    MINKA_TRY_ASSIGN(auto wave, programme::wave_by_code(reader, cycle.record.id, std::string(wave_code)));
    MINKA_TRY_ASSIGN(auto folder, programme::stored_folder(reader, cycle.record.programme_version));
    if (wave.record.instrument != folder.index.code) {
        return problem(ProblemCode::conflict,
                       "The wave " + wave.record.code + " uses the instrument " + wave.record.instrument +
                           ", and the programme's version of this cycle has the index " + folder.index.code + ".",
                       "wave.instrument");
    }
    frame.cycle = std::move(cycle.record);
    frame.wave = std::move(wave.record);
    frame.index = std::move(folder.index);
    frame.folder_hash = std::move(folder.content_hash);
    return frame;
}

Result<std::vector<registry::SchoolId>> schools_of_cycle(storage::Reader& reader, const programme::CycleId& cycle,
                                                         LocalDate on, Instant known_at) {
    MINKA_TRY_ASSIGN(const auto rows, reader.all_known<programme::SchoolParticipation>(
                                          known_at, "AND cycle_id = $3 AND since <= $4 ORDER BY school_id", cycle, on));
    std::vector<registry::SchoolId> schools;
    for (const auto& row : rows) {
        const bool takes_part = row.record.state == programme::ParticipationState::joined ||
                                row.record.state == programme::ParticipationState::active ||
                                row.record.state == programme::ParticipationState::paused;
        if (takes_part && (schools.empty() || schools.back() != row.record.school_id)) {
            schools.push_back(row.record.school_id);
        }
    }
    return schools;
}

}  // namespace minka::measurement
