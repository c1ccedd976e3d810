#include "privacy/release_differencing.h"

#include "attacker.h"
#include "base/random.h"
#include "sample_cuts.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace minka;
using namespace minka::privacy;
using namespace minka::privacy::sample;

TEST_SUITE_BEGIN("privacy: differences between releases");

namespace {

const SuppressionRules shipped;

Cut regions(const std::string& name, std::vector<std::pair<std::string, std::int64_t>> counts,
            Growth growth = Growth::cumulative) {
    std::vector<Place> places;
    for (const auto& [code, count] : counts) {
        places.push_back({code, "pais", Level::region});
    }
    auto cut = teachers(place_tree(places), std::move(counts));
    cut.name = name;
    cut.populations[0].growth = growth;
    return cut;
}

ReleaseRecord released(const Cut& cut, std::span<const ReleaseRecord> earlier = {}) {
    const auto result = suppress_small_cells(cut, shipped, earlier);
    REQUIRE(result);
    return result->record_for_ledger();
}

std::string cell(const SuppressedCut& cut, const char* code) {
    return shown(cut.figure(at("docentes", {{"lugar", code}})));
}

}  // namespace

TEST_CASE("three new people between March and April are not shown by subtraction") {
    for (const auto growth : {Growth::cumulative, Growth::snapshot}) {
        const std::vector<ReleaseRecord> march{released(regions("marzo", {{"a", 40}, {"b", 50}, {"c", 60}}, growth))};
        const auto april = regions("abril", {{"a", 43}, {"b", 80}, {"c", 90}}, growth);
        const auto alone = suppress_small_cells(april, shipped);
        REQUIRE(alone);
        CHECK(cell(*alone, "a") == "43");
        const auto problem = check_against_releases(*alone, march, shipped);
        REQUIRE_FALSE(problem);
        CHECK(problem.error().code == ProblemCode::withheld);
        CHECK(problem.error().message.find("'marzo'") != std::string::npos);
        CHECK(problem.error().message.find("'abril'") != std::string::npos);
        CHECK(problem.error().message.find("3") == std::string::npos);
        CHECK(problem.error().field == "docentes|lugar=a");

        const auto together = suppress_small_cells(april, shipped, march);
        REQUIRE(together);
        CHECK(cell(*together, "a") == "differencing");
        // The total of 213 and its other parts would give 43 back: one more goes.
        CHECK((cell(*together, "b") == "80") != (cell(*together, "c") == "90"));
        CHECK(check_against_releases(*together, march, shipped));
    }
}

TEST_CASE("nothing is withheld when nobody or enough people came") {
    const std::vector<ReleaseRecord> march{released(regions("marzo", {{"a", 40}, {"b", 50}}))};
    const auto april = suppress_small_cells(regions("abril", {{"a", 40}, {"b", 60}}), shipped, march);
    REQUIRE(april);
    CHECK(cell(*april, "a") == "40");
    CHECK(cell(*april, "b") == "60");
    const auto nine = suppress_small_cells(regions("abril", {{"a", 40}, {"b", 59}}), shipped, march);
    REQUIRE(nine);
    CHECK(cell(*nine, "b") == "differencing");
}

TEST_CASE("steps that are each large enough are also checked across several releases") {
    // March 40; April 43 was withheld; May 52 is 12 more than March, but a June of 55 against May would be 3.
    std::vector<ReleaseRecord> past;
    past.push_back(released(regions("marzo", {{"a", 40}, {"b", 50}, {"c", 60}})));
    past.push_back(released(regions("abril", {{"a", 43}, {"b", 90}, {"c", 90}}), past));
    const auto may = suppress_small_cells(regions("mayo", {{"a", 52}, {"b", 120}, {"c", 120}}), shipped, past);
    REQUIRE(may);
    CHECK(cell(*may, "a") == "52");
    past.push_back(may->record_for_ledger());
    const auto june = suppress_small_cells(regions("junio", {{"a", 55}, {"b", 150}, {"c", 150}}), shipped, past);
    REQUIRE(june);
    CHECK(cell(*june, "a") == "differencing");
}

