#pragma once

#include "programme/localized_text.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

/// What must be on record before a cycle runs or a stage is passed.
enum class GateRequirement : std::uint8_t {
    community_agreement,
    baseline_dates,
    pair_assigned,
    safety_profile,
    members_accepted,
    resolution_in_force,
    plan_approved,
    session_held,
    agreements_reviewed,
};

/// In the order of the enum.
std::span<const std::string_view> gate_requirement_names();
std::string_view to_string(GateRequirement requirement);

struct CycleRules {
    int months = 0;                     ///< 1 to 12.
    std::vector<GateRequirement> gate;  ///< Before running; always holds community_agreement.
};

/// Ser Más Maestro: a moment of the formative cycle, in order.
struct Moment {
    std::string code;
    LocalizedText name;
    LocalizedText purpose;
    int line = 0;
};

/// One of the visits a school is due, in order.
struct VisitTemplate {
    std::string code;
    std::string moment;  ///< Empty for the visits that open and close a cycle.
    LocalizedText purpose;
    int line = 0;
};

/// Apostemos: a stage of the strategy, in order.
struct Stage {
    std::string code;
    LocalizedText name;
    std::vector<GateRequirement> gate;  ///< What must be on record to pass to the next stage.
    int line = 0;
};

/// What the programme assumes about its teams; no norm on size or term was found.
struct PedagogicalTeamRules {
    LocalizedText name;
    int minimum_members = 0;
    int resolution_months = 0;
    int expiry_warning_days = 0;
    int retention_months = 0;  ///< After how long indicator 08 asks who is still active.
};

/// How the programme moves: through moments and visits, or through stages and teams, or both.
struct ProgrammeStages {
    CycleRules cycle;
    std::vector<Moment> moments;
    std::vector<VisitTemplate> visits;
    std::vector<Stage> stages;
    std::optional<PedagogicalTeamRules> team;
};

/// Reads the keys `cycle`, `moments`, `visits`, `stages` and `pedagogical_team`.
///
/// Problems besides those of single keys: neither moments nor stages, a visit of an unknown moment, moments whose
/// visits go back to an earlier moment, a gate that a stage before has already, no community agreement in the gate.
ProgrammeStages read_programme_stages(documents::YamlReader& reader, const FileReading& reading);

}  // namespace minka::programme
