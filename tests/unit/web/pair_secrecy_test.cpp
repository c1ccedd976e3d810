#include "forms/instance_intake.h"
#include "forms/withheld.h"
#include "measurement/observation.h"
#include "unit/web/web_world.h"
#include "web/api/central_door.h"
#include "web/route.h"

#include <array>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using measurement::EpisodeState;
using registry::AccessRole;
using storage::Reader;
using storage::Writer;

namespace {

constexpr std::string_view secret = "SECRETO";

const std::string sheet_form = R"(<html><head><title>Hoja</title><model><instance><data id="hoja" version="1">
  <episodio/><lugar/><quien/><docente/><fecha/><p1/><e1/><meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/episodio" fact="observation.episode"/><bind nodeset="/data/lugar" fact="observation.seat"/>
  <bind nodeset="/data/quien" fact="observation.observer"/><bind nodeset="/data/docente" fact="observation.teacher"/>
  <bind nodeset="/data/fecha" fact="observation.on"/><bind nodeset="/data/p1" fact="observation.code.trato"/>
  <bind nodeset="/data/e1" fact="observation.evidence.trato"/></model></head></html>)";

struct Pair {
    explicit Pair(WebWorld& web_world) : world(web_world) {
        world.projections.add(
            std::shared_ptr<forms::FactProjection>(std::make_shared<measurement::ObservationProjection>()));
        for (auto& id : people) {
            id = world.database().new_id<registry::PersonId>();
        }
        const auto release = world.database().new_id<forms::FormReleaseId>();
        REQUIRE(world.database()
                    .write(act(),
                           [&](Writer& writer) -> Result<> {
                               for (const auto& id : people) {
                                   registry::Person record;
                                   record.id = id;
                                   MINKA_TRY_ASSIGN(record.name, world.vault.seal(writer, id.uuid, "Prueba"));
                                   MINKA_TRY(writer.create(record));
                               }
                               MINKA_TRY(forms::release_form(
                                   writer, {sheet_form, "hoja.xml", false, {}, world.projections.fact_fields()},
                                   release, world.today()));
                               return {};
                           })
                    .has_value());
    }

    storage::Act act() const { return {world.programme, {}, "console", "test"}; }

    forms::InstanceReceipt send(const std::string& seat, const registry::PersonId& observer, const std::string& code,
                                const std::string& corrects = {}) {
        const auto xml = "<data id=\"hoja\" version=\"1\"><episodio>e-1</episodio><lugar>" + seat + "</lugar><quien>" +
                         to_string(observer) + "</quien><docente>" + to_string(people[2]) +
                         "</docente><fecha>2026-03-02</fecha><p1>" + code + "</p1><e1>" + std::string(secret) +
                         " lo que vi</e1><meta><instanceID>uuid:" + to_string(make_uuid_v4(world.scratch.random)) +
                         "</instanceID>" + (corrects.empty() ? "" : "<deprecatedID>" + corrects + "</deprecatedID>") +
                         "</meta></data>";
        return forms::take_instance(world.database(), world.book, world.programme, {Uuid{{1}}, {}, "test"}, {xml, {}})
            .value();
    }

    Result<measurement::OpenedEpisode> open() {
        return world.database().read(
            world.programme, [&](Reader& reader) { return measurement::open_episode(reader, world.book, "E-1"); });
    }
    Result<std::string> content(const forms::SubmissionId& id) {
        return world.database().read(world.programme,
                                     [&](Reader& reader) { return forms::content_to_show(reader, world.book, id); });
    }
    EpisodeState state() {
        return world.database()
            .read(world.programme, [&](Reader& reader) { return measurement::episode_of(reader, "E-1"); })
            .value()
            .state;
    }
    Result<> release(const registry::PersonId& first, const registry::PersonId& second) {
        const measurement::ObservationRelease order{world.database().new_id<measurement::ObservationReleaseId>(),
                                                    "E-1",
                                                    first,
                                                    second,
                                                    "El otro teléfono se perdió",
                                                    world.today()};
        return world.database().write(act(),
                                      [&](Writer& writer) { return measurement::release_single(writer, order); });
    }

    WebWorld& world;
    std::array<registry::PersonId, 4> people;  // two observers, the teacher, somebody of the office
};

// A path with one identifier in all of its places.
std::string path_with(const Route& route, const ProgrammeId& programme, const std::string& id) {
    std::string path(route.path);
    while (path.contains('{')) {
        const auto from = path.find('{');
        const auto to = path.find('}', from);
        const bool is_programme = path.substr(from, to - from + 1) == "{programme}";
        path.replace(from, to - from + 1, is_programme ? to_string(programme) : id);
    }
    return path;
}

std::string central_path(std::string_view pattern, const std::string& id) {
    std::string path(pattern);
    while (path.contains('{')) {
        const auto from = path.find('{');
        const auto to = path.find('}', from);
        const auto name = path.substr(from, to - from + 1);
        path.replace(from, to - from + 1, name == "{project}" ? "1" : name == "{form}" ? "hoja" : id);
    }
    return path;
}

}  // namespace

TEST_SUITE_BEGIN("web: the pair");

