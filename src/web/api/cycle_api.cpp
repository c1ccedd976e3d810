#include "web/api/cycle_api.h"

#include "base/program_version.h"
#include "measurement/completion_board.h"
#include "planning/visit_list.h"
#include "programme/cycle_rules.h"
#include "programme/wave.h"
#include "reports/cycle_report.h"
#include "reports/html_page.h"
#include "sentences/spanish_sentence.h"
#include "web/api/share_json.h"
#include "web/printed_page.h"
#include "web/remembered_route.h"

#include <map>

namespace minka::web {

using programme::Cycle;
using storage::Reader;

struct CycleItem {
    programme::CycleId id;
    std::string code;
    std::string name;
    LocalDate starts_on;
    LocalDate ends_on;
    programme::CycleState state{};
};
MINKA_JSON(CycleItem, (id, code, name, starts_on, ends_on, state))

struct GateMissing {
    std::string requirement;
    std::string text;
};
MINKA_JSON(GateMissing, (requirement, text))

struct DecisionShown {
    std::int64_t number = 0;
    LocalDate decided_on;
    std::string subject;
    std::string decision;
    std::string rationale;
};
MINKA_JSON(DecisionShown, (number, decided_on, subject, decision, rationale))

struct WaveGroupShown {
    std::string informant;
    std::int64_t responses = 0;
    std::int64_t eligible = 0;
    std::int64_t schools = 0;           ///< That have anybody to ask.
    std::int64_t schools_answered = 0;  ///< With at least one answer.
};
MINKA_JSON(WaveGroupShown, (informant, responses, eligible, schools, schools_answered))

struct WaveShown {
    std::string code;
    std::string name;
    programme::WaveState state{};
    LocalDate opens_on;
    LocalDate closes_on;
    std::int64_t responses = 0;
    std::int64_t eligible = 0;
    std::vector<WaveGroupShown> groups;
};
MINKA_JSON(WaveShown, (code, name, state, opens_on, closes_on, responses, eligible, groups))

struct ParticipationCount {
    programme::ParticipationState state{};
    std::int64_t schools = 0;
};
MINKA_JSON(ParticipationCount, (state, schools))

struct CyclePage {
    programme::CycleId id;
    std::string code;
    std::string name;
    LocalDate starts_on;
    LocalDate ends_on;
    programme::CycleState state{};
    std::vector<GateMissing> missing;  ///< Before it may run; empty once it does.
    std::vector<DecisionShown> decisions;
    std::vector<WaveShown> waves;
    std::vector<ParticipationCount> participation;
    ShareShown schools;                ///< That joined or work in it, of all that were ever asked.
    std::optional<ShareShown> visits;  ///< Held of those due by the date; nothing where none is planned.
};
MINKA_JSON(CyclePage,
           (id, code, name, starts_on, ends_on, state, missing, decisions, waves, participation, schools, visits))

namespace {

CycleItem item_of(const Cycle& cycle) {
    return {cycle.id, cycle.code, cycle.name, cycle.starts_on, cycle.ends_on, cycle.state};
}

Result<ListOf<CycleItem>> list_cycles(Reader& reader, const Call&) {
    MINKA_TRY_ASSIGN(const auto cycles, reader.all<Cycle>("ORDER BY starts_on DESC, code"));
    ListOf<CycleItem> list;
    for (const auto& cycle : cycles) {
        list.items.push_back(item_of(cycle.record));
    }
    return list;
}

// Counts of the whole programme: an office with a part of the land sees its schools on their own pages.
Result<std::vector<WaveShown>> waves_of(Reader& reader, const Cycle& cycle) {
    MINKA_TRY_ASSIGN(const auto waves, reader.all<programme::Wave>("AND cycle_id = $2 ORDER BY number", cycle.id));
    std::vector<WaveShown> shown;
    for (const auto& row : waves) {
        const auto& wave = row.record;
        shown.push_back({wave.code, wave.name, wave.state, wave.opens_on, wave.closes_on, 0, 0, {}});
        MINKA_TRY_ASSIGN(const auto groups, measurement::completion_by_informant(reader, wave.id));
        for (const auto& group : groups) {
            shown.back().responses += group.responses;
            shown.back().eligible += group.eligible;
            shown.back().groups.push_back(
                {group.informant, group.responses, group.eligible, group.schools, group.schools_answered});
        }
    }
    return shown;
}

Result<CyclePage> show_cycle(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto stored, programme::cycle_by_code(reader, call.part("cycle")));
    const auto& cycle = stored.record;
    CyclePage page{cycle.id, cycle.code, cycle.name, cycle.starts_on, cycle.ends_on, cycle.state, {}, {}, {},
                   {},       {},         {}};
    if (cycle.state < programme::CycleState::running) {
        MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
        MINKA_TRY_ASSIGN(const auto missing,
                         programme::missing_for_running(reader, cycle.id, folder->profile.stages.cycle, call.today()));
        for (const auto& entry : missing) {
            page.missing.push_back({std::string(programme::to_string(entry.requirement)),
                                    sentences::sentence_in(call.is_spanish() ? "es" : "en", entry.sentence)});
        }
    }
    MINKA_TRY_ASSIGN(const auto decisions,
                     reader.all<programme::CycleDecision>("AND cycle_id = $2 ORDER BY number", cycle.id));
    for (const auto& row : decisions) {
        const auto& record = row.record;
        page.decisions.push_back({record.number, record.decided_on, record.subject, record.decision, record.rationale});
    }
    MINKA_TRY_ASSIGN(page.waves, waves_of(reader, cycle));
    MINKA_TRY_ASSIGN(const auto states, programme::participations(reader, cycle.id, call.times()));
    std::map<programme::ParticipationState, std::int64_t> counts;
    for (const auto& state : states) {
        ++counts[state.state];
    }
    for (const auto& [state, schools] : counts) {
        page.participation.push_back({state, schools});
    }
    using enum programme::ParticipationState;
    page.schools = shown({counts[joined] + counts[active], std::ssize(states)}, call.language());
    MINKA_TRY_ASSIGN(const auto visits,
                     call.premises().visit_counts.on(reader, call.scope(registry::Purpose::monitoring), cycle.id,
                                                     {call.times().as_of}));
    if (visits.front().planned > 0) {
        page.visits = shown({visits.front().held, visits.front().due}, call.language());
    }
    return page;
}

// The report is a release of figures, and is entered in the release ledger before anybody sees it.
Result<HttpResponse> show_report(const Call& call) {
    reports::ReportOptions options;
    options.language = std::string(call.query("lang").value_or(std::string(call.language())));
    options.as_of = call.query_date("as_of");
    options.code_version = program_version;
    options.audience = identity::may(call.passage().grant.role, identity::Permission::cycle_read)
                           ? reports::Audience::programme
                           : reports::Audience::public_;
    MINKA_TRY_ASSIGN(const auto report,
                     reports::build_cycle_report(call.premises().database, call.premises().vault,
                                                 call.act("report cycle"), call.part("cycle"), options));
    return printed_page(reports::html_page(report.document, report.texts));
}

}  // namespace

std::vector<Route> cycle_routes() {
    using Kind = QueryParameter::Kind;
    Route report;
    report.method = Method::get;
    report.path = "/api/v1/programmes/{programme}/cycles/{cycle}/report";
    report.admission = Admission::granted;
    report.permission = identity::Permission::report_read;
    report.summary = "The report of a cycle, as a page that prints";
    report.query = {{"lang", Kind::word, "Its language; one's own when not given", {"es", "en"}},
                    {"as_of", Kind::date, "The date of its facts; that of the last record when not given", {}}};
    report.answer = &schema_of<std::string>;
    report.answer_type = "text/html";
    report.run = show_report;
    return {
        read_route<ListOf<CycleItem>>({"/api/v1/programmes/{programme}/cycles", identity::Permission::cycle_read,
                                       "The cycles of the programme, the newest first"},
                                      list_cycles),
        remembered_route<CyclePage>({"/api/v1/programmes/{programme}/cycles/{cycle}", identity::Permission::cycle_read,
                                     "A cycle with its gate, decisions, waves and schools"},
                                    show_cycle),
        std::move(report),
    };
}

}  // namespace minka::web
