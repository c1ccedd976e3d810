#include "storage/ledger.h"

#include "storage/postgres/postgres_connection.h"
#include "storage/sqlite/sqlite_connection.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace minka;
using namespace minka::test;
using storage::Act;
using storage::LedgerHead;
using storage::Reader;
using storage::Writer;
using Kind = storage::LedgerFinding::Kind;

namespace {

// One programme with the chain: 1 create Sonsón, 2 create Abejorral, 3 change Sonsón, 4 change Abejorral, 5 a note,
// 6 create Granada, 7 remove Granada.
struct Chain {
    ScratchDatabase& scratch;
    Act act;
    Village sonson;
    Village abejorral;
    Village granada;
    LedgerHead head;

    explicit Chain(ScratchDatabase& scratch_database) : scratch(scratch_database) {
        auto& database = *scratch.database;
        act = {database.new_id<ProgrammeId>(), {}, "console", "test"};
        sonson = {database.new_id<VillageId>(), "Sonsón", 40, {}};
        abejorral = {database.new_id<VillageId>(), "Abejorral", {}, {}};
        granada = {database.new_id<VillageId>(), "Granada", {}, {}};
        write([&](Writer& writer) { return writer.create(sonson); });
        write([&](Writer& writer) { return writer.create(abejorral); });
        sonson.families = 41;
        write([&](Writer& writer) { return change(writer, sonson); });
        abejorral.families = 12;
        write([&](Writer& writer) { return change(writer, abejorral); });
        write([&](Writer& writer) { return writer.note("batch", {}, {{"count", storage::to_value(240)}}); });
        write([&](Writer& writer) { return writer.create(granada); });
        write([&](Writer& writer) { return writer.remove(granada, 1); });
        const auto heads =
            database.read(act.programme, [](Reader& reader) { return storage::read_ledger_heads(reader); });
        REQUIRE(heads.has_value());
        REQUIRE(heads->size() == 1);
        head = heads->front();
        REQUIRE(head.sequence == 7);
    }

    static Result<> change(Writer& writer, const Village& village) {
        MINKA_TRY(writer.change(village, 1));
        return {};
    }

    void write(const std::function<Result<>(Writer&)>& closure) {
        scratch.clock.advance(1000);
        const auto written = scratch.database->write(act, closure);
        REQUIRE_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
    }

    // Behind the ledger's back.
    void tamper(const std::string& sql) {
        auto connection =
            scratch.database->engine() == storage::Engine::postgres
                ? storage::open_postgres(scratch.location)
                : storage::open_sqlite({scratch.location, storage::SqliteOptions::Access::read_write, {}});
        REQUIRE(connection.has_value());
        const auto done = (*connection)->run_script(sql);
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : to_sentence(done.error())));
    }

    std::vector<storage::LedgerFinding> findings(const std::vector<LedgerHead>& known = {}) {
        const auto verified = scratch.database->read(
            act.programme, [&](Reader& reader) { return storage::verify_ledger(reader, known); });
        REQUIRE_MESSAGE(verified.has_value(), (verified ? "" : to_sentence(verified.error())));
        return verified->findings;
    }

    std::string name(const Village& village) const { return "village " + to_string(village.id); }
};

struct Tampering {
    std::string name;
    std::string sql;
    Kind kind{};
    std::int64_t sequence = 0;
    std::string record;  ///< "sonson" or "abejorral", replaced by the village's name; "" when none is named.
};

void expect_finding(Chain& chain, const Tampering& tampering) {
    CAPTURE(tampering.name);
    const auto found = chain.findings();
    const auto record = tampering.record == "sonson"      ? chain.name(chain.sonson)
                        : tampering.record == "abejorral" ? chain.name(chain.abejorral)
                                                          : "";
    const auto is_it = [&](const storage::LedgerFinding& finding) {
        return finding.kind == tampering.kind && finding.sequence == tampering.sequence &&
               (record.empty() || finding.record == record);
    };
    CHECK(std::ranges::any_of(found, is_it));
    for (const auto& finding : found) {
        INFO(finding.sentence);
        CHECK_FALSE(finding.sentence.empty());
    }
}

}  // namespace

