#include "programme/wave_rules.h"

#include "base/random.h"
#include "base/text.h"
#include "programme/agreement_cover.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace minka::programme {

namespace {

// FNV-1a: spreads the class's name over the seed; nothing here is secret.
std::uint64_t mixed_seed(std::uint64_t seed, std::string_view name) {
    std::uint64_t hash = 14695981039346656037ULL ^ seed;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return hash;
}

Result<> check_unique(storage::Reader& reader, const Wave& wave) {
    MINKA_TRY_ASSIGN(const auto waves, reader.all<Wave>("AND cycle_id = $2", wave.cycle_id));
    for (const auto& other : waves) {
        if (other.record.code == wave.code || other.record.number == wave.number) {
            return problem(ProblemCode::conflict,
                           "The cycle has the wave " + other.record.code + " with number " +
                               std::to_string(other.record.number) + " already.",
                           "wave.code");
        }
    }
    return {};
}

// Nobody is asked where the community stopped its agreement: the wave waits until it is resumed or the schools are out.
Result<> check_agreements(storage::Writer& writer, const Wave& wave) {
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    const auto on = std::max(utc_date(now), wave.opens_on);
    MINKA_TRY_ASSIGN(const auto refused, schools_not_to_be_asked(writer, wave.cycle_id, on));
    if (refused.empty()) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto asked, writer.all<WaveEligible>("AND wave_id = $2 AND eligible > 0", wave.id));
    std::set<registry::SchoolId> schools;
    for (const auto& row : asked) {
        if (std::ranges::find(refused, row.record.school_id) != refused.end()) {
            schools.insert(row.record.school_id);
        }
    }
    if (schools.empty()) {
        return {};
    }
    return problem(ProblemCode::not_ready,
                   std::to_string(schools.size()) + " schools of the wave have no community agreement in force on " +
                       on.text() +
                       ": it was suspended, withdrawn, ended or never made. Record that it was resumed, pause the "
                       "schools, or set their eligible counts to 0.",
                   "community_agreement");
}

}  // namespace

Result<> plan_wave(storage::Writer& writer, const Wave& wave) {
    if (trim(wave.code).empty() || trim(wave.instrument).empty() || wave.number < 1) {
        return invalid("A wave has a code, a number from 1 on, and an instrument.", "wave.code");
    }
    if (wave.state != WaveState::draft) {
        return invalid("A new wave is a draft.", "wave.state");
    }
    if (wave.closes_on < wave.opens_on) {
        return invalid("A wave closes on or after the day it opens.", "wave.closes_on");
    }
    if (wave.sample_size && (*wave.sample_size < 1 || !wave.sample_seed)) {
        return invalid("A sample has a size of at least 1 and a seed, so that anyone can draw it again.",
                       "wave.sample_size");
    }
    MINKA_TRY_ASSIGN(const auto cycle, writer.require<Cycle>(wave.cycle_id));
    if (wave.opens_on < cycle.record.starts_on || wave.closes_on > cycle.record.ends_on) {
        return invalid("The wave lies outside its cycle, which runs from " + cycle.record.starts_on.text() + " to " +
                           cycle.record.ends_on.text() + ".",
                       "wave.opens_on");
    }
    MINKA_TRY(check_unique(writer, wave));
    return writer.create(wave);
}

Result<> advance_wave(storage::Writer& writer, const WaveId& wave, WaveState to) {
    MINKA_TRY_ASSIGN(auto stored, writer.require<Wave>(wave));
    const bool opens = stored.record.state == WaveState::draft && to == WaveState::open;
    const bool closes = stored.record.state == WaveState::open && to == WaveState::closed;
    if (!opens && !closes) {
        return invalid("A wave goes from draft to open to closed.", "wave.state");
    }
    if (opens) {
        MINKA_TRY_ASSIGN(const auto cycle, writer.require<Cycle>(stored.record.cycle_id));
        if (cycle.record.state != CycleState::running && cycle.record.state != CycleState::closing) {
            return problem(ProblemCode::not_ready,
                           "The cycle does not run yet; its agreement comes before its first wave.", "cycle.state");
        }
        MINKA_TRY_ASSIGN(const auto eligible, writer.all<WaveEligible>("AND wave_id = $2 LIMIT 1", wave));
        if (eligible.empty()) {
            return problem(ProblemCode::not_ready,
                           "The wave has no eligible counts: without them no response rate can be told.",
                           "wave_eligible");
        }
        MINKA_TRY(check_agreements(writer, stored.record));
    }
    stored.record.state = to;
    MINKA_TRY(writer.change(stored.record, stored.version));
    return {};
}

Result<> set_eligible(storage::Writer& writer, const WaveEligible& eligible) {
    if (eligible.eligible < 0) {
        return invalid("A count is not negative.", "eligible");
    }
    MINKA_TRY_ASSIGN(const auto wave, writer.require<Wave>(eligible.wave_id));
    if (wave.record.state == WaveState::closed) {
        return problem(ProblemCode::conflict, "The wave is closed; its denominators stand.", "wave.state");
    }
    MINKA_TRY_ASSIGN(auto before, writer.all<WaveEligible>("AND wave_id = $2 AND school_id = $3 AND informant = $4",
                                                           eligible.wave_id, eligible.school_id, eligible.informant));
    if (before.empty()) {
        return writer.create(eligible);
    }
    before.front().record.eligible = eligible.eligible;
    MINKA_TRY(writer.change(before.front().record, before.front().version));
    return {};
}

Result<std::vector<int>> sample_positions(std::uint64_t seed, std::string_view class_name, int class_size, int size) {
    if (class_size < 1 || size < 1) {
        return invalid("A sample is drawn of at least one position of a class of at least one.", "size");
    }
    std::vector<int> positions(static_cast<std::size_t>(class_size));
    std::iota(positions.begin(), positions.end(), 1);
    if (size >= class_size) {
        return positions;
    }
    SeededRandom random(mixed_seed(seed, class_name));
    for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) {
        const auto other = i + random.below(positions.size() - i);
        std::swap(positions[i], positions[other]);
    }
    positions.resize(static_cast<std::size_t>(size));
    std::ranges::sort(positions);
    return positions;
}

Result<storage::Stored<Wave>> wave_by_code(storage::Reader& reader, const CycleId& cycle, const std::string& code) {
    MINKA_TRY_ASSIGN(const auto waves, reader.all<Wave>("AND cycle_id = $2 ORDER BY number", cycle));
    std::string known;
    for (const auto& wave : waves) {
        if (wave.record.code == code) {
            return wave;
        }
        known += (known.empty() ? "" : ", ") + wave.record.code;
    }
    return problem(
        ProblemCode::not_found,
        known.empty() ? "The cycle has no wave yet." : "There is no wave '" + code + "'; there is: " + known + ".",
        "wave");
}

}  // namespace minka::programme
