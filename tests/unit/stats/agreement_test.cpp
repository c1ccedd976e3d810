#include "stats/agreement.h"

#include "base/random.h"
#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
Approx near(double value, double tolerance = 1e-12) { return Approx(value).epsilon(tolerance); }
using Ratings = std::vector<std::uint8_t>;

/// Both observers' categories from a table of counts, row by row.
std::pair<Ratings, Ratings> spread_table(const std::vector<std::vector<int>>& counts) {
    std::pair<Ratings, Ratings> ratings;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        for (std::size_t j = 0; j < counts[i].size(); ++j) {
            for (int episode = 0; episode < counts[i][j]; ++episode) {
                ratings.first.push_back(static_cast<std::uint8_t>(i));
                ratings.second.push_back(static_cast<std::uint8_t>(j));
            }
        }
    }
    return ratings;
}
}  // namespace

TEST_CASE("kappa matches the values worked by hand") {
    struct Case {
        std::string name;
        int n00, n01, n10, n11;
        double kappa;
    };
    // p_o = (20 + 15) / 50 = .7; p_e = .5 * .6 + .5 * .4 = .5; kappa = .2 / .5 = .4.
    const std::vector<Case> cases{{"partial agreement", 20, 5, 10, 15, 0.4},
                                  {"agreement as by chance", 25, 25, 25, 25, 0.0},
                                  {"full agreement", 7, 0, 0, 9, 1.0},
                                  {"full disagreement", 0, 8, 8, 0, -1.0}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto [first, second] = spread_table({{c.n00, c.n01}, {c.n10, c.n11}});
        for (const auto weights : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic}) {
            CHECK(cohen_kappa(first, second, 2, weights)->kappa == near(c.kappa));
        }
    }
    // The variance of the first table by hand, cell by cell: (.4 * .17^2 + .1 * .33^2 + .2 * .27^2 + .3 * .23^2
    // - .05^2) / (50 * .5^4) = .016128.
    const auto [first, second] = spread_table({{20, 5}, {10, 15}});
    CHECK(cohen_kappa(first, second, 2, KappaWeights::none)->standard_error == near(std::sqrt(0.016128)));
}

// R 4.2.2, psych 2.2.9: cohen.kappa of the table 44 5 1 / 7 20 3 / 9 5 6: kappa, weighted.kappa and var.kappa.
TEST_CASE("plain and quadratic kappa agree with R psych") {
    const auto [first, second] = spread_table({{44, 5, 1}, {7, 20, 3}, {9, 5, 6}});
    const auto plain = cohen_kappa(first, second, 3, KappaWeights::none);
    CHECK(plain->kappa == near(0.4915254237288135));
    CHECK(plain->standard_error == near(std::sqrt(0.005202370384112517)));
    CHECK(cohen_kappa(first, second, 3, KappaWeights::quadratic)->kappa == near(0.4545454545454543));
    // Linear by hand, twice the weights: observed 5 + 2 + 7 + 3 + 18 + 5 = 40, expected of 50 30 20 and 60 30 10:
    // (50 * 30 + 50 * 20 + 30 * 60 + 30 * 10 + 20 * 120 + 20 * 30) / 100 = 76: kappa = 1 - 40 / 76.
    CHECK(cohen_kappa(first, second, 3, KappaWeights::linear)->kappa == near(36.0 / 76));
}

// The delta method: n var(kappa) = sum(p g^2) - (sum p g)^2 with g the derivatives of kappa by the shares p of the
// cells, here by central differences.
TEST_CASE("the error of kappa is that of its derivatives, whatever the weights") {
    const std::vector<double> counts{44, 5, 1, 7, 20, 3, 9, 5, 6};
    const auto [first, second] = spread_table({{44, 5, 1}, {7, 20, 3}, {9, 5, 6}});
    for (const auto weights : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic}) {
        const auto kappa_at = [&](const std::vector<double>& p) {
            double total = 0;
            double observed = 0;
            double expected = 0;
            for (std::size_t a = 0; a < 9; ++a) {
                total += p[a];
            }
            for (std::size_t a = 0; a < 9; ++a) {
                const double distance = std::abs(static_cast<double>(a / 3) - static_cast<double>(a % 3));
                const double weight = weights == KappaWeights::none     ? (distance > 0 ? 1 : 0)
                                      : weights == KappaWeights::linear ? distance
                                                                        : distance * distance;
                observed += weight * p[a] * total;
                for (std::size_t b = 0; b < 9; ++b) {
                    for (std::size_t c = 0; c < 9; ++c) {
                        expected += b / 3 == a / 3 && c % 3 == a % 3 ? weight * p[b] * p[c] : 0;
                    }
                }
            }
            return 1 - observed / expected;
        };
        double mean = 0;
        double squares = 0;
        for (std::size_t a = 0; a < 9; ++a) {
            std::vector<double> p;
            for (const double count : counts) {
                p.push_back(count / 100);
            }
            p[a] += 1e-5;
            const double above = kappa_at(p);
            p[a] -= 2e-5;
            const double slope = (above - kappa_at(p)) / 2e-5;
            mean += counts[a] / 100 * slope;
            squares += counts[a] / 100 * slope * slope;
        }
        CHECK(cohen_kappa(first, second, 3, weights)->standard_error ==
              near(std::sqrt((squares - mean * mean) / 100), 1e-7));
    }
}

