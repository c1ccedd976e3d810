#include "web/endpoint.h"

#include "base/text.h"
#include "web/api/openrosa_api.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace minka::web {

namespace {

bool is_read(Method method) { return method == Method::get || method == Method::head; }

// The first language of the header that there is one for.
std::string language_of(const HttpRequest& request) {
    for (const auto part : split(request.header("accept-language").value_or(""), ',')) {
        const auto tag = trim(part.substr(0, part.find(';')));
        if (tag.starts_with("es") || tag.starts_with("en")) {
            return std::string(tag.substr(0, 2));
        }
    }
    return "es";
}

bool has_form(QueryParameter::Kind kind, const std::string& value, const QueryParameter& parameter) {
    switch (kind) {
        case QueryParameter::Kind::text: return value.size() <= 200;
        case QueryParameter::Kind::integer: {
            std::int64_t number = 0;
            const auto end = value.data() + value.size();
            const auto [stop, failure] = std::from_chars(value.data(), end, number);
            return failure == std::errc() && stop == end;
        }
        case QueryParameter::Kind::date: return LocalDate::parse(value).has_value();
        case QueryParameter::Kind::identifier: return parse_uuid(value).has_value();
        case QueryParameter::Kind::word: return std::ranges::find(parameter.words, value) != parameter.words.end();
    }
    return false;
}

std::string wanted(const QueryParameter& parameter) {
    switch (parameter.kind) {
        case QueryParameter::Kind::text: return "a text of at most 200 characters";
        case QueryParameter::Kind::integer: return "a whole number";
        case QueryParameter::Kind::date: return "a date such as 2026-03-14";
        case QueryParameter::Kind::identifier: return "an identifier";
        case QueryParameter::Kind::word: {
            std::string list;
            for (const auto word : parameter.words) {
                list += (list.empty() ? "one of " : ", ") + std::string(word);
            }
            return list;
        }
    }
    return "";
}

Result<std::vector<std::pair<std::string, std::string>>> checked_query(const Route& route, const HttpRequest& request) {
    auto query = read_query(request.query);
    if (!query) {
        return invalid("The part of the address after '?' cannot be read.", "query");
    }
    for (std::size_t i = 0; i < query->size(); ++i) {
        const auto& [name, value] = (*query)[i];
        const auto known = std::ranges::find(route.query, name, &QueryParameter::name);
        if (known == route.query.end()) {
            return invalid("This address takes no such parameter.", name.substr(0, 60));
        }
        if (std::any_of(query->begin(), query->begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const auto& earlier) { return earlier.first == name; })) {
            return invalid("This parameter is given twice.", name);
        }
        if (!value.empty() && !has_form(known->kind, value, *known)) {
            return invalid("Here belongs " + wanted(*known) + ".", name);
        }
    }
    return *std::move(query);
}

// Whose data a page shows: the office, school or person of its path; for the list of people, the land it covers.
std::optional<Uuid> subject_of(const Route& route, const Call& call) {
    for (const std::string_view name : {"ugel", "school", "person"}) {
        if (route.path.find("{" + std::string(name) + "}") != std::string_view::npos) {
            const auto uuid = parse_uuid(call.part(name));
            return uuid ? std::optional(*uuid) : std::nullopt;
        }
    }
    const auto& land = call.passage().grant.territory_id;
    return route.permission != identity::Permission::people_read ? std::nullopt
           : land                                                ? std::optional(land->uuid)
                                                                 : std::optional(call.programme().uuid);
}

// Who read what is written down before it is answered.
Result<> note_read(const Route& route, const Call& call) {
    if (route.admission != Admission::granted || !is_read(call.request().method)) {
        return {};
    }
    const auto subject = subject_of(route, call);
    if (!subject) {
        return {};
    }
    constexpr std::string_view common = "/api/v1/programmes/{programme}/";
    return call.premises().reads.note(
        call.programme(), {call.visitor().account.id, *subject, std::string(route.path.substr(common.size())),
                           call.today(), call.passage().grant.role});
}

HttpResponse not_modified(const HttpResponse& whole) {
    HttpResponse response;
    response.status = 304;
    for (const auto name : {"etag", "cache-control", "vary"}) {
        if (const auto* value = whole.find(name)) {
            response.set(name, *value);
        }
    }
    response.route = whole.route;
    return response;
}

bool holds_tag(std::string_view list, std::string_view tag) {
    for (const auto part : split(list, ',')) {
        auto one = trim(part);
        if (one.starts_with("W/")) {
            one.remove_prefix(2);
        }
        if (one == tag || one == "*") {
            return true;
        }
    }
    return false;
}

}  // namespace

std::string session_cookie_name(bool is_tls) { return is_tls ? "__Host-minka_session" : "minka_session"; }
std::string device_cookie_name(bool is_tls) { return is_tls ? "__Host-minka_device" : "minka_device"; }

