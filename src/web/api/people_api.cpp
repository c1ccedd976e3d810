#include "web/api/people_api.h"

#include "base/text.h"
#include "privacy/consent.h"
#include "registry/each_among.h"
#include "registry/lookalike.h"
#include "registry/person_merge.h"
#include "registry/person_names.h"
#include "registry/school.h"
#include "web/api/page_key.h"
#include "web/list_export.h"
#include "web/remembered_route.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace minka::web {

using registry::PersonId;
using storage::Reader;
using storage::Writer;

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

struct ConsentOfPerson {
    std::string purpose;
    std::string text_version;
    privacy::ConsentAnswer answer{};
    LocalDate given_on;
    std::optional<LocalDate> expires_on;
    std::optional<LocalDate> withdrawn_on;
    bool holds = false;  ///< Today.
};
MINKA_JSON(ConsentOfPerson, (purpose, text_version, answer, given_on, expires_on, withdrawn_on, holds))

struct PersonPage {
    registry::PersonId id;
    std::string name;
    std::vector<RoleOfPerson> roles;  ///< Of every time, the latest first.
    std::vector<ConsentOfPerson> consents;
    std::vector<PersonItem> merged;  ///< Those who turned out to be this person.
};
MINKA_JSON(PersonPage, (id, name, roles, consents, merged))

/// Two people who may be one: for somebody who knows them to look at.
struct LookalikePeople {
    PersonItem first;
    PersonItem second;
    bool is_same_name = false;  ///< Otherwise a letter or two differ.
    std::string place;
};
MINKA_JSON(LookalikePeople, (first, second, is_same_name, place))

struct MergeRequest {
    registry::PersonId into;
};
MINKA_JSON(MergeRequest, (into))

namespace {

// The names of the places of some roles, read together. A school that the scope withholds, and its sites, are told as
// the municipality they lie in.
class PlaceNames {
public:
    Result<> read(Reader& reader, const registry::Scope& scope, const std::vector<registry::Role>& roles) {
        std::map<registry::PlaceKind, std::set<Uuid>> places;
        for (const auto& role : roles) {
            places[role.place].insert(role.place_id);
        }
        std::map<Uuid, Uuid> lands;   // of withheld schools
        std::map<Uuid, Uuid> houses;  // of the sites of withheld schools
        MINKA_TRY(each_row(reader, "SELECT id, name, school_id FROM site", places[registry::PlaceKind::site],
                           [&](const storage::Row& row) -> Result<> {
                               names_[row.get<Uuid>(0)] = row.get<std::string>(1);
                               if (const auto school = row.get<Uuid>(2); scope.withholds(school)) {
                                   houses[row.get<Uuid>(0)] = school;
                                   places[registry::PlaceKind::school].insert(school);
                               }
                               return {};
                           }));
        MINKA_TRY(each_row(reader, "SELECT id, name, civil_territory_id FROM school",
                           places[registry::PlaceKind::school], [&](const storage::Row& row) -> Result<> {
                               names_[row.get<Uuid>(0)] = row.get<std::string>(1);
                               if (scope.withholds(row.get<Uuid>(0))) {
                                   lands[row.get<Uuid>(0)] = row.get<Uuid>(2);
                                   places[registry::PlaceKind::territory].insert(row.get<Uuid>(2));
                               }
                               return {};
                           }));
        MINKA_TRY(each_row(reader, "SELECT id, name FROM territory", places[registry::PlaceKind::territory],
                           [&](const storage::Row& row) -> Result<> {
                               names_[row.get<Uuid>(0)] = row.get<std::string>(1);
                               return {};
                           }));
        for (const auto& [school, land] : lands) {
            names_[school] = names_[land];
        }
        for (const auto& [site, school] : houses) {
            names_[site] = names_[school];
        }
        return {};
    }

    /// Empty for a place that is no school, site or territory.
    std::string of(const registry::Role& role) const {
        const auto found = names_.find(role.place_id);
        return found == names_.end() ? std::string() : found->second;
    }

private:
    template <typename Visit>
    static Result<> each_row(Reader& reader, const std::string& select, const std::set<Uuid>& places, Visit visit) {
        const std::vector<Uuid> ids(places.begin(), places.end());
        return registry::each_among(reader, select + " WHERE programme_id = $1 AND id", "", ids, std::move(visit),
                                    reader.programme());
    }

