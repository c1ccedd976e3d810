#include "web/api/submission_download.h"

#include "web/sent_file.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>

namespace minka::web {

namespace {

using forms::ExportFormat;

constexpr int exports_at_once = 2;  // each keeps a worker, a core and room on the disk

class Turn {
public:
    Turn() : is_had_(running().fetch_add(1) < exports_at_once) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { running().fetch_sub(1); }
    bool is_had() const { return is_had_; }

private:
    static std::atomic<int>& running() {
        static std::atomic<int> count{0};
        return count;
    }
    bool is_had_;
};

// A folder for one export that only this account may open, gone with it.
class ScratchPlace {
public:
    ScratchPlace() : path_((std::filesystem::temp_directory_path() / "minka-export-XXXXXX").string()) {
        is_made_ = mkdtemp(path_.data()) != nullptr;
    }
    ScratchPlace(const ScratchPlace&) = delete;
    ScratchPlace& operator=(const ScratchPlace&) = delete;
    ~ScratchPlace() {
        std::error_code ignored;  // the system clears the folder of temporary files
        std::filesystem::remove_all(path_, ignored);
    }
    bool is_made() const { return is_made_; }
    std::filesystem::path path() const { return path_; }

private:
    std::string path_;
    bool is_made_ = false;
};

struct FileForm {
    std::string_view end;
    std::string_view type;
};

FileForm form_of(ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return {".csv.zip", "application/zip"};
        case ExportFormat::sav: return {".sav.zip", "application/zip"};
        case ExportFormat::dta: return {".dta.zip", "application/zip"};
        case ExportFormat::xlsx: return {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
        case ExportFormat::geojson: return {".geojson", "application/geo+json"};
        case ExportFormat::jsonl: return {".jsonl", "application/x-ndjson"};
        case ExportFormat::ddi: break;
    }
    return {".xml", "application/xml"};
}

}  // namespace

Result<HttpResponse> submission_download(const Call& call, const forms::SubmissionExport& request,
                                         const std::optional<Uuid>& agreement, const std::string& name) {
    const Turn turn;
    if (!turn.is_had()) {
        return problem(ProblemCode::busy, "Two exports are being written already; repeat in a few minutes.");
    }
    const ScratchPlace place;
    if (!place.is_made()) {
        return problem(ProblemCode::io_failed, "The folder of temporary files cannot be written.");
    }
    const auto form = form_of(request.format);
    const auto out = place.path() / ("export" + std::string(form.end));
    const auto& premises = call.premises();
    MINKA_TRY_ASSIGN(const auto receipt, forms::export_submissions(premises.database, premises.submissions,
                                                                   call.programme(), request, out));
    MINKA_TRY(premises.database.write(call.act("export submissions"), [&](storage::Writer& writer) {
        return forms::note_export(writer, request, receipt, agreement);
    }));
    MINKA_TRY_ASSIGN(const auto content, SentFiles::all().open(out));
    HttpResponse response;
    response.set("content-type", std::string(form.type));
    response.set("content-disposition", "attachment; filename=\"" + name + std::string(form.end) + "\"");
    response.set("cache-control", "no-store, no-transform");
    response.fixed_body = content;
    return response;
}

}  // namespace minka::web
