#include "forms/submission_file.h"

#include "privacy/sealing.h"

#include <algorithm>

namespace minka::forms {

namespace {

Bytes name_context(const ProgrammeId& programme, const SubmissionId& submission) {
    return privacy::sealing_context("minka submission file", programme, submission.uuid);
}

}  // namespace

Result<bool> store_submission_file(storage::Writer& writer, const privacy::Vault& vault, const SubmissionId& submission,
                                   const privacy::AttachmentId& fresh, std::string_view name,
                                   std::string_view content) {
    MINKA_TRY_ASSIGN(const auto key, vault.key_for_opening(writer, submission.uuid));
    const auto sealed_name =
        privacy::seal_repeatably(key.bytes(), name_context(writer.programme(), submission), as_bytes(name));
    std::vector<privacy::AttachmentId> same_name;
    MINKA_TRY(writer.each(
        "SELECT attachment_id FROM submission_file WHERE programme_id = $1 AND submission_id = $2 AND name = $3",
        [&](const storage::Row& row) -> Result<> {
            same_name.push_back(row.get<privacy::AttachmentId>(0));
            return {};
        },
        writer.programme(), submission, sealed_name));
    for (const auto& attachment : same_name) {
        MINKA_TRY_ASSIGN(const auto stored, privacy::read_attachment(writer, vault, attachment));
        if (as_text(stored) == content) {
            return false;
        }
    }
    MINKA_TRY(privacy::store_attachment(
        writer, vault,
        {fresh, submission.uuid, privacy::MediaClass::any, as_bytes(content), "file of the submission"}));
    MINKA_TRY(
        writer.project("INSERT INTO submission_file (programme_id, submission_id, name, attachment_id) VALUES ($1, $2, "
                       "$3, $4)",
                       writer.programme(), submission, sealed_name, fresh));
    return true;
}

Result<std::vector<SubmissionFile>> files_of_submission(storage::Reader& reader, const privacy::Vault& vault,
                                                        const SubmissionId& submission) {
    std::vector<std::pair<Bytes, privacy::AttachmentId>> rows;
    MINKA_TRY(reader.each(
        "SELECT name, attachment_id FROM submission_file WHERE programme_id = $1 AND submission_id = $2",
        [&](const storage::Row& row) -> Result<> {
            rows.emplace_back(row.get<Bytes>(0), row.get<privacy::AttachmentId>(1));
            return {};
        },
        reader.programme(), submission));
    std::vector<SubmissionFile> files;
    if (rows.empty()) {
        return files;
    }
    MINKA_TRY_ASSIGN(const auto key, vault.key_for_opening(reader, submission.uuid));
    for (const auto& [sealed, attachment] : rows) {
        const auto name = privacy::open_bytes(key.bytes(), name_context(reader.programme(), submission), sealed);
        if (!name) {
            return problem(ProblemCode::integrity_broken,
                           "The name of a file of " + to_string(submission) + " was changed; restore a backup.");
        }
        files.push_back({std::string(as_text(*name)), attachment});
    }
    std::ranges::sort(files, {}, [](const SubmissionFile& file) { return std::pair(file.name, file.attachment); });
    return files;
}

std::vector<std::string> files_named_in(const Instance& instance, const XFormDocument& form) {
    std::vector<std::string> names;
    for (const auto& bind : form.binds) {
        if (bind.type != "binary") {
            continue;
        }
        for (const auto node : instance.nodes_at(bind.path)) {
            auto name = instance.value(node);
            if (!name.empty() && std::ranges::find(names, name) == names.end()) {
                names.push_back(std::move(name));
            }
        }
    }
    return names;
}

}  // namespace minka::forms
