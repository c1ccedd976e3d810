#include "measurement/facet_calibration.h"

#include "measurement/response_batch.h"
#include "stats/person_score.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace minka::measurement {

namespace {

constexpr std::size_t fewest_items = 3;  // a link needs three anchors
constexpr double centre = 50;
constexpr double spread = 10;

stats::ResponseData data_of(const FacetAnswers& answers) {
    return {answers.answers, std::vector<std::uint8_t>(answers.items.size(), answers.categories), no_answer};
}

/// A calibration of its own scale. Problems: those of the fit; one that has not converged; an item against the others.
Result<FacetCalibration> calibrate_alone(const FacetAnswers& answers, programme::ScoringModel model) {
    const auto data = data_of(answers);
    stats::ResponseOptions options;
    options.model = item_model(model);
    FacetCalibration calibration;
    calibration.items = answers.items;
    MINKA_TRY_ASSIGN(calibration.fit, stats::fit_item_response(data, options));
    if (!calibration.fit.has_converged) {
        return invalid("The search for the parameters of the items found no end.", "facet");
    }
    for (std::size_t item = 0; item < answers.items.size(); ++item) {
        if (calibration.fit.item(item).item.slope <= 0) {
            return invalid("The item " + answers.items[item] + " goes against the others.", "facet");
        }
    }
    MINKA_TRY_ASSIGN(calibration.item_fit, stats::fit_of_items(data, calibration.fit));
    return calibration;
}

/// The wave's own parameters on the baseline's scale.
Result<FacetCalibration> calibrate_linked(const FacetAnswers& answers, const FacetCalibration& baseline,
                                          programme::ScoringModel model) {
    MINKA_TRY_ASSIGN(auto own, calibrate_alone(answers, model));
    std::vector<stats::AnchorItem> anchors;
    for (std::size_t item = 0; item < answers.items.size(); ++item) {
        anchors.push_back({baseline.fit.item(item).item, own.fit.item(item).item});
    }
    MINKA_TRY_ASSIGN(auto link, stats::link_scales(anchors));
    own.fit = stats::linked(own.fit, link.link);
    own.link = std::move(link);
    return own;
}

}  // namespace

stats::ItemModel item_model(programme::ScoringModel model) {
    using enum programme::ScoringModel;
    switch (model) {
        case generalised_partial_credit: return stats::ItemModel::generalised_partial_credit;
        case partial_credit: return stats::ItemModel::partial_credit;
        case rating_scale: return stats::ItemModel::rating_scale;
        case item_mean:
        case graded: break;
    }
    return stats::ItemModel::graded;
}

std::size_t complete_rows(const FacetAnswers& answers) {
    const auto width = answers.items.size();
    std::size_t count = 0;
    for (std::size_t row = 0; row < answers.row_count(); ++row) {
        const auto first = answers.answers.begin() + static_cast<std::ptrdiff_t>(row * width);
        count += std::find(first, first + static_cast<std::ptrdiff_t>(width), no_answer) ==
                         first + static_cast<std::ptrdiff_t>(width)
                     ? 1U
                     : 0U;
    }
    return count;
}

std::size_t FacetAnswers::answered_rows() const {
    std::size_t count = 0;
    for (std::size_t row = 0; row < row_count(); ++row) {
        const auto first = answers.begin() + static_cast<std::ptrdiff_t>(row * items.size());
        count += std::any_of(first, first + static_cast<std::ptrdiff_t>(items.size()),
                             [](std::uint8_t answer) { return answer != no_answer; })
                     ? 1U
                     : 0U;
    }
    return count;
}

std::vector<std::string> FacetCalibration::drifting() const {
    std::vector<std::string> codes;
    for (std::size_t item = 0; link && item < items.size(); ++item) {
        if (!link->anchors[item].is_kept) {
            codes.push_back(items[item]);
        }
    }
    return codes;
}

BaselineFacet calibrate_baseline(const FacetAnswers& answers, programme::ScoringModel model, int least_responses) {
    if (answers.items.size() < fewest_items) {
        return {{}, Uncalibrated::few_items, {}};
    }
    if (answers.answered_rows() < static_cast<std::size_t>(least_responses)) {
        return {{}, Uncalibrated::few_responses, {}};
    }
    auto calibration = calibrate_alone(answers, model);
    if (!calibration) {
        return {{}, Uncalibrated::impossible, calibration.error().message};
    }
    return {std::move(*calibration), {}, {}};
}

FacetCalibration calibrate_later(const FacetAnswers& answers, const FacetCalibration& baseline,
                                 programme::ScoringModel model, int least_responses) {
    FacetCalibration borrowed = baseline;
    borrowed.item_fit.clear();
    if (answers.answered_rows() < static_cast<std::size_t>(least_responses)) {
        borrowed.borrowed = "Too few answers to calibrate the wave on its own.";
        return borrowed;
    }
    auto own = calibrate_linked(answers, baseline, model);
    if (!own) {
        borrowed.borrowed = own.error().message;
        return borrowed;
    }
    return std::move(*own);
}

Result<CalibratedScores> score_facet(const FacetAnswers& answers, const FacetCalibration& calibration,
                                     const std::vector<bool>& is_scored) {
    CalibratedScores scored;
    if (answers.row_count() == 0) {
        return scored;
    }
    MINKA_TRY_ASSIGN(const auto thetas, stats::weighted_scores(data_of(answers), calibration.fit));
    scored.scores.assign(thetas.size(), std::numeric_limits<double>::quiet_NaN());
    double count = 0;
    double mean = 0;
    double squares = 0;
    double errors = 0;
    for (std::size_t row = 0; row < thetas.size(); ++row) {
        if (!is_scored[row] || !thetas[row]) {
            continue;
        }
        const double score = std::clamp(centre + spread * thetas[row]->score, 0.0, 2 * centre);
        scored.scores[row] = score;
        count += 1;
        const double off = score - mean;
        mean += off / count;
        squares += off * (score - mean);
        errors += spread * spread * thetas[row]->error * thetas[row]->error;
    }
    if (count > 1 && squares > 0) {
        scored.reliability = 1 - errors / count / (squares / (count - 1));
    }
    return scored;
}

}  // namespace minka::measurement
