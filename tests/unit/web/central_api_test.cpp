#include "forms/export/row_agreement.h"
#include "forms/form_release.h"
#include "identity/account_rules.h"
#include "unit/forms/export_form.h"
#include "unit/web/web_world.h"
#include "web/api/central_door.h"

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

constexpr auto first = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1";
constexpr auto second = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbb2";
constexpr auto third = "cccccccc-cccc-4ccc-8ccc-ccccccccccc3";

const std::string children =
    "<gusto>1</gusto><grupo><edad>9</edad><lugar>4.5 -75.25 1200 5</lugar></grupo>"
    "<hijo><nombre>Ana</nombre></hijo><hijo><nombre>Luz</nombre></hijo>";

/// Somebody with a tool for ODK Central.
struct Tool {
    WebWorld& world;
    std::string token;

    Tool(WebWorld& web_world, const std::string& login, AccessRole role,
         std::optional<registry::TerritoryId> territory = {})
        : world(web_world), token(world.enter(login, role, territory).substr(std::string("minka_session=").size())) {}

    HttpResponse call(std::string_view method, const std::string& path, const std::string& content = {},
                      const std::string& type = "application/json") const {
        std::vector<Header> headers{{"authorization", "Bearer " + token}};
        if (!content.empty()) {
            headers.push_back({"content-type", type});
        }
        return ask(world.site->port(), method, path, headers, content);
    }
    HttpResponse get(const std::string& path) const { return call("GET", path); }
    documents::JsonValue json(const std::string& path) const {
        const auto response = get(path);
        REQUIRE_MESSAGE(response.status == 200, response.body.substr(0, 300));
        return json_of(response);
    }
    documents::JsonArray rows(const std::string& path) const { return *json(path).find("value")->if_array(); }
    void send(const std::string& xml) const {
        const auto response = call("POST", form + "/submissions", xml, "application/xml");
        REQUIRE_MESSAGE(response.status == 200, response.body.substr(0, 300));
        REQUIRE(text_at(json_of(response), "state") == "accepted");
    }

    const std::string form = "/v1/projects/1/forms/clima";
    const std::string feed = form + ".svc";
};

void release(WebWorld& world, const std::string& document, bool is_anonymous = false) {
    const forms::FormReleaseRequest request{document, "form.xml", is_anonymous, {}, {}};
    const auto id = world.database().new_id<forms::FormReleaseId>();
    const auto released = world.database().write(
        {world.programme, {}, "console", "test"},
        [&](storage::Writer& writer) { return forms::release_form(writer, request, id, world.today()); });
    REQUIRE_MESSAGE(released.has_value(), (released ? "" : to_sentence(released.error())));
}

// A coordinator of the region with three submissions; the first asking for projects gives the programme its number.
Tool with_submissions(WebWorld& world) {
    release(world, export_form());
    Tool tool(world, "coordina", AccessRole::coordinator, world.region);
    REQUIRE(tool.json("/v1/projects").if_array()->size() == 1);
    tool.send(export_answers(first, children));
    tool.send(export_answers(second, "<gusto>2</gusto>"));
    tool.send(export_answers(third, "<gusto>1</gusto><hijo><nombre>Sol</nombre></hijo>"));
    return tool;
}

}  // namespace

TEST_SUITE_BEGIN("web: what tools for ODK Central know");

TEST_CASE("nobody gets anything without a name and password, a token or a session") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("rosa", AccessRole::funder);  // a cookie opens nothing here
        for (const auto& route : central_routes()) {
            if (route.admission == CentralAdmission::everybody) {
                continue;
            }
            CAPTURE(route.path);
            for (const std::string authorization : {"", "Bearer 00ff", "Basic ?", "Bearer "}) {
                const auto response = ask(world.site->port(), to_string(route.method), std::string(route.path),
                                          {{"authorization", authorization}, {"cookie", session}});
                CHECK(response.status == 401);
                CHECK(response.body.contains("\"code\":401.2"));
            }
        }
    });
}

TEST_CASE("a correction is put in the place of the version in force, and of no other") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        const auto put = [&](const std::string& xml) {
            return tool.call("PUT", tool.form + "/submissions/uuid:" + std::string(second), xml, "application/xml");
        };
        const std::string fourth = "dddddddd-dddd-4ddd-8ddd-ddddddddddd4";
        const std::string fifth = "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee5";
        const auto corrects = [](const std::string& id) { return "<deprecatedID>uuid:" + id + "</deprecatedID>"; };
        CHECK(put(export_answers(fourth, "<gusto>1</gusto>")).status == 409);
        CHECK(put(export_answers(fourth, "<gusto>1</gusto>", corrects(first))).status == 409);
        const auto done = put(export_answers(fourth, "<gusto>1</gusto>", corrects(second)));
        REQUIRE_MESSAGE(done.status == 200, done.body);
        CHECK(text_at(json_of(done), "state") == "accepted");
        CHECK(put(export_answers(fifth, "<gusto>2</gusto>", corrects(second))).status == 409);
        CHECK(put(export_answers(fifth, "<gusto>2</gusto>", corrects(fourth))).status == 200);
        CHECK(tool.rows(tool.feed + "/Submissions").size() == 3);
        CHECK(text_at(tool.json(tool.form + "/submissions/uuid:" + std::string(second)), "reviewState") == "edited");
        const auto blind = Tool(world, "evalua", AccessRole::evaluator);
        CHECK(blind
                  .call("PUT", tool.form + "/submissions/uuid:" + std::string(second),
                        export_answers(first, "<gusto>2</gusto>", corrects(fifth)), "application/xml")
                  .status == 403);
    });
}

