#include "web/api/register_api.h"

#include "base/text.h"
#include "programme/cycle_rules.h"
#include "registry/each_among.h"
#include "registry/security_level.h"
#include "registry/territory_list.h"
#include "web/api/history_json.h"
#include "web/api/page_key.h"
#include "web/list_export.h"
#include "web/remembered_route.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace minka::web {

using registry::Purpose;
using registry::TerritoryId;
using storage::Reader;

struct PlaceInPath {
    TerritoryId id;
    std::string name;
    registry::TerritoryKind kind{};
};
MINKA_JSON(PlaceInPath, (id, name, kind))

struct TerritoryItem {
    TerritoryId id;
    registry::TerritoryTree tree{};
    registry::TerritoryKind kind{};
    std::string code_system;
    std::string code;
    std::string name;
    std::optional<TerritoryId> parent_id;
    std::optional<std::int64_t> children;
    std::optional<std::int64_t> schools;
    std::optional<std::string> path;
};
MINKA_JSON(TerritoryItem, (id, tree, kind, code_system, code, name, parent_id, children, schools, path))

struct TerritoryPage {
    TerritoryId id;
    registry::TerritoryTree tree{};
    registry::TerritoryKind kind{};
    std::string code_system;
    std::string code;
    std::string name;
    std::vector<PlaceInPath> path;
    std::int64_t children = 0;
    std::int64_t schools = 0;
    bool is_pdet = false;
    std::optional<std::string> pdet_subregion;
    std::optional<std::string> rurality;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
};
MINKA_JSON(TerritoryPage, (id, tree, kind, code_system, code, name, path, children, schools, is_pdet, pdet_subregion,
                           rurality, valid_from, valid_to))

struct SchoolItem {
    registry::SchoolId id;
    std::string code_system;
    std::string code;
    std::string name;
    registry::Sector sector{};
    registry::Zone zone{};
    std::string place;
    std::optional<programme::ParticipationState> participation;  ///< In the cycle that began last.
};
MINKA_JSON(SchoolItem, (id, code_system, code, name, sector, zone, place, participation))

struct SiteOfSchool {
    registry::SiteId id;
    std::string code;
    std::string name;
    std::vector<std::string> levels;
    registry::Zone zone{};
    std::optional<std::string> languages;
    std::optional<registry::AccessMode> access_mode;
    std::optional<double> access_hours;
    std::optional<bool> overnight;
};
MINKA_JSON(SiteOfSchool, (id, code, name, levels, zone, languages, access_mode, access_hours, overnight))

struct ParticipationOfSchool {
    std::string cycle;
    programme::ParticipationState state{};
    LocalDate since;
    std::optional<std::string> reason;
};
MINKA_JSON(ParticipationOfSchool, (cycle, state, since, reason))

struct SchoolPage {
    registry::SchoolId id;
    std::string code_system;
    std::string code;
    std::string name;
    registry::Sector sector{};
    registry::Zone zone{};
    std::string place;
    std::vector<PlaceInPath> civil_path;
    std::vector<PlaceInPath> administration_path;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
    std::vector<SiteOfSchool> sites;
    std::vector<ParticipationOfSchool> participation;
    std::vector<HistoryEntry> history;         ///< Who is left out: the ledger has it.
    std::optional<registry::Danger> security;  ///< For those who need to know; nothing when none was set.
};
MINKA_JSON(SchoolPage, (id, code_system, code, name, sector, zone, place, civil_path, administration_path, valid_from,
                        valid_to, sites, participation, history, security))

struct SecurityShown {
    registry::Danger level{};
};
MINKA_JSON(SecurityShown, (level))

namespace {

Result<std::vector<PlaceInPath>> path_of(Reader& reader, const TerritoryId& id) {
    MINKA_TRY_ASSIGN(const auto path, registry::path_to(reader, id));
    std::vector<PlaceInPath> shown;
    for (const auto& territory : path) {
        shown.push_back({territory.id, territory.name, territory.kind});
    }
    return shown;
}

// The names above the territories of one page, read together, one reading for each step up.
class PathText {
public:
    explicit PathText(Reader& reader) : reader_(reader) {}

