#include "web/api/openrosa_api.h"

#include "documents/markup.h"
#include "documents/md5.h"
#include "documents/multipart.h"
#include "forms/device_list.h"
#include "forms/instance_intake.h"
#include "privacy/attachment.h"
#include "sentences/spanish_sentence.h"
#include "web/field_sight.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace minka::web {

namespace {

using documents::escape_markup;
using forms::FormReleaseId;
using storage::Reader;

/// What a client is told to keep a post below; it sends files in several posts then.
constexpr std::size_t wanted_content = 10U << 20U;
/// What one post may have: a single file of the largest size, with its form.
constexpr std::size_t largest_content = privacy::largest_attachment + (4U << 20U);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
std::string http_date(Instant instant) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto date = utc_date(instant);
    const auto start = std::chrono::duration_cast<std::chrono::microseconds>(date.days().time_since_epoch()).count();
    const auto second = (instant.microseconds - start) / 1'000'000;
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[date.weekday()], date.day(),
                       months[date.month() - 1], date.year(), second / 3600, second / 60 % 60, second % 60);
}

void add_field_headers(HttpResponse& response, Instant now) {
    response.set("x-openrosa-version", "1.0");
    response.set("x-openrosa-accept-content-length", std::to_string(wanted_content));
    response.set("date", http_date(now));
    response.set("cache-control", "no-store");
}

HttpResponse xml_response(const Call& call, std::string content, int status = 200) {
    HttpResponse response;
    response.status = status;
    response.set("content-type", "text/xml; charset=utf-8");
    add_field_headers(response, call.premises().database.clock().now());
    response.body = std::move(content);
    return response;
}

// The address a client reached us by, up to the programme: links in lists begin with it.
std::string base_of(const Call& call) {
    const auto& request = call.request();
    const auto proxied = request.header("x-forwarded-proto");
    constexpr std::array here{std::string_view("127.0.0.1"), std::string_view("::1")};
    const bool behind_tls = proxied == "https" && std::ranges::find(here, request.peer) != here.end();
    const auto programme = to_string(call.programme());
    const auto end = request.path.find(programme) + programme.size();
    return std::string(request.is_tls || behind_tls ? "https://" : "http://") +
           std::string(request.header("host").value_or("localhost")) + request.path.substr(0, end);
}

// What an app that is not ours gets. Its copies are out of our reach: while a coming visit of who asks leads to a
// school of high security, no form that tells where somebody was and whom they met.
struct FieldSight {
    std::vector<planning::FieldVisit> visits;  ///< Of an enrolled device; none for a name and password.
    bool hides_itineraries = false;

    bool serves(const forms::KnownForm& form) const { return !hides_itineraries || !forms::tells_itinerary(form); }
};

Result<FieldSight> sight_of(const Call& call) {
    FieldSight sight;
    MINKA_TRY_ASSIGN(sight.visits, coming_visits(call));
    MINKA_TRY_ASSIGN(sight.hides_itineraries, leads_into_danger(call, sight.visits));
    if (!call.device()) {
        sight.visits.clear();
    }
    return sight;
}

struct ServedForm {
    forms::FormHeading heading;
    bool has_files = false;
};

Result<std::vector<ServedForm>> served_forms(Reader& reader, const Call& call, const FieldSight& sight) {
    std::vector<ServedForm> served;
    MINKA_TRY_ASSIGN(auto releases, forms::form_releases(reader));
    for (auto& release : releases) {
        if (!release.is_newest) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto form,
                         call.premises().submissions.forms().find(reader, release.form_id, release.version));
        if (sight.serves(*form)) {
            const bool has_files = release.file_count > 0 || !forms::device_lists_of(*form).empty();
            served.push_back({std::move(release), has_files});
        }
    }
    return served;
}

Result<HttpResponse> list_forms(const Call& call) {
    MINKA_TRY_ASSIGN(const auto sight, sight_of(call));
    MINKA_TRY_ASSIGN(const auto served, call.premises().database.read(call.programme(), [&](Reader& reader) {
        return served_forms(reader, call, sight);
    }));
    const auto base = escape_markup(base_of(call));
    const auto wanted = call.query("formID");
    std::string list =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">";
    for (const auto& [release, has_files] : served) {
        if (wanted && *wanted != release.form_id) {
            continue;
        }
        const auto id = to_string(release.id);
        list += "<xform><formID>" + escape_markup(release.form_id) + "</formID><name>" + escape_markup(release.title) +
                "</name><version>" + escape_markup(release.version) + "</version><hash>md5:" + release.hash +
                "</hash><downloadUrl>" + base + "/forms/" + id + "</downloadUrl>";
        if (has_files) {
            list += "<manifestUrl>" + base + "/forms/" + id + "/manifest</manifestUrl>";
        }
        list += "</xform>";
    }
    return xml_response(call, list + "</xforms>\n");
}

