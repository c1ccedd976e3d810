#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

/// One part of a form as browsers and field clients send it. The views point into the content that was read.
struct FormPart {
    std::string name;       ///< Of the field.
    std::string file_name;  ///< Without any folder; empty when the part is no file.
    std::string media_type;
    std::string_view content;
};

struct MultipartLimits {
    std::size_t parts = 512;
    std::size_t header_bytes = 8192;  ///< Of one part.
};

/// Whether a Content-Type is multipart/form-data.
bool is_multipart(std::string_view content_type);

/// The parts of a multipart/form-data body, in their order. Text before the first boundary and after the last is passed
/// over.
///
/// Problems: `invalid_input` for a type without a usable boundary; `malformed_file` for a body that ends before its
/// last boundary (a torn upload), a part without a name, or a header that cannot be read; `too_large` above the limits.
///
/// Source: RFC 7578, RFC 2046 section 5.1.
Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body,
                                             const MultipartLimits& limits);

}  // namespace minka::documents
