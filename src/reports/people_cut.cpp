#include "reports/people_cut.h"

#include <algorithm>

namespace minka::reports {

using programme::Counted;

namespace {

constexpr std::string_view total = "total";

/// Group names come from registers; "|" and "=" have a meaning in the names of cells.
std::string group_code(std::string_view group) {
    std::string code = "g:" + std::string(group);
    std::ranges::replace(code, '|', '/');
    std::ranges::replace(code, '=', '-');
    return code;
}

void add_total(privacy::Cut& cut, privacy::Population population, std::int64_t count) {
    cut.tables.push_back({population.name, population.name, {}, privacy::Feedback::no, {{{}, count, {}, {}}}});
    cut.populations.push_back(std::move(population));
}

void add_registers(privacy::Cut& cut, const CycleFacts& facts) {
    const auto& counts = facts.registers.counts;
    const auto people = [&](std::string_view who) {
        return privacy::Population{.name = register_population(facts.cycle, who)};
    };
    add_total(cut, people("teacher"), counts.at(Counted::teachers));
    add_total(cut, people("student"), counts.at(Counted::students));
    add_total(cut, people("direct"), facts.registers.direct_people);
    auto heads = people("head");
    heads.one_per_school = true;
    heads.secret = privacy::Secret::values;  // one a school: their number is that of the schools
    add_total(cut, std::move(heads), counts.at(Counted::heads));
}

void add_retention_table(privacy::Cut& cut, const std::string& population, std::string_view dimension,
                         const std::vector<programme::SharePart>& parts) {
    privacy::Dimension groups{std::string(dimension), std::string(dimension), privacy::DimensionKind::attribute, {}};
    groups.members.push_back({std::string(total), "", privacy::Level::country, false, true});
    privacy::Table table{
        population + "/" + std::string(dimension), population, {std::string(dimension)}, privacy::Feedback::no, {}};
    for (const auto& part : parts) {
        groups.members.push_back({group_code(part.group), std::string(total), privacy::Level::country, false, true});
        table.leaves.push_back({{group_code(part.group)},
                                part.share.total,
                                {},
                                {privacy::CellValue{static_cast<double>(part.share.n), part.share.total, {}}}});
    }
    cut.dimensions.push_back(std::move(groups));
    cut.tables.push_back(std::move(table));
}

void add_retention(privacy::Cut& cut, const CycleFacts& facts) {
    if (!facts.teams || !facts.teams->shares.contains("08")) {
        return;
    }
    const auto& retention = facts.teams->shares.at("08");
    if (retention.by_directorate.empty() || retention.by_kind.empty()) {
        return;
    }
    const auto name = retention_population(facts.cycle);
    cut.populations.push_back({.name = name, .measures = {{"stayed", privacy::MeasureKind::share, 0, 100}}});
    add_retention_table(cut, name, retention_directorate, retention.by_directorate);
    add_retention_table(cut, name, retention_role, retention.by_kind);
}

void add_eligible(privacy::Cut& cut, const CycleFacts& facts) {
    for (const auto& wave : facts.measured.waves) {
        for (const auto& informant : wave.informants) {
            if (informant.eligible) {
                privacy::Population people{.name = eligible_population(wave.wave, informant.code)};
                people.one_per_school = informant.one_per_school;
                people.secret = informant.one_per_school ? privacy::Secret::values : privacy::Secret::counts_and_values;
                add_total(cut, std::move(people), *informant.eligible);
            }
        }
    }
}

}  // namespace

std::string register_population(const programme::Cycle& cycle, std::string_view who) {
    return "register/" + std::string(who) + "/" + cycle.code;
}

std::string retention_population(const programme::Cycle& cycle) { return "retention/" + cycle.code; }

std::string eligible_population(const programme::Wave& wave, std::string_view informant) {
    return "eligible/" + std::string(informant) + "/" + wave.code;
}

privacy::CellAddress group_cell(std::string population, std::string_view dimension, std::string_view group) {
    privacy::CellAddress address{std::move(population), {}};
    if (!dimension.empty()) {
        address.at.emplace_back(std::string(dimension), group_code(group));
    }
    return address;
}

Result<privacy::Cut> build_report_cut(const CycleFacts& facts) {
    privacy::Cut cut;
    const auto name = "cycle/" + facts.cycle.code;
    if (facts.measured.has_answers()) {
        std::vector<const measurement::IndexResult*> waves;
        for (const auto& wave : facts.measured.waves) {
            waves.push_back(&wave);
        }
        MINKA_TRY_ASSIGN(cut, measurement::build_index_cut(name, facts.times.as_of, facts.measured.places, waves));
    } else {
        cut.name = name;
        cut.date = facts.times.as_of;
    }
    add_registers(cut, facts);
    add_retention(cut, facts);
    add_eligible(cut, facts);
    return cut;
}

}  // namespace minka::reports
