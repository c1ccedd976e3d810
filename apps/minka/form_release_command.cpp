#include "commands.h"
#include "forms/form_release.h"
#include "forms/xlsform.h"
#include "plain_table.h"
#include "ugel_work.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace minka::cli {

namespace {

struct ReleaseOptions {
    std::string programme;
    std::string file;
    std::vector<std::string> files;
    bool is_anonymous = false;
};

Result<std::string> content_of_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.is_open() || in.bad()) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", file);
    }
    return content;
}

Result<forms::FormReleaseRequest> request_from(const ReleaseOptions& options, const forms::Projections& projections) {
    forms::FormReleaseRequest request;
    request.place = options.file;
    request.is_anonymous = options.is_anonymous;
    const std::filesystem::path path(options.file);
    if (path.extension() == ".xml") {
        MINKA_TRY_ASSIGN(request.document, content_of_file(options.file));
    } else {
        MINKA_TRY_ASSIGN(const auto book, forms::read_form_file(path));
        forms::ConvertOptions how;
        how.id = path.stem().string();
        MINKA_TRY_ASSIGN(auto form, forms::convert_xlsform(book, how));
        request.document = std::move(form.xform);
        request.is_anonymous = request.is_anonymous || form.is_anonymous;
        if (form.itemsets) {
            request.files.push_back({"itemsets.csv", *std::move(form.itemsets)});
        }
    }
    for (const auto& file : options.files) {
        MINKA_TRY_ASSIGN(auto content, content_of_file(file));
        request.files.push_back({std::filesystem::path(file).filename().string(), std::move(content)});
    }
    request.facts = projections.fact_fields();
    return request;
}

Result<Exit> release_one(CommandContext& context, const ReleaseOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "release form", Access::writes));
    MINKA_TRY_ASSIGN(const auto request, request_from(options, work.session->submissions().projections()));
    const auto id = work.database().new_id<forms::FormReleaseId>();
    const auto today = utc_date(work.database().clock().now());
    MINKA_TRY_ASSIGN(const auto released, work.database().write(work.act, [&](storage::Writer& writer) {
        return forms::release_form(writer, request, id, today);
    }));
    const auto& form = released.release;
    context.out() << form.form_id << ", versión '" << form.form_version << "'" << (form.is_anonymous ? ", anónimo" : "")
                  << ": "
                  << (released.outcome == forms::ReleaseOutcome::released ? "publicado" : "ya estaba publicado, igual")
                  << "\n";
    return Exit::done;
}

Result<Exit> list_forms(CommandContext& context, const ReleaseOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto forms, work.database().read(work.act.programme, [](storage::Reader& reader) {
        return forms::form_releases(reader);
    }));
    if (forms.empty()) {
        context.out() << "Ningún formulario publicado todavía.\n";
        return Exit::done;
    }
    PlainTable table({"formulario", "versión", "desde", "se ofrece", "anónimo", "archivos", "título"});
    for (const auto& form : forms) {
        table.add({form.form_id, form.version, form.released_on.text(), form.is_newest ? "sí" : "no",
                   form.is_anonymous ? "sí" : "no", std::to_string(form.file_count), form.title});
    }
    table.print(context.out());
    return Exit::done;
}

}  // namespace

void add_form_release_commands(CommandTable& table, CLI::App* group) {
    const auto options = std::make_shared<ReleaseOptions>();
    auto* release =
        table.command(group, "release", "Publica un formulario: no cambia más, y sus respuestas se reciben siempre",
                      [options](CommandContext& context) { return release_one(context, *options); });
    release->add_option("form", options->file, "XLSForm (.xlsx, .md, .csv) o XForm (.xml)")->required();
    release->add_option("--file", options->files, "Archivo que el formulario usa (lista de opciones, imagen)");
    release->add_flag("--anonymous", options->is_anonymous,
                      "No guarda quién responde, ni con qué equipo, ni dónde, ni la hora");
    with_programme(release, options->programme);
    auto* list = table.command(group, "list", "Los formularios publicados, con todas sus versiones",
                               [options](CommandContext& context) { return list_forms(context, *options); });
    with_programme(list, options->programme);
}

}  // namespace minka::cli
