#include "measurement/wave_study.h"

#include "base/text.h"
#include "documents/table_reader.h"
#include "registry/school_lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace minka::measurement {

namespace {

using documents::TableReader;
using documents::TableRow;

std::optional<double> visits_in(std::string_view text) {
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return is_number && std::isfinite(value) && value >= 0 ? std::optional(value) : std::nullopt;
}

std::optional<bool> group_in(std::string_view text) {
    const auto folded = fold_text(text);
    if (folded == "1" || folded == "programme" || folded == "programa") {
        return true;
    }
    return folded == "0" || folded == "comparison" || folded == "comparacion" ? std::optional(false) : std::nullopt;
}

/// Columns of a table of schools; one that was not named is absent.
struct DesignColumns {
    std::size_t school = 0;
    std::optional<std::size_t> visits, entry, group, match;
};

Result<DesignColumns> design_columns(const TableReader& table, const ChangeFileOptions& options) {
    DesignColumns columns;
    const auto find = [&](const std::string& name, std::optional<std::size_t>& column) -> Result<> {
        if (name.empty()) {
            return {};
        }
        column = table.column(name);
        return column ? Result<>()
                      : invalid(fmt::format("The table has no column «{}».", name), table.description().file);
    };
    std::optional<std::size_t> school;
    MINKA_TRY(find(options.school, school));
    columns.school = *school;
    MINKA_TRY(find(options.visits, columns.visits));
    MINKA_TRY(find(options.entry, columns.entry));
    MINKA_TRY(find(options.group, columns.group));
    MINKA_TRY(find(options.match, columns.match));
    return columns;
}

Result<SchoolFacts> facts_in(const TableReader& table, const TableRow& row, const DesignColumns& columns,
                             const ChangeFileOptions& options) {
    const auto text_of = [&](const std::optional<std::size_t>& column) {
        const auto text = column ? std::string(trim(row.cells[*column].text)) : std::string();
        return std::ranges::find(options.missing, text) == options.missing.end() ? text : std::string();
    };
    SchoolFacts facts;
    if (const auto text = text_of(columns.visits); !text.empty()) {
        facts.visits = visits_in(text);
        if (!facts.visits) {
            return invalid(fmt::format("«{}» is no number of visits.", text), table.place(row, *columns.visits));
        }
    }
    facts.entry = text_of(columns.entry);
    facts.match = text_of(columns.match);
    if (columns.group) {
        const auto text = text_of(columns.group);
        facts.in_programme = group_in(text);
        if (!facts.in_programme) {
            return invalid(fmt::format("«{}» is neither programme (1) nor comparison (0).", text),
                           table.place(row, *columns.group));
        }
    }
    return facts;
}

class TableOfWaves {
public:
    TableOfWaves(std::span<const IndexResult> waves, std::string_view informant, const SchoolDesign& design)
        : waves_(waves), informant_(informant), design_(design) {}

    Result<ChangeTable> run() {
        MINKA_TRY(check());
        find_schools();
        MINKA_TRY(add_design());
        add_places();
        add_rows();
        link();
        add_scales();
        add_eligible();
        return std::move(table_);
    }

private:
    Result<> check() {
        if (waves_.size() < 2) {
            return invalid(fmt::format("A change needs two waves; there are {}.", waves_.size()), "waves");
        }
        for (const auto& wave : waves_) {
            const auto* group = wave.informant(informant_);
            if (group == nullptr) {
                return problem(ProblemCode::not_found, fmt::format("The index asks nothing of «{}».", informant_),
                               "informant");
            }
            if (group->one_per_school) {
                return problem(ProblemCode::not_ready,
                               fmt::format("One person speaks for a school among «{}»: «measure index» compares them.",
                                           informant_),
                               "informant");
            }
            if (wave.method.index_version != waves_.front().method.index_version) {
                return invalid("Waves are compared only when they used the same version of one index.", "waves");
            }
            groups_.push_back(group);
            table_.waves.push_back(wave.wave.code);
        }
        return {};
    }

