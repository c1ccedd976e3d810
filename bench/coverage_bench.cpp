// How often the 95 % intervals of a change report hold the true value, by design. Schools of 10 to 40 people in each
// wave, people's variance 1, true changes of schools with variance .03 around .1 where nothing else is said.
//
//   coverage_bench [replications of closed forms] [replications of mixed models]
#include "base/random.h"
#include "stats/agreement.h"
#include "stats/change_model.h"
#include "stats/clustered_mean.h"
#include "stats/distribution.h"
#include "stats/group_change.h"
#include "stats/intraclass.h"
#include "stats/line_slope.h"
#include "stats/paired_change.h"
#include "stats/population_change.h"
#include "stats/proportion.h"
#include "stats/reliability.h"
#include "stats/welch_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace minka::stats;

constexpr double change_mean = 0.1;
constexpr double change_variance = 0.03;

struct Tally {
    int tried = 0, held = 0, low = 0, high = 0;  // low: the interval lies below the truth
};

class Coverage {
public:
    void count(const std::string& name, const Interval& interval, double truth) {
        auto& tally = tallies_[name];
        ++tally.tried;
        tally.held += interval.contains(truth) ? 1 : 0;
        tally.low += interval.upper < truth ? 1 : 0;
        tally.high += interval.lower > truth ? 1 : 0;
    }

    void print(const std::string& design) const {
        for (const auto& [name, tally] : tallies_) {
            const auto percent = [&](int part) { return 100.0 * part / tally.tried; };
            fmt::print("| {} | {} | {:.1f} | {:.1f} | {:.1f} | {} |\n", design, name, percent(tally.held),
                       percent(tally.low), percent(tally.high), tally.tried);
        }
        std::fflush(stdout);
    }

private:
    std::map<std::string, Tally> tallies_;
};

struct Design {
    std::uint32_t schools;
    double icc;
    double linked;  // variance of a person that both waves share; 0: other people each time
};

struct Programme {
    std::vector<double> score, time, group, group_time;
    std::vector<std::uint32_t> school, person;
    std::vector<double> before, after, changes, dose;
    std::vector<std::uint64_t> people_before, people_after;
    std::vector<double> first_scores;
    std::vector<std::uint32_t> first_schools;
};

Programme draw(const Design& design, minka::SeededRandom& random) {
    Programme data;
    std::uint32_t persons = 0;
    const double own = std::sqrt(1 - design.icc - design.linked);
    for (std::uint32_t school = 0; school < design.schools; ++school) {
        const double level = std::sqrt(design.icc) * random.normal();
        const double change = change_mean + std::sqrt(change_variance) * random.normal();
        const double in_group = school % 2 == 0 ? 1 : 0;
        const auto linked_people = 10 + random.below(31);
        std::vector<double> abilities(linked_people);
        for (auto& ability : abilities) {
            ability = std::sqrt(design.linked) * random.normal();
        }
        for (int wave = 0; wave < 2; ++wave) {
            const auto people = design.linked > 0 ? linked_people : 10 + random.below(31);
            double sum = 0;
            for (std::uint64_t i = 0; i < people; ++i) {
                const double y =
                    level + wave * change + (design.linked > 0 ? abilities[i] : 0.0) + own * random.normal();
                sum += y;
                data.score.push_back(y);
                data.time.push_back(wave);
                data.group.push_back(in_group);
                data.group_time.push_back(in_group * wave);
                data.school.push_back(school);
                data.person.push_back(persons + static_cast<std::uint32_t>(i));
                if (wave == 0) {
                    data.first_scores.push_back(y);
                    data.first_schools.push_back(school);
                }
            }
            (wave == 0 ? data.before : data.after).push_back(sum / static_cast<double>(people));
            (wave == 0 ? data.people_before : data.people_after).push_back(people);
        }
        persons += static_cast<std::uint32_t>(linked_people);
        data.changes.push_back(change);
        data.dose.push_back(static_cast<double>(random.below(11)));
    }
    return data;
}

