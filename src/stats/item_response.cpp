#include "stats/item_response.h"

#include "stats/response_search.h"
#include "stats/symmetric_solve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace minka::stats {
namespace {

constexpr std::size_t patterns_of_first_climb = 4000;

Result<> check_options(const ResponseData& data, const ResponseOptions& options) {
    if (options.node_count < 11 || options.node_count > 512 || !(options.reach > 0 && options.reach <= 50) ||
        !(options.tolerance > 0) || options.most_passes < 1 || options.threads < 1 || options.threads > 256) {
        return invalid(
            "Nodes are 11 to 512 on -reach .. reach (at most 50); tolerance, passes and threads are above 0.",
            "options");
    }
    for (const auto item : options.free_items) {
        if (item >= data.item_count() || data.group_count < 2) {
            return invalid("A free item is one of the items, and there are several groups.", "options.free_items");
        }
    }
    return {};
}

Result<ResponseDesign> design_of(const ResponseData& data, const ResponseOptions& options) {
    std::vector<bool> is_free(data.item_count());
    for (const auto item : options.free_items) {
        is_free[item] = true;
    }
    if (std::ranges::all_of(is_free, [](bool free) { return free; })) {
        return invalid("Groups without an item in common cannot be put on one scale.", "options.free_items");
    }
    return ResponseDesign(options.model, data.categories, data.group_count, is_free);
}

/// A place in the neighbourhood of the maximum, from part of the patterns.
void climb_on_few(const ResponseDesign& design, const ResponsePatterns& patterns, const NodeGrid& grid,
                  ResponseSearch& search, std::vector<double>& parameters) {
    if (patterns.count() <= 4 * patterns_of_first_climb) {
        return;
    }
    const auto few = thin_patterns(patterns, patterns_of_first_climb);
    // An item may lack a category among the few; then the climb would leave its intercept far out.
    if (first_parameters(design, few)) {
        ResponseLikelihood likelihood(few, design, grid, 1);
        search.climb(likelihood, parameters, 1e-3, 50);
    }
}

/// The inverse of the observed information of all parameters; nothing where the likelihood does not fall in every
/// direction.
std::optional<DenseMatrix> covariance_of(const ResponseDesign& design, ResponseLikelihood& likelihood,
                                         std::span<const double> parameters, const LikelihoodPoint& at) {
    const std::size_t size = design.parameter_count();
    std::vector<double> information(size * size);
    LikelihoodPoint beside;
    std::vector<double> place(parameters.begin(), parameters.end());
    for (std::size_t k = 0; k < size; ++k) {
        const double step = 1e-5 * std::max(1.0, std::abs(parameters[k]));
        place[k] = parameters[k] + step;
        likelihood.evaluate(place, beside);
        for (std::size_t j = 0; j < size; ++j) {
            information[k * size + j] = (at.gradient[j] - beside.gradient[j]) / (place[k] - parameters[k]);
        }
        place[k] = parameters[k];
    }
    for (std::size_t k = 0; k < size; ++k) {
        for (std::size_t j = 0; j < k; ++j) {
            const double mean = (information[k * size + j] + information[j * size + k]) / 2;
            information[k * size + j] = mean;
            information[j * size + k] = mean;
        }
    }
    const CholeskyFactor factor(std::move(information), size);
    if (!factor.is_positive()) {
        return std::nullopt;
    }
    const auto inverse = factor.inverse();
    DenseMatrix covariance(size, size);
    std::ranges::copy(inverse, covariance.values().begin());
    return covariance;
}

/// The free parameters of a fit of the same model, whatever items it had set free.
std::vector<double> parameters_of(const ResponseDesign& design, const ResponseFit& fit) {
    std::vector<double> parameters(design.parameter_count());
    for (std::size_t group = 0; group < design.group_count(); ++group) {
        for (std::size_t item = 0; item < design.item_count(); ++item) {
            const auto cell = design.cell_of(group, item);
            if (group == 0 || cell != design.cell_of(0, item)) {
                design.set_item(cell, fit.item(item, group).item, parameters);
            }
        }
        if (group > 0) {
            parameters[design.latent_index(group)] = fit.groups[group].mean;
            parameters[design.latent_index(group) + 1] = std::log(fit.groups[group].deviation);
        }
    }
    return parameters;
}

DenseMatrix own_covariance(const ResponseDesign::Cell& cell, const DenseMatrix& covariance) {
    const std::size_t size = cell.own.size();
    DenseMatrix own(size, size);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) {
            for (const auto& left : cell.own[i]) {
                for (const auto& right : cell.own[j]) {
                    own(i, j) += left.coefficient * right.coefficient * covariance(left.index, right.index);
                }
            }
        }
    }
    return own;
}

