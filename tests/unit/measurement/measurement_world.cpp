#include "unit/measurement/measurement_world.h"

#include "base/text.h"
#include "programme/programme_loading.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace minka::test {

const std::string_view small_index = R"(format: 1
code: small
version: 1
name: {es: Índice pequeño, en: Small index}
licence: CC-BY-4.0
status: draft
recall: {es: Este año., en: This year.}
informants:
  - {code: teacher, minimum_age: 18, anonymity: anonymous, name: {es: Docentes, en: Teachers}}
  - {code: head, minimum_age: 18, anonymity: anonymous, one_per_school: true, name: {es: Directivos, en: Heads}}
scales:
  - code: frequency
    name: {es: Frecuencia, en: Frequency}
    categories:
      - {value: 1, label: {es: Nunca, en: Never}}
      - {value: 2, label: {es: Pocas veces, en: Seldom}}
      - {value: 3, label: {es: Muchas veces, en: Often}}
      - {value: 4, label: {es: Siempre, en: Always}}
domains:
  - {code: ties, in_index: true, name: {es: Vínculos, en: Ties}}
facets:
  - code: F
    domain: ties
    name: {es: Faceta, en: Facet}
    construct: {es: Algo, en: Something}
    scale: frequency
    items:
      - {code: F_1, teacher: {es: Uno, en: One}, head: {es: Uno, en: One}}
      - {code: F_2, reversed: true, teacher: {es: Dos, en: Two}, head: {es: Dos, en: Two}}
      - {code: F_3, teacher: {es: Tres, en: Three}, head: {es: Tres, en: Three}}
  - code: S
    domain: ties
    sensitive: true
    optional: true
    anonymous_only: true
    name: {es: Sensible, en: Sensitive}
    construct: {es: Algo, en: Something}
    scale: frequency
    items:
      - {code: S_1, teacher: {es: Uno, en: One}}
      - {code: S_2, teacher: {es: Dos, en: Two}}
      - {code: S_3, teacher: {es: Tres, en: Three}}
scoring: {from: 0, to: 100, minimum_answered: 0.70, overall_minimum_facets: 0.70, smallest_scale_items: 3}
gates:
  school_icc2: 0.70
  school_response_share: 0.60
  group_reliability: 0.70
  individual_reliability: 0.80
  item_fit_least: 0.7
  item_fit_most: 1.3
  category_observations: 10
  category_outfit_most: 2.0
  invariance_cfi_change: 0.010
  invariance_rmsea_change: 0.015
  invariance_srmr_change: 0.010
  false_discovery_rate: 0.10
  confidence: 0.95
  bootstrap_schools: 30
  modelled_score_responses: 250
)";

namespace {

LocalDate date(std::string_view text) { return *LocalDate::parse(text); }

// The first facet of the index stands for the inclusion dimensions of the example, which every folder must have.
void point_dimensions_at(std::string& profile, std::string_view index_text) {
    const std::string_view mark = "facets:\n  - code: ";
    const auto start = index_text.find(mark) + mark.size();
    const auto facet = std::string(index_text.substr(start, index_text.find('\n', start) - start));
    for (const std::string old : {"facet: I1", "facet: I2", "facet: I3", "facet: I4"}) {
        const auto place = profile.find(old);
        if (place != std::string::npos) {
            profile.replace(place, old.size(), "facet: " + facet);
        }
    }
}

}  // namespace

std::filesystem::path source_folder() {
    const char* folder = std::getenv("MINKA_SOURCE_DIR");
    return folder == nullptr ? std::filesystem::current_path() : std::filesystem::path(folder);
}

std::filesystem::path shared_data(const std::string& file) {
    const char* folder = std::getenv("MINKA_SHARED_DATA");
    const auto path =
        (folder == nullptr ? source_folder() / ".." / "shared" / "data" : std::filesystem::path(folder)) / file;
    if (!std::filesystem::exists(path)) {
        MESSAGE("skipped: there is no " << path.string() << "; set MINKA_SHARED_DATA to the folder of real data");
        return {};
    }
    return path;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), file.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::filesystem::path write_text(const std::filesystem::path& folder, const std::string& name,
                                 std::string_view content) {
    std::ofstream(folder / name, std::ios::binary) << content;
    return folder / name;
}

programme::FolderFiles folder_with_index(std::string_view index_text) {
    auto files = must(programme::read_folder_files(source_folder() / "examples" / "ser-mas-maestro"));
    files["index.yaml"] = index_text;
    point_dimensions_at(files["programme.yaml"], index_text);
    return files;
}

MeasurementWorld::MeasurementWorld(ScratchDatabase& scratch_database, std::string_view index_text)
    : scratch(scratch_database),
      vault(must(privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "test.db.key"))),
      book(std::make_unique<forms::SubmissionBook>(*vault, projections)) {
    projections.add(std::make_shared<measurement::ResponseProjection>(*vault));
    const auto files = folder_with_index(index_text);
    auto check = programme::check_folder_files(files);
    for (const auto& problem : check.problems) {
        FAIL_CHECK(to_sentence(problem));
    }
    REQUIRE(check.problems.empty());
    folder = std::move(check.folder);
    const auto loaded = must(programme::load_programme(*scratch.database, files, folder, {}));
    act = {loaded.id, {}, "console", "test"};
    cycle = {scratch.database->new_id<programme::CycleId>(),
             "2026-a",
             "Ciclo 2026",
             date("2026-02-01"),
             date("2026-11-30"),
             programme::CycleState::running,
             loaded.version};
    const registry::Territory town{scratch.database->new_id<registry::TerritoryId>(),
                                   registry::TerritoryTree::civil,
                                   registry::TerritoryKind::municipality,
                                   "divipola",
                                   "05001",
                                   "Villa Ejemplo",
                                   "villa ejemplo",
                                   {},
                                   date("2020-01-01"),
                                   {},
                                   {},
                                   false,
                                   {}};
    municipality = town.id;
    must(scratch.database->write(act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY(writer.create(town));
        return writer.create(cycle);
    }));
}

