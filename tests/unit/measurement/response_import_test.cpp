#include "measurement/response_import.h"

#include "measurement/eligible_import.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

void on_both(const std::function<void(MeasurementWorld&)>& test) {
    on_both_engines(measurement_migrations, [&](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"105001000001", "105001000002"});
        world.add_wave("base", 1);
        test(world);
    });
}

constexpr std::string_view two_schools =
    "escuela;informante;F_1;F_2;F_3;S_1;S_2;S_3\n"
    "105001000001;teacher;1;2;3;;;\n"
    "105001000001;Docentes;4;4;4;1;2;3\n"
    "105001000002;teacher;Siempre;nunca;MUCHAS VECES;;;\n"
    "105001000002;head;2;2;2;;;\n";

const std::string block_rows =
    "SELECT informant, school_id, submission_id, responses, response_ids, answers FROM response_block "
    "WHERE programme_id = $1 ORDER BY informant, school_id, submission_id";

}  // namespace

TEST_CASE("answers come in as values or labels, sealed as one anonymous submission") {
    on_both([](MeasurementWorld& world) {
        const auto report = world.import_text("base", two_schools);
        CHECK(report.outcome == ResponseImportReport::Outcome::stored);
        REQUIRE(report.informants.size() == 2);
        CHECK(report.informants[0].informant == "head");
        CHECK(report.informants[1].responses == 3);
        CHECK(report.informants[1].schools == 2);
        CHECK(world.number("SELECT count(*) FROM response_block WHERE programme_id = $1") == 3);
        CHECK(world.number("SELECT CAST(sum(responses) AS BIGINT) FROM response_block WHERE programme_id = $1") == 4);
        CHECK(world.number("SELECT count(*) FROM submission WHERE programme_id = $1 AND received_at IS NULL") == 1);
        CHECK((report.submission.uuid.bytes[6] >> 4U) == 4U);
        const auto answers = must(world.scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
            return read_wave_answers(reader, *world.vault, world.frame("base"));
        }));
        // The labels of the third row: Siempre is category 3, nunca 0, MUCHAS VECES 2.
        const std::vector<std::uint8_t> labelled{3, 0, 2, no_answer, no_answer, no_answer};
        CHECK(std::ranges::search(answers.informants[0].answers, labelled).size() == labelled.size());
    });
}

TEST_CASE("the same answers again change nothing, in whatever order the rows come") {
    on_both([](MeasurementWorld& world) {
        const auto first = world.import_text("base", two_schools);
        const auto before = world.rows_of(block_rows);
        const auto again = world.import_text("base", two_schools);
        CHECK(again.outcome == ResponseImportReport::Outcome::unchanged);
        CHECK(again.submission == first.submission);
        const auto turned = world.import_text("base",
                                              "escuela;informante;F_1;F_2;F_3;S_1;S_2;S_3\n"
                                              "105001000002;head;2;2;2;;;\n"
                                              "105001000001;Docentes;4;4;4;1;2;3\n"
                                              "105001000002;teacher;4;1;3;;;\n"
                                              "105001000001;teacher;1;2;3;;;\n");
        CHECK(turned.outcome == ResponseImportReport::Outcome::unchanged);
        CHECK(world.rows_of(block_rows) == before);
        CHECK(world.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 1);
    });
}

