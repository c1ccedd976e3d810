#include "registry/enrolment_import.h"

#include "registry/code_register.h"
#include "registry/code_shape.h"
#include "registry/import_steps.h"
#include "registry/row_reading.h"
#include "registry/school_columns.h"

#include <array>
#include <map>

namespace minka::registry {

namespace {

using storage::Stored;

namespace column {
enum EnrolmentField : std::size_t {
    site_code,
    site_code_system,
    year,
    level,
    grade,
    class_label,
    students,
    counted_on,
    source,
};
}  // namespace column

constexpr std::array fields{
    ImportField{"site_code", "codigo|codigo sede|codigo dane|codigo modular|cod mod|codigo dane sede",
                "código de la sede o del servicio"},
    ImportField{"site_code_system", "sistema", "dane, modular u otro"},
    ImportField{"year", "ano|anio|ano lectivo|ano escolar", "año escolar"},
    ImportField{"level", "nivel", "un nivel"},
    ImportField{"grade", "grado|edad del aula", "grado; vacío para el nivel entero"},
    ImportField{"class_label", "grupo|seccion|curso|aula", "grupo; vacío para el grado entero"},
    ImportField{"students", "estudiantes|alumnos|matricula|matriculados|total", "cuántos"},
    ImportField{"counted_on", "fecha|fecha de corte|corte|fecha de conteo", "día del conteo"},
    ImportField{"source", "fuente", "SIMAT, SIAGIE, censo escolar ..."},
};

constexpr std::array forbidden{ForbiddenColumn{
    "nombre estudiante|nombre del estudiante|nombres|apellidos|nombres y apellidos|alumno|estudiante|documento|dni|"
    "numero de documento|tarjeta de identidad|student name|student|fecha de nacimiento",
    "Students are never named here: only how many there are in each class. Remove this column; to count a list of "
    "names, use a pivot table by site, grade and class and import its totals."}};

using CountKey = std::tuple<SiteId, std::int64_t, SchoolLevel, std::string, std::string, LocalDate, std::string>;

CountKey key_of(const EnrolmentCount& count) {
    return {count.site_id,    count.year,  count.level, count.grade.value_or(""), count.class_label.value_or(""),
            count.counted_on, count.source};
}

struct Recorded {
    std::vector<Stored<Site>> sites;
    std::vector<Stored<EnrolmentCount>> counts;
};

class EnrolmentImport {
public:
    EnrolmentImport(const ImportOptions& options, Recorded recorded, storage::Database& database)
        : options_(options),
          recorded_(std::move(recorded)),
          database_(database),
          problems_(options.file.filename().string()) {
        for (std::size_t i = 0; i < recorded_.sites.size(); ++i) {
            codes_.add(recorded_.sites[i].record.code_system, recorded_.sites[i].record.code, i);
        }
        for (std::size_t i = 0; i < recorded_.counts.size(); ++i) {
            known_[key_of(recorded_.counts[i].record)] = i;
        }
    }

    Result<ImportReport> run(const storage::Act& act) {
        MINKA_TRY(read_rows(options_, enrolment_shape(), problems_, report_, [&](ImportRow& row) { read_row(row); }));
        report_.take_problems(problems_);
        MINKA_TRY(write_records(database_, act, options_, report_, plan_));
        return std::move(report_);
    }

private:
    void read_row(ImportRow& row) {
        EnrolmentCount count;
        count.year = row.whole(column::year, 1990, 2100);
        const auto level = levels_of_word(row.text(column::level));
        if (level.size() == 1) {
            count.level = level.front();
        } else if (!row.is_empty(column::level)) {
            row.problem(column::level,
                        level.empty()
                            ? "The level is not known; write inicial, PRONOEI, primaria, básica secundaria or media."
                            : "Students are counted by one level: write básica secundaria or media.");
        }
        count.grade = row.optional_text(column::grade);
        count.class_label = row.optional_text(column::class_label);
        count.students = row.whole(column::students, 0, 10'000);
        count.counted_on = row.date(column::counted_on);
        count.source = row.text(column::source);
        const auto site = find_site(row, count.counted_on);
        if (!site || !row.is_sound()) {
            return;
        }
        count.site_id = *site;
        const auto key = key_of(count);
        if (const auto [entry, is_new] = rows_.emplace(key, row.number()); !is_new) {
            row.row_problem("The same class is counted in row " + std::to_string(entry->second) +
                            " too, on the same day; keep one.");
            return;
        }
        const auto known = known_.find(key);
        if (known == known_.end()) {
            count.id = database_.new_id<EnrolmentCountId>();
            plan_.create(std::move(count), report_);
            return;
        }
        const auto& recorded = recorded_.counts[known->second];
        count.id = recorded.record.id;
        plan_.change(recorded, std::move(count), std::string(row.cell(column::site_code)), row.number(), report_);
    }

    std::optional<SiteId> find_site(ImportRow& row, LocalDate date) {
        auto system = std::string(row.cell(column::site_code_system));
        if (system.empty()) {
            system = row.column_code_system(column::site_code);
        }
        if (system.empty()) {
            system = row.text(column::site_code_system);
        }
        const auto code = row.code(column::site_code, school_code_shape(system));
        if (!row.is_sound()) {
            return std::nullopt;
        }
        const Site* last = nullptr;
        for (const auto place : codes_.find(system, code)) {
            last = &recorded_.sites[place].record;
            if (is_valid_at(*last, date)) {
                return last->id;
            }
        }
        row.problem(column::site_code, last == nullptr ? "No recorded site has this code; import the schools first."
                                                       : "The site does not stand on " + date.text() +
                                                             "; check the date of the count and the site's dates.");
        return std::nullopt;
    }

    const ImportOptions& options_;
    Recorded recorded_;
    storage::Database& database_;
    ImportProblems problems_;
    ImportReport report_;
    CodeRegister codes_;
    std::map<CountKey, std::size_t> known_;
    std::map<CountKey, std::uint64_t> rows_;
    RecordPlan<EnrolmentCount> plan_;
};

}  // namespace

const TableShape& enrolment_shape() {
    static constexpr TableShape shape{fields, forbidden};
    return shape;
}

Result<ImportReport> import_enrolment(storage::Database& database, const storage::Act& act,
                                      const ImportOptions& options) {
    MINKA_TRY_ASSIGN(auto recorded, database.read(act.programme, [](storage::Reader& reader) -> Result<Recorded> {
        Recorded all;
        MINKA_TRY_ASSIGN(all.sites, reader.all<Site>(""));
        MINKA_TRY_ASSIGN(all.counts, reader.all<EnrolmentCount>(""));
        return all;
    }));
    return EnrolmentImport(options, std::move(recorded), database).run(act);
}

}  // namespace minka::registry
