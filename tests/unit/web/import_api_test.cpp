#include "unit/web/web_world.h"

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

// RFC 4648, only for what these tests send.
std::string base64_of(std::string_view text) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, text.size() - i);
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8U | (k < count ? static_cast<unsigned char>(text[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= count ? letters[group >> (18 - 6 * k) & 63U] : '=';
        }
    }
    return out;
}

std::string territories(const std::string& run, const std::string& table, const std::string& columns = "[]") {
    return R"({"kind":"territories","run":")" + run + R"(","file":"distritos.csv","content":")" + base64_of(table) +
           R"(","columns":)" + columns +
           R"(,"constants":[{"field":"code_system","value":"ubigeo"},)"
           R"({"field":"kind","value":"district"}],"since":"2020-01-01"})";
}

}  // namespace

TEST_SUITE_BEGIN("web: imports");

TEST_CASE("a file is looked at first, mended, and written whole") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("coo", AccessRole::coordinator, world.country);
        const auto imports = world.in_programme("/imports");
        CHECK(json_of(world.get(imports, session)).find("items")->if_array()->size() == 6);
        const std::string table = "cod,nombre,parent_code\n030102,Árbol Alto,PE\n030103,,PE\n";
        const std::string columns = R"([{"column":"cod","field":"code"},{"column":"nombre","field":"name"}])";
        const auto before = world.ledger_entries();
        const auto wrong = world.post(imports, session, territories("write", table, columns));
        REQUIRE_MESSAGE(wrong.status == 200, wrong.body);
        const auto looked = json_of(wrong);
        CHECK(looked.find("problems")->if_array()->front().find("row")->if_int() != nullptr);
        CHECK(*looked.find("problems")->if_array()->front().find("row")->if_int() == 3);
        CHECK(text_at(looked.find("problems")->if_array()->front(), "column") == "nombre");
        CHECK_FALSE(*looked.find("was_written")->if_bool());
        CHECK(looked.find("columns")->if_array()->size() == 3);
        CHECK(world.ledger_entries() == before);

        const std::string mended = "cod,nombre,parent_code\n030102,Árbol Alto,PE\n030103,Monte,PE\n";
        const auto dry = json_of(world.post(imports, session, territories("look", mended, columns)));
        CHECK(*dry.find("problem_count")->if_int() == 0);
        CHECK(*dry.find("counts")->if_array()->front().find("created")->if_int() == 2);
        CHECK(world.ledger_entries() == before);
        const auto written = json_of(world.post(imports, session, territories("write", mended, columns)));
        CHECK(*written.find("was_written")->if_bool());
        CHECK(world.ledger_entries() > before);
        const auto found = json_of(world.get(world.in_programme("/territories?q=arbol"), session));
        CHECK(found.find("items")->if_array()->size() == 1);
    });
}

TEST_CASE("whoever answers for a part of the land, or has no such task, brings in no file") {
    on_web([](WebWorld& world) {
        const auto imports = world.in_programme("/imports");
        const auto content = territories("look", "code,name\n030102,Alto\n");
        const auto part = world.enter("ugel", AccessRole::coordinator, world.ugel);
        CHECK(world.post(imports, part, content).status == 403);
        const auto director = world.enter("dir", AccessRole::director);
        CHECK(world.post(imports, director, content).status == 403);
        CHECK(json_of(world.get(imports, director)).find("items")->if_array()->size() == 1);  // participation
    });
}

TEST_CASE("what is no table, no base 64 or has no name is refused") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("coo", AccessRole::coordinator, world.country);
        const auto imports = world.in_programme("/imports");
        const auto send = [&](const std::string& file, const std::string& content) {
            return world
                .post(imports, session,
                      R"({"kind":"schools","run":"look","file":")" + file + R"(","content":")" + content +
                          R"(","columns":[],"constants":[]})")
                .status;
        };
        CHECK(send("a.csv", "***") == 400);
        CHECK(send("..", base64_of("a,b\n1,2\n")) == 400);
        CHECK(send("a.xls", base64_of(std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))) == 400);
    });
}

TEST_CASE("a list is taken along with its filters and scope; one with names leaves a trace") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("dir", AccessRole::director);
        const auto all = world.get(world.in_programme("/exports/schools"), session);
        REQUIRE_MESSAGE(all.status == 200, all.body);
        CHECK(
            all.body.starts_with("\xEF\xBB\xBF"
                                 "Sistema del código,Código,Nombre"));
        CHECK(all.body.find("0300001,IE Árbol") != std::string::npos);
        CHECK(all.body.find("IE Bosque") != std::string::npos);
        const auto some = world.get(world.in_programme("/exports/schools?q=arbol"), session);
        CHECK(some.body.find("IE Bosque") == std::string::npos);
        const auto near = world.enter("rosa", AccessRole::specialist, world.ugel);
        CHECK(world.get(world.in_programme("/exports/schools"), near).body.find("IE Bosque") == std::string::npos);
        CHECK(world.get(world.in_programme("/exports/schools?format=xlsx"), session).body.starts_with("PK"));
        CHECK(world.get(world.in_programme("/exports/territories"), session).status == 200);
        const auto before = world.ledger_entries();
        const auto people = world.get(world.in_programme("/exports/people"), session);
        CHECK(people.body.find("Inés Huamán Prueba") != std::string::npos);
        CHECK(world.ledger_entries() == before + 1);
        const auto teams = world.get(world.in_programme("/exports/teams?only=missing"), session);
        CHECK(teams.body.find("UGEL Quebrada") != std::string::npos);
        CHECK(world.get(world.in_programme("/exports/teams?only=constituted"), session).body.find("UGEL Quebrada") ==
              std::string::npos);
        const auto board = json_of(world.get(world.in_programme("/teams?territory=" + to_string(world.ugel)), session));
        CHECK(board.find("items")->if_array()->size() == 1);
    });
}

TEST_SUITE_END();
