#pragma once

#include "privacy/additive_system.h"

#include <optional>
#include <span>
#include <vector>

namespace minka::privacy {

/// A solution of the whole system that differs from the truth: the cells that differ and by how much. It agrees with
/// everything published and is therefore as good as the truth to anybody outside.
struct Alibi {
    std::vector<std::pair<CellIndex, double>> moves;
};

/// Shows that a cell is protected: two thinkable solutions far enough apart in it.
struct Protection {
    double down = 0;  ///< At most 0.
    double up = 0;    ///< At least 0.
    Alibi lowest;
    Alibi highest;
};

struct OpenInterval {
    double least = 0;
    double most = 0;
};

/// Asks how closely the published figures pin a withheld one.
///
/// A cell counts as protected only by proof: two solutions of the linear system (published values as right-hand sides,
/// counts whole and not negative, sums within their scale) that differ in the cell by the required width. Each is
/// checked exactly, in whole numbers for counts, before it counts; no rounding of the simplex method can therefore call
/// a cell safe that is not. The search starts in the cell's neighbourhood and widens to everything tied to it; cells
/// outside are held at the truth, which can only make the found interval narrower than the real one.
///
/// Source: Cox, L. H. (1980). Suppression methodology and statistical disclosure control. JASA 75(370), 377-385.
/// Willenborg, L. & de Waal, T. (2001). Elements of Statistical Disclosure Control, chapter 5 (auditing as a pair of
/// linear programmes). Hundepool, A. et al. (2012). Statistical Disclosure Control, chapter 4.
class DisclosureAudit {
public:
    explicit DisclosureAudit(const AdditiveSystem& system);

    /// Proves that a withheld or coded cell keeps `required_width` in a layer; `known` are withheld cells that this
    /// attacker knows all the same (a school its own). Nothing when the width is not there.
    std::optional<Protection> protect(std::size_t layer, CellIndex cell, std::span<const CellIndex> known = {});

    /// The whole interval of thinkable values by both linear programmes over everything tied to the cell, clipped at
    /// the prior bounds of the layer. For reports to the person who releases, and for tests.
    OpenInterval interval(std::size_t layer, CellIndex cell);

    /// The unknown cells tied to a cell through unknowns, the nearest first and the cell itself foremost.
    std::vector<CellIndex> tied_to(std::size_t layer, CellIndex cell, std::span<const CellIndex> known = {});

private:
    struct Neighbourhood {
        std::vector<CellIndex> cells;
        bool complete = false;
    };

    Neighbourhood around(std::size_t layer, CellIndex cell, std::size_t most_cells, std::size_t most_of_equation);
    std::vector<std::vector<std::pair<std::size_t, double>>> rows_among(std::size_t layer,
                                                                        const std::vector<CellIndex>& cells);
    void search(std::size_t layer, const Neighbourhood& near, double width, Protection& found);
    std::optional<Alibi> checked(std::size_t layer, const Neighbourhood& near,
                                 const std::vector<std::vector<std::pair<std::size_t, double>>>& rows,
                                 std::span<const double> moves) const;

    const AdditiveSystem& system_;
    std::vector<std::uint32_t> seen_cell_;
    std::vector<std::uint32_t> seen_equation_;
    std::vector<std::size_t> place_;
    std::uint32_t stamp_ = 0;
    std::vector<CellIndex> known_;
};

}  // namespace minka::privacy
