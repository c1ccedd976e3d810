#include "stats/measurement_invariance.h"

#include "stats/dense_matrix.h"
#include "stats/distribution.h"
#include "stats/invariance_sample.h"
#include "stats/symmetric_solve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

constexpr std::size_t most_steps = 500;

/// A model's place: what it implies for every group and how far that is from the data.
struct Place {
    std::vector<double> values;
    std::vector<ImpliedMoments> implied;
    double chi_square = 0;
};

Place place_at(const InvarianceParameters& parameters, const std::vector<GroupSample>& samples,
               std::vector<double> values) {
    Place place{std::move(values), {}, 0};
    for (std::size_t group = 0; group < samples.size(); ++group) {
        place.implied.push_back(parameters.implied(place.values, group));
        const auto& moments = samples[group].moments;
        double distance = 0;
        for (std::size_t a = 0; a < moments.size(); ++a) {
            const double residual = moments.values[a] - place.implied.back().values[a];
            distance += samples[group].weight(a) * residual * residual;
        }
        place.chi_square += static_cast<double>(moments.rows - 1) * distance;
    }
    return place;
}

/// Σ over groups of share * Δ'WΔ.
DenseMatrix information_of(const Place& place, const std::vector<GroupSample>& samples) {
    const std::size_t q = place.values.size();
    DenseMatrix information(q, q);
    for (std::size_t group = 0; group < samples.size(); ++group) {
        const auto& sample = samples[group];
        for (std::size_t a = 0; a < sample.moments.size(); ++a) {
            const double weight = sample.share * sample.weight(a);
            for (const auto& first : place.implied[group].slopes[a]) {
                for (const auto& second : place.implied[group].slopes[a]) {
                    information(first.parameter, second.parameter) += weight * first.value * second.value;
                }
            }
        }
    }
    return information;
}

CholeskyFactor factor_of(const DenseMatrix& matrix) {
    return {std::vector<double>(matrix.values().begin(), matrix.values().end()), matrix.rows()};
}

DenseMatrix inverse_of(const CholeskyFactor& factor) {
    DenseMatrix inverse(factor.size(), factor.size());
    std::ranges::copy(factor.inverse(), inverse.values().begin());
    return inverse;
}

struct Found {
    Place place;
    std::size_t steps = 0;
};

/// Gauss and Newton with Levenberg's and Marquardt's damping.
Result<Found> search(const InvarianceParameters& parameters, const std::vector<GroupSample>& samples,
                     std::vector<double> start) {
    const std::size_t q = parameters.size();
    double rows = 0;
    for (const auto& sample : samples) {
        rows += static_cast<double>(sample.moments.rows);
    }
    Found found{place_at(parameters, samples, std::move(start)), 0};
    double damping = 1e-3;
    for (found.steps = 1; found.steps <= most_steps; ++found.steps) {
        std::vector<double> step(q, 0);
        for (std::size_t group = 0; group < samples.size(); ++group) {
            const auto& sample = samples[group];
            const double share = static_cast<double>(sample.moments.rows - 1) / rows;
            for (std::size_t a = 0; a < sample.moments.size(); ++a) {
                const double residual = sample.moments.values[a] - found.place.implied[group].values[a];
                for (const auto& slope : found.place.implied[group].slopes[a]) {
                    step[slope.parameter] += share * sample.weight(a) * residual * slope.value;
                }
            }
        }
        auto damped = information_of(found.place, samples);
        for (std::size_t a = 0; a < q; ++a) {
            damped(a, a) += damping * (damped(a, a) + 1e-9);
        }
        const auto factor = factor_of(damped);
        if (!factor.is_positive()) {
            damping = std::max(damping * 10, 1e-6);
            continue;
        }
        factor.solve(step.data());
        auto next = found.place.values;
        double largest = 0;
        for (std::size_t a = 0; a < q; ++a) {
            next[a] += step[a];
            largest = std::max(largest, std::abs(step[a]));
        }
        auto place = place_at(parameters, samples, std::move(next));
        if (place.chi_square <= found.place.chi_square) {
            found.place = std::move(place);
            damping = std::max(damping / 10, 1e-12);
        } else {
            damping *= 10;
        }
        if (largest < 1e-9) {
            return found;
        }
    }
    return invalid(fmt::format("A model of the groups found no end in {} steps; try fewer factors.", most_steps),
                   "pattern");
}

/// What robust statistics of a model are made of: P⁻¹ of the information and K = Δ'WΓWΔ, over groups.
struct Robust {
    DenseMatrix information;
    DenseMatrix inverse;
    DenseMatrix middle;
    double trace = 0;
    double squared_trace = 0;
};

double trace_of_product(const DenseMatrix& a, const DenseMatrix& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t j = 0; j < a.rows(); ++j) {
            sum += a(i, j) * b(j, i);
        }
    }
    return sum;
}

