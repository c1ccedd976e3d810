#pragma once

#include "measurement/index_result.h"
#include "privacy/cut.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::measurement {

/// The name and axis of the place dimension of a cut of the index.
inline constexpr std::string_view place_dimension = "place";

/// Where schools lie, from the country down to themselves.
struct CutPlaces {
    std::vector<privacy::Member> members;  ///< The country first; regions, municipalities, schools.
    std::map<registry::SchoolId, std::string> school_codes;
    std::map<std::string, std::string> names;  ///< For people, by member code.
};

/// Places by the civil tree at a date. Codes are "<system>:<code>" of territories and "school:<id>" of schools.
/// A school may be named only when it is in `nameable`.
/// Problems: `not_found` for a school that is not there or whose municipality is not.
Result<CutPlaces> civil_places(storage::Reader& reader, std::span<const registry::SchoolId> schools,
                               const std::set<registry::SchoolId>& nameable, LocalDate on);

/// The population of an informant group in a wave, whose measures are its scales that are not sensitive:
/// "student/linea-base".
std::string index_population(const programme::Wave& wave, std::string_view informant);
/// The population of those who answered a sensitive facet: "student/linea-base/I1".
std::string sensitive_population(const programme::Wave& wave, std::string_view informant, std::string_view facet);

/// The cell of a place; the whole programme for an empty one.
privacy::CellAddress place_cell(std::string population, std::string_view place = {});

/// Which value of a shown figure belongs to a scale; nothing when the population does not measure it.
std::optional<std::size_t> measure_of(const InformantResult& informant, std::string_view scale);

/// Every table of the index of one release: for each wave and informant, school x scale means with their number and
/// those eligible, summed up to municipality, region and country; what each school receives as feedback. Suppression
/// is decided over all of it at once: privacy::suppress_small_cells. Tables have the names of their populations.
Result<privacy::Cut> build_index_cut(std::string name, LocalDate date, const CutPlaces& places,
                                     std::span<const IndexResult* const> waves);

}  // namespace minka::measurement
