#include "base/base64.h"
#include "forms/envelope_content.h"
#include "forms/form_release.h"
#include "identity/field_device.h"
#include "planning/pair_store.h"
#include "privacy/envelope.h"
#include "unit/forms/form_texts.h"
#include "unit/web/web_world.h"

#include <algorithm>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

const std::string instance_id = "0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e01";

// The base 64 of addresses, as browsers read it.
Bytes from_base64url(std::string text) {
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return from_base64(text).value();
}

privacy::CurvePoint point_in(const documents::JsonValue& key) {
    const auto bytes = from_base64url(text_at(key, "public"));
    privacy::CurvePoint point{};
    REQUIRE(bytes.size() == point.size());
    std::ranges::copy(bytes, point.begin());
    return point;
}

void release(WebWorld& world, const std::string& document, std::vector<forms::FormReleaseRequest::File> files = {}) {
    const forms::FormReleaseRequest request{
        document, "form.xml", false, std::move(files), {"seen.visit", "seen.name", "seen.hours"}};
    const auto id = world.database().new_id<forms::FormReleaseId>();
    const auto released = world.database().write(
        {world.programme, {}, "console", "test"},
        [&](storage::Writer& writer) { return forms::release_form(writer, request, id, world.today()); });
    REQUIRE_MESSAGE(released.has_value(), (released ? "" : to_sentence(released.error())));
}

struct App {
    App(WebWorld& web_world, std::string its_session) : world(web_world), session(std::move(its_session)) {}

    documents::JsonValue pack() {
        const auto response = world.get(world.in_programme("/capture/pack"), session);
        REQUIRE(response.status == 200);
        return json_of(response);
    }

    Bytes seal(const std::string& xml) {
        const auto key = *pack().find("sealing_key");
        const privacy::ProgrammeKey sealing{privacy::ProgrammeKeyId{parse_uuid(text_at(key, "id")).value()},
                                            point_in(key)};
        return privacy::seal_envelope(world.programme, sealing, forms::to_plain_text({xml, {}, {}, {}}));
    }

    HttpResponse bring(const Bytes& envelope, std::vector<Header> headers = {}) {
        if (headers.empty()) {
            headers = {{"cookie", session}};
        }
        headers.push_back({"content-type", "application/octet-stream"});
        return ask(world.site->port(), "POST", world.in_programme("/capture/envelopes"), headers,
                   std::string(as_text(envelope)));
    }

    WebWorld& world;
    std::string session;
};

identity::AccountId account_of(WebWorld& world, const std::string& login) {
    return world.database()
        .read(identity::installation,
              [&](storage::Reader& reader) { return identity::account_by_login(reader, login); })
        .value()
        ->record.id;
}

}  // namespace

TEST_SUITE_BEGIN("web: capture");

