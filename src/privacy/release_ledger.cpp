#include "privacy/release_ledger.h"

#include "base/text.h"
#include "privacy/release_differencing.h"
#include "privacy/release_record_text.h"

#include <algorithm>

namespace minka::privacy {

namespace {

using storage::Reader;
using storage::Stored;
using storage::Writer;

Bytes hash_bytes(ByteView content) {
    const auto hash = storage::hash_of(content);
    return {hash.begin(), hash.end()};
}

Result<ReleaseRecord> read_figures(Reader& reader, const Vault& vault, const Release& release) {
    MINKA_TRY_ASSIGN(
        const auto content,
        reader.value<storage::Sealed>("SELECT content FROM release_figures WHERE programme_id = $1 AND release_id = $2",
                                      reader.programme(), release.id));
    if (!content || hash_bytes(content->bytes) != release.figures_hash) {
        return problem(
            ProblemCode::integrity_broken,
            "The figures of the release " + release.cut_name + " (" + release.cut_date.text() +
                ") are missing or were changed; without them no later release can be checked. Restore a backup.");
    }
    MINKA_TRY_ASSIGN(const auto text, vault.open(reader, release_ledger, *content));
    return parse_release_record(text);
}

struct Earlier {
    std::vector<Stored<Release>> releases;
    std::vector<ReleaseRecord> records;
};

Result<Earlier> read_earlier(Reader& reader, const Vault& vault) {
    Earlier earlier;
    MINKA_TRY_ASSIGN(earlier.releases, releases_in(reader));
    for (const auto& release : earlier.releases) {
        MINKA_TRY_ASSIGN(auto record, read_figures(reader, vault, release.record));
        earlier.records.push_back(std::move(record));
    }
    return earlier;
}

Result<> write_release(Writer& writer, const Vault& vault, Release& release, const std::string& text,
                       std::size_t seen) {
    MINKA_TRY_ASSIGN(const auto now, releases_in(writer));
    if (now.size() != seen) {
        return problem(ProblemCode::conflict, "Another release was entered meanwhile; make the report again.",
                       "release");
    }
    MINKA_TRY_ASSIGN(const auto sealed, vault.seal(writer, release_ledger, text));
    release.figures_hash = hash_bytes(sealed.bytes);
    MINKA_TRY(writer.create(release));
    MINKA_TRY(writer.project("INSERT INTO release_figures (programme_id, release_id, content) VALUES ($1, $2, $3)",
                             writer.programme(), release.id, sealed));
    return {};
}

}  // namespace

Result<std::vector<Stored<Release>>> releases_in(Reader& reader) { return reader.all<Release>("ORDER BY clock, id"); }

Result<std::vector<ReleaseRecord>> earlier_releases(Reader& reader, const Vault& vault) {
    MINKA_TRY_ASSIGN(auto earlier, read_earlier(reader, vault));
    return std::move(earlier.records);
}

Result<Release> record_release(storage::Database& database, const Vault& vault, const storage::Act& act,
                               const ReleaseFacts& facts, const SuppressedCut& cut, const SuppressionRules& rules) {
    if (trim(facts.audience).empty()) {
        return invalid("A release names its audience.", "release.audience");
    }
    const auto text = release_record_text(cut.record_for_ledger());
    Release release{facts.id, facts.audience,    cut.name(), cut.date(), facts.known_at, hash_bytes(as_bytes(text)),
                    {},       facts.code_version};
    MINKA_TRY_ASSIGN(const auto earlier,
                     database.read(act.programme, [&](Reader& reader) { return read_earlier(reader, vault); }));
    for (const auto& [known, version, recorded_at] : earlier.releases) {
        if (known.audience == release.audience && known.tables_hash == release.tables_hash) {
            return known;
        }
    }
    MINKA_TRY(check_against_releases(cut, earlier.records, rules));
    const auto seen = earlier.releases.size();
    MINKA_TRY(database.write(act, [&](Writer& writer) { return write_release(writer, vault, release, text, seen); }));
    return release;
}

}  // namespace minka::privacy
