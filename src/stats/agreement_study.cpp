#include "stats/agreement_study.h"

#include "stats/agreement.h"
#include "stats/agreement_replicates.h"
#include "stats/chance_agreement.h"
#include "stats/distribution.h"
#include "stats/krippendorff.h"
#include "stats/proportion.h"
#include "stats/resampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::stats {
namespace {

using enum AgreementCoefficient;

constexpr std::array names{
    std::string_view("exact"),         std::string_view("within_one"),      std::string_view("kappa"),
    std::string_view("kappa_linear"),  std::string_view("kappa_quadratic"), std::string_view("fleiss_kappa"),
    std::string_view("gwet_ac1"),      std::string_view("gwet_ac2_linear"), std::string_view("gwet_ac2_quadratic"),
    std::string_view("alpha_nominal"), std::string_view("alpha_ordinal"),   std::string_view("alpha_interval"),
    std::string_view("alpha_ratio"),   std::string_view("icc_1_1"),         std::string_view("icc_2_1"),
    std::string_view("icc_3_1"),       std::string_view("icc_1_k"),         std::string_view("icc_2_k"),
    std::string_view("icc_3_k")};

std::vector<AgreementCoefficient> fitting_coefficients(const RatingTable& table) {
    std::vector<AgreementCoefficient> all;
    for (std::size_t index = 0; index < names.size(); ++index) {
        const auto coefficient = static_cast<AgreementCoefficient>(index);
        const bool is_of_two = coefficient == kappa || coefficient == kappa_linear || coefficient == kappa_quadratic;
        const bool is_ratio = coefficient == alpha_ratio;
        if ((!is_of_two || table.rater_count == 2) && (!is_ratio || table.value(0) >= 0)) {
            all.push_back(coefficient);
        }
    }
    return all;
}

void refuse(AgreementFigure& figure, const Problem& problem) { figure.reason = problem.message; }

/// The analytic results of one coefficient at a time; what several need is kept.
class Analytic {
public:
    Analytic(const RatingTable& table, const RatingPatterns& patterns, double confidence)
        : table_(table), patterns_(patterns), confidence_(confidence) {}

    void fill(AgreementFigure& figure) {
        switch (figure.coefficient) {
            case exact: fill_share(figure, 0); break;
            case within_one: fill_share(figure, 1); break;
            case kappa: fill_kappa(figure, KappaWeights::none); break;
            case kappa_linear: fill_kappa(figure, KappaWeights::linear); break;
            case kappa_quadratic: fill_kappa(figure, KappaWeights::quadratic); break;
            case fleiss_kappa: fill_chance(figure, ChanceModel::fleiss, KappaWeights::none); break;
            case gwet_ac1: fill_chance(figure, ChanceModel::gwet, KappaWeights::none); break;
            case gwet_ac2_linear: fill_chance(figure, ChanceModel::gwet, KappaWeights::linear); break;
            case gwet_ac2_quadratic: fill_chance(figure, ChanceModel::gwet, KappaWeights::quadratic); break;
            case alpha_nominal: fill_alpha(figure, DifferenceMetric::nominal); break;
            case alpha_ordinal: fill_alpha(figure, DifferenceMetric::ordinal); break;
            case alpha_interval: fill_alpha(figure, DifferenceMetric::interval); break;
            case alpha_ratio: fill_alpha(figure, DifferenceMetric::ratio); break;
            case icc_1_1:
            case icc_2_1:
            case icc_3_1:
            case icc_1_k:
            case icc_2_k:
            case icc_3_k: fill_intraclass(figure); break;
        }
    }

private:
    void fill_share(AgreementFigure& figure, int reach);
    void fill_kappa(AgreementFigure& figure, KappaWeights weights);
    void fill_chance(AgreementFigure& figure, ChanceModel model, KappaWeights weights);
    void fill_alpha(AgreementFigure& figure, DifferenceMetric metric);
    void fill_intraclass(AgreementFigure& figure);

    const RatingTable& table_;
    const RatingPatterns& patterns_;
    double confidence_;
    std::optional<Result<RaterReliability>> intraclass_;
};

void Analytic::fill_share(AgreementFigure& figure, int reach) {
    double units = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t pattern = 0; pattern < patterns_.size(); ++pattern) {
        const auto row = patterns_.row(pattern);
        double pairs = 0;
        double agreeing = 0;
        for (std::size_t a = 0; a < row.size(); ++a) {
            for (std::size_t b = a + 1; b < row.size(); ++b) {
                if (row[a] != table_.missing && row[b] != table_.missing) {
                    pairs += 1;
                    agreeing += std::abs(row[a] - row[b]) <= reach ? 1 : 0;
                }
            }
        }
        if (pairs > 0) {
            units += patterns_.counts[pattern];
            sum += patterns_.counts[pattern] * agreeing / pairs;
            squares += patterns_.counts[pattern] * std::pow(agreeing / pairs, 2);
        }
    }
    figure.value = sum / units;
    if (table_.rater_count == 2) {
        if (const auto share = proportion(static_cast<std::uint64_t>(std::lround(sum)),
                                          static_cast<std::uint64_t>(units), confidence_)) {
            figure.analytic = share->interval;
        }
        return;
    }
    const double variance = std::max(0.0, squares - sum * sum / units) / (units - 1);
    figure.standard_error = std::sqrt(variance / units);
    const double half = student_t_quantile((1 + confidence_) / 2, units - 1) * *figure.standard_error;
    figure.analytic = {std::max(0.0, *figure.value - half), std::min(1.0, *figure.value + half), confidence_};
}