    /// Reads the territories and those above them, so that each has `names` names.
    Result<> read(std::vector<TerritoryId> ids, std::size_t names) {
        for (std::size_t step = 0; step < names; ++step) {
            std::set<Uuid> unknown;
            for (const auto& id : ids) {
                if (!known_.contains(id)) {
                    unknown.insert(id.uuid);
                }
            }
            const std::vector<Uuid> wanted(unknown.begin(), unknown.end());
            ids.clear();
            MINKA_TRY(registry::each_among(
                reader_, "SELECT id, name, parent_id FROM territory WHERE programme_id = $1 AND id", "", wanted,
                [&](const storage::Row& row) -> Result<> {
                    const auto& place = known_[row.get<TerritoryId>(0)] = {row.get<std::string>(1),
                                                                           row.get<std::optional<TerritoryId>>(2)};
                    if (place.parent) {
                        ids.push_back(*place.parent);
                    }
                    return {};
                },
                reader_.programme()));
        }
        return {};
    }

    /// "Antioquia › Támesis", at most `names` of them, the innermost last, of a territory that was read.
    std::string of(const TerritoryId& id, std::size_t names) const {
        std::string text;
        auto found = known_.find(id);
        for (std::size_t step = 0; step < names && found != known_.end(); ++step) {
            text = found->second.name + (text.empty() ? "" : " › ") + text;
            found = found->second.parent ? known_.find(*found->second.parent) : known_.end();
        }
        return text;
    }

private:
    struct Place {
        std::string name;
        std::optional<TerritoryId> parent;
    };
    Reader& reader_;
    std::map<TerritoryId, Place> known_;
};

TerritoryItem item_of(const registry::Territory& record) {
    return {record.id, record.tree, record.kind, record.code_system, record.code, record.name, record.parent_id,
            {},        {},          {}};
}

template <typename E>
std::optional<E> word(const Call& call, std::string_view name) {
    const auto text = call.query(name);
    const auto read = text ? FromJson<E>::of(*text, "") : Result<E>(E{});
    return text && read ? std::optional(*read) : std::nullopt;
}

Result<ListOf<TerritoryItem>> list_territories(Reader& reader, const Call& call) {
    const auto scope = call.scope(Purpose::operation);
    ListOf<TerritoryItem> list;
    if (const auto words = call.query("q")) {
        MINKA_TRY_ASSIGN(const auto after, read_page(call.query("after")));
        MINKA_TRY_ASSIGN(const auto limit, page_length(call.query_integer("limit")));
        MINKA_TRY_ASSIGN(const auto page,
                         registry::territories_named(reader, scope, call.times(), *words, after, limit));
        constexpr std::size_t names = 4;
        PathText paths(reader);
        std::vector<TerritoryId> ids;
        std::ranges::transform(page.items, std::back_inserter(ids), &registry::Territory::id);
        MINKA_TRY(paths.read(std::move(ids), names));
        for (const auto& record : page.items) {
            auto item = item_of(record);
            item.path = paths.of(record.id, names);
            list.items.push_back(std::move(item));
        }
        list.next = page.next ? std::optional(page_text(*page.next)) : std::nullopt;
        return list;
    }
    const auto parent = call.query_uuid("parent");
    MINKA_TRY_ASSIGN(const auto rows,
                     registry::territories_below(reader, scope, call.times(),
                                                 parent ? std::optional(TerritoryId{*parent}) : std::nullopt,
                                                 word<registry::TerritoryTree>(call, "tree")));
    for (const auto& row : rows) {
        auto item = item_of(row.record);
        item.children = row.children;
        item.schools = row.schools;
        list.items.push_back(std::move(item));
    }
    return list;
}

Result<TerritoryPage> show_territory(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<TerritoryId>("territory"));
    MINKA_TRY_ASSIGN(const auto row, registry::territory_row(reader, call.scope(Purpose::operation), call.times(), id));
    const auto& record = row.record;
    TerritoryPage page{record.id,
                       record.tree,
                       record.kind,
                       record.code_system,
                       record.code,
                       record.name,
                       {},
                       row.children,
                       row.schools,
                       record.is_pdet,
                       record.pdet_subregion,
                       record.rurality,
                       record.valid_from,
                       record.valid_to};
    MINKA_TRY_ASSIGN(page.path, path_of(reader, id));
    return page;
}

// How each of these schools stands in the cycle that began last.
Result<std::map<registry::SchoolId, programme::ParticipationState>> last_participation(
    Reader& reader, const std::vector<registry::School>& schools, const registry::TwoTimes& times) {
    std::vector<Uuid> ids;
    for (const auto& school : schools) {
        ids.push_back(school.id.uuid);
    }
    std::map<registry::SchoolId, programme::ParticipationState> states;
    MINKA_TRY_ASSIGN(const auto cycles, reader.all<programme::Cycle>(
                                            "AND starts_on <= $2 ORDER BY starts_on DESC, code LIMIT 1", times.as_of));
    if (!cycles.empty()) {
        MINKA_TRY_ASSIGN(const auto rows, programme::participations_of(reader, cycles.front().record.id, ids, times));
        for (const auto& row : rows) {
            states[row.school_id] = row.state;
        }
    }
    return states;
}

