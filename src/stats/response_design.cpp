#include "stats/response_design.h"

#include <algorithm>
#include <cmath>

namespace minka::stats {

ResponseDesign::ResponseDesign(ItemModel model, std::span<const std::uint8_t> categories, std::size_t group_count,
                               const std::vector<bool>& is_free)
    : model_(model),
      item_count_(categories.size()),
      group_count_(group_count),
      cell_of_(group_count * categories.size()) {
    const bool is_tied = model == ItemModel::partial_credit || model == ItemModel::rating_scale;
    first_latent_ = is_tied ? 1 : 0;  // the common slope
    if (model == ItemModel::rating_scale) {
        share_steps(categories);
    }
    for (std::uint32_t item = 0; item < item_count_; ++item) {
        for (std::size_t group = 0; group < group_count; ++group) {
            if (group == 0 || (!is_free.empty() && is_free[item])) {
                const std::size_t first = first_latent_;
                add_cell(item, categories[item]);
                if (!is_tied) {
                    blocks_.push_back({first, first_latent_ - first});
                }
            }
            cell_of_[group * item_count_ + item] = static_cast<std::uint32_t>(cells_.size() - 1);
        }
    }
    if (is_tied) {
        blocks_.push_back({0, first_latent_});
    }
    for (std::size_t group = 1; group < group_count; ++group) {
        blocks_.push_back({latent_index(group), 2});
    }
}

void ResponseDesign::share_steps(std::span<const std::uint8_t> categories) {
    first_step_.assign(256, 0);
    for (const std::uint32_t count : categories) {
        if (first_step_[count] == 0) {
            first_step_[count] = static_cast<std::uint32_t>(first_latent_);
            first_latent_ += count - 2;
        }
    }
}

void ResponseDesign::add_cell(std::uint32_t item, std::uint32_t categories) {
    Cell cell{item, categories, static_cast<std::uint32_t>(row_count_), {}};
    const auto next = [this] { return static_cast<std::uint32_t>(first_latent_++); };
    const bool is_tied = model_ == ItemModel::partial_credit || model_ == ItemModel::rating_scale;
    cell.own.push_back({Term{is_tied ? 0U : next(), 1}, Term{}});
    const std::uint32_t place = model_ == ItemModel::rating_scale ? next() : 0;
    for (std::uint32_t k = 1; k < categories; ++k) {
        if (model_ == ItemModel::rating_scale) {
            const bool has_step = k + 1 < categories;
            cell.own.push_back(
                {Term{place, static_cast<double>(k)}, has_step ? Term{first_step_[categories] + k - 1, 1} : Term{}});
        } else {
            cell.own.push_back({Term{next(), 1}, Term{}});
        }
    }
    row_count_ += categories;
    cells_.push_back(std::move(cell));
}

std::vector<double> ResponseDesign::own_parameters(std::size_t cell, std::span<const double> parameters) const {
    std::vector<double> own;
    own.reserve(cells_[cell].own.size());
    for (const auto& terms : cells_[cell].own) {
        own.push_back(parameters[terms[0].index] * terms[0].coefficient +
                      parameters[terms[1].index] * terms[1].coefficient);
    }
    return own;
}

ResponseItem ResponseDesign::item(std::size_t cell, std::span<const double> parameters) const {
    const auto own = own_parameters(cell, parameters);
    return {model_, own[0], {own.begin() + 1, own.end()}};
}

void ResponseDesign::set_item(std::size_t cell, const ResponseItem& item, std::span<double> parameters) const {
    const auto& own = cells_[cell].own;
    parameters[own[0][0].index] = item.slope;
    for (std::size_t k = 1; k < own.size(); ++k) {
        const double intercept = item.intercepts[k - 1];
        if (model_ != ItemModel::rating_scale) {
            parameters[own[k][0].index] = intercept;
            continue;
        }
        const double place = item.intercepts.back() / static_cast<double>(item.intercepts.size());
        parameters[own[k][0].index] = place;
        if (own[k][1].coefficient > 0) {
            parameters[own[k][1].index] = intercept - static_cast<double>(k) * place;
        }
    }
}

ResponseDesign::Latent ResponseDesign::latent(std::size_t group, std::span<const double> parameters) const {
    if (group == 0) {
        return {};
    }
    return {parameters[latent_index(group)], std::exp(parameters[latent_index(group) + 1])};
}

bool ResponseDesign::is_proper(std::span<const double> parameters) const {
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
        if (!is_proper_item(model_, own_parameters(cell, parameters))) {
            return false;
        }
    }
    for (std::size_t group = 1; group < group_count_; ++group) {
        const auto theta = latent(group, parameters);
        if (!(std::abs(theta.mean) < 1e3 && theta.deviation > 1e-3 && theta.deviation < 1e3)) {
            return false;
        }
    }
    return true;
}

double ResponseDesign::slope_sum(std::span<const double> parameters) const {
    double sum = 0;
    for (std::size_t item = 0; item < item_count_; ++item) {
        sum += parameters[cells_[cell_of(0, item)].own[0][0].index];
    }
    return sum;
}

void ResponseDesign::turn(std::span<double> parameters) const {
    std::vector<bool> is_turned(parameters.size());
    for (const auto& cell : cells_) {
        const auto index = cell.own[0][0].index;
        if (!is_turned[index]) {
            parameters[index] = -parameters[index];
            is_turned[index] = true;
        }
    }
    for (std::size_t group = 1; group < group_count_; ++group) {
        parameters[latent_index(group)] = -parameters[latent_index(group)];
    }
}

void ResponseDesign::scale_directions(std::span<const double> parameters, std::span<double> shift,
                                      std::span<double> stretch) const {
    std::ranges::fill(shift, 0.0);
    std::ranges::fill(stretch, 0.0);
    for (const auto& cell : cells_) {
        const double slope = parameters[cell.own[0][0].index];
        stretch[cell.own[0][0].index] = slope;
        for (std::size_t k = 1; k < cell.own.size(); ++k) {
            const auto& term = cell.own[k][0];
            const bool is_plain = model_ == ItemModel::graded || model_ == ItemModel::rating_scale;
            shift[term.index] = is_plain ? slope : static_cast<double>(k) * slope;
        }
    }
    for (std::size_t group = 1; group < group_count_; ++group) {
        shift[latent_index(group)] = -1;
        stretch[latent_index(group)] = -parameters[latent_index(group)];
        stretch[latent_index(group) + 1] = -1;
    }
}

}  // namespace minka::stats