    // Those of the cycle that are asked: not known to have nobody of the group.
    void find_schools() {
        std::set<registry::SchoolId> asked;
        for (std::size_t wave = 0; wave < waves_.size(); ++wave) {
            for (std::size_t school = 0; school < waves_[wave].schools.size(); ++school) {
                if (groups_[wave]->eligible_by_school[school] != std::optional<std::int64_t>(0)) {
                    asked.insert(waves_[wave].schools[school]);
                }
            }
            for (const auto school : groups_[wave]->person_schools) {
                asked.insert(waves_[wave].schools[school]);
            }
        }
        for (const auto& school : asked) {
            numbers_.emplace(school, static_cast<std::uint32_t>(table_.schools.size()));
            table_.schools.push_back(to_string(school));
        }
    }

    Result<> add_design() {
        for (const auto& [school, number] : numbers_) {
            const auto found = design_.schools.find(school);
            const auto facts = found == design_.schools.end() ? SchoolFacts() : found->second;
            if (design_.has_group && !facts.in_programme) {
                return invalid("The table does not say of the school " + to_string(school) +
                                   " whether it is in the programme or compared with.",
                               "group");
            }
            if (design_.has_group) {
                table_.in_programme.push_back(*facts.in_programme ? 1 : 0);
            }
            if (design_.has_match) {
                table_.match.push_back(facts.match);
            }
            if (design_.has_visits) {
                table_.visits.push_back(facts.visits);
            }
            if (design_.has_entry) {
                const auto wave = std::ranges::find(table_.waves, facts.entry);
                if (!facts.entry.empty() && wave == table_.waves.end()) {
                    return invalid(fmt::format("A school enters in «{}», which is none of the waves.", facts.entry),
                                   "entry");
                }
                table_.entry.push_back(facts.entry.empty()
                                           ? std::nullopt
                                           : std::optional(static_cast<std::uint32_t>(wave - table_.waves.begin())));
            }
        }
        return {};
    }

    void add_places() {
        std::map<registry::SchoolId, registry::TerritoryId> places;
        for (const auto& wave : waves_) {
            for (std::size_t school = 0; school < wave.places.size(); ++school) {
                places.emplace(wave.schools[school], wave.places[school]);
            }
        }
        std::map<registry::TerritoryId, std::uint32_t> labels;
        for (const auto& [school, number] : numbers_) {
            const auto place = places.find(school);
            if (place == places.end()) {
                table_.place.clear();
                return;
            }
            const auto next = static_cast<std::uint32_t>(labels.size());
            table_.place.push_back(labels.try_emplace(place->second, next).first->second);
        }
    }

    void add_rows() {
        for (std::uint32_t wave = 0; wave < waves_.size(); ++wave) {
            for (const auto school : groups_[wave]->person_schools) {
                table_.school.push_back(numbers_.at(waves_[wave].schools[school]));
                table_.wave.push_back(wave);
            }
        }
    }

    void link() {
        const auto mode = waves_.front().wave.mode;
        const bool is_linked =
            std::ranges::all_of(groups_, [](const auto* group) { return !group->persons.empty(); }) &&
            std::ranges::all_of(waves_, [&](const auto& wave) { return wave.wave.mode == mode; });
        if (!is_linked) {
            return;
        }
        table_.link = mode;
        std::map<PersonKey, std::vector<std::size_t>> met;  // times by wave
        for (std::size_t wave = 0; wave < groups_.size(); ++wave) {
            for (const auto& person : groups_[wave]->persons) {
                auto& times = met[person];
                times.resize(groups_.size());
                ++times[wave];
            }
        }
        std::map<PersonKey, std::uint32_t> labels;
        std::uint32_t next = 0;
        for (const auto* group : groups_) {
            for (const auto& person : group->persons) {
                table_.rows_without_person += person == no_person ? 1U : 0U;
                if (person == no_person || std::ranges::max(met.at(person)) > 1) {
                    table_.person.push_back(next++);
                    continue;
                }
                const auto [found, is_new] = labels.try_emplace(person, next);
                next += is_new ? 1U : 0U;
                table_.person.push_back(found->second);
            }
        }
        for (const auto& [person, times] : met) {
            const bool is_doubled = std::ranges::max(times) > 1;
            const auto waves = std::ranges::count_if(times, [](std::size_t count) { return count > 0; });
            table_.doubled_codes += person != no_person && is_doubled ? 1U : 0U;
            table_.linked_persons += person != no_person && !is_doubled && waves > 1 ? 1U : 0U;
        }
    }