// The form of the address, as if there were none when it is not served.
Result<std::shared_ptr<const forms::KnownForm>> form_in(Reader& reader, const Call& call, const FieldSight& sight) {
    MINKA_TRY_ASSIGN(const auto id, call.id<FormReleaseId>("form"));
    MINKA_TRY_ASSIGN(const auto release, reader.require<forms::FormRelease>(id));
    MINKA_TRY_ASSIGN(auto form, call.premises().submissions.forms().find(reader, release.record.form_id,
                                                                         release.record.form_version));
    if (!sight.serves(*form)) {
        return problem(ProblemCode::not_found,
                       "This form is for Minka's own app: a coming visit leads where other apps must not know.",
                       "form");
    }
    return form;
}

Result<HttpResponse> show_form(const Call& call) {
    MINKA_TRY_ASSIGN(const auto sight, sight_of(call));
    MINKA_TRY_ASSIGN(const auto form, call.premises().database.read(call.programme(), [&](Reader& reader) {
        return form_in(reader, call, sight);
    }));
    return xml_response(call, form->release.document);
}

struct FilesOfForm {
    std::vector<forms::FormFile> released;
    std::vector<std::string> lists;  ///< Those that are made for the device.
};

Result<FilesOfForm> files_of_form(const Call& call, const FieldSight& sight) {
    return call.premises().database.read(call.programme(), [&](Reader& reader) -> Result<FilesOfForm> {
        FilesOfForm files;
        MINKA_TRY_ASSIGN(const auto form, form_in(reader, call, sight));
        MINKA_TRY_ASSIGN(files.released, forms::files_of(reader, form->release.id));
        files.lists = forms::device_lists_of(*form);
        std::erase_if(files.lists, [&](const std::string& name) {
            return std::ranges::find(files.released, name, &forms::FormFile::name) != files.released.end();
        });
        return files;
    });
}

std::string media_file(std::string_view name, const std::string& hash, const std::string& link) {
    return "<mediaFile><filename>" + escape_markup(name) + "</filename><hash>md5:" + hash + "</hash><downloadUrl>" +
           link + "</downloadUrl></mediaFile>";
}

Result<HttpResponse> show_manifest(const Call& call) {
    MINKA_TRY_ASSIGN(const auto sight, sight_of(call));
    MINKA_TRY_ASSIGN(const auto files, files_of_form(call, sight));
    const auto base = escape_markup(base_of(call)) + "/forms/" + call.part("form") + "/files/";
    std::string list =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">";
    for (const auto& file : files.released) {
        list += media_file(file.name, file.hash, base + to_string(file.id));
    }
    for (const auto& name : files.lists) {
        list += media_file(name, documents::md5_of(device_list(name, sight.visits)), base + name);
    }
    return xml_response(call, list + "</manifest>\n");
}

Result<HttpResponse> show_file(const Call& call) {
    MINKA_TRY_ASSIGN(const auto sight, sight_of(call));
    MINKA_TRY_ASSIGN(const auto files, files_of_form(call, sight));
    HttpResponse response;
    add_field_headers(response, call.premises().database.clock().now());
    const auto& name = call.part("file");
    if (std::ranges::find(files.lists, name) != files.lists.end()) {
        response.set("content-type", "text/csv; charset=utf-8");
        response.body = device_list(name, sight.visits);
        return response;
    }
    MINKA_TRY_ASSIGN(const auto wanted, call.id<forms::FormFileId>("file"));
    const auto file = std::ranges::find(files.released, wanted, &forms::FormFile::id);
    if (file == files.released.end()) {
        return problem(ProblemCode::not_found, "The form has no such file.", "file");
    }
    response.set("content-type", "application/octet-stream");
    response.body = as_text(file->content);
    return response;
}

Result<HttpResponse> announce(const Call& call) {
    HttpResponse response;
    response.status = 204;
    add_field_headers(response, call.premises().database.clock().now());
    return response;
}

// The form and its files out of a request: multipart, or the XML alone.
Result<forms::ArrivingInstance> arriving_in(const HttpRequest& request) {
    const auto type = request.header("content-type").value_or("");
    forms::ArrivingInstance arriving;
    if (!documents::is_multipart(type)) {
        if (!type.starts_with("text/xml") && !type.starts_with("application/xml")) {
            return invalid("A filled form comes as multipart/form-data.", "content-type");
        }
        arriving.xml = request.body;
        return arriving;
    }
    MINKA_TRY_ASSIGN(const auto parts, documents::read_multipart(type, request.body, {}));
    bool has_form = false;
    for (const auto& part : parts) {
        if (part.name == "xml_submission_file" && !has_form) {
            arriving.xml = part.content;
            has_form = true;
        } else if (!part.file_name.empty()) {
            arriving.files.push_back({part.file_name, part.content});
        }
        // "*isIncomplete*" and other fields say nothing that is not known from the answers.
    }
    if (!has_form) {
        return invalid("The post holds no part named xml_submission_file.", "xml_submission_file");
    }
    return arriving;
}

