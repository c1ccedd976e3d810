#include "measurement/index_cut.h"

#include "registry/territory.h"

#include <algorithm>

namespace minka::measurement {

namespace {

constexpr std::string_view whole_programme = "programme";

std::string school_member(const registry::SchoolId& school) { return "school:" + to_string(school); }

std::optional<privacy::Level> level_of(registry::TerritoryKind kind) {
    switch (kind) {
        case registry::TerritoryKind::department: return privacy::Level::region;
        case registry::TerritoryKind::subregion:
        case registry::TerritoryKind::province: return privacy::Level::subregion;
        case registry::TerritoryKind::municipality:
        case registry::TerritoryKind::district: return privacy::Level::municipality;
        default: return std::nullopt;  // the country is the whole; the school administration is another tree
    }
}

class PlaceTree {
public:
    PlaceTree(std::map<registry::TerritoryId, registry::Territory> territories,
              const std::set<registry::SchoolId>& nameable)
        : territories_(std::move(territories)), nameable_(nameable) {
        places_.members.push_back({std::string(whole_programme), "", privacy::Level::country, false, true});
    }

    Result<> add(const registry::School& school) {
        MINKA_TRY_ASSIGN(const auto parent, member_of(school.civil_territory_id, school, 0));
        auto code = school_member(school.id);
        places_.members.push_back({code, parent, privacy::Level::school, false, nameable_.contains(school.id)});
        places_.names.emplace(code, school.name);
        places_.school_codes.emplace(school.id, std::move(code));
        return {};
    }

    CutPlaces take() { return std::move(places_); }

private:
    // The member of a territory, made with everything above it when it is met first.
    Result<std::string> member_of(const registry::TerritoryId& id, const registry::School& school, int depth) {
        const auto found = territories_.find(id);
        if (found == territories_.end() || depth > 20) {
            return problem(ProblemCode::not_found,
                           "The territory of the school " + school.code + " is not in the registry.",
                           "school.civil_territory_id");
        }
        const auto& territory = found->second;
        std::string parent(whole_programme);
        if (territory.parent_id) {
            MINKA_TRY_ASSIGN(parent, member_of(*territory.parent_id, school, depth + 1));
        }
        const auto level = level_of(territory.kind);
        if (!level) {
            return parent;
        }
        auto code = territory.code_system + ":" + territory.code;
        if (made_.insert(code).second) {
            places_.members.push_back({code, parent, *level, false, true});
            places_.names.emplace(code, territory.name);
        }
        return code;
    }

    std::map<registry::TerritoryId, registry::Territory> territories_;
    const std::set<registry::SchoolId>& nameable_;
    std::set<std::string> made_;
    CutPlaces places_;
};

std::vector<const ScaleResult*> open_scales(const InformantResult& informant) {
    std::vector<const ScaleResult*> scales;
    for (const auto& scale : informant.scales) {
        if (!scale.is_sensitive) {
            scales.push_back(&scale);
        }
    }
    return scales;
}

std::optional<privacy::CellValue> value_of(const SchoolScore& school) {
    if (!school.mean) {
        return std::nullopt;
    }
    const auto scored = static_cast<std::int64_t>(school.scored);
    return privacy::CellValue{*school.mean * static_cast<double>(scored), scored, school.largest};
}

privacy::Measure measure_with_ends(const ScaleResult& scale, const programme::ScoringRules& scoring) {
    const bool is_mean = scale.unit == ScoreUnit::item_mean;
    return {scale.code, privacy::MeasureKind::mean, is_mean ? scoring.from : 0, is_mean ? scoring.to : 100};
}

class CutBuilding {
public:
    CutBuilding(privacy::Cut& cut, const CutPlaces& places) : cut_(cut), places_(places) {}

    Result<> add(const IndexResult& wave) {
        for (const auto& informant : wave.informants) {
            MINKA_TRY(add_population(wave, informant));
            for (const auto& scale : informant.scales) {
                if (scale.is_sensitive) {
                    MINKA_TRY(add_sensitive(wave, informant, scale));
                }
            }
        }
        return {};
    }

private:
    Result<std::vector<std::string>> place_of(const IndexResult& wave, std::size_t school) const {
        const auto found = places_.school_codes.find(wave.schools[school]);
        if (found == places_.school_codes.end()) {
            return problem(ProblemCode::not_found,
                           "The school " + to_string(wave.schools[school]) + " is not among the places.", "places");
        }
        return std::vector<std::string>{found->second};
    }

