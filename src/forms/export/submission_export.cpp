#include "forms/export/submission_export.h"

#include "base/text.h"
#include "forms/export/codebook.h"
#include "forms/export/export_folder.h"
#include "forms/export/page_pipe.h"
#include "forms/export/row_sink.h"

#include <algorithm>
#include <fstream>

namespace minka::forms {

namespace {

// "informe-de-visita": what a file may be called on any system.
std::string file_name_of(std::string_view form_id) {
    std::string name;
    for (const char c : form_id) {
        const auto code = static_cast<unsigned char>(c);
        const bool is_plain = code >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
        name += is_plain ? c : '_';
    }
    return name.empty() ? "formulario" : name;
}

Result<std::unique_ptr<RowSink>> open_sink(const SinkRequest& request, ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return open_csv_sink(request);
        case ExportFormat::xlsx: return open_workbook_sink(request);
        case ExportFormat::sav: return open_statistics_sink(request, StatisticsFormat::spss);
        case ExportFormat::dta: return open_statistics_sink(request, StatisticsFormat::stata);
        case ExportFormat::geojson: return open_geojson_sink(request);
        case ExportFormat::jsonl: return open_json_lines_sink(request);
        case ExportFormat::ddi: break;
    }
    return invalid("A codebook has no rows.", "format");
}

Result<ExportReceipt> write_codebook(const FormFields& fields, const SubmissionExport& request, const SinkRequest& sink,
                                     const ExportFolder& folder, const std::filesystem::path& out) {
    std::vector<CodebookFile> files;
    const auto names = table_file_names(sink, ".csv");
    for (std::size_t table = 0; table < names.size(); ++table) {
        files.push_back({names[table], table});
    }
    const auto name = sink.form_name + ".xml";
    std::ofstream file(folder.path() / name, std::ios::binary);
    file << codebook_xml(fields, files, request.layout, request.on);
    file.close();
    if (!file) {
        return problem(ProblemCode::io_failed, "The codebook could not be written; is the disk full?", out.string());
    }
    ExportReceipt receipt;
    MINKA_TRY_ASSIGN(receipt.files, folder.hand_over({name}, out));
    receipt.withheld = withheld_names(fields, request.layout);
    return receipt;
}

}  // namespace

Result<FormFields> form_fields_of(storage::Reader& reader, const std::string& form_id,
                                  const std::optional<std::string>& version, std::string_view language) {
    MINKA_TRY_ASSIGN(auto headings, form_releases(reader));
    std::erase_if(headings, [&](const FormHeading& heading) {
        return heading.form_id != form_id || (version && heading.version != *version);
    });
    if (headings.empty()) {
        return problem(ProblemCode::not_found, "The programme has not released such a form.", form_id);
    }
    std::ranges::sort(headings, std::greater<>(), &FormHeading::number);
    std::optional<FormFields> fields;
    for (const auto& heading : headings) {
        MINKA_TRY_ASSIGN(const auto release, reader.require<FormRelease>(heading.id));
        MINKA_TRY_ASSIGN(auto read, read_form_fields(release.record.document, language, form_id));
        if (fields) {
            add_older_fields(*fields, read);
        } else {
            fields = std::move(read);
        }
    }
    return *std::move(fields);
}

Result<ExportReceipt> export_submissions(storage::Database& database, SubmissionBook& book,
                                         const ProgrammeId& programme, const SubmissionExport& request,
                                         const std::filesystem::path& out) {
    const auto read_fields = [&](storage::Reader& reader) {
        return form_fields_of(reader, request.query.form_id, request.query.version, request.language);
    };
    MINKA_TRY_ASSIGN(const auto fields, database.read(programme, read_fields));
    MINKA_TRY_ASSIGN(const auto folder, ExportFolder::beside(out));
    const SinkRequest sink_request{fields, request.layout, folder.path(), file_name_of(fields.form_id)};
    if (request.format == ExportFormat::ddi) {
        return write_codebook(fields, request, sink_request, folder, out);
    }
    MINKA_TRY_ASSIGN(const auto sink, open_sink(sink_request, request.format));
    ExportReceipt receipt;
    AnswerRows answers(fields);
    PagePipe pipe(SubmissionFeed(database, book, programme, request.query));
    for (;;) {
        MINKA_TRY_ASSIGN(const auto page, pipe.next());
        if (!page) {
            break;
        }
        for (const auto& row : *page) {
            MINKA_TRY(answers.read(row.xml, row.form_version));
            MINKA_TRY(sink->take({&row, &answers}));
            ++receipt.submissions;
        }
    }
    MINKA_TRY(sink->finish());
    MINKA_TRY_ASSIGN(receipt.files, folder.hand_over(sink->files(), out));
    receipt.withheld = withheld_names(fields, request.layout);
    return receipt;
}

Result<> note_export(storage::Writer& writer, const SubmissionExport& request, const ExportReceipt& receipt,
                     const std::optional<Uuid>& agreement) {
    std::vector<storage::Field> facts{{"form", storage::to_value(request.query.form_id)},
                                      {"format", storage::to_value(request.format)},
                                      {"submissions", storage::to_value(receipt.submissions)},
                                      {"with_persons", storage::to_value(!request.layout.withholds_persons)},
                                      {"with_places", storage::to_value(!request.layout.withholds_places)}};
    if (agreement) {
        facts.push_back({"agreement", storage::to_value(to_string(*agreement))});
    }
    return writer.note("submission export", agreement.value_or(Uuid{}), facts);
}

Result<ExportedForm> require_form(storage::Reader& reader, const std::string& form_id) {
    MINKA_TRY_ASSIGN(const auto headings, form_releases(reader));
    ExportedForm form{form_id, false};
    bool is_known = false;
    for (const auto& heading : headings) {
        if (heading.form_id == form_id) {
            is_known = true;
            form.is_anonymous = form.is_anonymous || heading.is_anonymous;
        }
    }
    if (!is_known) {
        return problem(ProblemCode::not_found, "The programme has not released such a form.", form_id);
    }
    return form;
}

}  // namespace minka::forms
