#include "privacy/attachment.h"

#include "storage/ledger_entry.h"

#include <algorithm>

namespace minka::privacy {

namespace {

using storage::Reader;
using storage::Row;
using storage::Writer;

Bytes chunk_context(const ProgrammeId& programme, AttachmentId id, std::int64_t part) {
    return sealing_context("minka attachment " + std::to_string(part), programme, id.uuid);
}

Bytes hash_bytes(ByteView content) {
    const auto hash = storage::hash_of(content);
    return {hash.begin(), hash.end()};
}

void append(Bytes& all, ByteView more) { all.insert(all.end(), more.begin(), more.end()); }

Result<MediaType> check_content(const NewAttachment& fresh) {
    if (fresh.content.size() > largest_attachment) {
        return problem(ProblemCode::too_large,
                       "The file has " + std::to_string(fresh.content.size() >> 20U) + " MiB; the limit is " +
                           std::to_string(largest_attachment >> 20U) + " MiB. Scan it in grey at 150 dpi.",
                       fresh.name);
    }
    auto type = media_type_of(fresh.content);
    if (fresh.accepts == MediaClass::any) {
        return type.value_or(MediaType{"application/octet-stream", MediaClass::any});
    }
    if (!type) {
        type.error().field = fresh.name;
        return type;
    }
    if (type->media_class != fresh.accepts) {
        return problem(ProblemCode::malformed_file,
                       "The file is " + std::string(type->name) +
                           (fresh.accepts == MediaClass::scan ? "; a scan is wanted here (PDF or image)."
                                                              : "; a recording is wanted here."),
                       fresh.name);
    }
    return type;
}

// Visits the stored chunks in their order after comparing each with its hash; returns the hash over all.
template <typename Visit>
Result<Bytes> visit_chunks(Reader& reader, const Attachment& attachment, Visit visit) {
    Bytes hashes;
    std::int64_t expected = 0;
    MINKA_TRY(reader.each(
        "SELECT part, hash, content FROM attachment_chunk WHERE programme_id = $1 AND attachment_id = $2 ORDER BY part",
        [&](const Row& row) -> Result<> {
            const auto content = row.get<Bytes>(2);
            if (row.get<std::int64_t>(0) != expected || hash_bytes(content) != row.get<Bytes>(1)) {
                return problem(ProblemCode::integrity_broken, "Part " + std::to_string(expected + 1) +
                                                                  " of the attachment " + to_string(attachment.id) +
                                                                  " is missing or was changed; restore a backup.");
            }
            append(hashes, row.get<Bytes>(1));
            ++expected;
            return visit(expected - 1, content);
        },
        reader.programme(), attachment.id));
    if (expected != attachment.chunk_count || hash_bytes(hashes) != attachment.content_hash) {
        return problem(ProblemCode::integrity_broken,
                       "The attachment " + to_string(attachment.id) + " is not what was stored; restore a backup.");
    }
    return hashes;
}

}  // namespace

Result<Attachment> store_attachment(Writer& writer, const Vault& vault, const NewAttachment& fresh) {
    MINKA_TRY_ASSIGN(const auto type, check_content(fresh));
    MINKA_TRY_ASSIGN(const auto key, vault.key_for_sealing(writer, fresh.subject));
    Attachment attachment{
        fresh.id, fresh.subject, std::string(type.name), static_cast<std::int64_t>(fresh.content.size()), 0, {}};
    Bytes hashes;
    std::vector<std::vector<storage::Value>> rows;
    for (auto rest = fresh.content; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), attachment_chunk_size));
        rest = rest.subspan(part.size());
        auto sealed =
            seal_bytes(key.bytes(), chunk_context(writer.programme(), fresh.id, attachment.chunk_count), part);
        const auto hash = hash_bytes(sealed);
        append(hashes, hash);
        rows.push_back({storage::to_value(writer.programme()), storage::to_value(fresh.id),
                        storage::to_value(attachment.chunk_count), hash, std::move(sealed)});
        ++attachment.chunk_count;
    }
    attachment.content_hash = hash_bytes(hashes);
    MINKA_TRY(writer.create(attachment));
    MINKA_TRY(writer.project_each(
        "INSERT INTO attachment_chunk (programme_id, attachment_id, part, hash, content) VALUES ($1, $2, $3, $4, $5)",
        rows));
    return attachment;
}

Result<Bytes> read_attachment(Reader& reader, const Vault& vault, AttachmentId id) {
    MINKA_TRY_ASSIGN(const auto stored, reader.require<Attachment>(id));
    const auto& attachment = stored.record;
    MINKA_TRY_ASSIGN(const auto key, vault.key_for_opening(reader, attachment.subject_id));
    Bytes content;
    content.reserve(static_cast<std::size_t>(std::max<std::int64_t>(attachment.byte_count, 0)));
    MINKA_TRY(visit_chunks(reader, attachment, [&](std::int64_t part, const Bytes& sealed) -> Result<> {
        const auto plain = open_bytes(key.bytes(), chunk_context(reader.programme(), id, part), sealed);
        if (!plain) {
            return problem(ProblemCode::integrity_broken,
                           "The attachment " + to_string(id) + " does not open with its key.");
        }
        append(content, *plain);
        return {};
    }));
    return content;
}

Result<std::int64_t> blank_attachments(Writer& writer, const Uuid& subject) {
    MINKA_TRY_ASSIGN(const auto attachments, writer.all<Attachment>("AND subject_id = $2", subject));
    for (const auto& attachment : attachments) {
        MINKA_TRY(writer.project("DELETE FROM attachment_chunk WHERE programme_id = $1 AND attachment_id = $2",
                                 writer.programme(), attachment.record.id));
    }
    return static_cast<std::int64_t>(attachments.size());
}

Result<std::vector<std::string>> check_attachments(Reader& reader) {
    MINKA_TRY_ASSIGN(const auto attachments,
                     reader.all<Attachment>("AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.programme_id = $1 AND "
                                            "erasure.subject_id = attachment.subject_id) ORDER BY id"));
    std::vector<std::string> findings;
    for (const auto& attachment : attachments) {
        const auto checked =
            visit_chunks(reader, attachment.record, [](std::int64_t, const Bytes&) { return Result<>{}; });
        if (!checked && checked.error().code != ProblemCode::integrity_broken) {
            return std::unexpected(checked.error());
        }
        if (!checked) {
            findings.push_back(checked.error().message);
        }
    }
    return findings;
}

}  // namespace minka::privacy