// The closed forms of one programme.
void try_closed(const Programme& data, const Design& design, Coverage& coverage) {
    const auto paired = paired_change(data.before, data.after);
    if (!paired) {
        return;
    }
    coverage.count("mean change, paired t", paired->interval, change_mean);
    if (const auto spread = intraclass_correlation(data.first_scores, data.first_schools)) {
        const double total = std::sqrt(std::max(0.0, spread->variance_between) + spread->variance_within);
        const auto people = static_cast<double>(data.first_scores.size() - 1);
        coverage.count("d over people", effect_over_deviation(*paired, total, people)->interval, change_mean);
        coverage.count("ICC(1)", spread->icc1_interval, design.icc);
        std::vector<double> variances;
        for (std::size_t j = 0; j < data.before.size(); ++j) {
            variances.push_back((1 - design.icc) * (1 / static_cast<double>(data.people_before[j]) +
                                                    1 / static_cast<double>(data.people_after[j])));
        }
        std::vector<double> observed;
        for (std::size_t j = 0; j < data.before.size(); ++j) {
            observed.push_back(data.after[j] - data.before[j]);
        }
        if (const auto fitted = change_distribution(observed, variances)) {
            if (const auto share = share_above(*fitted)) {
                coverage.count("share improving", share->interval,
                               normal_cdf(change_mean / std::sqrt(change_variance)));
            }
            const double z = normal_quantile(0.975);
            for (std::size_t j = 0; j < observed.size(); j += 1 + observed.size() / 6) {
                const auto& one = fitted->groups[j];
                coverage.count("a school's own change, observed",
                               {one.change - z * std::sqrt(one.sampling_variance),
                                one.change + z * std::sqrt(one.sampling_variance), 0.95},
                               data.changes[j]);
                coverage.count("a school's own change, shrunken",
                               {one.shrunken - z * one.deviation, one.shrunken + z * one.deviation, 0.95},
                               data.changes[j]);
            }
        }
        if (const auto slope = line_slope(data.dose, observed)) {
            coverage.count("change by visits, slope", slope->interval, 0);
        }
        std::vector<double> one, other;
        for (std::size_t j = 0; j < observed.size(); ++j) {
            (j % 2 == 0 ? one : other).push_back(observed[j]);
        }
        if (const auto welch = welch_test(one, other)) {
            coverage.count("difference from a comparison group, Welch", welch->interval, 0);
        }
    }
    if (const auto mean = clustered_mean(data.first_scores, data.first_schools)) {
        coverage.count("mean of a wave, clusters", mean->interval, 0);
    }
    std::vector<WeighedUnit> units;
    for (std::size_t j = 0; j < data.before.size(); ++j) {
        units.push_back({data.before[j], data.after[j], static_cast<double>(data.people_before[j]),
                         static_cast<double>(data.people_after[j])});
    }
    if (const auto weighed = population_change(units)) {
        coverage.count("mean change weighted by people", weighed->interval, change_mean);
    }
}

void count_tests(const ChangeModel& model, std::size_t effect, double truth, const std::string& name,
                 Coverage& coverage) {
    coverage.count(name + ", Satterthwaite", model.satterthwaite[effect].interval, truth);
    if (!model.robust.empty()) {
        coverage.count(name + ", CR2", model.robust[effect].interval, truth);
    }
}

void try_models(const Programme& data, const Design& design, Coverage& coverage) {
    ChangeScores scores{.score = data.score,
                        .time = data.time,
                        .school = data.school,
                        .place = {},
                        .person = {},
                        .wave = {},
                        .beside = {}};
    if (design.linked > 0) {
        scores.person = data.person;
    }
    if (const auto model = fit_change_model(scores)) {
        count_tests(*model, 1, change_mean, "mean change, mixed model", coverage);
    }
    scores.beside = {data.group, data.group_time};
    if (const auto model = fit_change_model(scores)) {
        count_tests(*model, 3, 0, "difference from a comparison group, mixed model", coverage);
    }
}

// Four waves; a third of the schools enters in each of the last three. True difference .2.
void try_phased(std::uint32_t schools, minka::SeededRandom& random, Coverage& coverage) {
    constexpr double truth = 0.2;
    std::vector<double> score, entered;
    std::vector<std::vector<double>> waves(3);
    std::vector<std::uint32_t> school_of, wave_of;
    for (std::uint32_t school = 0; school < schools; ++school) {
        const double level = std::sqrt(0.05) * random.normal();
        const std::uint32_t entry = 1 + school % 3;
        for (std::uint32_t wave = 0; wave < 4; ++wave) {
            const double shift = level + 0.05 * wave + std::sqrt(0.015) * random.normal();
            const auto people = 10 + random.below(31);
            for (std::uint64_t i = 0; i < people; ++i) {
                const double has_entered = wave >= entry ? 1 : 0;
                score.push_back(shift + truth * has_entered + random.normal());
                entered.push_back(has_entered);
                for (std::uint32_t later = 1; later < 4; ++later) {
                    waves[later - 1].push_back(wave == later ? 1 : 0);
                }
                school_of.push_back(school);
                wave_of.push_back(wave);
            }
        }
    }
    const ChangeScores scores{.score = score,
                              .time = entered,
                              .school = school_of,
                              .place = {},
                              .person = {},
                              .wave = wave_of,
                              .beside = {waves.begin(), waves.end()},
                              .variation = SchoolVariation::waves};
    if (const auto model = fit_change_model(scores)) {
        count_tests(*model, 1, truth, "phased entry, mixed model", coverage);
    }
}