TEST_CASE("a pack has the programme's keys and the newest forms with their files") {
    on_web([](WebWorld& world) {
        release(world, visit_form("1"));
        const std::string roster = "name,label\n1,José Ñáñez\n";
        const auto newest = visit_form("2", R"(<instance id="r" src="jr://file-csv/roster.csv"/>)");
        release(world, newest, {{"roster.csv", roster}});
        App app(world, world.enter("mediadora", AccessRole::mediator, world.region));
        const auto pack = app.pack();
        CHECK(text_at(pack, "made_at") == "2026-03-02");
        CHECK(text_at(pack, "expires_on") == "2026-03-23");
        CHECK(text_at(pack, "hash").size() == 64);
        CHECK(text_at(*pack.find("sealing_key"), "algorithm") == "ECDH-P256");
        CHECK(text_at(*pack.find("receipt_key"), "algorithm") == "ECDSA-P256-SHA256");
        CHECK(point_in(*pack.find("sealing_key")) != point_in(*pack.find("receipt_key")));
        REQUIRE(pack.find("forms")->if_array()->size() == 1);
        const auto& form = pack.find("forms")->if_array()->front();
        CHECK(text_at(form, "version") == "2");
        CHECK(text_at(form, "hash") == privacy::sha256_of(as_bytes(newest)));
        const auto& file = form.find("files")->if_array()->front();
        CHECK(text_at(file, "hash") == privacy::sha256_of(as_bytes(roster)));
        const auto path = world.in_programme("/capture/forms/informe/2");
        CHECK(world.get(path, app.session).body == newest);
        CHECK(world.get(path + "/files/roster.csv", app.session).body == roster);
        CHECK(world.get(path + "/files/other.csv", app.session).status == 404);
        CHECK(world.get(world.in_programme("/capture/forms/informe/3"), app.session).status == 404);
        CHECK(pack.find("receivers")->if_array()->size() == 7);
        CHECK(text_at(pack.find("receivers")->if_array()->front(), "name") == "SíseVe");
        CHECK(pack.find("routes")->if_array()->front().find("lines")->if_array()->size() == 6);
        CHECK(app.pack() == pack);
    });
}

TEST_CASE("a sealed form gets a receipt that holds for the key of the pack, also when it comes again") {
    on_web([](WebWorld& world) {
        release(world, visit_form("1"));
        App app(world, world.enter("mediadora", AccessRole::mediator, world.region));
        const auto envelope = app.seal(visit_answers(instance_id, "1", ""));
        const auto first = app.bring(envelope);
        CHECK(first.status == 202);  // no room of this world knows the fact: it waits
        const auto again = app.bring(envelope);
        CHECK(again.status == 202);
        for (const auto& response : {first, again}) {
            const auto receipt = json_of(response);
            CHECK(text_at(receipt, "envelope") == privacy::sha256_of(envelope));
            CHECK(text_at(receipt, "received_on") == "2026-03-02");
            CHECK(text_at(receipt, "programme") == to_string(world.programme));
            const auto key = *app.pack().find("receipt_key");
            CHECK(text_at(receipt, "key") == text_at(key, "id"));
            privacy::CurveSignature signature{};
            const auto raw = from_base64url(text_at(receipt, "signature"));
            REQUIRE(raw.size() == signature.size());
            std::ranges::copy(raw, signature.begin());
            CHECK(privacy::is_signed_on_curve(
                point_in(key),
                "minka receipt 1\n" + to_string(world.programme) + "\n" + text_at(receipt, "envelope") + "\n2026-03-02",
                signature));
        }
    });
}

TEST_CASE("a form without facts is new once, and rubbish is acknowledged and kept") {
    on_web([](WebWorld& world) {
        release(world, sheet_form());
        App app(world, world.enter("mediadora", AccessRole::mediator, world.region));
        const auto xml = "<data id=\"hoja\" version=\"1\"><v1>2</v1><meta><instanceID>uuid:" + instance_id +
                         "</instanceID></meta></data>";
        CHECK(app.bring(app.seal(xml)).status == 201);
        CHECK(app.bring(app.seal(xml)).status == 202);
        CHECK(app.bring(to_bytes("rubbish")).status == 202);
        CHECK(app.bring({}).status == 400);
        const auto wrong = ask(world.site->port(), "POST", world.in_programme("/capture/envelopes"),
                               {{"cookie", app.session}, {"content-type", "text/plain"}}, "x");
        CHECK(wrong.status == 400);
        const auto waiting = world.database().read(
            world.programme, [&](storage::Reader& reader) { return world.book.quarantined(reader); });
        REQUIRE(waiting->size() == 1);
        CHECK(waiting->front().form == "envelope");
    });
}

TEST_CASE("an enrolled device captures with its secret, in its programme, and opens nothing else") {
    on_web([](WebWorld& world) {
        release(world, sheet_form());
        App app(world, world.enter("mediadora", AccessRole::mediator, world.region));
        const identity::NewDevice fresh{world.database().new_id<identity::FieldDeviceId>(),
                                        account_of(world, "mediadora"), "tableta", 30};
        const auto enrolled = world.database().write(
            {world.programme, {}, "console", "test"},
            [&](storage::Writer& writer) { return identity::enrol_device(writer, fresh, world.today()); });
        const std::vector<Header> device{{"authorization", "Bearer " + enrolled->secret}};
        const auto get = [&](const std::string& path) { return ask(world.site->port(), "GET", path, device).status; };
        CHECK(get(world.in_programme("/capture/pack")) == 200);
        CHECK(get(world.in_programme("/visits")) == 401);
        CHECK(get("/api/v1/programmes/" + to_string(world.other_programme) + "/capture/pack") == 401);
        const auto xml = "<data id=\"hoja\" version=\"1\"><v1>2</v1><meta><instanceID>uuid:" + instance_id +
                         "</instanceID></meta></data>";
        CHECK(app.bring(app.seal(xml), device).status == 201);
        REQUIRE(world.database()
                    .write({world.programme, {}, "console", "test"},
                           [&](storage::Writer& writer) {
                               return identity::revoke_device(writer, enrolled->device.id, world.today());
                           })
                    .has_value());
        CHECK(get(world.in_programme("/capture/pack")) == 401);
    });
}

TEST_CASE("notices of danger are read by two roles alone, and each read is in the ledger") {
    on_web([](WebWorld& world) {
        App app(world, world.enter("mediadora", AccessRole::mediator, world.region));
        const auto key = *app.pack().find("sealing_key");
        const privacy::ProgrammeKey sealing{privacy::ProgrammeKeyId{parse_uuid(text_at(key, "id")).value()},
                                            point_in(key)};
        const auto envelope = privacy::seal_envelope(
            world.programme, sealing,
            forms::to_plain_text(
                {"",
                 {},
                 {},
                 privacy::DangerNotice{privacy::DangerNoticeId{*parse_uuid(instance_id)},
                                       *LocalDate::parse("2026-03-01"), "violencia_familiar", "comisaria", "77-1"}}));
        CHECK(app.bring(envelope).status == 201);
        const auto path = world.in_programme("/danger-notices");
        CHECK(world.get(path, app.session).status == 403);
        CHECK(world.get(path, world.enter("coordina", AccessRole::coordinator, world.region)).status == 403);
        CHECK(world.get(path, world.enter("administra", AccessRole::administrator)).status == 403);
        const auto before = world.ledger_entries();
        for (const auto role : {AccessRole::director, AccessRole::data_protection}) {
            const auto session = world.enter("rol." + std::to_string(static_cast<int>(role)), role);
            const auto list = json_of(world.get(path, session));
            REQUIRE(list.find("items")->if_array()->size() == 1);
            const auto& notice = list.find("items")->if_array()->front();
            CHECK(text_at(notice, "kind") == "violencia_familiar");
            CHECK(text_at(notice, "receipt_number") == "77-1");
            CHECK(text_at(notice, "receiver_name") == "comisaria");  // the folder has no such body
            CHECK(notice.if_object()->size() == 7);
        }
        const auto reads = world.database().read(world.programme, [](storage::Reader& reader) {
            return reader.value<std::int64_t>("SELECT count(*) FROM ledger WHERE kind = 'danger notices read'");
        });
        CHECK(reads.value() == 2);
        CHECK(world.ledger_entries() > before);
    });
}

TEST_SUITE_END();
