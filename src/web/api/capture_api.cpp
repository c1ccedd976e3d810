#include "web/api/capture_api.h"

#include "base/base64.h"
#include "forms/device_list.h"
#include "forms/envelope_intake.h"
#include "programme/programme_loading.h"
#include "programme/protection_file.h"
#include "web/api/capture_json.h"
#include "web/field_sight.h"

#include <algorithm>

namespace minka::web {

namespace {

using identity::Permission;
using privacy::KeyPurpose;
using storage::Reader;

/// How an address names the version of a form that has none.
constexpr std::string_view no_version = "-";

Result<CaptureKey> key_for(const Call& call, KeyPurpose purpose) {
    const auto& premises = call.premises();
    MINKA_TRY_ASSIGN(const auto key,
                     privacy::programme_key(premises.database, premises.vault, call.programme(), purpose));
    return CaptureKey{key.id, purpose == KeyPurpose::sealing ? "ECDH-P256" : "ECDSA-P256-SHA256",
                      to_base64url(key.point)};
}

Result<std::vector<CaptureForm>> forms_of(Reader& reader, const Call& call,
                                          const std::vector<planning::FieldVisit>& visits) {
    std::vector<CaptureForm> shown;
    MINKA_TRY_ASSIGN(const auto releases, forms::form_releases(reader));
    for (const auto& release : releases) {
        if (!release.is_newest) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto known,
                         call.premises().submissions.forms().find(reader, release.form_id, release.version));
        CaptureForm form{release.form_id,      release.version,
                         release.title,        privacy::sha256_of(as_bytes(known->release.document)),
                         release.is_anonymous, {}};
        if (release.file_count > 0) {
            MINKA_TRY_ASSIGN(const auto files, forms::files_of(reader, release.id));
            for (const auto& file : files) {
                form.files.push_back({file.name, privacy::sha256_of(file.content), std::ssize(file.content)});
            }
        }
        for (const auto& name : forms::device_lists_of(*known)) {
            if (std::ranges::find(form.files, name, &CaptureFile::name) != form.files.end()) {
                continue;
            }
            const auto list = device_list(name, visits);
            form.files.push_back({name, privacy::sha256_of(as_bytes(list)), std::ssize(list)});
        }
        shown.push_back(std::move(form));
    }
    return shown;
}

std::vector<CaptureVisit> shown_visits(const std::vector<planning::FieldVisit>& visits) {
    std::vector<CaptureVisit> shown;
    for (const auto& one : visits) {
        const auto& visit = one.visit;
        CaptureVisit item{visit.id,
                          visit.code,
                          visit.school_id,
                          one.school,
                          one.municipality,
                          visit.planned_on,
                          visit.moment,
                          visit.state,
                          one.partners,
                          {},
                          {}};
        for (const auto& member : one.pair) {
            item.pair.push_back({member.person, member.name});
        }
        for (const auto& entry : one.roster) {
            item.roster.push_back({entry.person, entry.name});
        }
        shown.push_back(std::move(item));
    }
    return shown;
}

// What the programme's folder says to do when someone may be in danger, in the account's language.
Result<> add_protection(Reader& reader, const Call& call, CapturePack& pack) {
    MINKA_TRY_ASSIGN(const auto files, programme::stored_files(reader));
    const auto file = files.find(std::string(programme::protection_file));
    if (file == files.end()) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    const auto& languages = folder->profile.languages;
    const auto check = programme::read_protection(file->second, languages);
    if (!check.problems.empty()) {
        return std::unexpected(check.problems.front());
    }
    const bool has_own = std::ranges::find(languages, call.language()) != languages.end();
    const auto language = has_own ? std::string(call.language()) : languages.front();
    for (const auto& route : check.protection.routes) {
        CaptureRoute shown{route.title.in(language), {}};
        for (const auto& line : route.lines) {
            shown.lines.push_back(line.in(language));
        }
        pack.routes.push_back(std::move(shown));
    }
    for (const auto& receiver : check.protection.receivers) {
        pack.receivers.push_back({receiver.code, receiver.name.in(language)});
    }
    return {};
}

Result<HttpResponse> send_pack(const Call& call) {
    CapturePack pack;
    pack.made_at = call.today();
    pack.expires_on = call.today().plus_days(days_in_the_field);
    MINKA_TRY_ASSIGN(pack.sealing_key, key_for(call, KeyPurpose::sealing));
    MINKA_TRY_ASSIGN(pack.receipt_key, key_for(call, KeyPurpose::receipt));
    MINKA_TRY_ASSIGN(const auto visits, coming_visits(call));
    pack.visits = shown_visits(visits);
    const auto fill = [&](Reader& reader) -> Result<CapturePack> {
        auto filled = pack;
        MINKA_TRY_ASSIGN(filled.forms, forms_of(reader, call, visits));
        MINKA_TRY(add_protection(reader, call, filled));
        return filled;
    };
    MINKA_TRY_ASSIGN(auto filled, call.premises().database.read(call.programme(), fill));
    filled.hash = privacy::sha256_of(as_bytes(to_json_text(filled)));
    return json_response(to_json_text(filled));
}

Result<std::shared_ptr<const forms::KnownForm>> form_in(Reader& reader, const Call& call) {
    const auto version = call.part("version") == no_version ? std::string() : call.part("version");
    MINKA_TRY_ASSIGN(auto form, call.premises().submissions.forms().find(reader, call.part("form"), version));
    if (form == nullptr) {
        return problem(ProblemCode::not_found, "This programme released no such form.", "form");
    }
    return form;
}

HttpResponse file_response(std::string type, std::string content) {
    HttpResponse response;
    response.set("content-type", std::move(type));
    response.set("cache-control", "no-store");
    response.set("etag", "\"" + privacy::sha256_of(as_bytes(content)) + "\"");
    response.body = std::move(content);
    return response;
}

Result<HttpResponse> send_form(const Call& call) {
    MINKA_TRY_ASSIGN(const auto form, call.premises().database.read(
                                          call.programme(), [&](Reader& reader) { return form_in(reader, call); }));
    return file_response("text/xml; charset=utf-8", form->release.document);
}

Result<HttpResponse> send_file(const Call& call) {
    struct Found {
        std::vector<forms::FormFile> released;
        std::vector<std::string> lists;
    };
    const auto find = [&](Reader& reader) -> Result<Found> {
        MINKA_TRY_ASSIGN(const auto form, form_in(reader, call));
        MINKA_TRY_ASSIGN(auto released, forms::files_of(reader, form->release.id));
        return Found{std::move(released), forms::device_lists_of(*form)};
    };
    MINKA_TRY_ASSIGN(const auto found, call.premises().database.read(call.programme(), find));
    const auto file = std::ranges::find(found.released, call.part("name"), &forms::FormFile::name);
    if (file != found.released.end()) {
        return file_response("application/octet-stream", std::string(as_text(file->content)));
    }
    if (std::ranges::find(found.lists, call.part("name")) != found.lists.end()) {
        MINKA_TRY_ASSIGN(const auto visits, coming_visits(call));
        return file_response("text/csv; charset=utf-8", device_list(call.part("name"), visits));
    }
    return problem(ProblemCode::not_found, "The form has no such file.", "name");
}

// 201 for what is new and understood; 202 for what was here, or waits in quarantine. Either way a receipt.
Result<HttpResponse> take_envelope(const Call& call) {
    const auto& request = call.request();
    if (request.header("content-type") != "application/octet-stream") {
        return invalid("An envelope comes as application/octet-stream.", "content-type");
    }
    if (request.body.empty()) {
        return invalid("The envelope is empty.", "envelope");
    }
    const auto& premises = call.premises();
    const forms::Bearer carrier{call.visitor().account.id.uuid, {}, "envelope", forms::Bearer::Part::carrier};
    MINKA_TRY_ASSIGN(const auto arrival, forms::take_envelope(premises.database, premises.submissions, call.programme(),
                                                              carrier, as_bytes(request.body)));
    MINKA_TRY_ASSIGN(const auto receipt,
                     forms::receipt_of(premises.database, premises.vault, call.programme(), arrival));
    const CaptureReceipt shown{1,           receipt.envelope, receipt.received_on, receipt.programme,
                               receipt.key, receipt.signature};
    return json_response(to_json_text(shown), arrival.acceptance == forms::Acceptance::stored ? 201 : 202);
}

// A read that is written down like a write, by whoever has the permission.
Result<HttpResponse> list_notices(const Call& call) {
    CapturePack words;
    const auto read = [&](storage::Writer& writer) -> Result<std::vector<privacy::ShownNotice>> {
        words = {};
        MINKA_TRY(add_protection(writer, call, words));
        return privacy::read_danger_notices(writer, call.premises().vault);
    };
    MINKA_TRY_ASSIGN(const auto notices, call.premises().database.write(call.act("read danger notices"), read));
    ListOf<DangerNoticeShown> list;
    for (const auto& one : notices) {
        const auto& code = one.notice.receiver;
        const auto known = std::ranges::find(words.receivers, code, &CaptureReceiver::id);
        list.items.push_back({one.notice.id, one.notice.on, one.received_on, one.notice.kind, code,
                              known == words.receivers.end() ? code : known->name, one.notice.receipt_number});
    }
    return json_response(to_json_text(list));
}

Route capture_route(Method method, std::string_view path, std::string_view summary, RunCall run) {
    Route route;
    route.method = method;
    route.path = path;
    route.admission = Admission::granted;
    route.permission = Permission::capture;
    route.summary = summary;
    route.run = std::move(run);
    return route;
}

}  // namespace