Result<ListOf<SchoolItem>> list_schools(Reader& reader, const Call& call) {
    const auto scope = call.scope(Purpose::operation);
    registry::SchoolFilter filter;
    if (const auto territory = call.query_uuid("territory")) {
        filter.territory = TerritoryId{*territory};
    }
    filter.sector = word<registry::Sector>(call, "sector");
    filter.zone = word<registry::Zone>(call, "zone");
    filter.name = call.query("q").value_or("");
    MINKA_TRY_ASSIGN(const auto after, read_page(call.query("after")));
    MINKA_TRY_ASSIGN(const auto limit, page_length(call.query_integer("limit")));
    MINKA_TRY_ASSIGN(const auto page, registry::schools_in(reader, scope, call.times(), filter, after, limit));
    ListOf<SchoolItem> list;
    constexpr std::size_t names = 2;
    PathText paths(reader);
    std::vector<TerritoryId> places;
    std::ranges::transform(page.items, std::back_inserter(places), &registry::School::civil_territory_id);
    MINKA_TRY(paths.read(std::move(places), names));
    MINKA_TRY_ASSIGN(const auto states, last_participation(reader, page.items, call.times()));
    for (const auto& school : page.items) {
        const auto state = states.find(school.id);
        list.items.push_back({school.id, school.code_system, school.code, school.name, school.sector, school.zone,
                              paths.of(school.civil_territory_id, names),
                              state == states.end() ? std::nullopt : std::optional(state->second)});
    }
    list.next = page.next ? std::optional(page_text(*page.next)) : std::nullopt;
    if (!after && !page.next) {
        list.total = std::ssize(page.items);
    } else if (!after) {
        MINKA_TRY_ASSIGN(list.total, registry::count_schools(reader, scope, call.times(), filter));
    }
    return list;
}

Result<SchoolPage> show_school(Reader& reader, const Call& call) {
    const auto scope = call.scope(Purpose::operation);
    MINKA_TRY_ASSIGN(const auto id, call.id<registry::SchoolId>("school"));
    MINKA_TRY_ASSIGN(const auto school, registry::school_in(reader, scope, id));
    SchoolPage page{school.id,
                    school.code_system,
                    school.code,
                    school.name,
                    school.sector,
                    school.zone,
                    {},
                    {},
                    {},
                    school.valid_from,
                    school.valid_to,
                    {},
                    {},
                    {},
                    {}};
    PathText place(reader);
    MINKA_TRY(place.read({school.civil_territory_id}, 2));
    page.place = place.of(school.civil_territory_id, 2);
    MINKA_TRY_ASSIGN(page.civil_path, path_of(reader, school.civil_territory_id));
    if (school.administration_territory_id) {
        MINKA_TRY_ASSIGN(page.administration_path, path_of(reader, *school.administration_territory_id));
    }
    MINKA_TRY_ASSIGN(const auto sites, registry::sites_of(reader, scope, call.times(), id));
    for (const auto& site : sites) {
        SiteOfSchool shown{site.id,          site.code,         site.name,     {}, site.zone, site.languages,
                           site.access_mode, site.access_hours, site.overnight};
        for (const auto level : split(site.levels, ',')) {
            shown.levels.emplace_back(level);
        }
        page.sites.push_back(std::move(shown));
    }
    MINKA_TRY_ASSIGN(const auto states,
                     reader.all<programme::SchoolParticipation>("AND school_id = $2 ORDER BY since, id", id));
    for (const auto& state : states) {
        MINKA_TRY_ASSIGN(const auto cycle, reader.require<programme::Cycle>(state.record.cycle_id));
        page.participation.push_back({cycle.record.code, state.record.state, state.record.since, state.record.reason});
    }
    MINKA_TRY_ASSIGN(page.history, history_of(reader, id.uuid));
    if (identity::may(call.passage().grant.role, identity::Permission::need_to_know)) {
        MINKA_TRY_ASSIGN(page.security,
                         registry::security_level_of(reader, call.premises().vault, id.uuid, call.today()));
    }
    return page;
}

Result<SecurityShown> set_security(storage::Writer& writer, const Call& call, const SecurityShown& body) {
    MINKA_TRY_ASSIGN(const auto id, call.id<registry::SchoolId>("school"));
    MINKA_TRY(registry::school_in(writer, call.scope(Purpose::operation), id));
    const auto level = call.premises().database.new_id<registry::SecurityLevelId>();
    MINKA_TRY(registry::set_security_level(writer, call.premises().vault, id.uuid, body.level, call.today(), level));
    return body;
}

