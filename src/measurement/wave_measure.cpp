#include "measurement/index_result.h"
#include "programme/programme_folder.h"

#include <map>

namespace minka::measurement {

namespace {

/// The earliest wave of the programme with the same version of the index.
Result<WaveFrame> first_baseline(storage::Reader& reader, const WaveFrame& frame, Instant known_at) {
    MINKA_TRY_ASSIGN(const auto waves, reader.all_known<programme::Wave>(known_at, "ORDER BY opens_on, id"));
    for (const auto& wave : waves) {
        if (wave.record.instrument != frame.index.code || wave.record.opens_on > frame.wave.opens_on) {
            continue;
        }
        if (wave.record.id == frame.wave.id) {
            return frame;
        }
        MINKA_TRY_ASSIGN(const auto cycle, reader.require<programme::Cycle>(wave.record.cycle_id));
        MINKA_TRY_ASSIGN(auto found, find_wave(reader, cycle.record.code, wave.record.code));
        if (found.index.version == frame.index.version) {
            return found;
        }
    }
    return frame;
}

Result<std::shared_ptr<const IndexBaseline>> read_baseline(storage::Reader& reader, const privacy::Vault& vault,
                                                           const WaveFrame& frame, const MeasureOptions& options) {
    MINKA_TRY_ASSIGN(const auto first, first_baseline(reader, frame, options.known_at));
    if (first.wave.id == frame.wave.id) {
        return nullptr;
    }
    MINKA_TRY_ASSIGN(const auto answers, read_wave_answers(reader, vault, first, options.known_at));
    MINKA_TRY_ASSIGN(const auto scored, score_wave(first, answers, options));
    return scored.baseline;
}

}  // namespace

Result<IndexResult> measure_wave(storage::Reader& reader, const privacy::Vault& vault, const WaveFrame& frame,
                                 const MeasureOptions& options) {
    auto with_baseline = options;
    const bool has_model =
        options.by == ScoreBy::index_model && frame.index.scoring.model != programme::ScoringModel::item_mean;
    if (has_model && options.baseline == nullptr) {
        MINKA_TRY_ASSIGN(with_baseline.baseline, read_baseline(reader, vault, frame, options));
    }
    MINKA_TRY_ASSIGN(auto answers, read_wave_answers(reader, vault, frame, options.known_at));
    std::map<registry::SchoolId, registry::TerritoryId> places;
    std::map<registry::SchoolId, registry::Zone> zones;
    MINKA_TRY_ASSIGN(const auto schools, reader.all<registry::School>("ORDER BY id"));
    for (const auto& school : schools) {
        places.emplace(school.record.id, school.record.civil_territory_id);
        zones.emplace(school.record.id, school.record.zone);
    }
    for (const auto& school : answers.schools) {
        const auto zone = zones.find(school);
        answers.zones.push_back(zone == zones.end() ? std::nullopt : std::optional(zone->second));
    }
    MINKA_TRY_ASSIGN(auto result, score_wave(frame, answers, with_baseline));
    for (const auto& school : result.schools) {
        const auto place = places.find(school);
        if (place == places.end()) {
            result.places.clear();
            break;
        }
        result.places.push_back(place->second);
    }
    return result;
}

}  // namespace minka::measurement
