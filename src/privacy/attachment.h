#pragma once

#include "privacy/consent.h"
#include "privacy/media_type.h"
#include "privacy/vault.h"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace minka::privacy {

/// A scan or recording of one subject. Its bytes are encrypted under the subject's key and stand in chunks whose
/// hashes, of ciphertext, `content_hash` covers: whoever has no key can still check and copy them.
struct Attachment {
    AttachmentId id;
    Uuid subject_id;
    std::string media_type;
    std::int64_t byte_count = 0;
    std::int64_t chunk_count = 0;
    Bytes content_hash;  ///< BLAKE2b of the hashes of the chunks, in their order.
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (id, subject_id, media_type, byte_count, chunk_count, content_hash))

struct NewAttachment {
    AttachmentId id;
    Uuid subject;
    MediaClass accepts = MediaClass::scan;
    ByteView content;
    std::string name;  ///< Of the file, for problems only; it is not stored, since names of files name people.
};

inline constexpr std::size_t largest_attachment = 32U << 20U;
inline constexpr std::size_t attachment_chunk_size = 256U << 10U;

/// Checks the content, encrypts it and writes it in the writer's transaction.
/// Problems: `too_large` above 32 MiB; `malformed_file` for what is not of the accepted class; `forbidden` when the
/// subject was erased.
Result<Attachment> store_attachment(storage::Writer& writer, const Vault& vault, const NewAttachment& fresh);

/// Problems: `not_found`; `forbidden` when the subject was erased; `integrity_broken` when a chunk is missing or
/// changed.
Result<Bytes> read_attachment(storage::Reader& reader, const Vault& vault, AttachmentId id);

/// Takes the chunks of every attachment of the subject away; the records with their hashes stay.
/// Returns how many attachments there were.
Result<std::int64_t> blank_attachments(storage::Writer& writer, const Uuid& subject);

/// Compares the chunks of every attachment of the programme with their hashes, without any key. Returns a sentence for
/// each attachment that is not whole; those of erased subjects have no chunks and are left out.
Result<std::vector<std::string>> check_attachments(storage::Reader& reader);

}  // namespace minka::privacy

template <>
inline constexpr std::string_view minka::storage::record_table<minka::privacy::Attachment> = "attachment";
