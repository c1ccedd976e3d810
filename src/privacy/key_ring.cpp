#include "privacy/key_ring.h"

#include <algorithm>

namespace minka::privacy {

namespace {

// Reading the whole table pays when at least every sixteenth key is wanted.
constexpr std::int64_t worth_reading_all = 16;

}  // namespace

Result<> KeyRing::keep(const ProgrammeId& programme, const Uuid& subject, ByteView wrapped) {
    MINKA_TRY_ASSIGN(const auto key, vault_->unwrap(programme, subject, wrapped));
    keys_.emplace(subject, key);
    return {};
}

Result<> KeyRing::read_all(storage::Reader& reader) {
    const std::unordered_set<Uuid> wanted(subjects_.begin(), subjects_.end());
    return reader.each(
        "SELECT subject_id, wrapped FROM subject_key WHERE programme_id = $1",
        [&](const storage::Row& row) -> Result<> {
            const auto subject = row.get<Uuid>(0);
            return wanted.contains(subject) ? keep(reader.programme(), subject, row.get<Bytes>(1)) : Result<>{};
        },
        reader.programme());
}

Result<> KeyRing::read_singly(storage::Reader& reader) {
    for (const auto& subject : subjects_) {
        MINKA_TRY_ASSIGN(
            const auto wrapped,
            reader.value<Bytes>("SELECT wrapped FROM subject_key WHERE programme_id = $1 AND subject_id = $2",
                                reader.programme(), subject));
        if (wrapped) {
            MINKA_TRY(keep(reader.programme(), subject, *wrapped));
        }
    }
    return {};
}

Result<KeyRing> KeyRing::of(const Vault& vault, storage::Reader& reader, std::vector<Uuid> subjects) {
    std::ranges::sort(subjects);
    const auto repeated = std::ranges::unique(subjects);
    subjects.erase(repeated.begin(), repeated.end());
    KeyRing ring(vault, std::move(subjects));
    const auto count = static_cast<std::int64_t>(ring.subjects_.size());
    bool all = false;
    if (count > worth_reading_all) {
        MINKA_TRY_ASSIGN(
            const auto stored,
            reader.value<std::int64_t>("SELECT count(*) FROM subject_key WHERE programme_id = $1", reader.programme()));
        all = count * worth_reading_all >= stored.value_or(0);
    }
    MINKA_TRY(all ? ring.read_all(reader) : ring.read_singly(reader));
    MINKA_TRY(reader.each(
        "SELECT subject_id FROM erasure WHERE programme_id = $1",
        [&](const storage::Row& row) -> Result<> {
            ring.erased_.insert(row.get<Uuid>(0));
            return {};
        },
        reader.programme()));
    return ring;
}

Result<> KeyRing::make_missing(storage::Writer& writer) {
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    std::vector<std::vector<storage::Value>> rows;
    for (const auto& subject : subjects_) {
        if (is_erased(subject)) {
            return problem(ProblemCode::forbidden,
                           "The data of " + to_string(subject) + " were erased and must not be recorded again.");
        }
        if (keys_.contains(subject)) {
            continue;
        }
        const auto key = SecretKey::random();
        rows.push_back({storage::to_value(writer.programme()), storage::to_value(subject),
                        storage::to_value(vault_->wrap(writer.programme(), subject, key)), storage::to_value(now)});
        keys_.emplace(subject, key);
    }
    if (rows.empty()) {
        return {};
    }
    // A key that another transaction made meanwhile ends this one with `busy`, and it runs again with that key.
    return writer.project_each(
        "INSERT INTO subject_key (programme_id, subject_id, wrapped, made_at) VALUES ($1, $2, $3, $4)", rows);
}

FreshKey KeyRing::make_fresh(const Vault& vault, const ProgrammeId& programme, const Uuid& subject) {
    const auto key = SecretKey::random();
    return {subject, key, vault.wrap(programme, subject, key)};
}

Result<> KeyRing::store_fresh(storage::Writer& writer, const FreshKey& fresh, Instant made_at) {
    MINKA_TRY(
        writer.project("INSERT INTO subject_key (programme_id, subject_id, wrapped, made_at) VALUES ($1, $2, $3, $4)",
                       writer.programme(), fresh.subject, fresh.wrapped, made_at));
    return {};
}

storage::Sealed KeyRing::seal_with(const FreshKey& fresh, const ProgrammeId& programme, std::string_view plain) {
    return {seal_bytes(fresh.key.bytes(), text_context(programme, fresh.subject), as_bytes(plain))};
}

const SecretKey* KeyRing::find(const Uuid& subject) const {
    const auto found = keys_.find(subject);
    return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace minka::privacy