void MeasurementWorld::add_schools(const std::vector<std::string>& codes) {
    std::vector<registry::School> schools;
    std::vector<programme::SchoolParticipation> stays;
    for (const auto& code : codes) {
        const registry::School school{scratch.database->new_id<registry::SchoolId>(),
                                      "dane",
                                      code,
                                      "Escuela " + code,
                                      fold_text("Escuela " + code),
                                      registry::Sector::public_,
                                      registry::Zone::rural,
                                      municipality,
                                      {},
                                      date("2020-01-01"),
                                      {}};
        schools.push_back(school);
        stays.push_back({scratch.database->new_id<programme::SchoolParticipationId>(),
                         cycle.id,
                         school.id,
                         programme::ParticipationState::active,
                         date("2026-02-01"),
                         {}});
    }
    must(scratch.database->write(act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY(writer.create_all(schools));
        return writer.create_all(stays);
    }));
}

registry::SchoolId MeasurementWorld::add_school(const std::string& code) {
    add_schools({code});
    return must(scratch.database->read(act.programme,
                                       [&](storage::Reader& reader) {
                                           return reader.value<registry::SchoolId>(
                                               "SELECT id FROM school WHERE programme_id = $1 AND code = $2",
                                               act.programme, code);
                                       }))
        .value();
}

programme::Wave MeasurementWorld::add_wave(const std::string& code, std::int64_t number) {
    const auto opens = date("2026-03-01").plus_months(static_cast<int>(number - 1) * 4);
    const programme::Wave wave{scratch.database->new_id<programme::WaveId>(),
                               cycle.id,
                               code,
                               "Toma " + code,
                               number,
                               folder.index.code,
                               programme::WaveMode::unlinked,
                               opens,
                               opens.plus_days(30),
                               programme::WaveState::open,
                               {},
                               {}};
    must(scratch.database->write(act, [&](storage::Writer& writer) { return writer.create(wave); }));
    return wave;
}

void MeasurementWorld::set_eligible(const programme::Wave& wave, const registry::SchoolId& school,
                                    const std::string& informant, std::int64_t eligible) {
    const programme::WaveEligible count{scratch.database->new_id<programme::WaveEligibleId>(), wave.id, school,
                                        informant, eligible};
    must(scratch.database->write(act, [&](storage::Writer& writer) { return writer.create(count); }));
}

measurement::ResponseImportOptions MeasurementWorld::import_of(const std::string& wave,
                                                               const std::filesystem::path& file,
                                                               std::string_view mapping) const {
    measurement::ResponseImportOptions options;
    options.table.file = file;
    if (!mapping.empty()) {
        options.table.mapping = must(registry::parse_import_mapping(mapping, "mapa.yaml"));
    }
    options.cycle = cycle.code;
    options.wave = wave;
    return options;
}

Result<measurement::ResponseImportReport> MeasurementWorld::import(const measurement::ResponseImportOptions& options) {
    return measurement::import_responses(*scratch.database, *vault, *book, act, options);
}

measurement::ResponseImportReport MeasurementWorld::import_text(const std::string& wave, std::string_view content,
                                                                std::string_view mapping) {
    auto report = must(import(import_of(wave, write_text(scratch.folder.path(), "respuestas.csv", content), mapping)));
    for (const auto& line : told(report.table)) {
        FAIL_CHECK(line);
    }
    REQUIRE(report.table.was_written);
    return report;
}

measurement::WaveFrame MeasurementWorld::frame(const std::string& wave) {
    return must(scratch.database->read(
        act.programme, [&](storage::Reader& reader) { return measurement::find_wave(reader, cycle.code, wave); }));
}

measurement::IndexResult MeasurementWorld::measured(const std::string& wave, Instant known_at) {
    const auto found = frame(wave);
    return must(scratch.database->read(act.programme, [&](storage::Reader& reader) {
        return measurement::measure_wave(reader, *vault, found, {known_at, "test"});
    }));
}

std::int64_t MeasurementWorld::number(std::string_view sql) {
    return must(scratch.database->read(
                    act.programme,
                    [&](storage::Reader& reader) { return reader.value<std::int64_t>(sql, act.programme); }))
        .value_or(-1);
}

std::vector<std::string> MeasurementWorld::rows_of(const std::string& sql) {
    std::vector<std::string> rows;
    must(scratch.database->read(act.programme, [&](storage::Reader& reader) {
        return reader.each(
            sql,
            [&](const storage::Row& row) -> Result<> {
                Bytes canonical;
                for (const auto& cell : row.cells()) {
                    storage::append_canonical(canonical, cell);
                }
                rows.push_back(to_hex(canonical));
                return {};
            },
            act.programme);
    }));
    return rows;
}

std::vector<std::string> told(const registry::ImportReport& report) {
    std::vector<std::string> lines;
    for (const auto& problem : report.problems) {
        lines.push_back(std::to_string(problem.row) + " " + problem.column + " " + problem.value + ": " +
                        problem.message);
    }
    return lines;
}

}  // namespace minka::test
