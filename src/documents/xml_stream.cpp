#include "documents/xml_stream.h"

#include "base/random.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace minka::documents {

namespace {

constexpr int chunk_bytes = 64 << 10;
constexpr XML_Index most_pending_bytes = 1 << 20;
constexpr int most_depth = 64;

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Drawn once: expat would ask the system for one for each document.
unsigned long hash_salt() {
    static const auto salt = [] {
        std::array<std::uint8_t, sizeof(unsigned long)> bytes{};
        SystemRandom().fill(bytes);
        unsigned long drawn = 0;
        std::memcpy(&drawn, bytes.data(), sizeof(drawn));
        return drawn | 1U;  // 0 would mean none
    }();
    return salt;
}

// A parser with its memory, kept for the thread's next document: making one costs as much as reading a short text.
class IdleParser {
public:
    IdleParser() = default;
    IdleParser(const IdleParser&) = delete;
    IdleParser& operator=(const IdleParser&) = delete;
    ~IdleParser() { XML_ParserFree(parser_); }

    XML_Parser take() {
        auto* parser = parser_ != nullptr ? std::exchange(parser_, nullptr) : XML_ParserCreate(nullptr);
        XML_SetHashSalt(parser, hash_salt());
        return parser;
    }
    void put_back(XML_Parser parser, XML_Index read) {
        const bool is_worth_keeping = parser_ == nullptr && read <= most_read_by_kept;
        if (is_worth_keeping && XML_ParserReset(parser, nullptr) == XML_TRUE) {
            parser_ = parser;
        } else {
            XML_ParserFree(parser);
        }
    }

private:
    static constexpr XML_Index most_read_by_kept = 1 << 18;
    XML_Parser parser_ = nullptr;
};

IdleParser& idle_parser() {
    thread_local IdleParser parser;
    return parser;
}

}  // namespace

std::optional<std::string_view> XmlAttributes::get(std::string_view name) const {
    for (const auto* pair = pairs_; *pair != nullptr; pair += 2) {
        if (without_prefix(pair[0]) == name) {
            return pair[1];
        }
    }
    return std::nullopt;
}

void XmlAttributes::each(const std::function<void(std::string_view, std::string_view)>& visit) const {
    for (const auto* pair = pairs_; *pair != nullptr; pair += 2) {
        const std::string_view name = pair[0];
        if (name != "xmlns" && !name.starts_with("xmlns:")) {
            visit(without_prefix(name), pair[1]);
        }
    }
}

struct XmlStream::State {
    XmlListener* listener = nullptr;
    std::string place;
    XML_Parser parser = nullptr;
    int depth = 0;
    bool paused = false;
    bool finished = false;
    XML_Index fed = 0;
    std::optional<Problem> failure;

    static State& of(void* user) { return *static_cast<State*>(user); }

    void fail(ProblemCode code, std::string message) {
        if (!failure) {
            failure = Problem{code, std::move(message), place};
        }
        XML_StopParser(parser, XML_FALSE);
    }

    static void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
        auto& state = of(user);
        if (state.failure) {
            return;
        }
        if (++state.depth > most_depth) {
            state.fail(ProblemCode::malformed_file, "The file is nested deeper than 64 levels.");
            return;
        }
        state.listener->start_element(without_prefix(name), XmlAttributes(attributes));
    }

    static void XMLCALL on_end(void* user, const XML_Char* name) {
        auto& state = of(user);
        if (!state.failure) {
            --state.depth;
            state.listener->end_element(without_prefix(name));
        }
    }

    static void XMLCALL on_text(void* user, const XML_Char* text, int length) {
        auto& state = of(user);
        if (!state.failure) {
            state.listener->text({text, static_cast<std::size_t>(length)});
        }
    }

    static void XMLCALL on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        of(user).fail(ProblemCode::malformed_file,
                      "The file declares a document type, which no spreadsheet does; save it anew.");
    }
};

XmlStream::XmlStream(XmlListener& listener, std::string place) : state_(std::make_unique<State>()) {
    state_->listener = &listener;
    state_->place = std::move(place);
    state_->parser = idle_parser().take();
    XML_SetUserData(state_->parser, state_.get());
    XML_SetElementHandler(state_->parser, State::on_start, State::on_end);
    XML_SetCharacterDataHandler(state_->parser, State::on_text);
    XML_SetStartDoctypeDeclHandler(state_->parser, State::on_doctype);
}

XmlStream::~XmlStream() { idle_parser().put_back(state_->parser, state_->fed); }

void XmlStream::pause() {
    state_->paused = true;
    XML_StopParser(state_->parser, XML_TRUE);
}

void XmlStream::fail(Problem problem) {
    if (!state_->failure) {
        state_->failure = std::move(problem);
    }
    XML_StopParser(state_->parser, XML_FALSE);
}

Result<XmlStream::Step> XmlStream::advance(const std::function<Result<std::size_t>(std::span<char>)>& fill) {
    auto& state = *state_;
    auto status = XML_STATUS_OK;
    if (state.paused) {
        state.paused = false;
        status = XML_ResumeParser(state.parser);
    } else if (state.finished) {
        return Step::done;
    } else {
        auto* buffer = static_cast<char*>(XML_GetBuffer(state.parser, chunk_bytes));
        if (buffer == nullptr) {
            return problem(ProblemCode::too_large, "The file needs more memory than there is.", state.place);
        }
        MINKA_TRY_ASSIGN(const auto count, fill({buffer, static_cast<std::size_t>(chunk_bytes)}));
        state.fed += static_cast<XML_Index>(count);
        state.finished = count == 0;
        status = XML_ParseBuffer(state.parser, static_cast<int>(count), state.finished ? XML_TRUE : XML_FALSE);
    }
    if (state.failure) {
        return std::unexpected(*state.failure);
    }
    if (status == XML_STATUS_SUSPENDED) {
        return Step::paused;
    }
    if (status == XML_STATUS_ERROR) {
        return problem(
            ProblemCode::malformed_file,
            fmt::format("The file is damaged inside: {} at line {}, column {}. Save it anew.",
                        XML_ErrorString(XML_GetErrorCode(state.parser)), XML_GetCurrentLineNumber(state.parser),
                        XML_GetCurrentColumnNumber(state.parser) + 1),
            state.place);
    }
    if (!state.finished &&
        state.fed - std::max<XML_Index>(0, XML_GetCurrentByteIndex(state.parser)) > most_pending_bytes) {
        return problem(ProblemCode::too_large, "A single element of the file is longer than a megabyte.", state.place);
    }
    return state.finished ? Step::done : Step::needs_more;
}

Result<> read_xml(std::string_view text, XmlListener& listener, std::string place) {
    XmlStream stream(listener, std::move(place));
    const auto fill = [&text](std::span<char> out) -> Result<std::size_t> {
        const auto count = std::min(out.size(), text.size());
        std::memcpy(out.data(), text.data(), count);
        text.remove_prefix(count);
        return count;
    };
    for (;;) {
        MINKA_TRY_ASSIGN(const auto step, stream.advance(fill));
        if (step == XmlStream::Step::done) {
            return {};
        }
    }
}

}  // namespace minka::documents
