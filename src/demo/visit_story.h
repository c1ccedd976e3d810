#pragma once

#include "demo/colombian_register.h"
#include "demo/cycle_story.h"
#include "demo/timeline.h"
#include "planning/school_calendar.h"
#include "privacy/vault.h"

#include <string>
#include <vector>

namespace minka::demo {

/// Gives every site a made-up place in its department, so that roads have a length. Sources: the middles of departments
/// are rounded to half a degree.
void place_sites(ColombianRegister& registers, std::uint64_t seed);

/// One of the visits a school is due.
struct DueVisit {
    std::string code;
    std::string moment;
};

struct VisitSetting {
    LocalDate first;    ///< No visit before it.
    LocalDate told_on;  ///< Nothing is known after it.
    std::vector<DueVisit> sequence;
};

/// The mediators of the register in pairs, each with the schools of its part of the land, and ten visits a school:
/// agreed by call, confirmed, held, some in part, some failed by rain or road and planned anew. What lies around the
/// last day is open: to agree, to confirm, on the road. A few schools are of high security. Everything referred to
/// outlives the timeline.
void add_visits(Timeline& timeline, const ColombianRegister& registers, const CycleStory& story,
                const planning::CalendarSet& calendars, const privacy::Vault& vault, const VisitSetting& setting,
                std::uint64_t seed);

}  // namespace minka::demo
