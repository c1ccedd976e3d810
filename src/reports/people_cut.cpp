#include "reports/people_cut.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

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

void add_acceptance(privacy::Cut& cut, const CycleFacts& facts) {
    if (facts.acceptance.empty()) {
        return;
    }
    privacy::Population sheets{.name = acceptance_population(facts.cycle)};
    sheets.measures.push_back({"accepts", privacy::MeasureKind::share, 0, 100});
    for (const auto aspect : programme::acceptance_aspects) {
        sheets.measures.push_back({std::string(aspect), privacy::MeasureKind::mean, 1, 5});
    }
    privacy::Dimension events{
        std::string(acceptance_event), std::string(acceptance_event), privacy::DimensionKind::attribute, {}};
    events.members.push_back({std::string(total), "", privacy::Level::country, false, true});
    privacy::Table table{sheets.name, sheets.name, {std::string(acceptance_event)}, privacy::Feedback::no, {}};
    for (const auto& event : facts.acceptance) {
        events.members.push_back({group_code(event.event), std::string(total), privacy::Level::country, false, true});
        privacy::LeafCell leaf{{group_code(event.event)}, event.sheets, {}, {}};
        leaf.values.push_back(privacy::CellValue{static_cast<double>(event.accepting), event.sheets, {}});
        for (const auto sum : event.sums) {
            leaf.values.push_back(privacy::CellValue{sum, event.sheets, {}});
        }
        table.leaves.push_back(std::move(leaf));
    }
    cut.populations.push_back(std::move(sheets));
    cut.dimensions.push_back(std::move(events));
    cut.tables.push_back(std::move(table));
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

/// The members of a place dimension from `finest` upwards, and for each code the one that stands for it.
struct CoarsePlaces {
    std::vector<privacy::Member> members;
    std::map<std::string, std::string> stands_for;
};

CoarsePlaces coarse_places(const privacy::Dimension& places, privacy::Level finest) {
    CoarsePlaces coarse;
    for (const auto& member : places.members) {  // every parent comes before its children
        const bool is_kept = member.level >= finest;
        coarse.stands_for[member.code] = is_kept ? member.code : coarse.stands_for[member.parent];
        if (is_kept) {
            coarse.members.push_back(member);
        }
    }
    return coarse;
}

void add_value(std::optional<privacy::CellValue>& sum, const std::optional<privacy::CellValue>& part) {
    if (!part) {
        return;
    }
    if (!sum) {
        sum = part;
        return;
    }
    sum->sum += part->sum;
    sum->contributors += part->contributors;
    const auto kept = std::max(sum->largest.size(), part->largest.size());
    sum->largest.insert(sum->largest.end(), part->largest.begin(), part->largest.end());
    std::ranges::sort(sum->largest, std::greater<>{});
    sum->largest.resize(kept);
}

void add_leaf(privacy::LeafCell& sum, const privacy::LeafCell& part) {
    sum.count += part.count;
    if (sum.eligible && part.eligible) {
        *sum.eligible += *part.eligible;
    } else {
        sum.eligible.reset();
    }
    sum.values.resize(std::max(sum.values.size(), part.values.size()));
    for (std::size_t i = 0; i < part.values.size(); ++i) {
        add_value(sum.values[i], part.values[i]);
    }
}

/// Sums the tables of the index up to departments, the finest place that a report shows: a cut holds what is
/// published, and figures of municipalities that nobody is shown would cost figures of the whole programme.
///
/// A department with answers of one school only would be that school: it may not be named.
void sum_up_to_regions(privacy::Cut& cut) {
    const auto places = std::ranges::find(cut.dimensions, measurement::place_dimension, &privacy::Dimension::name);
    if (places == cut.dimensions.end()) {
        return;
    }
    auto coarse = coarse_places(*places, privacy::Level::region);
    std::map<std::string, std::set<std::string>> schools_in;
    for (auto& table : cut.tables) {
        std::map<std::string, privacy::LeafCell> sums;
        for (const auto& leaf : table.leaves) {
            const auto& place = coarse.stands_for[leaf.at.front()];
            if (leaf.count > 0) {
                schools_in[place].insert(leaf.at.front());
            }
            const auto [sum, is_first] = sums.try_emplace(place, leaf);
            if (is_first) {
                sum->second.at = {place};
            } else {
                add_leaf(sum->second, leaf);
            }
        }
        table.leaves.clear();
        for (auto& [place, leaf] : sums) {
            table.leaves.push_back(std::move(leaf));
        }
        const bool all_counted =
            std::ranges::all_of(table.leaves, [](const auto& leaf) { return leaf.eligible.has_value(); });
        for (auto& leaf : table.leaves) {
            leaf.eligible = all_counted ? leaf.eligible : std::nullopt;
        }
        table.feedback = privacy::Feedback::no;
    }
    for (auto& member : coarse.members) {
        member.may_be_named = member.level != privacy::Level::region || schools_in[member.code].size() != 1;
    }
    places->members = std::move(coarse.members);
}

}  // namespace

std::string register_population(const programme::Cycle& cycle, std::string_view who) {
    return "register/" + std::string(who) + "/" + cycle.code;
}

std::string retention_population(const programme::Cycle& cycle) { return "retention/" + cycle.code; }

std::string acceptance_population(const programme::Cycle& cycle) { return "acceptance/" + cycle.code; }

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
        sum_up_to_regions(cut);
    } else {
        cut.name = name;
        cut.date = facts.times.as_of;
    }
    add_registers(cut, facts);
    add_retention(cut, facts);
    add_acceptance(cut, facts);
    add_eligible(cut, facts);
    return cut;
}

}  // namespace minka::reports
