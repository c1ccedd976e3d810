#include "measurement/response_projection.h"

#include "measurement/response_batch.h"
#include "privacy/sealing.h"

#include <unordered_set>

namespace minka::measurement {

namespace {

Bytes joined_ids(const std::vector<Uuid>& ids) {
    Bytes bytes;
    bytes.reserve(ids.size() * 16);
    for (const auto& id : ids) {
        bytes.insert(bytes.end(), id.bytes.begin(), id.bytes.end());
    }
    return bytes;
}

std::string joined_codes(const std::vector<std::string>& codes) {
    std::string text;
    for (const auto& code : codes) {
        text += (text.empty() ? "" : ",") + code;
    }
    return text;
}

Result<> check_schools(storage::Reader& reader, const ResponseBatch& batch) {
    std::unordered_set<registry::SchoolId> known;
    MINKA_TRY(reader.each(
        "SELECT id FROM school WHERE programme_id = $1",
        [&](const storage::Row& row) -> Result<> {
            known.insert(row.get<registry::SchoolId>(0));
            return {};
        },
        reader.programme()));
    for (const auto& block : batch.blocks) {
        if (!known.contains(block.school)) {
            return problem(ProblemCode::not_found,
                           "The school " + to_string(block.school) + " is not in this programme.", "school");
        }
    }
    return {};
}

Result<> check_batch(storage::Reader& reader, const forms::Submission& submission, const ResponseBatch& batch) {
    MINKA_TRY_ASSIGN(const auto wave, reader.require<programme::Wave>(batch.wave));
    if (wave.record.instrument != batch.index_code || submission.form != response_form_name(batch.index_code)) {
        return problem(ProblemCode::conflict,
                       "The wave " + wave.record.code + " uses the instrument " + wave.record.instrument +
                           ", and these are answers to " + batch.index_code + ".",
                       "instrument");
    }
    return check_schools(reader, batch);
}

}  // namespace

std::string response_form_name(std::string_view index_code) {
    return std::string(response_form_kind) + ":" + std::string(index_code);
}

Bytes response_block_context(const forms::SubmissionId& submission, std::string_view informant,
                             const registry::SchoolId& school) {
    Bytes context(submission.uuid.bytes.begin(), submission.uuid.bytes.end());
    context.insert(context.end(), school.uuid.bytes.begin(), school.uuid.bytes.end());
    context.insert(context.end(), informant.begin(), informant.end());
    return context;
}

Result<> ResponseProjection::project(storage::Writer& writer, const forms::Submission& submission,
                                     std::string_view content) {
    MINKA_TRY_ASSIGN(const auto batch, decode_response_batch(content));
    MINKA_TRY(check_batch(writer, submission, batch));
    return write_response_batch(writer, vault_, submission.id, batch);
}

Result<> write_response_batch(storage::Writer& writer, const privacy::Vault& vault,
                              const forms::SubmissionId& submission, const ResponseBatch& batch) {
    MINKA_TRY(writer.project(
        "INSERT INTO response_batch (programme_id, submission_id, wave_id, index_code, index_version, fingerprint, "
        "responses) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        writer.programme(), submission, batch.wave, batch.index_code, batch.index_version,
        Bytes(batch.fingerprint.begin(), batch.fingerprint.end()), batch.response_count()));
    for (const auto& form : batch.forms) {
        MINKA_TRY(
            writer.project("INSERT INTO response_form (programme_id, submission_id, informant, items, category_counts) "
                           "VALUES ($1, $2, $3, $4, $5)",
                           writer.programme(), submission, form.informant, joined_codes(form.items),
                           Bytes(form.category_counts.begin(), form.category_counts.end())));
    }
    MINKA_TRY_ASSIGN(const auto key, vault.key_for_sealing(writer, response_block_subject));
    std::vector<std::vector<storage::Value>> rows;
    rows.reserve(batch.blocks.size());
    Bytes content_of_block;
    for (const auto& block : batch.blocks) {
        const auto& informant = batch.forms[block.form].informant;
        const auto context = response_block_context(submission, informant, block.school);
        content_of_block = block.answers;
        content_of_block.insert(content_of_block.end(), block.sealed_persons.begin(), block.sealed_persons.end());
        rows.push_back({storage::to_value(writer.programme()), storage::to_value(batch.wave),
                        storage::to_value(informant), storage::to_value(block.school), storage::to_value(submission),
                        storage::to_value(block.ids.size()), storage::to_value(joined_ids(block.ids)),
                        storage::to_value(privacy::seal_repeatably(key.bytes(), context, content_of_block))});
    }
    return writer.project_each(
        "INSERT INTO response_block (programme_id, wave_id, informant, school_id, submission_id, responses, "
        "response_ids, answers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        rows);
}

Result<> withdraw_response_batch(storage::Writer& writer, const forms::SubmissionId& submission) {
    for (const std::string table : {"response_block", "response_form", "response_batch"}) {
        MINKA_TRY(writer.project("DELETE FROM " + table + " WHERE programme_id = $1 AND submission_id = $2",
                                 writer.programme(), submission));
    }
    return {};
}

Result<> clear_response_batches(storage::Writer& writer) {
    for (const std::string table : {"response_block", "response_form", "response_batch"}) {
        MINKA_TRY(writer.project("DELETE FROM " + table + " WHERE programme_id = $1", writer.programme()));
    }
    return {};
}

Result<> ResponseProjection::withdraw(storage::Writer& writer, const forms::Submission& submission) {
    return withdraw_response_batch(writer, submission.id);
}

Result<> ResponseProjection::clear(storage::Writer& writer) { return clear_response_batches(writer); }

}  // namespace minka::measurement
