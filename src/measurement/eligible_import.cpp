#include "measurement/eligible_import.h"

#include "base/text.h"
#include "measurement/response_table.h"
#include "registry/import_steps.h"
#include "registry/row_reading.h"

#include <array>
#include <map>

namespace minka::measurement {

namespace {

enum EligibleField : std::size_t { field_school, field_code_system, field_informant, field_eligible };

constexpr std::array fields{
    registry::ImportField{
        "school",
        "escuela|colegio|codigo|codigo de la escuela|codigo escuela|codigo dane|dane|codigo modular|sede|school code",
        "código de la escuela o de una de sus sedes"},
    registry::ImportField{"code_system", "sistema|sistema de codigos|code system", "sistema del código: dane, modular"},
    registry::ImportField{"informant", "informante|grupo|quien responde",
                          "código del grupo que responde, como en index.yaml"},
    registry::ImportField{"eligible", "elegibles|pueden responder|total|matriculados|personas",
                          "cuántas personas podían responder"},
};

constexpr std::int64_t most_eligible = 100'000;

using Key = std::pair<registry::SchoolId, std::string>;

struct Recorded {
    std::map<Key, storage::Stored<programme::WaveEligible>> eligible;
    std::map<Key, std::int64_t> answers;
};

Result<Recorded> read_recorded(storage::Reader& reader, const programme::WaveId& wave) {
    Recorded recorded;
    MINKA_TRY_ASSIGN(auto rows, reader.all<programme::WaveEligible>("AND wave_id = $2", wave));
    for (auto& row : rows) {
        const Key key(row.record.school_id, row.record.informant);
        recorded.eligible.emplace(key, std::move(row));
    }
    MINKA_TRY(reader.each(
        "SELECT school_id, informant, responses FROM response_block WHERE programme_id = $1 AND wave_id = $2",
        [&](const storage::Row& row) -> Result<> {
            recorded.answers[{row.get<registry::SchoolId>(0), row.get<std::string>(1)}] += row.get<std::int64_t>(2);
            return {};
        },
        reader.programme(), wave));
    return recorded;
}

class EligibleImport {
public:
    EligibleImport(storage::Database& database, const WaveFrame& frame, SchoolCodes schools, Recorded recorded,
                   const registry::ImportOptions& options)
        : database_(database),
          frame_(frame),
          schools_(std::move(schools)),
          recorded_(std::move(recorded)),
          options_(options),
          problems_(options.file.filename().string()) {}

    Result<registry::ImportReport> run(const storage::Act& act) {
        MINKA_TRY(registry::read_rows(options_, eligible_shape(), problems_, report_,
                                      [&](registry::ImportRow& row) { read_row(row); }));
        report_.take_problems(problems_);
        MINKA_TRY(registry::write_records(database_, act, options_, report_, plan_));
        return std::move(report_);
    }

private:
    std::string read_informant(registry::ImportRow& row) {
        const auto written = row.text(field_informant);
        const auto folded = fold_text(written);
        std::string known;
        for (const auto& informant : frame_.index.informants) {
            bool is_meant = folded == fold_text(informant.code);
            for (const auto& [language, name] : informant.name.by_language) {
                is_meant = is_meant || folded == fold_text(name);
            }
            if (is_meant) {
                return informant.code;
            }
            known += (known.empty() ? "" : ", ") + informant.code;
        }
        if (!written.empty()) {
            row.problem(field_informant, "There is no such informant in the index; there are: " + known + ".");
        }
        return {};
    }

    void read_row(registry::ImportRow& row) {
        const auto informant = read_informant(row);
        const auto count = row.whole(field_eligible, 0, most_eligible);
        const auto code = row.code(field_school, {});
        if (code.empty()) {
            return;
        }
        const auto& found = schools_.find(row.cell(field_code_system), code);
        if (!found.problem.empty()) {
            row.problem(field_school, found.problem, ProblemCode::not_found);
        }
        if (!row.is_sound()) {
            return;
        }
        const Key key(found.school, informant);
        if (const auto [earlier, is_new] = rows_.emplace(key, row.number()); !is_new) {
            row.problem(field_school, "The same school and informant stand in row " + std::to_string(earlier->second) +
                                          "; remove one of the rows.");
            return;
        }
        if (const auto answers = recorded_.answers.find(key);
            answers != recorded_.answers.end() && answers->second > count) {
            row.problem(field_eligible, "The school has " + std::to_string(answers->second) +
                                            " answers of this group already, more than could answer.");
            return;
        }
        plan(key, count, row.number());
    }

    void plan(const Key& key, std::int64_t count, std::uint64_t row) {
        const auto known = recorded_.eligible.find(key);
        if (known == recorded_.eligible.end()) {
            plan_.create({database_.new_id<programme::WaveEligibleId>(), frame_.wave.id, key.first, key.second, count},
                         report_);
            return;
        }
        auto wanted = known->second.record;
        wanted.eligible = count;
        plan_.change(known->second, std::move(wanted), schools_.name(key.first) + ", " + key.second, row, report_);
    }

    storage::Database& database_;
    const WaveFrame& frame_;
    SchoolCodes schools_;
    Recorded recorded_;
    const registry::ImportOptions& options_;
    registry::ImportProblems problems_;
    registry::ImportReport report_;
    registry::RecordPlan<programme::WaveEligible> plan_;
    std::map<Key, std::uint64_t> rows_;
};

}  // namespace

const registry::TableShape& eligible_shape() {
    static constexpr registry::TableShape shape{fields, {}};
    return shape;
}

Result<registry::ImportReport> import_eligible(storage::Database& database, const storage::Act& act,
                                               const EligibleImportOptions& options) {
    MINKA_TRY_ASSIGN(const auto frame, database.read(act.programme, [&](storage::Reader& reader) {
        return find_wave(reader, options.cycle, options.wave);
    }));
    if (frame.wave.state == programme::WaveState::closed) {
        return problem(ProblemCode::not_ready,
                       "The wave " + frame.wave.code + " is closed; its counts stay as they are.", "wave.state");
    }
    MINKA_TRY_ASSIGN(auto schools, database.read(act.programme, [&](storage::Reader& reader) {
        return SchoolCodes::read(reader, frame);
    }));
    MINKA_TRY_ASSIGN(auto recorded, database.read(act.programme, [&](storage::Reader& reader) {
        return read_recorded(reader, frame.wave.id);
    }));
    return EligibleImport(database, frame, std::move(schools), std::move(recorded), options.table).run(act);
}

}  // namespace minka::measurement
