#include "programme/analysis_plan.h"

#include "programme/wave_rules.h"

#include <algorithm>
#include <array>

namespace minka::programme {

namespace {

constexpr std::array<std::string_view, 3> directions{"increase", "decrease", "either"};
constexpr std::string_view overall = "index";

bool is_scale(const IndexDefinition& index, std::string_view code) {
    return code == overall || find_code(index.facets, code) != nullptr;
}

PlannedAnalysis read_root(const documents::YamlNode& root, documents::YamlProblems& problems,
                          const IndexDefinition& index) {
    documents::YamlReader reader(root, problems);
    PlannedAnalysis plan;
    reader.integer("format", 1, 1);
    plan.before = read_code(reader, "before");
    plan.after = read_code(reader, "after");
    plan.informant = read_code(reader, "informant");
    if (!plan.informant.empty() && find_code(index.informants, plan.informant) == nullptr) {
        reader.problem("informant", "The index asks no such group.");
    }
    plan.scale = read_code(reader, "scale");
    if (!plan.scale.empty() && !is_scale(index, plan.scale)) {
        reader.problem("scale", "The index has no such facet; \"index\" is the overall score.");
    }
    plan.secondary = reader.optional_text_list("secondary");
    for (const auto& code : plan.secondary) {
        if (!is_scale(index, code)) {
            reader.problem("secondary", "The index has no facet \"" + code + "\".");
        }
    }
    plan.direction = static_cast<PlannedDirection>(reader.choice("direction", directions));
    plan.hypothesis = reader.text("hypothesis");
    plan.exclusions = reader.text("exclusions");
    constexpr double least_confidence = 0.5;
    constexpr double most_confidence = 0.999;
    plan.confidence = reader.number("confidence", least_confidence, most_confidence);
    plan.false_discovery_rate = reader.number("false_discovery_rate", 0, 1);
    reader.finish();
    return plan;
}

}  // namespace

Result<PlannedAnalysis> read_analysis_plan(const std::string& text, const std::string& file,
                                           const IndexDefinition& index) {
    MINKA_TRY_ASSIGN(const auto root, documents::parse_yaml(text, file));
    documents::YamlProblems problems(file);
    auto plan = read_root(root, problems, index);
    if (const auto found = problems.list(); !found.empty()) {
        return std::unexpected(found.front());
    }
    return plan;
}

Result<AnalysisPlan> lock_analysis_plan(storage::Writer& writer, const AnalysisPlanId& id, const Cycle& cycle,
                                        const IndexDefinition& index, const std::string& text,
                                        const std::string& file) {
    MINKA_TRY_ASSIGN(const auto planned, read_analysis_plan(text, file, index));
    MINKA_TRY_ASSIGN(const auto before, wave_by_code(writer, cycle.id, planned.before));
    MINKA_TRY_ASSIGN(const auto after, wave_by_code(writer, cycle.id, planned.after));
    if (before.record.number >= after.record.number) {
        return invalid("The wave " + planned.before + " does not come before " + planned.after + ".", "before");
    }
    if (after.record.state != WaveState::draft) {
        return problem(
            ProblemCode::not_ready,
            "The wave " + planned.after + " has been opened: a plan is written before its answers can be known.",
            "after");
    }
    MINKA_TRY_ASSIGN(const auto earlier, analysis_plan_of(writer, before.record.id, after.record.id));
    if (earlier) {
        return problem(
            ProblemCode::conflict,
            "These waves have a plan already (" + earlier->record.content_hash.substr(0, 12) + "); it stays as it is.",
            "after");
    }
    AnalysisPlan plan{
        id, cycle.id, before.record.id, after.record.id, text, folder_hash({{"analysis.yaml", text}}), index.version};
    MINKA_TRY(writer.create(plan));
    return plan;
}

Result<std::optional<storage::Stored<AnalysisPlan>>> analysis_plan_of(storage::Reader& reader, const WaveId& before,
                                                                      const WaveId& after, Instant known_at) {
    MINKA_TRY_ASSIGN(auto plans, reader.all_known<AnalysisPlan>(
                                     known_at, "AND before_id = $3 AND after_id = $4 ORDER BY id", before, after));
    if (plans.empty()) {
        return std::optional<storage::Stored<AnalysisPlan>>();
    }
    return std::optional(std::move(plans.front()));
}

}  // namespace minka::programme