TEST_CASE("a tool signs in, finds its project by a small number that stays, and its forms") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        const auto opened = ask(world.site->port(), "POST", "/v1/sessions", {{"content-type", "application/json"}},
                                R"({"email":"coordina","password":"río montaña selva"})");
        REQUIRE(opened.status == 200);
        const auto token = text_at(json_of(opened), "token");
        const auto me = ask(world.site->port(), "GET", "/v1/users/current", {{"authorization", "Bearer " + token}});
        CHECK(text_at(json_of(me), "email") == "coordina");
        const auto wrong = ask(world.site->port(), "POST", "/v1/sessions", {{"content-type", "application/json"}},
                               R"({"email":"coordina","password":"mala"})");
        CHECK(wrong.status == 401);
        const auto project = tool.json("/v1/projects").if_array()->at(0);
        CHECK(project.find("id")->if_number() == 1);
        CHECK(text_at(project, "createdAt").ends_with("Z"));  // pyodk's models take neither null nor text for a number
        const auto one = tool.json(tool.form + "/submissions/uuid:" + std::string(first));
        CHECK(*one.find("submitterId")->if_number() >= 1);
        CHECK(one.find("currentVersion")->find("submitterId")->if_number() == one.find("submitterId")->if_number());
        CHECK(text_at(tool.json("/v1/projects/1/forms").if_array()->at(0), "xmlFormId") == "clima");
        CHECK(text_at(tool.json(tool.form), "name") == "Clima escolar");
        CHECK(tool.get(tool.form + ".xml").body.contains("<h:title>Clima escolar</h:title>"));
        CHECK(text_at(tool.json(tool.form + "/fields").if_array()->at(1), "type") == "structure");
        for (const auto& path : {"/v1/projects/2", "/v1/projects/x", "/v1/projects/1/forms/otra", "/v1/nada"}) {
            CAPTURE(path);
            CHECK(tool.get(path).status == 404);
        }
    });
}

TEST_CASE("roles that do not read submissions are refused, and other programmes are not there") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        const Tool funder(world, "fondo", AccessRole::funder);
        CHECK(funder.json("/v1/projects").if_array()->empty());
        CHECK(funder.get(tool.form).status == 403);
        CHECK(funder.get(tool.feed + "/Submissions").status == 403);
        CHECK(funder.get(tool.form + "/submissions.csv.zip").status == 403);
    });
}

TEST_CASE("the feed has a table for the form and each repeated group, page by page, each row once") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        CHECK(tool.get(tool.feed).body.contains(
            "{\"kind\":\"EntitySet\",\"name\":\"Submissions.hijo\",\"url\":\"Submissions.hijo\"}"));
        const auto metadata = tool.get(tool.feed + "/$metadata").body;
        CHECK(metadata.contains("<EntityType Name=\"Submissions.hijo.juguete\">"));
        CHECK(metadata.contains("<Property Name=\"edad\" Type=\"Edm.Int64\"/>"));
        std::vector<std::string> seen;
        auto next = tool.feed + "/Submissions?%24top=1&%24count=true";
        for (int page = 0; page < 10 && !next.empty(); ++page) {
            const auto answer = tool.json(next);
            CHECK(answer.find("@odata.count")->if_number() == 3);
            for (const auto& row : *answer.find("value")->if_array()) {
                seen.push_back(text_at(row, "__id"));
            }
            const auto link = text_at(answer, "@odata.nextLink");
            next = link.empty() ? "" : link.substr(link.find("/v1/"));
        }
        CHECK(seen == std::vector<std::string>{"uuid:" + std::string(first), "uuid:" + std::string(second),
                                               "uuid:" + std::string(third)});
        CHECK(tool.rows(tool.feed + "/Submissions?%24skip=2").size() == 1);
        const auto repeated = tool.json(tool.feed + "/Submissions.hijo?%24count=true");
        CHECK(repeated.find("@odata.count")->if_number() == 3);
        CHECK(repeated.find("value")->if_array()->size() == 3);
        CHECK(text_at(repeated.find("value")->if_array()->at(1), "__Submissions-id") == "uuid:" + std::string(first));
        CHECK(tool.get(tool.feed + "/Submissions.nada").status == 404);
    });
}

