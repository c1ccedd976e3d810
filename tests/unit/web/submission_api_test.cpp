#include "forms/form_release.h"
#include "forms/instance_intake.h"
#include "identity/account_rules.h"
#include "unit/forms/export_form.h"
#include "unit/web/web_world.h"

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

constexpr auto first = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1";
constexpr auto second = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbb2";
constexpr auto third = "cccccccc-cccc-4ccc-8ccc-ccccccccccc3";

const std::string answered =
    export_answers(first, "<gusto>1</gusto><grupo><edad>9</edad><lugar>4.5 -75.25 1200 5</lugar></grupo>");

void release(WebWorld& world) {
    const forms::FormReleaseRequest request{export_form(), "form.xml", false, {}, {}};
    const auto id = world.database().new_id<forms::FormReleaseId>();
    const auto released = world.database().write(
        {world.programme, {}, "console", "test"},
        [&](storage::Writer& writer) { return forms::release_form(writer, request, id, world.today()); });
    REQUIRE_MESSAGE(released.has_value(), (released ? "" : to_sentence(released.error())));
}

// From the coordinator, in whose land it therefore stands.
forms::Acceptance send(WebWorld& world, const std::string& xml) {
    const auto account =
        world.database()
            .read(identity::installation,
                  [](storage::Reader& reader) { return identity::account_by_login(reader, "coordina"); })
            .value();
    REQUIRE(account.has_value());
    return forms::take_instance(world.database(), world.book, world.programme, {account->record.id.uuid, {}, "device"},
                                {xml, {}})
        .value()
        .acceptance;
}

std::string corrects(const char* text) { return "<deprecatedID>uuid:" + std::string(text) + "</deprecatedID>"; }

// One submission with two corrections, of which the second waits for somebody's decision.
void disagree(WebWorld& world) {
    release(world);
    REQUIRE(send(world, export_answers(first, "<gusto>1</gusto><grupo><edad>9</edad></grupo>")) ==
            forms::Acceptance::stored);
    REQUIRE(send(world, export_answers(second, "<gusto>1</gusto><grupo><edad>10</edad></grupo>", corrects(first))) ==
            forms::Acceptance::stored);
    REQUIRE(send(world, export_answers(third, "<gusto>2</gusto><grupo><edad>9</edad></grupo>", corrects(first))) ==
            forms::Acceptance::quarantined);
}

}  // namespace

TEST_SUITE_BEGIN("web: filled forms");

TEST_CASE("a form leaves in every format, and the ledger has each") {
    on_web([](WebWorld& world) {
        release(world);
        const auto session = world.enter("coordina", AccessRole::coordinator, world.country);
        send(world, answered);
        const auto list = json_of(world.get(world.in_programme("/forms"), session));
        REQUIRE(list.if_array()->size() == 1);
        CHECK(text_at(list.if_array()->at(0), "form") == "clima");
        struct Format {
            std::string name;
            std::string begin;
            std::string file;
        };
        const std::vector<Format> formats{{"csv", "PK", "clima.csv.zip"},    {"xlsx", "PK", "clima.xlsx"},
                                          {"sav", "PK", "clima.sav.zip"},    {"dta", "PK", "clima.dta.zip"},
                                          {"geojson", "{", "clima.geojson"}, {"jsonl", "{\"", "clima.jsonl"},
                                          {"ddi", "<?xml", "clima.xml"}};
        for (const auto& format : formats) {
            CAPTURE(format.name);
            const auto before = world.ledger_entries();
            const auto response = world.get(world.in_programme("/forms/clima/export?format=" + format.name), session);
            REQUIRE_MESSAGE(response.status == 200, response.body.substr(0, 300));
            CHECK(response.body.starts_with(format.begin));
            CHECK(response.find("content-disposition")->ends_with("filename=\"" + format.file + "\""));
            CHECK(world.ledger_entries() == before + 1);
        }
        CHECK(world.get(world.in_programme("/forms/otra/export"), session).status == 404);
    });
}

TEST_CASE("an export holds no person and no place for who may not read them, and no sheet of an anonymous form") {
    on_web([](WebWorld& world) {
        release(world);
        const auto whole = world.enter("coordina", AccessRole::coordinator, world.country);
        send(world, answered);
        const auto blind = world.enter("evalua", AccessRole::evaluator);
        const auto path = world.in_programme("/forms/clima/export?format=jsonl");
        CHECK(world.get(path, whole).body.contains("75.25"));
        const auto withheld = world.get(path, blind);
        REQUIRE(withheld.status == 200);
        CHECK(withheld.body.contains("\"edad\":9"));
        CHECK(!withheld.body.contains("75.25"));
        CHECK(world.get(path, world.enter("dona", AccessRole::funder)).status == 403);
    });
}

TEST_CASE("a conflict is shown question by question to who may read whole answers, and decided once") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("coordina", AccessRole::coordinator, world.country);
        disagree(world);
        const auto open = json_of(world.get(world.in_programme("/submission-conflicts"), session));
        REQUIRE(open.if_array()->size() == 1);
        const auto id = text_at(open.if_array()->at(0), "submission");
        CHECK(id == third);
        CHECK(text_at(open.if_array()->at(0), "kind") == "second_correction");

        const auto path = world.in_programme("/submission-conflicts/" + id);
        const auto before = world.ledger_entries();
        const auto shown = json_of(world.get(path, session));
        CHECK(world.ledger_entries() == before + 1);
        CHECK(text_at(shown, "mine") == second);
        CHECK(text_at(shown, "base") == first);
        const auto& rows = *shown.find("differences")->if_array();
        REQUIRE(rows.size() == 2);
        CHECK(text_at(rows[0], "path") == "gusto");
        CHECK(text_at(rows[0], "base") == "1");
        CHECK(text_at(rows[0], "mine") == "1");
        CHECK(text_at(rows[0], "theirs") == "2");
        CHECK(text_at(rows[1], "path") == "grupo/edad");
        CHECK(text_at(rows[1], "mine") == "10");

        const auto elsewhere = world.enter("otra.coordinadora", AccessRole::coordinator, world.ugel);
        CHECK(json_of(world.get(world.in_programme("/submission-conflicts"), elsewhere)).if_array()->empty());
        CHECK(world.get(path, elsewhere).status == 404);
        CHECK(world.post(path + "/decision", elsewhere, R"({"keep":"theirs"})").status == 404);
        const auto blind = world.enter("evalua", AccessRole::evaluator);
        CHECK(world.get(world.in_programme("/submission-conflicts"), blind).status == 403);
        CHECK(world.get(path, blind).status == 403);
        CHECK(world.post(path + "/decision", blind, R"({"keep":"theirs"})").status == 403);

        CHECK(world.post(path + "/decision", session, R"({"keep":"nobody"})").status == 400);
        const auto decided = world.post(path + "/decision", session, R"({"keep":"theirs"})");
        REQUIRE_MESSAGE(decided.status == 200, decided.body);
        CHECK(text_at(json_of(decided), "holds") == third);
        CHECK(json_of(world.get(world.in_programme("/submission-conflicts"), session)).if_array()->empty());
        CHECK(world.post(path + "/decision", session, R"({"keep":"mine"})").status == 404);
        const auto rows_after = world.get(world.in_programme("/forms/clima/export?format=jsonl"), session).body;
        CHECK(rows_after.contains("\"gusto\":\"2\""));
    });
}

TEST_SUITE_END();
