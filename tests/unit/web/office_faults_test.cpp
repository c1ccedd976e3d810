#include "support/faulty_vfs.h"
#include "unit/web/visit_world.h"

#include <sqlite3.h>

#include <functional>
#include <thread>

using namespace minka;
using namespace minka::test;
using registry::AccessRole;

// What an office is told when its write cannot be kept, and what is there afterwards: a visit agreed, a team convened,
// people who turn out to be one, an import confirmed.
namespace {

constexpr int turns = 14;

// A served programme on a disk of its own, with `turns` of everything the acts below use up.
struct Office {
    ScratchDatabase scratch;
    std::string vfs;
    std::unique_ptr<privacy::Vault> vault;
    std::unique_ptr<WebWorld> world;
    std::string coordinator;
    std::string director;
    std::string specialist;
    ProgrammeId visits_in;
    ProgrammeId teams_in;
    std::vector<planning::Visit> visits;
    std::vector<registry::PersonId> people;
    std::vector<registry::TerritoryId> ugels;
    registry::TerritoryId country;

    explicit Office(std::string file_system) : vfs(std::move(file_system)) {
        scratch.location = (scratch.folder.path() / "office.db").string();
        open_database();
        world.reset(new WebWorld{scratch, *vault, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}});
        world->fill();
        furnish_teams();
        furnish_visits();
    }

    void open_database() {
        storage::DatabaseOptions options;
        options.location = scratch.location;
        options.migrations = app::schema();
        options.clock = &scratch.clock;
        options.random = &scratch.random;
        options.sqlite_vfs = vfs;
        auto opened = storage::Database::open(options);
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
        scratch.database = *std::move(opened);
        auto unlocked = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
        REQUIRE_MESSAGE(unlocked.has_value(), (unlocked ? "" : to_sentence(unlocked.error())));
        vault = *std::move(unlocked);
    }

    /// As after a fall of the machine: everything is opened anew from what the disk held.
    void fall(const std::function<void()>& meanwhile) {
        const WebWorld before{scratch,       *vault,      world->programme,  world->other_programme, world->country,
                              world->region, world->ugel, world->other_ugel, world->school,          world->far_school,
                              world->person, {}};
        world.reset();
        vault.reset();
        scratch.database.reset();
        meanwhile();
        open_database();
        world.reset(new WebWorld{scratch,
                                 *vault,
                                 before.programme,
                                 before.other_programme,
                                 before.country,
                                 before.region,
                                 before.ugel,
                                 before.other_ugel,
                                 before.school,
                                 before.far_school,
                                 before.person,
                                 {}});
        world->open_site();
    }

    void furnish_teams() {
        teams_in = world->programme;
        country = world->country;
        specialist = world->enter("esp", AccessRole::specialist, world->region);
        coordinator = world->enter("coo", AccessRole::coordinator, world->country);
        director = world->enter("dir", AccessRole::director);
        const auto written = world->database().write(
            {world->programme, {}, "console", "test"}, [&](storage::Writer& writer) -> Result<> {
                ugels.clear();
                people.clear();
                for (int i = 0; i < turns; ++i) {
                    auto ugel =
                        world->territory(registry::TerritoryKind::ugel, registry::TerritoryTree::school_administration,
                                         "0301" + std::to_string(10 + i), "UGEL " + std::to_string(i), world->region);
                    MINKA_TRY(writer.create(ugel));
                    ugels.push_back(ugel.id);
                    registry::Person person;
                    person.id = world->database().new_id<registry::PersonId>();
                    MINKA_TRY_ASSIGN(person.name, vault->seal(writer, person.id.uuid, "Persona Prueba"));
                    MINKA_TRY(writer.create(person));
                    people.push_back(person.id);
                }
                auto known = people;
                known.push_back(world->person);
                for (const auto& person : known) {
                    registry::Role role;
                    role.id = world->database().new_id<registry::RoleId>();
                    role.person_id = person;
                    role.role = registry::PersonRole::promoter;
                    role.place = registry::PlaceKind::territory;
                    role.place_id = world->country.uuid;
                    role.valid_from = *LocalDate::parse("2020-01-01");
                    MINKA_TRY(writer.create(role));
                }
                return {};
            });
        REQUIRE_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
    }

