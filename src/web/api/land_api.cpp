#include "web/api/land_api.h"

#include "base/text.h"
#include "planning/visit_list.h"
#include "programme/assistance_rules.h"
#include "programme/team_indicators.h"
#include "registry/register_counts.h"
#include "registry/territory_list.h"
#include "web/api/share_json.h"
#include "web/land_export_desk.h"
#include "web/list_export.h"

#include <algorithm>
#include <map>

namespace minka::web {

using identity::Permission;
using registry::Purpose;
using registry::TerritoryId;
using storage::Reader;

/// A count, or a share with the sentence that reports print.
struct OwnIndicator {
    std::string code;  ///< "01", or what is counted: "schools".
    std::string name;
    std::int64_t n = 0;
    std::optional<std::int64_t> total;  ///< Nothing for a count.
    std::string text;
};
MINKA_JSON(OwnIndicator, (code, name, n, total, text))

struct OwnIndicators {
    LocalDate as_of;
    std::vector<OwnIndicator> items;
};
MINKA_JSON(OwnIndicators, (as_of, items))

struct ResolutionOfLand {
    std::string ugel_code;
    std::string ugel;
    std::string number;
    std::int64_t year = 0;
    programme::ResolutionKind kind{};
    programme::ResolutionState state{};
    std::optional<LocalDate> issued_on;
    std::optional<std::string> signatory;
    std::optional<LocalDate> valid_from;
    std::optional<LocalDate> valid_to;
};

struct LandExportShown {
    LandExportId id;
    Instant asked_at;
    ReportState state{};
    std::int64_t tables = 0;
    std::int64_t done = 0;
    std::optional<Instant> ended_at;
    std::optional<std::string> problem;  ///< Why a failed one failed.
    std::optional<std::int64_t> bytes;   ///< Of the file, when it is ready.
};
MINKA_JSON(LandExportShown, (id, asked_at, state, tables, done, ended_at, problem, bytes))

namespace {

struct CountName {
    std::string_view code;
    std::string_view spanish;
    std::string_view english;
    std::int64_t registry::RegisterCounts::* count;
};

constexpr std::array counted{
    CountName{"schools", "Escuelas", "Schools", &registry::RegisterCounts::schools},
    CountName{"sites", "Sedes o servicios", "Sites or services", &registry::RegisterCounts::sites},
    CountName{"heads", "Personas en dirección de escuela", "School heads", &registry::RegisterCounts::heads},
    CountName{"teachers", "Docentes", "Teachers", &registry::RegisterCounts::teachers},
};

Result<> add_visits(Reader& reader, const registry::Scope& scope, const Call& call, const std::string& name,
                    std::vector<OwnIndicator>& items) {
    MINKA_TRY_ASSIGN(
        const auto cycles,
        reader.all<programme::Cycle>("AND starts_on <= $2 ORDER BY starts_on DESC, code LIMIT 1", call.times().as_of));
    if (cycles.empty()) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto visits, planning::count_visits(reader, scope, cycles.front().record.id, call.times()));
    if (visits.due > 0) {
        const programme::Share share{visits.held, visits.due};
        items.push_back({"12", name, share.n, share.total, programme::format_share(share, call.language())});
    }
    return {};
}

// The counts and indicators of a scope, by the programme's own sheets.
Result<OwnIndicators> indicators_of(Reader& reader, const Call& call, const registry::Scope& scope) {
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    const auto times = call.times();
    OwnIndicators own{times.as_of, {}};
    MINKA_TRY_ASSIGN(const auto counts, registry::register_counts(reader, scope, times));
    for (const auto& one : counted) {
        const auto count = counts.*one.count;
        own.items.push_back({std::string(one.code),
                             std::string(call.is_spanish() ? one.spanish : one.english),
                             count,
                             {},
                             std::to_string(count)});
    }
    const auto name_of = [&](std::string_view code) {
        const auto* const sheet = folder->indicators.sheet(code);
        return sheet == nullptr ? std::string(code) : std::string(sheet->name.in(call.language()));
    };
    if (const auto& rules = folder->profile.stages.team) {
        for (const std::string_view code : {"01", "03", "04", "05", "07", "08", "09"}) {
            MINKA_TRY_ASSIGN(const auto indicator,
                             programme::team_indicator(reader, code, scope, times, {{}, rules->retention_months}));
            const auto& share = indicator.share;
            own.items.push_back({std::string(code), name_of(code), share.n, share.total,
                                 programme::format_share(share, call.language())});
        }
    }
    MINKA_TRY(add_visits(reader, scope, call, name_of("12"), own.items));
    return own;
}

Result<OwnIndicators> show_indicators(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<TerritoryId>("territory"));
    MINKA_TRY(registry::territory_in(reader, call.scope(Purpose::monitoring), id));
    return indicators_of(reader, call, call.scope_of(id, Purpose::monitoring));
}

