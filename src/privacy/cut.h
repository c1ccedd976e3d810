#pragma once

#include "base/local_date.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace minka::privacy {

/// How coarse a place is; the order matters: what is sensitive is shown from `subregion` upwards only.
enum class Level : std::uint8_t { school, municipality, subregion, region, country };

enum class DimensionKind : std::uint8_t { place, informant, attribute, sensitive_attribute };

/// One row heading of a dimension. A member that has no children in its dimension is a leaf; figures are handed in for
/// leaves only and every coarser figure is their sum.
struct Member {
    std::string code;
    std::string parent;            ///< Empty for the root, which is the total and comes first.
    Level level = Level::country;  ///< Read for places only.
    bool one_per_school = false;   ///< Heads: one person a school, never shown at school level.
    bool may_be_named = true;      ///< No for a school that refused, or whose security level is high.
};

/// A tree of headings: territory -> region -> total, or the plain list men, women under their total.
///
/// Two dimensions with the same `axis` are two ways to group the same leaves (the civil and the school-administration
/// tree over the same schools): the leaf cells of both are the same cells.
struct Dimension {
    std::string name;
    std::string axis;
    DimensionKind kind = DimensionKind::attribute;
    std::vector<Member> members;  ///< The root first, every parent before its children.
};

enum class MeasureKind : std::uint8_t {
    mean,   ///< The mean of a score between `least` and `most`.
    share,  ///< The per cent of contributors of whom something is true; the sum is their number.
    total,  ///< The sum of amounts that are never negative.
};

struct Measure {
    std::string name;
    MeasureKind kind = MeasureKind::mean;
    double least = 0;  ///< Of one contributor; read for means only.
    double most = 100;
};

/// Institutions (UGEL, schools, resolutions) are public bodies: their counts are never withheld.
enum class Subject : std::uint8_t { people, institutions };

/// `values` is for counts that everybody knows (one head a school): only what they answered is protected.
enum class Secret : std::uint8_t { counts_and_values, values };

/// `cumulative`: who is counted stays counted (teachers trained since the start), so that a later release minus an
/// earlier one is exactly the people who came in between. `snapshot`: people come and go.
enum class Growth : std::uint8_t { snapshot, cumulative };

/// What is counted: "docentes que respondieron, ola 1". Cells of different populations share no equations.
struct Population {
    std::string name;
    Subject subject = Subject::people;
    Secret secret = Secret::counts_and_values;
    Growth growth = Growth::snapshot;
    bool sensitive = false;       ///< Being counted here is itself sensitive (displaced, migrant).
    bool one_per_school = false;  ///< Heads.
    std::vector<Measure> measures{};
};

/// The sum of one measure over the contributors of a cell.
struct CellValue {
    double sum = 0;                 ///< For a share: how many contributors it is true of.
    std::int64_t contributors = 0;  ///< Who answered this measure; at most the cell's count.
    std::vector<double> largest;    ///< The largest single contributions, for the dominance rule; may be empty.
};

struct LeafCell {
    std::vector<std::string> at;  ///< One leaf code for each dimension of the table, in its order.
    std::int64_t count = 0;
    std::optional<std::int64_t> eligible;          ///< How many could have contributed; for the response rate.
    std::vector<std::optional<CellValue>> values;  ///< As the population's measures; empty when there are none.
};

enum class Feedback : std::uint8_t { no, to_each_school };

/// A table shows every cell of the product of its dimensions, totals included. What is not handed in is zero.
struct Table {
    std::string name;
    std::string population;
    std::vector<std::string> dimensions{};  ///< By name; at most one of them is a place.
    Feedback feedback = Feedback::no;       ///< Each school also receives its own whole-school cells of this table.
    std::vector<LeafCell> leaves{};
};

/// Everything that is published at one cut of time. Suppression is decided once over all of it.
struct Cut {
    std::string name;
    LocalDate date;
    std::vector<Dimension> dimensions;
    std::vector<Population> populations;
    std::vector<Table> tables;
};

/// Which cell: the population and, in the order of the axes' names, the code on each axis that is not at its total.
/// The same address in two tables is the same cell.
struct CellAddress {
    std::string population;
    std::vector<std::pair<std::string, std::string>> at;

    friend auto operator<=>(const CellAddress&, const CellAddress&) = default;
};

/// "docentes" or "docentes|lugar=05001|sexo=f".
std::string to_string(const CellAddress& address);

/// A cell of the cut with everything the rules read, and its true figures: never to be printed.
struct ResolvedCell {
    CellAddress address;
    std::size_t population = 0;
    Level level = Level::country;
    std::string school;  ///< Its code when the cell is at school level.
    bool sensitive = false;
    bool heads = false;  ///< People of whom there is one in each school.
    bool unnamed_place = false;
    bool whole_school = false;  ///< At school level and crossed with nothing but the informant.
    bool in_feedback = false;
    std::int64_t count = 0;
    std::optional<std::int64_t> eligible;
    std::vector<std::optional<CellValue>> values;
};

/// `whole` = the sum of `parts`, as indices of cells. Bit m + 1 of `layers` says that it also holds for measure m;
/// bit 0, the counts, is always set.
struct Equation {
    std::uint32_t whole = 0;
    std::vector<std::uint32_t> parts;
    std::uint32_t layers = 1;

    friend auto operator<=>(const Equation&, const Equation&) = default;
};

struct ResolvedTable {
    std::string name;
    std::vector<std::uint32_t> cells;  ///< By address.
};

/// The cells of all tables, each once, by address; the additive equations between them, each once.
struct ResolvedCut {
    std::string name;
    LocalDate date;
    std::vector<Population> populations;
    std::vector<ResolvedCell> cells;
    std::vector<Equation> equations;
    std::vector<ResolvedTable> tables;
};

/// Sums the leaves into every coarser cell and links the tables.
///
/// Problems: `invalid_input` with the table and row for an unknown code, dimension or population, a code that is not
/// a leaf, a row that comes twice, a negative count or one above 10^10, a scale without width, more contributors than
/// people, values outside their scale, and for two tables that disagree on a cell they share; `too_large` above 250,000
/// cells a table or 30 measures.
Result<ResolvedCut> resolve(const Cut& cut);

}  // namespace minka::privacy
