#include "stats/change_power.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

// R 4.2.2: power.t.test(n = J, delta, sd = sqrt(tau + 2 * sigma / n), type = "paired", strict = TRUE)$power, and $n for
// power = .8 rounded up.
TEST_CASE("power agrees with R power.t.test") {
    struct Case {
        std::size_t schools;
        double people, tau, sigma, change, power;
    };
    const std::vector<Case> cases{{10, 30, 0.03, 0.95, 0.3, 0.788909645115},
                                  {40, 30, 0.03, 0.95, 0.14, 0.806831583315},
                                  {6, 12, 0.05, 0.8, 0.5, 0.632196989224},
                                  {450, 30, 0.03, 0.95, 0.04, 0.791476434427}};
    for (const auto& c : cases) {
        CAPTURE(c.schools);
        CHECK(*power_of_change({c.schools, c.people, c.tau, c.sigma}, c.change) == Approx(c.power).epsilon(1e-9));
        CHECK(*power_of_change({c.schools, c.people, c.tau, c.sigma}, -c.change) == Approx(c.power).epsilon(1e-9));
    }
    const ChangeDesign plan{.unit_count = 2, .people_per_unit = 30, .change_variance = 0.03, .person_variance = 0.95};
    CHECK(*units_for_change(plan, 0.2) == 21);
    CHECK(*units_for_change(plan, 0.1) == 76);
    CHECK(*units_for_change(plan, 0.3) == 11);
}

TEST_CASE("no change is shown as often as the test errs, and more units or larger changes never lower the power") {
    for (std::size_t schools = 2; schools < 60; ++schools) {
        CAPTURE(schools);
        const ChangeDesign design{schools, 20, 0.02, 0.9};
        CHECK(*power_of_change(design, 0) == Approx(0.05).epsilon(1e-8));
        double before = 0;
        for (double change = 0; change < 3; change += 0.25) {
            const double power = *power_of_change(design, change);
            CHECK(power >= before - 1e-12);
            CHECK(power <= 1);
            before = power;
        }
    }
    CHECK(*power_of_change({450, 30, 0.01, 0.9}, 1e6) == 1);
}

TEST_CASE("a plan that cannot be judged is refused by name") {
    CHECK(power_of_change({1, 30, 0.03, 0.95}, 0.2).error().field == "unit_count");
    CHECK(power_of_change({10, 30, 0.03, 0.95}, std::numeric_limits<double>::quiet_NaN()).error().field == "change");
    CHECK(units_for_change({10, 30, 0.03, 0.95}, 0).error().field == "change");
    CHECK(units_for_change({10, 30, 0.03, 0.95}, 1e-4, 100).error().code == ProblemCode::not_ready);
}
