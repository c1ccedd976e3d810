#include "programme/cycle_rules.h"
#include "unit/web/web_world.h"
#include "web/report_desk.h"
#include "web/report_orders.h"
#include "web/table_download.h"

#include <algorithm>
#include <chrono>
#include <thread>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

void begin_cycle(WebWorld& world) {
    REQUIRE(world.database()
                .write({world.programme, {}, "console", "test"},
                       [&](storage::Writer& writer) -> Result<> {
                           programme::Cycle cycle;
                           cycle.id = world.database().new_id<programme::CycleId>();
                           cycle.code = "2026";
                           cycle.name = "Ciclo 2026";
                           cycle.starts_on = *LocalDate::parse("2026-03-02");
                           cycle.ends_on = *LocalDate::parse("2026-12-11");
                           cycle.programme_version = 1;
                           return writer.create(cycle);
                       })
                .has_value());
}

/// Waits until a report is no longer on its way, 20 s at the most, and gives what is said of it.
documents::JsonValue ended(WebWorld& world, const std::string& path, const std::string& session) {
    for (int i = 0; i < 400; ++i) {
        const auto detail = json_of(world.get(path, session));
        const auto state = text_at(*detail.find("report"), "state");
        if (state == "ready" || state == "failed") {
            return detail;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL("The report is not made.");
    return {};
}

}  // namespace

TEST_SUITE_BEGIN("web: reports");

TEST_CASE("a report is asked for, made beside other work, and is there when one comes back") {
    on_web([](WebWorld& world) {
        begin_cycle(world);
        const auto session = world.enter("dir", AccessRole::director);
        const auto reports = world.in_programme("/reports");
        const std::string content = R"({"kind":"cycle","cycle":"2026","as_of":"2026-10-31"})";
        const auto asked = world.post(reports, session, content);
        REQUIRE_MESSAGE(asked.status == 200, asked.body);
        const auto own = reports + "/" + text_at(json_of(asked), "id");
        const auto detail = ended(world, own, session);
        REQUIRE_MESSAGE(text_at(*detail.find("report"), "state") == "ready", documents::to_json(detail));
        CHECK(json_of(world.get(reports, session)).find("items")->if_array()->size() == 1);
        CHECK(text_at(json_of(world.post(reports, session, content)), "id") == text_at(json_of(asked), "id"));

        const auto page = world.get(own + "/page", session);
        CHECK(page.status == 200);
        const auto& policy = *page.find("content-security-policy");
        CHECK(policy.find("sandbox") != std::string::npos);
        CHECK(policy.find("unsafe-inline") == std::string::npos);
        CHECK(policy.find("style-src 'sha256-") != std::string::npos);
        CHECK(page.body.find(" style=") == std::string::npos);  // the policy would leave it without effect
        const auto document = json_of(world.get(own + "/document", session));
        // The same sentence stands in both: the first one of the summary.
        const auto& blocks = *document.find("sections")->if_array()->front().find("blocks")->if_array();
        const auto said = std::ranges::find(blocks, "sentences", [](const auto& one) { return text_at(one, "kind"); });
        REQUIRE(said != blocks.end());
        const auto& first = *said->find("items")->if_array()->front().if_text();
        CHECK(page.body.find(first.substr(0, first.find_first_of("<>&\"'"))) != std::string::npos);

        const auto& tables = *detail.find("tables")->if_array();
        REQUIRE_FALSE(tables.empty());
        const auto table = own + "/tables/" + text_at(tables.front(), "code");
        const auto csv = world.get(table, session);
        CHECK(csv.body.starts_with("\xEF\xBB\xBF"));
        CHECK(csv.find("content-disposition")->ends_with(".csv\""));
        CHECK(world.get(table + "?format=xlsx", session).body.starts_with("PK"));
        CHECK(world.get(own + "/tables/nothing", session).status == 404);
        CHECK(world.get(own + "/schools", session).status == 404);
    });
}

TEST_CASE("a report asked for before the server ended is there after it began again, to the byte") {
    on_web([](WebWorld& world) {
        begin_cycle(world);
        const auto session = world.enter("dir", AccessRole::director);
        const auto reports = world.in_programme("/reports");
        const auto asked = json_of(world.post(reports, session, R"({"kind":"cycle","cycle":"2026"})"));
        const auto own = reports + "/" + text_at(asked, "id");
        const auto before = ended(world, own, session);
        REQUIRE(text_at(*before.find("report"), "state") == "ready");
        const auto table = own + "/tables/" + text_at(before.find("tables")->if_array()->front(), "code");
        const auto page = world.get(own + "/page", session).body;
        const auto csv = world.get(table, session).body;
        // A report that failed stands no longer; one that nobody saw ready does.
        ended(world,
              reports + "/" +
                  text_at(json_of(world.post(reports, session, R"({"kind":"schools","cycle":"2026"})")), "id"),
              session);
        const auto late =
            text_at(json_of(world.post(reports, session, R"({"kind":"cycle","cycle":"2026","language":"en"})")), "id");
        world.site.reset();
        world.scratch.clock.advance(60'000'000);
        world.open_site();

        CHECK(json_of(world.get(reports, session)).find("items")->if_array()->size() == 2);
        const auto after = ended(world, own, session);
        CHECK(text_at(*after.find("report"), "asked_at") == text_at(*before.find("report"), "asked_at"));
        CHECK(world.get(own + "/page", session).body == page);
        CHECK(world.get(table, session).body == csv);
        ended(world, reports + "/" + late, session);
        CHECK(world.get(reports + "/" + late + "/page", session).status == 200);
        const auto funder = world.enter("fin", AccessRole::funder);
        CHECK(world.get(own + "/page", funder).status == 403);

        world.site.reset();
        world.scratch.clock.advance(std::int64_t{days_of_an_order + 1} * 86'400'000'000);
        world.open_site();
        const auto later = world.enter("dir2", AccessRole::director);
        CHECK(json_of(world.get(reports, later)).find("items")->if_array()->empty());
        CHECK(world.get(own, later).status == 404);
    });
}

TEST_CASE("a report for the programme is not for funders, and theirs is another one") {
    on_web([](WebWorld& world) {
        begin_cycle(world);
        const auto director = world.enter("dir", AccessRole::director);
        const auto funder = world.enter("fin", AccessRole::funder);
        const auto reports = world.in_programme("/reports");
        const std::string content = R"({"kind":"cycle","cycle":"2026","as_of":"2026-10-31"})";
        const auto inner = text_at(json_of(world.post(reports, director, content)), "id");
        const auto outer = json_of(world.post(reports, funder, content));
        CHECK(text_at(outer, "audience") == "public");
        CHECK(text_at(outer, "id") != inner);
        CHECK(world.get(reports + "/" + inner, funder).status == 403);
        CHECK(world.get(reports + "/" + inner + "/document", funder).status == 403);
        CHECK(json_of(world.get(reports, funder)).find("items")->if_array()->size() == 1);
        const auto wide = R"({"kind":"cycle","cycle":"2026","audience":"programme"})";
        CHECK(world.post(reports, funder, wide).status == 403);
        CHECK(world.post(reports, funder, R"({"kind":"schools","cycle":"2026"})").status == 403);
    });
}

TEST_CASE("an order that cannot be is refused, and one that fails says why") {
    on_web([](WebWorld& world) {
        begin_cycle(world);
        const auto session = world.enter("dir", AccessRole::director);
        const auto reports = world.in_programme("/reports");
        CHECK(world.post(reports, session, R"({"kind":"cycle","cycle":"1999"})").status == 404);
        CHECK(world.post(reports, session, R"({"kind":"other","cycle":"2026"})").status == 400);
        CHECK(world.post(reports, session, R"({"kind":"cycle","cycle":"2026","language":"qu"})").status == 400);
        CHECK(world.post(reports, session, R"({"kind":"cycle","cycle":"2026","known_at":"soon"})").status == 400);
        const auto pages = json_of(world.post(reports, session, R"({"kind":"schools","cycle":"2026"})"));
        const auto own = reports + "/" + text_at(pages, "id");
        const auto detail = ended(world, own, session);
        CHECK(text_at(*detail.find("report"), "state") == "failed");
        CHECK(text_at(*detail.find("report"), "problem").find("answers") != std::string::npos);
        CHECK(world.get(own + "/schools", session).status == 409);
        CHECK(world.get(reports + "/" + to_string(world.person), session).status == 404);
    });
}

TEST_CASE("a table to keep holds codes as they are and runs nothing") {
    const DownloadTable table{
        "escuelas", {"Código", "Nombre", "n"}, {{std::string("0300001"), std::string("=1+1"), std::int64_t{3}}}};
    const auto csv = table_download(table, TableFormat::csv).value();
    CHECK(csv.body ==
          "\xEF\xBB\xBF"
          "Código,Nombre,n\r\n0300001,'=1+1,3\r\n");
    CHECK(*csv.find("content-disposition") == "attachment; filename=\"escuelas.csv\"");
    CHECK(table_download(table, TableFormat::xlsx).value().body.starts_with("PK"));
}

TEST_SUITE_END();
