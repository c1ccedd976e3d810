#include "commands.h"
#include "measurement/study_wording.h"
#include "reports/study_plots.h"
#include "study_output.h"

#include <filesystem>
#include <fstream>
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
    std::size_t smallest = 10;
    bool is_json = false;
};

Result<> write_file(const std::filesystem::path& file, const std::string& content) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << content;
    out.close();
    if (!out) {
        return problem(ProblemCode::io_failed,
                       "The file could not be written; look at the disk and the folder's permissions.", file.string());
    }
    return {};
}

Result<std::size_t> write_plots(const ChangeWords& words, const measurement::ChangeStudy& study,
                                const std::string& language) {
    std::error_code failure;
    std::filesystem::create_directories(words.plots, failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The folder could not be made: " + failure.message() + ".", words.plots);
    }
    const auto plots = reports::study_plots(study, {language, words.smallest});
    for (const auto& plot : plots) {
        MINKA_TRY(write_file(std::filesystem::path(words.plots) / plot.file, plot.svg));
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

Result<Exit> measure_change(CommandContext& context, const ChangeWords& words) {
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
    MINKA_TRY_ASSIGN(const auto table, measurement::read_change_table(words.file, reading));
    MINKA_TRY_ASSIGN(const auto study, measurement::study_change(table, words.study));
    const auto& language = context.options().language;
    if (words.is_json) {
        context.out() << documents::to_pretty_json(study_json(study, language)) << "\n";
    } else {
        print_study(context, study);
    }
    if (!words.schools.empty()) {
        MINKA_TRY_ASSIGN(const auto csv, school_csv(table, study));
        MINKA_TRY(write_file(words.schools, csv));
    }
    if (!words.plots.empty()) {
        MINKA_TRY_ASSIGN(const auto count, write_plots(words, study, language));
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
                                  "El cambio entre dos tomas en una tabla (CSV o XLSX), sin base de datos",
                                  [words](CommandContext& context) { return measure_change(context, *words); });
    command->add_option("file", words->file, "Tabla: una fila por persona y toma")->required();
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
