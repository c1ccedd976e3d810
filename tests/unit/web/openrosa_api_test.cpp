#include "base/base64.h"
#include "documents/md5.h"
#include "forms/form_release.h"
#include "forms/forms_schema.h"
#include "identity/field_device.h"
#include "unit/forms/form_texts.h"
#include "unit/web/web_world.h"

#include <thread>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

const std::string instance_id = "0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e01";

// A phone that was enrolled for a mediator, and the addresses it knows.
struct Phone {
    template <typename Act>
    auto write(Act act) {
        return world.database().write({world.programme, {}, "console", "test"}, act);
    }

    explicit Phone(WebWorld& web_world) : world(web_world) {
        world.enter("mediadora", AccessRole::mediator, world.region);
        const auto account =
            world.database()
                .read(identity::installation,
                      [](storage::Reader& reader) { return identity::account_by_login(reader, "mediadora"); })
                .value()
                ->record.id;
        const identity::NewDevice fresh{world.database().new_id<identity::FieldDeviceId>(), account, "tableta", 30};
        const auto enrolled =
            write([&](storage::Writer& writer) { return identity::enrol_device(writer, fresh, world.today()); });
        REQUIRE_MESSAGE(enrolled.has_value(), (enrolled ? "" : to_sentence(enrolled.error())));
        device = enrolled->device.id;
        secret = enrolled->secret;
    }

    void release(const std::string& document, std::vector<forms::FormReleaseRequest::File> files = {}) {
        const forms::FormReleaseRequest request{
            document, "form.xml", false, std::move(files), {"seen.visit", "seen.name", "seen.hours"}};
        const auto id = world.database().new_id<forms::FormReleaseId>();
        const auto released =
            write([&](storage::Writer& writer) { return forms::release_form(writer, request, id, world.today()); });
        REQUIRE_MESSAGE(released.has_value(), (released ? "" : to_sentence(released.error())));
    }

    std::string path(const std::string& rest) const {
        return "/key/" + secret + "/programmes/" + to_string(world.programme) + rest;
    }
    std::string basic_path(const std::string& rest) const {
        return "/openrosa/programmes/" + to_string(world.programme) + rest;
    }

    HttpResponse get(const std::string& rest) const { return ask(world.site->port(), "GET", path(rest), {}); }
    HttpResponse send(const std::string& body, const std::string& to) const {
        return ask(world.site->port(), "POST", to,
                   {{"content-type", "multipart/form-data; boundary=xYz"}, {"x-openrosa-version", "1.0"}}, body);
    }
    HttpResponse send(const std::string& body) const { return send(body, path("/submission?deviceID=collect%3Aabc")); }

    WebWorld& world;
    identity::FieldDeviceId device;
    std::string secret;
};

std::string form_of(const std::string& xml, const std::string& more = {}) {
    return "--xYz\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n"
           "Content-Type: text/xml\r\n\r\n" +
           xml + "\r\n" + more + "--xYz--\r\n";
}

std::string file_part(const std::string& name, const std::string& content) {
    return "--xYz\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name +
           "\"\r\nContent-Type: image/jpeg\r\n\r\n" + content + "\r\n";
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const auto from = text.find(before);
    if (from == std::string::npos) {
        return {};
    }
    const auto begin = from + before.size();
    return text.substr(begin, text.find(after, begin) - begin);
}

// The path of a link that the server wrote.
std::string path_in(const std::string& link) { return link.substr(link.find("localhost") + 9); }

std::string basic(const std::string& login, const std::string& password) {
    return "Basic " + to_base64(as_bytes(login + ":" + password));
}

}  // namespace

TEST_SUITE_BEGIN("web: OpenRosa");

