#include "web/api/observation_api.h"

#include "measurement/teacher_page.h"
#include "planning/visit_list.h"
#include "web/api/observation_json.h"
#include "web/api/page_key.h"
#include "web/api/person_label.h"
#include "web/printed_page.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::web {

namespace {

using identity::Permission;
using measurement::Episode;
using measurement::EpisodeState;
using measurement::ObservationSeat;
using registry::AccessRole;
using registry::Purpose;
using storage::Reader;
using storage::Writer;

/// Which episodes who asks may know of: those of visits that they see, their own, and, who plans, those of no visit.
class EpisodeSight {
public:
    static Result<EpisodeSight> of(Reader& reader, const Call& call) {
        const auto& grant = call.passage().grant;
        EpisodeSight sight;
        sight.person_ = grant.person_id;
        sight.plans_ = grant.role == AccessRole::coordinator;
        const auto visits = planning::VisitSight::of(call.scope(Purpose::operation), grant.person_id);
        MINKA_TRY_ASSIGN(const auto seen, planning::all_visits_in(reader, visits, {}));
        for (const auto& visit : seen) {
            sight.visits_.emplace(visit.id.uuid, visit);
        }
        return sight;
    }

    const planning::Visit* visit_of(const Episode& episode) const {
        const auto found = episode.visit ? visits_.find(*episode.visit) : visits_.end();
        return found == visits_.end() ? nullptr : &found->second;
    }

    Result<bool> reaches(Reader& reader, const Episode& episode) const {
        const bool is_own = person_ && std::ranges::any_of(episode.sheets, [&](const Episode::Sheet& sheet) {
                                return sheet.observer == *person_;
                            });
        if (is_own || visit_of(episode) != nullptr) {
            return true;
        }
        if (!plans_ || !episode.visit) {
            return plans_;
        }
        MINKA_TRY_ASSIGN(const auto planned, reader.find<planning::Visit>({*episode.visit}));
        return !planned.has_value();
    }

private:
    std::map<Uuid, planning::Visit> visits_;
    std::optional<registry::PersonId> person_;
    bool plans_ = false;
};

Result<EpisodeItem> item_of(Reader& reader, const EpisodeSight& sight, const Episode& episode) {
    EpisodeItem shown;
    shown.code = episode.code;
    shown.state = episode.state;
    shown.seals = episode.seals;
    shown.sealed = std::ranges::count_if(
        episode.sheets, [](const Episode::Sheet& sheet) { return sheet.seat != ObservationSeat::consensus; });
    shown.has_consensus = episode.sheet(ObservationSeat::consensus) != nullptr;
    shown.on = episode.on;
    if (const auto* visit = sight.visit_of(episode)) {
        MINKA_TRY_ASSIGN(const auto school, reader.require<registry::School>(visit->school_id));
        MINKA_TRY_ASSIGN(const auto land, reader.require<registry::Territory>(school.record.civil_territory_id));
        shown.visit_id = visit->id;
        shown.school = school.record.name;
        shown.place = land.record.name;
    }
    return shown;
}

Result<ListOf<EpisodeItem>> list_episodes(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto limit, page_length(call.query_integer("limit")));
    std::optional<EpisodeState> wanted;
    if (const auto text = call.query("state")) {
        MINKA_TRY_ASSIGN(wanted, FromJson<EpisodeState>::of(documents::JsonValue(*text), "state"));
    }
    const auto after = call.query("after").value_or("");
    MINKA_TRY_ASSIGN(const auto all, measurement::episodes(reader, call.premises().submissions));
    MINKA_TRY_ASSIGN(const auto sight, EpisodeSight::of(reader, call));
    ListOf<EpisodeItem> list;
    list.total = 0;
    for (const auto& episode : all) {
        MINKA_TRY_ASSIGN(const bool is_seen, sight.reaches(reader, episode));
        if (!is_seen || (wanted && episode.state != *wanted)) {
            continue;
        }
        ++*list.total;
        if (episode.code <= after || list.next) {
            continue;
        }
        if (std::ssize(list.items) == limit) {
            list.next = list.items.back().code;
            continue;
        }
        MINKA_TRY_ASSIGN(auto shown, item_of(reader, sight, episode));
        list.items.push_back(std::move(shown));
    }
    return list;
}

