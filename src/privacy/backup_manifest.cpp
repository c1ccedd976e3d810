#include "privacy/backup_manifest.h"

#include "base/text.h"
#include "privacy/sealing.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace minka::privacy {

namespace {

constexpr std::string_view purpose = "backup manifest";

std::string hex_of(const storage::Hash& hash) { return to_hex(hash); }

Result<storage::Hash> parse_hash(std::string_view text) {
    MINKA_TRY_ASSIGN(const auto bytes, from_hex(text));
    storage::Hash hash{};
    if (bytes.size() != hash.size()) {
        return invalid("A hash has 64 digits.");
    }
    std::ranges::copy(bytes, hash.begin());
    return hash;
}

template <typename Number>
Result<Number> parse_number(std::string_view text) {
    Number number{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) {
        return invalid("This is not a whole number.");
    }
    return number;
}

Result<storage::LedgerHead> parse_head(const std::vector<std::string_view>& words) {
    storage::LedgerHead head;
    if (words.size() != 6) {
        return invalid("A head has six words.");
    }
    MINKA_TRY_ASSIGN(head.programme.uuid, parse_uuid(words[0]));
    MINKA_TRY_ASSIGN(head.node, parse_uuid(words[1]));
    MINKA_TRY_ASSIGN(head.sequence, parse_number<std::int64_t>(words[2]));
    MINKA_TRY_ASSIGN(head.hash, parse_hash(words[3]));
    MINKA_TRY_ASSIGN(head.clock, parse_number<std::int64_t>(words[4]));
    MINKA_TRY_ASSIGN(head.recorded_at.microseconds, parse_number<std::int64_t>(words[5]));
    return head;
}

Result<ErasureHead> parse_erasures(const std::vector<std::string_view>& words) {
    ErasureHead head;
    if (words.size() != 2) {
        return invalid("The erasures have two words.");
    }
    MINKA_TRY_ASSIGN(head.count, parse_number<std::size_t>(words[0]));
    head.hash = words[1] == "-" ? std::string_view{} : words[1];
    return head;
}

Result<> parse_line(std::string_view name, std::string_view value, ReadManifest& read) {
    auto& manifest = read.manifest;
    if (name == "schema") {
        MINKA_TRY_ASSIGN(manifest.schema, parse_number<int>(value));
    } else if (name == "created") {
        MINKA_TRY_ASSIGN(manifest.created_at, parse_instant(value));
    } else if (name == "program") {
        manifest.code_version = value;
    } else if (name == "engine") {
        manifest.engine = value;
    } else if (name == "bytes") {
        MINKA_TRY_ASSIGN(manifest.byte_count, parse_number<std::uint64_t>(value));
    } else if (name == "blake2b") {
        MINKA_TRY_ASSIGN(manifest.content_hash, parse_hash(value));
    } else if (name == "key") {
        manifest.key_fingerprint = value;
    } else if (name == "erasures") {
        MINKA_TRY_ASSIGN(manifest.erasures, parse_erasures(split(value, ' ')));
    } else if (name == "findings") {
        MINKA_TRY_ASSIGN(manifest.finding_count, parse_number<std::size_t>(value));
    } else if (name == "head") {
        MINKA_TRY_ASSIGN(const auto head, parse_head(split(value, ' ')));
        manifest.heads.push_back(head);
    } else if (name == "authentication") {
        MINKA_TRY_ASSIGN(read.authentication, from_hex(value));
    } else {
        return invalid("The manifest has no line '" + std::string(name) + "'.");
    }
    return {};
}

}  // namespace

std::string render_manifest(const BackupManifest& manifest, ByteView master_key) {
    std::string text(backup_mark);
    const auto line = [&](std::string_view name, const std::string& value) {
        text += std::string(name) + " " + value + "\n";
    };
    line("schema", std::to_string(manifest.schema));
    line("created", to_string(manifest.created_at));
    line("program", manifest.code_version);
    line("engine", manifest.engine);
    line("bytes", std::to_string(manifest.byte_count));
    line("blake2b", hex_of(manifest.content_hash));
    line("key", manifest.key_fingerprint);
    line("erasures", std::to_string(manifest.erasures.count) + " " +
                         (manifest.erasures.hash.empty() ? "-" : manifest.erasures.hash));
    line("findings", std::to_string(manifest.finding_count));
    for (const auto& head : manifest.heads) {
        line("head", to_string(head.programme) + " " + to_string(head.node) + " " + std::to_string(head.sequence) +
                         " " + hex_of(head.hash) + " " + std::to_string(head.clock) + " " +
                         std::to_string(head.recorded_at.microseconds));
    }
    line("authentication", to_hex(keyed_hash(master_key, purpose, as_bytes(text))));
    return text + "\n";
}

Result<ReadManifest> parse_manifest(std::string_view text) {
    const auto malformed = [](int line, const std::string& why) {
        return problem(ProblemCode::malformed_file, "Line " + std::to_string(line) + " of the backup's manifest: " +
                                                        why + " The file is torn or no backup; take another one.");
    };
    if (!text.starts_with(backup_mark)) {
        return malformed(1, "it does not begin with 'minka backup 1'.");
    }
    ReadManifest read;
    int number = 1;
    for (auto rest = text.substr(backup_mark.size()); !rest.starts_with('\n');) {
        ++number;
        const auto end = rest.find('\n');
        if (end == std::string_view::npos || !read.authentication.empty()) {
            return malformed(number, "the manifest breaks off.");
        }
        const auto line = rest.substr(0, end);
        const auto space = std::min(line.find(' '), line.size() - 1);
        if (line.starts_with("authentication ")) {
            read.authenticated = text.substr(0, text.size() - rest.size());
        }
        rest.remove_prefix(end + 1);
        if (const auto parsed = parse_line(line.substr(0, space), line.substr(space + 1), read); !parsed) {
            return malformed(number, parsed.error().message);
        }
    }
    if (read.authentication.empty()) {
        return malformed(number, "the manifest has no authentication.");
    }
    return read;
}

Result<> authenticate_manifest(const ReadManifest& read, ByteView master_key) {
    const auto expected = keyed_hash(master_key, purpose, as_bytes(read.authenticated));
    if (!std::ranges::equal(expected, read.authentication)) {
        return problem(ProblemCode::integrity_broken,
                       "The manifest of the backup was changed after it was made; take another backup.");
    }
    return {};
}

}  // namespace minka::privacy
