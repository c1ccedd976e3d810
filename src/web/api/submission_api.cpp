#include "web/api/submission_api.h"

#include "forms/conflict.h"
#include "forms/withheld.h"
#include "web/api/submission_download.h"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <map>

namespace minka::web {

using forms::SubmissionId;
using identity::Permission;
using storage::Reader;
using storage::Writer;

struct FormShown {
    std::string form;
    std::string title;
    std::string version;  ///< The newest; empty for a form without versions.
    bool is_anonymous = false;
    std::int64_t submissions = 0;  ///< Accepted, without those that a correction replaced.
};
MINKA_JSON(FormShown, (form, title, version, is_anonymous, submissions))

struct ConflictListed {
    SubmissionId submission;  ///< The one that came second, by which the conflict is named.
    forms::ConflictKind kind{};
    std::string form;
    LocalDate received_on;
};
MINKA_JSON(ConflictListed, (submission, kind, form, received_on))

struct AnswerDifference {
    std::string path;
    std::string base;
    std::string mine;
    std::string theirs;
};
MINKA_JSON(AnswerDifference, (path, base, mine, theirs))

struct ConflictShown {
    SubmissionId submission;
    SubmissionId mine;
    std::optional<SubmissionId> base;
    forms::ConflictKind kind{};
    std::string form;
    LocalDate received_on;
    std::vector<AnswerDifference> differences;
};
MINKA_JSON(ConflictShown, (submission, mine, base, kind, form, received_on, differences))

enum class Kept { mine, theirs };
BOOST_DESCRIBE_ENUM(Kept, mine, theirs)

struct ConflictDecision {
    Kept keep{};
};
MINKA_JSON(ConflictDecision, (keep))

struct ConflictDecided {
    SubmissionId holds;
};
MINKA_JSON(ConflictDecided, (holds))

namespace {

Result<std::vector<FormShown>> list_forms(Reader& reader, const Call&) {
    std::map<std::string, std::int64_t> counts;
    MINKA_TRY(reader.each(
        "SELECT form, count(*) FROM submission WHERE programme_id = $1 AND state = 'accepted' AND NOT EXISTS (SELECT 1 "
        "FROM submission AS later WHERE later.programme_id = $1 AND later.supersedes = submission.id AND later.state = "
        "'accepted') GROUP BY form",
        [&](const storage::Row& row) -> Result<> {
            counts[row.get<std::string>(0)] = row.get<std::int64_t>(1);
            return {};
        },
        reader.programme()));
    MINKA_TRY_ASSIGN(const auto releases, forms::form_releases(reader));
    std::vector<FormShown> list;
    for (const auto& release : releases) {
        if (release.is_newest) {
            const auto count = counts.find(forms::xform_name(release.form_id));
            list.push_back({release.form_id, release.title, release.version, release.is_anonymous,
                            count == counts.end() ? 0 : count->second});
        }
    }
    return list;
}

// A name for a file on any system.
std::string plain_name(std::string_view form) {
    std::string name;
    for (const char c : form) {
        const bool is_plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
        name += is_plain ? c : '_';
    }
    return name;
}

Result<HttpResponse> export_form(const Call& call) {
    forms::SubmissionExport request;
    const auto format = call.query("format").value_or("csv");
    MINKA_CHECK(boost::describe::enum_from_string(format.c_str(), request.format));  // the query was checked
    const auto& form = call.part("form");
    CentralSight sight;
    if (request.format == forms::ExportFormat::ddi) {  // a codebook has no answers
        MINKA_TRY(call.premises().database.read(call.programme(),
                                                [&](Reader& reader) { return forms::require_form(reader, form); }));
        sight.layout.withholds_persons = !identity::may(call.passage().grant.role, Permission::people_read);
        sight.layout.withholds_places = !identity::may(call.passage().grant.role, Permission::need_to_know);
    } else {
        MINKA_TRY_ASSIGN(sight, central_sight(call, form));
    }
    request.query = {form, call.query("version"), {}, {}, sight.content};
    request.layout = sight.layout;
    request.layout.splits_selects = call.query("split_selects").value_or("no") == "yes";
    request.language = call.query("labels").value_or("");
    request.on = call.today();
    return submission_download(call, request, sight.agreement, plain_name(form));
}

std::string_view form_id_of(std::string_view form) {
    return form.substr(std::min(form.size(), forms::xform_kind.size() + 1));
}

// What a conflict shows is whole answers.
Result<> require_whole_sight(const Call& call) {
    const auto role = call.passage().grant.role;
    if (!identity::may(role, Permission::people_read) || !identity::may(role, Permission::need_to_know)) {
        return problem(ProblemCode::forbidden,
                       "A conflict shows whole answers: it is for who reads persons and places.");
    }
    return {};
}

// Whether both submissions lie in the visitor's land, as in the feed. Those of a form whose rows are not theirs do not.
Result<bool> is_in_sight(const Call& call, const forms::Conflict& conflict) {
    const auto sight = central_sight(call, std::string(form_id_of(conflict.form)));
    if (!sight) {
        const auto code = sight.error().code;
        const bool is_none = code == ProblemCode::forbidden || code == ProblemCode::not_found;
        return is_none ? Result<bool>(false) : Result<bool>(std::unexpected(sight.error()));
    }
    auto& premises = call.premises();
    for (const auto& one : {conflict.theirs, conflict.mine}) {
        forms::FeedRow row;
        const auto open = [&](Reader& reader) -> Result<> {
            MINKA_TRY_ASSIGN(row.xml, premises.submissions.content_of(reader, one));
            MINKA_TRY_ASSIGN(const auto stored, premises.submissions.require(reader, one));
            row.id = one;
            row.form_version = stored.form_version;
            MINKA_TRY_ASSIGN(row.sender,
                             reader.value<Uuid>("SELECT sender_id FROM submission WHERE programme_id = $1 AND id = $2 "
                                                "AND sender_id IS NOT NULL",
                                                reader.programme(), one));
            return {};
        };
        if (sight->content) {
            MINKA_TRY(premises.database.read(call.programme(), open));
            MINKA_TRY_ASSIGN(const bool is_seen, sight->content(row));
            if (!is_seen) {
                return false;
            }
        }
    }
    return true;
}

Result<forms::Conflict> conflict_in_sight(const Call& call) {
    MINKA_TRY(require_whole_sight(call));
    MINKA_TRY_ASSIGN(const auto id, call.id<SubmissionId>("submission"));
    MINKA_TRY_ASSIGN(auto conflict, call.premises().database.read(call.programme(), [&](Reader& reader) {
        return forms::require_conflict(reader, id);
    }));
    MINKA_TRY_ASSIGN(const bool is_seen, is_in_sight(call, conflict));
    if (!is_seen) {
        return problem(ProblemCode::not_found, "There is no such conflict, or somebody decided it.", "submission");
    }
    return conflict;
}

Result<HttpResponse> list_conflicts(const Call& call) {
    MINKA_TRY(require_whole_sight(call));
    MINKA_TRY_ASSIGN(const auto open, call.premises().database.read(
                                          call.programme(), [](Reader& reader) { return forms::conflicts(reader); }));
    std::vector<ConflictListed> list;
    for (const auto& one : open) {
        MINKA_TRY_ASSIGN(const bool is_seen, is_in_sight(call, one));
        if (is_seen) {
            list.push_back({one.theirs, one.kind, std::string(form_id_of(one.form)), one.received_on});
        }
    }
    return json_response(to_json_text(list));
}

Result<HttpResponse> show_conflict(const Call& call) {
    MINKA_TRY_ASSIGN(const auto conflict, conflict_in_sight(call));
    auto& premises = call.premises();
    // Nothing while one of the two is shut: the entry of who asked stays, which a problem in here would take back.
    const auto open = [&](Writer& writer) -> Result<std::optional<std::vector<forms::Difference>>> {
        for (const auto& one : {conflict.theirs, conflict.mine}) {
            MINKA_TRY_ASSIGN(const bool is_shut, forms::note_if_withheld(writer, premises.submissions, one));
            if (is_shut) {
                return std::nullopt;
            }
        }
        MINKA_TRY(writer.note("submission read", conflict.theirs.uuid, {{"form", storage::to_value(conflict.form)}}));
        return forms::differences(writer, premises.submissions, conflict);
    };
    MINKA_TRY_ASSIGN(const auto differing, premises.database.write(call.act("read submission"), open));
    if (!differing) {
        return std::unexpected(forms::withheld_problem(conflict.theirs));
    }
    ConflictShown shown{conflict.theirs,
                        conflict.mine,
                        conflict.base,
                        conflict.kind,
                        std::string(form_id_of(conflict.form)),
                        conflict.received_on,
                        {}};
    for (const auto& one : *differing) {
        shown.differences.push_back({one.path, one.base, one.mine, one.theirs});
    }
    return json_response(to_json_text(shown));
}

Result<HttpResponse> decide_conflict(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto wanted, FromJson<ConflictDecision>::of(json, ""));
    MINKA_TRY_ASSIGN(const auto conflict, conflict_in_sight(call));
    const auto decision = wanted.keep == Kept::mine ? forms::Decision::keep_mine : forms::Decision::take_theirs;
    auto& premises = call.premises();
    MINKA_TRY(premises.database.write(call.act("decide submission conflict"), [&](Writer& writer) {
        return forms::decide_conflict(writer, premises.submissions, conflict.theirs, decision);
    }));
    return json_response(to_json_text(ConflictDecided{wanted.keep == Kept::mine ? conflict.mine : conflict.theirs}));
}

Route export_route() {
    Route route;
    route.method = Method::get;
    route.path = "/api/v1/programmes/{programme}/forms/{form}/export";
    route.admission = Admission::granted;
    route.permission = Permission::submissions_read;
    route.act = "";
    route.summary =
        "The submissions of a form as a file, by the visitor's permission: csv, sav and dta in a ZIP with a file for "
        "each table; sent in parts from a temporary file; an entry in the ledger before it goes out";
    route.query = {
        {"format",
         QueryParameter::Kind::word,
         "csv when absent",
         {"csv", "xlsx", "sav", "dta", "geojson", "jsonl", "ddi"}},
        {"version", QueryParameter::Kind::text, "One version alone", {}},
        {"labels", QueryParameter::Kind::text, "The language of labels", {}},
        {"split_selects", QueryParameter::Kind::word, "A column for each choice of a multiple select", {"yes", "no"}}};
    route.answer = &schema_of<std::string>;
    route.answer_type = "application/octet-stream";
    route.run = export_form;
    return route;
}

Route conflict_route(Method method, std::string_view path, std::string_view act, std::string_view summary,
                     RunCall run) {
    Route route;
    route.method = method;
    route.path = path;
    route.admission = Admission::granted;
    route.permission = Permission::submissions_read;
    route.act = act;
    route.summary = summary;
    route.run = std::move(run);
    return route;
}

}  // namespace

