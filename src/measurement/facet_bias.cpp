#include "measurement/facet_bias.h"

#include "measurement/response_batch.h"
#include "stats/item_bias.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace minka::measurement {

namespace {

constexpr double moderate = 0.5;  // standardised difference: Cohen (1988), as Meade (2010) suggests
constexpr double level = 0.05;
constexpr std::size_t fewest_items = 3;
constexpr std::size_t most_rows = 20'000;  // of a zone: a difference of half a deviation is far beyond chance there

/// Rows of schools with a zone: answers, and 0 for urban or 1 for rural.
struct ZonedRows {
    std::vector<std::uint8_t> answers;
    std::vector<std::uint32_t> zones;
    std::array<std::size_t, 2> answered{};
};

ZonedRows rows_by_zone(const FacetAnswers& facet, const std::vector<std::optional<registry::Zone>>& zones,
                       const std::vector<std::uint32_t>& schools) {
    ZonedRows rows;
    const auto width = facet.items.size();
    std::array<std::vector<std::size_t>, 2> answered;
    for (std::size_t row = 0; row < facet.row_count(); ++row) {
        const auto& zone = zones[schools[row]];
        const auto answers = std::span(facet.answers).subspan(row * width, width);
        if (zone && std::ranges::any_of(answers, [](std::uint8_t answer) { return answer != no_answer; })) {
            answered[*zone == registry::Zone::rural ? 1 : 0].push_back(row);
        }
    }
    for (const std::uint32_t place : {0U, 1U}) {
        const auto step = (answered[place].size() + most_rows - 1) / most_rows;
        for (std::size_t k = 0; k < answered[place].size(); k += step) {
            const auto answers = std::span(facet.answers).subspan(answered[place][k] * width, width);
            rows.answers.insert(rows.answers.end(), answers.begin(), answers.end());
            rows.zones.push_back(place);
            ++rows.answered[place];
        }
    }
    return rows;
}

Result<GateOutcome> judge(const FacetAnswers& facet, const ZonedRows& rows, programme::ScoringModel model) {
    const stats::ResponseData data{
        .answers = rows.answers,
        .categories = std::vector<std::uint8_t>(facet.items.size(), facet.categories),
        .missing = no_answer,
        .groups = rows.zones,
        .group_count = 2,
    };
    stats::BiasOptions options;
    options.response.model = item_model(model);
    options.is_purified = true;
    options.level = level;
    MINKA_TRY_ASSIGN(const auto study, stats::study_item_bias(data, options));
    GateOutcome outcome{Gate::zone_bias, true, std::nullopt, moderate, std::nullopt, {}};
    for (std::size_t item = 0; item < study.items.size(); ++item) {
        const auto& bias = study.items[item];
        if (!bias.ratio) {
            return invalid(facet.items[item] + ": " + bias.reason, "facet");
        }
        const double size = std::abs(bias.ratio->standardised);
        outcome.value = std::max(outcome.value.value_or(0), size);
        if (bias.ratio->adjusted_p < level && size >= moderate) {
            outcome.items.push_back(facet.items[item]);
        }
    }
    outcome.passed = outcome.items.empty();
    return outcome;
}

}  // namespace

void add_zone_bias(const std::vector<std::optional<registry::Zone>>& zones, const programme::IndexDefinition& index,
                   const std::vector<std::uint32_t>& schools_of_rows, InformantResult& informant) {
    if (informant.one_per_school) {
        return;
    }
    for (auto& scale : informant.scales) {
        if (scale.code == overall_scale || scale.scored == 0) {
            continue;
        }
        if (scale.answers.items.size() < fewest_items) {
            scale.bias_unchecked = "It takes three items.";
            continue;
        }
        const auto rows = rows_by_zone(scale.answers, zones, schools_of_rows);
        if (std::ranges::min(rows.answered) < static_cast<std::size_t>(index.gates.modelled_score_responses)) {
            scale.bias_unchecked = "One of the zones has too few answers.";
            continue;
        }
        auto outcome = judge(scale.answers, rows, index.scoring.model);
        if (outcome) {
            scale.gates.push_back(*std::move(outcome));
        } else {
            scale.bias_unchecked = outcome.error().message;
        }
    }
}

}  // namespace minka::measurement