std::string enum_text(auto value) { return std::string(json_key(boost::describe::enum_to_string(value, ""))); }

std::vector<ExportColumn<SchoolItem>> school_columns() {
    return {
        {"Sistema del código", "Code system", [](const auto& one) { return one.code_system; }},
        {"Código", "Code", [](const auto& one) { return one.code; }},
        {"Nombre", "Name", [](const auto& one) { return one.name; }},
        {"Lugar", "Place", [](const auto& one) { return one.place; }},
        {"Sector", "Sector", [](const auto& one) { return enum_text(one.sector); }},
        {"Zona", "Zone", [](const auto& one) { return enum_text(one.zone); }},
        {"Participación", "Participation",
         [](const auto& one) {
             return one.participation ? documents::XlsxCell(enum_text(*one.participation)) : documents::XlsxCell();
         }},
    };
}

std::vector<ExportColumn<TerritoryItem>> territory_columns() {
    return {
        {"Sistema del código", "Code system", [](const auto& one) { return one.code_system; }},
        {"Código", "Code", [](const auto& one) { return one.code; }},
        {"Nombre", "Name", [](const auto& one) { return one.name; }},
        {"Árbol", "Tree", [](const auto& one) { return enum_text(one.tree); }},
        {"Clase", "Kind", [](const auto& one) { return enum_text(one.kind); }},
        {"Debajo", "Below", [](const auto& one) { return optional_cell(one.children); }},
        {"Escuelas", "Schools", [](const auto& one) { return optional_cell(one.schools); }},
    };
}

}  // namespace

std::vector<Route> register_routes() {
    using Kind = QueryParameter::Kind;
    const QueryParameter as_of{"as_of", Kind::date, "The date the list is of; today when not given", {}};
    const QueryParameter after{"after", Kind::text, "`next` of the page before", {}};
    const QueryParameter limit{"limit", Kind::integer, "Rows of a page, 1 to 500; 50 when not given", {}};
    const auto permission = identity::Permission::register_read;
    // Names of territories are public: whoever has a role may look one up.
    std::vector<Route> table{
        remembered_route<ListOf<TerritoryItem>>(
            {"/api/v1/programmes/{programme}/territories",
             permission,
             "Territories below one, or by name",
             {{"parent", Kind::identifier, "Those directly below this one", {}},
              {"tree", Kind::word, "Of one tree", {"civil", "school_administration"}},
              {"q", Kind::text, "Part of the name, without accents or case", {}},
              as_of,
              after,
              limit}},
            list_territories),
        remembered_route<TerritoryPage>({"/api/v1/programmes/{programme}/territories/{territory}",
                                         permission,
                                         "A territory with what lies below it",
                                         {as_of}},
                                        show_territory),
        remembered_route<ListOf<SchoolItem>>(
            {"/api/v1/programmes/{programme}/schools",
             permission,
             "Schools, by name",
             {{"territory", Kind::identifier, "In this territory and all below it", {}},
              {"sector", Kind::word, "Who runs them", {"public", "private", "mixed"}},
              {"zone", Kind::word, "Where they lie", {"urban", "rural"}},
              {"q", Kind::text, "Part of the name, without accents or case", {}},
              as_of,
              after,
              limit}},
            list_schools),
        remembered_route<SchoolPage>({"/api/v1/programmes/{programme}/schools/{school}",
                                      permission,
                                      "A school with its sites and its part in cycles",
                                      {as_of}},
                                     show_school),
        write_route<SecurityShown, SecurityShown>(
            Method::put,
            {"/api/v1/programmes/{programme}/schools/{school}/security", identity::Permission::need_to_know,
             "Say from today how dangerous it is to name or reach a school; at high it is withheld from those "
             "without need to know"},
            "set security level", set_security),
    };
    table[0].permission.reset();
    const auto& lists = table;
    const auto filters = [&](std::size_t place) {
        auto query = lists[place].query;
        std::erase_if(query, [](const auto& one) { return one.name == "after" || one.name == "limit"; });
        return query;
    };
    auto schools = export_route<SchoolItem>(
        {"/api/v1/programmes/{programme}/exports/schools", permission, "The list of schools, to keep", filters(2)},
        "escuelas", list_schools, school_columns());
    auto territories = export_route<TerritoryItem>({"/api/v1/programmes/{programme}/exports/territories", permission,
                                                    "Territories below one, to keep", filters(0)},
                                                   "territorios", list_territories, territory_columns());
    table.push_back(std::move(schools));
    table.push_back(std::move(territories));
    return table;
}

}  // namespace minka::web
