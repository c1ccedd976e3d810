#pragma once

#include "forms/form_shelf.h"

#include <string_view>
#include <vector>

namespace minka::forms {

/// Files that a form may refer to and that are not released with it: the server makes them for each device, with the
/// coming visits of its pair, the people who may attend them, and the pair itself.
inline constexpr std::string_view visit_list_file = "visitas.csv";
inline constexpr std::string_view roster_list_file = "asistentes.csv";
inline constexpr std::string_view pair_list_file = "pareja.csv";

inline bool is_device_list(std::string_view name) {
    return name == visit_list_file || name == roster_list_file || name == pair_list_file;
}

/// Those that a form refers to. A form of before that was released with a file of such a name keeps its file.
std::vector<std::string> device_lists_of(const KnownForm& form);

/// Whether its answers tell where a pair was and whom it met: it binds the facts `visit` or `attendance`, or refers to
/// a list of the above.
bool tells_itinerary(const KnownForm& form);

}  // namespace minka::forms