TEST_CASE("two raters of 5,000 episodes agree with R psych") {
    const auto table = test::shared_table("simulated/two_raters_5000.csv");
    if (!table) {
        return;
    }
    const auto first = table->answers({"r1"}, 1);
    const auto second = table->answers({"r2"}, 1);
    CHECK(cohen_kappa(first, second, 5, KappaWeights::quadratic)->kappa == near(0.6846691771368111));
    CHECK(cohen_kappa(first, second, 5, KappaWeights::none)->kappa == near(0.2792073095549131));
    const auto agreement = percent_agreement(first, second, 5);
    CHECK(agreement->pairs == 5000);
    CHECK(agreement->exact == 2125);
    CHECK(agreement->within_one == 4201);
    std::vector<double> ratings;
    for (std::size_t i = 0; i < first.size(); ++i) {
        ratings.push_back(first[i]);
        ratings.push_back(second[i]);
    }
    CHECK(rater_reliability(ratings, 2)->absolute.single == near(0.684712359319, 1e-11));
}

// Global Teaching InSights (OECD), public video codes: 1,351 lessons, each rated by two of 120 raters, segment 1,
// raters in the order of their number. Expected values from an independent computation handed over with the data.
TEST_CASE("pairs of observers of real lessons give the kappa and ICC(1) that came with the data") {
    const auto table = test::shared_table("surveys/GTI-VidComp-Data.csv");
    if (!table) {
        return;
    }
    struct Case {
        std::string country, code;
        std::size_t lessons;
        double kappa, icc;
    };
    const std::vector<Case> cases{{"", "CCM0OV_S1", 1351, 0.326742, 0.326959},
                                  {"", "CSE0OV_S1", 1351, 0.394040, 0.393896},
                                  {"Colombia", "CCM0OV_S1", 166, 0.357187, 0.339736},
                                  {"Colombia", "CSE0OV_S1", 166, 0.327312, 0.327225}};
    for (const auto& c : cases) {
        CAPTURE(c.country);
        CAPTURE(c.code);
        const auto rater = table->numbers("IDRATER");
        const auto code = table->numbers(c.code);
        std::map<std::string, std::vector<std::pair<double, double>>> lessons;
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            if (c.country.empty() || table->rows[row][table->place_of("COUNTRY")] == c.country) {
                lessons[table->rows[row][table->place_of("IDVIDEO")]].emplace_back(rater[row], code[row]);
            }
        }
        Ratings first;
        Ratings second;
        std::vector<double> ratings;
        for (auto& [lesson, pair] : lessons) {
            REQUIRE(pair.size() == 2);
            std::ranges::sort(pair);
            REQUIRE(pair[0].second <= 4);
            REQUIRE(pair[1].second <= 4);
            first.push_back(static_cast<std::uint8_t>(pair[0].second - 1));
            second.push_back(static_cast<std::uint8_t>(pair[1].second - 1));
            ratings.insert(ratings.end(), {pair[0].second, pair[1].second});
        }
        CHECK(first.size() == c.lessons);
        CHECK(cohen_kappa(first, second, 4, KappaWeights::quadratic)->kappa == near(c.kappa, 2e-6));
        CHECK(rater_reliability(ratings, 2)->one_way.single == near(c.icc, 2e-6));
    }
}

TEST_CASE("one category throughout has no kappa, however many episodes") {
    for (std::size_t n = 1; n <= 200; ++n) {
        const Ratings ratings(n, 1);
        CHECK_FALSE(cohen_kappa(ratings, ratings, 3, KappaWeights::none).has_value());
        CHECK_FALSE(cohen_kappa(ratings, ratings, 3, KappaWeights::quadratic).has_value());
        CHECK(percent_agreement(ratings, ratings, 3)->exact == n);
    }
}

