#include "calibration_output.h"
#include "calibration_plots.h"
#include "commands.h"
#include "item_words.h"
#include "measurement/calibration_file.h"
#include "measurement/person_scores.h"
#include "output_file.h"

#include <fmt/format.h>

#include <fstream>

namespace minka::cli {

namespace {

struct CalibrateWords {
    ItemWords items;
    std::string output;
    std::string plots;
    std::string baseline;
    std::string link_method = "stocking_lord";
    double drift = 0.05;
    bool without_errors = false;
};

struct ScoreWords {
    ItemWords items;
    std::string calibration;
    std::string method = "eap";
    std::string output;
};

Result<stats::LinkOptions> link_options(const CalibrateWords& words) {
    stats::LinkOptions options;
    options.drift_limit = words.drift;
    for (const auto method :
         {stats::LinkMethod::stocking_lord, stats::LinkMethod::haebara, stats::LinkMethod::mean_sigma}) {
        if (words.link_method == to_string(method)) {
            options.method = method;
            return options;
        }
    }
    return invalid(fmt::format("There is no way of linking called «{}»; --help lists them.", words.link_method),
                   "--link-method");
}

Result<Exit> measure_calibrate(CommandContext& context, const CalibrateWords& words) {
    MINKA_TRY_ASSIGN(const auto file, measurement::read_items(words.items.file, words.items.reading));
    MINKA_TRY_ASSIGN(auto options, response_options(words.items, file));
    options.errors = words.without_errors ? stats::ParameterErrors::none : stats::ParameterErrors::observed;
    MINKA_TRY_ASSIGN(auto calibration, measurement::calibrate(file, words.items.reading.group, options));
    if (!words.baseline.empty()) {
        MINKA_TRY_ASSIGN(const auto link, link_options(words));
        MINKA_TRY_ASSIGN(const auto baseline, measurement::read_calibration(words.baseline));
        MINKA_TRY(measurement::link_to_baseline(calibration, baseline, words.baseline, link));
    }
    const auto value = documents::to_pretty_json(measurement::to_json_value(calibration)) + "\n";
    if (!words.output.empty()) {
        MINKA_TRY(write_output_file(words.output, value));
    }
    if (!words.plots.empty()) {
        MINKA_TRY(write_calibration_plots(calibration, words.plots, context.is_spanish()));
    }
    if (words.items.is_json) {
        context.out() << value;
    } else {
        print_calibration(context, calibration, file);
    }
    return Exit::done;
}

Result<Exit> measure_score(CommandContext& context, const ScoreWords& words) {
    if (words.method != "eap" && words.method != "wle") {
        return invalid(fmt::format("There is no score called «{}»: eap or wle.", words.method), "--method");
    }
    MINKA_TRY_ASSIGN(const auto calibration, measurement::read_calibration(words.calibration));
    auto reading = words.items.reading;
    MINKA_TRY(measurement::fit_reading(calibration, reading));
    MINKA_TRY_ASSIGN(const auto file, measurement::read_items(words.items.file, reading));
    MINKA_TRY_ASSIGN(const auto scores,
                     measurement::score_persons(file, calibration,
                                                words.method == "wle" ? measurement::ScoreMethod::weighted_likelihood
                                                                      : measurement::ScoreMethod::expected));
    if (words.items.is_json) {
        context.out() << documents::to_pretty_json(measurement::to_json_value(scores)) << "\n";
        return Exit::done;
    }
    if (words.output.empty()) {
        MINKA_TRY(measurement::write_scores(scores, context.out()));
        return Exit::done;
    }
    std::ofstream table(words.output, std::ios::binary | std::ios::trunc);
    if (!table) {
        return problem(ProblemCode::io_failed, "The file cannot be written.", words.output);
    }
    MINKA_TRY(measurement::write_scores(scores, table));
    print_score_summary(context, scores);
    return Exit::done;
}

void add_calibrate(CommandTable& table) {
    const auto words = std::make_shared<CalibrateWords>();
    auto* command = table.command(table.group("measure", "Mide"), "calibrate",
                                  "Calibra los ítems de una tabla de respuestas (CSV o XLSX)",
                                  [words](CommandContext& context) { return measure_calibrate(context, *words); });
    add_file_options(command, words->items);
    add_model_options(command, words->items);
    command->add_option("--free", words->items.free, "Ítems con parámetros propios en cada grupo")->delimiter(',');
    command->add_flag("--without-errors", words->without_errors, "Sin errores estándar: más rápido con muchas filas");
    command->add_option("--out", words->output, "Guarda la calibración, que «measure score» lee");
    command->add_option("--plots", words->plots, "Carpeta para las curvas (SVG) de cada ítem y de la información");
    command->add_option("--link", words->baseline,
                        "Calibración anterior, a cuya escala se lleva por los ítems comunes");
    command->add_option("--link-method", words->link_method, "stocking_lord, haebara o mean_sigma")
        ->capture_default_str();
    command->add_option("--drift", words->drift, "Deriva de un ítem común, en parte de su rango, desde la que se deja")
        ->capture_default_str();
}

void add_score(CommandTable& table) {
    const auto words = std::make_shared<ScoreWords>();
    auto* command = table.command(table.group("measure", "Mide"), "score",
                                  "Puntajes de las personas con su error, según una calibración",
                                  [words](CommandContext& context) { return measure_score(context, *words); });
    add_file_options(command, words->items);
    command->add_option("--calibration", words->calibration, "La que guardó «measure calibrate --out»")->required();
    command->add_option("--method", words->method, "eap: media a posteriori; wle: verosimilitud ponderada")
        ->capture_default_str();
    command->add_option("--out", words->output, "Escribe los puntajes en un CSV y aquí un resumen");
}

}  // namespace

void add_item_response_command(CommandTable& table) {
    add_calibrate(table);
    add_score(table);
}

}  // namespace minka::cli
