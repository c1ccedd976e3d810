#include "report_world.h"

#include "base/text.h"
#include "programme/programme_loading.h"
#include "programme/team.h"
#include "programme/work_plan.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace minka::test {

LocalDate day(std::string_view text) { return *LocalDate::parse(text); }

CsvRows csv_rows(const std::filesystem::path& file) {
    const auto text = text_of(file);
    CsvRows rows(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& cell = rows.back().back();
        if (quoted) {
            if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                cell += text[++i];
            } else if (text[i] == '"') {
                quoted = false;
            } else {
                cell += text[i];
            }
        } else if (text[i] == '"') {
            quoted = true;
        } else if (text[i] == ',') {
            rows.back().emplace_back();
        } else if (text[i] == '\n') {
            rows.emplace_back(1);
        } else if (text[i] != '\r') {
            cell += text[i];
        }
    }
    rows.pop_back();
    return rows;
}

const std::vector<std::string>& row_of(const CsvRows& rows, std::string_view first) {
    const auto found = std::ranges::find(rows, first, [](const auto& row) { return std::string_view(row.front()); });
    REQUIRE_MESSAGE(found != rows.end(), std::string(first));
    return *found;
}

std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files[entry.path().filename().string()] = text_of(entry.path());
    }
    return files;
}

reports::ReportOptions report_options(std::string language) {
    reports::ReportOptions options;
    options.language = std::move(language);
    options.as_of = day("2026-09-30");
    options.code_version = "0.1.0-test";
    return options;
}

namespace {

registry::Territory civil(ScratchDatabase& scratch, registry::TerritoryKind kind, const std::string& code,
                          const std::string& name, std::optional<registry::TerritoryId> parent) {
    registry::Territory territory;
    territory.id = scratch.database->new_id<registry::TerritoryId>();
    territory.tree = registry::TerritoryTree::civil;
    territory.kind = kind;
    territory.code_system = "divipola";
    territory.code = code;
    territory.name = name;
    territory.search_name = fold_text(name);
    territory.parent_id = parent;
    territory.valid_from = day("2000-01-01");
    return territory;
}

/// Sheets of answers: of three answers of 1 .. 4 a teacher, F_2 reversed, S the same without reversal. `lift` in
/// tenths of a category moves the level of a school.
std::string answers(const std::string& school, const std::string& informant, int people, int lift,
                    SeededRandom& random) {
    std::string text;
    for (int person = 0; person < people; ++person) {
        const int own = static_cast<int>(random.below(11));
        const auto answer = [&]() {
            const int tenths = 14 + lift + own + static_cast<int>(random.below(9));
            return std::clamp(tenths / 10, 1, 4);
        };
        text += school + "," + informant;
        for (const bool reversed : {false, true, false}) {
            const int value = answer();
            text += "," + std::to_string(reversed ? 5 - value : value);
        }
        for (int item = 0; item < 3; ++item) {
            text += "," + (informant == "head" ? std::string() : std::to_string(answer()));
        }
        text += "\n";
    }
    return text;
}

constexpr std::string_view answer_header = "school,informant,F_1,F_2,F_3,S_1,S_2,S_3\n";

}  // namespace

SchoolProgramme::SchoolProgramme(ScratchDatabase& scratch) : world(scratch, small_index) {
    struct Place {
        std::string department, municipality;
        int schools, teachers;
    };
    const std::vector<Place> places{
        {"Antioquia", "Villa Uno", 12, 12}, {"Chocó", "Villa Dos", 2, 4}, {"Nariño", "Villa Tres", 3, 12}};
    std::vector<int> teachers;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto number = std::to_string(i + 1);
        const auto department =
            civil(scratch, registry::TerritoryKind::department, "9" + number, places[i].department, {});
        auto municipality = civil(scratch, registry::TerritoryKind::municipality, "9" + number + "001",
                                  places[i].municipality, department.id);
        municipality.is_pdet = i > 0;
        must(scratch.database->write(world.act, [&](storage::Writer& writer) -> Result<> {
            MINKA_TRY(writer.create(department));
            return writer.create(municipality);
        }));
        world.municipality = municipality.id;
        for (int school = 0; school < places[i].schools; ++school) {
            codes.push_back("20500100" + std::to_string(1001 + static_cast<int>(codes.size())));
            schools.push_back(world.add_school(codes.back()));
            teachers.push_back(places[i].teachers);
        }
    }
    SeededRandom random(7);
    for (const std::int64_t number : {1, 2}) {
        const auto wave = world.add_wave(number == 1 ? "inicial" : "final", number);
        std::string text(answer_header);
        for (std::size_t i = 0; i < schools.size(); ++i) {
            world.set_eligible(wave, schools[i], "teacher", teachers[i] + 2);
            world.set_eligible(wave, schools[i], "head", 1);
            const int change = number == 1 ? 0 : i % 5 == 0 ? -3 : 7;
            const int level = static_cast<int>(i % 4) * 2 + change;
            text += answers(codes[i], "teacher", teachers[i], level, random);
            text += answers(codes[i], "head", 1, level, random);
        }
        world.import_text(wave.code, text);
    }
}