TEST_CASE("nobody reads a head's answers from the file, and a block that was moved to another school does not open") {
    on_both([](MeasurementWorld& world) {
        // Two heads with the same answers: categories 1, 1, 1 and three left out.
        world.import_text("base",
                          "escuela;informante;F_1;F_2;F_3;S_1;S_2;S_3\n"
                          "105001000001;head;2;2;2;;;\n"
                          "105001000002;head;2;2;2;;;\n");
        const std::vector<std::uint8_t> plain{1, 1, 1, no_answer, no_answer, no_answer};
        std::vector<Bytes> stored;
        must(world.scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
            return reader.each(
                "SELECT answers FROM response_block WHERE programme_id = $1",
                [&](const storage::Row& row) -> Result<> {
                    stored.push_back(row.get<Bytes>(0));
                    return {};
                },
                world.act.programme);
        }));
        REQUIRE(stored.size() == 2);
        CHECK(stored[0] != stored[1]);
        for (const auto& block : stored) {
            CHECK(std::ranges::search(block, plain).empty());
        }
        const auto read = [&] {
            return world.scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
                return read_wave_answers(reader, *world.vault, world.frame("base"));
            });
        };
        CHECK(read()->informants[1].row_count() + read()->informants[0].row_count() == 2);
        must(world.scratch.database->write(world.act, [&](storage::Writer& writer) {
            return writer.project("UPDATE response_block SET answers = $2 WHERE programme_id = $1", writer.programme(),
                                  stored[0]);
        }));
        const auto moved = read();
        REQUIRE_FALSE(moved.has_value());
        CHECK(moved.error().code == ProblemCode::integrity_broken);
    });
}

TEST_CASE("a rebuild makes the same rows from the sealed answers") {
    on_both([](MeasurementWorld& world) {
        world.import_text("base", two_schools);
        const auto blocks = world.rows_of(block_rows);
        const auto batches = world.rows_of("SELECT * FROM response_batch WHERE programme_id = $1");
        const auto forms = world.rows_of("SELECT * FROM response_form WHERE programme_id = $1 ORDER BY informant");
        const auto projected = must(world.scratch.database->write(
            world.act, [&](storage::Writer& writer) { return world.book->rebuild(writer); }));
        CHECK(projected == 1);
        CHECK(world.rows_of(block_rows) == blocks);
        CHECK(world.rows_of("SELECT * FROM response_batch WHERE programme_id = $1") == batches);
        CHECK(world.rows_of("SELECT * FROM response_form WHERE programme_id = $1 ORDER BY informant") == forms);
    });
}

TEST_CASE("every wrong cell of a file is told, and nothing is written") {
    on_both([](MeasurementWorld& world) {
        world.add_school("0123456");
        const auto file = write_text(world.scratch.folder.path(), "malas.csv",
                                     "escuela;informante;F_1;F_2;F_3;S_1;S_2;S_3\n"
                                     "105001000001;teacher;-99;2;7;;;\n"
                                     "999;teacher;1;0;3;;;\n"
                                     "105001000002;family;1;2;5;;;\n"
                                     "105001000002;head;1;2;3;4;;\n"
                                     "123456;teacher;1;2;3,5;;;\n");
        const auto report = must(world.import(world.import_of("base", file)));
        const auto lines = told(report.table);
        REQUIRE(lines.size() == 9);
        CHECK(lines[0].starts_with("2 F_1 -99: "));
        CHECK(lines[1].starts_with("2 F_3 7: "));
        CHECK(lines[2].starts_with("3 escuela 999: "));
        CHECK(lines[3].starts_with("3 F_2 0: "));
        CHECK(lines[4].starts_with("4 informante family: "));
        CHECK(lines[5].starts_with("4 F_3 5: "));
        CHECK(lines[6].starts_with("5 S_1 4: The item S_1 is not asked of 'head'"));
        CHECK(lines[7].starts_with("6 escuela 123456: The code lost"));
        CHECK(lines[8].starts_with("6 F_3 3,5: "));
        CHECK_FALSE(report.table.was_written);
        CHECK(world.number("SELECT count(*) FROM response_block WHERE programme_id = $1") == 0);
        CHECK(world.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 0);
    });
}

TEST_CASE("columns that would name a person, and columns nobody reads, are refused") {
    on_both([](MeasurementWorld& world) {
        const auto file = write_text(world.scratch.folder.path(), "nombres.csv",
                                     "escuela;informante;Nombre;F_1;F_9\n105001000001;teacher;Ana;1;2\n");
        const auto lines = told(must(world.import(world.import_of("base", file))).table);
        REQUIRE(lines.size() == 2);
        CHECK(std::ranges::any_of(lines,
                                  [](const auto& line) { return line.starts_with("0 F_9 : This column is no item"); }));
        CHECK(std::ranges::any_of(
            lines, [](const auto& line) { return line.starts_with("0 Nombre : These answers are anonymous"); }));
        // An ignored column is left out on purpose.
        world.import_text("base", "escuela;informante;F_1;F_9\n105001000001;teacher;1;2\n", "ignore: [F_9]\n");
    });
}

