#include "programme/programme_stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlReader;

namespace {

constexpr std::array<std::string_view, 9> requirements{
    "community_agreement", "baseline_dates", "pair_assigned", "safety_profile",     "members_accepted",
    "resolution_in_force", "plan_approved",  "session_held",  "agreements_reviewed"};

constexpr std::int64_t longest_cycle = 12;
constexpr std::int64_t longest_resolution = 60;
constexpr std::int64_t most_members = 200;
constexpr std::int64_t longest_warning = 365;

std::vector<GateRequirement> read_gate(YamlReader& reader) {
    std::vector<GateRequirement> gate;
    const std::vector<std::string> known(requirements.begin(), requirements.end());
    for (const auto& word : reader.text_list("gate")) {
        const auto found = std::find(requirements.begin(), requirements.end(), word);
        if (found == requirements.end()) {
            const auto nearest = documents::nearest_word(word, known);
            reader.problem("gate",
                           nearest ? fmt::format("The gate \"{}\" is not known; did you mean \"{}\"?", word, *nearest)
                                   : fmt::format("The gate \"{}\" is not known; known are {}.", word,
                                                 fmt::join(requirements, ", ")));
            continue;
        }
        const auto requirement = static_cast<GateRequirement>(found - requirements.begin());
        if (std::find(gate.begin(), gate.end(), requirement) != gate.end()) {
            reader.problem("gate", fmt::format("The gate asks for {} twice.", word));
            continue;
        }
        gate.push_back(requirement);
    }
    return gate;
}

CycleRules read_cycle(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    CycleRules cycle;
    cycle.months = static_cast<int>(reader.integer("months", 1, longest_cycle));
    cycle.gate = read_gate(reader);
    if (std::find(cycle.gate.begin(), cycle.gate.end(), GateRequirement::community_agreement) == cycle.gate.end()) {
        reader.problem("gate", "The gate must ask for community_agreement: no cycle runs without it.");
    }
    reader.finish();
    return cycle;
}

std::vector<Moment> read_moments(YamlReader& parent, const FileReading& reading) {
    return read_coded_list<Moment>(parent.optional_sequence("moments"), "moments", reading,
                                   [&](Moment& moment, YamlReader& reader) {
                                       moment.name = read_localized(reader, "name", reading);
                                       moment.purpose = read_localized(reader, "purpose", reading);
                                   });
}

std::vector<VisitTemplate> read_visits(YamlReader& parent, const FileReading& reading) {
    return read_coded_list<VisitTemplate>(parent.optional_sequence("visits"), "visits", reading,
                                          [&](VisitTemplate& visit, YamlReader& reader) {
                                              visit.moment = reader.optional_text("moment").value_or("");
                                              visit.purpose = read_localized(reader, "purpose", reading);
                                          });
}

std::vector<Stage> read_stages(YamlReader& parent, const FileReading& reading) {
    return read_coded_list<Stage>(parent.optional_sequence("stages"), "stages", reading,
                                  [&](Stage& stage, YamlReader& reader) {
                                      stage.name = read_localized(reader, "name", reading);
                                      stage.gate = read_gate(reader);
                                  });
}

PedagogicalTeamRules read_team(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    PedagogicalTeamRules team;
    team.name = read_localized(reader, "name", reading);
    team.minimum_members = static_cast<int>(reader.integer("minimum_members", 1, most_members));
    team.resolution_months = static_cast<int>(reader.integer("resolution_months", 1, longest_resolution));
    team.expiry_warning_days = static_cast<int>(reader.integer("expiry_warning_days", 1, longest_warning));
    team.retention_months = static_cast<int>(reader.integer("retention_months", 1, longest_resolution));
    reader.finish();
    return team;
}

void check_visit_order(const ProgrammeStages& stages, documents::YamlProblems& problems) {
    std::size_t reached = 0;
    for (const auto& visit : stages.visits) {
        require_code(stages.moments, visit.moment, "moments", visit.line, problems);
        const auto* moment = find_code(stages.moments, visit.moment);
        if (moment == nullptr) {
            continue;
        }
        const auto position = static_cast<std::size_t>(moment - stages.moments.data());
        if (position < reached) {
            problems.add(visit.line, fmt::format("Visit {} goes back to the moment \"{}\" after a later one; order "
                                                 "the visits as the moments.",
                                                 visit.code, visit.moment));
        }
        reached = std::max(reached, position);
    }
    for (const auto& moment : stages.moments) {
        const bool visited = std::any_of(stages.visits.begin(), stages.visits.end(),
                                         [&](const VisitTemplate& visit) { return visit.moment == moment.code; });
        if (!visited) {
            problems.add(moment.line, fmt::format("No visit belongs to the moment \"{}\".", moment.code));
        }
    }
}

void check_stage_gates(const ProgrammeStages& stages, documents::YamlProblems& problems) {
    std::vector<GateRequirement> passed;
    for (const auto& stage : stages.stages) {
        for (const auto requirement : stage.gate) {
            if (std::find(passed.begin(), passed.end(), requirement) != passed.end()) {
                problems.add(stage.line, fmt::format("The stage \"{}\" asks for {}, which a stage before asks for "
                                                     "already; stages go forward.",
                                                     stage.code, to_string(requirement)));
            }
        }
        passed.insert(passed.end(), stage.gate.begin(), stage.gate.end());
    }
}

}  // namespace

std::span<const std::string_view> gate_requirement_names() { return requirements; }

std::string_view to_string(GateRequirement requirement) { return requirements[static_cast<std::size_t>(requirement)]; }

ProgrammeStages read_programme_stages(YamlReader& reader, const FileReading& reading) {
    ProgrammeStages stages;
    if (const auto* node = reader.map("cycle")) {
        stages.cycle = read_cycle(*node, reading);
    }
    stages.moments = read_moments(reader, reading);
    stages.visits = read_visits(reader, reading);
    stages.stages = read_stages(reader, reading);
    if (const auto* node = reader.optional_map("pedagogical_team")) {
        stages.team = read_team(*node, reading);
    }
    if (stages.moments.empty() && stages.stages.empty()) {
        reader.problem("moments", "A programme needs \"moments\" with \"visits\", or \"stages\".");
    }
    if (!stages.stages.empty() && !stages.team) {
        reader.problem("stages", "Stages are passed by teams: add \"pedagogical_team\".");
    }
    check_visit_order(stages, reading.problems);
    check_stage_gates(stages, reading.problems);
    return stages;
}

}  // namespace minka::programme