std::optional<std::string> cookie(const HttpRequest& request, std::string_view name) {
    for (const auto& header : request.headers) {
        if (header.name != "cookie") {
            continue;
        }
        for (const auto part : split(header.value, ';')) {
            const auto one = trim(part);
            if (const auto equals = one.find('='); equals != std::string_view::npos && one.substr(0, equals) == name) {
                return std::string(one.substr(equals + 1));
            }
        }
    }
    return std::nullopt;
}

Result<> check_origin(const HttpRequest& request) {
    const auto refused = [] {
        return problem(ProblemCode::forbidden, "Another site sent this; open Minka itself and repeat it there.");
    };
    if (const auto site = request.header("sec-fetch-site")) {
        return *site == "same-origin" || *site == "none" ? Result<>{} : Result<>(refused());
    }
    if (const auto origin = request.header("origin")) {
        const auto host = request.header("host").value_or("");
        const auto at = origin->find("://");
        return at != std::string_view::npos && origin->substr(at + 3) == host ? Result<>{} : Result<>(refused());
    }
    return {};  // no browser: a browser sends one of the two with every write
}

void add_security_headers(HttpResponse& response, bool is_tls) {
    if (response.find("content-security-policy") == nullptr) {
        response.set("content-security-policy",
                     // 'wasm-unsafe-eval': the engine of the forms brings its parser as WebAssembly; no script is made
                     // of a text. blob: for what was photographed or recorded, which is shown before it is sealed.
                     "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'self'; "
                     "frame-ancestors 'none'; object-src 'none'; img-src 'self' data: blob:; media-src 'self' blob:; "
                     "worker-src 'self' blob:");
    }
    response.set("x-content-type-options", "nosniff");
    response.set("referrer-policy", "no-referrer");
    response.set("x-frame-options", "DENY");
    response.set("cross-origin-opener-policy", "same-origin");
    response.set("cross-origin-resource-policy", "same-origin");
    response.set("permissions-policy", "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()");
    if (is_tls) {
        response.set("strict-transport-security", "max-age=31536000");
    }
}

std::size_t Endpoint::body_limit(Method method, std::string_view path) const {
    const auto match = match_route(table_, method, path);
    // What no route takes is read all the same, so that its sender learns that: 404 or 405 instead of 413.
    return match.route != nullptr ? match.route->body_limit : json_body_limit;
}

Result<> Endpoint::find_visitor(Call& call) const {
    const auto& request = call.request();
    const auto now = premises_.database.clock().now();
    const auto authorization = request.header("authorization").value_or("");
    const auto secret = cookie(request, session_cookie_name(request.is_tls));
    const bool has_token = authorization.starts_with("Bearer ");
    if (!has_token && !secret) {
        return {};
    }
    if (!has_token && !is_read(request.method)) {
        MINKA_TRY(check_origin(request));
    }
    MINKA_TRY_ASSIGN(auto visitor, premises_.database.read(identity::installation, [&](storage::Reader& reader) {
        return has_token ? identity::visitor_of_token(reader, authorization.substr(7), utc_date(now))
                         : identity::visitor_of_session(reader, *secret, now);
    }));
    if (visitor) {
        call.speak(visitor->account.language);
        call.let_in(*std::move(visitor));
    }
    return {};
}

// Who sends forms: the secret in the address, or else a name and a password.
Result<> Endpoint::find_bearer(const Route& route, Call& call) const {
    if (route.path.find("{token}") == std::string_view::npos) {
        MINKA_TRY_ASSIGN(auto visitor, basic_.visitor_of(premises_.sign_in, call.request()));
        call.speak(visitor.account.language);
        call.let_in(std::move(visitor));
        return {};
    }
    MINKA_TRY(enter_device(call, call.part("token")));
    if (!call.has_visitor()) {
        return problem(ProblemCode::unauthenticated,
                       "This device is not enrolled here, or not any more; ask for a new code.");
    }
    return {};
}

// A device that sends forms is asked for its pass first; see FieldPasses.
Result<> Endpoint::let_field_in(const Route& route, Call& call) const {
    const bool is_device_sending = route.method == Method::post && route.path.find("{token}") != std::string_view::npos;
    if (!is_device_sending) {
        MINKA_TRY(find_bearer(route, call));
        return find_passage(route, call);
    }
    const auto key = FieldPasses::key_of(call.part("token"), call.part("programme"));
    const auto round = passes_.round();
    if (auto pass = passes_.find(key, FieldPasses::Clock::now())) {
        call.speak(pass->visitor.account.language);
        call.carry(pass->device);
        call.let_in(std::move(pass->visitor));
        call.pass(std::move(pass->passage));
        return {};
    }
    MINKA_TRY(find_bearer(route, call));
    MINKA_TRY(find_passage(route, call));
    passes_.remember(key, {call.visitor(), *call.device(), call.passage()}, round, FieldPasses::Clock::now());
    return {};
}

