#include "documents/zip_archive.h"
#include "forms/instance_intake.h"
#include "forms/pair_seals.h"
#include "forms/withheld.h"
#include "measurement/observation_seal.h"
#include "unit/web/web_world.h"
#include "web/api/central_door.h"
#include "web/route.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

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
                                const std::string& corrects = {}, const std::string& salt = {}) {
        const auto xml = "<data id=\"hoja\" version=\"1\"><episodio>e-1</episodio><lugar>" + seat + "</lugar><quien>" +
                         to_string(observer) + "</quien><docente>" + to_string(people[2]) +
                         "</docente><fecha>2026-03-02</fecha><p1>" + code + "</p1><e1>" + std::string(secret) +
                         " lo que vi</e1><meta><instanceID>uuid:" + to_string(make_uuid_v4(world.scratch.random)) +
                         "</instanceID>" + (corrects.empty() ? "" : "<deprecatedID>" + corrects + "</deprecatedID>") +
                         "</meta></data>";
        forms::ArrivingInstance arriving{xml, {}};
        const auto told = "{\"salt\":\"" + salt + "\"}";
        if (!salt.empty()) {
            arriving.files.push_back({std::string(forms::pair_file), told});
        }
        return forms::take_instance(world.database(), world.book, world.programme, {Uuid{{1}}, {}, "test"},
                                    std::move(arriving))
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
            .read(world.programme, [&](Reader& reader) { return measurement::episode_of(reader, world.book, "E-1"); })
            .value()
            .state;
    }
    // How many entries of a kind the ledger has, each with the account that asked.
    std::int64_t noted(const std::string& kind) {
        return world.database()
            .read(world.programme,
                  [&](Reader& reader) {
                      return reader.value<std::int64_t>(
                          "SELECT count(*) FROM ledger WHERE kind = $1 AND actor IS NOT NULL", kind);
                  })
            .value()
            .value();
    }
    Result<> release(const registry::PersonId& first, const registry::PersonId& second) {
        const measurement::ObservationRelease order{world.database().new_id<measurement::ObservationReleaseId>(),
                                                    "E-1",
                                                    first,
                                                    second,
                                                    "El otro teléfono se perdió",
                                                    world.today()};
        return world.database().write(
            act(), [&](Writer& writer) { return measurement::release_single(writer, world.book, order); });
    }

    // A session for each role there is.
    std::map<AccessRole, std::string> everybody() {
        std::map<AccessRole, std::string> sessions;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<AccessRole>>([&](const auto& described) {
            const auto role = described.value;
            const bool is_of_all = identity::is_of_programme(role) || role == AccessRole::evaluator;
            const auto land = is_of_all ? std::nullopt : std::optional(world.region);
            sessions[role] = world.enter(std::string("rol.") + described.name, role, land);
        });
        return sessions;
    }

    WebWorld& world;
    std::array<registry::PersonId, 4> people;  // two observers, the teacher, somebody of the office
};

// A path with one name in all of its places but those of the programme and the form.
std::string path_with(std::string_view pattern, const ProgrammeId& programme, const std::string& name) {
    std::string path(pattern);
    while (path.contains('{')) {
        const auto from = path.find('{');
        const auto to = path.find('}', from);
        const auto place = path.substr(from, to - from + 1);
        path.replace(from, to - from + 1,
                     place == "{programme}" ? to_string(programme)
                     : place == "{project}" ? "1"
                     : place == "{form}"    ? "hoja"
                                            : name);
    }
    return path;
}

// An answer with what is packed in it: a word in a ZIP is not to be seen from outside.
std::string unpacked(const HttpResponse& answer) {
    std::string text(answer.content());
    if (!text.starts_with("PK")) {
        return text;
    }
    constexpr std::uint64_t most = 1U << 24U;
    auto memory = documents::open_memory(Bytes(text.begin(), text.end()), "answer.zip", most);
    REQUIRE(memory.has_value());
    auto archive = documents::ZipArchive::open(*std::move(memory), "answer.zip", {});
    REQUIRE(archive.has_value());
    constexpr std::size_t name_at = 46;  // of an entry of the central directory, which says where its name ends at 28
    const auto packed = text;
    for (auto at = packed.find("PK\x01\x02"); at != std::string::npos; at = packed.find("PK\x01\x02", at + 1)) {
        const auto length = static_cast<unsigned char>(packed[at + 28]);
        const auto part = archive->read_part(packed.substr(at + name_at, length), most);
        REQUIRE(part.has_value());
        text += *part;
    }
    return text;
}

struct Asked {
    std::size_t asked = 0;
    std::size_t answered = 0;         // with 200
    std::set<std::string> telling{};  // the routes whose answer holds the secret word
};

