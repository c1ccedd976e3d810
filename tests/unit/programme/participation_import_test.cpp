#include "programme/participation_import.h"

#include "unit/programme/cycle_field.h"

#include <fstream>

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using registry::ImportReport;

TEST_SUITE_BEGIN("programme: participation from a table");

namespace {

struct TableField : CycleField {
    using CycleField::CycleField;

    ImportReport import_rows(const std::string& rows, std::optional<LocalDate> since = std::nullopt,
                             const std::string& header = "escuela;estado;desde;motivo\n") {
        registry::ImportOptions options;
        options.file = scratch.folder.path() / "participan.csv";
        options.since = since;
        std::ofstream(options.file, std::ios::binary) << header << rows;
        auto report = import_participation(*scratch.database, act, options, cycle.code);
        REQUIRE_MESSAGE(report.has_value(), (report ? "" : to_sentence(report.error())));
        return *std::move(report);
    }
    std::vector<SchoolParticipation> states(std::string_view on) {
        auto rows =
            read([&](storage::Reader& reader) { return participations(reader, cycle.id, {day(on), end_of_time}); });
        REQUIRE(rows.has_value());
        return *std::move(rows);
    }
};

}  // namespace

TEST_CASE("rows of a school hold in the order of their dates, whatever their order in the file") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        TableField field(scratch);
        const std::string rows =
            "105999000011;retirada;2026-04-01;Traslado de la sede\n"
            "105999000011;activa;2026-02-01;\n"
            "105999000011;unida;2026-01-15;\n";
        const auto report = field.import_rows(rows);
        CHECK(report.problems.empty());
        CHECK(report.was_written);
        REQUIRE(field.states("2026-03-01").size() == 1);
        CHECK(field.states("2026-01-31")[0].state == ParticipationState::joined);
        CHECK(field.states("2026-03-31")[0].state == ParticipationState::active);
        CHECK(field.states("2026-04-01")[0].state == ParticipationState::exited);
        const auto again = field.import_rows(rows);
        CHECK(again.problems.empty());
        CHECK(again.changes.empty());
    });
}

TEST_CASE("a row that contradicts what is recorded is told, and then nothing of the file is written") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        TableField field(scratch);
        REQUIRE(field.import_rows("105999000011;unida;2026-01-15;\n").was_written);
        const auto other_state = field.import_rows(
            "105999000028;unida;2026-01-15;\n"
            "105999000011;activa;2026-01-15;\n");  // joined on that day
        REQUIRE(other_state.problems.size() == 1);
        CHECK(other_state.problems[0].row == 3);
        CHECK(other_state.problems[0].message.find("The school has been joined since 2026-01-15") == 0);
        CHECK_FALSE(other_state.was_written);
        CHECK(field.states("2026-12-31").size() == 1);
        const auto step = field.import_rows(
            "105999000011;activa;2026-02-01;\n"
            "105999000011;unida;2026-03-01;\n");  // active by the row before
        REQUIRE(step.problems.size() == 1);
        CHECK(step.problems[0].message.find("A school that is active cannot become joined.") == 0);
    });
}

TEST_CASE("a date of the row comes before the date of the whole file") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        TableField field(scratch);
        const auto report = field.import_rows(
            "105999000011;unida;2026-03-01;\n"
            "105999000028;unida;;\n",
            day("2026-01-15"));
        CHECK(report.problems.empty());
        const auto early = field.states("2026-02-28");
        REQUIRE(early.size() == 1);
        CHECK(early[0].school_id == field.second_school.id);
        CHECK(early[0].since == day("2026-01-15"));
        CHECK(field.states("2026-03-01").size() == 2);
    });
}

TEST_CASE("a code of two schools names neither until its code system is given") {
    on_both_engines(cycle_schema, [](ScratchDatabase& scratch) {
        TableField field(scratch);
        auto namesake = field.first_school;
        namesake.id = field.id<registry::SchoolId>();
        namesake.code_system = "modular";
        REQUIRE(field.write([&](storage::Writer& writer) { return writer.create(namesake); }).has_value());
        const auto report = field.import_rows("105999000011;unida;2026-01-15;\n");
        REQUIRE(report.problems.size() == 1);
        CHECK(report.problems[0].message.find("Several schools of the programme have this code") == 0);
        CHECK(field.states("2026-12-31").empty());
        CHECK(field.import_rows("105999000011;unida;2026-01-15;modular\n", {}, "escuela;estado;desde;sistema\n")
                  .was_written);
        REQUIRE(field.states("2026-12-31").size() == 1);
        CHECK(field.states("2026-12-31")[0].school_id == namesake.id);
    });
}

TEST_SUITE_END();
