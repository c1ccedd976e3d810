#pragma once

#include "optimize/group_diversity.h"
#include "optimize/group_task.h"
#include "planning/column_table.h"
#include "planning/visit_tables.h"

#include <string>
#include <vector>

namespace minka::planning {

/// What becomes of somebody whose number for an attribute is not there.
enum class MissingNumbers { are_refused, count_as_mean };

/// Which columns of a table of people say what. Names are compared without case and accents.
struct PeopleColumns {
    std::string id;                     ///< the first column when empty
    std::vector<std::string> varied;    ///< attributes to mix: numbers, bands of numbers ("06-10"), or categories
    std::vector<double> weights;        ///< one for each of `varied`; none: all count alike
    std::vector<std::string> together;  ///< people with the same value share a group
    std::vector<std::string> apart;     ///< people with the same value do not
    std::vector<std::string> minority;  ///< "column=value": never one of them alone
    std::string pinned;                 ///< the name of the group that somebody must be in; empty cells are free
    std::string times;                  ///< when somebody can come: words with `;` between them, or `*`
    std::string latitude;               ///< both, or a site
    std::string longitude;
    std::string site;  ///< the code of a row in a table of sites
    MissingNumbers missing = MissingNumbers::are_refused;
};

/// One attribute that groups are mixed by, as bands: quintiles of a number of more than ten values, else the values.
struct BandedAttribute {
    std::string name;
    optimize::BandTable table;
};

/// People as a solver takes them. Values stay inside: only identifiers are for output.
struct PeopleTable {
    std::vector<std::string> ids;
    optimize::PointTable
        points;  ///< standardised; a category is one coordinate a value, of which two people differ by 1
    optimize::GroupRules rules;                   ///< together, apart and minorities
    std::vector<std::string> together_names;      ///< by list of `rules.together`: "column value"
    std::vector<std::string> together_columns;    ///< by list of `rules.together`
    std::vector<std::string> apart_columns;       ///< by pair of `rules.apart`
    std::vector<std::string> minority_names;      ///< by list of `rules.minorities`: "column=value"
    std::vector<BandedAttribute> attributes;      ///< by varied column
    std::vector<std::string> pinned;              ///< by person, the group's name or nothing; empty without the rule
    std::vector<std::vector<std::string>> times;  ///< by person, sorted, "*" for any; empty without the rule
    std::vector<GeoPoint> homes;                  ///< by person; empty when places are not asked for
    std::vector<std::string> home_names;          ///< by person: the site's code, or its coordinates
    std::size_t filled = 0;                       ///< numbers that were missing and count as the mean
};

/// `sites` has the columns code, latitude and longitude; it is needed with `columns.site` only.
///
/// Problems: `invalid_input` with file, row and column for a column that is not there, an empty attribute, an
/// identifier that is empty or comes twice, a minority nobody belongs to, a person without time or place where they
/// count.
Result<PeopleTable> people_from(const ColumnTable& table, const PeopleColumns& columns, const ColumnTable* sites);

/// So many groups whose sizes differ by one at most.
///
/// Problems: `invalid_input` when a size is not within the range.
Result<std::vector<optimize::SizeRange>> even_sizes(std::size_t people, std::size_t groups, optimize::SizeRange range);

/// As many groups as bring people nearest to the middle of the range, each within it. Sizes differ by one at most.
///
/// Problems: `invalid_input` when no number of groups fits the range.
Result<std::vector<optimize::SizeRange>> sizes_within(std::size_t people, optimize::SizeRange range);

}  // namespace minka::planning
