#include "stats/response_likelihood.h"

#include "stats/bundle_table.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace minka::stats {
namespace {

constexpr std::size_t patterns_of_chunk = 4096;
constexpr std::size_t most_chunks = 8;

}  // namespace

ResponseLikelihood::ResponseLikelihood(const ResponsePatterns& patterns, const ResponseDesign& design,
                                       const NodeGrid& grid, unsigned threads)
    : patterns_(patterns),
      design_(design),
      grid_(grid),
      threads_(std::max(1U, threads)),
      block_of_(design.parameter_count()),
      probabilities_(design.row_count() * grid.width),
      expected_(probabilities_.size()),
      masses_(design.group_count() * grid.width) {
    for (std::size_t b = 0; b < design.blocks().size(); ++b) {
        const auto& block = design.blocks()[b];
        std::fill_n(block_of_.begin() + static_cast<std::ptrdiff_t>(block.first), block.count, b);
    }
}

void ResponseLikelihood::evaluate(std::span<const double> parameters, LikelihoodPoint& point) {
    fill_probabilities(parameters);
    std::ranges::fill(expected_, 0.0);
    std::ranges::fill(masses_, 0.0);
    point.value = 0;
    for (std::size_t group = 0; group < design_.group_count(); ++group) {
        if (patterns_.first_of_group[group] < patterns_.first_of_group[group + 1]) {
            const auto latent = design_.latent(group, parameters);
            const auto rows = rows_of(group);
            const auto table =
                make_bundle_table(patterns_, grid_, {probabilities_, rows}, latent.mean, latent.deviation);
            point.value += expect_group(group, table);
            share_out_codes(patterns_, table, std::span(chunks_).first(table.rows.size()), rows, expected_,
                            std::span(masses_).subspan(group * grid_.width, grid_.width));
        }
    }
    point.gradient.assign(design_.parameter_count(), 0.0);
    point.information.clear();
    for (const auto& block : design_.blocks()) {
        point.information.emplace_back(block.count, block.count);
    }
    add_item_gradients(point);
    add_latent_gradients(parameters, point);
    ++passes_;
}

void ResponseLikelihood::fill_probabilities(std::span<const double> parameters) {
    for (std::size_t c = 0; c < design_.cells().size(); ++c) {
        const auto& cell = design_.cells()[c];
        fill_category_rows(
            design_.model(), design_.own_parameters(c, parameters), grid_.nodes(), grid_.width,
            std::span(probabilities_).subspan(cell.first_row * grid_.width, cell.categories * grid_.width));
    }
}

std::vector<std::uint32_t> ResponseLikelihood::rows_of(std::size_t group) const {
    std::vector<std::uint32_t> rows;
    for (std::size_t item = 0; item < design_.item_count(); ++item) {
        rows.push_back(design_.cells()[design_.cell_of(group, item)].first_row);
    }
    return rows;
}

/// The sums of all chunks are left in the first.
double ResponseLikelihood::expect_group(std::size_t group, const BundleTable& table) {
    const std::size_t first = patterns_.first_of_group[group];
    const std::size_t count = patterns_.first_of_group[group + 1] - first;
    const std::size_t chunks = std::clamp<std::size_t>(count / patterns_of_chunk, 1, most_chunks);
    const std::size_t size = table.rows.size();
    chunks_.assign(chunks * size, 0.0);
    std::vector<double> values(chunks);
    const auto run = [&](std::size_t from, std::size_t step) {
        for (std::size_t c = from; c < chunks; c += step) {
            const std::size_t begin = count * c / chunks;
            const PatternSpan span{patterns_.codes.data() + (first + begin) * patterns_.bundles.size(),
                                   patterns_.weights.data() + first + begin, count * (c + 1) / chunks - begin};
            values[c] = expect_patterns(span, table, chunks_.data() + c * size);
        }
    };
    const std::size_t threads = std::min<std::size_t>(threads_, chunks);
    {
        std::vector<std::jthread> others;
        for (std::size_t t = 1; t < threads; ++t) {
            others.emplace_back(run, t, threads);
        }
        run(0, threads);
    }
    double value = values[0];
    for (std::size_t c = 1; c < chunks; ++c) {
        value += values[c];
        for (std::size_t k = 0; k < size; ++k) {
            chunks_[k] += chunks_[c * size + k];
        }
    }
    return value;
}

void ResponseLikelihood::add_item_gradients(LikelihoodPoint& point) const {
    std::vector<double> gradient;
    std::vector<double> information;
    for (const auto& cell : design_.cells()) {
        const std::size_t size = cell.categories;
        gradient.assign(size, 0.0);
        information.assign(size * size, 0.0);
        const std::size_t first = cell.first_row * grid_.width;
        add_item_scores(design_.model(), grid_.nodes(), grid_.width,
                        std::span(probabilities_).subspan(first, size * grid_.width),
                        std::span(expected_).subspan(first, size * grid_.width), gradient, information);
        const auto b = block_of_[cell.own[0][0].index];
        const std::size_t start = design_.blocks()[b].first;
        for (std::size_t i = 0; i < size; ++i) {
            for (const auto& left : cell.own[i]) {
                point.gradient[left.index] += left.coefficient * gradient[i];
                for (std::size_t j = 0; left.coefficient != 0 && j < size; ++j) {
                    const double value = information[std::max(i, j) * size + std::min(i, j)];
                    for (const auto& right : cell.own[j]) {
                        if (right.coefficient != 0) {
                            point.information[b](left.index - start, right.index - start) +=
                                left.coefficient * right.coefficient * value;
                        }
                    }
                }
            }
        }
    }
}

/// Exactly those of the weights on the nodes, which sum to 1 whatever mean and deviation are.
void ResponseLikelihood::add_latent_gradients(std::span<const double> parameters, LikelihoodPoint& point) const {
    const auto nodes = grid_.nodes();
    std::vector<double> prior(nodes.size());
    for (std::size_t group = 1; group < design_.group_count(); ++group) {
        const auto latent = design_.latent(group, parameters);
        fill_normal_weights(nodes, latent.mean, latent.deviation, prior);
        const auto mass = masses(group);
        double people = 0;
        double means[4] = {};  // of z, z^2, z^3, z^4 under the prior
        double gradient[2] = {};
        for (std::size_t q = 0; q < nodes.size(); ++q) {
            const double z = (nodes[q] - latent.mean) / latent.deviation;
            people += mass[q];
            gradient[0] += mass[q] * z;
            gradient[1] += mass[q] * z * z;
            double power = prior[q];
            for (double& mean : means) {
                power *= z;
                mean += power;
            }
        }
        const auto index = design_.latent_index(group);
        point.gradient[index] = (gradient[0] - people * means[0]) / latent.deviation;
        point.gradient[index + 1] = gradient[1] - people * means[1];
        auto& information = point.information[block_of_[index]];
        information(0, 0) = people * (means[1] - means[0] * means[0]) / (latent.deviation * latent.deviation);
        information(1, 0) = people * (means[2] - means[0] * means[1]) / latent.deviation;
        information(0, 1) = information(1, 0);
        information(1, 1) = people * (means[3] - means[1] * means[1]);
    }
}

}  // namespace minka::stats