std::string receipt_text(const Call& call, const forms::InstanceReceipt& receipt) {
    const bool is_whole = receipt.missing_files.empty();
    std::string message = call.is_spanish() ? "Recibido: está en el disco." : "Received: it is on disk.";
    if (!is_whole) {
        message = fmt::format(
            fmt::runtime(call.is_spanish() ? "Recibido; faltan {} archivos." : "Received; {} files to come."),
            receipt.missing_files.size());
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"submit_success\">" +
           escape_markup(message) + "</message><submissionMetadata xmlns=\"http://www.opendatakit.org/xforms\" id=\"" +
           documents::escape_attribute(receipt.form_id) + "\" instanceID=\"" +
           documents::escape_attribute(receipt.instance_id) + "\" version=\"" +
           documents::escape_attribute(receipt.form_version) + "\" isComplete=\"" + (is_whole ? "true" : "false") +
           "\"/></OpenRosaResponse>\n";
}

// 201 for what is new and understood; 202 for what was here, or waits in quarantine: clients are done with either.
Result<HttpResponse> take_submission(const Call& call) {
    MINKA_TRY_ASSIGN(auto arriving, arriving_in(call.request()));
    forms::Bearer bearer{call.visitor().account.id.uuid, {}, "field client"};
    if (call.device()) {
        bearer.device = call.device()->uuid;
        bearer.source = "device " + to_string(*call.device());
    }
    MINKA_TRY_ASSIGN(const auto receipt, forms::take_instance(call.premises().database, call.premises().submissions,
                                                              call.programme(), bearer, std::move(arriving)));
    auto response =
        xml_response(call, receipt_text(call, receipt), receipt.acceptance == forms::Acceptance::stored ? 201 : 202);
    return response;
}

Route field_route(Method method, std::string_view path, std::string_view summary, RunCall run) {
    Route route;
    route.method = method;
    route.path = path;
    route.admission = Admission::field;
    route.permission = identity::Permission::capture;
    route.summary = summary;
    route.answer = &schema_of<std::string>;
    route.answer_type = "text/xml";
    route.run = std::move(run);
    return route;
}

struct FieldPaths {
    std::string_view forms;
    std::string_view form;
    std::string_view manifest;
    std::string_view file;
    std::string_view submission;
};

void add_routes(std::vector<Route>& routes, const FieldPaths& paths) {
    const QueryParameter device{"deviceID", QueryParameter::Kind::text, "What the client calls itself; not kept", {}};
    auto list = field_route(Method::get, paths.forms, "The forms a field client can fill", list_forms);
    list.query = {{"formID", QueryParameter::Kind::text, "One form alone", {}},
                  {"verbose", QueryParameter::Kind::text, "Accepted and passed over", {}},
                  {"listAllVersions", QueryParameter::Kind::text, "Accepted and passed over", {}},
                  device};
    routes.push_back(std::move(list));
    routes.push_back(field_route(Method::get, paths.form, "A form, as XForm", show_form));
    routes.push_back(field_route(Method::get, paths.manifest, "The files a form needs", show_manifest));
    auto file = field_route(Method::get, paths.file, "One of these files", show_file);
    file.answer_type = "application/octet-stream";
    routes.push_back(std::move(file));
    auto head = field_route(Method::head, paths.submission, "Whether filled forms are taken here", announce);
    head.status = 204;
    head.answer = nullptr;
    head.query = {device};
    routes.push_back(std::move(head));
    auto submission = field_route(Method::post, paths.submission,
                                  "A filled form, as multipart/form-data with the part xml_submission_file and files; "
                                  "202 for one that was here or waits in quarantine",
                                  take_submission);
    submission.act = "receive submission";
    submission.status = 201;
    submission.body_limit = largest_content;
    submission.query = {device};
    routes.push_back(std::move(submission));
}

}  // namespace

HttpResponse field_problem_response(const Problem& problem, std::string_view language) {
    auto response = problem_response(problem, language);
    response.set("content-type", "text/xml; charset=utf-8");
    response.set("x-openrosa-version", "1.0");
    if (problem.code == ProblemCode::unauthenticated) {
        response.set("www-authenticate", "Basic realm=\"Minka\", charset=\"UTF-8\"");
    }
    response.body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"error\">" +
        escape_markup(sentences::sentence_in(language, problem.message)) + "</message></OpenRosaResponse>\n";
    return response;
}

std::vector<Route> openrosa_routes() {
    std::vector<Route> routes;
    add_routes(routes,
               {"/key/{token}/programmes/{programme}/formList", "/key/{token}/programmes/{programme}/forms/{form}",
                "/key/{token}/programmes/{programme}/forms/{form}/manifest",
                "/key/{token}/programmes/{programme}/forms/{form}/files/{file}",
                "/key/{token}/programmes/{programme}/submission"});
    add_routes(routes, {"/openrosa/programmes/{programme}/formList", "/openrosa/programmes/{programme}/forms/{form}",
                        "/openrosa/programmes/{programme}/forms/{form}/manifest",
                        "/openrosa/programmes/{programme}/forms/{form}/files/{file}",
                        "/openrosa/programmes/{programme}/submission"});
    return routes;
}

}  // namespace minka::web
