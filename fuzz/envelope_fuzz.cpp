#include "forms/envelope_content.h"
#include "forms/envelope_file.h"

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

// The same bytes as what an envelope held and as a file of envelopes. What was read reads the same once written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto content = minka::forms::read_envelope_content(text);
    if (content) {
        const auto plain = minka::forms::to_plain_text(*content);
        const auto again = minka::forms::read_envelope_content(plain);
        if (!again || again->xml != content->xml || again->files.size() != content->files.size() ||
            again->danger.has_value() != content->danger.has_value() || plain.size() % 1024 != 0) {
            std::abort();
        }
    }
    std::istringstream stream(text);
    if (auto file = minka::forms::EnvelopeFile::open(stream)) {
        while (file->next()) {
        }
        static_cast<void>(file->is_whole());
    }
    return 0;
}