TEST_CASE("a feed is filtered, narrowed and unfolded as asked, and says what it does not take") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        const auto table = tool.feed + "/Submissions?";
        CHECK(tool.rows(table + "%24filter=year(__system/submissionDate)%20eq%202026").size() == 3);
        CHECK(tool.rows(table + "%24filter=__system/submissionDate%20gt%202026-03-03").empty());
        CHECK(tool.rows(table + "%24filter=__system/reviewState%20eq%20null&%24top=2").size() == 2);
        const auto unfolded = tool.get(table + "%24expand=*&%24wkt=true").body;
        CHECK(unfolded.contains("\"hijo\":[{\"__id\":"));
        CHECK(unfolded.contains("\"lugar\":\"POINT (-75.25 4.5 1200)\""));
        const auto narrow = tool.get(table + "%24select=__id,grupo/edad").body;
        CHECK(narrow.contains("{\"__id\":\"uuid:" + std::string(first) + "\",\"grupo\":{\"edad\":9}}"));
        CHECK_FALSE(narrow.contains("gusto"));
        for (const auto& wrong : {"%24filter=gusto%20eq%201", "%24top=x", "%24expand=hijo", "%24skiptoken=zz"}) {
            CAPTURE(wrong);
            const auto response = tool.get(table + wrong);
            CHECK(response.status == 400);
        }
    });
}

TEST_CASE("an evaluator gets rows without persons and places, and none of an anonymous form without an agreement") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        const Tool evaluator(world, "evalua", AccessRole::evaluator);
        const auto rows = evaluator.get(tool.feed + "/Submissions?%24expand=*").body;
        CHECK(rows.contains("\"gusto\":\"1\""));
        for (const auto& hidden : {"Ana", "75.25", "\"submitterId\":\"", "\"submitterId\":1"}) {
            CAPTURE(hidden);
            CHECK_FALSE(rows.contains(hidden));
        }
        CHECK_FALSE(evaluator.get(tool.feed + "/$metadata").body.contains("nombre"));
        CHECK(evaluator.get(tool.feed + "/Submissions?%24filter=__system/submitterId%20ne%20null").status == 403);
        CHECK(evaluator.get(tool.form + "/submissions/uuid:" + first + ".xml").status == 403);

        const auto sheet = std::string(
            "<html><head><title>Hoja</title><model><instance><data id=\"hoja\" version=\"1\"><v/>"
            "<meta><instanceID/></meta></data></instance></model></head><body/></html>");
        release(world, sheet, true);
        const std::string feed = "/v1/projects/1/forms/hoja.svc/Submissions";
        CHECK(tool.get(feed).status == 403);
        CHECK(evaluator.get(feed).status == 403);
        const auto account =
            world.database()
                .read(identity::installation,
                      [](storage::Reader& reader) { return identity::account_by_login(reader, "evalua"); })
                .value()
                ->record.id;
        const forms::RowAgreement agreement{world.database().new_id<forms::RowAgreementId>(),
                                            "hoja",
                                            account.uuid,
                                            "Archivo 7",
                                            world.today(),
                                            world.today()};
        REQUIRE(world.database()
                    .write({world.programme, {}, "console", "test"},
                           [&](storage::Writer& writer) { return forms::record_agreement(writer, agreement); })
                    .has_value());
        CHECK(evaluator.get(feed).status == 200);
        CHECK(tool.get(feed).status == 403);
    });
}

TEST_CASE("a coordinator sees what was sent in their own land") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        const Tool near(world, "cerca", AccessRole::coordinator, world.region);
        const Tool far(world, "lejos", AccessRole::coordinator, world.other_ugel);
        CHECK(near.rows(tool.feed + "/Submissions").size() == 3);
        CHECK(far.rows(tool.feed + "/Submissions").empty());
        CHECK(far.get(tool.form + "/submissions/uuid:" + first).status == 404);
        CHECK(far.json(tool.form + "/submissions").if_array()->empty());
    });
}

TEST_CASE("a review and comments stay with a submission, and reading rows leaves an entry in the ledger") {
    on_web([](WebWorld& world) {
        const auto tool = with_submissions(world);
        const auto one = tool.form + "/submissions/uuid:" + first;
        CHECK(text_at(json_of(tool.call("PATCH", one, R"({"reviewState":"approved"})")), "reviewState") == "approved");
        CHECK(text_at(tool.json(one), "reviewState") == "approved");
        CHECK(tool.rows(tool.feed + "/Submissions?%24filter=__system/reviewState%20eq%20'approved'").size() == 1);
        CHECK(tool.call("PATCH", one, R"({"reviewState":"quizás"})").status != 200);
        CHECK(tool.call("POST", one + "/comments", R"({"body":"Preguntar por la edad"})").status == 200);
        CHECK(text_at(tool.json(one + "/comments").if_array()->at(0), "body") == "Preguntar por la edad");
        CHECK(tool.call("PATCH", one, R"({"reviewState":null})").status == 200);
        CHECK(tool.rows(tool.feed + "/Submissions?%24filter=__system/reviewState%20eq%20null").size() == 3);
        const auto before = world.ledger_entries();
        CHECK(tool.get(one + ".xml").body.contains("<edad>9</edad>"));
        CHECK(tool.get(tool.form + "/submissions.csv.zip").body.starts_with("PK"));
        CHECK(tool.get(tool.feed + "/Submissions").status == 200);
        CHECK(world.ledger_entries() == before + 3);
    });
}
