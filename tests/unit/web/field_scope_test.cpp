#include "documents/md5.h"
#include "forms/form_release.h"
#include "identity/field_device.h"
#include "registry/security_level.h"
#include "unit/forms/form_texts.h"
#include "unit/web/visit_world.h"

#include <algorithm>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;
using storage::Writer;

namespace {

const std::string itinerary_form = R"(<h:html xmlns="http://www.w3.org/2002/xforms"
        xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:minka="urn:minka:facts">
  <h:head><h:title>Asistencia</h:title><model>
    <instance><data id="asistencia" version="1"><visita/><persona/><meta><instanceID/></meta></data></instance>
    <instance id="v" src="jr://file-csv/visitas.csv"/><instance id="a" src="jr://file-csv/asistentes.csv"/>
    <instance id="p" src="jr://file-csv/pareja.csv"/>
    <bind nodeset="/data/visita" type="string" minka:fact="attendance.visit"/>
    <bind nodeset="/data/persona" type="string" minka:fact="attendance.person"/></model></h:head><h:body/></h:html>)";

// A pair's phone with ODK Collect, two forms, and a teacher at each of the two schools.
struct Field {
    explicit Field(WebWorld& made) : visits(made), world(made) {
        release(itinerary_form);
        release(sheet_form());
        teacher(visits.school, "Ana Prueba");
        teacher(visits.other_school, "Berta Prueba");
        visits.enter_mediator(visits.one_land);
        const auto account =
            world.database()
                .read(identity::installation,
                      [](storage::Reader& reader) { return identity::account_by_login(reader, "dupla"); })
                .value()
                ->record.id;
        const identity::NewDevice fresh{world.database().new_id<identity::FieldDeviceId>(), account, "tableta", 90};
        visits.write([&](Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(const auto enrolled, identity::enrol_device(writer, fresh, world.today()));
            secret = enrolled.secret;
            return {};
        });
    }

    void release(const std::string& document) {
        const auto id = world.database().new_id<forms::FormReleaseId>();
        visits.write([&](Writer& writer) -> Result<> {
            MINKA_TRY(forms::release_form(writer,
                                          {document, "form.xml", false, {}, {"attendance.visit", "attendance.person"}},
                                          id, world.today()));
            return {};
        });
    }

    void teacher(const registry::School& school, const std::string& name) {
        visits.write([&](Writer& writer) -> Result<> {
            registry::Person person;
            person.id = world.database().new_id<registry::PersonId>();
            MINKA_TRY_ASSIGN(person.name, world.vault.seal(writer, person.id.uuid, name));
            MINKA_TRY(writer.create(person));
            return writer.create(registry::Role{world.database().new_id<registry::RoleId>(),
                                                person.id,
                                                registry::PersonRole::teacher,
                                                registry::PlaceKind::school,
                                                school.id.uuid,
                                                *LocalDate::parse("2020-01-01"),
                                                {}});
        });
    }

    void make_dangerous() {
        const auto id = world.database().new_id<registry::SecurityLevelId>();
        visits.write([&](Writer& writer) {
            return registry::set_security_level(writer, world.vault, visits.school.id.uuid, registry::Danger::high,
                                                world.today(), id);
        });
    }

    documents::JsonValue pack() {
        return json_of(ask(world.site->port(), "GET", world.in_programme("/capture/pack"),
                           {{"authorization", "Bearer " + secret}}));
    }

    HttpResponse collect(const std::string& rest) {
        return ask(world.site->port(), "GET", "/key/" + secret + "/programmes/" + to_string(world.programme) + rest,
                   {});
    }

    // The address of a released form, below the device's.
    std::string address(const std::string& form) {
        const auto list = collect("/formList").body;
        const auto at = list.find("<formID>" + form);
        REQUIRE(at != std::string::npos);
        const auto from = list.find("/forms/", at);
        return list.substr(from, list.find('<', from) - from);
    }

    VisitWorld visits;
    WebWorld& world;
    std::string secret;
};

constexpr std::int64_t one_day = 86'400'000'000;

}  // namespace

TEST_SUITE_BEGIN("web: what a device gets");

TEST_CASE("a pack has the coming visits of one's own pair with its roster, until each is over") {
    on_web([](WebWorld& made) {
        Field field(made);
        const auto pack = field.pack();
        REQUIRE(pack.find("visits")->if_array()->size() == 1);
        const auto& visit = pack.find("visits")->if_array()->front();
        CHECK(text_at(visit, "visit") == to_string(field.visits.visit.id));
        CHECK(text_at(visit, "school_name") == "IE Agua Clara");
        CHECK(text_at(visit, "municipality") == "Ituango");
        CHECK(text_at(visit, "on") == "2026-03-04");
        CHECK(text_at(visit, "with") == "Persona Prueba");
        REQUIRE(visit.find("roster")->if_array()->size() == 1);
        CHECK(text_at(visit.find("roster")->if_array()->front(), "name") == "Ana Prueba");
        REQUIRE(visit.find("pair")->if_array()->size() == 2);  // the other pair's two are nowhere in it
        CHECK(to_json(pack).find(to_string(field.visits.mediator)) != std::string::npos);
        const auto coordinator = field.world.enter("coord", AccessRole::coordinator, field.visits.department);
        const auto other = json_of(field.world.get(field.world.in_programme("/capture/pack"), coordinator));
        CHECK(other.find("visits")->if_array()->empty());
        field.world.scratch.clock.advance(2 * one_day);
        CHECK(field.pack().find("visits")->if_array()->size() == 1);
        field.world.scratch.clock.advance(one_day);
        CHECK(field.pack().find("visits")->if_array()->empty());
    });
}