Result<ListOf<OwnIndicator>> list_indicators(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(auto own, indicators_of(reader, call, call.scope(Purpose::monitoring)));
    ListOf<OwnIndicator> list;
    list.items = std::move(own.items);
    return list;
}

Result<ListOf<ResolutionOfLand>> list_resolutions(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto places, programme::ugel_at(reader, call.scope(Purpose::operation), call.times()));
    std::map<TerritoryId, const programme::UgelPlace*> ugels;
    for (const auto& place : places) {
        ugels[place.id] = &place;
    }
    MINKA_TRY_ASSIGN(const auto rows, reader.all<programme::Resolution>("ORDER BY year, number, id"));
    ListOf<ResolutionOfLand> list;
    for (const auto& row : rows) {
        const auto& one = row.record;
        if (const auto ugel = ugels.find(one.territory_id); ugel != ugels.end()) {
            list.items.push_back({ugel->second->code, ugel->second->name, one.number, one.year, one.kind, one.state,
                                  one.issued_on, one.signatory, one.valid_from, one.valid_to});
        }
    }
    return list;
}

std::string enum_text(auto value) { return std::string(json_key(boost::describe::enum_to_string(value, ""))); }

std::vector<ExportColumn<ResolutionOfLand>> resolution_columns() {
    return {
        {"Código de la UGEL", "Code of the UGEL", [](const auto& one) { return one.ugel_code; }},
        {"UGEL", "UGEL", [](const auto& one) { return one.ugel; }},
        {"Número", "Number", [](const auto& one) { return one.number; }},
        {"Año", "Year", [](const auto& one) { return one.year; }},
        {"Clase", "Kind", [](const auto& one) { return enum_text(one.kind); }},
        {"Estado", "State", [](const auto& one) { return enum_text(one.state); }},
        {"Emitida el", "Issued on", [](const auto& one) { return optional_cell(one.issued_on); }},
        {"Firma", "Signed by", [](const auto& one) { return optional_cell(one.signatory); }},
        {"Vigente desde", "In force from", [](const auto& one) { return optional_cell(one.valid_from); }},
        {"Vigente hasta (ese día ya no)", "In force until (not that day)",
         [](const auto& one) { return optional_cell(one.valid_to); }},
    };
}

std::vector<ExportColumn<OwnIndicator>> indicator_columns() {
    return {
        {"Código", "Code", [](const auto& one) { return one.code; }},
        {"Indicador", "Indicator", [](const auto& one) { return one.name; }},
        {"n", "n", [](const auto& one) { return one.n; }},
        {"N", "N", [](const auto& one) { return optional_cell(one.total); }},
        {"Texto", "Text", [](const auto& one) { return one.text; }},
    };
}

LandExportShown shown(const LandExport& made) {
    return {made.id,
            made.asked_at,
            made.state,
            made.tables,
            made.done,
            made.ended_at,
            made.problem ? std::optional(to_sentence(*made.problem)) : std::nullopt,
            made.file ? std::optional(std::ssize(*made.file)) : std::nullopt};
}

Result<registry::Territory> own_territory(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<TerritoryId>("territory"));
    return call.premises().database.read(call.programme(), [&](Reader& reader) {
        return registry::territory_in(reader, call.scope(Purpose::operation), id);
    });
}

