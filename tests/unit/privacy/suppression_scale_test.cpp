#include "base/random.h"
#include "sample_cuts.h"

#include <doctest/doctest.h>

#include <ctime>

using namespace minka;
using namespace minka::privacy;
using namespace minka::privacy::sample;

TEST_SUITE_BEGIN("privacy: a whole programme");

namespace {

/// 450 schools under 150 municipalities under 26 departments; heads, teachers and students with five facets each.
Cut programme_cut(Secret secret) {
    SeededRandom random(450);
    std::vector<Place> places;
    for (int d = 0; d < 26; ++d) {
        places.push_back({"d" + std::to_string(d), "pais", Level::region});
    }
    for (int m = 0; m < 150; ++m) {
        places.push_back({"m" + std::to_string(m), "d" + std::to_string(m % 26), Level::municipality});
    }
    for (int s = 0; s < 450; ++s) {
        places.push_back({"e" + std::to_string(s), "m" + std::to_string(s % 150), Level::school});
    }
    auto cut = teachers(place_tree(places), {});
    cut.populations = {{"respuestas"}};
    cut.populations[0].secret = secret;
    cut.dimensions.push_back(list("quien", DimensionKind::informant, {"director", "docente", "estudiante"}));
    cut.tables[0] = {"clima", "respuestas", {"lugar", "quien"}, Feedback::to_each_school, {}};
    for (int f = 0; f < 5; ++f) {
        cut.populations[0].measures.push_back({"faceta " + std::to_string(f), MeasureKind::mean, 0, 100});
    }
    for (int s = 0; s < 450; ++s) {
        const std::int64_t counts[3] = {1, static_cast<std::int64_t>(3 + random.below(14)),
                                        static_cast<std::int64_t>(80 + random.below(280))};
        const char* who[3] = {"director", "docente", "estudiante"};
        for (int w = 0; w < 3; ++w) {
            LeafCell leaf{{"e" + std::to_string(s), who[w]}, counts[w], counts[w] + 2, {}};
            for (int f = 0; f < 5; ++f) {
                leaf.values.push_back(
                    CellValue{static_cast<double>(counts[w]) * (40 + 40 * random.uniform()), counts[w], {}});
            }
            cut.tables[0].leaves.push_back(std::move(leaf));
        }
    }
    return cut;
}

void decide_programme(Secret secret) {
    const auto cut = programme_cut(secret);
    const auto started = std::clock();
    const auto released = suppress_small_cells(cut, {});
    const auto taken = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;  // others may share the machine
    REQUIRE_MESSAGE(released.has_value(), (released ? "" : released.error().message));
    int shown_cells = 0;
    int by_level[5] = {};
    int all[5] = {};
    const auto& record = released->record_for_ledger();
    for (std::size_t c = 0; c < record.decisions.size(); ++c) {
        const auto level = static_cast<std::size_t>(record.cut.cells[c].level);
        ++all[level];
        by_level[level] += record.decisions[c].withheld ? 0 : 1;
        shown_cells += record.decisions[c].withheld ? 0 : 1;
    }
    MESSAGE("decided in " << taken << " s of processor time; shown " << shown_cells << " of " << record.decisions.size()
                          << "; schools " << by_level[0] << "/" << all[0] << ", municipalities " << by_level[1] << "/"
                          << all[1] << ", departments " << by_level[3] << "/" << all[3] << ", country " << by_level[4]
                          << "/" << all[4]);
    CHECK(by_level[3] > 0);
    CHECK(shown(released->feedback(at("respuestas", {{"lugar", "e0"}, {"quien", "director"}}))) == "school_heads");
}

}  // namespace

TEST_CASE("450 schools x 5 facets x 3 informants are decided where answers are secret") {
    decide_programme(Secret::values);
}

TEST_CASE("450 schools x 5 facets x 3 informants are decided where counts are secret too" *
          doctest::test_suite("slow")) {
    decide_programme(Secret::counts_and_values);
}