    void furnish_visits() {
        VisitWorld field(*world);
        visits_in = world->programme;
        for (int i = 0; i < turns; ++i) {
            const auto school =
                world->a_school("1059010001" + std::to_string(10 + i), "IE Prueba", field.one_land, field.one_land);
            field.write([&](storage::Writer& writer) { return writer.create(school); });
            visits.push_back(field.propose(school, field.pair, "2026-03-04"));
        }
        lookout = world->enter("vis", AccessRole::coordinator, field.one_land);
        world->programme = teams_in;
    }

    std::string lookout;  ///< A coordinator of the programme with visits.
};

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

// An act of the office that can be done once for each turn, and whether it is there.
struct OfficeAct {
    std::string name;
    std::function<web::HttpResponse(Office&, int)> act;
    std::function<bool(Office&, int)> is_there;
};

std::string of_programme(const ProgrammeId& programme, const std::string& path) {
    return "/api/v1/programmes/" + to_string(programme) + path;
}

const std::vector<OfficeAct>& office_acts() {
    static const std::vector<OfficeAct> acts{
        {"a visit agreed",
         [](Office& office, int turn) {
             return office.world->post(
                 of_programme(office.visits_in,
                              "/visits/" + to_string(office.visits.at(static_cast<std::size_t>(turn)).id) + "/steps"),
                 office.lookout, R"({"act":"agree","channel":"call","said_by":"rectora"})");
         },
         [](Office& office, int turn) {
             const auto page = json_of(office.world->get(
                 of_programme(office.visits_in,
                              "/visits/" + to_string(office.visits.at(static_cast<std::size_t>(turn)).id)),
                 office.lookout));
             return text_at(*page.find("visit"), "state") == "agreed";
         }},
        {"a team convened",
         [](Office& office, int turn) {
             return office.world->post(
                 of_programme(office.teams_in,
                              "/ugels/" + to_string(office.ugels.at(static_cast<std::size_t>(turn))) + "/steps"),
                 office.specialist, R"({"act":"convene","on":"2026-03-01"})");
         },
         [](Office& office, int turn) {
             return json_of(office.world->get(
                                of_programme(office.teams_in,
                                             "/ugels/" + to_string(office.ugels.at(static_cast<std::size_t>(turn)))),
                                office.specialist))
                        .find("team") != nullptr;
         }},
        {"two people who are one",
         [](Office& office, int turn) {
             return office.world->post(
                 of_programme(office.teams_in,
                              "/people/" + to_string(office.people.at(static_cast<std::size_t>(turn))) + "/merge"),
                 office.coordinator, R"({"into":")" + to_string(office.world->person) + "\"}");
         },
         [](Office& office, int turn) {
             return office.world
                        ->get(of_programme(office.teams_in, "/people/" + to_string(office.world->person)),
                              office.director)
                        .body.find(to_string(office.people.at(static_cast<std::size_t>(turn)))) != std::string::npos;
         }},
        {"an import confirmed",
         [](Office& office, int turn) {
             const auto code = "0307" + std::to_string(10 + turn);
             const auto table = "code,name,parent_code\n" + code + ",Monte " + code + ",PE\n";
             return office.world->post(of_programme(office.teams_in, "/imports"), office.coordinator,
                                       R"({"kind":"territories","run":"write","file":"d.csv","content":")" +
                                           base64_of(table) +
                                           R"(","columns":[],"constants":[{"field":"code_system","value":"ubigeo"},)"
                                           R"({"field":"kind","value":"district"}],"since":"2020-01-01"})");
         },
         [](Office& office, int turn) {
             const auto found = json_of(office.world->get(
                 of_programme(office.teams_in, "/territories?q=monte%200307" + std::to_string(10 + turn)),
                 office.coordinator));
             return !found.find("items")->if_array()->empty();
         }},
    };
    return acts;
}

void expect_told(const web::HttpResponse& answer) {
    CHECK(answer.status == 503);
    REQUIRE(answer.find("content-type") != nullptr);
    CHECK(answer.find("content-type")->starts_with("application/problem+json"));
    // In Spanish, unless the office asks otherwise, and with a word of what failed.
    const auto detail = text_at(json_of(answer), "detail");
    CAPTURE(detail);
    CHECK((detail.find("disco") != std::string::npos || detail.find("base de datos") != std::string::npos ||
           detail.find("No se escribió") != std::string::npos));
}

}  // namespace

TEST_SUITE_BEGIN("web: office faults");