    void add_scales() {
        for (const auto& scale : groups_.front()->scales) {
            ChangeScale told{scale.code, {}, {}};
            bool is_in_all = true;
            for (const auto* group : groups_) {
                const auto* then = group->scale(scale.code);
                is_in_all = is_in_all && then != nullptr;
                if (then == nullptr) {
                    break;
                }
                told.scores.insert(told.scores.end(), then->scores.begin(), then->scores.end());
                const double alpha = std::max(0.0, then->gate(Gate::group_reliability).value.value_or(0));
                told.reliability = std::min(told.reliability.value_or(1.0), alpha);
            }
            if (is_in_all) {
                table_.scales.push_back(std::move(told));
            }
        }
    }

    // A school in a wave is one class: its eligible people, where all are known and none is fewer than the answers.
    void add_eligible() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> answered;
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            ++answered[{table_.school[row], table_.wave[row]}];
        }
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> strata;
        for (std::uint32_t wave = 0; wave < waves_.size(); ++wave) {
            for (std::size_t school = 0; school < waves_[wave].schools.size(); ++school) {
                const auto number = numbers_.find(waves_[wave].schools[school]);
                const auto eligible = groups_[wave]->eligible_by_school[school].value_or(0);
                if (number == numbers_.end() || eligible <= 0) {
                    continue;
                }
                strata.emplace(std::pair(number->second, wave), static_cast<std::uint32_t>(table_.strata.size()));
                table_.strata.push_back({number->second, wave, static_cast<std::size_t>(eligible)});
            }
        }
        const bool is_known = std::ranges::all_of(answered, [&](const auto& cell) {
            const auto stratum = strata.find(cell.first);
            return stratum != strata.end() && table_.strata[stratum->second].eligible >= cell.second;
        });
        if (!is_known) {
            table_.strata.clear();
            return;
        }
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            table_.stratum.push_back(strata.at({table_.school[row], table_.wave[row]}));
        }
    }

    std::span<const IndexResult> waves_;
    std::string_view informant_;
    const SchoolDesign& design_;
    std::vector<const InformantResult*> groups_;
    std::map<registry::SchoolId, std::uint32_t> numbers_;
    ChangeTable table_;
};

}  // namespace

Result<SchoolDesign> read_school_design(storage::Reader& reader, const std::filesystem::path& path,
                                        const ChangeFileOptions& options) {
    MINKA_TRY_ASSIGN(const auto lookup, registry::SchoolLookup::load(reader));
    MINKA_TRY_ASSIGN(auto table, TableReader::open(path));
    MINKA_TRY_ASSIGN(const auto columns, design_columns(table, options));
    SchoolDesign design;
    design.has_visits = columns.visits.has_value();
    design.has_entry = columns.entry.has_value();
    design.has_group = columns.group.has_value();
    design.has_match = columns.match.has_value();
    TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool more, table.next(row));
        if (!more) {
            break;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        const auto code = trim(row.cells[columns.school].text);
        const auto named = lookup.named({}, code);
        if (named.size() != 1) {
            return invalid(named.empty() ? lookup.why_unknown(code) : "Several schools have this code.",
                           table.place(row, columns.school));
        }
        MINKA_TRY_ASSIGN(auto facts, facts_in(table, row, columns, options));
        if (!design.schools.emplace(*named.begin(), std::move(facts)).second) {
            return invalid(fmt::format("The school {} comes twice.", code), table.place(row, columns.school));
        }
    }
    return design;
}

Result<ChangeTable> change_table_of(std::span<const IndexResult> waves, std::string_view informant,
                                    const SchoolDesign& design) {
    return TableOfWaves(waves, informant, design).run();
}

}  // namespace minka::measurement
