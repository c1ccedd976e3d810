#include "documents/multipart.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

// The first line is the content type, the rest the body. Every part must lie within the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.find('\n');
    if (line == std::string_view::npos) {
        return 0;
    }
    const auto body = text.substr(line + 1);
    const auto parts = minka::documents::read_multipart(text.substr(0, line), body, {});
    if (parts) {
        for (const auto& part : *parts) {
            if (!part.content.empty() && (part.content.data() < body.data() ||
                                          part.content.data() + part.content.size() > body.data() + body.size())) {
                std::abort();
            }
        }
    }
    return 0;
}
