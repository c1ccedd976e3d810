#pragma once

#include "privacy/privacy_schema.h"
#include "privacy/vault.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <string>

// A scratch database with the tables of keys, and its vault.
namespace minka::test {

inline const std::array privacy_migrations{storage::storage_migrations()[0], privacy::privacy_schema};

inline std::filesystem::path key_file_of(const ScratchDatabase& scratch) {
    return scratch.folder.path() / "test.db.key";
}

template <typename T>
std::string sentence_of(const Result<T>& result) {
    return result ? std::string() : to_sentence(result.error());
}

inline std::unique_ptr<privacy::Vault> unlock(ScratchDatabase& scratch) {
    auto vault = privacy::Vault::unlock(*scratch.database, key_file_of(scratch));
    REQUIRE_MESSAGE(vault.has_value(), sentence_of(vault));
    return *std::move(vault);
}

inline Uuid new_subject(ScratchDatabase& scratch) { return make_uuid_v7(scratch.clock.now(), scratch.random); }

inline storage::Act act_in(ProgrammeId programme) { return {programme, {}, "console", "test"}; }

}  // namespace minka::test
