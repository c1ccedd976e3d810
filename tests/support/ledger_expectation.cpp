#include "support/ledger_expectation.h"

#include "storage/ledger.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace minka::test {

namespace {

struct TableCount {
    std::int64_t rows = 0;
    std::int64_t versions = 0;
};

using TableCounts = std::map<std::string, TableCount>;

TableCounts count_tables(storage::Database& database) {
    auto counted = database.read(ProgrammeId{}, [](storage::Reader& reader) -> Result<TableCounts> {
        TableCounts counts;
        MINKA_TRY_ASSIGN(const auto tables, reader.record_tables());
        for (const auto& table : tables) {
            MINKA_TRY_ASSIGN(const auto rows,
                             reader.value<std::int64_t>("SELECT (SELECT count(*) FROM " + table +
                                                        ") + (SELECT count(*) FROM " + table + "_history)"));
            MINKA_TRY_ASSIGN(
                const auto versions,
                reader.value<std::int64_t>("SELECT count(*) FROM ledger WHERE kind = $1 AND version > 0", table));
            counts[table] = {rows.value_or(0), versions.value_or(0)};
        }
        return counts;
    });
    REQUIRE_MESSAGE(counted.has_value(), (counted ? "" : to_sentence(counted.error())));
    return *std::move(counted);
}

}  // namespace

void expect_ledgered(storage::Database& database, const std::function<void()>& act) {
    const auto before = count_tables(database);
    act();
    for (const auto& [table, after] : count_tables(database)) {
        CAPTURE(table);
        const auto first = before.find(table) != before.end() ? before.at(table) : TableCount{};
        CHECK(after.rows - first.rows == after.versions - first.versions);
        CHECK(after.rows == after.versions);
    }
    expect_sound_ledger(database);
}

void expect_sound_ledger(storage::Database& database) {
    const auto verified =
        database.read(ProgrammeId{}, [](storage::Reader& reader) { return storage::verify_ledger(reader, {}); });
    REQUIRE_MESSAGE(verified.has_value(), (verified ? "" : to_sentence(verified.error())));
    for (const auto& finding : verified->findings) {
        FAIL_CHECK(finding.sentence);
    }
}

}  // namespace minka::test
