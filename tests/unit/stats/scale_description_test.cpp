#include "stats/scale_description.h"

#include "number_table.h"

#include <doctest/doctest.h>

#include <array>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

// tests/golden/stats/multilevel_lq2002/ORIGIN.md; rwg.j(d[LEAD01..LEAD11], d$COMPID, 2) of R multilevel 2.7.
TEST_CASE("a climate survey is described as R does it, groups included") {
    const auto table = test::shared_table("multilevel/multilevel_lq2002.csv");
    if (!table) {
        return;
    }
    std::vector<std::string> names;
    for (int item = 1; item <= 11; ++item) {
        names.push_back((item < 10 ? "LEAD0" : "LEAD") + std::to_string(item));
    }
    const auto answers = table->answers(names, 1);
    const auto groups = table->groups({"COMPID"});
    const auto description = describe_scale({answers, 11, 5, 255, {}}, groups);
    REQUIRE(description.has_value());
    CHECK(description->alpha->alpha == Approx(0.9022365657597657).epsilon(1e-13));
    // mean, sd of (rowMeans - 1) * 25, and sd * sqrt(1 - alpha)
    CHECK(*description->score_mean == Approx(50.017807853263).epsilon(1e-12));
    CHECK(*description->score_deviation == Approx(20.507362474698).epsilon(1e-12));
    CHECK(*description->standard_error_of_measurement == Approx(6.412066714568).epsilon(1e-12));
    REQUIRE(description->intraclass.has_value());
    CHECK(description->intraclass->value().icc1 == Approx(0.08867847879621879).epsilon(1e-9));
    CHECK(description->agreement.groups == 49);
    CHECK(description->agreement.at_least_70 == 49);
    CHECK(*description->agreement.mean == Approx(0.867784900004).epsilon(1e-11));
    CHECK(*description->agreement.median == Approx(0.870107663078).epsilon(1e-11));
}

// R 4.2.2, lavaan 0.6-14: loadings l of cfa("f =~ A1 + ... + A5", ordered, std.lv, WLSMV), Σl² / (Σl² + Σ(1 - l²)).
TEST_CASE("omega is that of one factor behind the ordered items") {
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return;
    }
    const auto answers = table->answers({"A1", "A2", "A3", "A4", "A5"}, 1);
    const std::vector<std::uint8_t> reversed{1, 0, 0, 0, 0};
    const auto description = describe_scale({answers, 5, 6, 255, reversed}, {});
    REQUIRE(description.has_value());
    CHECK(description->omega->total == Approx(0.7718064660).epsilon(1e-6));
    CHECK_FALSE(description->intraclass.has_value());
    CHECK(description->agreement.groups == 0);
}

// tests/golden/stats/ordinal_factors/ORIGIN.md: three items tell three loadings; that the model cannot fail is no
// reason to refuse the share of variance that it explains.
TEST_CASE("omega of three items is that of lavaan's loadings") {
    const auto table = test::shared_table("multilevel/multilevel_lq2002.csv");
    if (!table) {
        return;
    }
    const auto answers = table->answers({"TSIG01", "TSIG02", "TSIG03"}, 1);
    const auto description = describe_scale({answers, 3, 5, 255, {}}, {});
    REQUIRE(description.has_value());
    REQUIRE(description->omega.has_value());
    CHECK(description->omega->total == Approx(0.866959049).epsilon(1e-6));
}

TEST_CASE("what cannot be had gives its reason, and the rest stands") {
    // Two items: no omega. The second group has one row, the fourth row is in no group.
    const std::vector<std::uint8_t> answers{0, 0, 2, 1, 1, 1, 2, 2};
    const std::vector<std::uint32_t> groups{7, 7, 9, no_group};
    const auto description = describe_scale({answers, 2, 3, 255, {}}, groups);
    REQUIRE(description.has_value());
    CHECK(description->alpha.has_value());
    CHECK(description->halves.has_value());
    CHECK(description->omega.error().field == "items");  // the table of the two has its maximum at 1
    CHECK(description->agreement.groups == 1);
    // Group 7: variances 2 and 1/2 against (9 - 1) / 12: agreement below 0.
    CHECK(description->agreement.undefined == 1);
    CHECK_FALSE(description->agreement.mean.has_value());
    CHECK(*description->score_mean == Approx(100 * (0 + 3 + 2 + 4) / 16.0));
    const std::vector<std::uint8_t> none{255, 255};
    const auto empty = describe_scale({none, 2, 3, 255, {}}, {});
    REQUIRE(empty.has_value());
    CHECK_FALSE(empty->alpha.has_value());
    CHECK_FALSE(empty->score_mean.has_value());
    CHECK(describe_scale({answers, 2, 3, 255, {}}, std::span(groups).first(2)).error().field == "groups");
}

// Three answers made of one sum, as evenly as they go: R 4.2.2, lavaan 0.6-14 finds correlations of .9992 to .9998 and
// no error of them ("correlation between variables is (nearly) 1.0"); an omega of .85 was the search's first guess.
TEST_CASE("items that say the same have no omega, and the reason is told") {
    constexpr std::array times{16, 13, 21, 32, 26, 34, 60, 52, 47, 105, 29, 18, 15};
    std::vector<std::uint8_t> answers;
    for (int sum = 3; sum <= 15; ++sum) {
        for (int person = 0; person < times[static_cast<std::size_t>(sum - 3)]; ++person) {
            for (const int item : {0, 1, 2}) {
                answers.push_back(static_cast<std::uint8_t>((sum + item) / 3 - 1));
            }
        }
    }
    const auto description = describe_scale({answers, 3, 5, 255, {}}, {});
    REQUIRE(description.has_value());
    CHECK(description->alpha->alpha == Approx(.964).epsilon(1e-3));
    REQUIRE_FALSE(description->omega.has_value());
    CHECK(description->omega.error().message.find("two items say the same") != std::string::npos);
}