TEST_SUITE_BEGIN("storage: ledger");

TEST_CASE("a ledger nobody touched verifies, with every row counted") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        Chain chain(scratch);
        const auto verified = scratch.database->read(chain.act.programme, [&](Reader& reader) {
            return storage::verify_ledger(reader, std::vector{chain.head});
        });
        REQUIRE(verified.has_value());
        CHECK(verified->findings.empty());
        CHECK(verified->entries == 7);
        CHECK(verified->records == 2);
        CHECK(verified->superseded == 3);
    });
}

TEST_CASE("whatever is changed behind the ledger's back is found and named") {
    const std::vector<Tampering> tamperings{
        {"an entry's act", "UPDATE ledger SET act = 'other' WHERE sequence = 3", Kind::entry_changed, 3, "sonson"},
        {"an entry's instant", "UPDATE ledger SET recorded_at = recorded_at + 1 WHERE sequence = 5",
         Kind::entry_changed, 5, ""},
        {"an entry's hash", "UPDATE ledger SET hash = state WHERE sequence = 2", Kind::entry_changed, 2, "abejorral"},
        {"an entry cut short", "UPDATE ledger SET hash = changes WHERE sequence = 2", Kind::entry_changed, 2, ""},
        {"an entry in the middle", "DELETE FROM ledger WHERE sequence = 5", Kind::entry_missing, 5, ""},
        {"the first entry", "DELETE FROM ledger WHERE sequence = 1", Kind::entry_missing, 1, ""},
        {"two entries swapped",
         "UPDATE ledger SET sequence = 100 WHERE sequence = 3; UPDATE ledger SET sequence = 3 WHERE sequence = 4; "
         "UPDATE ledger SET sequence = 4 WHERE sequence = 100",
         Kind::entry_changed, 3, "abejorral"},
        {"the swapped one after it",
         "UPDATE ledger SET sequence = 100 WHERE sequence = 3; UPDATE ledger SET sequence = 3 WHERE sequence = 4; "
         "UPDATE ledger SET sequence = 4 WHERE sequence = 100",
         Kind::chain_broken, 4, "sonson"},
        {"the last entry", "DELETE FROM ledger WHERE sequence = 7", Kind::tail_cut, 7, ""},
        {"the head", "DELETE FROM ledger_head", Kind::tail_cut, 8, ""},
        {"the head's instant", "UPDATE ledger_head SET recorded_at = recorded_at - 5000", Kind::tail_cut, 8, ""},
        {"a record's column", "UPDATE village SET families = 1000 WHERE name = 'Sonsón'", Kind::record_changed, 0,
         "sonson"},
        {"a record's column emptied", "UPDATE village SET families = NULL WHERE name = 'Sonsón'", Kind::record_changed,
         0, "sonson"},
        {"a record's version", "UPDATE village SET version = 9 WHERE name = 'Sonsón'", Kind::record_changed, 0,
         "sonson"},
        {"when a record was known", "UPDATE village SET recorded_at = recorded_at - 1 WHERE name = 'Abejorral'",
         Kind::record_changed, 0, "abejorral"},
        {"a record", "DELETE FROM village WHERE name = 'Abejorral'", Kind::record_missing, 0, "abejorral"},
        {"a superseded row", "UPDATE village_history SET families = 39 WHERE name = 'Sonsón'", Kind::record_changed, 0,
         "sonson"},
        {"when a row was superseded",
         "UPDATE village_history SET superseded_at = superseded_at + 1 WHERE name = 'Sonsón'", Kind::record_changed, 0,
         "sonson"},
        {"a superseded row gone", "DELETE FROM village_history WHERE name = 'Abejorral'", Kind::record_missing, 0,
         "abejorral"},
        {"a superseded row added",
         "INSERT INTO village_history (programme_id, id, version, recorded_at, clock, superseded_at, name) SELECT "
         "programme_id, id, 7, 1, 1, 2, 'x' FROM village WHERE name = 'Sonsón'",
         Kind::record_changed, 0, "sonson"},
        {"a record of a table without entries",
         "INSERT INTO well (programme_id, id, version, recorded_at, clock, village_id, state, depth, is_public, owner) "
         "SELECT v.programme_id, v.id, 1, 1, 1, v.id, 'dry', 1, 1 = 1, h.hash FROM village AS v, ledger_head AS h "
         "WHERE v.name = 'Sonsón'",
         Kind::record_unknown, 0, ""},
    };
    for (const auto& tampering : tamperings) {
        on_both_engines(well_migrations, [&](ScratchDatabase& scratch) {
            Chain chain(scratch);
            chain.tamper(tampering.sql);
            expect_finding(chain, tampering);
        });
    }
}