/// The episode of the address. One that is beyond sight is not there.
Result<Episode> episode_in(Reader& reader, const Call& call, const EpisodeSight& sight) {
    const auto& code = call.part("episode");
    MINKA_TRY_ASSIGN(auto episode, measurement::episode_of(reader, call.premises().submissions, code));
    MINKA_TRY_ASSIGN(const bool is_seen, sight.reaches(reader, episode));
    if (!is_seen) {
        return problem(ProblemCode::not_found, "No sheet of the episode '" + code + "' is here.", "episode");
    }
    return episode;
}

std::optional<std::int64_t> code_in(const measurement::CodedSheet& sheet, const std::string& practice) {
    const auto found = sheet.find(practice);
    return found == sheet.end() || !found->second.code ? std::nullopt
                                                       : std::optional<std::int64_t>(*found->second.code);
}

std::string text_in(const measurement::CodedSheet& sheet, const std::string& practice) {
    const auto found = sheet.find(practice);
    return found == sheet.end() ? std::string() : found->second.text;
}

std::vector<EpisodePractice> practices_of(const measurement::OpenedEpisode& opened,
                                          const std::map<std::string, std::string>& names) {
    const auto far = measurement::differences(opened);
    const auto owed = measurement::unreasoned(opened);
    std::vector<EpisodePractice> shown;
    for (const auto& [practice, first] : opened.first) {
        const auto name = names.find(practice);
        EpisodePractice one;
        one.practice = practice;
        one.name = name == names.end() ? practice : name->second;
        one.first = code_in(opened.first, practice);
        one.second = code_in(opened.second, practice);
        one.first_evidence = first.text;
        one.second_evidence = text_in(opened.second, practice);
        if (opened.consensus) {
            one.agreed = code_in(*opened.consensus, practice);
            one.reason = text_in(*opened.consensus, practice);
        }
        one.differs = std::ranges::find(far, practice) != far.end();
        one.owes_reason = std::ranges::find(owed, practice) != owed.end();
        shown.push_back(std::move(one));
    }
    return shown;
}

Result<std::optional<EpisodeRelease>> release_of(Reader& reader, const Call& call, const Episode& episode) {
    MINKA_TRY_ASSIGN(const auto found, reader.all<measurement::ObservationRelease>("AND episode = $2", episode.code));
    if (found.empty()) {
        return std::nullopt;
    }
    const auto& order = found.front().record;
    EpisodeRelease shown;
    MINKA_TRY_ASSIGN(shown.first_signer, person_label(reader, call.premises().vault, order.first_signer_id));
    MINKA_TRY_ASSIGN(shown.second_signer, person_label(reader, call.premises().vault, order.second_signer_id));
    shown.reason = order.reason;
    shown.released_on = order.released_on;
    return shown;
}

/// The page of an episode; what its sheets say only when it is open. That somebody asked is an entry in the ledger
/// either way.
Result<EpisodePage> page_of(Writer& writer, const Call& call) {
    auto& book = call.premises().submissions;
    const auto& vault = call.premises().vault;
    MINKA_TRY_ASSIGN(const auto sight, EpisodeSight::of(writer, call));
    MINKA_TRY_ASSIGN(const auto episode, episode_in(writer, call, sight));
    EpisodePage page;
    MINKA_TRY_ASSIGN(page.episode, item_of(writer, sight, episode));
    if (episode.teacher) {
        MINKA_TRY_ASSIGN(page.teacher, person_label(writer, vault, *episode.teacher));
    }
    for (const auto& sheet : episode.sheets) {
        if (sheet.observer) {
            MINKA_TRY_ASSIGN(auto name, person_label(writer, vault, *sheet.observer));
            page.observers.push_back({sheet.seat, *sheet.observer, std::move(name)});
        }
    }
    MINKA_TRY_ASSIGN(const bool is_shut, measurement::note_if_shut(writer, episode));
    page.is_open = !is_shut;
    const bool is_coordinator = call.passage().grant.role == AccessRole::coordinator;
    page.may_release = !page.is_open && is_coordinator && page.episode.sealed == 1;
    if (!page.is_open) {
        return page;
    }
    MINKA_TRY_ASSIGN(const auto opened, measurement::open_episode(writer, book, episode.code));
    MINKA_TRY_ASSIGN(const auto names, measurement::practice_names(writer, book, episode.sheets.front().submission));
    page.practices = practices_of(opened, names);
    page.has_page = episode.state == EpisodeState::agreed && measurement::unreasoned(opened).empty();
    MINKA_TRY_ASSIGN(page.release, release_of(writer, call, episode));
    MINKA_TRY(writer.note("observation read", episode.sheets.front().submission.uuid, {}));
    return page;
}