/// tr(WΓ) and tr(WΓWΓ) over the moments first .. last of each group: those of a model that explains none of them.
void add_saturated_traces(const GroupSample& sample, std::size_t first, double& trace, double& squared_trace) {
    const std::size_t size = sample.moments.size();
    for (std::size_t a = first; a < size; ++a) {
        trace += 1;
        double sum = 0;
        for (std::size_t b = first; b < size; ++b) {
            const double gamma = sample.moments.gamma[a * size + b];
            sum += sample.weight(b) * gamma * gamma;
        }
        squared_trace += sample.weight(a) * sum;
    }
}

/// ΓWΔ of one group, parameter after parameter.
std::vector<double> spread_slopes(const GroupSample& sample, const ImpliedMoments& implied, std::size_t q) {
    const std::size_t size = sample.moments.size();
    std::vector<double> spread(q * size, 0);
    for (std::size_t b = 0; b < size; ++b) {
        const double* gamma = sample.moments.gamma.data() + b * size;
        for (const auto& slope : implied.slopes[b]) {
            const double factor = sample.weight(b) * slope.value;
            double* row = spread.data() + slope.parameter * size;
            for (std::size_t a = 0; a < size; ++a) {
                row[a] += factor * gamma[a];
            }
        }
    }
    return spread;
}

Result<Robust> robust_of(const Place& place, const std::vector<GroupSample>& samples) {
    const std::size_t q = place.values.size();
    Robust robust{information_of(place, samples), {}, DenseMatrix(q, q), 0, 0};
    const auto factor = factor_of(robust.information);
    if (!factor.is_positive()) {
        return invalid("The data cannot tell the parameters of this model apart; a factor has too few items.",
                       "pattern");
    }
    robust.inverse = inverse_of(factor);
    DenseMatrix outer(q, q);
    for (std::size_t group = 0; group < samples.size(); ++group) {
        const auto& sample = samples[group];
        const std::size_t size = sample.moments.size();
        add_saturated_traces(sample, 0, robust.trace, robust.squared_trace);
        const auto spread = spread_slopes(sample, place.implied[group], q);
        for (std::size_t a = 0; a < size; ++a) {
            for (const auto& slope : place.implied[group].slopes[a]) {
                const double factor_of_slope = sample.share * sample.weight(a) * slope.value;
                for (std::size_t t = 0; t < q; ++t) {
                    robust.middle(slope.parameter, t) += factor_of_slope * spread[t * size + a];
                }
            }
        }
        std::vector<double> weighted(size);
        for (std::size_t s = 0; s < q; ++s) {
            for (std::size_t a = 0; a < size; ++a) {
                weighted[a] = sample.share * sample.weight(a) * spread[s * size + a];
            }
            for (std::size_t t = 0; t <= s; ++t) {
                double sum = 0;
                for (std::size_t a = 0; a < size; ++a) {
                    sum += weighted[a] * spread[t * size + a];
                }
                outer(s, t) += sum;
            }
        }
    }
    for (std::size_t s = 0; s < q; ++s) {
        for (std::size_t t = 0; t < s; ++t) {
            outer(t, s) = outer(s, t);
        }
    }
    const auto product = multiply(robust.inverse, robust.middle);
    for (std::size_t t = 0; t < q; ++t) {
        robust.trace -= product(t, t);
    }
    robust.squared_trace += trace_of_product(product, product) - 2 * trace_of_product(robust.inverse, outer);
    return robust;
}

ModelFit fit_of(const Place& place, const std::vector<GroupSample>& samples, const Robust& robust) {
    UnscaledChiSquare model{place.chi_square, -static_cast<double>(place.values.size()), robust.trace,
                            robust.squared_trace};
    UnscaledChiSquare baseline;
    std::size_t rows = 0;
    double srmr = 0;
    for (std::size_t group = 0; group < samples.size(); ++group) {
        const auto& moments = samples[group].moments;
        const auto items = static_cast<double>(samples[group].threshold_counts.size());
        rows += moments.rows;
        model.degrees += static_cast<double>(moments.size());
        baseline.degrees += static_cast<double>(moments.size() - moments.threshold_count);
        add_saturated_traces(samples[group], moments.threshold_count, baseline.trace, baseline.squared_trace);
        double squares = 0;
        for (std::size_t a = moments.threshold_count; a < moments.size(); ++a) {
            const double residual = moments.values[a] - place.implied[group].values[a];
            squares += residual * residual;
            baseline.value += static_cast<double>(moments.rows - 1) * samples[group].weight(a) * moments.values[a] *
                              moments.values[a];
        }
        srmr += samples[group].share * std::sqrt(squares / (items * (items + 1) / 2));
    }
    auto fit = judge_fit(model, baseline, rows, samples.size());
    fit.srmr = srmr;
    return fit;
}

DenseMatrix stacked_slopes(const Place& place) {
    std::size_t rows = 0;
    for (const auto& implied : place.implied) {
        rows += implied.values.size();
    }
    DenseMatrix slopes(rows, place.values.size());
    std::size_t row = 0;
    for (const auto& implied : place.implied) {
        for (const auto& of_moment : implied.slopes) {
            for (const auto& slope : of_moment) {
                slopes(row, slope.parameter) += slope.value;
            }
            ++row;
        }
    }
    return slopes;
}