// Eight items of four categories that measure one thing; a share; two raters of an episode.
struct Answers {
    std::vector<std::uint8_t> items, first, second;
    std::size_t agreed = 0;
};

constexpr std::size_t item_count = 8;
constexpr double true_share = 0.84;

Answers draw_answers(std::size_t people, minka::SeededRandom& random) {
    const auto category = [](double value) {
        return static_cast<std::uint8_t>(value < -1 ? 0 : value < 0 ? 1 : value < 1 ? 2 : 3);
    };
    Answers drawn;
    for (std::size_t person = 0; person < people; ++person) {
        const double trait = 0.55 * random.normal();
        for (std::size_t item = 0; item < item_count; ++item) {
            drawn.items.push_back(category(trait + 0.8352 * random.normal()));
        }
        const double episode = random.normal();
        drawn.first.push_back(category(episode + 0.6 * random.normal()));
        drawn.second.push_back(category(episode + 0.6 * random.normal()));
        drawn.agreed += random.uniform() < true_share ? 1U : 0U;
    }
    return drawn;
}

/// Alpha and kappa of the population, from many.
struct Truth {
    double alpha = 0;
    double kappa = 0;
};

Truth find_truth(minka::SeededRandom& random) {
    const auto many = draw_answers(1'000'000, random);
    const AnswerMatrix matrix{many.items, item_count, 4, 255, {}};
    return {cronbach_alpha(matrix, every_item(matrix))->alpha,
            cohen_kappa(many.first, many.second, 4, KappaWeights::quadratic)->kappa};
}

void try_answers(std::size_t people, const Truth& truth, minka::SeededRandom& random, Coverage& coverage) {
    const auto drawn = draw_answers(people, random);
    const AnswerMatrix matrix{drawn.items, item_count, 4, 255, {}};
    if (const auto alpha = cronbach_alpha(matrix, every_item(matrix)); alpha && alpha->interval) {
        coverage.count("alpha of 8 items, Feldt", *alpha->interval, truth.alpha);
    }
    if (const auto share = proportion(drawn.agreed, people)) {
        coverage.count("share, Wilson", share->interval, true_share);
    }
    if (const auto kappa = cohen_kappa(drawn.first, drawn.second, 4, KappaWeights::quadratic)) {
        coverage.count("weighted kappa, analytic", kappa->interval, truth.kappa);
    }
}

}  // namespace

int main(int count, char** words) {
    const int closed_runs = count > 1 ? std::stoi(words[1]) : 10'000;
    const int model_runs = count > 2 ? std::stoi(words[2]) : 1'000;
    fmt::print("| design | interval | holds the truth, % | lies below, % | lies above, % | intervals |\n");
    fmt::print("|---|---|---|---|---|---|\n");
    for (const double linked : {0.0, 0.4}) {
        for (const std::uint32_t schools : {6U, 10U, 20U, 40U, 100U, 450U}) {
            const Design design{schools, 0.05, linked};
            minka::SeededRandom random(schools + (linked > 0 ? 10'000U : 0U));
            Coverage coverage;
            const int closed = linked > 0 ? 0 : schools > 100 ? closed_runs / 5 : closed_runs;
            const int models = schools > 100 ? model_runs / 10 : schools > 40 ? model_runs / 2 : model_runs;
            for (int run = 0; run < std::max(closed, models); ++run) {
                const auto data = draw(design, random);
                if (run < closed) {
                    try_closed(data, design, coverage);
                }
                if (run < models) {
                    try_models(data, design, coverage);
                }
                if (run < models && linked == 0) {
                    try_phased(schools, random, coverage);
                }
            }
            coverage.print(fmt::format("{} schools, {}", schools, linked > 0 ? "linked" : "unlinked"));
        }
    }
    minka::SeededRandom random(99);
    const auto truth = find_truth(random);
    for (const std::size_t people : {20U, 50U, 200U, 1000U}) {
        Coverage coverage;
        for (int run = 0; run < closed_runs; ++run) {
            try_answers(people, truth, random, coverage);
        }
        coverage.print(fmt::format("{} people", people));
    }
}
