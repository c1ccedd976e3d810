#include "stats/response_weight.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace minka::stats {

Result<ResponseWeights> response_weights(std::span<const ResponseStratum> strata) {
    if (strata.empty()) {
        return invalid("Weights need the strata of the eligible people.", "strata");
    }
    struct Sums {
        double eligible = 0;
        double heard = 0;  // eligible people of strata with answers
    };
    std::map<std::uint32_t, Sums> groups;
    std::set<std::uint64_t> seen;
    for (std::size_t i = 0; i < strata.size(); ++i) {
        const auto& stratum = strata[i];
        if (!seen.insert(stratum.stratum).second) {
            return invalid("A stratum comes twice.", fmt::format("strata[{}]", i));
        }
        if (stratum.answered > stratum.eligible) {
            return invalid(fmt::format("{} people answered of {}; correct the number of those who could.",
                                       stratum.answered, stratum.eligible),
                           fmt::format("strata[{}]", i));
        }
        auto& sums = groups[stratum.group];
        sums.eligible += static_cast<double>(stratum.eligible);
        sums.heard += stratum.answered > 0 ? static_cast<double>(stratum.eligible) : 0.0;
    }
    ResponseWeights result;
    double people = 0;
    double sum = 0;
    double squares = 0;
    double least = 0;
    double most = 0;
    for (const auto& stratum : strata) {
        if (stratum.answered == 0) {
            result.weights.push_back(0);
            result.silent_strata += stratum.eligible > 0 ? 1U : 0U;
            result.silent_people += stratum.eligible;
            continue;
        }
        const auto& sums = groups[stratum.group];
        const auto n = static_cast<double>(stratum.answered);
        const double weight = static_cast<double>(stratum.eligible) / n * (sums.eligible / sums.heard);
        result.weights.push_back(weight);
        least = people > 0 ? std::min(least, weight) : weight;
        most = std::max(most, weight);
        people += n;
        sum += n * weight;
        squares += n * weight * weight;
    }
    if (people > 0) {
        result.largest_ratio = most / least;
        result.design_effect = people * squares / (sum * sum);
    }
    return result;
}

}  // namespace minka::stats
