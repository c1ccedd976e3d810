#include "programme/participation_import.h"

#include "programme/cycle_rules.h"
#include "registry/import_steps.h"
#include "registry/row_reading.h"
#include "registry/school_lookup.h"

#include <algorithm>
#include <array>
#include <map>

namespace minka::programme {

namespace {

using registry::ImportField;
using registry::ImportRow;
using registry::SchoolId;
using registry::WordChoice;

enum ParticipationField : std::size_t { field_school, field_code_system, field_state, field_since, field_reason };

constexpr std::array fields{
    ImportField{
        "school",
        "escuela|colegio|codigo|codigo de la escuela|codigo escuela|codigo dane|dane|codigo modular|sede|school code",
        "código de la escuela o de una de sus sedes"},
    ImportField{"code_system", "sistema|sistema de codigos|code system", "sistema del código: dane, modular"},
    ImportField{"state", "estado|participacion", "invitada, unida, activa, en pausa o retirada"},
    ImportField{"since", "desde|fecha|desde cuando", "fecha desde la que está en ese estado"},
    ImportField{"reason", "razon|motivo", "por qué está en pausa o se retiró"},
};

constexpr std::array state_words{
    WordChoice<ParticipationState>{"invitada", ParticipationState::invited},
    WordChoice<ParticipationState>{"unida", ParticipationState::joined},
    WordChoice<ParticipationState>{"se unio", ParticipationState::joined},
    WordChoice<ParticipationState>{"vinculada", ParticipationState::joined},
    WordChoice<ParticipationState>{"activa", ParticipationState::active},
    WordChoice<ParticipationState>{"en pausa", ParticipationState::paused},
    WordChoice<ParticipationState>{"pausa", ParticipationState::paused},
    WordChoice<ParticipationState>{"retirada", ParticipationState::exited},
    WordChoice<ParticipationState>{"se retiro", ParticipationState::exited},
};

struct Recorded {
    CycleId cycle;
    registry::SchoolLookup schools;
    std::map<SchoolId, std::vector<SchoolParticipation>> stays;  ///< By date.
};

Result<Recorded> read_recorded(storage::Reader& reader, const std::string& code) {
    MINKA_TRY_ASSIGN(const auto cycle, cycle_by_code(reader, code));
    MINKA_TRY_ASSIGN(auto schools, registry::SchoolLookup::load(reader));
    Recorded recorded{cycle.record.id, std::move(schools), {}};
    MINKA_TRY_ASSIGN(const auto rows,
                     reader.all<SchoolParticipation>("AND cycle_id = $2 ORDER BY school_id, since", recorded.cycle));
    for (const auto& row : rows) {
        recorded.stays[row.record.school_id].push_back(row.record);
    }
    return recorded;
}

std::optional<SchoolId> school_of(ImportRow& row, const registry::SchoolLookup& schools) {
    const auto code = row.code(field_school, {});
    if (code.empty()) {
        return std::nullopt;
    }
    const auto named = schools.named(row.cell(field_code_system), code);
    if (named.size() == 1) {
        return *named.begin();
    }
    if (named.empty()) {
        row.problem(field_school, schools.why_unknown(code), ProblemCode::not_found);
    } else {
        row.problem(field_school,
                    "Several schools of the programme have this code; give its code system in a column 'code_system'.");
    }
    return std::nullopt;
}

struct WrittenStay {
    std::uint64_t row = 0;
    SchoolParticipation stay;
};

/// The rows of one school after what is recorded of it, in the order of their dates.
void plan_school(const std::vector<SchoolParticipation>& recorded, std::vector<WrittenStay> written,
                 const registry::SchoolLookup& schools, registry::ImportProblems& problems,
                 registry::RecordPlan<SchoolParticipation>& plan, registry::ImportReport& report) {
    std::ranges::stable_sort(written, {}, [](const WrittenStay& row) { return row.stay.since; });
    const auto* last = recorded.empty() ? nullptr : &recorded.back();
    for (const auto& row : written) {
        const bool is_recorded = std::ranges::any_of(recorded, [&](const SchoolParticipation& stay) {
            return stay.since == row.stay.since && stay.state == row.stay.state && stay.reason == row.stay.reason;
        });
        if (is_recorded) {
            ++report.count(storage::record_table<SchoolParticipation>).unchanged;
            continue;
        }
        if (const auto checked = check_participation(last, row.stay); !checked) {
            problems.add(row.row, "", schools.name_of(row.stay.school_id), checked.error().message,
                         checked.error().code);
            continue;
        }
        plan.create(row.stay, report);
        last = &row.stay;
    }
}

}  // namespace

const registry::TableShape& participation_shape() {
    static constexpr registry::TableShape shape{fields, {}};
    return shape;
}

Result<registry::ImportReport> import_participation(storage::Database& database, const storage::Act& act,
                                                    const registry::ImportOptions& options, const std::string& cycle) {
    MINKA_TRY_ASSIGN(const auto recorded, database.read(act.programme, [&](storage::Reader& reader) {
        return read_recorded(reader, cycle);
    }));
    registry::ImportProblems problems(options.file.filename().string());
    registry::ImportReport report;
    std::map<SchoolId, std::vector<WrittenStay>> written;
    MINKA_TRY(read_rows(options, participation_shape(), problems, report, [&](ImportRow& row) {
        SchoolParticipation stay;
        stay.cycle_id = recorded.cycle;
        stay.state = row.choice<ParticipationState>(field_state, state_words);
        stay.since = row.is_empty(field_since) && options.since ? *options.since : row.date(field_since);
        stay.reason = row.optional_text(field_reason);
        const auto school = school_of(row, recorded.schools);
        if (!row.is_sound() || !school) {
            return;
        }
        stay.school_id = *school;
        stay.id = database.new_id<SchoolParticipationId>();
        written[*school].push_back({row.number(), std::move(stay)});
    }));
    registry::RecordPlan<SchoolParticipation> plan;
    for (auto& [school, rows] : written) {
        const auto found = recorded.stays.find(school);
        plan_school(found == recorded.stays.end() ? std::vector<SchoolParticipation>{} : found->second, std::move(rows),
                    recorded.schools, problems, plan, report);
    }
    report.take_problems(problems);
    MINKA_TRY(registry::write_records(database, act, options, report, plan));
    return report;
}

}  // namespace minka::programme
