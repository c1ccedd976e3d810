#pragma once

#include "stats/response_likelihood.h"

#include <deque>
#include <span>
#include <vector>

namespace minka::stats {

/// Climbs to the maximum of a marginal likelihood by a quasi-Newton method. Its first metric is that of expectation and
/// maximisation, the information of the complete data, in which all directions but two are nearly right; the two in
/// which the scale of theta moves get the information that its own distribution holds. What is left is learnt from the
/// gradients of the last steps.
///
/// Sources: Lange, K. (1995). A quasi-Newton acceleration of the EM algorithm. Statistica Sinica 5, 1-18; the two
/// directions are those that parameter expansion frees: Liu, C., Rubin, D. B. & Wu, Y. N. (1998). Biometrika 85(4),
/// 755-770; two-loop recursion: Nocedal, J. & Wright, S. J. (2006). Numerical Optimization, algorithm 7.4.
class ResponseSearch {
public:
    explicit ResponseSearch(const ResponseDesign& design) : design_(design) {}

    /// Moves `parameters` up until the next step would change none by more than `tolerance`; false when `most_passes`
    /// did not suffice. The likelihood has been evaluated at them last, into `point()`.
    bool climb(ResponseLikelihood& likelihood, std::vector<double>& parameters, double tolerance, int most_passes);

    const LikelihoodPoint& point() const { return point_; }

private:
    struct Pair {
        std::vector<double> step;
        std::vector<double> bend;  ///< by how much the gradient fell
        double product = 0;
    };

    void factor_metric(std::span<const double> parameters);
    void apply_metric(std::span<double> vector) const;
    std::vector<double> direction() const;
    void learn(std::span<const double> step, std::span<const double> before);

    const ResponseDesign& design_;
    LikelihoodPoint point_;
    std::vector<DenseMatrix> factors_;
    std::vector<double> shift_;
    std::vector<double> stretch_;
    double people_ = 1;  ///< of the first group, whose distribution is fixed
    std::deque<Pair> pairs_;
};

}  // namespace minka::stats
