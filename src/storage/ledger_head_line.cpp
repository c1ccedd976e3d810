#include "storage/ledger_head_line.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace minka::storage {

namespace {

Result<LedgerHead> parse_line(std::string_view line) {
    std::vector<std::string_view> words;
    for (const auto word : split(line, ' ')) {
        if (!trim(word).empty()) {
            words.push_back(trim(word));
        }
    }
    if (words.size() != 4) {
        return invalid("A head of the ledger is a programme, a node, a sequence and a hash; copy the whole line.");
    }
    LedgerHead head;
    MINKA_TRY_ASSIGN(head.programme.uuid, parse_uuid(words[0]));
    MINKA_TRY_ASSIGN(head.node, parse_uuid(words[1]));
    const auto* end = words[2].data() + words[2].size();
    const auto parsed = std::from_chars(words[2].data(), end, head.sequence);
    if (parsed.ec != std::errc{} || parsed.ptr != end || head.sequence < 0) {
        return invalid("The sequence of a head is a whole number.");
    }
    MINKA_TRY_ASSIGN(const auto hash, from_hex(words[3]));
    if (hash.size() != head.hash.size()) {
        return invalid("The hash of a head has 64 hexadecimal digits.");
    }
    std::ranges::copy(hash, head.hash.begin());
    return head;
}

}  // namespace

std::string to_line(const LedgerHead& head) {
    return to_string(head.programme) + " " + to_string(head.node) + " " + std::to_string(head.sequence) + " " +
           to_hex(head.hash);
}

Result<std::vector<LedgerHead>> parse_head_lines(std::string_view text) {
    std::vector<LedgerHead> heads;
    int number = 0;
    for (const auto raw : split(text, '\n')) {
        ++number;
        const auto line = trim(raw);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        const auto head = parse_line(line);
        if (!head) {
            return invalid(head.error().message, "line " + std::to_string(number));
        }
        heads.push_back(*head);
    }
    return heads;
}

}  // namespace minka::storage