TEST_CASE("wherever the power goes, what the office was told is done is there, and what is there is whole") {
    FaultyVfs vfs("office-power", 3);
    Office office(vfs.name());
    for (const auto& act : office_acts()) {
        CAPTURE(act.name);
        bool was_dark = false;
        for (int turn = 0; turn < turns; ++turn) {
            CAPTURE(turn);
            // Each turn lets one more write or sync through, until the act gets to its end.
            vfs.cut_power_after(turn + 1);
            const auto answer = act.act(office, turn);
            const bool is_dark = vfs.is_dark();
            was_dark = was_dark || is_dark;
            if (answer.status != 200) {
                expect_told(answer);
            }
            vfs.cut_power_after(0);
            office.fall([&] { vfs.restore_power(); });
            if (answer.status == 200) {
                CHECK(act.is_there(office, turn));
            } else if (!act.is_there(office, turn)) {
                CHECK(act.act(office, turn).status == 200);
                CHECK(act.is_there(office, turn));
            }
        }
        CHECK(was_dark);
    }
    office.world->site->stop();
    expect_sound_ledger(*office.scratch.database);
}

TEST_CASE("on a full disk the office is told, keeps what it had, and does it again when there is room") {
    FaultyVfs vfs("office-full", 4);
    Office office(vfs.name());
    for (const auto& act : office_acts()) {
        CAPTURE(act.name);
        office.fall([] {});  // the log begins anew, so that every write needs room
        int refused = -1;
        vfs.limit_bytes(vfs.bytes());
        for (int turn = 0; turn < turns && refused < 0; ++turn) {
            const auto answer = act.act(office, turn);
            if (answer.status == 200) {
                CHECK(act.is_there(office, turn));  // there was room in what the log had taken before
                continue;
            }
            expect_told(answer);
            CHECK_FALSE(act.is_there(office, turn));
            refused = turn;
        }
        vfs.limit_bytes(-1);
        REQUIRE(refused >= 0);
        CHECK(act.act(office, refused).status == 200);
        CHECK(act.is_there(office, refused));
    }
    office.world->site->stop();
    expect_sound_ledger(*office.scratch.database);
}

TEST_CASE("a clock that is set back neither loses nor reorders what the office writes") {
    Office office({});
    for (const auto& act : office_acts()) {
        CAPTURE(act.name);
        for (int turn = 0; turn < 3; ++turn) {
            office.scratch.clock.advance(turn == 1 ? -3LL * 3600 * 1'000'000 : 60'000'000);
            CHECK(act.act(office, turn).status == 200);
            CHECK(act.is_there(office, turn));
        }
    }
    office.world->site->stop();
    expect_sound_ledger(*office.scratch.database);  // its instants grow along the chain
}

TEST_CASE("a write whose content does not come whole is not done, and the line is free for the next") {
    Office office({});
    for (const auto& act : office_acts()) {
        CAPTURE(act.name);
        const auto port = office.world->site->port();
        const auto body = std::string(R"({"act":"agree","channel":"call","said_by":"rectora"})");
        const auto whole =
            request_text("POST", of_programme(office.visits_in, "/visits/" + to_string(office.visits[0].id) + "/steps"),
                         {{"cookie", office.lookout}, {"content-type", "application/json"}}, body);
        {
            HttpClient torn(port);
            torn.send(std::string_view(whole).substr(0, whole.size() - 10));
        }
        CHECK_FALSE(office_acts()[0].is_there(office, 0));
        CHECK(act.act(office, 1).status == 200);
        CHECK(act.is_there(office, 1));
    }
    office.world->site->stop();
}

TEST_SUITE_END();

TEST_CASE("while another program holds the database locked, the office is told after a while, and nothing is half" *
          doctest::test_suite("slow")) {
    Office office({});
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(office.scratch.location.c_str(), &other) == SQLITE_OK);
    for (const auto& act : office_acts()) {
        CAPTURE(act.name);
        REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
        web::HttpResponse answer;
        {
            const std::jthread writing([&] { answer = act.act(office, 0); });
            std::this_thread::sleep_for(std::chrono::seconds(8));
            REQUIRE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
        }
        if (answer.status != 200) {
            expect_told(answer);
            CHECK(act.act(office, 0).status == 200);
        }
        CHECK(act.is_there(office, 0));
    }
    sqlite3_close(other);
    office.world->site->stop();
    expect_sound_ledger(*office.scratch.database);
}