TEST_CASE("a pair's school of high security stands in its pack") {
    on_web([](WebWorld& made) {
        Field field(made);
        field.make_dangerous();
        CHECK(field.pack().find("visits")->if_array()->size() == 1);
    });
}

TEST_CASE("an enrolled device gets lists of its own pair with their hashes, until each visit is over") {
    on_web([](WebWorld& made) {
        Field field(made);
        const auto form = field.address("asistencia");
        const auto visits = field.collect(form + "/files/visitas.csv");
        CHECK(visits.body == "name,label,escuela,fecha,momento\r\n" + to_string(field.visits.visit.id) +
                                 ",\"V1 IE Agua Clara, 2026-03-04\",IE Agua Clara,2026-03-04,\r\n");
        const auto roster = field.collect(form + "/files/asistentes.csv");
        CHECK(roster.body.find("Ana Prueba," + to_string(field.visits.visit.id)) != std::string::npos);
        CHECK(roster.body.find("Berta") == std::string::npos);
        const auto pair = field.collect(form + "/files/pareja.csv");
        const auto row = "Persona Prueba," + to_string(field.visits.visit.id) + "\r\n";
        CHECK(pair.body.starts_with("name,label,visita\r\n"));
        CHECK(pair.body.find(to_string(field.visits.mediator) + "," + row) != std::string::npos);
        CHECK(std::ranges::count(pair.body, '\n') == 3);  // the heading and the two of this pair
        const auto manifest = field.collect(form + "/manifest").body;
        CHECK(manifest.find("<filename>visitas.csv</filename><hash>md5:" + documents::md5_of(visits.body)) !=
              std::string::npos);
        CHECK(manifest.find("<filename>asistentes.csv</filename><hash>md5:" + documents::md5_of(roster.body)) !=
              std::string::npos);
        CHECK(manifest.find("<filename>pareja.csv</filename><hash>md5:" + documents::md5_of(pair.body)) !=
              std::string::npos);
        CHECK(field.collect(field.address("hoja") + "/files/visitas.csv").status == 404);
        field.world.scratch.clock.advance(3 * one_day);
        CHECK(field.collect(form + "/files/visitas.csv").body == "name,label,escuela,fecha,momento\r\n");
        CHECK(field.collect(form + "/files/asistentes.csv").body == "name,label,visita\r\n");
        CHECK(field.collect(form + "/files/pareja.csv").body == "name,label,visita\r\n");
    });
}

TEST_CASE("a form that was released with a list of the pair of its own keeps that list") {
    on_web([](WebWorld& made) {
        Field field(made);
        auto document = itinerary_form;
        document.replace(document.find("id=\"asistencia\""), 15, "id=\"antigua\"");
        const auto release = made.database().new_id<forms::FormReleaseId>();
        const std::string own = "name,label\nx,Alguien de antes\n";
        field.visits.write([&](Writer& writer) -> Result<> {
            MINKA_TRY(forms::release_form(writer,
                                          {document, "form.xml", false, {}, {"attendance.visit", "attendance.person"}},
                                          release, made.today()));
            // As earlier releases stand in the database; today such a file is refused.
            return writer.create(forms::FormFile{made.database().new_id<forms::FormFileId>(), release, "pareja.csv",
                                                 to_bytes(own), documents::md5_of(own)});
        });
        const auto form = field.address("antigua");
        const auto manifest = field.collect(form + "/manifest").body;
        CHECK(manifest.find("<filename>pareja.csv</filename><hash>md5:" + documents::md5_of(own)) != std::string::npos);
        CHECK(manifest.find("pareja.csv", manifest.find("pareja.csv") + 10) == std::string::npos);
        const auto app = ask(made.site->port(), "GET", made.in_programme("/capture/forms/antigua/1/files/pareja.csv"),
                             {{"authorization", "Bearer " + field.secret}});
        CHECK(app.body == own);
    });
}

TEST_CASE("while a coming visit leads to high security, other apps get no form that tells an itinerary") {
    on_web([](WebWorld& made) {
        Field field(made);
        const auto form = field.address("asistencia");
        CHECK(field.collect(form).status == 200);
        field.make_dangerous();
        const auto list = field.collect("/formList").body;
        CHECK(list.find("asistencia") == std::string::npos);
        CHECK(list.find("hoja") != std::string::npos);
        for (const std::string rest : {"", "/manifest", "/files/visitas.csv", "/files/asistentes.csv"}) {
            CAPTURE(rest);
            const auto refused = field.collect(form + rest);
            CHECK(refused.status == 404);
            CHECK(refused.body.find("Agua Clara") == std::string::npos);
        }
        field.world.scratch.clock.advance(3 * one_day);  // the visit is over
        CHECK(field.collect("/formList").body.find("asistencia") != std::string::npos);
    });
}

TEST_SUITE_END();
