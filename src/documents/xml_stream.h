#pragma once

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace minka::documents {

/// The attributes of one element, valid during the call only. Names come without their prefix.
class XmlAttributes {
public:
    explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
    std::optional<std::string_view> get(std::string_view name) const;
    /// Name (without prefix), value, for each.
    void each(const std::function<void(std::string_view, std::string_view)>& visit) const;

private:
    const char* const* pairs_;  ///< name, value, name, value, ..., null
};

/// What is told while XML is read. Element names come without their prefix.
class XmlListener {
public:
    virtual ~XmlListener() = default;
    virtual void start_element(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void end_element(std::string_view name) = 0;
    virtual void text(std::string_view part) = 0;
};

/// A push parser for XML parts of an archive. Document types are refused, and with them entities; so are more than 64
/// levels and single elements above a megabyte.
class XmlStream {
public:
    XmlStream(XmlListener& listener, std::string place);
    XmlStream(const XmlStream&) = delete;
    XmlStream& operator=(const XmlStream&) = delete;
    ~XmlStream();

    enum class Step { needs_more, paused, done };

    /// Reads on: from where it paused, or in the bytes that `fill` puts into the buffer it is given (zero is the end).
    /// Problems: `malformed_file` with line and column, `too_large`, and those of `fill`.
    Result<Step> advance(const std::function<Result<std::size_t>(std::span<char>)>& fill);

    /// To be called by the listener: advance() returns soon after, and goes on from there.
    void pause();
    /// To be called by the listener: advance() returns this problem.
    void fail(Problem problem);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Reads a whole text. Problems: as XmlStream::advance.
Result<> read_xml(std::string_view text, XmlListener& listener, std::string place);

}  // namespace minka::documents
