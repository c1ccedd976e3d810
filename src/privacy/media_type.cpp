#include "privacy/media_type.h"

#include <algorithm>
#include <array>
#include <string>

namespace minka::privacy {

namespace {

using namespace std::string_view_literals;

struct Signature {
    MediaType type;
    std::size_t at = 0;
    std::string_view start;
    std::size_t second_at = 0;
    std::string_view second;  ///< Empty when the first is enough.
    std::string_view end;     ///< Stands within the last kibibyte; empty when the format has no such mark.
};

constexpr std::array signatures{
    Signature{{"application/pdf", MediaClass::scan}, 0, "%PDF-"sv, 0, {}, "%%EOF"sv},
    Signature{{"image/png", MediaClass::scan}, 0, "\x89PNG\r\n\x1a\n"sv, 12, "IHDR"sv, "IEND\xae\x42\x60\x82"sv},
    Signature{{"image/jpeg", MediaClass::scan}, 0, "\xff\xd8\xff"sv, 0, {}, "\xff\xd9"sv},
    Signature{{"image/tiff", MediaClass::scan}, 0, "II*\0"sv, 0, {}, {}},
    Signature{{"image/tiff", MediaClass::scan}, 0, "MM\0*"sv, 0, {}, {}},
    Signature{{"image/webp", MediaClass::scan}, 0, "RIFF"sv, 8, "WEBP"sv, {}},
    Signature{{"audio/wav", MediaClass::audio}, 0, "RIFF"sv, 8, "WAVE"sv, {}},
    Signature{{"audio/ogg", MediaClass::audio}, 0, "OggS"sv, 0, {}, {}},
    Signature{{"audio/mpeg", MediaClass::audio}, 0, "ID3"sv, 0, {}, {}},
    Signature{{"audio/mpeg", MediaClass::audio}, 0, "\xff\xfb"sv, 0, {}, {}},
    Signature{{"audio/mp4", MediaClass::audio}, 4, "ftypM4A"sv, 0, {}, {}},
};

constexpr std::size_t tail_length = 1024;

bool stands_at(std::string_view text, std::size_t at, std::string_view mark) {
    return text.size() >= at && text.substr(at).starts_with(mark);
}

}  // namespace

Result<MediaType> media_type_of(ByteView content) {
    const auto text = as_text(content);
    for (const auto& signature : signatures) {
        if (!stands_at(text, signature.at, signature.start) ||
            !stands_at(text, signature.second_at, signature.second)) {
            continue;
        }
        const auto tail = text.substr(text.size() - std::min(text.size(), tail_length));
        if (!signature.end.empty() && tail.find(signature.end) == std::string_view::npos) {
            return problem(ProblemCode::malformed_file, "The file (" + std::string(signature.type.name) +
                                                            ") breaks off before its end; copy or scan it again.");
        }
        return signature.type;
    }
    return problem(ProblemCode::malformed_file,
                   "The file is none of PDF, PNG, JPEG, TIFF, WebP, Ogg, MP3, M4A and WAV, whatever its name says; "
                   "save it as PDF.");
}

}  // namespace minka::privacy