std::vector<Route> submission_routes() {
    std::vector<Route> all;
    all.push_back(
        read_route<std::vector<FormShown>>({"/api/v1/programmes/{programme}/forms", Permission::submissions_read,
                                            "The released forms with the number of their submissions"},
                                           list_forms));
    all.push_back(export_route());
    auto list = conflict_route(
        Method::get, "/api/v1/programmes/{programme}/submission-conflicts", "",
        "Two corrections of one submission, or two contents of one instance, that nobody decided", list_conflicts);
    list.answer = &schema_of<std::vector<ConflictListed>>;
    all.push_back(std::move(list));
    auto show = conflict_route(Method::get, "/api/v1/programmes/{programme}/submission-conflicts/{submission}", "",
                               "Question by question: before, the one that holds, the other; the read is in the ledger",
                               show_conflict);
    show.answer = &schema_of<ConflictShown>;
    all.push_back(std::move(show));
    auto decide =
        conflict_route(Method::post, "/api/v1/programmes/{programme}/submission-conflicts/{submission}/decision",
                       "decide submission conflict", "Which one holds; both are kept", decide_conflict);
    decide.body_limit = json_body_limit;
    decide.body = &schema_of<ConflictDecision>;
    decide.answer = &schema_of<ConflictDecided>;
    all.push_back(std::move(decide));
    return all;
}

}  // namespace minka::web