TEST_CASE("a new table may not undo what an older release withheld") {
    // March withheld 4 (and covered it with 12). If April, with nobody new, published both, March would be undone; with
    // 8 new people a published 12 - [0 .. 12] bounds the old cell.
    const std::vector<ReleaseRecord> march{released(regions("marzo", {{"a", 4}, {"b", 12}, {"c", 60}}))};
    const auto april = suppress_small_cells(regions("abril", {{"a", 4}, {"b", 12}, {"c", 90}}), shipped, march);
    REQUIRE(april);
    CHECK(cell(*april, "a") == "too_few");
    CHECK(cell(*april, "b") == "complementary");
}

TEST_CASE("the mean of a few newcomers is protected where only answers are secret") {
    auto first = regions("marzo", {{"a", 40}, {"b", 50}});
    auto second = regions("abril", {{"a", 43}, {"b", 80}});
    for (auto* cut : {&first, &second}) {
        cut->populations[0].secret = Secret::values;
        cut->populations[0].measures = {{"clima", MeasureKind::mean, 0, 100}};
        for (auto& leaf : cut->tables[0].leaves) {
            leaf.values = {CellValue{50.0 * static_cast<double>(leaf.count), leaf.count, {}}};
        }
    }
    const std::vector<ReleaseRecord> march{released(first)};
    const auto april = suppress_small_cells(second, shipped, march);
    REQUIRE(april);
    CHECK(cell(*april, "a") == "differencing");
}

TEST_CASE("an attacker with every release of 400 random histories pins no small group of newcomers") {
    SeededRandom random(77);
    SuppressionRules rules;
    rules.feedback_floor = 2;
    rules.public_floor = 3;
    rules.sensitive_floor = 3;
    int small_groups = 0;
    for (int i = 0; i < 400; ++i) {
        CAPTURE(i);
        const auto places = 2 + random.below(3);
        std::vector<ReleaseRecord> past;
        std::vector<SuppressedCut> cuts;
        std::vector<std::vector<std::int64_t>> truth;
        for (int month = 0; month < 3; ++month) {
            std::vector<std::pair<std::string, std::int64_t>> counts;
            for (std::uint64_t p = 0; p < places; ++p) {
                const auto before = truth.empty() ? 0 : truth.back()[p];
                counts.emplace_back("r" + std::to_string(p),
                                    before + static_cast<std::int64_t>(random.below(truth.empty() ? 9 : 5)));
            }
            truth.emplace_back();
            for (const auto& [code, count] : counts) {
                truth.back().push_back(count);
            }
            auto result = suppress_small_cells(regions("mes " + std::to_string(month), counts), rules, past);
            REQUIRE(result);
            past.push_back(result->record_for_ledger());
            cuts.push_back(std::move(*result));
        }
        attack::Attacker attacker;
        // Unknowns: the first month's counts and each later month's newcomers; nobody leaves.
        std::vector<std::vector<std::size_t>> unknown(3);
        for (std::size_t month = 0; month < 3; ++month) {
            for (std::uint64_t p = 0; p < places; ++p) {
                unknown[month].push_back(attacker.add_unknown(0, 40));
            }
        }
        for (std::size_t month = 0; month < 3; ++month) {
            std::vector<std::pair<std::size_t, int>> total;
            for (std::uint64_t p = 0; p < places; ++p) {
                std::vector<std::pair<std::size_t, int>> terms;
                for (std::size_t m = 0; m <= month; ++m) {
                    terms.emplace_back(unknown[m][p], 1);
                }
                total.insert(total.end(), terms.begin(), terms.end());
                const auto figure = cuts[month].figure(at("docentes", {{"lugar", "r" + std::to_string(p)}})).value();
                if (figure) {
                    attacker.learn({terms, figure->count});
                }
            }
            const auto figure = cuts[month].figure(at("docentes")).value();
            if (figure) {
                attacker.learn({total, figure->count});
            }
        }
        for (std::size_t from = 0; from < 3; ++from) {
            for (std::size_t to = from + 1; to < 3; ++to) {
                for (std::uint64_t p = 0; p < places; ++p) {
                    const auto came = truth[to][p] - truth[from][p];
                    if (came < 1 || came >= rules.public_floor) {
                        continue;
                    }
                    ++small_groups;
                    std::vector<std::pair<std::size_t, int>> terms;
                    for (auto m = from + 1; m <= to; ++m) {
                        terms.emplace_back(unknown[m][p], 1);
                    }
                    CHECK(attacker.is_open(terms, came, rules.public_floor));
                }
            }
        }
    }
    CHECK(small_groups > 1000);
}
