#include "registry/territory_import.h"

#include "base/text.h"
#include "registry/code_shape.h"
#include "registry/import_steps.h"
#include "registry/lookalike.h"
#include "registry/row_reading.h"
#include "registry/territory_tree.h"

#include <array>
#include <map>

namespace minka::registry {

namespace {

using storage::Stored;

enum TerritoryField : std::size_t {
    field_code,
    field_code_system,
    field_name,
    field_kind,
    field_parent_code,
    field_parent_code_system,
    field_valid_from,
    field_valid_to,
    field_rurality,
    field_is_pdet,
    field_pdet_subregion,
};

constexpr std::array fields{
    ImportField{"code", "codigo|cod|divipola|codigo divipola|ubigeo|codigo ubigeo|cod ugel|codigo ugel",
                "código del territorio"},
    ImportField{"code_system", "sistema|sistema de codigos|code system",
                "sistema del código: divipola, ubigeo, ugel ..."},
    ImportField{"name", "nombre|nom|territorio|nombre del territorio", "nombre"},
    ImportField{"kind", "tipo|clase|tipo de territorio|nivel",
                "departamento, municipio, provincia, distrito, DRE, UGEL, secretaría certificada, red"},
    ImportField{"parent_code", "codigo padre|codigo superior|pertenece a|parent|parent code|codigo del superior",
                "código del territorio al que pertenece"},
    ImportField{"parent_code_system", "sistema del superior|parent code system", "sistema de ese código, si es otro"},
    ImportField{"valid_from", "vigente desde|desde|valid from|fecha de creacion", "primer día en que existe"},
    ImportField{"valid_to", "vigente hasta|hasta|valid to|fecha de cierre",
                "primer día en que ya no existe; vacío si sigue"},
    ImportField{"rurality", "ruralidad|categoria de ruralidad", "categoría de ruralidad"},
    ImportField{"is_pdet", "pdet|es pdet|municipio pdet", "sí o no"},
    ImportField{"pdet_subregion", "subregion pdet|subregion", "subregión PDET"},
};

constexpr std::array kind_words{
    WordChoice<TerritoryKind>{"pais", TerritoryKind::country},
    WordChoice<TerritoryKind>{"departamento", TerritoryKind::department},
    WordChoice<TerritoryKind>{"region", TerritoryKind::department},
    WordChoice<TerritoryKind>{"subregion pdet", TerritoryKind::subregion},
    WordChoice<TerritoryKind>{"municipio", TerritoryKind::municipality},
    WordChoice<TerritoryKind>{"provincia", TerritoryKind::province},
    WordChoice<TerritoryKind>{"distrito", TerritoryKind::district},
    WordChoice<TerritoryKind>{"dre", TerritoryKind::regional_directorate},
    WordChoice<TerritoryKind>{"gre", TerritoryKind::regional_directorate},
    WordChoice<TerritoryKind>{"direccion regional", TerritoryKind::regional_directorate},
    WordChoice<TerritoryKind>{"direccion regional de educacion", TerritoryKind::regional_directorate},
    WordChoice<TerritoryKind>{"regional directorate", TerritoryKind::regional_directorate},
    WordChoice<TerritoryKind>{"unidad de gestion educativa local", TerritoryKind::ugel},
    WordChoice<TerritoryKind>{"etc", TerritoryKind::certified_entity},
    WordChoice<TerritoryKind>{"secretaria", TerritoryKind::certified_entity},
    WordChoice<TerritoryKind>{"secretaria de educacion", TerritoryKind::certified_entity},
    WordChoice<TerritoryKind>{"entidad territorial certificada", TerritoryKind::certified_entity},
    WordChoice<TerritoryKind>{"certified entity", TerritoryKind::certified_entity},
    WordChoice<TerritoryKind>{"red", TerritoryKind::network},
    WordChoice<TerritoryKind>{"red educativa", TerritoryKind::network},
};

TerritoryTree tree_of(TerritoryKind kind) {
    switch (kind) {
        case TerritoryKind::regional_directorate:
        case TerritoryKind::ugel:
        case TerritoryKind::certified_entity:
        case TerritoryKind::network: return TerritoryTree::school_administration;
        default: return TerritoryTree::civil;
    }
}

class TerritoryImport {
public:
    TerritoryImport(const ImportOptions& options, std::vector<Stored<Territory>> recorded, storage::Database& database)
        : options_(options),
          recorded_(std::move(recorded)),
          database_(database),
          today_(utc_date(database.clock().now())),
          problems_(options.file.filename().string()) {
        for (std::size_t i = 0; i < recorded_.size(); ++i) {
            codes_.add(recorded_[i].record.code_system, recorded_[i].record.code, i);
            planned_.push_back({recorded_[i].record, 0, i, {}, {}});
        }
    }

