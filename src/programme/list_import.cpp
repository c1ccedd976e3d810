#include "base/text.h"
#include "programme/team_import.h"
#include "programme/territory_list.h"
#include "programme/ugel_lookup.h"
#include "programme/work_plan.h"
#include "registry/import_steps.h"
#include "registry/row_reading.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace minka::programme {

using registry::ImportField;
using registry::ImportOptions;
using registry::ImportProblems;
using registry::ImportReport;
using registry::ImportRow;
using registry::TerritoryId;
using registry::WordChoice;
using storage::Stored;

namespace {

namespace visit_field {
enum : std::size_t { ugel_code, held_on, modality, topic };
}
constexpr std::array visit_fields{
    ImportField{"ugel_code", "codigo ugel|cod ugel|codigo de la ugel|ugel|codooii", "código de la UGEL"},
    ImportField{"held_on", "fecha|realizada el|fecha de la asistencia", "fecha de la asistencia"},
    ImportField{"modality", "modalidad|modo", "presencial o virtual"},
    ImportField{"topic", "tema|asunto", "sobre qué fue"},
};
constexpr std::array modality_words{
    WordChoice<MeetingMode>{"presencial", MeetingMode::in_person},
    WordChoice<MeetingMode>{"en persona", MeetingMode::in_person},
    WordChoice<MeetingMode>{"in person", MeetingMode::in_person},
    WordChoice<MeetingMode>{"a distancia", MeetingMode::virtual_},
    WordChoice<MeetingMode>{"remota", MeetingMode::virtual_},
};

namespace entry_field {
enum : std::size_t { ugel_code };
}
constexpr std::array entry_fields{
    ImportField{"ugel_code", "codigo ugel|cod ugel|codigo de la ugel|ugel|codooii|codigo", "código de la UGEL"},
};

struct RecordedVisits {
    UgelLookup lookup;
    std::vector<Stored<AssistanceVisit>> visits;
};

struct RecordedLists {
    UgelLookup lookup;
    std::optional<ListedTerritories> list;
};

Result<RecordedLists> load_list(storage::Reader& reader, const std::string& code) {
    RecordedLists found;
    MINKA_TRY_ASSIGN(found.lookup, UgelLookup::load(reader));
    MINKA_TRY_ASSIGN(const auto lists, reader.all<TerritoryList>("AND code = $2", code));
    if (!lists.empty()) {
        MINKA_TRY_ASSIGN(found.list, territory_list(reader, code, end_of_time));
    }
    return found;
}

Result<> check_heading(const ListHeading& heading, const std::optional<ListedTerritories>& recorded) {
    if (trim(heading.code).empty() || trim(heading.name).empty() || trim(heading.source).empty()) {
        return invalid("A list has a code, a name and a source.", "territory_list");
    }
    if (recorded && (recorded->list.name != heading.name || recorded->list.source != heading.source ||
                     recorded->list.dated_on != heading.dated_on)) {
        return problem(ProblemCode::conflict,
                       "The list '" + heading.code + "' is recorded as '" + recorded->list.name + "' of " +
                           recorded->list.dated_on.text() + "; lists do not change: give this one another code.",
                       "territory_list.code");
    }
    return {};
}

}  // namespace

const registry::TableShape& assistance_visit_shape() {
    static constexpr registry::TableShape shape{visit_fields, {}};
    return shape;
}

const registry::TableShape& territory_list_shape() {
    static constexpr registry::TableShape shape{entry_fields, {}};
    return shape;
}

