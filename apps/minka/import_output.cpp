#include "import_output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace minka::cli {

namespace {

constexpr std::size_t most_shown = 20;

void print_problems(CommandContext& context, const registry::ImportReport& report) {
    auto& out = context.out();
    for (std::size_t i = 0; i < std::min(most_shown, report.problems.size()); ++i) {
        const auto& found = report.problems[i];
        out << found.file;
        if (found.row > 0) {
            out << ", fila " << found.row;
        }
        if (!found.column.empty()) {
            out << ", columna " << found.column;
        }
        out << (found.value.empty() ? "" : " («" + found.value + "»)") << ": " << context.said(found.message) << "\n";
    }
    if (report.problem_count > most_shown) {
        out << "... y " << report.problem_count - most_shown << " más; --problems ARCHIVO los escribe todos\n";
    }
}

void print_changes(std::ostream& out, const registry::ImportReport& report) {
    for (std::size_t i = 0; i < std::min(most_shown, report.changes.size()); ++i) {
        const auto& change = report.changes[i];
        out << "  " << change.kind << " " << change.name << ":";
        for (const auto& field : change.fields) {
            out << " " << field.field
                << (field.is_sealed ? " (reservado)" : " «" + field.before + "» -> «" + field.after + "»");
        }
        out << "\n";
    }
    std::size_t changed = 0;
    for (const auto& count : report.counts) {
        changed += count.changed;
    }
    if (changed > std::min(most_shown, report.changes.size())) {
        out << "  ... y " << changed - std::min(most_shown, report.changes.size()) << " cambios más\n";
    }
}

// A table of problems may be written again; any other file that is there stays.
Result<> check_problem_file(const std::string& name) {
    std::error_code absent;
    if (std::filesystem::exists(name, absent)) {
        std::string first;
        std::ifstream existing(name, std::ios::binary);
        std::getline(existing, first);
        if (!first.empty() && first.find("archivo,fila,columna,valor,problema,mensaje") == std::string::npos) {
            return problem(ProblemCode::io_failed, "There is another file of this name, which is no table of problems.",
                           name);
        }
    }
    if (!std::ofstream(name, std::ios::binary | std::ios::app)) {
        return problem(ProblemCode::io_failed, "The file cannot be written; check its folder and permissions.", name);
    }
    return {};
}

}  // namespace

void add_import_words(CLI::App* command, ImportWords& words) {
    command->add_option("FILE", words.file, "Archivo CSV o XLSX")->required();
    command->add_option("--map", words.map, "Qué significa cada columna (YAML)");
    command->add_option("--problems", words.problems, "Escribe aquí todos los problemas como CSV");
    command->add_flag("--dry-run", words.dry_run, "Dice qué cambiaría, sin escribir nada");
}

Result<registry::ImportOptions> import_options(CommandContext& context, const ImportWords& words) {
    std::error_code absent;
    const bool is_source = std::filesystem::equivalent(words.problems, words.file, absent);
    const bool is_map = std::filesystem::equivalent(words.problems, words.map, absent);
    if (!words.problems.empty() && (is_source || is_map)) {
        return invalid("The problems would replace the file they are about; give another name.", "--problems");
    }
    if (!words.problems.empty()) {
        MINKA_TRY(check_problem_file(words.problems));
    }
    registry::ImportOptions options;
    options.file = words.file;
    options.run = words.dry_run ? registry::ImportOptions::Run::dry : registry::ImportOptions::Run::write;
    if (!words.map.empty()) {
        MINKA_TRY_ASSIGN(options.mapping, registry::read_import_mapping(words.map));
    }
    if (context.is_terminal()) {
        options.on_progress = [&err = context.err()](const registry::ImportProgress& progress) {
            if (progress.total > 0) {
                err << "\r" << progress.done << "/" << progress.total << (progress.done == progress.total ? "\n" : "")
                    << std::flush;
            }
        };
    }
    return options;
}

Result<Exit> print_report(CommandContext& context, const registry::ImportReport& report, const ImportWords& words) {
    auto& out = context.out();
    if (!words.problems.empty()) {
        std::ofstream table(words.problems, std::ios::binary | std::ios::trunc);
        auto problems = report.problems;
        for (auto& found : problems) {
            found.message = context.said(found.message);
        }
        MINKA_TRY(registry::write_problem_table(table, problems));
    }
    if (!report.unused_columns.empty()) {
        out << (report.unused_columns.size() == 1 ? "Columna sin usar: " : "Columnas sin usar: ")
            << fmt::format("{}", fmt::join(report.unused_columns, ", ")) << "\n";
    }
    if (report.problem_count > 0) {
        print_problems(context, report);
        out << report.file << ": " << report.problem_count << " problemas en " << report.rows
            << " filas; no se escribió nada\n";
        return Exit::found;
    }
    out << report.file << ": " << report.rows << " filas" << (report.was_written ? "" : "; ensayo, no se escribió nada")
        << "\n";
    for (const auto& count : report.counts) {
        out << "  " << count.kind << ": " << count.created << " nuevos, " << count.changed << " cambian, "
            << count.unchanged << " iguales\n";
    }
    print_changes(out, report);
    for (const auto& pair : report.lookalikes) {
        out << "  ¿Son lo mismo? " << pair.first << " y " << pair.second << ": " << context.said(pair.reason) << "\n";
    }
    return Exit::done;
}

}  // namespace minka::cli
