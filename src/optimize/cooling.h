#pragma once

#include "optimize/search_budget.h"

namespace minka::optimize {

/// The temperatures of a search: from hot to cold over the budget's iterations. A budget that has more to spend when it
/// is cold warms it up again, less than at first.
class Cooling {
public:
    Cooling(const SearchBudget& budget, double hot, double cold);

    /// Whether another iteration is due; `next` begins it.
    bool goes_on();
    /// The temperature of the iteration.
    double next();
    std::uint64_t iterations() const { return iterations_; }

private:
    void begin_round(double hot, std::uint64_t iterations);

    const SearchBudget& budget_;
    double again_;  ///< where later rounds begin
    double cold_;
    double temperature_ = 0;
    double factor_ = 1;
    std::uint64_t iterations_ = 0;
    std::uint64_t round_ends_ = 0;
};

}  // namespace minka::optimize
