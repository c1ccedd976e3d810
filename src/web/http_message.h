#pragma once

#include "base/problem.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::web {

enum class Method { get, head, post, put, patch, delete_, options };

/// "GET". Nothing in HTTP but these methods is served.
std::string_view to_string(Method method);
std::optional<Method> method_named(std::string_view name);

struct Header {
    std::string name;  ///< In lower case.
    std::string value;
};

/// A request as it came over the wire, whole.
struct HttpRequest {
    Method method{};
    std::string path;   ///< Decoded, beginning with "/"; never with "..".
    std::string query;  ///< As it came, without "?".
    std::vector<Header> headers;
    std::string body;
    std::string peer;  ///< The address of the other end, without the port. Never written to a log.
    bool is_tls = false;

    /// The value of a header; nothing when it is absent. The name in lower case.
    std::optional<std::string_view> header(std::string_view name) const;
};

struct HttpResponse {
    int status = 200;
    std::vector<Header> headers;
    std::string body;
    /// A body that outlives the response, in place of `body`: files of the web app.
    std::string_view fixed_body;
    /// The pattern that was matched ("/api/v1/programmes/{programme}/schools"), for counters and logs: a path holds
    /// identifiers. Outlives the response; empty when nothing was matched.
    std::string_view route;

    std::string_view content() const { return fixed_body.data() != nullptr ? fixed_body : std::string_view(body); }
    void set(std::string_view name, std::string value);
    const std::string* find(std::string_view name) const;
};

/// "Not Found" for 404.
std::string_view reason_of(int status);

/// %41 and, in a query, "+" decoded. Nothing when a % is not followed by two hexadecimal digits, or the text would hold
/// a zero byte or not be UTF-8.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space);

/// The parts of "a=1&b=2", decoded, in their order. Nothing when one cannot be decoded.
std::optional<std::vector<std::pair<std::string, std::string>>> read_query(std::string_view query);

/// A response that carries a problem as RFC 9457 has it: application/problem+json with type, title, status, detail,
/// code and, where one is at fault, field. The title is in `language`, "es" or "en".
HttpResponse problem_response(const Problem& problem, std::string_view language);
/// The same with a status of its own, for what HTTP itself refuses (405, 415, 431).
HttpResponse problem_response(const Problem& problem, std::string_view language, int status);

}  // namespace minka::web
