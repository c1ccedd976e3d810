#include "programme/cycle_rules.h"
#include "registry/security_level.h"
#include "unit/web/web_world.h"

#include <chrono>
#include <thread>

using namespace minka;
using namespace minka::test;
using documents::JsonValue;
using registry::AccessRole;
using storage::Writer;

TEST_SUITE_BEGIN("web: teacher groups");

namespace {

// A cycle in which a school of each of two UGEL takes part, with ten teachers each.
struct GroupWorld {
    WebWorld& world;
    programme::Cycle cycle;
    std::vector<registry::PersonId> teachers;  // the first ten teach near
    std::vector<registry::RoleId> roles;
    std::vector<registry::SiteId> sites;

    explicit GroupWorld(WebWorld& made) : world(made) {
        auto& database = world.database();
        cycle.id = database.new_id<programme::CycleId>();
        cycle.code = "2026";
        cycle.name = "Ciclo 2026";
        cycle.starts_on = *LocalDate::parse("2026-03-02");
        cycle.ends_on = *LocalDate::parse("2026-12-11");
        cycle.programme_version = 1;
        write([&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.create(cycle));
            MINKA_TRY(join(writer, world.school, "0300001", -13.1));
            return join(writer, world.far_school, "0300002", -13.9);
        });
    }

    template <typename Closure>
    void write(Closure closure) {
        const auto written = world.database().write({world.programme, {}, "console", "test"}, closure);
        REQUIRE_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
    }

    Result<> join(Writer& writer, registry::SchoolId school, const std::string& code, double latitude) {
        auto& database = world.database();
        registry::Site site;
        site.id = database.new_id<registry::SiteId>();
        site.school_id = school;
        site.code_system = "modular";
        site.code = code;
        site.name = "Local " + code;
        site.search_name = "local " + code;
        site.levels = "preschool";
        site.latitude = latitude;
        site.longitude = -72.5;
        site.valid_from = *LocalDate::parse("2010-01-01");
        MINKA_TRY(writer.create(site));
        sites.push_back(site.id);
        MINKA_TRY(programme::set_participation(writer, {database.new_id<programme::SchoolParticipationId>(),
                                                        cycle.id,
                                                        school,
                                                        programme::ParticipationState::invited,
                                                        *LocalDate::parse("2026-01-05"),
                                                        {}}));
        MINKA_TRY(programme::set_participation(writer, {database.new_id<programme::SchoolParticipationId>(),
                                                        cycle.id,
                                                        school,
                                                        programme::ParticipationState::joined,
                                                        *LocalDate::parse("2026-01-06"),
                                                        {}}));
        for (int i = 0; i < 10; ++i) {
            MINKA_TRY(add_teacher(writer, school));
        }
        return {};
    }

    Result<> add_teacher(Writer& writer, registry::SchoolId school) {
        auto& database = world.database();
        const auto number = teachers.size();
        registry::Person person;
        person.id = database.new_id<registry::PersonId>();
        MINKA_TRY_ASSIGN(person.name,
                         world.vault.seal(writer, person.id.uuid,
                                          "Docente Número" + std::string(1, static_cast<char>('A' + number))));
        person.birth_band = number % 3 == 0 ? "1970-1979" : number % 3 == 1 ? "1980-1989" : "1990-1999";
        person.experience_band = number % 2 == 0 ? "06-10" : "11-20";
        MINKA_TRY(writer.create(person));
        registry::Role role;
        role.id = database.new_id<registry::RoleId>();
        role.person_id = person.id;
        role.role = registry::PersonRole::teacher;
        role.place = registry::PlaceKind::school;
        role.place_id = school.uuid;
        role.valid_from = *LocalDate::parse("2026-01-07");
        MINKA_TRY(writer.create(role));
        teachers.push_back(person.id);
        roles.push_back(role.id);
        return {};
    }