void tell_groups(const ResponseDesign& design, const ResponseLikelihood& likelihood, std::span<const double> parameters,
                 ResponseFit& fit) {
    for (std::size_t group = 0; group < design.group_count(); ++group) {
        const auto latent = design.latent(group, parameters);
        const auto masses = likelihood.masses(group);
        fit.groups.push_back({latent.mean, latent.deviation, 0, 0, std::accumulate(masses.begin(), masses.end(), 0.0)});
        fit.weight += fit.groups.back().weight;
        for (std::size_t item = 0; item < design.item_count(); ++item) {
            fit.places.push_back(static_cast<std::uint32_t>(design.cell_of(group, item)));
        }
    }
    for (std::size_t cell = 0; cell < design.cells().size(); ++cell) {
        fit.items.push_back({design.item(cell, parameters), {}});
    }
}

void tell_errors(const ResponseDesign& design, const DenseMatrix& covariance, ResponseFit& fit) {
    for (std::size_t cell = 0; cell < design.cells().size(); ++cell) {
        fit.items[cell].covariance = own_covariance(design.cells()[cell], covariance);
    }
    for (std::size_t group = 1; group < design.group_count(); ++group) {
        const auto index = design.latent_index(group);
        fit.groups[group].mean_error = std::sqrt(covariance(index, index));
        fit.groups[group].deviation_error = fit.groups[group].deviation * std::sqrt(covariance(index + 1, index + 1));
    }
}

}  // namespace

double CalibratedItem::slope_error() const { return std::sqrt(covariance(0, 0)); }

double CalibratedItem::threshold_error(std::size_t k) const {
    // threshold = -(d_k - d_(k-1)) / a, without d_(k-1) in the graded model and for the first step.
    std::vector<double> gradient(covariance.rows());
    gradient[0] = -item.threshold(k) / item.slope;
    gradient[k + 1] = -1 / item.slope;
    if (item.model != ItemModel::graded && k > 0) {
        gradient[k] = 1 / item.slope;
    }
    double variance = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        for (std::size_t j = 0; j < gradient.size(); ++j) {
            variance += gradient[i] * gradient[j] * covariance(i, j);
        }
    }
    return std::sqrt(variance);
}

double ResponseFit::bic() const { return static_cast<double>(parameter_count) * std::log(weight) - 2 * log_likelihood; }

Result<ResponseFit> fit_item_response(const ResponseData& data, const ResponseOptions& options) {
    MINKA_TRY(check_responses(data));
    MINKA_TRY(check_options(data, options));
    return fit_patterns(collapse_rows(data), data, options, nullptr);
}

Result<ResponseFit> fit_patterns(const ResponsePatterns& patterns, const ResponseData& data,
                                 const ResponseOptions& options, const ResponseFit* start) {
    for (std::size_t group = 0; group < data.group_count; ++group) {
        if (patterns.first_of_group[group] == patterns.first_of_group[group + 1]) {
            return data.group_count == 1
                       ? invalid("Nobody answered anything.", "answers")
                       : invalid("Nobody of this group answered anything.", fmt::format("group {}", group));
        }
    }
    MINKA_TRY_ASSIGN(const auto design, design_of(data, options));
    MINKA_TRY_ASSIGN(auto parameters, first_parameters(design, patterns));
    const NodeGrid grid(options.node_count, options.reach);
    ResponseSearch search(design);
    if (start == nullptr) {
        climb_on_few(design, patterns, grid, search, parameters);
    } else {
        parameters = parameters_of(design, *start);
    }
    ResponseLikelihood likelihood(patterns, design, grid, options.threads);
    ResponseFit fit;
    fit.has_converged = search.climb(likelihood, parameters, options.tolerance, options.most_passes);
    auto point = search.point();
    if (design.slope_sum(parameters) < 0) {
        design.turn(parameters);
        design.turn(point.gradient);
    }
    fit.passes = likelihood.passes();
    fit.log_likelihood = point.value;
    fit.parameter_count = design.parameter_count();
    fit.pattern_count = patterns.count();
    fit.row_count = static_cast<std::size_t>(
        std::ranges::count_if(patterns.pattern_of, [](auto pattern) { return pattern != ResponsePatterns::none; }));
    fit.options = options;
    tell_groups(design, likelihood, parameters, fit);
    if (options.errors == ParameterErrors::observed && fit.has_converged) {
        if (const auto covariance = covariance_of(design, likelihood, parameters, point)) {
            tell_errors(design, *covariance, fit);
            fit.has_errors = true;
        }
    }
    return fit;
}

}  // namespace minka::stats