void Analytic::fill_kappa(AgreementFigure& figure, KappaWeights weights) {
    if (table_.rater_count != 2) {
        figure.reason = "Cohen's kappa is of two raters; use Fleiss' kappa or Krippendorff's alpha.";
        return;
    }
    std::vector<std::uint8_t> first;
    std::vector<std::uint8_t> second;
    for (std::size_t unit = 0; unit < table_.unit_count(); ++unit) {
        if (table_.ratings[2 * unit] != table_.missing && table_.ratings[2 * unit + 1] != table_.missing) {
            first.push_back(table_.ratings[2 * unit]);
            second.push_back(table_.ratings[2 * unit + 1]);
        }
    }
    const auto estimate = cohen_kappa(first, second, table_.category_count, weights, confidence_);
    if (!estimate) {
        return refuse(figure, estimate.error());
    }
    figure.value = estimate->kappa;
    figure.standard_error = estimate->standard_error;
    figure.analytic = estimate->interval;
}

void Analytic::fill_chance(AgreementFigure& figure, ChanceModel model, KappaWeights weights) {
    const auto estimate = chance_corrected_agreement(table_, model, weights, confidence_);
    if (!estimate) {
        return refuse(figure, estimate.error());
    }
    figure.value = estimate->coefficient;
    figure.standard_error = estimate->standard_error;
    figure.analytic = estimate->interval;
}

void Analytic::fill_alpha(AgreementFigure& figure, DifferenceMetric metric) {
    const auto estimate = krippendorff_alpha(table_, metric, confidence_);
    if (!estimate) {
        return refuse(figure, estimate.error());
    }
    figure.value = estimate->alpha;
    figure.standard_error = estimate->standard_error;
    figure.analytic = estimate->interval;
}

void Analytic::fill_intraclass(AgreementFigure& figure) {
    if (!intraclass_) {
        std::vector<double> values;
        for (std::size_t unit = 0; unit < table_.unit_count(); ++unit) {
            const auto row = table_.ratings.subspan(unit * table_.rater_count, table_.rater_count);
            if (std::ranges::find(row, table_.missing) == row.end()) {
                for (const auto rating : row) {
                    values.push_back(table_.value(rating));
                }
            }
        }
        intraclass_ = rater_reliability(values, table_.rater_count, confidence_);
    }
    if (!*intraclass_) {
        return refuse(figure, intraclass_->error());
    }
    const auto& result = **intraclass_;
    const auto set = [&](double value, const Interval& interval) {
        figure.value = value;
        figure.analytic = interval;
    };
    switch (figure.coefficient) {
        case icc_1_1: return set(result.one_way.single, result.one_way.single_interval);
        case icc_2_1: return set(result.absolute.single, result.absolute.single_interval);
        case icc_3_1: return set(result.consistency.single, result.consistency.single_interval);
        case icc_1_k: return set(result.one_way.mean, result.one_way.mean_interval);
        case icc_2_k: return set(result.absolute.mean, result.absolute.mean_interval);
        default: return set(result.consistency.mean, result.consistency.mean_interval);
    }
}

void bootstrap(AgreementStudy& study, const RatingPatterns& patterns, const RatingTable& table,
               std::span<const AgreementCoefficient> wanted, const AgreementOptions& options) {
    const auto statistics = replicate_statistics(patterns, table, wanted);
    const ClassResampler resampler(patterns.counts);
    SeededRandom random(options.seed);
    std::vector<double> drawn(patterns.size());
    std::vector<double> values(names.size());
    std::vector<std::vector<double>> replicates(names.size());
    for (std::size_t replicate = 0; replicate < options.replicates; ++replicate) {
        resampler.draw(random, drawn);
        for (const auto& statistic : statistics) {
            statistic.compute(drawn, std::span(values).first(statistic.coefficients.size()));
            for (std::size_t i = 0; i < statistic.coefficients.size(); ++i) {
                if (!std::isnan(values[i])) {
                    replicates[static_cast<std::size_t>(statistic.coefficients[i])].push_back(values[i]);
                }
            }
        }
    }
    for (auto& figure : study.figures) {
        auto& own = replicates[static_cast<std::size_t>(figure.coefficient)];
        if (!figure.value) {
            continue;
        }
        figure.undefined_replicates = options.replicates - own.size();
        if (!own.empty() && figure.undefined_replicates * 20 <= options.replicates) {
            figure.bootstrap = percentile_interval(own, options.confidence);
        }
    }
}

}  // namespace

std::string_view to_string(AgreementCoefficient coefficient) { return names[static_cast<std::size_t>(coefficient)]; }

Result<AgreementStudy> study_agreement(const RatingTable& table, const AgreementOptions& options) {
    MINKA_TRY(check_confidence(options.confidence));
    MINKA_TRY(check_ratings(table));
    const auto patterns = count_patterns(table);
    AgreementStudy study{table.rater_count, table.unit_count(), 0, 0, {}};
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
        const auto absent = std::ranges::count(patterns.row(pattern), table.missing);
        const auto rated = table.rater_count - static_cast<std::size_t>(absent);
        study.paired_units += rated >= 2 ? patterns.counts[pattern] : 0;
        study.complete_units += rated == table.rater_count ? patterns.counts[pattern] : 0;
    }
    if (study.paired_units < 2) {
        return invalid("Fewer than two units were rated by two raters or more; there is no agreement to speak of.",
                       "ratings");
    }
    const auto wanted = options.coefficients.empty() ? fitting_coefficients(table) : options.coefficients;
    Analytic analytic(table, patterns, options.confidence);
    for (const auto coefficient : wanted) {
        AgreementFigure figure;
        figure.coefficient = coefficient;
        analytic.fill(figure);
        study.figures.push_back(std::move(figure));
    }
    if (options.replicates > 0) {
        bootstrap(study, patterns, table, wanted, options);
    }
    return study;
}

}  // namespace minka::stats
