#include "forms/fact.h"
#include "forms/instance.h"
#include "forms/xform_document.h"

#include <cstdint>
#include <string_view>

// The same bytes as a form and as a filled form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto instance = minka::forms::Instance::read(text);
    const auto form = minka::forms::read_xform(text, "fuzz");
    if (form) {
        static_cast<void>(minka::forms::traces_in(*form));
    }
    const auto bindings =
        form ? minka::forms::fact_bindings(*form, "fuzz") : minka::Result<std::vector<minka::forms::FactBinding>>{};
    if (instance && bindings) {
        for (const auto& binding : *bindings) {
            static_cast<void>(minka::forms::fact_rows(*instance, binding));
        }
    }
    return 0;
}