// Every route as everybody, with each of the names in the place of what it is about.
Asked asked_everywhere(WebWorld& world, const std::map<AccessRole, std::string>& sessions,
                       const std::vector<std::string>& names) {
    struct Question {
        std::string method, pattern;
    };
    std::vector<Question> questions;
    for (const auto& route : routes()) {
        // Nobody is signed out in between.
        if (route.method == Method::get || route.path.contains("{programme}")) {
            questions.push_back({std::string(to_string(route.method)), std::string(route.path)});
        }
        for (const auto& parameter : route.query) {
            for (const auto& word : route.method == Method::get ? parameter.words : std::vector<std::string_view>()) {
                questions.push_back(
                    {"GET", std::string(route.path) + "?" + std::string(parameter.name) + "=" + std::string(word)});
            }
        }
    }
    for (const auto& route : central_routes()) {
        if (route.method != Method::delete_) {
            questions.push_back({std::string(to_string(route.method)), std::string(route.path)});
        }
    }
    Asked all;
    for (const auto& [role, session] : sessions) {
        const auto token = session.substr(std::string("minka_session=").size());
        for (const auto& [method, pattern] : questions) {
            const bool is_central = pattern.starts_with("/v1/");
            const auto who = is_central ? Header{"authorization", "Bearer " + token} : Header{"cookie", session};
            std::set<std::string> paths;
            for (const auto& name : names) {
                paths.insert(path_with(pattern, world.programme, name));
            }
            for (const auto& path : paths) {
                const bool is_read = method == "GET";
                const auto answer = is_read ? ask(world.site->port(), method, path, {who}, "")
                                            : ask(world.site->port(), method, path,
                                                  {who, Header{"content-type", "application/json"}}, "{}");
                all.answered += answer.status == 200 ? 1 : 0;
                ++all.asked;
                if (unpacked(answer).contains(secret)) {
                    all.telling.insert(pattern);
                }
            }
        }
    }
    return all;
}

}  // namespace

TEST_SUITE_BEGIN("web: the pair");

TEST_CASE("no address, table or archive shows one sheet of a pair before both are sealed, whatever the role") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        const auto sheet = pair.send("a", pair.people[0], "3");
        REQUIRE(sheet.acceptance == forms::Acceptance::stored);
        const auto waiting = pair.send("b", pair.people[0], "2");  // one person, twice
        REQUIRE(waiting.acceptance == forms::Acceptance::quarantined);
        const std::vector<std::string> names{
            to_string(sheet.submission), sheet.instance_id, to_string(waiting.submission), "E-1", "hoja", "Submissions",
            to_string(pair.people[2])};
        const auto sessions = pair.everybody();
        REQUIRE(sessions.size() == 16);
        const auto shut = asked_everywhere(world, sessions, names);
        CHECK(shut.asked > 5'000);
        CHECK(shut.answered > 500);
        CHECK(shut.telling == std::set<std::string>{});
        CHECK(pair.open().error().code == ProblemCode::forbidden);
        CHECK(pair.content(sheet.submission).error().code == ProblemCode::forbidden);
        CHECK(pair.content(waiting.submission).error().code == ProblemCode::forbidden);
        // The same questions find it once the partner's is here: they are able to.
        REQUIRE(pair.send("b", pair.people[1], "2").acceptance == forms::Acceptance::stored);
        const std::map<AccessRole, std::string> readers{*sessions.find(AccessRole::coordinator),
                                                        *sessions.find(AccessRole::evaluator)};
        const auto open = asked_everywhere(world, readers, names).telling;
        for (const std::string place :
             {"/observations/{episode}", "/forms/{form}/export?format=csv", "/forms/{form}/export?format=xlsx",
              "/forms/{form}/export?format=sav", "/forms/{form}/export?format=dta", "/forms/{form}/export?format=jsonl",
              "/submissions.csv.zip", ".svc/{table}"}) {
            CAPTURE(place);
            CHECK(std::ranges::any_of(open, [&](const std::string& found) { return found.ends_with(place); }));
        }
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

TEST_CASE(
    "an episode's page is shut for everybody until both are sealed, and each read of an open one is written down") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        const auto path = world.in_programme("/observations/E-1");
        const auto coordinator = world.enter("coordina", AccessRole::coordinator, world.region);
        CHECK(world.get(path, coordinator).status == 404);
        pair.send("a", pair.people[0], "3");
        const auto shut = json_of(world.get(path, coordinator));
        CHECK(text_at(*shut.find("episode"), "state") == "waiting");
        CHECK(shut.find("practices")->if_array()->empty());
        CHECK(*shut.find("may_release")->if_bool());
        CHECK(world.get(path + "/page", coordinator).status == 403);
        CHECK(pair.noted("observation refused") == 2);  // who asked for a shut sheet is told by the ledger
        pair.send("b", pair.people[1], "1");
        const auto open = json_of(world.get(path, coordinator));
        REQUIRE(open.find("practices")->if_array()->size() == 1);
        const auto& practice = open.find("practices")->if_array()->front();
        CHECK(text_at(practice, "first_evidence").contains(secret));
        CHECK(*practice.find("differs")->if_bool());
        CHECK(*practice.find("owes_reason")->if_bool());
        CHECK(world.get(path + "/page", coordinator).status == 409);  // not before there is a consensus
        const auto list = json_of(world.get(world.in_programme("/observations"), coordinator));
        CHECK(text_at(list.find("items")->if_array()->front(), "state") == "both_sealed");
        CHECK(!to_json(list).contains(secret));
        // Whoever is in neither the pair nor the plan does not learn that there is an episode.
        CHECK(world.get(path, world.enter("otra", AccessRole::mediator, world.region)).status == 404);
        CHECK(world.get(path, world.enter("admin", AccessRole::administrator)).status == 403);
        CHECK(pair.noted("observation read") == 1);
        CHECK(pair.noted("observation refused") == 2);
    });
}