TEST_CASE("a phone finds its forms with their files, by the links it is given") {
    on_web([](WebWorld& world) {
        Phone phone(world);
        phone.release(visit_form("1"));
        const std::string roster = "name,label\n1,José Ñáñez\n";
        const auto newest = visit_form("2", R"(<instance id="r" src="jr://file-csv/roster.csv"/>)");
        phone.release(newest, {{"roster.csv", roster}});
        const auto list = phone.get("/formList?verbose=true");
        REQUIRE(list.status == 200);
        CHECK(*list.find("content-type") == "text/xml; charset=utf-8");
        CHECK(*list.find("x-openrosa-version") == "1.0");
        CHECK(*list.find("date") == "Mon, 02 Mar 2026 12:00:00 GMT");
        CHECK(between(list.body, "<version>", "<") == "2");
        CHECK(between(list.body, "<hash>", "<") == "md5:" + documents::md5_of(newest));
        const auto form = ask(world.site->port(), "GET", path_in(between(list.body, "<downloadUrl>", "<")), {});
        CHECK(form.body == newest);
        const auto manifest = ask(world.site->port(), "GET", path_in(between(list.body, "<manifestUrl>", "<")), {});
        CHECK(between(manifest.body, "<filename>", "<") == "roster.csv");
        CHECK(between(manifest.body, "<hash>", "<") == "md5:" + documents::md5_of(roster));
        const auto file = ask(world.site->port(), "GET", path_in(between(manifest.body, "<downloadUrl>", "<")), {});
        CHECK(file.body == roster);
        CHECK(phone.get("/formList?formID=other").body.find("<xform>") == std::string::npos);
    });
}

TEST_CASE("a filled form is answered 201 when it is on disk, and 202 when it comes again") {
    on_web([](WebWorld& world) {
        Phone phone(world);
        phone.release(sheet_form("<bind nodeset=\"/data/foto\" type=\"binary\"/>"));
        const auto head = ask(world.site->port(), "HEAD", phone.path("/submission"), {});
        CHECK(head.status == 204);
        CHECK(*head.find("x-openrosa-accept-content-length") == "10485760");
        const auto xml =
            "<data id=\"hoja\" version=\"1\"><v1>2</v1><foto>1.jpg</foto><meta><instanceID>uuid:" + instance_id +
            "</instanceID></meta></data>";
        const auto first = phone.send(form_of(xml));
        CHECK(first.status == 201);
        CHECK(between(first.body, "instanceID=\"", "\"") == "uuid:" + instance_id);
        CHECK(between(first.body, "isComplete=\"", "\"") == "false");
        const auto second = phone.send(form_of(xml, file_part("1.jpg", "\xff\xd8\xff picture \xff\xd9")));
        CHECK(second.status == 202);
        CHECK(between(second.body, "isComplete=\"", "\"") == "true");
        CHECK(phone.send(form_of(xml)).body == second.body);
        const auto raw =
            ask(world.site->port(), "POST", phone.path("/submission"), {{"content-type", "text/xml"}}, xml);
        CHECK(raw.status == 202);
        expect_sound_ledger(world.database());
    });
}

TEST_CASE("what cannot be understood is taken all the same, and a torn upload is not") {
    on_web([](WebWorld& world) {
        Phone phone(world);
        const auto entries = world.ledger_entries();
        CHECK(phone.send(form_of("<data id=\"unknown\" version=\"9\"/>")).status == 202);
        CHECK(phone.send(form_of("<data id=")).status == 202);
        CHECK(phone.send(form_of("")).status == 202);
        const auto kept = world.database().read(
            world.programme, [&](storage::Reader& reader) { return world.book.quarantined(reader); });
        CHECK(kept->size() == 3);
        for (const std::string body : {"", "--xYz", "--xYz\r\n\r\n", "--xYz--", "no form at all",
                                       "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xYz--"}) {
            CAPTURE(body);
            CHECK(phone.send(body).status == 400);
        }
        const auto whole = form_of("<data id=\"x\"/>");
        CHECK(phone.send(whole.substr(0, whole.size() - 8)).status == 400);
        CHECK(world.ledger_entries() == entries);  // sheets of unknown forms are counted, not named
    });
}

TEST_CASE("a device opens its own programme until it is revoked, and nothing else") {
    on_web([](WebWorld& world) {
        Phone phone(world);
        CHECK(phone.get("/formList").status == 200);
        const auto elsewhere = "/key/" + phone.secret + "/programmes/" + to_string(world.other_programme) + "/formList";
        CHECK(ask(world.site->port(), "GET", elsewhere, {}).status == 401);
        CHECK(ask(world.site->port(), "GET", phone.basic_path("/formList"), {}).status == 401);
        CHECK(world.get(world.in_programme("/schools"), "minka_session=" + phone.secret).status == 401);
        const auto bearer = ask(world.site->port(), "GET", world.in_programme("/schools"),
                                {{"authorization", "Bearer " + phone.secret}});
        CHECK(bearer.status == 401);
        REQUIRE(phone
                    .write([&](storage::Writer& writer) {
                        return identity::revoke_device(writer, phone.device, world.today());
                    })
                    .has_value());
        const auto gone = phone.send(form_of("<data id=\"x\"/>"));
        CHECK(gone.status == 401);
        CHECK(gone.body.find("OpenRosaResponse") != std::string::npos);
        expect_sound_ledger(world.database());
    });
}

TEST_CASE("a name and password do where the role captures, over a private line") {
    on_web([](WebWorld& world) {
        Phone phone(world);
        const std::string password = "río montaña selva";
        const auto with = [&](const std::string& path, const std::string& credentials) {
            return ask(world.site->port(), "GET", path, {{"authorization", credentials}});
        };
        CHECK(with(phone.basic_path("/formList"), basic("mediadora", password)).status == 200);
        CHECK(with(phone.basic_path("/formList"), basic("mediadora", password)).status == 200);
        const auto wrong = with(phone.basic_path("/formList"), basic("mediadora", "otra clave larga"));
        CHECK(wrong.status == 401);
        CHECK(wrong.find("www-authenticate")->starts_with("Basic "));
        CHECK(with(phone.basic_path("/formList"), "Basic ???").status == 401);
        const auto elsewhere = "/openrosa/programmes/" + to_string(world.other_programme) + "/formList";
        CHECK(with(elsewhere, basic("mediadora", password)).status == 404);
        world.enter("aportante", AccessRole::funder);
        CHECK(with(phone.basic_path("/formList"), basic("aportante", password)).status == 403);
    });
}

TEST_CASE("a post above the limit is refused before it is read") {
    on_web([](WebWorld& world) {
        Phone phone(world);
        HttpClient client(world.site->port());
        client.send("POST " + phone.path("/submission") +
                    " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n");
        CHECK(client.receive().status == 413);
    });
}

TEST_SUITE_END();
