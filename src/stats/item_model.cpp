#include "stats/item_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::stats {
namespace {

constexpr double least_probability = 1e-30;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// Probabilities of categories from k a theta + d_k, without overflow.
void partial_credit_probabilities(double slope, std::span<const double> intercepts, double theta,
                                  std::span<double> probability) {
    probability[0] = 0;
    double highest = 0;
    for (std::size_t k = 1; k < probability.size(); ++k) {
        probability[k] = static_cast<double>(k) * slope * theta + intercepts[k - 1];
        highest = std::max(highest, probability[k]);
    }
    double sum = 0;
    for (double& value : probability) {
        value = std::exp(value - highest);
        sum += value;
    }
    for (double& value : probability) {
        value = std::max(value / sum, least_probability);
    }
}

void graded_probabilities(double slope, std::span<const double> intercepts, double theta,
                          std::span<double> probability) {
    double above = 1;
    for (std::size_t k = 0; k < probability.size(); ++k) {
        const double next = k < intercepts.size() ? logistic(slope * theta + intercepts[k]) : 0;
        probability[k] = std::max(above - next, least_probability);
        above = next;
    }
}

void graded_curves(const ResponseItem& item, double theta, CategoryCurves& curves) {
    const double a = item.slope;
    double above[3] = {1, 0, 0};
    for (std::size_t k = 0; k < item.categories(); ++k) {
        double next[3] = {0, 0, 0};
        if (k + 1 < item.categories()) {
            const double p = logistic(a * theta + item.intercepts[k]);
            next[0] = p;
            next[1] = a * p * (1 - p);
            next[2] = a * next[1] * (1 - 2 * p);
        }
        curves.probability[k] = std::max(above[0] - next[0], least_probability);
        curves.first[k] = above[1] - next[1];
        curves.second[k] = above[2] - next[2];
        std::ranges::copy(next, above);
    }
}

void partial_credit_curves(const ResponseItem& item, double theta, CategoryCurves& curves) {
    partial_credit_probabilities(item.slope, item.intercepts, theta, curves.probability);
    double mean = 0;
    double square = 0;
    for (std::size_t k = 0; k < item.categories(); ++k) {
        const auto answer = static_cast<double>(k);
        mean += answer * curves.probability[k];
        square += answer * answer * curves.probability[k];
    }
    const double variance = square - mean * mean;
    for (std::size_t k = 0; k < item.categories(); ++k) {
        const double off = static_cast<double>(k) - mean;
        curves.first[k] = item.slope * curves.probability[k] * off;
        curves.second[k] = item.slope * item.slope * curves.probability[k] * (off * off - variance);
    }
}

/// One node of the graded model. The probabilities are sums and differences of P(X >= k), each with its density, so
/// that the information is a band of three with a border.
void add_graded_node(double theta, std::span<const double> at_least, std::span<const double> probability,
                     std::span<const double> count, double people, std::span<double> gradient,
                     std::span<double> information) {
    const std::size_t size = gradient.size();
    double before = 0;  // density of X >= k
    for (std::size_t k = 0; k < size; ++k) {
        const double next = k + 1 < size ? at_least[k + 1] * (1 - at_least[k + 1]) : 0;
        const double inverse = 1 / probability[k];
        const double ratio = count[k] * inverse;
        const double weight = people * inverse;
        const double by_slope = theta * (before - next);
        gradient[0] += ratio * by_slope;
        information[0] += weight * by_slope * by_slope;
        if (k > 0) {
            gradient[k] += ratio * before;
            information[k * size] += weight * by_slope * before;
            information[k * size + k] += weight * before * before;
        }
        if (k + 1 < size) {
            gradient[k + 1] -= ratio * next;
            information[(k + 1) * size] -= weight * by_slope * next;
            information[(k + 1) * size + k + 1] += weight * next * next;
            if (k > 0) {
                information[(k + 1) * size + k] -= weight * before * next;
            }
        }
        before = next;
    }
}

/// One node of partial credit: category k has the scores k theta for the slope and 1 for its own intercept.
void add_partial_credit_node(double theta, std::span<const double> probability, std::span<const double> count,
                             double people, std::span<double> gradient, std::span<double> information) {
    const std::size_t size = gradient.size();
    double mean = 0;
    double square = 0;
    for (std::size_t k = 1; k < size; ++k) {
        const auto answer = static_cast<double>(k);
        mean += answer * probability[k];
        square += answer * answer * probability[k];
    }
    for (std::size_t k = 1; k < size; ++k) {
        const double off = count[k] - people * probability[k];
        gradient[0] += off * static_cast<double>(k) * theta;
        gradient[k] += off;
        information[k * size] += people * theta * probability[k] * (static_cast<double>(k) - mean);
        for (std::size_t j = 1; j < k; ++j) {
            information[k * size + j] -= people * probability[k] * probability[j];
        }
        information[k * size + k] += people * probability[k] * (1 - probability[k]);
    }
    information[0] += people * theta * theta * (square - mean * mean);
}

}  // namespace

