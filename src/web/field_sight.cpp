#include "web/field_sight.h"

#include "documents/csv_writer.h"
#include "forms/device_list.h"

#include <algorithm>
#include <set>

namespace minka::web {

namespace {

std::string line_of(const std::vector<std::string>& cells) {
    std::string line;
    for (const auto& cell : cells) {
        line += (line.empty() ? "" : ",") + documents::csv_cell(cell);
    }
    return line + "\r\n";
}

Result<> note_reads(const Call& call, const std::vector<planning::FieldVisit>& visits) {
    std::set<Uuid> schools;
    for (const auto& one : visits) {
        schools.insert(one.visit.school_id.uuid);
    }
    for (const auto& school : schools) {
        MINKA_TRY(call.premises().reads.note(call.programme(), {call.visitor().account.id, school, "capture/pack",
                                                                call.today(), call.passage().grant.role}));
    }
    return {};
}

}  // namespace

Result<std::vector<planning::FieldVisit>> coming_visits(const Call& call) {
    const auto& person = call.passage().grant.person_id;
    if (!person) {
        return std::vector<planning::FieldVisit>{};
    }
    const auto sight = planning::VisitSight::of(call.scope(registry::Purpose::operation), person);
    const planning::DateRange days{call.today(), call.today().plus_days(days_in_the_field)};
    MINKA_TRY_ASSIGN(auto visits, call.premises().database.read(call.programme(), [&](storage::Reader& reader) {
        return planning::field_visits(reader, call.premises().vault, sight, *person, days);
    }));
    MINKA_TRY(note_reads(call, visits));
    return visits;
}

Result<bool> leads_into_danger(const Call& call, const std::vector<planning::FieldVisit>& visits) {
    if (visits.empty()) {
        return false;
    }
    MINKA_TRY_ASSIGN(const auto guarded, call.premises().database.read(call.programme(), [&](storage::Reader& reader) {
        return call.premises().need_to_know.withheld(reader, call.today());
    }));
    return guarded && std::ranges::any_of(visits, [&](const planning::FieldVisit& one) {
               return std::ranges::binary_search(*guarded, one.visit.school_id.uuid);
           });
}

std::string device_list(std::string_view name, const std::vector<planning::FieldVisit>& visits) {
    const bool is_visits = name == forms::visit_list_file;
    std::string text = is_visits ? "name,label,escuela,fecha,momento\r\n" : "name,label,visita\r\n";
    for (const auto& one : visits) {
        const auto id = to_string(one.visit.id);
        if (is_visits) {
            const auto date = one.visit.planned_on.text();
            text += line_of({id, one.visit.code + " " + one.school + ", " + date, one.school, date, one.visit.moment});
            continue;
        }
        for (const auto& entry : name == forms::pair_list_file ? one.pair : one.roster) {
            text += line_of({to_string(entry.person), entry.name, id});
        }
    }
    return text;
}

}  // namespace minka::web
