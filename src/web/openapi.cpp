#include "web/openapi.h"

#include "base/program_version.h"
#include "base/text.h"

#include <algorithm>
#include <map>

namespace minka::web {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonObject;
using documents::JsonValue;

JsonValue reference(const std::string& to) { return json_object({{"$ref", to}}); }

JsonValue parameter_schema(const QueryParameter& parameter) {
    switch (parameter.kind) {
        case QueryParameter::Kind::text: return plain_schema("string").set("maxLength", 200);
        case QueryParameter::Kind::integer: return plain_schema("integer");
        case QueryParameter::Kind::date: return plain_schema("string", "date");
        case QueryParameter::Kind::identifier: return plain_schema("string", "uuid");
        case QueryParameter::Kind::word: {
            JsonArray words;
            for (const auto word : parameter.words) {
                words.emplace_back(word);
            }
            return plain_schema("string").set("enum", std::move(words));
        }
    }
    return {};
}

JsonArray parameters_of(const Route& route) {
    JsonArray list;
    for (const auto part : split(route.path, '/')) {
        if (!part.starts_with('{')) {
            continue;
        }
        const auto name = part.substr(1, part.size() - 2);
        const bool is_code = name == "cycle" || name == "table" || name == "wave";
        list.push_back(json_object({{"name", name},
                                    {"in", "path"},
                                    {"required", true},
                                    {"description", is_code ? "Its code" : "Its identifier"},
                                    {"schema", plain_schema("string", is_code ? "" : "uuid")}}));
    }
    for (const auto& parameter : route.query) {
        list.push_back(json_object({{"name", parameter.name},
                                    {"in", "query"},
                                    {"required", false},
                                    {"description", parameter.description},
                                    {"schema", parameter_schema(parameter)}}));
    }
    return list;
}

// A list to take along comes as the parameter "format" says.
bool is_also_spreadsheet(const Route& route) {
    const auto format = std::ranges::find(route.query, "format", &QueryParameter::name);
    return route.answer_type == "text/csv" && format != route.query.end() &&
           std::ranges::find(format->words, "xlsx") != format->words.end();
}

JsonValue content_of(const Route& route, SchemaBook& book) {
    auto content = json_object({{route.answer_type, json_object({{"schema", route.answer(book)}})}});
    if (is_also_spreadsheet(route)) {
        content.set("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", json_object({}));
    }
    return content;
}

JsonValue responses_of(const Route& route, SchemaBook& book) {
    JsonValue responses(JsonObject{});
    auto good = json_object({{"description", route.status == 204   ? "Done"
                                             : route.status == 303 ? "The page to go on to"
                                                                   : "What was asked for"}});
    if (route.answer != nullptr) {
        good.set("content", content_of(route, book));
    }
    responses.set(std::to_string(route.status), std::move(good));
    responses.set("400", reference("#/components/responses/Invalid"));
    if (route.admission != Admission::everybody || route.path == "/api/v1/login") {
        responses.set("401", reference("#/components/responses/Unauthenticated"));
    }
    responses.set("403", reference("#/components/responses/Forbidden"));
    // Where no identity provider is set up, there is nothing at its addresses.
    if (route.path.find('{') != std::string_view::npos || route.path.starts_with("/api/v1/sign-in/provider")) {
        responses.set("404", reference("#/components/responses/NotFound"));
    }
    if (!route.act.empty()) {
        responses.set("409", reference("#/components/responses/Conflict"));
    }
    if (route.body_limit > 0) {
        responses.set("413", reference("#/components/responses/TooLarge"));
        responses.set("429", reference("#/components/responses/TooManyAttempts"));
    }
    responses.set("503", reference("#/components/responses/Busy"));
    return responses;
}

std::string tag_text(std::string_view tag) {
    if (tag == "system") {
        return "Open to everybody: nothing of a programme is in the answer.";
    }
    if (tag == "session") {
        return "Open to whoever has signed in, or has any role in the programme.";
    }
    return "Needs the permission `" + std::string(tag) + "`; docs/reference/roles.md says which roles have it.";
}

std::string_view tag_of(const Route& route) {
    if (route.admission == Admission::everybody && route.path != "/api/v1/login") {
        return "system";
    }
    return route.permission ? std::string_view(boost::describe::enum_to_string(*route.permission, "")) : "session";
}

JsonValue operation_of(const Route& route, SchemaBook& book) {
    auto operation = json_object({{"operationId", operation_name(route)},
                                  {"summary", route.summary},
                                  {"tags", JsonArray{tag_of(route)}},
                                  {"parameters", parameters_of(route)}});
    if (route.permission) {
        operation.set("description",
                      "Needs the permission `" + std::string(tag_of(route)) + "` in the programme; see roles.");
    }
    if (route.admission == Admission::everybody) {
        operation.set("security", JsonArray{});
    }
    if (route.body != nullptr) {
        operation.set(
            "requestBody",
            json_object(
                {{"required", true},
                 {"content", json_object({{"application/json", json_object({{"schema", route.body(book)}})}})}}));
    }
    if (route.body == nullptr && route.body_limit > 0) {
        operation.set("requestBody", json_object({{"required", true},
                                                  {"content", json_object({{route.body_type, json_object({})}})}}));
    }
    operation.set("responses", responses_of(route, book));
    return operation;
}

JsonValue problem_schema() {
    const auto text = plain_schema("string");
    return json_object({{"type", "object"},
                        {"description", "RFC 9457; `code` is one of docs/reference/problems.md"},
                        {"properties", json_object({{"type", text},
                                                    {"title", text},
                                                    {"status", plain_schema("integer")},
                                                    {"detail", text},
                                                    {"code", text},
                                                    {"field", text}})},
                        {"required", JsonArray{"type", "title", "status", "detail", "code"}}});
}

JsonValue problem_responses() {
    JsonValue responses(JsonObject{});
    const std::pair<std::string_view, std::string_view> kinds[] = {
        {"Invalid", "A value is not right; `field` says which"},
        {"Unauthenticated", "Nobody is signed in, or not with these words"},
        {"Forbidden", "The role or the territory does not include this"},
        {"NotFound", "There is no such record in the programme"},
        {"Conflict", "Another record, or the state of this one, stands against it"},
        {"TooLarge", "The content is too long"},
        {"TooManyAttempts", "Wait as long as the header Retry-After says"},
        {"Busy", "The server is at its limit; repeat in a few seconds"},
    };
    for (const auto& [name, description] : kinds) {
        responses.set(name,
                      json_object({{"description", description},
                                   {"content", json_object({{"application/problem+json",
                                                             json_object({{"schema", reference("#/components/schemas/"
                                                                                               "Problem")}})}})}}));
    }
    return responses;
}

}  // namespace