TEST_CASE("no address shows one sheet of a pair before both are sealed, whatever the role") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        const auto sheet = pair.send("a", pair.people[0], "3");
        REQUIRE(sheet.acceptance == forms::Acceptance::stored);
        const auto waiting = pair.send("b", pair.people[0], "2");  // one person, twice
        REQUIRE(waiting.acceptance == forms::Acceptance::quarantined);
        std::size_t asked = 0;
        for (const auto role : {AccessRole::coordinator, AccessRole::director, AccessRole::evaluator,
                                AccessRole::administrator, AccessRole::data_protection, AccessRole::mediator}) {
            const auto land = identity::is_of_programme(role) ? std::nullopt : std::optional(world.region);
            const auto session = world.enter("rol." + std::to_string(static_cast<int>(role)), role, land);
            for (const auto& route : routes()) {
                if (route.method != Method::get) {
                    continue;
                }
                for (const auto& id : {to_string(sheet.submission), to_string(waiting.submission), std::string("E-1"),
                                       std::string("hoja"), to_string(pair.people[2])}) {
                    const auto path = path_with(route, world.programme, id);
                    CAPTURE(path);
                    const auto answer = ask(world.site->port(), "GET", path, {{"cookie", session}}, "");
                    CHECK(!answer.content().contains(secret));
                    ++asked;
                }
            }
        }
        CHECK(asked > 500);
        // What tools for ODK Central get: two rooms of the same house.
        const auto token = world.enter("feed", AccessRole::evaluator).substr(std::string("minka_session=").size());
        std::size_t found = 0;
        for (const auto& route : central_routes()) {
            for (const auto& id : {to_string(sheet.submission), "uuid:" + to_string(sheet.submission),
                                   to_string(waiting.submission), std::string("Submissions")}) {
                const auto path = central_path(route.path, id);
                CAPTURE(path);
                const auto answer = ask(world.site->port(), "GET", path, {{"authorization", "Bearer " + token}}, "");
                CHECK(!answer.content().contains(secret));
                CHECK(!answer.content().contains(to_string(sheet.submission)));
                found += answer.status == 200 ? 1 : 0;
            }
        }
        CHECK(found > 10);
        CHECK(pair.open().error().code == ProblemCode::forbidden);
        CHECK(pair.content(sheet.submission).error().code == ProblemCode::forbidden);
        CHECK(pair.content(waiting.submission).error().code == ProblemCode::forbidden);
    });
}

TEST_CASE("both sheets sealed open the episode; a sealed sheet is never corrected") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        const auto first = pair.send("a", pair.people[0], "3");
        CHECK(pair.state() == EpisodeState::waiting);
        CHECK(pair.send("b", pair.people[1], "1").acceptance == forms::Acceptance::stored);
        CHECK(pair.state() == EpisodeState::both_sealed);
        const auto opened = pair.open().value();
        CHECK(measurement::differences(opened) == std::vector<std::string>{"trato"});
        CHECK(pair.content(first.submission).value().contains(secret));
        CHECK(pair.send("a", pair.people[0], "1", first.instance_id).acceptance == forms::Acceptance::quarantined);
        CHECK(pair.open()->first.at("trato").code == 3);
        CHECK(pair.release(pair.people[2], pair.people[3]).error().code == ProblemCode::conflict);
    });
}

TEST_CASE("two others release a single sheet, which no agreement counts, also when its partner comes late") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        pair.send("a", pair.people[0], "3");
        CHECK(pair.release(pair.people[0], pair.people[3]).error().field == "signers");
        CHECK(pair.release(pair.people[3], pair.people[3]).error().field == "signers");
        REQUIRE(pair.release(pair.people[2], pair.people[3]).has_value());
        CHECK(pair.state() == EpisodeState::single_rater);
        CHECK(pair.open()->first.at("trato").code == 3);
        pair.send("b", pair.people[1], "3");
        CHECK(pair.state() == EpisodeState::single_rater);
        const auto table =
            world.database()
                .read(world.programme,
                      [&](Reader& reader) {
                          return measurement::agreement_table(reader, world.book, *LocalDate::parse("2026-01-01"),
                                                              *LocalDate::parse("2026-12-31"));
                      })
                .value();
        CHECK(table.episodes == 0);
        CHECK(table.left_out == 1);
    });
}

TEST_CASE("the seals that two phones exchanged are compared with what arrived") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        const auto first = pair.send("a", pair.people[0], "3").submission;
        const auto second = pair.send("b", pair.people[1], "3").submission;
        const std::string one(64, 'a');
        const std::string other(64, 'b');
        const auto seal = [&](const forms::SubmissionId& id, const std::string& own, const std::string& partner) {
            return world.database().write(pair.act(), [&](Writer& writer) {
                return measurement::record_seal(writer, {id, "E-1", own, partner});
            });
        };
        const auto check = [&] {
            return world.database()
                .read(world.programme, [&](Reader& reader) { return measurement::episode_of(reader, "E-1"); })
                .value()
                .seals;
        };
        CHECK(check() == measurement::SealCheck::not_exchanged);
        CHECK(seal(first, "nonsense", other).error().code == ProblemCode::invalid_input);
        REQUIRE(seal(first, one, other).has_value());
        REQUIRE(seal(second, other, one).has_value());
        CHECK(check() == measurement::SealCheck::matches);
        const auto third = world.database().new_id<forms::SubmissionId>();
        REQUIRE(seal(third, one, one).has_value());  // of no sheet here: changes nothing
        CHECK(check() == measurement::SealCheck::matches);
    });
}

TEST_SUITE_END();
