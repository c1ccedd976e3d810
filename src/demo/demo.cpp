#include "demo/demo.h"

#include "demo/cycle_story.h"
#include "demo/example_folder.h"
#include "demo/team_work.h"
#include "demo/visit_story.h"
#include "measurement/response_import.h"
#include "planning/calendar_file.h"
#include "programme/assistance_rules.h"
#include "programme/programme_loading.h"
#include "programme/team_rules.h"

#include <algorithm>
#include <array>
#include <set>

namespace minka::demo {

namespace {

using storage::Writer;

LocalDate day(int year, unsigned month, unsigned number) { return LocalDate::of(year, month, number).value(); }

/// A programme that was loaded, on its way to being a demo.
struct Loading {
    const DemoRooms& rooms;
    const DemoOptions& options;
    ProgrammeId programme;
    std::int64_t version = 0;
    programme::ProgrammeFolder folder;

    void tell(std::string_view text) const {
        if (options.tell) {
            options.tell(text);
        }
    }
    Result<> write_until(Timeline& timeline, LocalDate until) const {
        return timeline.write_until(until, rooms.database, rooms.clock, programme);
    }
    storage::Act act(std::string name) const { return {programme, {}, "console", std::move(name)}; }
};

Result<> check_absent(storage::Database& database, std::string_view code) {
    MINKA_TRY_ASSIGN(const auto known, database.read({}, [&](storage::Reader& reader) {
        return reader.value<ProgrammeId>("SELECT id FROM programme WHERE code = $1", code);
    }));
    if (known) {
        return problem(ProblemCode::conflict,
                       "The database holds the programme " + std::string(code) +
                           " already; name a new file with --database, or move this one away.",
                       database.location());
    }
    return {};
}

Result<Loading> load_folder(DemoProgramme which, const DemoRooms& rooms, const DemoOptions& options) {
    const auto code = code_of(which);
    MINKA_TRY(check_absent(rooms.database, code));
    MINKA_TRY_ASSIGN(const auto files, example_folder(code));
    auto check = programme::check_folder_files(files);
    if (!check.problems.empty()) {
        return std::unexpected(check.problems.front());
    }
    MINKA_TRY_ASSIGN(const auto loaded, programme::load_programme(rooms.database, files, check.folder, {}));
    return Loading{rooms, options, loaded.id, loaded.version, std::move(check.folder)};
}

// Answers come in on the last day of their wave.
Result<> answer_wave(const Loading& loading, const CycleStory& story, AnswerModel::Wave which) {
    const auto& wave = story.wave(which);
    loading.tell("Respuestas de la ola " + wave.code);
    auto& clock = loading.rooms.clock;
    clock.set(std::max(clock.now(), instant_on(wave.closes_on, 23)));
    auto& database = loading.rooms.database;
    MINKA_TRY_ASSIGN(const auto frame, database.read(loading.programme, [&](storage::Reader& reader) {
        return measurement::find_wave(reader, story.cycle().code, wave.code);
    }));
    MINKA_TRY_ASSIGN(const auto rows, story.draw_answers(which));
    MINKA_TRY(measurement::store_responses(database, loading.rooms.vault, loading.rooms.submissions,
                                           loading.act("import responses"), frame, rows));
    return {};
}

Result<> run_cycle(const Loading& loading, Timeline& timeline, const CycleStory& story, LocalDate until) {
    MINKA_TRY(loading.write_until(timeline, story.dates().before_closes));
    MINKA_TRY(answer_wave(loading, story, AnswerModel::Wave::before));
    loading.tell("El ciclo en marcha");
    MINKA_TRY(loading.write_until(timeline, story.dates().after_closes));
    MINKA_TRY(answer_wave(loading, story, AnswerModel::Wave::after));
    return loading.write_until(timeline, until);
}

// ---- Ser Más Maestro ----

CycleSetting formative_cycle(std::int64_t version) {
    CycleSetting setting;
    setting.code = "2025";
    setting.name = "2025 (demostración con datos ficticios)";
    setting.dates = {day(2025, 1, 27), day(2025, 2, 3),   day(2025, 3, 7),   day(2025, 3, 10),  day(2025, 3, 17),
                     day(2025, 4, 11), day(2025, 10, 20), day(2025, 11, 14), day(2025, 11, 17), day(2025, 11, 28)};
    setting.programme_version = version;
    setting.authority = "Consejo comunitario de educación de";
    setting.authority_kind = "consejo_comunitario";
    setting.decisions = {
        "Calendario|Se corre la visita V4 dos semanas|Cosecha y jornada electoral en varios municipios|Mesa entre "
        "sectores",
        "Talleres con estudiantes|Se agrega un taller de círculos de palabra|Lo pidieron estudiantes en las asambleas "
        "de inicio|Equipo de diseño",
        "Instrumento|Se lee en voz alta el cuestionario en sedes con lectores iniciales|Prueba en campo con tres "
        "sedes|Evaluación",
        "Rutas|Dos escuelas se atienden desde otra sede|Río crecido y paso cerrado|Coordinación regional",
    };
    return setting;
}

std::vector<InvitedSchool> invite_schools(const ColombianRegister& registers) {
    std::vector<InvitedSchool> invited;
    for (std::size_t i = 0; i < registers.schools.size(); ++i) {
        const auto& counts = registers.counts[i];
        InvitedSchool school{registers.schools[i].id, counts.municipality, {}, 1};
        school.eligible = {{"student", counts.asked_students}, {"teacher", counts.teachers}, {"head", 1}};
        school.share_of_age = static_cast<double>(counts.older_students) / std::max(1, counts.asked_students);
        invited.push_back(std::move(school));
    }
    return invited;
}

Result<LoadedDemo> load_ser_mas_maestro(const Loading& loading) {
    const auto& [rooms, options, programme, version, folder] = loading;
    const RegisterSetting setting{programme, day(2025, 1, 24), 2025};
    loading.tell("Registros: municipios, escuelas, personas, aliados");
    auto registers = draw_colombian_register(options.size, setting, options.seed);
    place_sites(registers, options.seed);
    Timeline timeline;
    timeline.add(setting.recorded_on, [&](Writer& writer) { return store_register(writer, rooms.vault, registers); });
    std::vector<Community> communities;
    for (const auto& municipality : registers.municipalities) {
        communities.push_back({municipality.id, municipality.name});
    }
    const CycleStory story(formative_cycle(version), std::move(communities), invite_schools(registers), folder,
                           options.seed);
    story.add_to(timeline, rooms.vault);
    const auto told_on = story.dates().ends;
    MINKA_TRY_ASSIGN(const auto files, example_folder(code_of(DemoProgramme::ser_mas_maestro)));
    const planning::CalendarSet calendars(planning::check_calendars(files).calendars);
    VisitSetting visits{story.dates().runs.plus_days(7), told_on, {}};
    for (const auto& visit : folder.profile.stages.visits) {
        visits.sequence.push_back({visit.code, visit.moment});
    }
    add_visits(timeline, registers, story, calendars, rooms.vault, visits, options.seed);
    MINKA_TRY(run_cycle(loading, timeline, story, told_on));
    return LoadedDemo{programme, story.cycle().code, told_on};
}

// ---- Apostemos ----

constexpr int lapse_after_days = 180;
constexpr std::size_t surveyed_in_ugel = 10;

CycleSetting strategy_cycle(std::int64_t version) {
    CycleSetting setting;
    setting.code = "2025";
    setting.name = "2025 (demostración con datos ficticios)";
    setting.dates = {day(2025, 2, 17), day(2025, 3, 10), day(2025, 4, 4),   day(2025, 4, 7),   day(2025, 4, 14),
                     day(2025, 5, 9),  day(2025, 10, 6), day(2025, 10, 24), day(2025, 10, 27), day(2025, 12, 19)};
    setting.programme_version = version;
    setting.authority = "Mesa de concertación de la";
    setting.authority_kind = "mesa";
    setting.decisions = {
        "Asistencia|Las UGEL sin señal reciben la asistencia por radio|Tres regiones avisaron cortes largos|Dirección "
        "de Educación Inicial",
        "Grupos de interaprendizaje|Las sesiones pasan a la semana de gestión|Lo acordaron los equipos en sus "
        "planes|Equipos y especialistas",
    };
    setting.schools = CycleSetting::Schools::only_answer;
    return setting;
}

struct Surveyed {
    std::vector<Community> communities;
    std::vector<InvitedSchool> services;
};

// The first services of some targeted UGEL: few answer in each, so that most cannot be shown on their own.
Surveyed draw_survey(const PeruvianRegister& registers, const DemoOptions& options) {
    Chance chance(options.seed, "survey");
    auto order = registers.targeted;
    chance.shuffle(order);
    Surveyed surveyed;
    for (const auto ugel : order) {
        if (std::ssize(surveyed.services) >= options.size.surveyed_services && surveyed.communities.size() > 1) {
            break;
        }
        std::size_t taken = 0;
        for (std::size_t i = 0; i < registers.services.size() && taken < surveyed_in_ugel; ++i) {
            if (registers.ugel_of_service[i] == ugel) {
                const bool community_run = registers.sites[i].levels == "community_preschool";
                surveyed.services.push_back({registers.services[i].id,
                                             surveyed.communities.size(),
                                             {{"teacher", community_run ? 1 : chance.between(3, 9)}, {"head", 1}},
                                             1});
                ++taken;
            }
        }
        surveyed.communities.push_back({registers.ugel[ugel].id, registers.ugel[ugel].name});
    }
    return surveyed;
}

Result<LoadedDemo> load_apostemos(const Loading& loading) {
    const auto& [rooms, options, programme, version, folder] = loading;
    const RegisterSetting setting{programme, day(2024, 2, 5), 2024};
    const TeamSpan span{day(2024, 3, 11), day(2025, 3, 10), day(2025, 10, 31)};
    const auto& rules = *folder.profile.stages.team;
    loading.tell("Registros: regiones, UGEL, servicios, listas");
    const auto registers = draw_peruvian_register(options.size, setting, folder.profile.assistance, options.seed);
    Timeline timeline;
    timeline.add(setting.recorded_on,
                 [&](Writer& writer) { return store_register(writer, registers, setting, options.seed); });
    MINKA_TRY(loading.write_until(timeline, setting.recorded_on));
    MINKA_TRY(programme::declare_assisted_regions(rooms.database, loading.act("declare assistance"),
                                                  folder.profile.assistance, setting.recorded_on));
    const auto lives = draw_team_lives(options.size, registers, span, rules, options.seed);
    add_team_lives(timeline, lives, rules, rooms.vault, options.seed);
    add_team_work(timeline, lives, registers, span, options.seed);
    add_assistance(timeline, registers, span, options.seed);
    timeline.add(span.told_on, [&](Writer& writer) -> Result<> {
        MINKA_TRY(programme::settle_team_states(writer, span.told_on, lapse_after_days));
        return {};
    });
    auto surveyed = draw_survey(registers, options);
    const CycleStory story(strategy_cycle(version), std::move(surveyed.communities), std::move(surveyed.services),
                           folder, options.seed);
    story.add_to(timeline, rooms.vault);
    loading.tell("Equipos, resoluciones, planes y grupos de interaprendizaje");
    MINKA_TRY(run_cycle(loading, timeline, story, span.told_on));
    return LoadedDemo{programme, story.cycle().code, span.told_on};
}

}  // namespace

std::string_view code_of(DemoProgramme programme) {
    return programme == DemoProgramme::ser_mas_maestro ? "ser-mas-maestro" : "apostemos";
}

std::optional<DemoProgramme> demo_programme(std::string_view code) {
    for (const auto programme : {DemoProgramme::ser_mas_maestro, DemoProgramme::apostemos}) {
        if (code_of(programme) == code) {
            return programme;
        }
    }
    return {};
}

Instant demo_start(DemoProgramme programme) {
    return instant_on(programme == DemoProgramme::ser_mas_maestro ? day(2025, 1, 20) : day(2024, 2, 1), 14);
}

Result<LoadedDemo> load_demo(DemoProgramme programme, const DemoRooms& rooms, const DemoOptions& options) {
    MINKA_TRY_ASSIGN(const auto loading, load_folder(programme, rooms, options));
    return programme == DemoProgramme::ser_mas_maestro ? load_ser_mas_maestro(loading) : load_apostemos(loading);
}

}  // namespace minka::demo