    void leave(std::size_t teacher) {
        write([&](Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(auto role, writer.require<registry::Role>(roles[teacher]));
            role.record.valid_to = world.today();
            MINKA_TRY(writer.change(role.record, role.version));
            return {};
        });
    }

    std::string path(const std::string& rest = "") const {
        return world.in_programme("/cycles/" + cycle.code + "/groups" + rest);
    }
    std::string id(std::size_t teacher) const { return "\"" + to_string(teachers[teacher]) + "\""; }

    static std::string request(const std::string& more = "", int least = 4, int most = 6,
                               const std::string& pinned = "[]", const std::string& apart = "[]") {
        return "{\"least\":" + std::to_string(least) + ",\"most\":" + std::to_string(most) +
               ",\"iterations\":5000,\"pinned\":" + pinned + ",\"together\":[],\"apart\":" + apart + more + "}";
    }

    /// The proposal's page once nothing is done on it any more, after 20 s at the most.
    JsonValue formed(const std::string& session, const std::string& content) {
        const auto asked = world.post(path("/proposals"), session, content);
        REQUIRE_MESSAGE(asked.status == 200, asked.body);
        const auto own = path("/proposals/" + text_at(json_of(asked), "id"));
        for (int i = 0; i < 400; ++i) {
            const auto page = json_of(world.get(own, session));
            const auto state = text_at(*page.find("proposal"), "state");
            if (state == "ready" || state == "failed") {
                return page;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        FAIL("The groups are not formed.");
        return {};
    }
    web::HttpResponse act(const std::string& session, const JsonValue& page, const std::string& what) {
        return world.post(path("/proposals/" + text_at(*page.find("proposal"), "id") + what), session, "");
    }
};

std::int64_t number_at(const JsonValue& value, std::string_view key) {
    const auto* found = value.find(key);
    REQUIRE(found != nullptr);
    return found->if_int() != nullptr ? *found->if_int() : -1;
}

const documents::JsonArray& list_at(const JsonValue& value, std::string_view key) {
    const auto* found = value.find(key);
    REQUIRE((found != nullptr && found->if_array() != nullptr));
    return *found->if_array();
}

bool tells_bands(const std::string& text) {
    for (const std::string band : {"1970", "1980", "1990", "06-10", "11-20"}) {
        if (text.find(band) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a coordinator forms groups beside other work, sees what would change, and records them") {
    on_web([](WebWorld& made) {
        GroupWorld field(made);
        auto& world = field.world;
        const auto session = world.enter("coord", AccessRole::coordinator, world.region);
        CHECK(number_at(json_of(world.get(field.path(), session)), "without_group") == 20);
        const auto before = world.ledger_entries();
        const auto page = field.formed(session, GroupWorld::request());
        REQUIRE(text_at(*page.find("proposal"), "state") == "ready");
        CHECK(list_at(page, "groups").size() == 4);
        CHECK(number_at(page, "joined") == 20);
        CHECK(list_at(page, "diversity").size() == 3);
        CHECK_FALSE(tells_bands(documents::to_json(page)));
        CHECK(world.ledger_entries() == before);
        const auto members =
            world.get(field.path("/proposals/" + text_at(*page.find("proposal"), "id") + "/members?group=1"), session);
        CHECK(list_at(json_of(members), "members").size() == 5);
        CHECK(members.body.find("Docente") != std::string::npos);
        CHECK_FALSE(tells_bands(members.body));

        const auto applied = field.act(session, page, "/apply");
        REQUIRE_MESSAGE(applied.status == 200, applied.body);
        CHECK(number_at(json_of(applied), "joined") == 20);
        CHECK(field.act(session, page, "/apply").status == 409);
        const auto now = json_of(world.get(field.path(), session));
        CHECK(list_at(now, "groups").size() == 4);
        CHECK(number_at(now, "without_group") == 0);
        CHECK(number_at(now, "diversity_people") == 20);
        CHECK(documents::to_json(*now.find("diversity")) == documents::to_json(*page.find("diversity")));
        CHECK(list_at(json_of(world.get(field.path("/proposals"), session)), "items").size() == 1);
    });
}

TEST_CASE("after one leaves and one comes, few change their group, and what is old is not recorded") {
    on_web([](WebWorld& made) {
        GroupWorld field(made);
        auto& world = field.world;
        const auto session = world.enter("coord", AccessRole::coordinator, world.region);
        REQUIRE(field.act(session, field.formed(session, GroupWorld::request()), "/apply").status == 200);
        const auto old = field.formed(session, GroupWorld::request());
        CHECK(list_at(old, "moves").empty());
        field.leave(3);
        field.write([&](Writer& writer) { return field.add_teacher(writer, world.school); });
        const auto refused = field.act(session, old, "/apply");
        CHECK(refused.status == 409);
        const auto listed = json_of(world.get(field.path(), session));
        CHECK(number_at(listed, "gone") == 1);
        CHECK(number_at(listed, "without_group") == 1);
        const auto page = field.formed(session, GroupWorld::request());
        CHECK(number_at(page, "left") == 1);
        CHECK(number_at(page, "joined") == 1);
        CHECK(number_at(page, "moved") == 0);
        CHECK(number_at(page, "stayed") == 19);
        REQUIRE(field.act(session, page, "/apply").status == 200);
        CHECK(number_at(json_of(world.get(field.path(), session)), "gone") == 0);
    });
}

TEST_CASE("rules about people hold, cost something or nothing, and a contradiction is told with names") {
    on_web([](WebWorld& made) {
        GroupWorld field(made);
        auto& world = field.world;
        const auto session = world.enter("dir", AccessRole::director);
        const auto pins = "[{\"person\":" + field.id(0) + ",\"group\":\"Norte\"},{\"person\":" + field.id(7) +
                          ",\"group\":\"Norte\"}]";
        const auto page = field.formed(session, GroupWorld::request("", 4, 6, pins));
        REQUIRE(text_at(*page.find("proposal"), "state") == "ready");
        REQUIRE(list_at(page, "costs").size() == 1);
        CHECK(text_at(list_at(page, "costs").front(), "rule") == "pinned");
        CHECK(text_at(*list_at(page, "pinned").front().find("person"), "name") == "Docente NúmeroA");
        const auto apart = "[[" + field.id(0) + "," + field.id(7) + "]]";
        const auto failed = field.formed(session, GroupWorld::request("", 4, 6, pins, apart));
        CHECK(text_at(*failed.find("proposal"), "state") == "failed");
        const auto why = text_at(*failed.find("proposal"), "problem");
        CHECK_MESSAGE(why.find("Docente NúmeroA y Docente NúmeroH separados") != std::string::npos, why);
        CHECK(field.act(session, failed, "/apply").status == 409);
        const auto ask = [&](const std::string& content) {
            return world.post(field.path("/proposals"), session, content);
        };
        CHECK(text_at(json_of(ask(GroupWorld::request("", 6, 4))), "field") == "least");
        CHECK(text_at(json_of(ask(GroupWorld::request(",\"seconds\":90"))), "field") == "seconds");
        CHECK(text_at(json_of(ask(GroupWorld::request(",\"reach_km\":-1"))), "field") == "reach_km");
        CHECK(text_at(json_of(ask(GroupWorld::request("", 4, 6, "[]", "[[" + field.id(0) + "]]"))), "field") ==
              "apart");
        const auto nobody = "[{\"person\":\"" + to_string(world.person) + "\",\"group\":\"1\"}]";
        CHECK(text_at(json_of(ask(GroupWorld::request("", 4, 6, nobody))), "field") == "pinned");
    });
}

TEST_CASE("who answers for a part of the land forms its teachers' groups and touches no others") {
    on_web([](WebWorld& made) {
        GroupWorld field(made);
        auto& world = field.world;
        const auto near = world.enter("cerca", AccessRole::coordinator, world.ugel);
        const auto far = world.enter("lejos", AccessRole::coordinator, world.other_ugel);
        const auto all = world.enter("todo", AccessRole::coordinator, world.region);
        REQUIRE(field.act(near, field.formed(near, GroupWorld::request("", 5, 5)), "/apply").status == 200);
        const auto page = field.formed(far, GroupWorld::request("", 5, 5));
        CHECK(text_at(list_at(page, "groups").front(), "code") == "3");
        CHECK(field.act(near, page, "/apply").status == 404);
        CHECK(field.act(all, page, "/apply").status == 404);
        REQUIRE(field.act(far, page, "/apply").status == 200);
        CHECK(list_at(json_of(world.get(field.path(), near)), "groups").size() == 2);
        const auto listed = json_of(world.get(field.path(), all));
        CHECK(list_at(listed, "groups").size() == 4);
        const auto group = text_at(list_at(json_of(world.get(field.path(), far)), "groups").front(), "id");
        CHECK(world.get(field.path("/" + group + "/members"), near).status == 404);
        CHECK(list_at(json_of(world.get(field.path("/" + group + "/members"), far)), "members").size() == 5);
    });
}

TEST_CASE("groups have names for those who may see them, and no place where a school is guarded") {
    on_web([](WebWorld& made) {
        GroupWorld field(made);
        auto& world = field.world;
        const auto session = world.enter("coord", AccessRole::coordinator, world.region);
        const auto evaluator = world.enter("eval", AccessRole::evaluator, world.region);
        const auto page = field.formed(session, GroupWorld::request(",\"reach_km\":20", 5, 5));
        REQUIRE(text_at(*page.find("proposal"), "state") == "ready");
        REQUIRE(field.act(session, page, "/apply").status == 200);
        const auto seen = json_of(world.get(field.path(), evaluator));
        const auto& first = list_at(seen, "groups").front();
        CHECK(text_at(first, "place").starts_with("Local 030000"));
        CHECK(world.get(field.path("/" + text_at(first, "id") + "/members"), evaluator).status == 403);
        CHECK(world.get(field.path("/proposals"), evaluator).status == 403);

        field.write([&](Writer& writer) {
            return registry::set_security_level(writer, world.vault, world.school.uuid, registry::Danger::high,
                                                *LocalDate::parse("2026-01-01"),
                                                world.database().new_id<registry::SecurityLevelId>());
        });
        // Its own teachers are not of what the evaluator sees any more.
        CHECK(list_at(json_of(world.get(field.path(), evaluator)), "groups").size() == 2);
        // Nor do groups meet there: its teachers have no other site within reach.
        const auto again = field.formed(session, GroupWorld::request(",\"reach_km\":20", 5, 5));
        CHECK(text_at(*again.find("proposal"), "state") == "failed");
        const auto wide = field.formed(session, GroupWorld::request(",\"reach_km\":120", 5, 5));
        REQUIRE(text_at(*wide.find("proposal"), "state") == "ready");
        for (const auto& group : list_at(wide, "groups")) {
            CHECK(text_at(group, "place") == "Local 0300002");
        }
    });
}

TEST_CASE("a search is ended with the best that it found") {
    on_web([](WebWorld& made) {
        GroupWorld field(made);
        auto& world = field.world;
        const auto session = world.enter("coord", AccessRole::coordinator, world.region);
        const auto asked =
            json_of(world.post(field.path("/proposals"), session,
                               R"({"least":4,"most":6,"seconds":60,"pinned":[],"together":[],"apart":[]})"));
        const auto own = field.path("/proposals/" + text_at(asked, "id"));
        CHECK(world.post(own + "/stop", session, "").status == 200);
        std::string state;
        for (int i = 0; i < 200 && state != "ready"; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            state = text_at(*json_of(world.get(own, session)).find("proposal"), "state");
        }
        CHECK(state == "ready");
        const auto page = json_of(world.get(own, session));
        CHECK(list_at(page, "groups").size() == 4);
        CHECK(world.post(own + "/apply", session, "").status == 200);
    });
}

TEST_SUITE_END();