TEST_CASE("a second file of the same school is refused, added or takes the first one's place") {
    on_both([](MeasurementWorld& world) {
        const auto first = world.import_text("base", two_schools);
        const auto file = write_text(world.scratch.folder.path(), "otra.csv",
                                     "escuela;informante;F_1;F_2;F_3\n105001000001;teacher;2;2;2\n");
        auto options = world.import_of("base", file);
        const auto refused = must(world.import(options));
        REQUIRE(refused.table.problem_count == 1);
        CHECK(refused.table.problems[0].value == "dane 105001000001");
        CHECK(refused.table.problems[0].message.find(to_string(first.submission)) != std::string::npos);

        options.replaces = first.submission;
        const auto replaced = must(world.import(options));
        CHECK(replaced.outcome == ResponseImportReport::Outcome::stored);
        CHECK(world.number("SELECT CAST(sum(responses) AS BIGINT) FROM response_block WHERE programme_id = $1") == 1);
        CHECK(world.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 2);

        auto more = world.import_of("base", write_text(world.scratch.folder.path(), "mas.csv",
                                                       "escuela;informante;F_1;F_2;F_3\n105001000001;teacher;3;3;3\n"));
        more.earlier = EarlierAnswers::add;
        CHECK(must(world.import(more)).outcome == ResponseImportReport::Outcome::stored);
        CHECK(world.number("SELECT CAST(sum(responses) AS BIGINT) FROM response_block WHERE programme_id = $1") == 2);
        const auto blocks = world.rows_of(block_rows);
        must(world.scratch.database->write(world.act,
                                           [&](storage::Writer& writer) { return world.book->rebuild(writer); }));
        CHECK(world.rows_of(block_rows) == blocks);
    });
}

TEST_CASE("answers can be withdrawn, stay sealed, and come again later") {
    on_both([](MeasurementWorld& world) {
        const auto first = world.import_text("base", two_schools);
        must(withdraw_responses(*world.scratch.database, *world.book, world.act, first.submission));
        CHECK(world.number("SELECT count(*) FROM response_block WHERE programme_id = $1") == 0);
        CHECK(world.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 2);
        CHECK_FALSE(withdraw_responses(*world.scratch.database, *world.book, world.act, first.submission).has_value());
        const auto again = world.import_text("base", two_schools);
        CHECK(again.outcome == ResponseImportReport::Outcome::stored);
        CHECK(again.submission != first.submission);
    });
}

TEST_CASE("a dry run checks everything and writes nothing") {
    on_both([](MeasurementWorld& world) {
        auto options = world.import_of("base", write_text(world.scratch.folder.path(), "seco.csv", two_schools));
        options.table.run = registry::ImportOptions::Run::dry;
        const auto report = must(world.import(options));
        CHECK(report.outcome == ResponseImportReport::Outcome::nothing);
        CHECK(report.informants.size() == 2);
        CHECK(world.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 0);
    });
}