void SchoolProgramme::add_answers(std::size_t school, int teachers) {
    SeededRandom random(11);
    const auto file = write_text(world.scratch.folder.path(), "mas.csv",
                                 std::string(answer_header) + answers(codes[school], "teacher", teachers, 5, random));
    auto options = world.import_of("final", file);
    options.earlier = measurement::EarlierAnswers::add;
    REQUIRE(must(world.import(options)).table.was_written);
}

Result<reports::CycleReport> SchoolProgramme::try_report(const reports::ReportOptions& options) {
    return reports::build_cycle_report(*world.scratch.database, *world.vault, world.act, world.cycle.code, options);
}

reports::CycleReport SchoolProgramme::report(const reports::ReportOptions& options) {
    return must(try_report(options));
}

std::filesystem::path SchoolProgramme::written(const reports::ReportOptions& options, const std::string& name) {
    const auto folder = world.scratch.folder.path() / name;
    must(reports::write_cycle_report(report(options), folder));
    return folder;
}

namespace {

/// Records of one UGEL's team with a resolution in force from March 2026, written as they stand.
struct WrittenTeam {
    programme::Team team;
    programme::Resolution resolution;
};

WrittenTeam written_team(ScratchDatabase& scratch, const registry::TerritoryId& ugel, int place) {
    WrittenTeam written;
    written.team.id = scratch.database->new_id<programme::TeamId>();
    written.team.territory_id = ugel;
    written.team.state = programme::TeamState::active;
    written.team.state_since = day("2026-03-15");
    written.team.convened_on = day("2026-02-02");
    written.team.formed_on = day("2026-02-20");
    auto& resolution = written.resolution;
    resolution.id = scratch.database->new_id<programme::ResolutionId>();
    resolution.team_id = written.team.id;
    resolution.territory_id = ugel;
    resolution.number = "0" + std::to_string(1000 + place) + "-2026";
    resolution.year = 2026;
    resolution.kind = programme::ResolutionKind::forms;
    resolution.state = programme::ResolutionState::notified;
    resolution.issued_on = day("2026-03-10");
    resolution.notified_on = day("2026-03-12");
    resolution.signatory = "Dirección de la UGEL";
    resolution.valid_from = day("2026-03-10");
    resolution.valid_to = place % 5 == 0 ? day("2026-11-01") : day("2027-03-10");
    resolution.scan = std::string(64, 'a');
    return written;
}

}  // namespace

TeamProgramme::TeamProgramme(ScratchDatabase& scratch_database)
    : scratch(scratch_database),
      vault(must(privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "test.db.key"))) {
    const auto files = must(programme::read_folder_files(source_folder() / "examples" / "apostemos"));
    auto check = programme::check_folder_files(files);
    REQUIRE(check.problems.empty());
    const auto loaded = must(programme::load_programme(*scratch.database, files, check.folder, {}));
    act = {loaded.id, {}, "console", "test"};
    const programme::Cycle cycle{scratch.database->new_id<programme::CycleId>(),
                                 "2026",
                                 "Año 2026",
                                 day("2026-02-01"),
                                 day("2026-11-30"),
                                 programme::CycleState::running,
                                 loaded.version};
    std::vector<registry::Territory> territories;
    std::vector<WrittenTeam> teams;
    programme::TerritoryList list{scratch.database->new_id<programme::TerritoryListId>(), "ugel_targeted",
                                  "UGEL focalizadas", "Resumen de la estrategia", day("2022-03-01")};
    std::vector<programme::TerritoryListEntry> entries;
    for (const std::string name : {"DRE Loreto", "DRE Pasco"}) {
        auto directorate = civil(scratch, registry::TerritoryKind::regional_directorate,
                                 name == "DRE Loreto" ? "160000" : "190000", name, {});
        directorate.tree = registry::TerritoryTree::school_administration;
        directorate.code_system = "ugel";
        territories.push_back(directorate);
        for (int i = 0; i < 10; ++i) {
            const int place = static_cast<int>(territories.size());
            auto ugel = civil(scratch, registry::TerritoryKind::ugel, std::to_string(160000 + place),
                              "UGEL Ejemplo " + std::to_string(place), directorate.id);
            ugel.tree = registry::TerritoryTree::school_administration;
            ugel.code_system = "ugel";
            territories.push_back(ugel);
            if (i < 9 && !(name == "DRE Pasco" && i == 8)) {  // 9 + 8 = 17
                teams.push_back(written_team(scratch, ugel.id, place));
            }
            if (!(name == "DRE Loreto" && i == 0)) {  // one with a team is not on the list: 19 listed, 16 of them
                entries.push_back({scratch.database->new_id<programme::TerritoryListEntryId>(), list.id, ugel.id});
            }
        }
    }
    must(scratch.database->write(act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY(writer.create(cycle));
        for (const auto& territory : territories) {
            MINKA_TRY(writer.create(territory));
        }
        for (const auto& [team, resolution] : teams) {
            MINKA_TRY(writer.create(team));
            MINKA_TRY(writer.create(resolution));
        }
        MINKA_TRY(writer.create(list));
        return writer.create_all(entries);
    }));
}

std::filesystem::path TeamProgramme::written(const reports::ReportOptions& options, const std::string& name) {
    const auto folder = scratch.folder.path() / name;
    const auto report = must(reports::build_cycle_report(*scratch.database, *vault, act, "2026", options));
    must(reports::write_cycle_report(report, folder));
    return folder;
}

}  // namespace minka::test
