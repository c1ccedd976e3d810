#include "web/api/system_api.h"

#include "base/program_version.h"
#include "documents/json.h"
#include "web/openapi.h"

#include <algorithm>
#include <array>

namespace minka::web {

struct Health {
    std::string status;
    std::string version;
};
MINKA_JSON(Health, (status, version))

namespace {

// Says "well" only when the database answers.
Result<HttpResponse> show_health(const Call& call) {
    MINKA_TRY(call.premises().database.read(
        identity::installation, [](storage::Reader& reader) { return reader.value<std::int64_t>("SELECT 1"); }));
    return json_response(to_json_text(Health{"ok", std::string(program_version)}));
}

Result<HttpResponse> show_metrics(const Call& call) {
    constexpr std::array here{std::string_view("127.0.0.1"), std::string_view("::1")};
    if (std::ranges::find(here, call.request().peer) == here.end()) {
        return problem(ProblemCode::forbidden, "The counters are for programs on the server's own machine.");
    }
    HttpResponse response;
    response.set("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.set("cache-control", "no-store");
    response.body = call.premises().metrics_text();
    return response;
}

Result<HttpResponse> show_openapi(const Call&) {
    static const std::string text = documents::to_json(openapi_document(routes()));
    return json_response(text);
}

Route open_route(std::string_view path, std::string_view summary, RunCall run) {
    Route route;
    route.method = Method::get;
    route.path = path;
    route.admission = Admission::everybody;
    route.summary = summary;
    route.run = std::move(run);
    return route;
}

}  // namespace

std::vector<Route> system_routes() {
    auto health = open_route("/healthz", "Whether the server and its database answer", show_health);
    health.answer = &schema_of<Health>;
    auto metrics = open_route("/metrics", "Counters for Prometheus, on the server's own machine", show_metrics);
    metrics.answer = &schema_of<std::string>;
    metrics.answer_type = "text/plain";
    auto openapi = open_route("/api/v1/openapi.json", "This description", show_openapi);
    openapi.answer = &schema_of<documents::JsonValue>;
    return {std::move(health), std::move(metrics), std::move(openapi)};
}

}  // namespace minka::web
