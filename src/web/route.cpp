#include "web/route.h"

#include "base/text.h"
#include "storage/ledger_entry.h"

namespace minka::web {

namespace {

// Nothing when the path is another.
std::optional<std::vector<std::pair<std::string_view, std::string>>> match_path(std::string_view pattern,
                                                                                std::string_view path) {
    std::vector<std::pair<std::string_view, std::string>> parts;
    while (true) {
        const auto wanted = pattern.substr(0, pattern.find('/'));
        const auto given = path.substr(0, path.find('/'));
        if (wanted.starts_with('{')) {
            if (given.empty()) {
                return std::nullopt;
            }
            parts.emplace_back(wanted.substr(1, wanted.size() - 2), std::string(given));
        } else if (wanted != given) {
            return std::nullopt;
        }
        const bool is_last = wanted.size() == pattern.size();
        if (is_last != (given.size() == path.size())) {
            return std::nullopt;
        }
        if (is_last) {
            return parts;
        }
        pattern.remove_prefix(wanted.size() + 1);
        path.remove_prefix(given.size() + 1);
    }
}

}  // namespace

HttpResponse json_response(std::string content, int status) {
    HttpResponse response;
    response.status = status;
    response.set("content-type", "application/json");
    response.set("cache-control", "no-store");
    const auto hash = storage::hash_of(as_bytes(content));
    response.set("etag", "\"" + to_hex(ByteView(hash).first(16)) + "\"");
    response.body = std::move(content);
    return response;
}

Result<documents::JsonValue> read_body(const HttpRequest& request) {
    const auto type = request.header("content-type").value_or("");
    if (trim(type.substr(0, type.find(';'))) != "application/json") {
        return invalid("The content must be JSON, with the header 'content-type: application/json'.", "content-type");
    }
    auto value = documents::parse_json(request.body, {}, {.bytes = request.body.size(), .depth = 16, .values = 20'000});
    if (!value) {
        return invalid(value.error().message, value.error().field);
    }
    return value;
}

Route own_route(Method method, std::string_view path, std::string_view act, std::string_view summary, RunCall run) {
    Route route;
    route.method = method;
    route.path = path;
    route.admission = Admission::visitors;
    route.act = act;
    route.summary = summary;
    route.run = std::move(run);
    return route;
}

RouteMatch match_route(const std::vector<Route>& table, Method method, std::string_view path) {
    RouteMatch match;
    for (const auto& route : table) {
        const bool is_method = route.method == method || (method == Method::head && route.method == Method::get);
        if (!is_method && match.is_known_path) {
            continue;
        }
        if (auto parts = match_path(route.path, path)) {
            match.is_known_path = true;
            if (is_method) {
                match.route = &route;
                match.parts = *std::move(parts);
                return match;
            }
        }
    }
    return match;
}

}  // namespace minka::web