Result<HttpResponse> show_episode(const Call& call) {
    MINKA_TRY_ASSIGN(const auto page, call.premises().database.write(call.act("read observation"), [&](Writer& writer) {
        return page_of(writer, call);
    }));
    return json_response(to_json_text(page));
}

Result<HttpResponse> print_page(const Call& call) {
    // Nothing while it is shut: the entry of who asked stays, which a problem in here would take back.
    const auto print = [&](Writer& writer) -> Result<std::optional<std::string>> {
        MINKA_TRY_ASSIGN(const auto sight, EpisodeSight::of(writer, call));
        MINKA_TRY_ASSIGN(const auto episode, episode_in(writer, call, sight));
        MINKA_TRY_ASSIGN(const bool is_shut, measurement::note_if_shut(writer, episode));
        if (is_shut) {
            return std::nullopt;
        }
        MINKA_TRY_ASSIGN(auto html, measurement::teacher_page(writer, call.premises().submissions, episode.code));
        MINKA_TRY(writer.note("observation read", episode.sheets.front().submission.uuid, {}));
        return html;
    };
    MINKA_TRY_ASSIGN(auto html, call.premises().database.write(call.act("write teacher's page"), print));
    if (!html) {
        return std::unexpected(measurement::shut_problem(call.part("episode")));
    }
    return printed_page(std::move(*html));
}

Result<EpisodePage> release_episode(Writer& writer, const Call& call, const EpisodeReleaseRequest& request) {
    if (call.passage().grant.role != AccessRole::coordinator) {
        return problem(ProblemCode::forbidden, "Releasing a sheet is the coordinator's.", "episode");
    }
    MINKA_TRY_ASSIGN(const auto sight, EpisodeSight::of(writer, call));
    MINKA_TRY_ASSIGN(const auto episode, episode_in(writer, call, sight));
    measurement::ObservationRelease order;
    order.id = call.premises().database.new_id<measurement::ObservationReleaseId>();
    order.episode = episode.code;
    order.first_signer_id = request.first;
    order.second_signer_id = request.second;
    order.reason = request.reason;
    order.released_on = request.on.value_or(call.today());
    if (order.released_on > call.today()) {
        return invalid("A release is of today or before.", "on");
    }
    MINKA_TRY(measurement::release_single(writer, call.premises().submissions, order));
    return page_of(writer, call);
}

}  // namespace

std::vector<Route> observation_routes() {
    using Kind = QueryParameter::Kind;
    auto page =
        read_route<EpisodePage>({"/api/v1/programmes/{programme}/observations/{episode}", Permission::visits_read,
                                 "An episode: what both sheets say once both are sealed, and then each read "
                                 "is in the ledger"},
                                nullptr);
    page.run = show_episode;
    auto print =
        read_route<std::string>({"/api/v1/programmes/{programme}/observations/{episode}/page", Permission::visits_read,
                                 "The observed teacher's page, to print: in Spanish, without a mark"},
                                nullptr);
    print.answer_type = "text/html";
    print.run = print_page;
    return {
        read_route<ListOf<EpisodeItem>>(
            {"/api/v1/programmes/{programme}/observations",
             Permission::visits_read,
             "Paired observations and how far each is, by the code of the episode",
             {{"state", Kind::word, "Those in this state", {"waiting", "both_sealed", "agreed", "single_rater"}},
              {"after", Kind::text, "The code after which the page begins", {}},
              {"limit", Kind::integer, "How many, at most 500; 50 when not given", {}}}},
            list_episodes),
        std::move(page),
        std::move(print),
        write_route<EpisodeReleaseRequest, EpisodePage>(
            Method::post,
            {"/api/v1/programmes/{programme}/observations/{episode}/release", Permission::visits_write,
             "Two people open the one sheet whose partner never came; the episode stays out of agreement"},
            "release observation", release_episode),
    };
}

}  // namespace minka::web
