#include "web/http_message.h"

#include "base/text.h"
#include "documents/json.h"
#include "sentences/spanish_sentence.h"

#include <algorithm>
#include <array>

namespace minka::web {

namespace {

struct NamedMethod {
    Method method;
    std::string_view name;
};

constexpr std::array methods{
    NamedMethod{Method::get, "GET"},         NamedMethod{Method::head, "HEAD"},
    NamedMethod{Method::post, "POST"},       NamedMethod{Method::put, "PUT"},
    NamedMethod{Method::patch, "PATCH"},     NamedMethod{Method::delete_, "DELETE"},
    NamedMethod{Method::options, "OPTIONS"},
};

struct Reason {
    int status;
    std::string_view text;
};

constexpr std::array reasons{
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{411, "Length Required"},
    Reason{413, "Content Too Large"},
    Reason{415, "Unsupported Media Type"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
};

int digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::string_view to_string(Method method) { return std::ranges::find(methods, method, &NamedMethod::method)->name; }

std::optional<Method> method_named(std::string_view name) {
    const auto found = std::ranges::find(methods, name, &NamedMethod::name);
    return found == methods.end() ? std::nullopt : std::optional(found->method);
}

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->value);
}

void HttpResponse::set(std::string_view name, std::string value) {
    const auto found = std::ranges::find(headers, name, &Header::name);
    if (found != headers.end()) {
        found->value = std::move(value);
    } else {
        headers.push_back({std::string(name), std::move(value)});
    }
}

const std::string* HttpResponse::find(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? nullptr : &found->value;
}

std::string_view reason_of(int status) {
    const auto found = std::ranges::find(reasons, status, &Reason::status);
    return found == reasons.end() ? "Unknown" : found->text;
}

std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (decoded.find('\0') != std::string::npos || !is_utf8(decoded)) {
        return std::nullopt;
    }
    return decoded;
}

std::optional<std::vector<std::pair<std::string, std::string>>> read_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> parts;
    while (!query.empty()) {
        const auto part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), part.size() + 1));
        if (part.empty()) {
            continue;
        }
        const auto equals = part.find('=');
        auto name = decode_percent(part.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::optional<std::string>(std::string())
                                                      : decode_percent(part.substr(equals + 1), true);
        if (!name || !value) {
            return std::nullopt;
        }
        parts.emplace_back(*std::move(name), *std::move(value));
    }
    return parts;
}

HttpResponse problem_response(const Problem& problem, std::string_view language, int status) {
    const auto kind = std::ranges::find(problem_catalogue(), problem.code, &ProblemKind::code);
    HttpResponse response;
    response.status = status;
    response.set("content-type", "application/problem+json");
    response.set("cache-control", "no-store");
    auto body = documents::json_object({{"type", "/problems/" + std::string(kind->name)},
                                        {"title", language == "en" ? kind->title_en : kind->title_es},
                                        {"status", status},
                                        {"detail", sentences::sentence_in(language, problem.message)},
                                        {"code", kind->name}});
    if (!problem.field.empty()) {
        body.set("field", problem.field);
    }
    response.body = documents::to_json(body);
    return response;
}

HttpResponse problem_response(const Problem& problem, std::string_view language) {
    const auto kind = std::ranges::find(problem_catalogue(), problem.code, &ProblemKind::code);
    return problem_response(problem, language, kind->http_status);
}

}  // namespace minka::web
