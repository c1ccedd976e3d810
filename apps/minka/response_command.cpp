#include "commands.h"
#include "import_output.h"
#include "measurement/eligible_import.h"
#include "measurement/response_import.h"
#include "ugel_work.h"

#include <algorithm>

namespace minka::cli {

namespace {

struct ResponseOptions {
    std::string programme;
    std::string cycle;
    std::string wave;
    std::string instrument;
    std::string informant;
    std::string replaces;
    bool adds = false;
    ImportWords words;
};

Result<measurement::ResponseImportOptions> reading_of(CommandContext& context, const ResponseOptions& words) {
    measurement::ResponseImportOptions options;
    MINKA_TRY_ASSIGN(options.table, import_options(context, words.words));
    options.cycle = words.cycle;
    options.wave = words.wave;
    options.instrument = words.instrument;
    options.informant = words.informant;
    options.earlier = words.adds ? measurement::EarlierAnswers::add : measurement::EarlierAnswers::refuse;
    if (!words.replaces.empty()) {
        auto submission = parse_uuid(words.replaces);
        if (!submission) {
            return invalid(submission.error().message, "--replaces");
        }
        options.replaces = forms::SubmissionId{*submission};
    }
    return options;
}

void print_outcome(CommandContext& context, const measurement::ResponseImportReport& report) {
    auto& out = context.out();
    for (const auto& count : report.informants) {
        out << "  " << count.informant << ": " << count.responses << " respuestas de " << count.schools
            << " escuelas\n";
    }
    constexpr std::size_t most_shown = 10;
    for (std::size_t i = 0; i < std::min(most_shown, report.notices.size()); ++i) {
        out << "  Aviso: " << context.said(report.notices[i]) << "\n";
    }
    if (report.notices.size() > most_shown) {
        out << "  ... y " << report.notices.size() - most_shown << " avisos más\n";
    }
    using enum measurement::ResponseImportReport::Outcome;
    if (report.outcome == stored) {
        out << "  Entrega " << to_string(report.submission) << ": guardada, sellada y anónima\n";
    } else if (report.outcome == unchanged) {
        out << "  Ya estaba: la entrega " << to_string(report.submission) << " tiene estas mismas respuestas\n";
    }
}

Result<Exit> import_responses(CommandContext& context, const ResponseOptions& words) {
    MINKA_TRY_ASSIGN(const auto options, reading_of(context, words));
    MINKA_TRY_ASSIGN(auto work, open_programme(context, words.programme, "import responses", Access::writes));
    MINKA_TRY_ASSIGN(const auto report, measurement::import_responses(work.database(), work.session->vault(),
                                                                      work.session->submissions(), work.act, options));
    MINKA_TRY_ASSIGN(const auto exit, print_report(context, report.table, words.words));
    if (exit == Exit::done) {
        print_outcome(context, report);
    }
    return exit;
}

Result<Exit> import_eligible(CommandContext& context, const ResponseOptions& words) {
    measurement::EligibleImportOptions options;
    MINKA_TRY_ASSIGN(options.table, import_options(context, words.words));
    options.cycle = words.cycle;
    options.wave = words.wave;
    MINKA_TRY_ASSIGN(auto work, open_programme(context, words.programme, "import eligible", Access::writes));
    MINKA_TRY_ASSIGN(const auto report, measurement::import_eligible(work.database(), work.act, options));
    return print_report(context, report, words.words);
}

CLI::App* add(CommandTable& table, const std::string& name, const std::string& description,
              const std::shared_ptr<ResponseOptions>& options,
              Result<Exit> (*body)(CommandContext&, const ResponseOptions&)) {
    auto* command = table.command(table.group("import", "Importa tablas: CSV o XLSX"), name, description,
                                  [options, body](CommandContext& context) { return body(context, *options); });
    with_programme(command, options->programme);
    command->add_option("--cycle", options->cycle, "Código del ciclo")->required();
    command->add_option("--wave", options->wave, "Código de la toma")->required();
    add_import_words(command, options->words);
    return command;
}

}  // namespace

void add_response_command(CommandTable& table) {
    const auto options = std::make_shared<ResponseOptions>();
    auto* responses = add(table, "responses", "Respuestas anónimas de una encuesta, una fila por respuesta", options,
                          import_responses);
    responses->add_option("--instrument", options->instrument, "Código del índice; si falta, el de la toma");
    responses->add_option("--informant", options->informant,
                          "Quién responde en todo el archivo; si falta, lo dice una columna");
    auto* replaces = responses->add_option("--replaces", options->replaces, "Entrega que este archivo corrige");
    responses->add_flag("--adds", options->adds, "Son otras personas de escuelas que ya tienen respuestas en la toma")
        ->excludes(replaces);
    add(table, "eligible", "Cuántas personas podían responder, por escuela e informante", options, import_eligible);
}

}  // namespace minka::cli