/// Satorra's test of the second model within the first, by the derivatives at each one's own place: with H by which the
/// first's parameters follow the second's, M = P⁻¹ - H(H'PH)⁻¹H', and the traces of MK and MKMK.
std::optional<ChiSquareDifference> difference_of(const Place& wide, const Robust& robust, const Place& narrow,
                                                 double degrees) {
    const auto slopes = stacked_slopes(wide);
    const auto cross = multiply(transpose(slopes), stacked_slopes(narrow));
    const auto own = factor_of(multiply(transpose(slopes), slopes));
    if (!own.is_positive()) {
        return {};
    }
    const auto follow = multiply(inverse_of(own), cross);
    const auto inner = factor_of(multiply(transpose(follow), multiply(robust.information, follow)));
    if (!inner.is_positive()) {
        return {};
    }
    const auto explained = multiply(follow, multiply(inverse_of(inner), transpose(follow)));
    auto left = robust.inverse;
    for (std::size_t i = 0; i < left.values().size(); ++i) {
        left.values()[i] -= explained.values()[i];
    }
    const auto product = multiply(left, robust.middle);
    UnscaledChiSquare chi_square{narrow.chi_square - wide.chi_square, degrees, 0, trace_of_product(product, product)};
    for (std::size_t i = 0; i < product.rows(); ++i) {
        chi_square.trace += product(i, i);
    }
    const double scaled = std::max(0.0, chi_square.scaled());
    return ChiSquareDifference{scaled, static_cast<std::size_t>(degrees), chi_square_upper_tail(scaled, degrees)};
}

InvarianceGroup group_of(const InvarianceParameters& parameters, const Place& place, const DenseMatrix& covariance,
                         std::size_t group, double rows) {
    auto own = parameters.group(place.values, group);
    for (std::size_t factor = 0; factor < parameters.factor_count(); ++factor) {
        const auto mean = parameters.mean(group, factor);
        own.mean_errors.push_back(mean == InvarianceParameters::fixed ? 0 : std::sqrt(covariance(mean, mean) / rows));
    }
    std::vector<double> explained(parameters.item_count(), 0);
    for (std::size_t a = 0; a < own.loadings.size(); ++a) {
        for (std::size_t b = 0; b < own.loadings.size(); ++b) {
            const auto& first = parameters.loading_places()[a];
            const auto& second = parameters.loading_places()[b];
            if (first.item == second.item) {
                explained[first.item] += own.loadings[a] * own.loadings[b] *
                                         own.covariance[first.factor * parameters.factor_count() + second.factor];
            }
        }
    }
    for (std::size_t item = 0; item < explained.size(); ++item) {
        if (own.scales[item] * own.scales[item] * explained[item] > 1) {
            own.improper_items.push_back(item);
        }
    }
    own.factors_are_positive = CholeskyFactor(own.covariance, parameters.factor_count()).is_positive();
    return own;
}

}  // namespace

Result<InvarianceStudy> study_invariance(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups,
                                         std::size_t group_count, const FactorPattern& pattern) {
    MINKA_TRY(check_answers(matrix));
    if (group_count < 2) {
        return invalid("Invariance is between at least two groups.", "groups");
    }
    const bool are_fine = groups.size() == matrix.row_count() && std::ranges::all_of(groups, [&](auto group) {
                              return group < group_count || group == no_group;
                          });
    if (!are_fine) {
        return invalid("The groups are not one a respondent, or out of range.", "groups");
    }
    MINKA_TRY_ASSIGN(const auto samples, samples_by_group(matrix, groups, group_count, pattern));
    InvarianceStudy study;
    double rows = -static_cast<double>(group_count);
    for (const auto& sample : samples) {
        study.rows.push_back(sample.moments.rows);
        rows += static_cast<double>(sample.moments.rows);
    }
    std::optional<Place> before;
    std::optional<Robust> robust_before;
    using enum InvarianceLevel;
    const auto levels = matrix.category_count == 2 ? std::vector{configural, intercepts}
                                                   : std::vector{configural, thresholds, loadings, intercepts};
    for (const auto level : levels) {
        const InvarianceParameters parameters(pattern, samples.front().threshold_counts, group_count, level);
        MINKA_TRY_ASSIGN(auto found, search(parameters, samples, start_values(parameters, samples)));
        MINKA_TRY_ASSIGN(auto robust, robust_of(found.place, samples));
        InvarianceStep step{level, parameters.size(), found.steps, fit_of(found.place, samples, robust), {}, {}};
        const auto covariance = multiply(multiply(robust.inverse, robust.middle), robust.inverse);
        for (std::size_t group = 0; group < group_count; ++group) {
            step.groups.push_back(group_of(parameters, found.place, covariance, group, rows));
        }
        // Items of three categories leave the thresholds' step nothing to test.
        if (before && before->values.size() > parameters.size()) {
            const auto degrees = static_cast<double>(before->values.size() - parameters.size());
            step.difference = difference_of(*before, *robust_before, found.place, degrees);
        }
        study.loading_places = parameters.loading_places();
        study.steps.push_back(std::move(step));
        before = std::move(found.place);
        robust_before = std::move(robust);
    }
    return study;
}

}  // namespace minka::stats
