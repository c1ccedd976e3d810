#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <string_view>

namespace minka::privacy {

/// `any` is a wish only: also files of no known type, as "application/octet-stream".
enum class MediaClass { scan, audio, any };

/// What a file is by its content, whatever its name says.
struct MediaType {
    std::string_view name;  ///< "application/pdf"
    MediaClass media_class{};
};

/// Knows PDF, PNG, JPEG, TIFF and WebP (scans), Ogg, MP3, MP4 audio and WAV (recordings).
/// Problems: `malformed_file` for anything else, and for a PDF, PNG or JPEG whose end is missing.
Result<MediaType> media_type_of(ByteView content);

}  // namespace minka::privacy