Result<ImportReport> import_assistance_visits(storage::Database& database, const storage::Act& act,
                                              const ImportOptions& options) {
    MINKA_TRY_ASSIGN(const auto recorded,
                     database.read(act.programme, [](storage::Reader& reader) -> Result<RecordedVisits> {
                         RecordedVisits found;
                         MINKA_TRY_ASSIGN(found.lookup, UgelLookup::load(reader));
                         MINKA_TRY_ASSIGN(found.visits, reader.all<AssistanceVisit>("ORDER BY id"));
                         return found;
                     }));
    using Key = std::tuple<TerritoryId, LocalDate, std::string>;
    std::map<Key, const Stored<AssistanceVisit>*> known;
    for (const auto& visit : recorded.visits) {
        known.emplace(Key(visit.record.territory_id, visit.record.held_on, visit.record.topic), &visit);
    }
    std::map<Key, std::uint64_t> rows;
    ImportProblems problems(options.file.filename().string());
    ImportReport report;
    registry::RecordPlan<AssistanceVisit> plan;
    MINKA_TRY(read_rows(options, assistance_visit_shape(), problems, report, [&](ImportRow& row) {
        AssistanceVisit wanted;
        wanted.held_on = row.date(visit_field::held_on);
        wanted.modality = row.choice<MeetingMode>(visit_field::modality, modality_words);
        wanted.topic = row.text(visit_field::topic);
        const auto* ugel = recorded.lookup.find(row, visit_field::ugel_code, wanted.held_on);
        if (!row.is_sound() || ugel == nullptr) {
            return;
        }
        wanted.territory_id = ugel->id;
        const Key key(ugel->id, wanted.held_on, wanted.topic);
        if (const auto [place, fresh] = rows.emplace(key, row.number()); !fresh) {
            row.row_problem("The same assistance stands in row " + std::to_string(place->second) + "; remove one.");
        } else if (const auto found = known.find(key); found != known.end()) {
            wanted.id = found->second->record.id;
            plan.change(*found->second, wanted, "of " + wanted.held_on.text(), row.number(), report);
        } else {
            wanted.id = database.new_id<AssistanceVisitId>();
            plan.create(std::move(wanted), report);
        }
    }));
    report.take_problems(problems);
    MINKA_TRY(write_records(database, act, options, report, plan));
    return report;
}

Result<ImportReport> import_territory_list(storage::Database& database, const storage::Act& act,
                                           const ImportOptions& options, const ListHeading& heading) {
    MINKA_TRY_ASSIGN(const auto recorded, database.read(act.programme, [&](storage::Reader& reader) {
        return load_list(reader, heading.code);
    }));
    MINKA_TRY(check_heading(heading, recorded.list));
    ImportProblems problems(options.file.filename().string());
    ImportReport report;
    std::map<TerritoryId, std::uint64_t> rows;
    MINKA_TRY(read_rows(options, territory_list_shape(), problems, report, [&](ImportRow& row) {
        const auto* ugel = recorded.lookup.find(row, entry_field::ugel_code, heading.dated_on);
        if (!row.is_sound() || ugel == nullptr) {
            return;
        }
        if (const auto [place, fresh] = rows.emplace(ugel->id, row.number()); !fresh) {
            row.problem(entry_field::ugel_code,
                        "The UGEL stands in row " + std::to_string(place->second) + " too; remove one.");
        }
    }));
    if (rows.empty() && problems.empty()) {
        problems.add(0, "", "", "The list has no rows; a denominator of nothing divides nothing.");
    }
    registry::RecordPlan<TerritoryList> list;
    registry::RecordPlan<TerritoryListEntry> entries;
    if (recorded.list) {
        const auto same =
            std::ranges::equal(rows, recorded.list->territories, {}, [](const auto& row) { return row.first; });
        if (!same && problems.empty()) {
            problems.add(0, "", "",
                         "The recorded list '" + heading.code + "' has other UGEL (" +
                             std::to_string(recorded.list->territories.size()) +
                             "); lists do not change: give this one another code.",
                         ProblemCode::conflict);
        }
        report.count("territory_list").unchanged = 1;
        report.count("territory_list_entry").unchanged = recorded.list->territories.size();
    } else {
        const TerritoryList fresh{database.new_id<TerritoryListId>(), heading.code, heading.name, heading.source,
                                  heading.dated_on};
        list.create(fresh, report);
        for (const auto& [ugel, row] : rows) {
            entries.create({database.new_id<TerritoryListEntryId>(), fresh.id, ugel}, report);
        }
    }
    report.take_problems(problems);
    MINKA_TRY(write_records(database, act, options, report, list, entries));
    return report;
}

}  // namespace minka::programme