    Result<ImportReport> run(const storage::Act& act) {
        ImportReport report;
        std::string parent_column;
        MINKA_TRY(read_rows(options_, territory_shape(), problems_, report, [&](ImportRow& row) {
            parent_column = row.column_name(field_parent_code);
            read_row(row);
        }));
        settle_parents(planned_, today_, parent_column, problems_);
        report.take_problems(problems_);
        make_plan(report);
        list_lookalikes(report);
        MINKA_TRY(write_records(database_, act, options_, report, plan_));
        return report;
    }

private:
    void read_row(ImportRow& row) {
        const auto kind = row.optional_choice<TerritoryKind>(field_kind, kind_words);
        auto system = row.optional_text(field_code_system).value_or("");
        if (system.empty()) {
            system = row.column_code_system(field_code);
        }
        if (system.empty() && row.is_sound()) {
            system = row.text(field_code_system);
        }
        const auto loose = recorded_match(codes_, recorded_, system, row.cell(field_code), std::nullopt);
        const auto known_kind = kind ? kind : loose ? std::optional(recorded_[*loose].record.kind) : std::nullopt;
        const auto code = row.code(field_code, known_kind ? territory_code_shape(system, *known_kind) : CodeShape{});
        if (!row.is_sound()) {
            return;
        }
        const auto start = row.optional_date(field_valid_from);
        const auto match = recorded_match(codes_, recorded_, system, code, start);
        if (match && !is_taken(*match, row)) {
            planned_[*match].row = row.number();
            fill(planned_[*match], row);
        } else if (!match) {
            PlannedTerritory fresh;
            fresh.row = row.number();
            fresh.record.id = database_.new_id<TerritoryId>();
            fresh.record.code_system = system;
            fresh.record.code = code;
            row.demand(field_kind);
            row.demand(field_name);
            fresh.record.valid_from = start_of_row(row, field_valid_from, options_);
            fill(fresh, row);
            if (row.is_sound()) {
                planned_.push_back(std::move(fresh));
            }
        }
    }

    bool is_taken(std::size_t match, ImportRow& row) {
        if (planned_[match].row == 0) {
            return false;
        }
        row.problem(field_code, "The same territory stands in row " + std::to_string(planned_[match].row) +
                                    "; remove one of the rows.");
        return true;
    }

    void fill(PlannedTerritory& planned, ImportRow& row) {
        auto& record = planned.record;
        if (row.gives(field_name)) {
            if (planned.recorded) {
                row.demand(field_name);
            }
            record.name = row.optional_text(field_name).value_or("");
        }
        record.search_name = fold_text(record.name);
        if (row.gives(field_kind)) {
            record.kind = row.optional_choice<TerritoryKind>(field_kind, kind_words).value_or(record.kind);
            record.tree = tree_of(record.kind);
        }
        if (row.gives(field_valid_to)) {
            record.valid_to = row.optional_date(field_valid_to);
        }
        check_period(row, field_valid_to, record.valid_from, record.valid_to);
        if (row.gives(field_rurality)) {
            record.rurality = row.optional_text(field_rurality);
        }
        if (row.gives(field_is_pdet)) {
            record.is_pdet = row.optional_boolean(field_is_pdet).value_or(false);
        }
        if (row.gives(field_pdet_subregion)) {
            record.pdet_subregion = row.optional_text(field_pdet_subregion);
        }
        if (row.gives(field_parent_code)) {
            planned.parent_code = row.optional_code(field_parent_code, {});
            planned.parent_code_system = row.optional_text(field_parent_code_system);
            if (!planned.parent_code) {
                record.parent_id = std::nullopt;
            }
        }
    }

    void make_plan(ImportReport& report) {
        if (!problems_.empty()) {
            return;
        }
        for (const auto place : parents_first(planned_)) {
            plan_.create(planned_[place].record, report);
        }
        for (const auto& planned : planned_) {
            if (planned.row != 0 && planned.recorded) {
                plan_.change(recorded_[*planned.recorded], planned.record, territory_name(planned.record), planned.row,
                             report);
            }
        }
    }

    // Below one parent, among those that stand today, pairs with a row of the file.
    void list_lookalikes(ImportReport& report) const {
        std::map<std::optional<TerritoryId>, std::vector<const PlannedTerritory*>> groups;
        for (const auto& planned : planned_) {
            if (is_valid_at(planned.record, judged_on(planned.record, today_)) && !planned.record.valid_to) {
                groups[planned.record.parent_id].push_back(&planned);
            }
        }
        for (const auto& [parent, members] : groups) {
            std::vector<std::string_view> names;
            for (const auto* member : members) {
                names.push_back(member->record.search_name);
            }
            for (const auto& pair : resembling_pairs(names)) {
                const auto& first = *members[pair.first];
                const auto& second = *members[pair.second];
                const bool is_new = !first.recorded || !second.recorded;
                if (is_new && first.record.kind == second.record.kind) {
                    report.add_lookalike({"territory", territory_name(first.record), first.row,
                                          territory_name(second.record), second.row,
                                          pair.resemblance == Resemblance::same ? "one name below one parent"
                                                                                : "almost one name below one parent"});
                }
            }
        }
    }

    const ImportOptions& options_;
    std::vector<Stored<Territory>> recorded_;
    storage::Database& database_;
    LocalDate today_;
    ImportProblems problems_;
    CodeRegister codes_;
    std::vector<PlannedTerritory> planned_;
    RecordPlan<Territory> plan_;
};

}  // namespace

const TableShape& territory_shape() {
    static constexpr TableShape shape{fields, {}};
    return shape;
}

Result<ImportReport> import_territories(storage::Database& database, const storage::Act& act,
                                        const ImportOptions& options) {
    MINKA_TRY_ASSIGN(auto recorded, database.read(act.programme, [](storage::Reader& reader) {
        return reader.all<Territory>("ORDER BY code_system, code, valid_from");
    }));
    return TerritoryImport(options, std::move(recorded), database).run(act);
}

}  // namespace minka::registry