TEST_CASE("a coordinator's release opens the one sheet, signed by two others, and says so on the page") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        pair.send("a", pair.people[0], "3");
        const auto path = world.in_programme("/observations/E-1/release");
        const auto order = [&](const registry::PersonId& first, const registry::PersonId& second) {
            return "{\"reason\":\"Se perdió el otro teléfono\",\"first\":\"" + to_string(first) + "\",\"second\":\"" +
                   to_string(second) + "\"}";
        };
        const auto mediator = world.enter("media", AccessRole::mediator, world.region);
        CHECK(world.post(path, mediator, order(pair.people[2], pair.people[3])).status == 403);
        const auto coordinator = world.enter("coordina", AccessRole::coordinator, world.region);
        CHECK(world.post(path, coordinator, order(pair.people[0], pair.people[3])).status == 400);
        CHECK(world.post(path, coordinator, order(pair.people[3], pair.people[3])).status == 400);
        const auto page = json_of(world.post(path, coordinator, order(pair.people[2], pair.people[3])));
        CHECK(text_at(*page.find("episode"), "state") == "single_rater");
        CHECK(text_at(*page.find("release"), "reason") == "Se perdió el otro teléfono");
        CHECK(page.find("practices")->if_array()->size() == 1);
        CHECK(world.post(path, coordinator, order(pair.people[2], pair.people[3])).status == 409);
    });
}

TEST_CASE("a seal's code is the one that another implementation makes of the same ratings") {
    // Python 3.11, hashlib: the first 95 bits of SHA-256 over the lines of the comment in observation_seal.h, which is
    // f9ed493ee9e138b9a2b51211..., and the sum of the letters, each times its place, modulo 31.
    const measurement::SealedPlace place{ProgrammeId{*parse_uuid("01930000-0000-7000-8000-000000000001")}, "E-1",
                                         measurement::ObservationSeat::a};
    const measurement::CodedSheet sheet{{"trato", {2, "x"}}, {"preguntas", {3, ""}}, {"arte", {{}, ""}}};
    CHECK(measurement::seal_code(place, "ABCDE0123456789", sheet) == "Z7PMJFQ9W4WBK8NN288A");
    CHECK(measurement::seal_code(place, "ABCDE012345678Z", sheet) != "Z7PMJFQ9W4WBK8NN288A");
}

TEST_CASE("the seals that two phones exchanged are checked against the sheets that arrive") {
    on_web([](WebWorld& world) {
        Pair pair(world);
        const std::string salt = "ABCDE0123456789";
        const std::string other_salt = "VWXYZ0123456789";
        const auto code = [&](measurement::ObservationSeat seat, const std::string& its_salt, int rating) {
            return measurement::seal_code({world.programme, "E-1", seat}, its_salt, {{"trato", {rating, ""}}});
        };
        const auto first = code(measurement::ObservationSeat::a, salt, 3);
        const auto second = code(measurement::ObservationSeat::b, other_salt, 1);
        const auto hear = [&](const std::string& seat, const std::string& own, const std::string& partner) {
            const forms::PairSeals heard{
                forms::PairSealsId{make_uuid_v4(world.scratch.random)}, "E-1", seat, own, partner, {}};
            REQUIRE(world.database()
                        .write(pair.act(), [&](Writer& writer) { return forms::take_pair_seals(writer, heard); })
                        .has_value());
        };
        const auto check = [&] {
            return world.database()
                .read(world.programme,
                      [&](Reader& reader) { return measurement::episode_of(reader, world.book, "E-1"); })
                .value()
                .seals;
        };
        pair.send("a", pair.people[0], "3", {}, salt);
        hear("a", first, second);
        CHECK(check() == measurement::SealCheck::not_exchanged);  // the partner's sheet is not here
        pair.send("b", pair.people[1], "1", {}, other_salt);
        CHECK(check() == measurement::SealCheck::matches);
        hear("b", second, first);
        CHECK(check() == measurement::SealCheck::matches);
        // The phone of b had been shown another sheet of a than the one that arrived.
        hear("b", second, code(measurement::ObservationSeat::a, salt, 1));
        CHECK(check() == measurement::SealCheck::differs);
    });
}

TEST_SUITE_END();
