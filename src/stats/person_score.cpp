#include "stats/person_score.h"

#include "stats/calibrated_table.h"

namespace minka::stats {

Result<std::vector<PersonScore>> expected_scores(const ResponseData& data, const ResponseFit& fit) {
    MINKA_TRY(check_responses(data));
    MINKA_TRY(check_calibration(data, fit));
    const auto patterns = collapse_rows(data);
    const NodeGrid grid(fit.options.node_count, fit.options.reach);
    std::vector<PersonScore> of_pattern(patterns.count());
    for (std::size_t group = 0; group < patterns.group_count(); ++group) {
        const std::size_t first = patterns.first_of_group[group];
        const PatternSpan span{patterns.codes.data() + first * patterns.bundles.size(), patterns.weights.data() + first,
                               patterns.first_of_group[group + 1] - first};
        posterior_moments(span, calibrated_table(fit, patterns, grid, group), grid, of_pattern.data() + first);
    }
    std::vector<PersonScore> scores;
    scores.reserve(data.row_count());
    for (std::size_t row = 0; row < data.row_count(); ++row) {
        const auto pattern = patterns.pattern_of[row];
        const auto& latent = fit.groups[data.groups.empty() ? 0 : data.groups[row]];
        scores.push_back(pattern == ResponsePatterns::none ? PersonScore{latent.mean, latent.deviation}
                                                           : of_pattern[pattern]);
    }
    return scores;
}

}  // namespace minka::stats
