#include "forms/envelope_file.h"

#include "base/base64.h"
#include "base/text.h"

namespace minka::forms {

namespace {

constexpr std::string_view first_words = "minka envelopes 1 ";
constexpr std::string_view last_word = "end ";

}  // namespace

Result<EnvelopeFile> EnvelopeFile::open(std::istream& text) {
    EnvelopeFile file(text);
    std::string line;
    std::getline(text, line);
    const auto words = trim(line);
    const auto programme = words.starts_with(first_words) ? parse_uuid(words.substr(first_words.size()))
                                                          : Result<Uuid>(invalid("no such line"));
    if (!programme) {
        return problem(ProblemCode::malformed_file,
                       "This is no file of envelopes: its first line is not 'minka envelopes 1' with a programme.");
    }
    file.programme_ = ProgrammeId{*programme};
    return file;
}

std::optional<EnvelopeLine> EnvelopeFile::next() {
    std::string line;
    while (std::getline(*text_, line)) {
        ++line_;
        const auto words = trim(line);
        if (words.empty()) {
            continue;
        }
        if (words.starts_with(last_word)) {
            is_whole_ = words.substr(last_word.size()) == std::to_string(lines_of_envelopes_);
            continue;
        }
        is_whole_ = false;  // something stands after the end
        ++lines_of_envelopes_;
        auto bytes = from_base64(words);
        return EnvelopeLine{line_, bytes ? std::optional(*std::move(bytes)) : std::nullopt};
    }
    return std::nullopt;
}

}  // namespace minka::forms