TEST_CASE("a changed entry is the only one named") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        Chain chain(scratch);
        chain.tamper("UPDATE ledger SET act = 'other' WHERE sequence = 3");
        CHECK(chain.findings().size() == 1);
    });
}

TEST_CASE("a tail cut with its head is seen by a head from a receipt, and by nothing else") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        Chain chain(scratch);
        // Entries 6 and 7 are Granada's; without them, its history row and with entry 5's head the rest is consistent.
        chain.tamper(
            "DELETE FROM ledger WHERE sequence > 5; DELETE FROM village_history WHERE name = 'Granada'; "
            "UPDATE ledger_head SET sequence = 5, hash = (SELECT hash FROM ledger WHERE sequence = 5), "
            "clock = (SELECT clock FROM ledger WHERE sequence = 5), "
            "recorded_at = (SELECT recorded_at FROM ledger WHERE sequence = 5)");
        CHECK(chain.findings().empty());
        const auto found = chain.findings({chain.head});
        REQUIRE(found.size() == 1);
        CHECK(found.front().kind == Kind::tail_cut);
        CHECK(found.front().sequence == 7);
    });
}

TEST_CASE("a chain that went on after a known head holds it still") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        Chain chain(scratch);
        chain.write([](Writer& writer) { return writer.note("batch", {}, {}); });
        CHECK(chain.findings({chain.head}).empty());
    });
}

TEST_CASE("the history of a record tells each change, field by field") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        Chain chain(scratch);
        const auto entries = scratch.database->read(chain.act.programme, [&](Reader& reader) {
            return storage::ledger_of_record(reader, chain.act.programme, chain.sonson.id.uuid);
        });
        REQUIRE(entries.has_value());
        REQUIRE(entries->size() == 2);
        const auto created = storage::decode_changes(entries->front().changes);
        const auto changed = storage::decode_changes(entries->back().changes);
        REQUIRE(created.has_value());
        REQUIRE(changed.has_value());
        using storage::FieldChange;
        CHECK(*created ==
              std::vector<FieldChange>{{"families", {}, std::int64_t{40}}, {"name", {}, std::string("Sonsón")}});
        CHECK(*changed == std::vector<FieldChange>{{"families", std::int64_t{40}, std::int64_t{41}}});
        CHECK(entries->front().base_version == 0);
        CHECK(entries->back().base_version == 1);
        CHECK(entries->back().version == 2);
        CHECK(entries->front().clock < entries->back().clock);
    });
}

TEST_CASE("a clock set back does not turn back what was recorded") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        Chain chain(scratch);
        const auto frozen = scratch.database->last_recorded(chain.act.programme);
        REQUIRE(frozen.has_value());
        CHECK(*frozen == chain.head.recorded_at);
        scratch.clock.advance(-86'400'000'000);
        Village village{scratch.database->new_id<VillageId>(), "Nariño", {}, {}};
        chain.write([&](Writer& writer) { return writer.create(village); });
        const auto known = scratch.database->read(
            chain.act.programme, [&](Reader& reader) { return reader.all_known<Village>(*frozen, ""); });
        REQUIRE(known.has_value());
        CHECK(known->size() == 2);
        const auto later = scratch.database->last_recorded(chain.act.programme);
        CHECK(*later > *frozen);
        CHECK(chain.findings().empty());
        const auto of_another = scratch.database->last_recorded(scratch.database->new_id<ProgrammeId>());
        CHECK(*of_another == Instant{});
    });
}

TEST_SUITE_END();