    std::map<Uuid, std::string> names_;
};

using RolesOfPeople = std::map<PersonId, std::vector<RoleOfPerson>>;

// All that each of these does and did, the latest first; with a date, what they did then.
Result<RolesOfPeople> roles_of_all(Reader& reader, const registry::Scope& scope, const std::vector<Uuid>& people,
                                   std::optional<LocalDate> on) {
    std::vector<registry::Role> roles;
    MINKA_TRY(registry::each_among(
        reader,
        "SELECT version, recorded_at" + storage::record_column_list<registry::Role>() +
            " FROM role WHERE programme_id = $1 AND (CAST($2 AS TEXT) IS NULL OR (valid_from <= $2 AND (valid_to IS "
            "NULL OR valid_to > $2))) AND person_id",
        "ORDER BY valid_from DESC, id", people,
        [&](const storage::Row& row) -> Result<> {
            roles.push_back(storage::record_from_row<registry::Role>(row).record);
            return {};
        },
        reader.programme(), on));
    PlaceNames places;
    MINKA_TRY(places.read(reader, scope, roles));
    RolesOfPeople shown;
    for (const auto& role : roles) {
        shown[role.person_id].push_back({role.role, places.of(role), role.valid_from, role.valid_to});
    }
    return shown;
}

Result<std::vector<RoleOfPerson>> roles_of(Reader& reader, const registry::Scope& scope, const PersonId& person,
                                           std::optional<LocalDate> on) {
    MINKA_TRY_ASSIGN(auto roles, roles_of_all(reader, scope, {person.uuid}, on));
    return std::move(roles[person]);
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
    std::vector<Uuid> people;
    for (const auto& person : found) {
        people.push_back(person.id.uuid);
    }
    MINKA_TRY_ASSIGN(auto roles, roles_of_all(reader, scope, people, call.times().as_of));
    ListOf<PersonItem> list;
    for (const auto& person : found) {
        list.items.push_back({person.id, person.name, std::move(roles[person.id])});
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

// Whom the visitor may see: who has, or ever had, a role in their land, themselves or those merged into them.
Result<storage::Stored<registry::Person>> person_in(Reader& reader, const Call& call, const PersonId& id) {
    MINKA_TRY_ASSIGN(auto person, reader.require<registry::Person>(id));
    if (!call.passage().grant.territory_id) {
        return person;
    }
    const auto scope = call.scope(registry::Purpose::operation);
    std::vector<PersonId> names{person.record.merged_into.value_or(id)};
    MINKA_TRY_ASSIGN(const auto followers, reader.all<registry::Person>("AND merged_into = $2", names.front()));
    for (const auto& one : followers) {
        names.push_back(one.record.id);
    }
    for (const auto& name : names) {
        MINKA_TRY_ASSIGN(const auto roles, reader.all<registry::Role>("AND person_id = $2", name));
        for (const auto& role : roles) {
            MINKA_TRY_ASSIGN(const auto then, registry::people_within(reader, scope, {role.record.valid_from}));
            if (std::ranges::find(then, name) != then.end()) {
                return person;
            }
        }
    }
    return problem(ProblemCode::not_found, "There is no such person in the territory your role covers.", "person");
}

Result<std::string> name_of(Reader& reader, const Call& call, const registry::Person& person) {
    MINKA_TRY_ASSIGN(const bool erased, privacy::was_erased(reader, person.id.uuid));
    return erased ? Result<std::string>(std::string())
                  : call.premises().vault.open(reader, person.id.uuid, person.name);
}

Result<PersonItem> item_of(Reader& reader, const Call& call, const registry::Person& person) {
    MINKA_TRY_ASSIGN(auto name, name_of(reader, call, person));
    MINKA_TRY_ASSIGN(auto roles, roles_of(reader, call.scope(registry::Purpose::operation), person.id, std::nullopt));
    return PersonItem{person.id, std::move(name), std::move(roles)};
}

Result<PersonPage> show_person(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<PersonId>("person"));
    MINKA_TRY_ASSIGN(const auto person, person_in(reader, call, id));
    MINKA_TRY_ASSIGN(auto item, item_of(reader, call, person.record));
    PersonPage page{id, std::move(item.name), std::move(item.roles), {}, {}};
    MINKA_TRY_ASSIGN(const auto consents,
                     reader.all<privacy::Consent>("AND subject_id = $2 ORDER BY given_on DESC, id DESC", id));
    for (const auto& row : consents) {
        const auto& one = row.record;
        MINKA_TRY_ASSIGN(const bool holds, privacy::has_consent(reader, id.uuid, one.purpose, call.today()));
        const bool is_open = one.answer == privacy::ConsentAnswer::given &&
                             (!one.expires_on || *one.expires_on > call.today()) && !one.withdrawn_on;
        page.consents.push_back({one.purpose, one.text_version, one.answer, one.given_on, one.expires_on,
                                 one.withdrawn_on, holds && is_open});
    }
    MINKA_TRY_ASSIGN(const auto followers, reader.all<registry::Person>("AND merged_into = $2 ORDER BY id", id));
    for (const auto& one : followers) {
        MINKA_TRY_ASSIGN(auto merged, item_of(reader, call, one.record));
        page.merged.push_back(std::move(merged));
    }
    return page;
}

// Who is at each place today, with the name as it is compared.
struct NamedAtPlace {
    const registry::NamedPerson* person = nullptr;
    std::string folded;
};
using PeopleByPlace = std::map<std::pair<registry::PlaceKind, Uuid>, std::vector<NamedAtPlace>>;

Result<PeopleByPlace> people_by_place(Reader& reader, const std::vector<registry::NamedPerson>& people, LocalDate on) {
    std::map<PersonId, const registry::NamedPerson*> by_id;
    for (const auto& person : people) {
        by_id[person.id] = &person;
    }
    MINKA_TRY_ASSIGN(const auto roles,
                     reader.all<registry::Role>(
                         "AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY person_id, id", on));
    PeopleByPlace places;
    for (const auto& [role, version, at] : roles) {
        const auto person = by_id.find(role.person_id);
        auto& here = places[{role.place, role.place_id}];
        if (person != by_id.end() && (here.empty() || here.back().person != person->second)) {
            here.push_back({person->second, fold_text(person->second->name)});
        }
    }
    return places;
}

Result<ListOf<LookalikePeople>> list_lookalikes(Reader& reader, const Call& call) {
    constexpr std::size_t most = 200;
    const auto scope = call.scope(registry::Purpose::operation);
    MINKA_TRY_ASSIGN(const auto names, call.premises().names.names(reader));
    MINKA_TRY_ASSIGN(const auto people, names->find(reader, scope, call.times(), "", names->size()));
    MINKA_TRY_ASSIGN(const auto places, people_by_place(reader, people, call.today()));
    ListOf<LookalikePeople> list;
    std::set<std::pair<PersonId, PersonId>> told;
    for (const auto& [place, here] : places) {
        std::vector<std::string_view> folded;
        for (const auto& one : here) {
            folded.push_back(one.folded);
        }
        for (const auto& pair : registry::resembling_pairs(folded)) {
            const auto& first = *here[pair.first].person;
            const auto& second = *here[pair.second].person;
            if (list.items.size() == most || !told.insert(std::minmax(first.id, second.id)).second) {
                continue;
            }
            registry::Role at;
            at.place = place.first;
            at.place_id = place.second;
            PlaceNames names_there;
            MINKA_TRY(names_there.read(reader, scope, {at}));
            MINKA_TRY_ASSIGN(auto one, roles_of(reader, scope, first.id, std::nullopt));
            MINKA_TRY_ASSIGN(auto other, roles_of(reader, scope, second.id, std::nullopt));
            list.items.push_back({{first.id, first.name, std::move(one)},
                                  {second.id, second.name, std::move(other)},
                                  pair.resemblance == registry::Resemblance::same,
                                  names_there.of(at)});
        }
    }
    return list;
}

Result<PersonPage> merge(Writer& writer, const Call& call, const MergeRequest& request) {
    MINKA_TRY_ASSIGN(const auto id, call.id<PersonId>("person"));
    MINKA_TRY(person_in(writer, call, id));
    MINKA_TRY(person_in(writer, call, request.into));
    MINKA_TRY(registry::merge_person(writer, id, request.into));
    return show_person(writer, call);
}

Result<HttpResponse> unmerge(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<PersonId>("person"));
    const auto undo = [&](Writer& writer) -> Result<PersonPage> {
        MINKA_TRY(person_in(writer, call, id));
        MINKA_TRY(registry::unmerge_person(writer, id));
        return show_person(writer, call);
    };
    MINKA_TRY_ASSIGN(const auto page, call.premises().database.write(call.act("unmerge person"), undo));
    return json_response(to_json_text(page));
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
    auto list = remembered_route<ListOf<PersonItem>>(
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
    auto person =
        read_route<PersonPage>({"/api/v1/programmes/{programme}/people/{person}", identity::Permission::people_read,
                                "A person with all their roles, what they consented to, and who was merged"},
                               show_person);
    auto merging = write_route<MergeRequest, PersonPage>(
        Method::post,
        {"/api/v1/programmes/{programme}/people/{person}/merge", identity::Permission::people_write,
         "Say that this person and another are one; it can be undone"},
        "merge person", merge);
    auto unmerging = person;
    unmerging.method = Method::post;
    unmerging.path = "/api/v1/programmes/{programme}/people/{person}/unmerge";
    unmerging.permission = identity::Permission::people_write;
    unmerging.act = "unmerge person";
    unmerging.summary = "Undo a merge";
    unmerging.run = unmerge;
    auto lookalikes = remembered_route<ListOf<LookalikePeople>>(
        {"/api/v1/programmes/{programme}/lookalikes", identity::Permission::people_read,
         "People at one place who may be one person"},
        list_lookalikes);
    return {std::move(list),    std::move(taken),     std::move(person),
            std::move(merging), std::move(unmerging), std::move(lookalikes)};
}

}  // namespace minka::web
