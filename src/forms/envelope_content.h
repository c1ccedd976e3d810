#pragma once

#include "forms/pair_seals.h"
#include "privacy/danger_notice.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// What a phone sealed, once it is open: a filled form with its files, what two phones of a pair heard of
/// each other, or a notice of danger.
struct EnvelopeContent {
    std::string xml;  ///< Empty for a notice and for seals.
    struct File {
        std::string name;
        std::string media_type;
        Bytes content;
    };
    std::vector<File> files;
    std::optional<std::string> pair;  ///< Beside a form: what it takes to check its seal, as JSON; kept as it is.
    std::optional<privacy::DangerNotice> danger;
    std::optional<PairSeals> seals = std::nullopt;
};

/// Reads the plain text of an envelope: JSON with "xml" and perhaps "files", "pair" and "pad" (any text, passed over),
/// or with "danger", or "pair", and perhaps "pad" alone.
///
/// Problems: `malformed_file` and `invalid_input`, in words that repeat nothing of the content: they stand beside the
/// ciphertext in quarantine.
Result<EnvelopeContent> read_envelope_content(std::string_view plain);

/// The same as text, padded with "pad" to a multiple of 1,024 bytes. For the demo, the load generator and tests.
std::string to_plain_text(const EnvelopeContent& content);

}  // namespace minka::forms