std::string operation_name(const Route& route) {
    std::string name(to_string(route.method));
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    for (const auto part : split(route.path, '/')) {
        if (part.empty() || part == "api" || part == "v1") {
            continue;
        }
        const bool is_place = part.starts_with('{');
        const auto word = is_place ? part.substr(1, part.size() - 2) : part;
        name += is_place ? "By" : "";
        bool starts = true;
        for (const char c : word) {
            if (c == '.' || c == '_' || c == '-') {
                starts = true;
                continue;
            }
            name += starts && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            starts = false;
        }
    }
    return name;
}

JsonValue openapi_document(const std::vector<Route>& table) {
    SchemaBook book;
    JsonValue paths(JsonObject{});
    for (const auto& route : table) {
        auto entry = paths.find(route.path) != nullptr ? *paths.find(route.path) : JsonValue(JsonObject{});
        std::string method(to_string(route.method));
        std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
        entry.set(method, operation_of(route, book));
        paths.set(route.path, std::move(entry));
    }
    JsonValue schemas(JsonObject{});
    for (auto& [name, schema] : book) {
        schemas.set(name, std::move(schema));
    }
    schemas.set("Problem", problem_schema());
    std::map<std::string, bool> tags;
    for (const auto& route : table) {
        tags[std::string(tag_of(route))] = true;
    }
    JsonArray tag_list;
    for (const auto& [name, used] : tags) {
        tag_list.push_back(json_object({{"name", name}, {"description", tag_text(name)}}));
    }
    return json_object(
        {{"openapi", "3.1.0"},
         {"info", json_object({{"title", "Minka"},
                               {"version", program_version},
                               {"summary", "Records, counts and steps of a programme"},
                               {"license", json_object({{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}})}})},
         {"servers", JsonArray{json_object({{"url", "/"}})}},
         {"tags", std::move(tag_list)},
         {"security", JsonArray{json_object({{"session", JsonArray{}}}), json_object({{"token", JsonArray{}}})}},
         {"paths", std::move(paths)},
         {"components",
          json_object({{"schemas", std::move(schemas)},
                       {"responses", problem_responses()},
                       {"securitySchemes",
                        json_object({{"session",
                                      json_object({{"type", "apiKey"}, {"in", "cookie"}, {"name", "minka_session"}})},
                                     {"token", json_object({{"type", "http"}, {"scheme", "bearer"}})}})}})}});
}

}  // namespace minka::web
