#pragma once

#include "base/bytes.h"
#include "base/identifier.h"

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

namespace minka::forms {

/// One line of a file of envelopes.
struct EnvelopeLine {
    std::int64_t number = 0;        ///< Of the line, from 1.
    std::optional<Bytes> envelope;  ///< Nothing for a line that is not base 64 or torn.
};

/// A file of sealed envelopes, as a phone writes it for a USB stick or a colleague's phone: "minka envelopes 1
/// <programme>", one envelope in base 64 a line, and "end <count>". It is read line by line, and everything that is
/// whole is taken, whatever the rest looks like.
class EnvelopeFile {
public:
    /// `text` outlives the file. Problems: `malformed_file` when the first line is another.
    static Result<EnvelopeFile> open(std::istream& text);

    const ProgrammeId& programme() const { return programme_; }

    /// Nothing after the last.
    std::optional<EnvelopeLine> next();

    /// Whether the file ended with "end" and the count of its envelopes; known once `next` gave nothing.
    bool is_whole() const { return is_whole_; }

private:
    explicit EnvelopeFile(std::istream& text) : text_(&text) {}

    std::istream* text_;
    ProgrammeId programme_;
    std::int64_t line_ = 1;
    std::int64_t lines_of_envelopes_ = 0;
    bool is_whole_ = false;
};

}  // namespace minka::forms
