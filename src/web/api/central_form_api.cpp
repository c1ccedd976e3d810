#include "web/api/central_form_api.h"

#include "documents/json.h"
#include "forms/export/project_number.h"
#include "forms/export/submission_export.h"
#include "identity/account_rules.h"
#include "programme/programme_loading.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::web {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonReader;
using documents::JsonValue;

constexpr std::int64_t session_microseconds = 3LL * 24 * 3600 * 1'000'000;
constexpr std::size_t small_body = 16U << 10U;

HttpResponse json_answer(const JsonValue& value) { return json_response(documents::to_json(value)); }

// The e-mail address that these tools ask for is the name one signs in with.
Result<HttpResponse> open_session(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    JsonReader reader(json, "");
    MINKA_TRY_ASSIGN(auto login, reader.text("email"));
    MINKA_TRY_ASSIGN(auto password, reader.text("password"));
    MINKA_TRY_ASSIGN(const auto signed_in,
                     identity::sign_in(call.premises().sign_in,
                                       {std::move(login), std::move(password), {}, call.request().peer, {}}));
    const auto now = call.premises().database.clock().now();
    auto response =
        json_answer(json_object({{"token", signed_in.session_secret},
                                 {"csrf", signed_in.session_secret},
                                 {"createdAt", to_string(now)},
                                 {"expiresAt", to_string(Instant{now.microseconds + session_microseconds})}}));
    return response;
}

Result<HttpResponse> close_session(const Call& call) {
    if (call.visitor().session.empty()) {
        return problem(ProblemCode::invalid_input, "This was no session: nothing ends.", "token");
    }
    MINKA_TRY(identity::sign_out(call.premises().database, call.visitor()));
    return json_answer(json_object({{"success", true}}));
}

Result<HttpResponse> show_me(const Call& call) {
    const auto& account = call.visitor().account;
    return json_answer(json_object({{"id", to_string(account.id)},
                                    {"type", "user"},
                                    {"displayName", account.login},
                                    {"email", account.login},
                                    {"createdAt", JsonValue()},
                                    {"updatedAt", JsonValue()},
                                    {"deletedAt", JsonValue()}}));
}

Result<JsonValue> project_json(const Call& call, const ProgrammeId& id) {
    MINKA_TRY_ASSIGN(const auto number, forms::number_of_programme(call.premises().database, id));
    const auto find = [&](storage::Reader& reader) -> Result<std::string> {
        MINKA_TRY_ASSIGN(const auto all, programme::programmes_here(reader));
        const auto found = std::ranges::find(all, id, &programme::Programme::id);
        return found == all.end() ? std::string() : found->name_es;
    };
    MINKA_TRY_ASSIGN(const auto name, call.premises().database.read(identity::installation, find));
    // A project's beginning is that of its ledger here.
    const auto find_start = [](storage::Reader& reader) {
        return reader.value<Instant>(
            "SELECT recorded_at FROM ledger WHERE programme_id = $1 AND sequence = 1 ORDER BY recorded_at LIMIT 1",
            reader.programme());
    };
    MINKA_TRY_ASSIGN(const auto started, call.premises().database.read(id, find_start));
    return json_object({{"id", number},
                        {"name", name},
                        {"description", JsonValue()},
                        {"keyId", JsonValue()},
                        {"archived", JsonValue()},
                        {"createdAt", to_string(started.value_or(Instant{}))},
                        {"updatedAt", JsonValue()},
                        {"deletedAt", JsonValue()}});
}

// The programmes in which the visitor reads submissions.
Result<HttpResponse> list_projects(const Call& call) {
    MINKA_TRY_ASSIGN(const auto access,
                     call.premises().database.read(identity::installation, [&](storage::Reader& reader) {
                         return identity::access_of(reader, call.visitor().account.id, call.today());
                     }));
    std::set<ProgrammeId> programmes;
    for (const auto& entry : access) {
        if (identity::may(entry.grant.role, identity::Permission::submissions_read)) {
            programmes.insert(entry.programme);
        }
    }
    JsonArray projects;
    for (const auto& id : programmes) {
        MINKA_TRY_ASSIGN(auto project, project_json(call, id));
        projects.push_back(std::move(project));
    }
    return json_answer(projects);
}

Result<HttpResponse> show_project(const Call& call) {
    MINKA_TRY_ASSIGN(const auto project, project_json(call, call.programme()));
    return json_answer(project);
}

JsonValue form_json(const Call& call, const forms::FormHeading& form) {
    return json_object({{"projectId", std::stoll(call.part("project"))},
                        {"xmlFormId", form.form_id},
                        {"name", form.title},
                        {"version", form.version},
                        {"hash", form.hash},
                        {"state", "open"},
                        {"keyId", JsonValue()},
                        {"enketoId", ""},
                        {"publishedAt", form.released_on.text() + "T00:00:00.000Z"},
                        {"createdAt", form.released_on.text() + "T00:00:00.000Z"},
                        {"updatedAt", JsonValue()},
                        {"anonymous", form.is_anonymous}});
}

