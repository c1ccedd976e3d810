#include "base/program_version.h"
#include "commands.h"
#include "reports/cycle_report.h"
#include "reports/school_page.h"

#include <algorithm>

namespace minka::cli {

namespace {

struct CycleReportWords {
    std::string programme;
    std::string cycle;
    std::string out;
    std::string as_of;
    std::string known_at;
    std::string audience = "programme";
    bool is_demo = false;
    bool has_mark = false;
};

Result<reports::ReportOptions> options_of(const CycleReportWords& words, const std::string& language) {
    reports::ReportOptions options;
    options.language = language;
    options.code_version = program_version;
    options.audience = words.audience == "public" ? reports::Audience::public_ : reports::Audience::programme;
    options.demo = words.is_demo ? reports::DemoData::yes : reports::DemoData::no;
    if (!words.as_of.empty()) {
        MINKA_TRY_ASSIGN(options.as_of, LocalDate::parse(words.as_of));
    }
    if (!words.known_at.empty()) {
        MINKA_TRY_ASSIGN(options.known_at, parse_instant(words.known_at));
    }
    return options;
}

Result<Exit> report_cycle(CommandContext& context, const CycleReportWords& words) {
    MINKA_TRY_ASSIGN(const auto options, options_of(words, context.options().language));
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto programme, session->programme_by_code(words.programme));
    const storage::Act act{programme, Uuid{}, "console", "report cycle"};
    MINKA_TRY_ASSIGN(const auto report,
                     reports::build_cycle_report(session->database(), session->vault(), act, words.cycle, options));
    MINKA_TRY_ASSIGN(const auto files, reports::write_cycle_report(report, words.out,
                                                                   words.has_mark ? reports::CsvMark::byte_order_mark
                                                                                  : reports::CsvMark::none));
    const bool spanish = context.is_spanish();
    context.out() << (spanish ? "Informe: " : "Report: ") << files.front().string() << "\n"
                  << (spanish ? "Tablas: " : "Tables: ") << files.size() - 1 << " CSV\n"
                  << (spanish ? "Para repetirlo igual: --as-of " : "To make the same again: --as-of ")
                  << report.times.as_of.text() << " --known-at " << to_string(report.times.known_at) << "\n";
    return Exit::done;
}

struct SchoolPageWords {
    std::string programme;
    std::string cycle;
    std::string out;
    std::string as_of;
    std::string known_at;
    std::string wave;
    std::vector<std::string> schools;
};

Result<Exit> report_school(CommandContext& context, const SchoolPageWords& words) {
    reports::SchoolPageOptions options;
    options.language = context.options().language;
    options.code_version = program_version;
    options.wave = words.wave;
    options.schools = words.schools;
    if (!words.as_of.empty()) {
        MINKA_TRY_ASSIGN(options.as_of, LocalDate::parse(words.as_of));
    }
    if (!words.known_at.empty()) {
        MINKA_TRY_ASSIGN(options.known_at, parse_instant(words.known_at));
    }
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto programme, session->programme_by_code(words.programme));
    const storage::Act act{programme, Uuid{}, "console", "report school"};
    MINKA_TRY_ASSIGN(const auto pages,
                     reports::build_school_pages(session->database(), session->vault(), act, words.cycle, options));
    MINKA_TRY_ASSIGN(const auto files, reports::write_school_pages(pages, words.out));
    const auto with_scores = std::ranges::count_if(pages.pages, &reports::SchoolPage::has_scores);
    const bool spanish = context.is_spanish();
    context.out() << (spanish ? "Páginas: " : "Pages: ") << files.size() << (spanish ? " en " : " in ") << words.out
                  << "\n"
                  << (spanish ? "Con puntajes: " : "With scores: ") << with_scores
                  << (spanish ? "; guías de conversación: " : "; conversation guides: ")
                  << std::ssize(pages.pages) - with_scores << "\n"
                  << (spanish ? "Para repetirlas iguales: --wave " : "To make the same again: --wave ")
                  << pages.wave.code << " --known-at " << to_string(pages.known_at) << "\n";
    return Exit::done;
}

void add_school_pages(CommandTable& table, CLI::App* group) {
    const auto words = std::make_shared<SchoolPageWords>();
    auto* school = table.command(group, "school", "La página que vuelve a cada escuela, o una guía de conversación",
                                 [words](CommandContext& context) { return report_school(context, *words); });
    school->add_option("--programme", words->programme, "Código del programa")->required();
    school->add_option("--cycle", words->cycle, "Código del ciclo")->required();
    school->add_option("--out", words->out, "Carpeta donde quedan")->required();
    school->add_option("--school", words->schools, "Códigos de escuelas o sedes; sin ella, las del ciclo")
        ->delimiter(',');
    school->add_option("--wave", words->wave, "Código de la toma; sin ella, la última con respuestas");
    school->add_option("--as-of", words->as_of,
                       "Fecha de los hechos, AAAA-MM-DD; sin ella, la de lo último registrado");
    school->add_option("--known-at", words->known_at, "Hasta qué instante de registro; sin él, todo");
}

}  // namespace

void add_report_command(CommandTable& table) {
    auto* group = table.group("report", "Informes");
    const auto words = std::make_shared<CycleReportWords>();
    auto* cycle = table.command(group, "cycle", "El informe de un ciclo: una página y sus tablas en CSV",
                                [words](CommandContext& context) { return report_cycle(context, *words); });
    cycle->add_option("--programme", words->programme, "Código del programa")->required();
    cycle->add_option("--cycle", words->cycle, "Código del ciclo")->required();
    cycle->add_option("--out", words->out, "Carpeta donde queda")->required();
    cycle->add_option("--as-of", words->as_of, "Fecha de los hechos, AAAA-MM-DD; sin ella, la de lo último registrado");
    cycle->add_option("--known-at", words->known_at, "Hasta qué instante de registro; sin él, todo");
    cycle->add_option("--audience", words->audience, "Para quién: programme o public")
        ->check(CLI::IsMember({"programme", "public"}));
    cycle->add_flag("--demo", words->is_demo, "Dice en la primera página que los datos son ficticios");
    add_school_pages(table, group);
    cycle->add_flag("--excel", words->has_mark, "Marca los CSV para que Excel lea bien los acentos");
}

}  // namespace minka::cli
