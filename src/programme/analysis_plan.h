#pragma once

#include "programme/programme_folder.h"
#include "programme/wave.h"
#include "storage/writer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

using AnalysisPlanId = Id<struct AnalysisPlanTag>;

/// A plan of analysis as it was stored before the closing wave opened: the text of its file and what tells it apart.
struct AnalysisPlan {
    AnalysisPlanId id;
    CycleId cycle_id;
    WaveId before_id;
    WaveId after_id;
    std::string content;       ///< The file, word for word.
    std::string content_hash;  ///< BLAKE2b-256 in hexadecimal, as folder_hash of this one file.
    std::int64_t index_version = 0;
};
BOOST_DESCRIBE_STRUCT(AnalysisPlan, (), (id, cycle_id, before_id, after_id, content, content_hash, index_version))

enum class PlannedDirection : std::uint8_t { increase, decrease, either };

/// What `analysis.yaml` says will be looked at, before anybody can know what comes out.
struct PlannedAnalysis {
    std::string before;  ///< Codes of waves.
    std::string after;
    std::string informant;
    std::string scale;  ///< The primary one: the code of a facet, or "index".
    std::vector<std::string> secondary;
    PlannedDirection direction{};
    std::string hypothesis;
    std::string exclusions;
    double confidence = 0.95;
    double false_discovery_rate = 0.10;
};

/// Reads the text of an `analysis.yaml`. Problems: the first one, with file and line: a key that is missing or unknown,
/// an informant, facet or wave code that is none.
Result<PlannedAnalysis> read_analysis_plan(const std::string& text, const std::string& file,
                                           const IndexDefinition& index);

/// Stores the plan of a cycle. Its ledger entry says when.
///
/// Problems: those of read_analysis_plan; `not_found` for a wave of the plan; `invalid_input` when the waves are not in
/// their order; `not_ready` once the closing wave is open: what is written then is no plan; `conflict` when the pair of
/// waves has a plan already.
Result<AnalysisPlan> lock_analysis_plan(storage::Writer& writer, const AnalysisPlanId& id, const Cycle& cycle,
                                        const IndexDefinition& index, const std::string& text, const std::string& file);

/// The stored plan of two waves, as known at an instant.
Result<std::optional<storage::Stored<AnalysisPlan>>> analysis_plan_of(storage::Reader& reader, const WaveId& before,
                                                                      const WaveId& after,
                                                                      Instant known_at = end_of_time);

}  // namespace minka::programme

template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::AnalysisPlan> = "analysis_plan";