Result<std::vector<forms::FormHeading>> headings_of(const Call& call) {
    return call.premises().database.read(call.programme(),
                                         [](storage::Reader& reader) { return forms::form_releases(reader); });
}

Result<HttpResponse> list_forms(const Call& call) {
    MINKA_TRY_ASSIGN(const auto headings, headings_of(call));
    JsonArray list;
    for (const auto& form : headings) {
        if (form.is_newest) {
            list.push_back(form_json(call, form));
        }
    }
    return json_answer(list);
}

Result<forms::FormHeading> require_heading(const Call& call) {
    MINKA_TRY_ASSIGN(const auto headings, headings_of(call));
    for (const auto& form : headings) {
        if (form.is_newest && form.form_id == call.part("form")) {
            return form;
        }
    }
    return problem(ProblemCode::not_found, "The programme has not released such a form.", "xmlFormId");
}

Result<HttpResponse> show_form(const Call& call) {
    MINKA_TRY_ASSIGN(const auto form, require_heading(call));
    return json_answer(form_json(call, form));
}

Result<HttpResponse> show_form_xml(const Call& call) {
    MINKA_TRY_ASSIGN(const auto form, require_heading(call));
    MINKA_TRY_ASSIGN(auto release, call.premises().database.read(call.programme(), [&](storage::Reader& reader) {
        return reader.require<forms::FormRelease>(form.id);
    }));
    HttpResponse response;
    response.set("content-type", "application/xml; charset=utf-8");
    response.body = std::move(release.record.document);
    return response;
}

Result<HttpResponse> list_versions(const Call& call) {
    MINKA_TRY_ASSIGN(auto headings, headings_of(call));
    std::ranges::sort(headings, std::greater<>(), &forms::FormHeading::number);
    JsonArray list;
    for (const auto& form : headings) {
        if (form.form_id == call.part("form")) {
            list.push_back(form_json(call, form));
        }
    }
    return list.empty() ? Result<HttpResponse>(problem(ProblemCode::not_found, "There is no such form.", "xmlFormId"))
                        : json_answer(list);
}

// Groups are "structure" and repeated groups "repeat", as ruODK expects them.
void add_fields(JsonArray& list, const forms::FormFields& fields, std::size_t element, const std::string& path) {
    for (const auto child : fields.elements[element].children) {
        const auto& here = fields.elements[child];
        const auto below = path + "/" + here.name;
        std::string type = here.is_repeat ? "repeat" : "structure";
        JsonValue binary;
        JsonValue is_many;
        if (here.field != forms::AnswerElement::none) {
            const auto& field = fields.tables[here.table].fields[here.field];
            type = field.type;
            if (type == "binary") {
                binary = true;
            }
            if (field.control == forms::FieldControl::select_many) {
                is_many = true;
            }
        }
        list.push_back(json_object(
            {{"path", below}, {"name", here.name}, {"type", type}, {"binary", binary}, {"selectMultiple", is_many}}));
        if (here.field == forms::AnswerElement::none) {
            add_fields(list, fields, child, below);
        }
    }
}

Result<HttpResponse> list_fields(const Call& call) {
    MINKA_TRY_ASSIGN(const auto fields, call.premises().database.read(call.programme(), [&](storage::Reader& reader) {
        return forms::form_fields_of(reader, call.part("form"), std::nullopt, {});
    }));
    JsonArray list;
    add_fields(list, fields, 0, {});
    return json_answer(list);
}

}  // namespace

std::vector<CentralRoute> central_form_routes() {
    using enum CentralAdmission;
    return {
        {Method::post, "/v1/sessions", everybody, "sign in", "A token for a name (as email) and password", small_body,
         open_session},
        {Method::delete_, "/v1/sessions/{token}", visitors, "sign out", "Ends one's own session", 0, close_session},
        {Method::get, "/v1/users/current", visitors, "", "One's own account", 0, show_me},
        {Method::get, "/v1/projects", visitors, "", "The programmes in which one reads submissions", 0, list_projects},
        {Method::get, "/v1/projects/{project}", readers, "", "One of them", 0, show_project},
        {Method::get, "/v1/projects/{project}/forms", readers, "", "The released forms, newest versions", 0,
         list_forms},
        {Method::get, "/v1/projects/{project}/forms/{form}/fields", readers, "", "The questions of a form", 0,
         list_fields},
        {Method::get, "/v1/projects/{project}/forms/{form}/versions", readers, "", "Its versions", 0, list_versions},
        {Method::get, "/v1/projects/{project}/forms/{form}.xml", readers, "", "A form, as XForm", 0, show_form_xml},
        {Method::get, "/v1/projects/{project}/forms/{form}", readers, "", "A form", 0, show_form},
    };
}

}  // namespace minka::web
