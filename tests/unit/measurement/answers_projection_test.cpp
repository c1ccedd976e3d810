#include "measurement/answers_projection.h"

#include "forms/instance_intake.h"
#include "measurement/wave_answers.h"
#include "measurement/wave_sources.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

const std::string sheet = R"(<html><head><title>Hoja</title><model><instance><data id="hoja" version="1">
  <ciclo/><toma/><escuela/><quien/><f1/><f2/><f3/><s1/><meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/ciclo" fact="answers.cycle"/><bind nodeset="/data/toma" fact="answers.wave"/>
  <bind nodeset="/data/escuela" fact="answers.school"/><bind nodeset="/data/quien" fact="answers.informant"/>
  <bind nodeset="/data/f1" fact="answers.item.F_1"/><bind nodeset="/data/f2" fact="answers.item.F_2"/>
  <bind nodeset="/data/f3" fact="answers.item.F_3"/><bind nodeset="/data/s1" fact="answers.item.S_1"/>
  </model></head></html>)";

struct Sheets {
    explicit Sheets(MeasurementWorld& measurement_world) : world(measurement_world) {
        world.projections.add(
            std::shared_ptr<forms::FactProjection>(std::make_shared<AnswersProjection>(*world.vault)));
    }

    void release(bool is_anonymous) {
        const auto id = world.scratch.database->new_id<forms::FormReleaseId>();
        must(world.scratch.database->write(world.act, [&](storage::Writer& writer) {
            return forms::release_form(writer, {sheet, "hoja.xml", is_anonymous, {}, world.projections.fact_fields()},
                                       id, *LocalDate::parse("2026-03-02"));
        }));
    }

    forms::Acceptance send(const std::string& wave, const std::string& school, const std::string& informant,
                           const std::string& items) {
        const auto xml = "<data id=\"hoja\" version=\"1\"><ciclo>2026-a</ciclo><toma>" + wave + "</toma><escuela>" +
                         school + "</escuela><quien>" + informant + "</quien>" + items +
                         "<meta><instanceID>uuid:" + to_string(make_uuid_v4(world.scratch.random)) +
                         "</instanceID></meta></data>";
        return must(forms::take_instance(*world.scratch.database, *world.book, world.act.programme,
                                         {Uuid{{1}}, {}, "test"}, {xml, {}}))
            .acceptance;
    }

    MeasurementWorld& world;
};

const std::string block_rows =
    "SELECT informant, school_id, submission_id, responses, response_ids, answers FROM response_block "
    "WHERE programme_id = $1 ORDER BY informant, school_id, submission_id";

void on_sheets(const std::function<void(Sheets&)>& test) {
    on_both_engines(measurement_migrations, [&](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"105001000001", "105001000002"});
        world.add_wave("base", 1);
        Sheets sheets(world);
        test(sheets);
    });
}

}  // namespace

TEST_CASE("anonymous sheets from the field enter the wave, and come out the same when projected again") {
    on_sheets([](Sheets& sheets) {
        sheets.release(true);
        CHECK(sheets.send("base", "105001000001", "teacher", "<f1>4</f1><f2>1</f2><f3/><s1>2</s1>") ==
              forms::Acceptance::stored);
        CHECK(sheets.send("base", "105001000002", "head", "<f1>2</f1><f2>2</f2><f3>3</f3><s1/>") ==
              forms::Acceptance::stored);
        auto& world = sheets.world;
        const auto answers = must(world.scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
            return read_wave_answers(reader, *world.vault, world.frame("base"));
        }));
        // Items F_1 F_2 F_3 S_1 S_2 S_3, categories counted from 0.
        const std::vector<std::uint8_t> teacher{3, 0, no_answer, 1, no_answer, no_answer};
        CHECK(std::ranges::any_of(answers.informants, [&](const auto& informant) {
            return std::ranges::search(informant.answers, teacher).size() == teacher.size();
        }));
        const auto before = world.rows_of(block_rows);
        REQUIRE(before.size() == 2);
        must(world.scratch.database->write(world.act,
                                           [&](storage::Writer& writer) { return world.book->rebuild(writer); }));
        CHECK(world.rows_of(block_rows) == before);
    });
}

TEST_CASE("sheets of single people are known when their day is over, and traced to their form and number alone") {
    on_sheets([](Sheets& sheets) {
        sheets.release(true);
        const std::string items = "<f1>4</f1><f2>1</f2><f3>2</f3><s1/>";
        CHECK(sheets.send("base", "105001000001", "teacher", items) == forms::Acceptance::stored);
        CHECK(sheets.send("base", "105001000001", "teacher", items) == forms::Acceptance::stored);
        CHECK(sheets.send("base", "105001000002", "head", items) == forms::Acceptance::stored);
        auto& world = sheets.world;
        const auto over = end_of_day(utc_date(world.scratch.clock.now()));
        const auto known = [&](Instant at) {
            return must(world.scratch.database->read(world.act.programme,
                                                     [&](storage::Reader& reader) {
                                                         return read_wave_answers(reader, *world.vault,
                                                                                  world.frame("base"), at);
                                                     }))
                .batches.size();
        };
        CHECK(known(over) == 3);
        CHECK(known(Instant{over.microseconds - 1}) == 0);
        CHECK(known(end_of_time) == 3);
        const auto sources = must(world.scratch.database->read(
            world.act.programme, [&](storage::Reader& reader) { return sources_of(reader, world.frame("base"), {}); }));
        REQUIRE(sources.size() == 2);  // of heads, and of teachers
        CHECK(sources[1].informant == "teacher");
        CHECK(sources[1].form == "xform:hoja");
        CHECK(sources[1].submissions == 2);
        CHECK(sources[1].responses == 2);
        CHECK(!sources[1].file);
        CHECK(!sources[1].file_received);
    });
}

TEST_CASE("a sheet that does not fit its wave waits in quarantine") {
    on_sheets([](Sheets& sheets) {
        sheets.release(true);
        const std::string items = "<f1>4</f1><f2>1</f2><f3>2</f3><s1/>";
        for (const auto& [wave, school, informant, answered] :
             std::vector<std::array<std::string, 4>>{{"otra", "105001000001", "teacher", items},
                                                     {"base", "999", "teacher", items},
                                                     {"base", "105001000001", "student", items},
                                                     {"base", "105001000001", "teacher", "<f1>5</f1>"},
                                                     {"base", "105001000001", "teacher", "<f1>mucho</f1>"},
                                                     {"base", "105001000001", "teacher", "<f1/>"},
                                                     {"base", "105001000001", "head", "<f1>1</f1><s1>1</s1>"}}) {
            CAPTURE(wave);
            CAPTURE(answered);
            CHECK(sheets.send(wave, school, informant, answered) == forms::Acceptance::quarantined);
        }
        CHECK(sheets.world.number("SELECT count(*) FROM response_block WHERE programme_id = $1") == 0);
    });
}

TEST_CASE("answers of the index are not taken from a form that knows who sent it") {
    on_sheets([](Sheets& sheets) {
        sheets.release(false);
        CHECK(sheets.send("base", "105001000001", "teacher", "<f1>4</f1><f2>1</f2><f3>2</f3>") ==
              forms::Acceptance::quarantined);
    });
}
