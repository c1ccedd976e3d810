#include "web/api/central_submission_api.h"

#include "documents/json.h"
#include "forms/instance_intake.h"
#include "forms/review.h"
#include "forms/submission_file.h"
#include "privacy/attachment.h"
#include "web/api/central_sight.h"
#include "web/api/submission_download.h"

#include <algorithm>

namespace minka::web {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonReader;
using documents::JsonValue;

constexpr std::size_t small_body = 64U << 10U;
constexpr std::size_t largest_submission = 4U << 20U;
constexpr std::size_t longest_list = 64U << 20U;

JsonValue submission_json(const forms::FeedRow& row, const CentralSight& sight) {
    // 0 for nobody who may be told: tools refuse a submission without a number.
    const auto submitter = row.sender && !sight.layout.withholds_persons ? central_number(*row.sender) : 0;
    const auto identifier = [&](const std::optional<Uuid>& id) {
        return id && !sight.layout.withholds_persons ? JsonValue(to_string(*id)) : JsonValue();
    };
    const auto received = row.received_at ? forms::received_text(row) : forms::received_text(row) + "T00:00:00.000Z";
    auto version = json_object({{"instanceId", "uuid:" + to_string(row.id)},
                                {"submitterId", submitter},
                                {"deviceId", identifier(row.device)},
                                {"createdAt", received},
                                {"current", true}});
    return json_object({{"instanceId", forms::instance_key(row)},
                        {"submitterId", submitter},
                        {"deviceId", identifier(row.device)},
                        {"createdAt", received},
                        {"updatedAt", JsonValue()},
                        {"reviewState", row.review_state.empty() ? JsonValue() : JsonValue(row.review_state)},
                        {"edits", row.edits},
                        {"currentVersion", std::move(version)}});
}

Result<> note_read(const Call& call, const Uuid& subject, std::string_view what) {
    return call.premises().database.write(call.act("read submissions"), [&](storage::Writer& writer) {
        return writer.note("submission read", subject,
                           {{"form", storage::to_value(call.part("form"))}, {"what", storage::to_value(what)}});
    });
}

Result<HttpResponse> list_submissions(const Call& call) {
    MINKA_TRY_ASSIGN(const auto sight, central_sight(call, call.part("form")));
    forms::SubmissionFeed feed(call.premises().database, call.premises().submissions, call.programme(),
                               {call.part("form"), {}, {}, {}, sight.content});
    std::string text = "[";
    while (!feed.is_over()) {
        MINKA_TRY_ASSIGN(const auto rows, feed.next(512));
        for (const auto& row : rows) {
            text += (text.size() > 1 ? "," : "") + documents::to_json(submission_json(row, sight));
        }
        if (text.size() > longest_list) {
            return problem(ProblemCode::too_large, "There are too many submissions for one list; take the OData feed.",
                           call.part("form"));
        }
    }
    return json_response(text + "]");
}

Result<HttpResponse> show_submission(const Call& call) {
    MINKA_TRY_ASSIGN(const auto found, require_central_submission(call));
    return json_response(documents::to_json(submission_json(found.row, found.sight)));
}

// The XML is given whole: only who may read all that a form can hold gets it.
Result<HttpResponse> show_submission_xml(const Call& call) {
    MINKA_TRY_ASSIGN(auto found, require_central_submission(call));
    if (found.sight.layout.withholds_persons || found.sight.layout.withholds_places) {
        return problem(ProblemCode::forbidden,
                       "A submission's XML holds what is withheld from your role; the OData feed leaves it out.");
    }
    MINKA_TRY(note_read(call, found.row.id.uuid, "xml"));
    HttpResponse response;
    response.set("content-type", "application/xml; charset=utf-8");
    response.set("cache-control", "no-store");
    response.body = std::move(found.row.xml);
    return response;
}

Result<HttpResponse> change_submission(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    JsonReader reader(json, "");
    MINKA_TRY_ASSIGN(const auto state, reader.optional_text("reviewState"));
    MINKA_TRY(reader.finish());
    MINKA_TRY_ASSIGN(auto found, require_central_submission(call));
    const auto fresh = call.premises().database.new_id<forms::SubmissionReviewId>();
    MINKA_TRY(call.premises().database.write(call.act("review submission"), [&](storage::Writer& writer) {
        return forms::set_review_state(writer, fresh, found.row.id, state.value_or(""));
    }));
    found.row.review_state = state.value_or("") == "received" ? "" : state.value_or("");
    return json_response(documents::to_json(submission_json(found.row, found.sight)));
}

JsonValue comment_json(const forms::SubmissionComment& comment, std::string_view text) {
    return json_object(
        {{"body", text}, {"actorId", central_number(comment.author_id)}, {"createdAt", to_string(comment.written_at)}});
}

Result<HttpResponse> list_comments(const Call& call) {
    MINKA_TRY_ASSIGN(const auto found, require_central_submission(call));
    MINKA_TRY_ASSIGN(const auto comments, call.premises().database.read(call.programme(), [&](storage::Reader& reader) {
        return forms::comments_of(reader, call.premises().vault, found.row.original);
    }));
    JsonArray list;
    for (const auto& one : comments) {
        list.push_back(comment_json(one.comment, one.text));
    }
    return json_response(documents::to_json(list));
}

Result<HttpResponse> write_comment(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    JsonReader reader(json, "");
    MINKA_TRY_ASSIGN(const auto body, reader.text("body"));
    MINKA_TRY(reader.finish());
    MINKA_TRY_ASSIGN(const auto found, require_central_submission(call));
    auto& database = call.premises().database;
    const forms::SubmissionComment fresh{database.new_id<forms::SubmissionCommentId>(),
                                         found.row.original,
                                         call.visitor().account.id.uuid,
                                         database.clock().now(),
                                         {}};
    MINKA_TRY_ASSIGN(const auto stored, database.write(call.act("comment submission"), [&](storage::Writer& writer) {
        return forms::add_comment(writer, call.premises().vault, fresh, body);
    }));
    return json_response(documents::to_json(comment_json(stored, body)));
}

struct FileOfSubmission {
    std::string name;
    std::optional<privacy::AttachmentId> attachment;
};

Result<std::vector<FileOfSubmission>> files_of(const Call& call, const forms::FeedRow& row) {
    const auto look = [&](storage::Reader& reader) -> Result<std::vector<FileOfSubmission>> {
        MINKA_TRY_ASSIGN(const auto instance, forms::Instance::read(row.xml));
        MINKA_TRY_ASSIGN(const auto form,
                         call.premises().submissions.forms().find(reader, instance.form_id(), row.form_version));
        MINKA_TRY_ASSIGN(const auto held, forms::files_of_submission(reader, call.premises().vault, row.id));
        std::vector<FileOfSubmission> files;
        for (const auto& file : held) {
            files.push_back({file.name, file.attachment});
        }
        for (auto& name :
             form == nullptr ? std::vector<std::string>() : forms::files_named_in(instance, form->document)) {
            if (std::ranges::find(files, name, &FileOfSubmission::name) == files.end()) {
                files.push_back({std::move(name), {}});
            }
        }
        return files;
    };
    return call.premises().database.read(call.programme(), look);
}

Result<HttpResponse> list_files(const Call& call) {
    MINKA_TRY_ASSIGN(const auto found, require_central_submission(call));
    MINKA_TRY_ASSIGN(const auto files, files_of(call, found.row));
    JsonArray list;
    for (const auto& file : files) {
        list.push_back(json_object({{"name", file.name}, {"exists", file.attachment.has_value()}}));
    }
    return json_response(documents::to_json(list));
}

// A photo or a recording shows persons, whatever its name.
Result<HttpResponse> show_file(const Call& call) {
    MINKA_TRY_ASSIGN(const auto found, require_central_submission(call));
    if (found.sight.layout.withholds_persons) {
        return problem(ProblemCode::forbidden, "Photos and recordings show persons; your role does not read those.");
    }
    MINKA_TRY_ASSIGN(const auto files, files_of(call, found.row));
    const auto file = std::ranges::find(files, call.part("file"), &FileOfSubmission::name);
    if (file == files.end() || !file->attachment) {
        return problem(ProblemCode::not_found, "The submission has no such file.", "filename");
    }
    MINKA_TRY_ASSIGN(const auto content, call.premises().database.read(call.programme(), [&](storage::Reader& reader) {
        return privacy::read_attachment(reader, call.premises().vault, *file->attachment);
    }));
    MINKA_TRY(note_read(call, found.row.id.uuid, "file"));
    HttpResponse response;
    response.set("content-type", "application/octet-stream");
    response.set("content-disposition", "attachment");
    response.set("cache-control", "no-store");
    response.body = as_text(content);
    return response;
}

// Who sends a form here: the XML of the request, once it is known to be of the address's form.
Result<HttpResponse> take_xml(const Call& call) {
    const auto sender = call.visitor().account.id.uuid;
    const forms::Bearer bearer{sender, {}, "api"};
    MINKA_TRY_ASSIGN(const auto receipt, forms::take_instance(call.premises().database, call.premises().submissions,
                                                              call.programme(), bearer, {call.request().body, {}}));
    const auto state = receipt.acceptance == forms::Acceptance::quarantined ? "quarantined" : "accepted";
    return json_response(
        documents::to_json(json_object({{"instanceId", receipt.instance_id},
                                        {"submitterId", central_number(sender)},
                                        {"createdAt", to_string(call.premises().database.clock().now())},
                                        {"reviewState", JsonValue()},
                                        {"state", state}})));
}

Result<forms::Instance> sent_instance(const Call& call) {
    if (!identity::may(call.passage().grant.role, identity::Permission::capture)) {
        return problem(ProblemCode::forbidden, "Your role reads submissions and sends none.");
    }
    MINKA_TRY_ASSIGN(auto instance, forms::Instance::read(call.request().body));
    if (instance.form_id() != call.part("form")) {
        return invalid("The XML fills another form than the address says.", "id");
    }
    return instance;
}

Result<HttpResponse> take_submission(const Call& call) {
    MINKA_TRY(sent_instance(call));
    return take_xml(call);
}

// A correction: both are kept, as with one that comes from a phone.
Result<HttpResponse> replace_submission(const Call& call) {
    MINKA_TRY_ASSIGN(const auto instance, sent_instance(call));
    MINKA_TRY_ASSIGN(const auto found, require_central_submission(call));
    const auto corrected = forms::submission_id_of(call.premises().vault, instance.deprecated_id(), {});
    if (instance.deprecated_id().empty() || corrected != found.row.id) {
        return problem(ProblemCode::conflict,
                       "The XML's deprecatedID is not the version in force; read it again and repeat the correction.",
                       "deprecatedID");
    }
    return take_xml(call);
}

Result<HttpResponse> download_csv(const Call& call) {
    MINKA_TRY_ASSIGN(const auto sight, central_sight(call, call.part("form")));
    forms::SubmissionExport request;
    request.query = {call.part("form"), {}, {}, {}, sight.content};
    request.format = forms::ExportFormat::csv;
    request.layout = sight.layout;
    request.layout.splits_selects = call.query("splitSelectMultiples").value_or("false") == "true";
    request.on = call.today();
    return submission_download(call, request, sight.agreement, "submissions");
}

}  // namespace

