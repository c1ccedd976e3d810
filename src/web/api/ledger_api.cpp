#include "web/api/ledger_api.h"

#include "base/text.h"
#include "registry/territory_list.h"
#include "storage/ledger_search.h"
#include "web/api/history_json.h"
#include "web/api/page_key.h"
#include "web/api/stored_json.h"
#include "web/remembered_route.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace minka::web {

using storage::Reader;

struct LedgerLine {
    Instant at;
    std::string who;
    Uuid actor;
    std::string source;
    std::string act;
    std::string kind;
    Uuid record;                    ///< Nil where it is withheld.
    std::int64_t base_version = 0;  ///< -1 for a note.
    std::int64_t version = 0;       ///< 0 when the record was taken out.
    std::int64_t sequence = 0;
    std::vector<FieldHistory> changes;
};
MINKA_JSON(LedgerLine, (at, who, actor, source, act, kind, record, base_version, version, sequence, changes))

namespace {

std::string key_text(const storage::LedgerKey& key) {
    return std::to_string(key.recorded_at.microseconds) + "." + to_string(key.node) + "." +
           std::to_string(key.sequence);
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && stop == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Result<std::optional<storage::LedgerKey>> read_key(const std::optional<std::string>& text) {
    if (!text) {
        return std::nullopt;
    }
    const auto parts = split(*text, '.');
    if (parts.size() == 3) {
        const auto at = whole(parts[0]);
        const auto node = parse_uuid(parts[1]);
        const auto sequence = whole(parts[2]);
        if (at && node && sequence) {
            return storage::LedgerKey{Instant{*at}, *node, *sequence};
        }
    }
    return invalid("Here belongs `next` of the page before.", "after");
}

Instant start_of(LocalDate day) { return Instant{days_between(LocalDate{}, day) * std::int64_t{86'400'000'000}}; }

storage::LedgerQuery query_of(const Call& call) {
    storage::LedgerQuery query;
    query.actor = call.query_uuid("actor");
    query.subject = call.query_uuid("record");
    query.kind = call.query("kind").value_or("");
    query.act = call.query("act").value_or("");
    if (const auto from = call.query_date("from")) {
        query.from = start_of(*from);
    }
    if (const auto until = call.query_date("until")) {
        query.until = start_of(until->plus_days(1));
    }
    return query;
}

// Where somebody goes, when and with whom: to those who read visits alone, also long after.
bool is_hidden_itinerary(const Call& call, const LedgerLine& line) {
    constexpr std::array itineraries{"visit", "visit_event", "mediator_pair", "pair_member"};
    return std::ranges::find(itineraries, line.kind) != itineraries.end() &&
           !identity::may(call.passage().grant.role, identity::Permission::visits_read);
}

// Without need to know the ledger tells that a school's record was changed, by whom and in which fields, and not which
// nor to what: otherwise it would name those that every list withholds.
void withhold(const Call& call, LedgerLine& line) {
    constexpr std::array places{"school", "site", "security_level"};
    if (is_hidden_itinerary(call, line)) {
        for (auto& change : line.changes) {
            change.before.reset();
            change.after.reset();
        }
        line.record = {};
        return;
    }
    const auto scope = call.scope(registry::Purpose::monitoring);
    if (scope.withheld() == nullptr) {
        return;
    }
    const bool is_place = std::ranges::find(places, line.kind) != places.end();
    const auto hide = [&](std::optional<std::string>& value) {
        const auto uuid = value ? parse_uuid(*value) : Result<Uuid>(Uuid{});
        if (is_place || (uuid && scope.withholds(*uuid))) {
            value.reset();
        }
    };
    for (auto& change : line.changes) {
        hide(change.before);
        hide(change.after);
    }
    if (is_place || scope.withholds(line.record)) {
        line.record = {};
    }
}

Result<LedgerLine> line_of(const Call& call, const storage::LedgerEntry& entry, std::string who) {
    LedgerLine line{entry.recorded_at, std::move(who),     entry.actor,   entry.source,   entry.act, entry.kind,
                    entry.subject,     entry.base_version, entry.version, entry.sequence, {}};
    MINKA_TRY_ASSIGN(line.changes, changes_of(entry));
    withhold(call, line);
    return line;
}

Result<ListOf<LedgerLine>> search(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto after, read_key(call.query("after")));
    MINKA_TRY_ASSIGN(const auto limit, page_length(call.query_integer("limit")));
    MINKA_TRY_ASSIGN(const auto page, storage::search_ledger(reader, query_of(call), after, limit));
    std::map<Uuid, std::string> names;
    ListOf<LedgerLine> list;
    for (const auto& entry : page.entries) {
        auto known = names.find(entry.actor);
        if (known == names.end()) {
            MINKA_TRY_ASSIGN(auto name, account_name(reader, call.premises().vault, entry.actor));
            known = names.emplace(entry.actor, std::move(name)).first;
        }
        MINKA_TRY_ASSIGN(auto line, line_of(call, entry, known->second));
        list.items.push_back(std::move(line));
    }
    list.next = page.next ? std::optional(key_text(*page.next)) : std::nullopt;
    return list;
}

// An office sees who read its own data; who looks after more land, that of all of it.
Result<ListOf<ReadShown>> reads_of_territory(Reader& reader, const Call& call) {
    constexpr std::int64_t most = 500;
    MINKA_TRY_ASSIGN(const auto id, call.id<registry::TerritoryId>("territory"));
    MINKA_TRY(registry::territory_in(reader, call.scope(registry::Purpose::operation), id));
    MINKA_TRY_ASSIGN(const auto within,
                     registry::territories_within(reader, call.scope_of(id, registry::Purpose::operation)));
    std::vector<Uuid> subjects;
    for (const auto& territory : within) {
        subjects.push_back(territory.uuid);
    }
    MINKA_TRY_ASSIGN(const auto reads, identity::reads_of(reader, subjects, most));
    ListOf<ReadShown> list;
    MINKA_TRY_ASSIGN(list.items, shown(reader, call.premises().vault, reads));
    return list;
}

}  // namespace

std::vector<Route> ledger_routes() {
    using Kind = QueryParameter::Kind;
    return {
        remembered_route<ListOf<LedgerLine>>(
            {"/api/v1/programmes/{programme}/ledger",
             identity::Permission::ledger_read,
             "Who did what, field by field, the latest first",
             {{"actor", Kind::identifier, "By this account", {}},
              {"record", Kind::identifier, "On this record", {}},
              {"kind", Kind::text, "On records of this kind: school, erasure", {}},
              {"act", Kind::text, "With this act: grant access", {}},
              {"from", Kind::date, "From this day on (UTC)", {}},
              {"until", Kind::date, "Up to and with this day (UTC)", {}},
              {"after", Kind::text, "`next` of the page before", {}},
              {"limit", Kind::integer, "Rows of a page, 1 to 500; 50 when not given", {}}}},
            search),
        read_route<ListOf<ReadShown>>(
            {"/api/v1/programmes/{programme}/territories/{territory}/reads", identity::Permission::teams_read,
             "Who read the data of an office and those below it, day by day"},
            reads_of_territory),
    };
}

}  // namespace minka::web
