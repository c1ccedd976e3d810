#include "privacy/release_ledger.h"

#include "base/random.h"
#include "privacy/release_record_text.h"
#include "storage/ledger.h"
#include "unit/privacy/privacy_database.h"
#include "unit/privacy/sample_cuts.h"

using namespace minka;
using namespace minka::test;
using namespace minka::privacy;
using storage::Reader;
using storage::Writer;

namespace {

const SuppressionRules shipped;

Cut regions(const std::string& name, std::vector<std::pair<std::string, std::int64_t>> counts) {
    std::vector<sample::Place> places;
    for (const auto& [code, count] : counts) {
        places.push_back({code, "pais", Level::region});
    }
    auto cut = sample::teachers(sample::place_tree(places), std::move(counts));
    cut.name = name;
    return cut;
}

SuppressedCut decided(const Cut& cut, std::span<const ReleaseRecord> earlier = {}) {
    auto result = suppress_small_cells(cut, shipped, earlier);
    REQUIRE(result.has_value());
    return *std::move(result);
}

struct Releases {
    explicit Releases(ScratchDatabase& owner)
        : scratch(owner), vault(unlock(owner)), programme(owner.database->new_id<ProgrammeId>()) {}

    Result<Release> record(const SuppressedCut& cut, const std::string& audience = "public") {
        return record_release(*scratch.database, *vault, act_in(programme),
                              {scratch.database->new_id<ReleaseId>(), audience, scratch.clock.now(), "0.1.0"}, cut,
                              shipped);
    }
    Result<std::vector<ReleaseRecord>> earlier() {
        return scratch.database->read(programme, [&](Reader& reader) { return earlier_releases(reader, *vault); });
    }

    ScratchDatabase& scratch;
    std::unique_ptr<Vault> vault;
    ProgrammeId programme;
};

}  // namespace

TEST_SUITE_BEGIN("privacy: release ledger");

TEST_CASE("a release that shows three people by subtraction is refused, one made with the earlier ones is entered") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Releases releases(scratch);
        const auto march = decided(regions("marzo", {{"a", 40}, {"b", 50}, {"c", 60}}));
        REQUIRE_MESSAGE(releases.record(march).has_value(), sentence_of(releases.record(march)));
        // 43 - 40 = 3 teachers came to region a: fewer than the floor of 10.
        const auto april = regions("abril", {{"a", 43}, {"b", 80}, {"c", 90}});
        const auto refused = releases.record(decided(april), "partners");
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ProblemCode::withheld);
        const auto earlier = releases.earlier();
        REQUIRE_MESSAGE(earlier.has_value(), sentence_of(earlier));
        REQUIRE(earlier->size() == 1);
        const auto entered = releases.record(decided(april, *earlier), "partners");
        REQUIRE_MESSAGE(entered.has_value(), sentence_of(entered));
        CHECK(releases.earlier()->size() == 2);
        CHECK(releases.earlier()->front().cut.name == "marzo");
        const auto verified = scratch.database->read(releases.programme,
                                                     [](Reader& reader) { return storage::verify_ledger(reader, {}); });
        CHECK(verified->findings.empty());
    });
}

TEST_CASE("the same tables for the same audience are one release") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Releases releases(scratch);
        const auto march = decided(regions("marzo", {{"a", 40}, {"b", 50}}));
        const auto first = releases.record(march);
        const auto again = releases.record(march);
        REQUIRE(first.has_value());
        REQUIRE(again.has_value());
        CHECK(first->id == again->id);
        const auto other = releases.record(march, "ministry");
        REQUIRE_MESSAGE(other.has_value(), sentence_of(other));
        CHECK_FALSE(other->id == first->id);
        CHECK(releases.record(march, " ").error().code == ProblemCode::invalid_input);
    });
}

TEST_CASE("true figures behind a release are sealed, and a change to them stops later releases") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Releases releases(scratch);
        REQUIRE(releases.record(decided(regions("marzo", {{"a", 40}, {"b", 50}, {"regioncita", 3}}))).has_value());
        const auto stored = scratch.database->read(releases.programme, [](Reader& reader) {
            return reader.value<Bytes>("SELECT content FROM release_figures");
        });
        CHECK(as_text(**stored).find("regioncita") == std::string_view::npos);
        auto changed = **stored;
        changed.back() ^= 1;
        REQUIRE(scratch.database
                    ->write(act_in(releases.programme),
                            [&](Writer& writer) {
                                return writer.project("UPDATE release_figures SET content = $1", changed);
                            })
                    .has_value());
        CHECK(releases.earlier().error().code == ProblemCode::integrity_broken);
        REQUIRE(scratch.database
                    ->write(act_in(releases.programme),
                            [&](Writer& writer) { return writer.project("DELETE FROM release_figures"); })
                    .has_value());
        CHECK(releases.record(decided(regions("abril", {{"a", 60}, {"b", 80}}))).error().code ==
              ProblemCode::integrity_broken);
    });
}

TEST_CASE("a released cut is the same after it was written and read") {
    SeededRandom random(11);
    auto cut = regions("marzo", {{"a", 40}, {"b", 50}, {"c", 4}});
    auto& population = cut.populations[0];
    population.measures = {{"clima", MeasureKind::mean, 0, 100}, {"gasto", MeasureKind::total, 0, 1e9}};
    population.growth = Growth::cumulative;
    for (auto& leaf : cut.tables[0].leaves) {
        leaf.eligible = leaf.count + 7;
        const auto n = leaf.count;
        leaf.values = {CellValue{random.uniform() * 100 * static_cast<double>(n), n, {}},
                       CellValue{1.0 / 3.0 + random.uniform() * 1e6, n, {0.1, random.uniform()}}};
    }
    cut.tables[0].leaves[1].values[0] = std::nullopt;
    const auto record = decided(cut).record_for_ledger();
    const auto text = release_record_text(record);
    const auto read = parse_release_record(text);
    REQUIRE_MESSAGE(read.has_value(), sentence_of(read));
    CHECK(release_record_text(*read) == text);
    REQUIRE(read->cut.cells.size() == record.cut.cells.size());
    for (std::size_t i = 0; i < record.cut.cells.size(); ++i) {
        CHECK(read->cut.cells[i].address == record.cut.cells[i].address);
        CHECK(read->cut.cells[i].count == record.cut.cells[i].count);
        CHECK(read->cut.cells[i].eligible == record.cut.cells[i].eligible);
        CHECK(read->cut.cells[i].level == record.cut.cells[i].level);
        CHECK(read->decisions[i].withheld == record.decisions[i].withheld);
        for (std::size_t m = 0; m < 2; ++m) {
            REQUIRE(read->cut.cells[i].values[m].has_value() == record.cut.cells[i].values[m].has_value());
            CHECK((!record.cut.cells[i].values[m] ||
                   read->cut.cells[i].values[m]->sum == record.cut.cells[i].values[m]->sum));
        }
    }
    CHECK(read->cut.equations == record.cut.equations);
    for (std::size_t length = 0; length < text.size(); length += 97) {
        CHECK_FALSE(parse_release_record(std::string_view(text).substr(0, length)).has_value());
    }
}

TEST_SUITE_END();