TEST_CASE("kappa depends neither on which observer comes first nor on the order of episodes or of the scale") {
    SeededRandom random(51);
    for (int draw = 0; draw < 500; ++draw) {
        Ratings first;
        Ratings second;
        Ratings first_turned;
        Ratings second_turned;
        for (int episode = 0; episode < 30; ++episode) {
            first.push_back(static_cast<std::uint8_t>(random.below(4)));
            second.push_back(random.uniform() < 0.5 ? first.back() : static_cast<std::uint8_t>(random.below(4)));
            first_turned.insert(first_turned.begin(), static_cast<std::uint8_t>(3 - first.back()));
            second_turned.insert(second_turned.begin(), static_cast<std::uint8_t>(3 - second.back()));
        }
        for (const auto weights : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic}) {
            const auto estimate = cohen_kappa(first, second, 4, weights);
            REQUIRE(estimate.has_value());
            CHECK(estimate->kappa <= 1);
            CHECK(cohen_kappa(second, first, 4, weights)->kappa == estimate->kappa);
            CHECK(cohen_kappa(second, first, 4, weights)->standard_error == near(estimate->standard_error, 1e-9));
            CHECK(cohen_kappa(first_turned, second_turned, 4, weights)->kappa == estimate->kappa);
        }
    }
}

// Shrout & Fleiss (1979), table 4, gives .17 .29 .71 .44 .62 .91; more digits and intervals: R 4.2.2, psych 2.2.9,
// ICC(lmer = FALSE).
TEST_CASE("the six coefficients of Shrout and Fleiss and their intervals agree with the paper and R") {
    const std::vector<double> ratings{9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7};
    const auto table = rater_reliability(ratings, 4);
    REQUIRE(table.has_value());
    struct Case {
        std::string name;
        double actual, expected, lower, expected_lower, upper, expected_upper;
    };
    const auto row = [](const std::string& name, double value, const Interval& interval, double expected, double lower,
                        double upper) {
        return Case{name, value, expected, interval.lower, lower, interval.upper, upper};
    };
    const auto& one = table->one_way;
    const auto& two = table->absolute;
    const auto& three = table->consistency;
    const std::vector<Case> cases{
        row("(1,1)", one.single, one.single_interval, 0.1657417684, -0.13293232487, 0.7225600623),
        row("(2,1)", two.single, two.single_interval, 0.2897637795, 0.01878651337, 0.7610843696),
        row("(3,1)", three.single, three.single_interval, 0.7148407148, 0.34246476503, 0.9458582600),
        row("(1,k)", one.mean, one.mean_interval, 0.4427971337, -0.88444215524, 0.9124154203),
        row("(2,k)", two.mean, two.mean_interval, 0.6200505476, 0.07113681530, 0.9272320402),
        row("(3,k)", three.mean, three.mean_interval, 0.9093155424, 0.67567471382, 0.9858916782)};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        CHECK(c.actual == near(c.expected, 1e-9));
        CHECK(c.lower == near(c.expected_lower, 1e-9));
        CHECK(c.upper == near(c.expected_upper, 1e-9));
    }
}

TEST_CASE("absolute agreement on the anxiety ratings agrees with R irr") {
    const auto table = test::shared_table("agreement/irr_anxiety.csv");
    if (!table) {
        return;
    }
    std::vector<double> ratings;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        for (const auto* rater : {"rater1", "rater2", "rater3"}) {
            ratings.push_back(table->numbers(rater)[row]);
        }
    }
    CHECK(rater_reliability(ratings, 3)->absolute.single == near(0.197998259356, 1e-11));
}

TEST_CASE("ratings that cannot be compared are refused with the place") {
    const Ratings three{0, 1, 2};
    CHECK(percent_agreement(three, Ratings{0, 1}, 3).error().field == "second");
    CHECK(percent_agreement({}, {}, 3).error().field == "first");
    CHECK(percent_agreement(three, Ratings{0, 1, 3}, 3).error().field == "second[2]");
    CHECK(cohen_kappa(three, three, 1, KappaWeights::none).error().field == "category_count");
    CHECK(cohen_kappa(three, three, 3, KappaWeights::none, 2).error().field == "confidence");
    CHECK(rater_reliability(std::vector<double>{1, 2, 3}, 2).error().field == "ratings");
    CHECK(rater_reliability(std::vector<double>{1, 2}, 2).error().field == "ratings");
    CHECK(rater_reliability(std::vector<double>{1, 2}, 1).error().field == "rater_count");
    CHECK(rater_reliability(std::vector<double>{1, 2, 3, std::nan("")}, 2).error().field ==
          "ratings[subject 1, rater 1]");
    CHECK(rater_reliability(std::vector<double>{1, 2, 3, 4}, 2).error().field == "ratings");
    CHECK(rater_reliability(std::vector<double>{5, 5, 5, 5}, 2).error().field == "ratings");
    CHECK(rater_reliability(std::vector<double>{1, 2, 2, 1}, 2).error().field == "ratings");
}
