#include "web/api/page_key.h"

#include "base/bytes.h"

namespace minka::web {

std::string page_text(const registry::PageKey& key) { return to_string(key.id) + to_hex(as_bytes(key.search_name)); }

Result<std::optional<registry::PageKey>> read_page(const std::optional<std::string>& text) {
    if (!text) {
        return std::nullopt;
    }
    constexpr std::size_t uuid_length = 36;
    const auto id = parse_uuid(std::string_view(*text).substr(0, uuid_length));
    const auto name = text->size() < uuid_length ? Result<Bytes>(Bytes{}) : from_hex(text->substr(uuid_length));
    if (!id || !name) {
        return invalid("This is no page of the list; begin with the first one.", "after");
    }
    return registry::PageKey{std::string(as_text(*name)), *id};
}

Result<std::int64_t> page_length(const std::optional<std::int64_t>& asked) {
    constexpr std::int64_t usual = 50;
    const auto length = asked.value_or(usual);
    if (length < 1 || length > registry::longest_page) {
        return invalid("A page holds 1 to 500 rows.", "limit");
    }
    return length;
}

}  // namespace minka::web
