#include "forms/device_list.h"

#include <algorithm>

namespace minka::forms {

std::vector<std::string> device_lists_of(const KnownForm& form) {
    std::vector<std::string> names;
    std::ranges::copy_if(form.document.files, std::back_inserter(names),
                         [](const std::string& name) { return is_device_list(name); });
    return names;
}

bool tells_itinerary(const KnownForm& form) {
    return !device_lists_of(form).empty() || std::ranges::any_of(form.bindings, [](const FactBinding& binding) {
        return binding.fact == "visit" || binding.fact == "attendance";
    });
}

}  // namespace minka::forms
