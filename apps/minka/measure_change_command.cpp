#include "base/program_version.h"
#include "commands.h"
#include "measurement/study_wording.h"
#include "measurement/wave_sources.h"
#include "measurement/wave_study.h"
#include "measurement/wording.h"
#include "output_file.h"
#include "reports/study_plots.h"
#include "storage/ledger.h"
#include "study_output.h"
#include "ugel_work.h"

#include <filesystem>
#include <system_error>

namespace minka::cli {

namespace {

struct ChangeWords {
    std::string file;
    measurement::ChangeFileOptions reading;
    measurement::StudyOptions study;
    std::vector<std::string> facets;
    std::vector<int> categories{1, 4};
    std::string link = "unlinked";
    std::string plots;
    std::string schools;
    std::string programme;  ///< The waves are in the database; `file` is then a table of schools, or nothing.
    std::string cycle;
    std::string informant;
    std::size_t smallest = 10;
    bool is_json = false;
};

Result<std::size_t> write_plots(const std::string& folder, std::size_t smallest, const measurement::ChangeStudy& study,
                                const std::string& language) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The folder could not be made: " + failure.message() + ".", folder);
    }
    const auto plots = reports::study_plots(study, {language, smallest});
    for (const auto& plot : plots) {
        MINKA_TRY(write_output_file(std::filesystem::path(folder) / plot.file, plot.svg));
    }
    return plots.size();
}

void print_study(CommandContext& context, const measurement::ChangeStudy& study) {
    const auto& language = context.options().language;
    auto& out = context.out();
    for (const auto& scale : study.scales) {
        out << scale.name << ": " << study.before << " → " << study.after << "\n";
        for (const auto& sentence : measurement::study_sentences(study, scale, language)) {
            out << "  " << sentence << "\n";
        }
        out << "\n";
    }
    out << (context.is_spanish() ? "Cómo se hizo\n" : "How it was done\n");
    for (const auto& sentence : measurement::study_method(study, language)) {
        out << "  " << sentence << "\n";
    }
}

/// What a change is told from.
struct ChangeSource {
    measurement::ChangeTable table;
    measurement::StudyOptions options;
    std::size_t smallest = 0;
};

// Scales of fewer people than the programme's floor stay inside: they leave before anything is worked out of them.
void keep_above_floor(const std::vector<measurement::IndexResult>& waves, const std::string& informant,
                      const privacy::SuppressionRules& rules, measurement::ChangeTable& table) {
    std::erase_if(table.scales, [&](const measurement::ChangeScale& scale) {
        return std::ranges::any_of(waves, [&](const measurement::IndexResult& wave) {
            const auto* then = wave.informant(informant)->scale(scale.name);
            const auto floor = then->is_sensitive ? rules.sensitive_floor : rules.public_floor;
            return static_cast<std::int64_t>(then->scored) < floor;
        });
    });
}

Result<ChangeSource> source_of_waves(ProgrammeWork& work, const ChangeWords& words, const std::string& language) {
    return work.database().read(work.act.programme, [&](storage::Reader& reader) -> Result<ChangeSource> {
        measurement::MeasureOptions options;
        options.code_version = program_version;
        options.scores = measurement::KeepScores::all;
        MINKA_TRY_ASSIGN(const auto recorded, storage::last_recorded(reader));
        MINKA_TRY_ASSIGN(options.known_at, measurement::known_with_sheets(reader, recorded));
        std::vector<measurement::IndexResult> waves;
        programme::IndexDefinition index;
        for (const auto& code : words.reading.waves) {
            MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, words.cycle, code));
            MINKA_TRY_ASSIGN(auto wave, measurement::measure_wave(reader, work.session->vault(), frame, options));
            index = frame.index;
            options.baseline = wave.baseline;
            waves.push_back(std::move(wave));
        }
        measurement::SchoolDesign design;
        if (!words.file.empty()) {
            MINKA_TRY_ASSIGN(design, measurement::read_school_design(reader, words.file, words.reading));
        }
        ChangeSource source;
        MINKA_TRY_ASSIGN(source.table, measurement::change_table_of(waves, words.informant, design));
        const auto& rules = work.folder.profile.privacy.suppression;
        keep_above_floor(waves, words.informant, rules, source.table);
        if (source.table.scales.empty()) {
            return problem(ProblemCode::withheld,
                           "In one of the waves fewer people answered than the programme's floor.", "--informant");
        }
        MINKA_TRY_ASSIGN(const auto* texts, work.folder.texts_in(language));
        const measurement::Wording wording{*texts, index, language};
        for (auto& scale : source.table.scales) {
            scale.name = wording.scale_name(scale.name);
        }
        source.options = words.study;
        source.options.confidence = index.gates.confidence;
        source.options.false_discovery_rate = index.gates.false_discovery_rate;
        source.options.robust_below = static_cast<std::size_t>(index.gates.bootstrap_schools);
        source.smallest = std::max(words.smallest, static_cast<std::size_t>(rules.public_floor));
        return source;
    });
}

Result<ChangeSource> source_of_database(CommandContext& context, const ChangeWords& words) {
    if (!words.schools.empty()) {
        return invalid("Figures of single schools leave the database by «report school» alone.", "--schools");
    }
    if (words.reading.waves.size() < 2) {
        return invalid("Name the waves of the cycle in the order of time: --waves base,final.", "--waves");
    }
    MINKA_TRY_ASSIGN(auto work, open_programme(context, words.programme, "measure change", Access::reads));
    return source_of_waves(work, words, context.options().language);
}

