#include "reports/register_counts.h"

#include "registry/enrolment.h"
#include "report_world.h"
#include "storage/ledger.h"

using namespace minka;
using namespace minka::test;
using programme::Counted;
using registry::SchoolLevel;

namespace {

struct Registers {
    explicit Registers(ScratchDatabase& scratch) : world(scratch, small_index) {
        world.add_schools({"205001001001", "205001001002"});
        for (const std::string code : {"205001001001", "205001001002"}) {
            schools.push_back(must(scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
                                  return reader.value<registry::SchoolId>(
                                      "SELECT id FROM school WHERE programme_id = $1 AND code = $2",
                                      world.act.programme, code);
                              })).value());
            registry::Site site;
            site.id = scratch.database->new_id<registry::SiteId>();
            site.school_id = schools.back();
            site.code_system = "dane";
            site.code = code;
            site.name = site.search_name = "sede";
            site.levels = "primary";
            site.valid_from = day("2020-01-01");
            sites.push_back(site);
        }
        write(sites);
    }

    template <typename Record>
    void write(const std::vector<Record>& records) {
        must(world.scratch.database->write(
            world.act, [&](storage::Writer& writer) -> Result<> { return writer.create_all(records); }));
    }
    registry::Person person(std::optional<registry::PersonId> merged_into = {}) {
        registry::Person made;
        made.id = world.scratch.database->new_id<registry::PersonId>();
        made.name = {Bytes{1}};
        made.merged_into = merged_into;
        return made;
    }
    registry::Role role(const registry::PersonId& person, registry::PersonRole kind, registry::PlaceKind place,
                        Uuid place_id, std::string_view from, std::optional<LocalDate> to = {}) {
        return {world.scratch.database->new_id<registry::RoleId>(), person, kind, place, place_id, day(from), to};
    }
    registry::EnrolmentCount enrolled(std::size_t site, std::int64_t year, std::string grade, std::string label,
                                      std::int64_t students) {
        return {world.scratch.database->new_id<registry::EnrolmentCountId>(),
                sites[site].id,
                year,
                SchoolLevel::primary,
                grade.empty() ? std::nullopt : std::optional(grade),
                label.empty() ? std::nullopt : std::optional(label),
                students,
                day(std::to_string(year) + "-02-15"),
                "SIMAT"};
    }
    reports::RegisterCounts counted(std::string_view on) {
        return must(world.scratch.database->read(
            world.act.programme, [&](storage::Reader& reader) -> Result<reports::RegisterCounts> {
                MINKA_TRY_ASSIGN(const auto known_at, storage::last_recorded(reader));
                return reports::count_registers(reader, world.cycle.id,
                                                registry::Scope::of_console(registry::Purpose::reporting),
                                                {day(on), known_at});
            }));
    }

    MeasurementWorld world;
    std::vector<registry::SchoolId> schools;
    std::vector<registry::Site> sites;
};

}  // namespace

TEST_CASE("a person counts once, whatever they teach and where, and merged people are one") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        Registers registers(scratch);
        const auto ana = registers.person();
        const auto same_ana = registers.person(ana.id);
        const auto luz = registers.person();
        registers.write(std::vector{ana, same_ana, luz});
        using enum registry::PersonRole;
        const auto school = registers.schools[0].uuid;
        const auto site = registers.sites[1].id.uuid;
        registers.write(std::vector{
            registers.role(ana.id, teacher, registry::PlaceKind::school, school, "2026-02-01"),
            registers.role(same_ana.id, teacher, registry::PlaceKind::site, site, "2026-02-01"),
            registers.role(luz.id, school_head, registry::PlaceKind::school, school, "2026-02-01"),
            registers.role(luz.id, teacher, registry::PlaceKind::school, school, "2026-02-01", day("2026-06-01")),
            registers.role(luz.id, mediator, registry::PlaceKind::school, school, "2026-02-01"),
        });
        const auto may = registers.counted("2026-05-31");
        CHECK(may.counts.at(Counted::teachers) == 2);  // Ana, and Luz until June
        CHECK(may.counts.at(Counted::heads) == 1);
        CHECK(may.direct_people == 2);
        const auto june = registers.counted("2026-06-01");
        CHECK(june.counts.at(Counted::teachers) == 1);
        CHECK(june.direct_people == 2);
        CHECK(june.counts.at(Counted::parents) == 0);
    });
}

TEST_CASE("students are counted once where a level, its grades and its classes are all given") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        Registers registers(scratch);
        registers.write(std::vector{
            registers.enrolled(0, 2025, "", "", 500),  // last year's
            registers.enrolled(0, 2026, "", "", 90),   // the level: its parts are not added
            registers.enrolled(0, 2026, "3", "", 40), registers.enrolled(0, 2026, "3", "A", 20),
            registers.enrolled(1, 2026, "3", "", 31),  // a grade: its class is not added
            registers.enrolled(1, 2026, "3", "A", 16),
            registers.enrolled(1, 2026, "4", "A", 12),  // a class without its grade
        });
        // 90 + 31 + 12 = 133; a year earlier 500.
        CHECK(registers.counted("2026-09-30").counts.at(Counted::students) == 133);
        CHECK(registers.counted("2025-09-30").counts.at(Counted::students) == 0);  // no school was active yet
    });
}

TEST_CASE("a school that paused is no active school, nor are its people and sites counted") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        Registers registers(scratch);
        registers.write(std::vector{programme::SchoolParticipation{
            scratch.database->new_id<programme::SchoolParticipationId>(), registers.world.cycle.id,
            registers.schools[1], programme::ParticipationState::paused, day("2026-06-01"), "Creciente del río"}});
        CHECK(registers.counted("2026-05-31").active == programme::Share{2, 2});
        const auto june = registers.counted("2026-06-01");
        CHECK(june.active == programme::Share{1, 2});
        CHECK(june.counts.at(Counted::schools) == 1);
        CHECK(june.counts.at(Counted::sites) == 1);
        CHECK(june.participation.at(programme::ParticipationState::paused) == 1);
    });
}
