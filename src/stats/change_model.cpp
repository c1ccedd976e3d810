#include "stats/change_model.h"

#include "stats/grouping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace minka::stats {
namespace {

Result<> check_lengths(const ChangeScores& scores) {
    const auto rows = scores.score.size();
    const auto check = [&](std::size_t length, bool may_be_empty, const char* name) -> Result<> {
        if (length != rows && !(may_be_empty && length == 0)) {
            return invalid(fmt::format("There are {} values for {} scores.", length, rows), name);
        }
        return {};
    };
    MINKA_TRY(check(scores.time.size(), false, "time"));
    MINKA_TRY(check(scores.school.size(), false, "school"));
    MINKA_TRY(check(scores.place.size(), true, "place"));
    MINKA_TRY(check(scores.person.size(), true, "person"));
    return check(scores.wave.size(), scores.variation == SchoolVariation::change, "wave");
}

std::size_t count_of(std::span<const std::uint32_t> labels) {
    return std::set<std::uint32_t>(labels.begin(), labels.end()).size();
}

/// Whether the places are enough, fewer than the schools, and each school lies in one.
bool places_enter(const ChangeScores& scores, std::size_t schools) {
    if (scores.place.empty()) {
        return false;
    }
    std::map<std::uint32_t, std::uint32_t> place_of;
    std::set<std::uint32_t> places;
    for (std::size_t row = 0; row < scores.place.size(); ++row) {
        places.insert(scores.place[row]);
        if (place_of.try_emplace(scores.school[row], scores.place[row]).first->second != scores.place[row]) {
            return false;
        }
    }
    return places.size() >= fewest_places && places.size() < schools;
}

/// A label for each school and wave.
std::vector<std::uint32_t> school_waves(const ChangeScores& scores) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> labels;
    std::vector<std::uint32_t> rows;
    rows.reserve(scores.school.size());
    for (std::size_t row = 0; row < scores.school.size(); ++row) {
        const auto next = static_cast<std::uint32_t>(labels.size());
        rows.push_back(labels.try_emplace({scores.school[row], scores.wave[row]}, next).first->second);
    }
    return rows;
}

/// The places of the terms among MixedModelData::random.
struct TermPlaces {
    std::size_t school = 0;
    std::optional<std::size_t> waves, place, person;
};

void read_variances(const MixedModelFit& fit, const TermPlaces& terms, ChangeModel& model) {
    const auto& school = fit.random[terms.school].covariance;
    model.school_variance = school(0, 0);
    model.variation_variance = terms.waves ? fit.random[*terms.waves].covariance(0, 0) : school(1, 1);
    model.residual_variance = fit.residual_variance;
    if (terms.place) {
        model.places = fit.random[*terms.place].group_count;
        model.place_variance = fit.random[*terms.place].covariance(0, 0);
    }
    if (terms.person) {
        model.persons = fit.random[*terms.person].group_count;
        model.person_variance = fit.random[*terms.person].covariance(0, 0);
    }
    model.schools = fit.random[terms.school].group_count;
    model.rows = fit.row_count;
    model.is_singular = fit.is_singular;
    model.has_converged = fit.has_converged;
}

}  // namespace

Result<ChangeModel> fit_change_model(const ChangeScores& scores, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY(check_lengths(scores));
    MixedModelData data{.outcome = scores.score, .columns = {scores.time}, .fixed = {0}, .random = {}};
    for (const auto column : scores.beside) {
        data.fixed.push_back(static_cast<std::uint32_t>(data.columns.size()));
        data.columns.push_back(column);
    }
    TermPlaces terms;
    std::vector<std::uint32_t> waves_of_schools;
    data.random.push_back({.groups = scores.school, .slopes = {}});
    if (scores.variation == SchoolVariation::change) {
        data.random.front().slopes = {0};
    } else {
        waves_of_schools = school_waves(scores);
        terms.waves = data.random.size();
        data.random.push_back({.groups = waves_of_schools, .slopes = {}});
    }
    if (places_enter(scores, count_of(scores.school))) {
        terms.place = data.random.size();
        data.random.push_back({.groups = scores.place, .slopes = {}});
    }
    if (!scores.person.empty()) {
        terms.person = data.random.size();
        data.random.push_back({.groups = scores.person, .slopes = {}});
    }
    MINKA_TRY_ASSIGN(const auto fit, fit_mixed_model(data));
    ChangeModel model;
    read_variances(fit, terms, model);
    MINKA_TRY_ASSIGN(model.satterthwaite, satterthwaite_tests(data, fit, confidence));
    if (fit.is_nested) {
        MINKA_TRY_ASSIGN(model.robust, cluster_robust_tests(data, fit, confidence));
    }
    return model;
}

Result<ChangeModel> fit_change_model(std::span<const ScoreSummary> summaries, bool has_places, double confidence) {
    std::vector<double> score;
    std::vector<double> time;
    std::vector<std::uint32_t> school;
    std::vector<std::uint32_t> place;
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        const auto& cell = summaries[i];
        if (cell.people == 0 || cell.wave > 1 || !std::isfinite(cell.mean) ||
            (cell.people > 1 && !(cell.deviation >= 0 && std::isfinite(cell.deviation)))) {
            return invalid("A school in a wave needs people, a mean and their deviation.",
                           fmt::format("summaries[{}]", i));
        }
        const auto begin = score.size();
        score.insert(score.end(), cell.people, cell.mean);
        time.insert(time.end(), cell.people, static_cast<double>(cell.wave));
        school.insert(school.end(), cell.people, cell.school);
        place.insert(place.end(), has_places ? cell.people : 0, cell.place);
        if (cell.people > 1) {
            // Two scores off the mean hold the whole sum of squares: 2 a^2 = (n - 1) s^2.
            const double off = cell.deviation * std::sqrt(static_cast<double>(cell.people - 1) / 2);
            score[begin] += off;
            score[begin + 1] -= off;
        }
    }
    return fit_change_model(
        ChangeScores{
            .score = score, .time = time, .school = school, .place = place, .person = {}, .wave = {}, .beside = {}},
        confidence);
}

}  // namespace minka::stats
