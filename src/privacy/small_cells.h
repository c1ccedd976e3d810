#pragma once

#include "privacy/cut.h"
#include "privacy/suppression_rules.h"

#include <expected>
#include <optional>
#include <span>
#include <vector>

namespace minka::privacy {

struct Withheld {
    WithheldReason reason{};

    friend bool operator==(const Withheld&, const Withheld&) = default;
};

enum class Coding : std::uint8_t { exact, below, above };

/// A mean, a per cent (0 .. 100) or a total; for `below` and `above` the limit ("< 5 %"), not the value.
struct ShownValue {
    double value = 0;
    Coding coding = Coding::exact;
    std::int64_t contributors = 0;
};

struct ShownFigure {
    std::int64_t count = 0;
    std::vector<std::optional<ShownValue>> values;  ///< As the population's measures; nothing where nobody answered.
};

/// The figure, or why it is not shown.
using Figure = std::expected<ShownFigure, Withheld>;

/// What was decided for a cell: for everybody, and for its own school.
struct CellDecision {
    std::optional<WithheldReason> withheld;
    std::optional<WithheldReason> withheld_from_school;  ///< Meaningful for cells of feedback tables.
};

/// A released cut with its true figures, as the release ledger keeps it so that later cuts can be checked against it.
/// Holds what is withheld: never to leave the programme's own database, and not for reports.
struct ReleaseRecord {
    ResolvedCut cut;
    std::vector<CellDecision> decisions;  ///< As the cut's cells.
};

/// A cut whose figures can be read only as far as they may be shown.
class SuppressedCut {
public:
    SuppressedCut(ReleaseRecord record, const SuppressionRules& rules);

    const std::string& name() const { return record_.cut.name; }
    LocalDate date() const { return record_.cut.date; }

    /// For everybody. Problems: `not_found` for a cell that the cut does not have.
    Result<Figure> figure(const CellAddress& address) const;
    /// For the school itself. Problems: `not_found` for a cell that the cut does not have.
    Result<Figure> feedback(const CellAddress& address) const;

    /// The cells of a table in the order of their addresses. Problems: `not_found`.
    Result<std::vector<CellAddress>> cells_of(std::string_view table) const;

    const ReleaseRecord& record_for_ledger() const { return record_; }

private:
    std::optional<std::size_t> find(const CellAddress& address) const;
    ShownFigure shown(const ResolvedCell& cell) const;

    ReleaseRecord record_;
    SuppressionRules rules_;
};

/// The one function through which every table, chart, export and report passes.
///
/// A cell is withheld by rule: fewer people than the floor; sensitive attributes below their floor (zero included) or
/// at too fine a place; heads at school level; a place that may not be named; dominance. Then further cells of all
/// tables at once are withheld until no withheld cell can be worked out from what is published: at least the floor's
/// width stays open around its count, and `value_width` of the scale around its values (half a contributor's whole
/// scale for a total). That also holds for each school that received its own figures as feedback.
///
/// A real zero of a count that is not sensitive is shown. Counts of institutions are always shown. A cell is shown or
/// withheld with all its values. The same cut gives the same decisions, in whatever order its rows come.
///
/// Problems: those of `resolve` and `check_rules`; `withheld` when no protection is found.
Result<SuppressedCut> suppress_small_cells(const Cut& cut, const SuppressionRules& rules);

/// The same, withholding also what together with earlier releases would show a small group (see
/// release_differencing.h).
Result<SuppressedCut> suppress_small_cells(const Cut& cut, const SuppressionRules& rules,
                                           std::span<const ReleaseRecord> earlier);

/// What can be worked out about one withheld count by anybody who has the whole release.
struct CellExposure {
    CellAddress address;
    double least = 0;
    double most = 0;  ///< Clipped: an upper end at the clip means that there is none.
    double required_width = 0;
};

/// The thinkable interval of every withheld count, for the person who releases. Exact linear programmes: two for each
/// withheld cell.
std::vector<CellExposure> exposure_of(const ReleaseRecord& record, const SuppressionRules& rules);

}  // namespace minka::privacy
