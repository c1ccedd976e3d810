#include "web/api/backup_api.h"

#include "base/program_version.h"
#include "privacy/backup.h"
#include "privacy/backup_file.h"
#include "sentences/spanish_sentence.h"

#include <algorithm>
#include <filesystem>

namespace minka::web {

struct BackupShown {
    std::string name;
    Instant made_at;
    std::int64_t bytes = 0;
    std::string key_fingerprint;  ///< Of the master key that opens it.
    bool has_todays_key = false;  ///< Whether that is the key this server works with.
    std::int64_t erasures = 0;    ///< How far the list of erasures had come.
    std::int64_t findings = 0;    ///< What a check of the copied ledger found.
};
MINKA_JSON(BackupShown, (name, made_at, bytes, key_fingerprint, has_todays_key, erasures, findings))

struct BackupList {
    std::string folder;
    std::string master_key_file;  ///< What no backup holds: without it none of them can be opened.
    std::vector<BackupShown> items;
};
MINKA_JSON(BackupList, (folder, master_key_file, items))

struct BackupMade {
    BackupShown backup;
    std::vector<std::string> findings;
    std::string recovery_sheet;  ///< To print and keep apart from the machine.
};
MINKA_JSON(BackupMade, (backup, findings, recovery_sheet))

namespace {

constexpr std::string_view ending = ".minka-backup";

BackupShown shown(const Call& call, const std::filesystem::path& file, const privacy::BackupManifest& manifest) {
    return {file.filename().string(),
            manifest.created_at,
            static_cast<std::int64_t>(manifest.byte_count),
            manifest.key_fingerprint,
            manifest.key_fingerprint == call.premises().vault.master_key().fingerprint(),
            static_cast<std::int64_t>(manifest.erasures.count),
            static_cast<std::int64_t>(manifest.finding_count)};
}

Result<std::filesystem::path> folder_of(const Call& call) {
    const auto& folder = call.premises().backups;
    if (folder.empty()) {
        return problem(ProblemCode::not_ready,
                       "This server has no folder for backups; start it with --backups and a folder.");
    }
    return folder;
}

Result<BackupList> backups_in(const Call& call) {
    MINKA_TRY_ASSIGN(const auto folder, folder_of(call));
    BackupList list{folder.string(), call.premises().vault.master_key().file().string(), {}};
    std::error_code failure;
    for (std::filesystem::directory_iterator file(folder, failure), end; !failure && file != end;
         file.increment(failure)) {
        if (file->path().extension() != ending) {
            continue;
        }
        // A torn file is not a backup; `minka backup check` says why.
        if (const auto head = privacy::read_backup_manifest(file->path())) {
            list.items.push_back(shown(call, file->path(), head->manifest));
        }
    }
    std::ranges::sort(list.items, std::ranges::greater(), &BackupShown::made_at);
    return list;
}

Result<HttpResponse> list_backups(const Call& call) {
    MINKA_TRY_ASSIGN(const auto list, backups_in(call));
    return json_response(to_json_text(list));
}

Result<HttpResponse> make_backup(const Call& call) {
    MINKA_TRY_ASSIGN(const auto folder, folder_of(call));
    const auto& premises = call.premises();
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The folder for backups could not be made: " + failure.message() + ".");
    }
    auto stamp = to_string(premises.database.clock().now());
    std::ranges::replace(stamp, ':', '-');
    const auto file = folder / (stamp + std::string(ending));
    MINKA_TRY_ASSIGN(const auto made,
                     privacy::make_backup(premises.database, premises.vault, file, std::string(program_version)));
    MINKA_TRY(premises.database.write(call.act("make backup"), [&](storage::Writer& writer) {
        return writer.note("backup", call.programme().uuid,
                           {{"hash", storage::to_value(to_hex(made.manifest.content_hash))}});
    }));
    std::vector<std::string> findings;
    for (const auto& finding : made.findings) {
        findings.push_back(sentences::sentence_in(call.is_spanish() ? "es" : "en", finding));
    }
    const BackupMade answer{shown(call, file, made.manifest), std::move(findings),
                            privacy::recovery_sheet(made.manifest, file, premises.vault.master_key().file())};
    return json_response(to_json_text(answer), 201);
}

Route managing(Method method, std::string_view summary, RunCall run) {
    Route route;
    route.method = method;
    route.path = "/api/v1/programmes/{programme}/backups";
    route.admission = Admission::granted;
    route.permission = identity::Permission::accounts_manage;
    route.summary = summary;
    route.run = std::move(run);
    return route;
}

}  // namespace

std::vector<Route> backup_routes() {
    auto listing = managing(Method::get, "The backups in the server's folder, the latest first", list_backups);
    listing.answer = &schema_of<BackupList>;
    auto making =
        managing(Method::post, "Make a backup of everything, check it, and print its recovery sheet", make_backup);
    making.act = "make backup";
    making.answer = &schema_of<BackupMade>;
    making.status = 201;
    return {std::move(listing), std::move(making)};
}

}  // namespace minka::web