std::vector<CentralRoute> central_submission_routes() {
    using enum CentralAdmission;
    constexpr std::string_view read = "read submissions";
    return {
        {Method::get, "/v1/projects/{project}/forms/{form}/submissions.csv.zip", readers, "export submissions",
         "All submissions as CSV, a file for each table", 0, download_csv},
        {Method::get, "/v1/projects/{project}/forms/{form}/submissions", readers, "",
         "The submissions, without answers", 0, list_submissions},
        {Method::post, "/v1/projects/{project}/forms/{form}/submissions", readers, "receive submission",
         "A filled form, as XML", largest_submission, take_submission},
        {Method::get, "/v1/projects/{project}/forms/{form}/submissions/{instance}.xml", readers, read, "One, as XML", 0,
         show_submission_xml},
        {Method::get, "/v1/projects/{project}/forms/{form}/submissions/{instance}", readers, "", "One, without answers",
         0, show_submission},
        {Method::put, "/v1/projects/{project}/forms/{form}/submissions/{instance}", readers, "receive submission",
         "A correction of it, as XML", largest_submission, replace_submission},
        {Method::patch, "/v1/projects/{project}/forms/{form}/submissions/{instance}", readers, "review submission",
         "Sets reviewState", small_body, change_submission},
        {Method::get, "/v1/projects/{project}/forms/{form}/submissions/{instance}/comments", readers, "",
         "What was said of it", 0, list_comments},
        {Method::post, "/v1/projects/{project}/forms/{form}/submissions/{instance}/comments", readers,
         "comment submission", "Says something of it", small_body, write_comment},
        {Method::get, "/v1/projects/{project}/forms/{form}/submissions/{instance}/attachments", readers, "",
         "Its files", 0, list_files},
        {Method::get, "/v1/projects/{project}/forms/{form}/submissions/{instance}/attachments/{file}", readers, read,
         "One of its files", 0, show_file},
    };
}

}  // namespace minka::web
