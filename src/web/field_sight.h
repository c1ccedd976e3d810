#pragma once

#include "planning/field_visits.h"
#include "web/call.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::web {

/// A trip without signal lasts two to three weeks: what a device gets is for so many days.
inline constexpr int days_in_the_field = 21;

/// The coming visits of the pairs of who asks, from today; none for who is in no pair. That somebody's names are in
/// them is written down as a read of each school. Problems: those of field_visits and of the log of reads.
Result<std::vector<planning::FieldVisit>> coming_visits(const Call& call);

/// Whether one of these leads to a school of high security. Problems: those of the vault.
Result<bool> leads_into_danger(const Call& call, const std::vector<planning::FieldVisit>& visits);

/// A list that the server makes for a device (see forms/device_list.h), as CSV: `name` is the identifier that the
/// answers hold and `label` what people read. visitas.csv has escuela, fecha and momento besides, asistentes.csv has
/// visita, for a filter of choices, and so has pareja.csv: who of the pair goes on each visit.
std::string device_list(std::string_view name, const std::vector<planning::FieldVisit>& visits);

}  // namespace minka::web
