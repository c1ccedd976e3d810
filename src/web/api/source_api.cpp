#include "web/api/source_api.h"

#include "measurement/wave_frame.h"
#include "measurement/wave_sources.h"
#include "planning/visit_list.h"
#include "planning/visit_sources.h"
#include "programme/cycle_rules.h"
#include "registry/territory_list.h"
#include "web/json_shape.h"

#include <algorithm>
#include <map>

namespace minka::web {

using identity::Permission;
using registry::Purpose;
using storage::Reader;

struct HeldVisitShown {
    planning::VisitId id;
    std::string code;
    registry::SchoolId school_id;
    std::string school;
    LocalDate held_on;
    std::vector<Uuid> reports;  ///< Submissions; none where the office alone says so.
};
MINKA_JSON(HeldVisitShown, (id, code, school_id, school, held_on, reports))

struct VisitSources {
    LocalDate as_of;
    std::int64_t held = 0;
    std::int64_t from_field = 0;
    std::vector<HeldVisitShown> visits;
};
MINKA_JSON(VisitSources, (as_of, held, from_field, visits))

struct WaveSourceShown {
    std::string informant;
    std::string form;
    std::string form_version;
    std::optional<Uuid> file;  ///< The submission that holds a file of answers; single sheets are never named.
    std::optional<LocalDate> file_received;
    std::optional<std::int64_t> responses;  ///< Of the wave; of one school they would be few.
};
MINKA_JSON(WaveSourceShown, (informant, form, form_version, file, file_received, responses))

struct WaveSources {
    std::optional<std::int64_t> responses;
    std::vector<WaveSourceShown> sources;
};
MINKA_JSON(WaveSources, (responses, sources))

namespace {

/// The school that is asked about, when it lies in the land of who asks. Problems: `not_found` for another.
Result<std::optional<registry::SchoolId>> school_asked(Reader& reader, const Call& call, Purpose purpose) {
    const auto text = call.query("school");
    if (!text) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto uuid, parse_uuid(*text));
    MINKA_TRY_ASSIGN(const auto school, registry::school_in(reader, call.scope(purpose), registry::SchoolId{uuid}));
    return school.id;
}

Result<VisitSources> show_visits(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, call.part("cycle")));
    MINKA_TRY_ASSIGN(const auto school, school_asked(reader, call, Purpose::monitoring));
    MINKA_TRY_ASSIGN(const auto visits, planning::held_visits(reader, call.scope(Purpose::monitoring), cycle.record.id,
                                                              call.times(), school));
    VisitSources shown;
    shown.as_of = call.times().as_of;
    shown.held = std::ssize(visits);
    for (const auto& visit : visits) {
        MINKA_TRY_ASSIGN(const auto place, reader.require<registry::School>(visit.school));
        shown.visits.push_back({visit.id, visit.code, visit.school, place.record.name, visit.held_on, visit.reports});
    }
    shown.from_field =
        std::ranges::count_if(shown.visits, [](const HeldVisitShown& visit) { return !visit.reports.empty(); });
    return shown;
}

/// Of one school only those informants are told whose answers its own page may show: not a single head's, and none of
/// whom too few answered.
Result<> keep_shown(Reader& reader, const Call& call, std::vector<measurement::WaveSource>& sources) {
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    std::map<std::string, std::int64_t> answered;
    for (const auto& source : sources) {
        answered[source.informant] += source.responses;
    }
    const auto least = folder->profile.privacy.suppression.feedback_floor;
    std::erase_if(sources, [&](const measurement::WaveSource& source) {
        const auto& all = folder->index.informants;
        const auto informant = std::ranges::find(all, source.informant, &programme::Informant::code);
        return informant == all.end() || informant->one_per_school || answered[source.informant] < least;
    });
    return {};
}

Result<WaveSources> show_wave(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, call.part("cycle"), call.part("wave")));
    MINKA_TRY_ASSIGN(const auto school, school_asked(reader, call, Purpose::monitoring));
    MINKA_TRY_ASSIGN(auto sources, measurement::sources_of(reader, frame, school));
    if (school) {
        MINKA_TRY(keep_shown(reader, call, sources));
    }
    WaveSources shown;
    std::int64_t all = 0;
    for (const auto& source : sources) {
        WaveSourceShown one{source.informant, source.form, source.form_version, source.file, source.file_received, {}};
        if (!school) {
            one.responses = source.responses;
        }
        all += source.responses;
        shown.sources.push_back(std::move(one));
    }
    if (!school) {
        shown.responses = all;
    }
    return shown;
}

}  // namespace

std::vector<Route> source_routes() {
    using Kind = QueryParameter::Kind;
    const QueryParameter school{"school", Kind::identifier, "Of this school alone", {}};
    return {
        read_route<VisitSources>({"/api/v1/programmes/{programme}/cycles/{cycle}/sources/visits",
                                  Permission::need_to_know,
                                  "The visits that count as held, one by one, with the submissions that report them",
                                  {school, {"as_of", Kind::date, "The date of the count; today when not given", {}}}},
                                 show_visits),
        read_route<WaveSources>({"/api/v1/programmes/{programme}/cycles/{cycle}/sources/waves/{wave}",
                                 Permission::need_to_know,
                                 "Where the answers of a wave came from: files by their submission, sheets of single "
                                 "people counted by form; of a school without counts",
                                 {school}},
                                show_wave),
    };
}

}  // namespace minka::web
