#pragma once

#include "stats/answer_matrix.h"
#include "stats/interval.h"

namespace minka::stats {

struct AlphaBootstrapOptions {
    double confidence = 0.95;
    std::size_t replicates = 1000;
    std::uint64_t seed = 1;
};

struct AlphaBootstrap {
    Interval interval;  ///< percentile
    std::size_t rows_used = 0;
    std::size_t undefined_replicates = 0;  ///< the sum did not vary in them; left out
};

/// Bootstrap interval of Cronbach's alpha over respondents with every item answered, drawn with replacement.
///
/// Every replicate is exact: items' weighted sums are whole numbers, taken for blocks of rows that stay in the nearest
/// cache while several replicates pass over them. Cost grows with rows x items x replicates.
///
/// Problems: those of `cronbach_alpha` listwise; no replicates; more than one in twenty of them undefined.
///
/// Source: as `percentile_interval`; for alpha, Yuan, K.-H., Guarnaccia, C. A. & Hayslip, B. (2003). A study of the
/// distribution of sample coefficient alpha with the Hopkins symptom checklist. Educational and Psychological
/// Measurement 63, 5-23.
Result<AlphaBootstrap> bootstrap_alpha(const AnswerMatrix& matrix, ItemList items,
                                       const AlphaBootstrapOptions& options = {});

}  // namespace minka::stats
