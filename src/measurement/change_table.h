#pragma once

#include "base/result.h"
#include "programme/wave.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace minka::measurement {

/// Items of a facet in a bare table: "V1=V1_1,V1_2,-V1_4"; "-" turns an item round.
struct FacetColumns {
    std::string name;
    std::vector<std::string> items;
    std::vector<std::uint8_t> reversed;  ///< One flag an item.
};

/// Problems: `invalid_input` for a text without a name and items.
Result<FacetColumns> parse_facet_columns(const std::string& text);

/// How to read a table of answers or scores: one row a person and wave. Names are those of columns; an empty one means
/// that the table has none.
struct ChangeFileOptions {
    std::string school = "school";
    std::string wave = "wave";
    std::vector<std::string> waves;   ///< Labels in the order of time; empty: as found, ascending.
    std::vector<std::string> scores;  ///< Columns of scores; "score" when empty and there are no facets.
    std::vector<FacetColumns> facets;
    int least = 1;  ///< Of an item's categories.
    int most = 4;
    double minimum_answered = 0.70;                            ///< Of a facet's items, to get a score.
    programme::WaveMode link = programme::WaveMode::unlinked;  ///< How waves belong together; says what `person` is.
    std::string person;
    std::string place;     ///< Municipality.
    std::string visits;    ///< Visits held in the school.
    std::string entry;     ///< The label of the wave in which the school is in the programme first; empty: never.
    std::string group;     ///< 1 or "programme"/"programa"; 0 or "comparison"/"comparacion".
    std::string match;     ///< Which schools belong together in a matched comparison.
    std::string stratum;   ///< Class, for weights.
    std::string eligible;  ///< People of the class (or school) who could have answered in this wave.
    std::vector<std::string> missing{"NA"};  ///< Texts that stand for no value, besides empty cells.
};

/// One scale of the table.
struct ChangeScale {
    std::string name;
    std::vector<double> scores;         ///< One a row; NaN: none.
    std::optional<double> reliability;  ///< The worse wave's alpha; known for facets whose items are in the table.
};

/// People of a class in a wave.
struct WaveStratum {
    std::uint32_t school = 0;
    std::uint32_t wave = 0;
    std::size_t eligible = 0;
};

struct ChangeTable {
    programme::WaveMode link = programme::WaveMode::unlinked;
    std::vector<std::string> waves;    ///< In the order of time; at least two.
    std::vector<std::string> schools;  ///< By label.
    // Rows:
    std::vector<std::uint32_t> school;
    std::vector<std::uint32_t> wave;
    std::vector<std::uint32_t> person;   ///< Empty for unlinked waves.
    std::vector<std::uint32_t> stratum;  ///< Place in `strata`; empty without eligible people.
    std::vector<ChangeScale> scales;
    std::vector<WaveStratum> strata;
    // Schools; each empty when the table does not say:
    std::vector<std::uint32_t> place;
    std::vector<std::optional<double>> visits;
    std::vector<std::optional<std::uint32_t>> entry;  ///< Place in `waves`; absent: never.
    std::vector<std::uint8_t> in_programme;
    std::vector<std::string> match;
    // What was met:
    std::size_t rows_without_person = 0;  ///< Linked waves: no code; counted, tied to nobody.
    std::size_t doubled_codes = 0;        ///< Self-made codes that two rows of one wave share: tied to nobody.
    std::size_t linked_persons = 0;       ///< In two waves or more.

    std::size_t row_count() const { return school.size(); }
};

/// Problems: those of TableReader; `invalid_input` with the cell for a column that is not there, a value that is no
/// number or outside the categories, a wave that `waves` does not name, a school whose place, visits, entry, group or
/// match is not the same in all its rows, a token that comes twice in a wave, eligible people that differ within a
/// class; for fewer than two waves; and for a column of persons in waves that are said to be unlinked, or none in
/// linked ones.
Result<ChangeTable> read_change_table(const std::filesystem::path& path, const ChangeFileOptions& options);

}  // namespace minka::measurement
