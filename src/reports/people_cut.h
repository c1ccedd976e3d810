#pragma once

#include "privacy/cut.h"
#include "reports/cycle_facts.h"

#include <string>
#include <string_view>

namespace minka::reports {

/// Populations of the report's cut besides those of measurement::build_index_cut, each with one total figure.
/// "register/teacher/2026-a"; `who` is "teacher", "head", "student" or "direct".
std::string register_population(const programme::Cycle& cycle, std::string_view who);

/// Members of resolutions of whom indicator 08 asks, with the share that stayed.
std::string retention_population(const programme::Cycle& cycle);
inline constexpr std::string_view retention_directorate = "directorate";  ///< Dimensions of its two tables.
inline constexpr std::string_view retention_role = "member_role";

/// Sheets on which participants judge workshops, by event: the share that accepts, then the means of content,
/// methodology and utility (indicator 19).
std::string acceptance_population(const programme::Cycle& cycle);
inline constexpr std::string_view acceptance_event = "event";

/// How many could have answered in a wave: "eligible/student/linea-base".
std::string eligible_population(const programme::Wave& wave, std::string_view informant);

/// The address of one group of a dimension; the total for an empty one.
privacy::CellAddress group_cell(std::string population, std::string_view dimension, std::string_view group);

/// The one cut of a report: all that it tells of people, so that suppression is decided over all of it at once.
/// Problems: those of build_index_cut.
Result<privacy::Cut> build_report_cut(const CycleFacts& facts);

}  // namespace minka::reports
