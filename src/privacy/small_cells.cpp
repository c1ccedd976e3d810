#include "privacy/small_cells.h"

#include "privacy/primary_rules.h"
#include "privacy/release_differencing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace minka::privacy {

namespace {

std::vector<CellDecision> decide_alone(const ResolvedCut& cut, const SuppressionRules& rules) {
    std::vector<CellDecision> decisions;
    decisions.reserve(cut.cells.size());
    for (const auto& cell : cut.cells) {
        const auto& population = cut.populations[cell.population];
        decisions.push_back({public_reason(cell, population, rules), feedback_reason(cell, population, rules)});
    }
    const auto zero = implied_zeros(cut, decisions);
    for (std::size_t c = 0; c < decisions.size(); ++c) {
        if (zero[c] && !cut.cells[c].unnamed_place) {
            decisions[c].withheld.reset();
        }
    }
    return decisions;
}

/// Each school with the cells it receives, by the schools' codes.
std::vector<Insider> insiders_of(const ResolvedCut& cut, const std::vector<CellDecision>& decisions) {
    std::map<std::string, Insider> by_school;
    for (std::size_t c = 0; c < cut.cells.size(); ++c) {
        if (cut.cells[c].in_feedback && !decisions[c].withheld_from_school) {
            by_school[cut.cells[c].school].told.push_back(static_cast<CellIndex>(c));
        }
    }
    std::vector<Insider> insiders;
    for (auto& [school, insider] : by_school) {
        insiders.push_back(std::move(insider));
    }
    return insiders;
}

/// What a school was to receive and does not, because it would add up to somebody's answers.
void mark_untold(const std::vector<Insider>& schools, const ResolvedCut& cut, std::vector<CellDecision>& decisions) {
    std::vector<bool> told(cut.cells.size(), false);
    for (const auto& school : schools) {
        for (const auto cell : school.told) {
            told[cell] = true;
        }
    }
    for (std::size_t c = 0; c < decisions.size(); ++c) {
        if (!told[c] && !decisions[c].withheld_from_school) {
            decisions[c].withheld_from_school = WithheldReason::complementary;
        }
    }
}

}  // namespace

Result<SuppressedCut> suppress_small_cells(const Cut& cut, const SuppressionRules& rules,
                                           std::span<const ReleaseRecord> earlier) {
    MINKA_TRY(check_rules(rules));
    MINKA_TRY_ASSIGN(auto resolved, resolve(cut));
    auto decisions = decide_alone(resolved, rules);
    auto linked = link_releases(resolved, decisions, earlier, rules);
    auto schools = insiders_of(resolved, decisions);
    MINKA_TRY_ASSIGN(const auto covers, withhold_complementary(linked.system, schools));
    mark_untold(schools, resolved, decisions);
    for (const auto& cover : covers) {
        const bool for_outside = linked.system.cells[cover.covers_for].outside;
        decisions[cover.cell].withheld = for_outside ? WithheldReason::differencing : WithheldReason::complementary;
    }
    return SuppressedCut({std::move(resolved), std::move(decisions)}, rules);
}

Result<SuppressedCut> suppress_small_cells(const Cut& cut, const SuppressionRules& rules) {
    return suppress_small_cells(cut, rules, {});
}

SuppressedCut::SuppressedCut(ReleaseRecord record, const SuppressionRules& rules)
    : record_(std::move(record)), rules_(rules) {}

std::optional<std::size_t> SuppressedCut::find(const CellAddress& address) const {
    const auto& cells = record_.cut.cells;
    const auto at = std::ranges::lower_bound(cells, address, {}, &ResolvedCell::address);
    if (at == cells.end() || at->address != address) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(at - cells.begin());
}

ShownFigure SuppressedCut::shown(const ResolvedCell& cell) const {
    const auto& population = record_.cut.populations[cell.population];
    ShownFigure figure{cell.count, std::vector<std::optional<ShownValue>>(cell.values.size())};
    for (std::size_t m = 0; m < cell.values.size(); ++m) {
        if (!cell.values[m] || cell.values[m]->contributors == 0) {
            continue;
        }
        const auto& value = *cell.values[m];
        const auto& measure = population.measures[m];
        const auto n = static_cast<double>(value.contributors);
        const auto coding = coding_of(value, population, measure, rules_);
        const double percent = measure.kind == MeasureKind::share ? 100.0 : 1.0;
        const double exact = measure.kind == MeasureKind::total ? value.sum : percent * value.sum / n;
        const double limit = coded_limit(value.contributors, rules_);
        figure.values[m] = ShownValue{coding == Coding::exact   ? exact
                                      : coding == Coding::below ? limit
                                                                : 100 - limit,
                                      coding, value.contributors};
    }
    return figure;
}

Result<Figure> SuppressedCut::figure(const CellAddress& address) const {
    const auto cell = find(address);
    if (!cell) {
        return problem(ProblemCode::not_found, "The cut has no such cell.", to_string(address));
    }
    if (const auto& reason = record_.decisions[*cell].withheld) {
        return Figure(std::unexpected(Withheld{*reason}));
    }
    return Figure(shown(record_.cut.cells[*cell]));
}

Result<Figure> SuppressedCut::feedback(const CellAddress& address) const {
    const auto cell = find(address);
    if (!cell) {
        return problem(ProblemCode::not_found, "The cut has no such cell.", to_string(address));
    }
    if (const auto& reason = record_.decisions[*cell].withheld_from_school) {
        return Figure(std::unexpected(Withheld{*reason}));
    }
    return Figure(shown(record_.cut.cells[*cell]));
}

Result<std::vector<CellAddress>> SuppressedCut::cells_of(std::string_view table) const {
    const auto found = std::ranges::find(record_.cut.tables, table, &ResolvedTable::name);
    if (found == record_.cut.tables.end()) {
        return problem(ProblemCode::not_found, "The cut has no such table.", std::string(table));
    }
    std::vector<CellAddress> addresses;
    addresses.reserve(found->cells.size());
    for (const auto cell : found->cells) {
        addresses.push_back(record_.cut.cells[cell].address);
    }
    return addresses;
}

std::vector<CellExposure> exposure_of(const ReleaseRecord& record, const SuppressionRules& rules) {
    const auto system = system_of(record.cut, record.decisions, rules);
    DisclosureAudit audit(system);
    std::vector<CellExposure> exposures;
    for (CellIndex c = 0; c < record.cut.cells.size(); ++c) {
        if (system.is_withheld(c)) {
            const auto open = audit.interval(0, c);
            exposures.push_back({record.cut.cells[c].address, open.least, open.most, system.required_width(0, c)});
        }
    }
    return exposures;
}

}  // namespace minka::privacy