std::string_view to_string(ItemModel model) {
    switch (model) {
        case ItemModel::graded: return "graded";
        case ItemModel::generalised_partial_credit: return "generalised_partial_credit";
        case ItemModel::partial_credit: return "partial_credit";
        case ItemModel::rating_scale: return "rating_scale";
    }
    return "";
}

double ResponseItem::threshold(std::size_t k) const {
    const double before = model == ItemModel::graded || k == 0 ? 0 : intercepts[k - 1];
    return -(intercepts[k] - before) / slope;
}

double ResponseItem::location() const {
    double sum = 0;
    for (std::size_t k = 0; k < intercepts.size(); ++k) {
        sum += threshold(k);
    }
    return sum / static_cast<double>(intercepts.size());
}

void category_curves(const ResponseItem& item, double theta, CategoryCurves& curves) {
    curves.probability.resize(item.categories());
    curves.first.resize(item.categories());
    curves.second.resize(item.categories());
    if (item.model == ItemModel::graded) {
        graded_curves(item, theta, curves);
    } else {
        partial_credit_curves(item, theta, curves);
    }
}

double expected_answer(const ResponseItem& item, double theta) {
    std::vector<double> probability(item.categories());
    if (item.model == ItemModel::graded) {
        graded_probabilities(item.slope, item.intercepts, theta, probability);
    } else {
        partial_credit_probabilities(item.slope, item.intercepts, theta, probability);
    }
    double mean = 0;
    for (std::size_t k = 1; k < probability.size(); ++k) {
        mean += static_cast<double>(k) * probability[k];
    }
    return mean;
}

double item_information(const ResponseItem& item, double theta) {
    CategoryCurves curves;
    category_curves(item, theta, curves);
    double information = 0;
    for (std::size_t k = 0; k < item.categories(); ++k) {
        information += curves.first[k] * curves.first[k] / curves.probability[k];
    }
    return information;
}

void fill_category_rows(ItemModel model, std::span<const double> own, std::span<const double> nodes, std::size_t width,
                        std::span<double> rows) {
    std::vector<double> probability(own.size());
    for (std::size_t q = 0; q < nodes.size(); ++q) {
        if (model == ItemModel::graded) {
            graded_probabilities(own[0], own.subspan(1), nodes[q], probability);
        } else {
            partial_credit_probabilities(own[0], own.subspan(1), nodes[q], probability);
        }
        for (std::size_t k = 0; k < own.size(); ++k) {
            rows[k * width + q] = probability[k];
        }
    }
}

void add_item_scores(ItemModel model, std::span<const double> nodes, std::size_t width, std::span<const double> rows,
                     std::span<const double> expected, std::span<double> gradient, std::span<double> information) {
    const std::size_t size = gradient.size();
    std::vector<double> probability(size);
    std::vector<double> count(size);
    std::vector<double> at_least(size + 1);
    for (std::size_t q = 0; q < nodes.size(); ++q) {
        double people = 0;
        for (std::size_t k = size; k-- > 0;) {
            probability[k] = rows[k * width + q];
            count[k] = expected[k * width + q];
            at_least[k] = at_least[k + 1] + probability[k];
            people += count[k];
        }
        if (!(people > 0)) {
            continue;
        }
        if (model == ItemModel::graded) {
            add_graded_node(nodes[q], at_least, probability, count, people, gradient, information);
        } else {
            add_partial_credit_node(nodes[q], probability, count, people, gradient, information);
        }
    }
}

bool is_proper_item(ItemModel model, std::span<const double> own) {
    for (std::size_t k = 2; model == ItemModel::graded && k < own.size(); ++k) {
        if (!(own[k] < own[k - 1])) {
            return false;
        }
    }
    return std::ranges::all_of(own, [](double value) { return std::isfinite(value) && std::abs(value) < 1e4; });
}

}  // namespace minka::stats