    // A mean of a facet is no count of people: whoever answered the form is counted, and the values lie beside.
    Result<> add_population(const IndexResult& wave, const InformantResult& informant) {
        const auto scales = open_scales(informant);
        privacy::Population population;
        population.name = index_population(wave.wave, informant.code);
        population.one_per_school = informant.one_per_school;
        population.secret = informant.one_per_school ? privacy::Secret::values : privacy::Secret::counts_and_values;
        for (const auto* scale : scales) {
            population.measures.push_back(measure_with_ends(*scale, wave.method.scoring));
        }
        std::map<std::uint32_t, privacy::LeafCell> leaves;
        for (std::uint32_t school = 0; school < wave.schools.size(); ++school) {
            if (informant.eligible_by_school[school].value_or(0) > 0) {
                leaves[school].eligible = informant.eligible_by_school[school];
            }
        }
        for (std::size_t measure = 0; measure < scales.size(); ++measure) {
            for (const auto& score : scales[measure]->schools) {
                auto& leaf = leaves[score.school];
                leaf.count = static_cast<std::int64_t>(score.respondents);
                leaf.values.resize(scales.size());
                leaf.values[measure] = value_of(score);
            }
        }
        return add_table(wave, std::move(population), std::move(leaves),
                         informant.one_per_school ? privacy::Feedback::no : privacy::Feedback::to_each_school);
    }

    Result<> add_sensitive(const IndexResult& wave, const InformantResult& informant, const ScaleResult& scale) {
        privacy::Population population;
        population.name = sensitive_population(wave.wave, informant.code, scale.code);
        population.sensitive = true;
        population.one_per_school = informant.one_per_school;
        population.measures.push_back(measure_with_ends(scale, wave.method.scoring));
        std::map<std::uint32_t, privacy::LeafCell> leaves;
        for (const auto& score : scale.schools) {
            auto& leaf = leaves[score.school];
            leaf.count = static_cast<std::int64_t>(score.scored);
            leaf.values.push_back(value_of(score));
        }
        return add_table(wave, std::move(population), std::move(leaves), privacy::Feedback::no);
    }

    Result<> add_table(const IndexResult& wave, privacy::Population population,
                       std::map<std::uint32_t, privacy::LeafCell> leaves, privacy::Feedback feedback) {
        privacy::Table table;
        table.name = population.name;
        table.population = population.name;
        table.dimensions = {std::string(place_dimension)};
        table.feedback = feedback;
        // A count of eligible people below that of answers is a mistake of the count, not a response above 100 %. A
        // table knows how many were eligible in each school or in none: without it no school is told its own figures.
        bool all_counted = true;
        for (const auto& [school, leaf] : leaves) {
            all_counted = all_counted && leaf.eligible && *leaf.eligible >= leaf.count;
        }
        for (auto& [school, leaf] : leaves) {
            MINKA_TRY_ASSIGN(leaf.at, place_of(wave, school));
            if (!all_counted) {
                leaf.eligible = std::nullopt;
            }
            table.leaves.push_back(std::move(leaf));
        }
        cut_.populations.push_back(std::move(population));
        cut_.tables.push_back(std::move(table));
        return {};
    }

    privacy::Cut& cut_;
    const CutPlaces& places_;
};

}  // namespace

Result<CutPlaces> civil_places(storage::Reader& reader, std::span<const registry::SchoolId> schools,
                               const std::set<registry::SchoolId>& nameable, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto territories, reader.all<registry::Territory>("AND valid_from <= $2", on));
    std::map<registry::TerritoryId, registry::Territory> by_id;
    for (const auto& territory : territories) {
        by_id.emplace(territory.record.id, territory.record);
    }
    MINKA_TRY_ASSIGN(const auto all, reader.all<registry::School>("ORDER BY code_system, code, valid_from"));
    const std::set<registry::SchoolId> wanted(schools.begin(), schools.end());
    PlaceTree tree(std::move(by_id), nameable);
    std::size_t added = 0;
    for (const auto& school : all) {
        if (wanted.contains(school.record.id)) {
            MINKA_TRY(tree.add(school.record));
            ++added;
        }
    }
    if (added != wanted.size()) {
        return problem(ProblemCode::not_found, "A school with answers is not in the registry.", "school");
    }
    return tree.take();
}

std::string index_population(const programme::Wave& wave, std::string_view informant) {
    return std::string(informant) + "/" + wave.code;
}

std::string sensitive_population(const programme::Wave& wave, std::string_view informant, std::string_view facet) {
    return index_population(wave, informant) + "/" + std::string(facet);
}

privacy::CellAddress place_cell(std::string population, std::string_view place) {
    privacy::CellAddress address{std::move(population), {}};
    if (!place.empty()) {
        address.at.emplace_back(place_dimension, place);
    }
    return address;
}

std::optional<std::size_t> measure_of(const InformantResult& informant, std::string_view scale) {
    const auto scales = open_scales(informant);
    const auto found = std::ranges::find(scales, scale, &ScaleResult::code);
    return found == scales.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - scales.begin()));
}

Result<privacy::Cut> build_index_cut(std::string name, LocalDate date, const CutPlaces& places,
                                     std::span<const IndexResult* const> waves) {
    privacy::Cut cut;
    cut.name = std::move(name);
    cut.date = date;
    cut.dimensions.push_back(
        {std::string(place_dimension), std::string(place_dimension), privacy::DimensionKind::place, places.members});
    CutBuilding building(cut, places);
    for (const auto* wave : waves) {
        MINKA_TRY(building.add(*wave));
    }
    return cut;
}

}  // namespace minka::measurement
