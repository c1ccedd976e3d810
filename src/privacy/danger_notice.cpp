#include "privacy/danger_notice.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace minka::privacy {

namespace {

constexpr std::size_t longest_code = 60;
constexpr std::size_t longest_number = 40;
constexpr unsigned random_uuid = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_made_of(std::string_view text, std::size_t longest, std::string_view others) {
    return text.size() <= longest && std::ranges::all_of(text, [&](char c) {
               return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
           });
}

std::unexpected<Problem> refused(std::string_view what) {
    return invalid("A notice of danger has " + std::string(what) + ".", "danger");
}

std::string text_of(const DangerNotice& notice) {
    return documents::to_json(documents::json_object({{"on", notice.on.text()},
                                                      {"kind", notice.kind},
                                                      {"receiver", notice.receiver},
                                                      {"receipt_number", notice.receipt_number}}));
}

Result<DangerNotice> notice_from(const DangerNoticeId& id, const std::string& text) {
    MINKA_TRY_ASSIGN(const auto json, documents::parse_json(text));
    documents::JsonReader reader(json, "danger");
    DangerNotice notice;
    notice.id = id;
    MINKA_TRY_ASSIGN(const auto on, reader.text("on"));
    MINKA_TRY_ASSIGN(notice.on, LocalDate::parse(on));
    MINKA_TRY_ASSIGN(notice.kind, reader.text("kind"));
    MINKA_TRY_ASSIGN(notice.receiver, reader.text("receiver"));
    MINKA_TRY_ASSIGN(notice.receipt_number, reader.text("receipt_number"));
    return notice;
}

}  // namespace

Result<DangerNotice> read_danger_notice(const documents::JsonValue& json) {
    documents::JsonReader reader(json, "danger");
    const auto id = reader.text("id");
    const auto on = reader.text("on");
    const auto kind = reader.text("kind");
    const auto receiver = reader.text("receiver");
    const auto number = reader.text("receipt_number");
    if (!reader.finish() || !id || !on || !kind || !receiver || !number) {
        return refused("an id, a date (on), a kind, a receiver and a receipt_number, and nothing else");
    }
    const auto uuid = parse_uuid(*id);
    if (!uuid || uuid->bytes[6] >> 4U != random_uuid) {
        return refused("a random identifier (a UUID of version 4)");
    }
    const auto date = LocalDate::parse(*on);
    if (!date) {
        return refused("a date such as 2026-03-14");
    }
    const bool are_codes = !kind->empty() && !receiver->empty() && is_made_of(*kind, longest_code, "_-.") &&
                           is_made_of(*receiver, longest_code, "_-.");
    if (!are_codes) {
        return refused("codes for its kind and its receiver, never a text");
    }
    if (!number->empty() && (!is_made_of(*number, longest_number, "./-") || std::ranges::none_of(*number, is_digit))) {
        return refused("a receipt number of letters, digits, '.', '/' and '-', never a text");
    }
    return DangerNotice{DangerNoticeId{*uuid}, *date, *kind, *receiver, *number};
}

Result<TakenNotice> take_danger_notice(storage::Writer& writer, const Vault& vault, const DangerNotice& notice) {
    MINKA_TRY_ASSIGN(const auto known, writer.find<DangerNoticeRecord>(notice.id));
    if (known) {
        MINKA_TRY_ASSIGN(const auto text, vault.open(writer, notice.id.uuid, known->record.content));
        if (text != text_of(notice)) {
            return problem(ProblemCode::conflict, "Another notice of danger has the same identifier.", "danger");
        }
        return TakenNotice{NoticeArrival::repeated, known->record.received_on};
    }
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    DangerNoticeRecord record{notice.id, {}, utc_date(now)};
    MINKA_TRY_ASSIGN(record.content, vault.seal(writer, notice.id.uuid, text_of(notice)));
    MINKA_TRY(writer.create(record));
    return TakenNotice{NoticeArrival::stored, record.received_on};
}

Result<std::vector<ShownNotice>> read_danger_notices(storage::Writer& writer, const Vault& vault) {
    MINKA_TRY_ASSIGN(const auto stored, writer.all<DangerNoticeRecord>(""));
    std::vector<ShownNotice> shown;
    for (const auto& one : stored) {
        MINKA_TRY_ASSIGN(const bool erased, was_erased(writer, one.record.id.uuid));
        if (erased) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto text, vault.open(writer, one.record.id.uuid, one.record.content));
        MINKA_TRY_ASSIGN(auto notice, notice_from(one.record.id, text));
        shown.push_back({std::move(notice), one.record.received_on});
    }
    std::ranges::sort(shown, [](const ShownNotice& first, const ShownNotice& second) {
        return std::tie(second.notice.on, second.notice.id) < std::tie(first.notice.on, first.notice.id);
    });
    const auto count = static_cast<std::int64_t>(shown.size());
    MINKA_TRY(writer.note("danger notices read", {}, {{"notices", storage::to_value(count)}}));
    return shown;
}

}  // namespace minka::privacy
