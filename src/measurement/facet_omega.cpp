#include "measurement/facet_omega.h"

#include "measurement/response_batch.h"
#include "stats/omega.h"

namespace minka::measurement {

namespace {

constexpr std::size_t fewest_items = 3;
constexpr std::size_t fewest_rows = 100;
constexpr std::size_t most_rows = 20'000;  // a correlation's error is below .01 there

}  // namespace

Result<double> facet_omega(const FacetAnswers& answers) {
    const auto width = answers.items.size();
    if (width < fewest_items) {
        return invalid("It takes three items.", "facet");
    }
    const auto rows = complete_rows(answers);
    if (rows < fewest_rows) {
        return invalid("There are fewer than 100 complete forms.", "facet");
    }
    const auto step = (answers.row_count() + most_rows - 1) / most_rows;
    std::vector<std::uint8_t> kept;
    for (std::size_t row = 0; row < answers.row_count(); row += step) {
        const auto first = answers.answers.begin() + static_cast<std::ptrdiff_t>(row * width);
        kept.insert(kept.end(), first, first + static_cast<std::ptrdiff_t>(width));
    }
    const stats::AnswerMatrix matrix{kept, width, answers.categories, no_answer, {}};
    MINKA_TRY_ASSIGN(const auto correlations, stats::polychoric_correlations(matrix, stats::every_item(matrix)));
    MINKA_TRY_ASSIGN(const auto variances, stats::polychoric_variances(matrix, correlations));
    MINKA_TRY_ASSIGN(const auto model,
                     stats::fit_factor_loadings(correlations, variances, stats::FactorPattern::one_factor(width)));
    return stats::omega_of_categories(correlations, model);
}

}  // namespace minka::measurement
