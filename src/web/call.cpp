#include "web/call.h"

#include "base/check.h"

#include <algorithm>
#include <charconv>

namespace minka::web {

registry::Scope Call::scope(registry::Purpose purpose) const {
    const auto& grant = passage_->grant;
    return grant.territory_id ? scope_of(*grant.territory_id, purpose)
                              : registry::Scope::of_programme(grant.role, purpose).without(passage_->withheld);
}

registry::Scope Call::scope_of(const registry::TerritoryId& territory, registry::Purpose purpose) const {
    return registry::Scope::of_territory(passage_->grant.role, territory, purpose).without(passage_->withheld);
}

const std::string& Call::part(std::string_view name) const {
    const auto found = std::ranges::find(parts_, name, &std::pair<std::string_view, std::string>::first);
    MINKA_CHECK(found != parts_.end());
    return found->second;
}

Result<Uuid> Call::part_uuid(std::string_view name) const {
    const auto uuid = parse_uuid(part(name));
    return uuid ? uuid : problem(ProblemCode::not_found, "Nothing here has that identifier.", std::string(name));
}

std::optional<std::string> Call::query(std::string_view name) const {
    const auto found = std::ranges::find(query_, name, &std::pair<std::string, std::string>::first);
    return found == query_.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> Call::query_integer(std::string_view name) const {
    const auto text = query(name);
    std::int64_t number = 0;
    if (text) {
        std::from_chars(text->data(), text->data() + text->size(), number);
    }
    return text ? std::optional(number) : std::nullopt;
}

std::optional<LocalDate> Call::query_date(std::string_view name) const {
    const auto text = query(name);
    return text ? std::optional(*LocalDate::parse(*text)) : std::nullopt;
}

std::optional<Uuid> Call::query_uuid(std::string_view name) const {
    const auto text = query(name);
    return text ? std::optional(*parse_uuid(*text)) : std::nullopt;
}

LocalDate Call::today() const { return utc_date(premises_->database.clock().now()); }

registry::TwoTimes Call::times() const { return {query_date("as_of").value_or(today())}; }

storage::Act Call::act(std::string_view name) const {
    return {programme(), visitor_ ? visitor_->account.id.uuid : Uuid{}, "web", std::string(name)};
}

}  // namespace minka::web
