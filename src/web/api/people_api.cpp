#include "web/api/people_api.h"

#include "registry/person_names.h"
#include "registry/school.h"
#include "web/api/page_key.h"
#include "web/list_export.h"

#include <algorithm>
#include <limits>

namespace minka::web {

using storage::Reader;

struct RoleOfPerson {
    registry::PersonRole role{};
    std::string place;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
};
MINKA_JSON(RoleOfPerson, (role, place, valid_from, valid_to))

struct PersonItem {
    registry::PersonId id;
    std::string name;
    std::vector<RoleOfPerson> roles;
};
MINKA_JSON(PersonItem, (id, name, roles))

namespace {

Result<std::string> territory_name(Reader& reader, const registry::TerritoryId& id) {
    MINKA_TRY_ASSIGN(const auto found, reader.require<registry::Territory>(id));
    return found.record.name;
}

// A school that the scope withholds, and its sites, are told as the municipality they lie in.
Result<std::string> place_name(Reader& reader, const registry::Scope& scope, const registry::Role& role) {
    switch (role.place) {
        case registry::PlaceKind::school: {
            MINKA_TRY_ASSIGN(const auto found, reader.require<registry::School>({role.place_id}));
            return scope.withholds(role.place_id) ? territory_name(reader, found.record.civil_territory_id)
                                                  : Result<std::string>(found.record.name);
        }
        case registry::PlaceKind::site: {
            MINKA_TRY_ASSIGN(const auto found, reader.require<registry::Site>({role.place_id}));
            if (!scope.withholds(found.record.school_id.uuid)) {
                return found.record.name;
            }
            MINKA_TRY_ASSIGN(const auto school, reader.require<registry::School>(found.record.school_id));
            return territory_name(reader, school.record.civil_territory_id);
        }
        case registry::PlaceKind::territory: return territory_name(reader, {role.place_id});
        default: return std::string();
    }
}

// Who holds the role that was asked for, sorted; nothing when none was.
Result<std::optional<std::vector<registry::PersonId>>> people_with(Reader& reader, const Call& call) {
    const auto role = call.query("role");
    if (!role) {
        return std::nullopt;
    }
    std::vector<registry::PersonId> people;
    MINKA_TRY(reader.each(
        "SELECT DISTINCT person_id FROM role WHERE programme_id = $1 AND role = $2 AND valid_from <= $3 AND (valid_to "
        "IS NULL OR valid_to > $3)",
        [&](const storage::Row& row) -> Result<> {
            people.push_back(row.get<registry::PersonId>(0));
            return {};
        },
        reader.programme(), *role, call.times().as_of));
    std::ranges::sort(people);
    return people;
}

// Names are sealed, so that they are searched in memory.
Result<ListOf<PersonItem>> people_up_to(Reader& reader, const Call& call, std::int64_t limit) {
    const auto scope = call.scope(registry::Purpose::operation);
    MINKA_TRY_ASSIGN(const auto names, call.premises().names.names(reader));
    MINKA_TRY_ASSIGN(const auto with_role, people_with(reader, call));
    MINKA_TRY_ASSIGN(const auto found, names->find(reader, scope, call.times(), call.query("q").value_or(""),
                                                   static_cast<std::size_t>(limit), with_role ? &*with_role : nullptr));
    ListOf<PersonItem> list;
    for (const auto& person : found) {
        PersonItem item{person.id, person.name, {}};
        MINKA_TRY_ASSIGN(const auto roles,
                         reader.all<registry::Role>("AND person_id = $2 AND valid_from <= $3 AND (valid_to IS NULL OR "
                                                    "valid_to > $3) ORDER BY valid_from, id",
                                                    person.id, call.times().as_of));
        for (const auto& role : roles) {
            MINKA_TRY_ASSIGN(auto place, place_name(reader, scope, role.record));
            item.roles.push_back({role.record.role, std::move(place), role.record.valid_from, role.record.valid_to});
        }
        list.items.push_back(std::move(item));
    }
    return list;
}

Result<ListOf<PersonItem>> list_people(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto limit, page_length(call.query_integer("limit")));
    return people_up_to(reader, call, limit);
}

Result<ListOf<PersonItem>> all_people(Reader& reader, const Call& call) {
    return people_up_to(reader, call, std::numeric_limits<std::int64_t>::max());
}

std::string roles_text(const PersonItem& person) {
    std::string text;
    for (const auto& role : person.roles) {
        text += (text.empty() ? "" : "; ") + std::string(boost::describe::enum_to_string(role.role, "")) + ", " +
                role.place + ", " + role.valid_from.text();
    }
    return text;
}

}  // namespace

std::vector<Route> people_routes() {
    using Kind = QueryParameter::Kind;
    auto list = read_route<ListOf<PersonItem>>(
        {"/api/v1/programmes/{programme}/people",
         identity::Permission::people_read,
         "People by name, with their roles",
         {{"role",
           Kind::word,
           "Who holds this role",
           {"teacher", "school_head", "mediator", "topic_leader", "specialist", "team_member", "coordinator",
            "director", "evaluator", "academic_ally", "adviser", "official", "promoter"}},
          {"q", Kind::text, "Beginnings of the words of a name, without accents or case", {}},
          {"limit", Kind::integer, "At most so many, 1 to 500; 50 when not given", {}},
          {"as_of", Kind::date, "The date of the roles; today when not given", {}}}},
        list_people);
    auto filters = list.query;
    std::erase_if(filters, [](const auto& one) { return one.name == "limit"; });
    auto taken = export_route<PersonItem>(
        {"/api/v1/programmes/{programme}/exports/people", identity::Permission::people_read,
         "People with their roles, to keep; the ledger notes who took them", std::move(filters)},
        "personas", all_people,
        {{"Nombre", "Name", [](const auto& one) { return one.name; }},
         {"Roles", "Roles", [](const auto& one) { return roles_text(one); }}},
        ExportTrace::ledger);
    return {std::move(list), std::move(taken)};
}

}  // namespace minka::web
