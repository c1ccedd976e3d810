#pragma once

#include "stats/group_score.h"
#include "stats/grouping.h"
#include "stats/intraclass.h"
#include "stats/item_statistics.h"
#include "stats/omega.h"
#include "stats/reliability.h"
#include "stats/split_half.h"

namespace minka::stats {

struct ScaleDescriptionOptions {
    double confidence = 0.95;
    ScoreRule score;  ///< who gets a score, for what is said of groups
    std::uint64_t seed = 1;
};

/// How the members of groups agree: r_wg(J) of each group with at least two complete respondents.
struct GroupAgreement {
    std::size_t groups = 0;     ///< with at least two complete respondents
    std::size_t undefined = 0;  ///< of those: members agree less than answers at random would
    std::optional<double> mean;
    std::optional<double> median;
    std::size_t at_least_70 = 0;  ///< groups at .70 or more
};

/// What one scale's answers say before anything is concluded from them. A part that cannot be had holds the reason.
struct ScaleDescription {
    std::vector<ItemStatistics> items;
    ScaleExtremes extremes;
    Result<ReliabilityEstimate> alpha;
    Result<SplitHalfEstimate> halves;
    Result<OmegaEstimate> omega;       ///< total, of one factor behind the ordered items
    Result<double> category_omega;     ///< of the sum of the answers as given, by the same factor
    std::optional<double> score_mean;  ///< of complete respondents' scores, 0 to 100
    std::optional<double> score_deviation;
    std::optional<double> standard_error_of_measurement;  ///< in the same points, by alpha; absent for an alpha below 0
    std::optional<Result<IntraclassEstimate>> intraclass;  ///< of scores by group; absent without groups
    GroupAgreement agreement;
};

/// One scale of every item of the matrix. `groups` is one number a row (`no_group`: in none), or empty.
///
/// Problems: those of `check_answers`; `invalid_input` for groups that are not one a row or a confidence outside (0,
/// 1).
Result<ScaleDescription> describe_scale(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups,
                                        const ScaleDescriptionOptions& options = {});

}  // namespace minka::stats