// The office sees who took its data along, as it sees who reads it; the ledger has it besides.
Result<HttpResponse> ask_for_all(const Call& call) {
    MINKA_TRY_ASSIGN(const auto territory, own_territory(call));
    MINKA_TRY(call.premises().reads.note(
        call.programme(), {call.visitor().account.id, territory.id.uuid, "territories/{territory}/exports",
                           call.today(), call.passage().grant.role}));
    MINKA_TRY(call.premises().database.write(call.act("export territory"), [&](storage::Writer& writer) {
        return writer.note("export", territory.id.uuid, {{"list", std::string("territory")}});
    }));
    MINKA_TRY_ASSIGN(const auto made,
                     call.premises().land_exports.ask(call, territory.id, territory.code + "-" + call.today().text()));
    return json_response(to_json_text(shown(made)));
}

Result<HttpResponse> list_exports(const Call& call) {
    MINKA_TRY_ASSIGN(const auto territory, own_territory(call));
    ListOf<LandExportShown> list;
    for (const auto& made : call.premises().land_exports.of(call, territory.id)) {
        list.items.push_back(shown(made));
    }
    return json_response(to_json_text(list));
}

Result<HttpResponse> fetch_file(const Call& call) {
    MINKA_TRY_ASSIGN(const auto territory, own_territory(call));
    MINKA_TRY_ASSIGN(const auto id, call.id<LandExportId>("export"));
    const auto all = call.premises().land_exports.of(call, territory.id);
    const auto found = std::ranges::find(all, id, &LandExport::id);
    if (found == all.end()) {
        return problem(ProblemCode::not_found, "There is no such export, or no longer; ask for it again.", "export");
    }
    if (found->file == nullptr) {
        return problem(ProblemCode::not_ready,
                       found->problem ? found->problem->message : "The export is being made; ask again in a moment.",
                       "export");
    }
    HttpResponse response;
    response.set("content-type", "application/zip");
    response.set("content-disposition", "attachment; filename=\"" + found->name + ".zip\"");
    response.set("cache-control", "no-store");
    response.body = *found->file;
    return response;
}

Route land_route(Method method, std::string_view path, std::string_view summary, MakeSchema answer,
                 Result<HttpResponse> (*run)(const Call&)) {
    Route route;
    route.method = method;
    route.path = path;
    route.admission = Admission::granted;
    route.permission = Permission::register_read;
    route.summary = summary;
    route.answer = answer;
    route.run = run;
    return route;
}

}  // namespace

std::vector<Route> land_routes() {
    const std::vector<QueryParameter> as_of{
        {"as_of", QueryParameter::Kind::date, "The date they are of; today when not given", {}}};
    auto ask = land_route(Method::post, "/api/v1/programmes/{programme}/territories/{territory}/exports",
                          "Pack everything of a territory that one may see; the ledger and the office are told",
                          &schema_of<LandExportShown>, ask_for_all);
    ask.act = "export territory";
    auto file =
        land_route(Method::get, "/api/v1/programmes/{programme}/territories/{territory}/exports/{export}",
                   "The packed tables of a territory, for who asked for them", &schema_of<std::string>, fetch_file);
    file.answer_type = "application/zip";
    return {
        read_route<OwnIndicators>({"/api/v1/programmes/{programme}/territories/{territory}/indicators",
                                   Permission::register_read, "A territory's own counts and indicators", as_of},
                                  show_indicators),
        export_route<OwnIndicator>({"/api/v1/programmes/{programme}/exports/indicators", Permission::register_read,
                                    "The counts and indicators of the grant's territory, to keep", as_of},
                                   "indicadores", list_indicators, indicator_columns()),
        export_route<ResolutionOfLand>({"/api/v1/programmes/{programme}/exports/resolutions", Permission::teams_read,
                                        "The resolutions of teams, to keep", as_of},
                                       "resoluciones", list_resolutions, resolution_columns()),
        land_route(Method::get, "/api/v1/programmes/{programme}/territories/{territory}/exports",
                   "One's own exports of a territory, with how far each is", &schema_of<ListOf<LandExportShown>>,
                   list_exports),
        std::move(ask),
        std::move(file),
    };
}

}  // namespace minka::web
