#pragma once

#include "stats/rating_table.h"

namespace minka::stats::test {

struct RatingExample {
    std::vector<std::uint8_t> ratings;
    std::size_t rater_count = 2;
    std::uint8_t category_count = 2;
    std::vector<double> values;

    RatingTable table() const { return {ratings, rater_count, category_count, values}; }
};

/// Krippendorff's (2011) example C: twelve units, four observers, missing ratings, categories 1 to 5.
inline RatingExample krippendorff_example() {
    constexpr std::uint8_t none = 255;
    return {{0, 0, none, 0, 1, 1, 2, 1, 2, 2, 2, 2, 2,    2, 2, 2, 1,    1,    1, 1, 0,    1,    2, 3,
             3, 3, 3,    3, 0, 0, 1, 0, 1, 1, 1, 1, none, 4, 4, 4, none, none, 0, 0, none, none, 2, none},
            4,
            5,
            {}};
}

/// The counts by category of six psychiatrists' diagnoses of 15 patients, of Fleiss (1971), as R irrCAC 1.0 prints
/// them (`distrib.6raters`). Which rater gave which is not told and does not matter.
inline RatingExample fifteen_patients() {
    constexpr int counts[15][5] = {{0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0},
                                   {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6},
                                   {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0}, {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}};
    RatingExample example{{}, 6, 5, {}};
    for (const auto& patient : counts) {
        for (std::uint8_t category = 0; category < 5; ++category) {
            example.ratings.insert(example.ratings.end(), static_cast<std::size_t>(patient[category]), category);
        }
    }
    return example;
}

/// Two raters from a table of counts, the first by row.
inline RatingExample pairs_from_counts(const std::vector<std::vector<int>>& counts) {
    RatingExample example{{}, 2, static_cast<std::uint8_t>(counts.size()), {}};
    for (std::size_t i = 0; i < counts.size(); ++i) {
        for (std::size_t j = 0; j < counts.size(); ++j) {
            for (int unit = 0; unit < counts[i][j]; ++unit) {
                example.ratings.push_back(static_cast<std::uint8_t>(i));
                example.ratings.push_back(static_cast<std::uint8_t>(j));
            }
        }
    }
    return example;
}

}  // namespace minka::stats::test
