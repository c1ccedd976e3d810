#include "commands.h"
#include "documents/json.h"
#include "forms/xlsform.h"
#include "output_file.h"

#include <filesystem>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;

struct FormOptions {
    std::string file;
    std::string output;
    bool is_json = false;
};

Result<forms::ConvertedForm> convert(const std::string& file) {
    MINKA_TRY_ASSIGN(const auto book, forms::read_form_file(file));
    forms::ConvertOptions options;
    options.id = std::filesystem::path(file).stem().string();
    return forms::convert_xlsform(book, options);
}

void print_notes(const CommandContext& context, std::ostream& out, const forms::ConvertedForm& form) {
    for (const auto& note : form.notes) {
        out << "  " << note.place << ": " << context.said(note.message) << "\n";
    }
}

JsonValue form_json(const forms::ConvertedForm& form) {
    JsonArray notes;
    for (const auto& note : form.notes) {
        notes.push_back(json_object({{"place", note.place}, {"message", note.message}}));
    }
    JsonArray files;
    for (const auto& file : form.files) {
        files.emplace_back(file);
    }
    return json_object({{"accepted", true},
                        {"id", form.id},
                        {"title", form.title},
                        {"version", form.version},
                        {"anonymous", form.is_anonymous},
                        {"files", std::move(files)},
                        {"remarks", std::move(notes)}});
}

Exit print_refusal(CommandContext& context, const Problem& problem, bool is_json) {
    if (is_json) {
        context.out() << documents::to_pretty_json(
            json_object({{"accepted", false}, {"place", problem.field}, {"message", problem.message}}));
    } else {
        context.out() << (context.is_spanish() ? "El formulario no se puede usar:\n  " : "The form cannot be used:\n  ")
                      << problem.field << ": " << context.said(problem.message) << "\n";
    }
    return Exit::found;
}

Result<Exit> check(CommandContext& context, const FormOptions& options) {
    const auto form = convert(options.file);
    if (!form) {
        const bool is_unread = form.error().code != ProblemCode::invalid_input;
        return is_unread ? Result<Exit>(std::unexpected(form.error()))
                         : print_refusal(context, form.error(), options.is_json);
    }
    if (options.is_json) {
        context.out() << documents::to_pretty_json(form_json(*form));
        return Exit::done;
    }
    const bool is_spanish = context.is_spanish();
    auto& out = context.out();
    out << form->title << " (" << form->id;
    if (!form->version.empty()) {
        out << (is_spanish ? ", versión " : ", version ") << form->version;
    }
    out << ")" << (form->is_anonymous ? (is_spanish ? ", anónimo" : ", anonymous") : "") << ": "
        << (is_spanish ? "se puede usar." : "can be used.") << "\n";
    for (const auto& file : form->files) {
        out << (is_spanish ? "Necesita el archivo " : "Needs the file ") << file << "\n";
    }
    if (!form->notes.empty()) {
        out << (is_spanish ? "Para mirar:\n" : "To look at:\n");
        print_notes(context, out, *form);
    }
    return Exit::done;
}

Result<Exit> write_xform(CommandContext& context, const FormOptions& options) {
    MINKA_TRY_ASSIGN(const auto form, convert(options.file));
    print_notes(context, context.err(), form);
    if (options.output.empty()) {
        if (form.itemsets) {
            return invalid("This form comes with a second file, itemsets.csv: say with --output where to write both.",
                           "output");
        }
        context.out() << form.xform;
        return Exit::done;
    }
    const std::filesystem::path path(options.output);
    if (form.itemsets) {
        MINKA_TRY(write_output_file(path.parent_path() / "itemsets.csv", *form.itemsets));
    }
    MINKA_TRY(write_output_file(path, form.xform));
    return Exit::done;
}

Result<Exit> print_paper(CommandContext& context, const FormOptions& options) {
    MINKA_TRY_ASSIGN(const auto book, forms::read_form_file(options.file));
    forms::ConvertOptions naming;
    naming.id = std::filesystem::path(options.file).stem().string();
    MINKA_TRY_ASSIGN(const auto page, forms::print_xlsform(book, naming));
    if (options.output.empty()) {
        context.out() << page;
        return Exit::done;
    }
    MINKA_TRY(write_output_file(options.output, page));
    return Exit::done;
}

}  // namespace

void add_form_command(CommandTable& table) {
    auto* group = table.group("form", "Formularios de campo: XLSForm, XForm y lo publicado");
    const auto options = std::make_shared<FormOptions>();
    auto* checked = table.command(group, "check", "Revisa un XLSForm (.xlsx, o tablas en markdown o CSV)",
                                  [options](CommandContext& context) { return check(context, *options); });
    checked->add_option("file", options->file, "El XLSForm")->required();
    checked->add_flag("--json", options->is_json, "Para programas");
    auto* converted = table.command(group, "convert", "Convierte un XLSForm en XForm",
                                    [options](CommandContext& context) { return write_xform(context, *options); });
    converted->add_option("file", options->file, "El XLSForm")->required();
    converted->add_option("--output", options->output, "Dónde escribirlo; si no, sale por pantalla");
    auto* printed = table.command(group, "print", "Escribe la versión de papel, con un código QR que dice cuál es",
                                  [options](CommandContext& context) { return print_paper(context, *options); });
    printed->add_option("file", options->file, "El XLSForm")->required();
    printed->add_option("--output", options->output, "Archivo HTML; si no, sale por pantalla");
    add_form_release_commands(table, group);
}

}  // namespace minka::cli
