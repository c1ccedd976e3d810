#include "documents/byte_source.h"
#include "documents/zip_archive.h"
#include "unit/web/web_world.h"

#include <chrono>
#include <thread>

using namespace minka;
using namespace minka::test;
using registry::AccessRole;

namespace {

// The answer of the list of one's exports once the newest has ended.
documents::JsonValue ended_export(WebWorld& world, const std::string& path, const std::string& session) {
    for (int i = 0; i < 400; ++i) {
        const auto list = json_of(world.get(path, session));
        const auto& newest = (*list.find("items")->if_array())[0];
        const auto state = text_at(newest, "state");
        if (state == "ready" || state == "failed") {
            return newest;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    FAIL("the export did not end");
    return {};
}

documents::ZipArchive archive_of(const std::string& bytes) {
    constexpr std::uint64_t most = 1U << 24U;
    auto memory = documents::open_memory(Bytes(bytes.begin(), bytes.end()), "export.zip", most);
    REQUIRE(memory.has_value());
    auto opened = documents::ZipArchive::open(*std::move(memory), "export.zip", {});
    REQUIRE(opened.has_value());
    return *std::move(opened);
}

}  // namespace

TEST_SUITE_BEGIN("web: what a territory's office owns");

TEST_CASE("an office takes all of its own data in one file, and nothing of its neighbour's") {
    on_web([](WebWorld& world) {
        const auto rosa = world.enter("rosa", AccessRole::specialist, world.ugel);
        const auto exports = world.in_programme("/territories/" + to_string(world.ugel) + "/exports");
        const auto before = world.ledger_entries();
        const auto asked = ask(world.site->port(), "POST", exports, {{"cookie", rosa}});
        REQUIRE_MESSAGE(asked.status == 200, asked.body);
        const auto made = ended_export(world, exports, rosa);
        CHECK(text_at(made, "state") == "ready");
        // One entry for the whole, and one for the list that has names.
        CHECK(world.ledger_entries() == before + 2);
        const auto file = world.get(exports + "/" + text_at(made, "id"), rosa);
        CHECK(*file.find("content-type") == "application/zip");
        auto archive = archive_of(file.body);
        constexpr std::size_t most = 1U << 20U;
        const auto schools = archive.read_part("escuelas.csv", most).value();
        CHECK(schools.find("IE Árbol") != std::string::npos);
        CHECK(schools.find("IE Bosque") == std::string::npos);
        const auto indicators = archive.read_part("indicadores.csv", most).value();
        CHECK(indicators.find("schools,Escuelas,1,,1") != std::string::npos);
        CHECK(archive.has("personas.csv"));
        CHECK(archive.has("equipos.csv"));
        CHECK(archive.has("resoluciones.csv"));
        // Itineraries are for those who plan them and those who travel.
        CHECK_FALSE(archive.has("visitas.csv"));
    });
}

TEST_CASE("an export is of who asked for it alone, and the office sees that it was taken") {
    on_web([](WebWorld& world) {
        const auto lucia = world.enter("lucia", AccessRole::director);
        const auto rosa = world.enter("rosa", AccessRole::specialist, world.ugel);
        const auto far = world.enter("far", AccessRole::specialist, world.other_ugel);
        const auto exports = world.in_programme("/territories/" + to_string(world.ugel) + "/exports");
        CHECK(ask(world.site->port(), "POST", exports, {{"cookie", far}}).status == 403);
        REQUIRE(ask(world.site->port(), "POST", exports, {{"cookie", lucia}}).status == 200);
        const auto made = ended_export(world, exports, lucia);
        CHECK(world.get(exports + "/" + text_at(made, "id"), rosa).status == 404);
        CHECK(json_of(world.get(exports, rosa)).find("items")->if_array()->empty());
        auto archive = archive_of(world.get(exports + "/" + text_at(made, "id"), lucia).body);
        const auto schools = archive.read_part("escuelas.csv", 1U << 20U).value();
        CHECK(schools.find("IE Bosque") == std::string::npos);
        const auto reads = world.get(world.in_programme("/territories/" + to_string(world.ugel) + "/reads"), rosa);
        CHECK(reads.body.find("territories/{territory}/exports") != std::string::npos);
    });
}

TEST_CASE("a territory's indicators are counts and shares of its own") {
    on_web([](WebWorld& world) {
        const auto rosa = world.enter("rosa", AccessRole::specialist, world.ugel);
        const auto path = world.in_programme("/territories/" + to_string(world.ugel) + "/indicators");
        const auto own = json_of(world.get(path, rosa));
        const auto& items = *own.find("items")->if_array();
        CHECK(text_at(items[0], "code") == "schools");
        CHECK(text_at(items[0], "text") == "1");
        // One UGEL, without a team: 0 of 1.
        CHECK(text_at(items[4], "code") == "01");
        CHECK(text_at(items[4], "text") == "0,0 % (0/1)");
        const auto other = world.in_programme("/territories/" + to_string(world.other_ugel) + "/indicators");
        CHECK(world.get(other, rosa).status == 403);
    });
}

TEST_SUITE_END();
