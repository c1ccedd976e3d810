#include "optimize/cooling.h"

#include <cmath>

namespace minka::optimize {

Cooling::Cooling(const SearchBudget& budget, double hot, double cold)
    : budget_(budget), again_(std::pow(hot * hot * cold, 1.0 / 3)), cold_(cold) {
    begin_round(hot, budget.iterations);
}

void Cooling::begin_round(double hot, std::uint64_t iterations) {
    temperature_ = hot;
    factor_ = iterations > 0 ? std::pow(cold_ / hot, 1 / static_cast<double>(iterations)) : 1;
    round_ends_ = iterations_ + iterations;
}

bool Cooling::goes_on() {
    if (budget_.stop.stop_requested() || iterations_ >= budget_.end_after) {
        return false;
    }
    if (iterations_ < round_ends_) {
        return true;
    }
    const auto more = budget_.more ? budget_.more(iterations_) : 0;
    begin_round(again_, more);
    return more > 0;
}

double Cooling::next() {
    const double now = temperature_;
    temperature_ *= factor_;
    ++iterations_;
    return now;
}

}  // namespace minka::optimize
