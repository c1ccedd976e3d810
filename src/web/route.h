#pragma once

#include "web/call.h"
#include "web/json_shape.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::web {

struct QueryParameter {
    enum class Kind { text, integer, date, identifier, word };
    std::string_view name;
    Kind kind = Kind::text;
    std::string_view description;
    std::vector<std::string_view> words;  ///< Those allowed, for Kind::word.
};

/// Who is let in.
enum class Admission {
    everybody,  ///< Nothing of a programme is in the answer.
    visitors,   ///< Who has signed in, also with a one-time password.
    field,      ///< A field device by the {token} of its address, or a name and password with each request (Basic).
    granted,    ///< Who has the route's permission in the programme of the path.
};

using RunCall = std::function<Result<HttpResponse>(const Call&)>;
using MakeSchema = documents::JsonValue (*)(SchemaBook&);

/// One line of the table of routes: what tests loop over and the OpenAPI document is made from.
struct Route {
    Method method{};
    std::string_view path;  ///< "/api/v1/programmes/{programme}/schools/{school}"
    Admission admission{};
    std::optional<identity::Permission> permission;  ///< For Admission::granted; nothing when any role will do.
    std::string_view act;                            ///< What the ledger calls a write; empty for a read.
    std::string_view summary;
    std::vector<QueryParameter> query;
    bool takes_any_query = false;  ///< Another program writes the address; the route reads it itself.
    std::size_t body_limit = 0;
    std::string_view body_type = "multipart/form-data";  ///< Of a body that is not JSON.
    MakeSchema body = nullptr;                           ///< Nothing for a route without content.
    MakeSchema answer = nullptr;                         ///< Nothing for 204.
    int status = 200;                                    ///< When all is well.
    std::string_view answer_type = "application/json";
    RunCall run;
};

constexpr std::size_t json_body_limit = 256 * 1024;

/// A JSON answer, with an ETag of its content.
HttpResponse json_response(std::string content, int status = 200);

/// The JSON of a request's content. Problems: `invalid_input` for content that is not JSON or has another type.
Result<documents::JsonValue> read_body(const HttpRequest& request);

/// What a read and a write have in common when they are written down.
struct RouteText {
    std::string_view path;
    identity::Permission permission{};
    std::string_view summary;
    std::vector<QueryParameter> query = {};
};

/// A route that reads: `run` gets a snapshot of the programme's records.
template <typename Answer>
Route read_route(RouteText text, Result<Answer> (*run)(storage::Reader&, const Call&)) {
    Route route;
    route.method = Method::get;
    route.path = text.path;
    route.admission = Admission::granted;
    route.permission = text.permission;
    route.summary = text.summary;
    route.query = std::move(text.query);
    route.answer = &schema_of<Answer>;
    route.run = [run](const Call& call) -> Result<HttpResponse> {
        MINKA_TRY_ASSIGN(const auto answer,
                         call.premises().database.read(call.programme(),
                                                       [&](storage::Reader& reader) { return run(reader, call); }));
        return json_response(to_json_text(answer));
    };
    return route;
}

/// A route that writes: `run` gets the content and a writer of the programme; the answer goes out when it is on disk.
template <typename Body, typename Answer>
Route write_route(Method method, RouteText text, std::string_view act,
                  Result<Answer> (*run)(storage::Writer&, const Call&, const Body&)) {
    Route route;
    route.method = method;
    route.path = text.path;
    route.admission = Admission::granted;
    route.permission = text.permission;
    route.act = act;
    route.summary = text.summary;
    route.body_limit = json_body_limit;
    route.body = &schema_of<Body>;
    route.answer = &schema_of<Answer>;
    route.run = [run, act](const Call& call) -> Result<HttpResponse> {
        MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
        MINKA_TRY_ASSIGN(const auto body, FromJson<Body>::of(json, ""));
        MINKA_TRY_ASSIGN(const auto answer, call.premises().database.write(call.act(act), [&](storage::Writer& writer) {
            return run(writer, call, body);
        }));
        return json_response(to_json_text(answer));
    };
    return route;
}

/// A route of one's own account, for whoever is signed in.
Route own_route(Method method, std::string_view path, std::string_view act, std::string_view summary, RunCall run);

/// Every route, in the order of the documentation.
const std::vector<Route>& routes();

/// A route and what stands in the places of its path's {names}.
struct RouteMatch {
    const Route* route = nullptr;
    std::vector<std::pair<std::string_view, std::string>> parts;
    bool is_known_path = false;  ///< Another method has a route at this path.
};
RouteMatch match_route(const std::vector<Route>& table, Method method, std::string_view path);

}  // namespace minka::web