// Nobody is let in by a secret that is no device's in the programme of the path.
Result<> Endpoint::enter_device(Call& call, std::string_view secret) const {
    const auto programme = parse_uuid(call.part("programme"));
    if (!programme) {
        return {};
    }
    MINKA_TRY_ASSIGN(auto visit, premises_.database.read(ProgrammeId{*programme}, [&](storage::Reader& reader) {
        return identity::visit_of_device(reader, secret, call.today());
    }));
    if (visit) {
        call.speak(visit->visitor.account.language);
        call.carry(visit->device);
        call.let_in(std::move(visit->visitor));
    }
    return {};
}

// What captures may also be a field device, by its secret as a token.
Result<> Endpoint::find_device(Call& call) const {
    constexpr std::string_view scheme = "Bearer ";
    const auto authorization = call.request().header("authorization").value_or("");
    return authorization.starts_with(scheme) ? enter_device(call, authorization.substr(scheme.size())) : Result<>{};
}

// The grant with the route's permission; of several the widest, or the one the visitor works with at present.
Result<> Endpoint::find_passage(const Route& route, Call& call) const {
    MINKA_TRY_ASSIGN(const auto programme, call.id<ProgrammeId>("programme"));
    MINKA_TRY_ASSIGN(const auto access, premises_.database.read(programme, [&](storage::Reader& reader) {
        return identity::access_of(reader, call.visitor().account.id, call.today());
    }));
    const auto chosen = call.request().header("x-minka-grant");
    std::optional<identity::AccessGrant> found;
    bool is_inside = false;
    for (const auto& entry : access) {
        if (entry.programme != programme) {
            continue;
        }
        is_inside = true;
        if ((chosen && to_string(entry.grant.id) != *chosen) ||
            (route.permission && !identity::may(entry.grant.role, *route.permission))) {
            continue;
        }
        if (!found || (found->territory_id && !entry.grant.territory_id)) {
            found = entry.grant;
        }
    }
    if (!is_inside) {
        return problem(ProblemCode::not_found, "There is no such programme among those you work with.", "programme");
    }
    if (!found) {
        return problem(ProblemCode::forbidden, "Your role in this programme does not include this.");
    }
    Passage passage{programme, *std::move(found), {}};
    if (!identity::may(passage.grant.role, identity::Permission::need_to_know)) {
        MINKA_TRY_ASSIGN(passage.withheld, premises_.database.read(programme, [&](storage::Reader& reader) {
            return premises_.need_to_know.withheld(reader, call.today());
        }));
    }
    call.pass(std::move(passage));
    return {};
}

Result<HttpResponse> Endpoint::run(const Route& route, Call& call) const {
    if (route.admission == Admission::field) {
        MINKA_TRY(let_field_in(route, call));
        MINKA_TRY_ASSIGN(auto given, checked_query(route, call.request()));
        call.take_query(std::move(given));
        return route.run(call);
    }
    MINKA_TRY(find_visitor(call));
    if (route.permission == identity::Permission::capture && !call.has_visitor()) {
        MINKA_TRY(find_device(call));
    }
    if (route.admission != Admission::everybody) {
        if (!call.has_visitor()) {
            return problem(ProblemCode::unauthenticated, "Sign in to see this.");
        }
        if (call.visitor().must_change_password && route.admission == Admission::granted) {
            return problem(ProblemCode::forbidden, "Choose a password of your own first.", "password");
        }
    } else if (!is_read(call.request().method)) {
        MINKA_TRY(check_origin(call.request()));
    }
    if (route.admission == Admission::granted) {
        MINKA_TRY(find_passage(route, call));
    }
    if (!route.takes_any_query) {
        MINKA_TRY_ASSIGN(auto query, checked_query(route, call.request()));
        call.take_query(std::move(query));
    }
    MINKA_TRY_ASSIGN(auto response, route.run(call));
    MINKA_TRY(note_read(route, call));
    return response;
}

HttpResponse Endpoint::answer(const HttpRequest& request) const {
    Call call(premises_, request);
    call.speak(language_of(request));
    auto match = match_route(table_, request.method, request.path);
    HttpResponse response;
    if (match.route == nullptr) {
        response =
            match.is_known_path
                ? problem_response({ProblemCode::invalid_input, "This address does not take that method.", {}},
                                   call.language(), 405)
                : problem_response({ProblemCode::not_found, "There is nothing at this address.", {}}, call.language());
    } else {
        call.take_parts(std::move(match.parts));
        auto outcome = run(*match.route, call);
        if (!is_read(request.method) && match.route->admission != Admission::field) {
            passes_.end_all();
        }
        if (outcome) {
            response = *std::move(outcome);
        } else {
            response = match.route->admission == Admission::field
                           ? field_problem_response(outcome.error(), call.language())
                           : problem_response(outcome.error(), call.language());
            if (outcome.error().code == ProblemCode::too_many_attempts) {
                response.set("retry-after", outcome.error().field);
            }
        }
        response.route = match.route->path;
        const auto* tag = response.find("etag");
        const auto known = request.header("if-none-match");
        if (tag != nullptr && known && is_read(request.method) && holds_tag(*known, *tag)) {
            response = not_modified(response);
        }
    }
    add_security_headers(response, request.is_tls);
    return response;
}

}  // namespace minka::web
