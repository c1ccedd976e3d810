#include "web/api/central_door.h"

#include "documents/json.h"
#include "forms/export/project_number.h"
#include "identity/account_rules.h"
#include "web/endpoint.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace minka::web {

namespace {

using Parts = std::vector<std::pair<std::string_view, std::string>>;

// "{form}.svc" with "clima.svc": the name and what stands in its place.
bool match_segment(std::string_view pattern, std::string_view given, Parts& parts) {
    if (!pattern.starts_with('{')) {
        return pattern == given;
    }
    const auto close = pattern.find('}');
    const auto end = pattern.substr(close + 1);
    if (given.size() <= end.size() || !given.ends_with(end)) {
        return false;
    }
    parts.emplace_back(pattern.substr(1, close - 1), std::string(given.substr(0, given.size() - end.size())));
    return true;
}

std::optional<Parts> match_path(std::string_view pattern, std::string_view path) {
    Parts parts;
    while (true) {
        if (pattern == "{rest*}") {
            if (path.empty()) {
                return std::nullopt;
            }
            parts.emplace_back("rest", std::string(path));
            return parts;
        }
        const auto wanted = pattern.substr(0, pattern.find('/'));
        const auto given = path.substr(0, path.find('/'));
        if (!match_segment(wanted, given, parts)) {
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

CentralMatch match_central(const std::vector<CentralRoute>& table, Method method, std::string_view path) {
    CentralMatch match;
    for (const auto& route : table) {
        auto parts = match_path(route.path, path);
        if (!parts) {
            continue;
        }
        match.is_known_path = true;
        if (route.method == method || (method == Method::head && route.method == Method::get)) {
            match.route = &route;
            match.parts = *std::move(parts);
            return match;
        }
    }
    return match;
}

HttpResponse central_problem(const Problem& problem) {
    const auto kind = std::ranges::find(problem_catalogue(), problem.code, &ProblemKind::code);
    const auto status = problem.code == ProblemCode::unauthenticated ? 401 : kind->http_status;
    HttpResponse response;
    response.status = status;
    response.set("content-type", "application/json; charset=utf-8");
    response.set("cache-control", "no-store");
    if (status == 401) {
        // Excel and browsers ask for a password only when they are told that one is taken.
        response.set("www-authenticate", "Basic realm=\"Minka\", charset=\"UTF-8\"");
    }
    const auto code = status == 401 ? "401.2" : std::to_string(status) + ".1";
    response.body = "{\"message\":" + documents::json_text(problem.message) + ",\"code\":" + code +
                    ",\"details\":{\"field\":" + documents::json_text(problem.field) + "}}";
    return response;
}

std::string own_address(const HttpRequest& request) {
    const auto proxied = request.header("x-forwarded-proto");
    constexpr std::array here{std::string_view("127.0.0.1"), std::string_view("::1")};
    const bool behind_tls = proxied == "https" && std::ranges::find(here, request.peer) != here.end();
    return std::string(request.is_tls || behind_tls ? "https://" : "http://") +
           std::string(request.header("host").value_or("localhost"));
}

std::size_t CentralDoor::body_limit(Method method, std::string_view path) const {
    const auto match = match_central(table_, method, path);
    return match.route != nullptr ? match.route->body_limit : 0;
}

Result<> CentralDoor::find_visitor(Call& call) const {
    const auto& request = call.request();
    const auto authorization = request.header("authorization").value_or("");
    if (!authorization.starts_with("Bearer ")) {
        MINKA_TRY_ASSIGN(auto visitor, basic_.visitor_of(premises_.sign_in, request));
        call.let_in(std::move(visitor));
        return {};
    }
    const auto secret = authorization.substr(7);
    const auto now = premises_.database.clock().now();
    const auto look = [&](storage::Reader& reader) -> Result<std::optional<identity::Visitor>> {
        MINKA_TRY_ASSIGN(auto visitor, identity::visitor_of_session(reader, secret, now));
        return visitor ? Result<std::optional<identity::Visitor>>(std::move(visitor))
                       : identity::visitor_of_token(reader, secret, utc_date(now));
    };
    MINKA_TRY_ASSIGN(auto visitor, premises_.database.read(identity::installation, look));
    if (!visitor) {
        return problem(ProblemCode::unauthenticated, "The token is not valid here, or not any more.");
    }
    if (visitor->must_change_password) {
        return problem(ProblemCode::forbidden, "Choose a password of your own first.", "password");
    }
    call.let_in(*std::move(visitor));
    return {};
}

// The grant that may read submissions; of several the widest.
Result<> CentralDoor::find_passage(Call& call) const {
    const auto absent = [] {
        return problem(ProblemCode::not_found, "There is no such project among yours.", "projectId");
    };
    const auto& text = call.part("project");
    std::int64_t number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || stop != text.data() + text.size()) {
        return absent();
    }
    MINKA_TRY_ASSIGN(const auto programme,
                     premises_.database.read(identity::installation, [&](storage::Reader& reader) {
                         return forms::programme_of_number(reader, number);
                     }));
    if (!programme) {
        return absent();
    }
    MINKA_TRY_ASSIGN(const auto access, premises_.database.read(*programme, [&](storage::Reader& reader) {
        return identity::access_of(reader, call.visitor().account.id, call.today());
    }));
    std::optional<identity::AccessGrant> found;
    bool is_inside = false;
    for (const auto& entry : access) {
        if (entry.programme != *programme) {
            continue;
        }
        is_inside = true;
        const bool is_reader = identity::may(entry.grant.role, identity::Permission::submissions_read);
        if (is_reader && (!found || (found->territory_id && !entry.grant.territory_id))) {
            found = entry.grant;
        }
    }
    if (!is_inside) {
        return absent();
    }
    if (!found) {
        return problem(ProblemCode::forbidden, "Your role in this programme does not read submissions one by one.");
    }
    Passage passage{*programme, *std::move(found), {}};
    if (!identity::may(passage.grant.role, identity::Permission::need_to_know)) {
        MINKA_TRY_ASSIGN(passage.withheld, premises_.database.read(*programme, [&](storage::Reader& reader) {
            return premises_.need_to_know.withheld(reader, call.today());
        }));
    }
    call.pass(std::move(passage));
    return {};
}

Result<HttpResponse> CentralDoor::run(const CentralRoute& route, Call& call) const {
    if (route.admission != CentralAdmission::everybody) {
        MINKA_TRY(find_visitor(call));
    }
    if (route.admission == CentralAdmission::readers) {
        MINKA_TRY(find_passage(call));
    }
    auto query = read_query(call.request().query);
    if (!query) {
        return invalid("The part of the address after '?' cannot be read.", "query");
    }
    call.take_query(*std::move(query));
    return route.run(call);
}

HttpResponse CentralDoor::answer(const HttpRequest& request) const {
    Call call(premises_, request);
    auto match = match_central(table_, request.method, request.path);
    HttpResponse response;
    if (match.route == nullptr) {
        response = central_problem({ProblemCode::not_found, "There is nothing at this address.", {}});
        response.status = match.is_known_path ? 405 : 404;
    } else {
        call.take_parts(std::move(match.parts));
        auto outcome = run(*match.route, call);
        response = outcome ? *std::move(outcome) : central_problem(outcome.error());
        response.route = match.route->path;
    }
    add_security_headers(response, request.is_tls);
    return response;
}

}  // namespace minka::web