TEST_CASE("answers go only into an open wave of their instrument, from schools of the cycle") {
    on_both([](MeasurementWorld& world) {
        const auto file = write_text(world.scratch.folder.path(), "ola.csv", two_schools);
        auto options = world.import_of("base", file);
        options.instrument = "other";
        CHECK(world.import(options).error().code == ProblemCode::conflict);
        const auto set_wave = [&](programme::WaveState state, programme::WaveMode mode) {
            must(world.scratch.database->write(world.act, [&](storage::Writer& writer) -> Result<> {
                MINKA_TRY_ASSIGN(auto stored, writer.require<programme::Wave>(world.frame("base").wave.id));
                stored.record.state = state;
                stored.record.mode = mode;
                MINKA_TRY(writer.change(stored.record, stored.version));
                return {};
            }));
        };
        for (const auto state : {programme::WaveState::closed, programme::WaveState::draft}) {
            set_wave(state, programme::WaveMode::unlinked);
            CHECK(world.import(world.import_of("base", file)).error().code == ProblemCode::not_ready);
        }
        CHECK(world.import(world.import_of("nada", file)).error().code == ProblemCode::not_found);

        set_wave(programme::WaveState::open, programme::WaveMode::unlinked);
        must(world.scratch.database->write(world.act, [&](storage::Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(const auto schools,
                             writer.all<registry::School>("AND code = $2", std::string("105001000002")));
            return writer.create(programme::SchoolParticipation{
                world.scratch.database->new_id<programme::SchoolParticipationId>(), world.cycle.id,
                schools[0].record.id, programme::ParticipationState::exited, *LocalDate::parse("2026-02-20"), "cerró"});
        }));
        const auto report = must(world.import(world.import_of("base", file)));
        REQUIRE(report.table.problem_count == 2);
        CHECK(report.table.problems[0].message.find("takes no part") != std::string::npos);
    });
}

TEST_CASE("counts of eligible people come in as a table, again without a change, and tell what is wrong") {
    on_both([](MeasurementWorld& world) {
        const auto import = [&](std::string_view content) {
            EligibleImportOptions options;
            options.table.file = write_text(world.scratch.folder.path(), "elegibles.csv", content);
            options.cycle = world.cycle.code;
            options.wave = "base";
            return must(import_eligible(*world.scratch.database, world.act, options));
        };
        constexpr std::string_view counts =
            "escuela;informante;elegibles\n105001000001;teacher;9\n105001000002;docentes;7\n105001000002;head;1\n";
        auto report = import(counts);
        CHECK(report.was_written);
        CHECK(report.count("wave_eligible").created == 3);
        report = import(counts);
        CHECK(report.count("wave_eligible").unchanged == 3);
        CHECK(report.count("wave_eligible").created == 0);
        report = import("escuela;informante;elegibles\n105001000001;teacher;10\n");
        CHECK(report.count("wave_eligible").changed == 1);

        world.import_text("base", two_schools);
        const auto lines =
            told(import("escuela;informante;elegibles\n105001000001;teacher;1\n105001000001;teacher;3\n"
                        "1;teacher;3\n105001000002;nadie;3\n105001000002;head;-1\n"));
        REQUIRE(lines.size() == 5);
        CHECK(lines[0].starts_with("2 elegibles 1: The school has 2 answers"));
        CHECK(lines[1].starts_with("3 escuela 105001000001: The same school"));
        CHECK(lines[2].starts_with("4 escuela 1: "));
        CHECK(lines[3].starts_with("5 informante nadie: "));
        CHECK(lines[4].starts_with("6 elegibles -1: "));
    });
}

TEST_CASE("what was known at an instant leaves out what came later, and says when it cannot tell") {
    on_both([](MeasurementWorld& world) {
        const auto first = world.import_text("base", two_schools);
        const auto then = world.scratch.clock.now();
        world.scratch.clock.advance(3'600'000'000);
        auto more = world.import_of("base", write_text(world.scratch.folder.path(), "mas.csv",
                                                       "escuela;informante;F_1;F_2;F_3\n105001000001;teacher;3;3;3\n"));
        more.earlier = EarlierAnswers::add;
        must(world.import(more));
        const auto count = [&](Instant known_at) { return world.measured("base", known_at).informants[0].respondents; };
        const Instant between{then.microseconds + 1'000'000};
        CHECK(count(end_of_time) == 4);
        CHECK(count(between) == 3);
        CHECK(world.measured("base", between).method.batches == std::vector<Uuid>{first.submission.uuid});
        CHECK(count(Instant{0}) == 0);
        must(withdraw_responses(*world.scratch.database, *world.book, world.act, first.submission));
        CHECK(count(end_of_time) == 1);
        const auto frame = world.frame("base");
        const auto refused = world.scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
            return measure_wave(reader, *world.vault, frame, {between, ""});
        });
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ProblemCode::not_ready);
    });
}
