#include "web/api/partner_api.h"

#include "registry/partner_list.h"
#include "web/api/history_json.h"
#include "web/list_export.h"
#include "web/remembered_route.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace minka::web {

using registry::Partner;
using registry::PartnerId;
using registry::PersonId;
using registry::Purpose;
using storage::Reader;

struct PartnerItem {
    PartnerId id;
    std::string name;
    registry::PartnerType type{};
    std::vector<registry::PartnerRole> roles;
    std::optional<std::string> agreement;
    registry::PartnerState state{};
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
};
MINKA_JSON(PartnerItem, (id, name, type, roles, agreement, state, valid_from, valid_to))

struct PartnerPage {
    PartnerId id;
    std::string name;
    registry::PartnerType type{};
    registry::PartnerState state{};
    std::vector<PartnerItem> periods;   ///< The latest first; the first is the one in the list.
    std::vector<HistoryEntry> history;  ///< Of all its periods, the newest first.
};
MINKA_JSON(PartnerPage, (id, name, type, state, periods, history))

struct PersonOfPartner {
    PersonId id;
    std::string name;
    registry::PersonRole role{};
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
};
MINKA_JSON(PersonOfPartner, (id, name, role, valid_from, valid_to))

namespace {

Result<PartnerItem> item_of(const Partner& partner, LocalDate on) {
    MINKA_TRY_ASSIGN(auto roles, registry::roles_of(partner));
    return PartnerItem{partner.id,         partner.name,      partner.type,
                       std::move(roles),   partner.agreement, registry::state_on(partner, on),
                       partner.valid_from, partner.valid_to};
}

template <typename E>
std::optional<E> word(const Call& call, std::string_view name) {
    const auto text = call.query(name);
    const auto read = text ? FromJson<E>::of(*text, "") : Result<E>(E{});
    return text && read ? std::optional(*read) : std::nullopt;
}

Result<ListOf<PartnerItem>> list_partners(Reader& reader, const Call& call) {
    const registry::PartnerFilter filter{word<registry::PartnerType>(call, "type"),
                                         word<registry::PartnerRole>(call, "role"),
                                         word<registry::PartnerState>(call, "state"), call.query("q").value_or("")};
    MINKA_TRY_ASSIGN(const auto partners,
                     registry::partners_in(reader, call.scope(Purpose::operation), call.times(), filter));
    ListOf<PartnerItem> list;
    for (const auto& partner : partners) {
        MINKA_TRY_ASSIGN(auto item, item_of(partner, call.times().as_of));
        list.items.push_back(std::move(item));
    }
    list.total = std::ssize(list.items);
    return list;
}

Result<PartnerPage> show_partner(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<PartnerId>("partner"));
    MINKA_TRY_ASSIGN(const auto periods, registry::periods_of(reader, call.scope(Purpose::operation), id));
    PartnerPage page{id, periods.front().name, periods.front().type, {}, {}, {}};
    for (const auto& period : periods) {
        MINKA_TRY_ASSIGN(auto item, item_of(period, call.today()));
        page.periods.push_back(std::move(item));
        MINKA_TRY_ASSIGN(const auto history, history_of(reader, period.id.uuid));
        page.history.insert(page.history.end(), history.begin(), history.end());
    }
    page.state = page.periods.front().state;
    std::ranges::sort(page.history, [](const HistoryEntry& a, const HistoryEntry& b) {
        return std::tie(b.at, a.act) < std::tie(a.at, b.act);
    });
    return page;
}

// Only those whom the visitor's grant reaches; who is at a partner alone has no place in any territory.
Result<ListOf<PersonOfPartner>> list_people(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<PartnerId>("partner"));
    const auto scope = call.scope(Purpose::operation);
    MINKA_TRY_ASSIGN(const auto periods, registry::periods_of(reader, scope, id));
    MINKA_TRY_ASSIGN(const auto roles, registry::roles_at(reader, periods));
    std::vector<PersonId> wanted;
    for (const auto& role : roles) {
        wanted.push_back(role.person);
    }
    std::ranges::sort(wanted);
    MINKA_TRY_ASSIGN(const auto names, call.premises().names.names(reader));
    MINKA_TRY_ASSIGN(const auto people, names->find(reader, scope, call.times(), "", names->size(), &wanted));
    std::map<PersonId, std::string> name_of;
    for (const auto& person : people) {
        name_of[person.id] = person.name;
    }
    ListOf<PersonOfPartner> list;
    for (const auto& role : roles) {
        if (const auto name = name_of.find(role.person); name != name_of.end()) {
            list.items.push_back({role.person, name->second, role.role, role.valid_from, role.valid_to});
        }
    }
    return list;
}

std::string enum_text(auto value) { return std::string(json_key(boost::describe::enum_to_string(value, ""))); }

std::string roles_text(const PartnerItem& partner) {
    std::string text;
    for (const auto role : partner.roles) {
        text += (text.empty() ? "" : ", ") + enum_text(role);
    }
    return text;
}

std::vector<ExportColumn<PartnerItem>> partner_columns() {
    return {
        {"Aliado", "Partner", [](const auto& one) { return one.name; }},
        {"Clase", "Kind", [](const auto& one) { return enum_text(one.type); }},
        {"Papeles", "Roles", [](const auto& one) { return roles_text(one); }},
        {"Convenio", "Agreement", [](const auto& one) { return optional_cell(one.agreement); }},
        {"Estado", "State", [](const auto& one) { return enum_text(one.state); }},
        {"Desde", "From", [](const auto& one) { return one.valid_from; }},
        {"Hasta (ese día ya no)", "Until (not that day)", [](const auto& one) { return optional_cell(one.valid_to); }},
    };
}

}  // namespace

std::vector<Route> partner_routes() {
    using Kind = QueryParameter::Kind;
    const auto permission = identity::Permission::register_read;
    const std::vector<QueryParameter> filters{
        {"type",
         Kind::word,
         "Of this kind",
         {"company", "ngo", "public_authority", "cooperation", "foundation", "academia"}},
        {"role", Kind::word, "With this role", {"cofunds", "participates", "validates", "advises"}},
        {"state", Kind::word, "Whose latest period stands so", {"upcoming", "active", "closed"}},
        {"q", Kind::text, "Part of the name, without accents or case", {}},
        {"as_of", Kind::date, "The date of the states; today when not given", {}}};
    return {
        remembered_route<ListOf<PartnerItem>>({"/api/v1/programmes/{programme}/partners", permission,
                                               "Partners by name, with roles and agreement", filters},
                                              list_partners),
        export_route<PartnerItem>(
            {"/api/v1/programmes/{programme}/exports/partners", permission, "The list of partners, to keep", filters},
            "aliados", list_partners, partner_columns()),
        read_route<PartnerPage>({"/api/v1/programmes/{programme}/partners/{partner}", permission,
                                 "A partner with its periods: roles, agreement and dates of each"},
                                show_partner),
        read_route<ListOf<PersonOfPartner>>(
            {"/api/v1/programmes/{programme}/partners/{partner}/people", identity::Permission::people_read,
             "Who stands, or stood, for a partner, as far as the visitor's grant reaches"},
            list_people),
    };
}

}  // namespace minka::web