Result<ChangeSource> source_of_file(const ChangeWords& words) {
    auto reading = words.reading;
    reading.link = words.link == "token"       ? programme::WaveMode::token
                   : words.link == "self-code" ? programme::WaveMode::self_code
                                               : programme::WaveMode::unlinked;
    reading.least = words.categories.front();
    reading.most = words.categories.back();
    for (const auto& facet : words.facets) {
        MINKA_TRY_ASSIGN(auto columns, measurement::parse_facet_columns(facet));
        reading.facets.push_back(std::move(columns));
    }
    if (words.file.empty()) {
        return invalid(
            "Name a table, or the waves of a cycle in the database: --programme, --cycle, --waves, "
            "--informant.",
            "file");
    }
    MINKA_TRY_ASSIGN(auto table, measurement::read_change_table(words.file, reading));
    return ChangeSource{std::move(table), words.study, words.smallest};
}

Result<Exit> measure_change(CommandContext& context, const ChangeWords& words) {
    MINKA_TRY_ASSIGN(const auto source,
                     words.programme.empty() ? source_of_file(words) : source_of_database(context, words));
    const auto& table = source.table;
    MINKA_TRY_ASSIGN(const auto study, measurement::study_change(table, source.options));
    const auto& language = context.options().language;
    if (words.is_json) {
        context.out() << documents::to_pretty_json(study_json(study, language)) << "\n";
    } else {
        print_study(context, study);
    }
    if (!words.schools.empty()) {
        MINKA_TRY_ASSIGN(const auto csv, school_csv(table, study));
        MINKA_TRY(write_output_file(words.schools, csv));
    }
    if (!words.plots.empty()) {
        MINKA_TRY_ASSIGN(const auto count, write_plots(words.plots, source.smallest, study, language));
        if (!words.is_json) {
            context.out() << (context.is_spanish() ? "Gráficas: " : "Plots: ") << count << " SVG, " << words.plots
                          << "\n";
        }
    }
    return Exit::done;
}

void add_columns(CLI::App* command, measurement::ChangeFileOptions& reading) {
    command->add_option("--school", reading.school, "Columna de la escuela")->capture_default_str();
    command->add_option("--wave", reading.wave, "Columna de la toma")->capture_default_str();
    command->add_option("--waves", reading.waves, "Tomas en su orden; sin ella, las halladas, de menor a mayor")
        ->delimiter(',');
    command->add_option("--score", reading.scores, "Columnas de puntajes (score)")->delimiter(',');
    command->add_option("--minimum-answered", reading.minimum_answered, "Parte de los ítems que pide un puntaje")
        ->capture_default_str();
    command->add_option("--person", reading.person, "Columna del código o la ficha de cada persona");
    command->add_option("--municipality", reading.place, "Columna del municipio");
    command->add_option("--visits", reading.visits, "Columna de visitas hechas en la escuela");
    command->add_option("--entry", reading.entry, "Columna de la toma en que la escuela entra; vacía: nunca");
    command->add_option("--group", reading.group, "Columna: 1 o programa, 0 o comparación");
    command->add_option("--match", reading.match, "Columna de las parejas de escuelas comparables");
    command->add_option("--class", reading.stratum, "Columna del grado o grupo, para los pesos");
    command->add_option("--eligible", reading.eligible, "Columna de cuántas personas del grupo podían responder");
    command->add_option("--missing", reading.missing, "Textos sin valor, además de la celda vacía")
        ->delimiter(',')
        ->capture_default_str();
}

}  // namespace

void add_measure_change_command(CommandTable& table) {
    const auto words = std::make_shared<ChangeWords>();
    auto* command = table.command(table.group("measure", "Mide"), "change",
                                  "El cambio entre dos tomas de una tabla (CSV o XLSX) o de un ciclo de la base",
                                  [words](CommandContext& context) { return measure_change(context, *words); });
    command->add_option("file", words->file,
                        "Tabla: una fila por persona y toma; con --programme, una por escuela (puede faltar)");
    auto* programme = command->add_option("--programme", words->programme, "Las tomas están en la base: el programa");
    auto* cycle = command->add_option("--cycle", words->cycle, "Código del ciclo")->needs(programme);
    auto* informant = command->add_option("--informant", words->informant, "Qué grupo")->needs(programme);
    programme->needs(cycle)->needs(informant);
    add_columns(command, words->reading);
    command->add_option("--facet", words->facets, "Faceta de ítems: V1=V1_1,V1_2,-V1_4 (- da vuelta); repetible")
        ->allow_extra_args(false);
    command->add_option("--categories", words->categories, "Menor y mayor categoría de los ítems")
        ->delimiter(',')
        ->expected(2)
        ->capture_default_str();
    command->add_option("--link", words->link, "Cómo se unen las tomas: unlinked, self-code o token")
        ->check(CLI::IsMember({"unlinked", "self-code", "token"}))
        ->capture_default_str();
    command->add_option("--confidence", words->study.confidence, "Confianza de los intervalos")->capture_default_str();
    command->add_option("--false-discovery", words->study.false_discovery_rate, "Tasa de falsos hallazgos por escuela")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--plots", words->plots, "Carpeta donde quedan las gráficas SVG");
    command->add_option("--smallest", words->smallest, "Menos personas que estas en una toma: la escuela no se dibuja")
        ->capture_default_str();
    command->add_option("--schools", words->schools, "CSV con cada escuela, solo para trabajo interno");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
