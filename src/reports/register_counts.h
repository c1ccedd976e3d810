#pragma once

#include "programme/cycle.h"
#include "programme/declared_figures.h"
#include "programme/programme_folder.h"
#include "programme/share_text.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace minka::reports {

/// Schools of one place or group: active ones of all that were ever invited to the cycle.
struct SchoolGroup {
    std::string name;
    programme::Share active;
};

/// True counts of the registers at a date, as known at an instant. Counts of people go through suppression before they
/// are shown; schools, sites, teams, partners and places are public bodies.
struct RegisterCounts {
    registry::TwoTimes times;
    std::map<programme::Counted, std::int64_t> counts;
    std::int64_t direct_people = 0;  ///< Teachers and heads, each person once.
    programme::Share active;         ///< Schools.
    std::map<programme::ParticipationState, std::int64_t> participation;
    std::vector<SchoolGroup> by_region;  ///< Departments, by name; empty without participations.
    std::vector<SchoolGroup> by_pdet;    ///< "pdet", "not_pdet".
    std::vector<SchoolGroup> by_zone;    ///< "urban", "rural".
};

/// Counts what the programme covers: the schools active in the cycle with their sites, people and students; or, for a
/// cycle that invites no schools (a programme of teams), the whole register.
///
/// A person counts once a group, whatever they teach and where; merged persons are one. Of students, the newest count
/// of a year up to the date is taken for each level of each site, and of a level's total, its grades and its classes
/// only the coarsest. Parents are in no register: nobody takes part as one, and their count is 0.
Result<RegisterCounts> count_registers(storage::Reader& reader, const programme::CycleId& cycle,
                                       const registry::Scope& scope, const registry::TwoTimes& times);

}  // namespace minka::reports