std::vector<Route> capture_routes() {
    auto pack = capture_route(
        Method::get, "/api/v1/programmes/{programme}/capture/pack",
        "What a phone takes along: keys, forms, the coming visits of one's own pairs with rosters", send_pack);
    pack.answer = &schema_of<CapturePack>;
    auto form = capture_route(Method::get, "/api/v1/programmes/{programme}/capture/forms/{form}/{version}",
                              "A released form, as XForm; '-' for a form without a version", send_form);
    form.answer = &schema_of<std::string>;
    form.answer_type = "text/xml";
    auto file = capture_route(Method::get, "/api/v1/programmes/{programme}/capture/forms/{form}/{version}/files/{name}",
                              "A file that the form needs", send_file);
    file.answer = &schema_of<std::string>;
    file.answer_type = "application/octet-stream";
    auto envelopes =
        capture_route(Method::post, "/api/v1/programmes/{programme}/capture/envelopes",
                      "A sealed envelope; 202 for one that was here or waits in quarantine", take_envelope);
    envelopes.act = "receive envelope";
    envelopes.status = 201;
    envelopes.body_type = "application/octet-stream";
    envelopes.body_limit = privacy::largest_envelope;
    envelopes.answer = &schema_of<CaptureReceipt>;
    auto notices = capture_route(Method::get, "/api/v1/programmes/{programme}/danger-notices",
                                 "Notices that someone may be in danger, the latest first; each read is in the ledger",
                                 list_notices);
    notices.permission = Permission::danger_read;
    notices.answer = &schema_of<ListOf<DangerNoticeShown>>;
    return {std::move(pack), std::move(form), std::move(file), std::move(envelopes), std::move(notices)};
}

}  // namespace minka::web
