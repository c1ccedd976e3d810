#include "privacy/rights_request.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace minka::privacy {

namespace {

constexpr std::size_t longest_words = 2000;

const Uuid& key_of(const RightsRequest& request) { return request.subject_id ? *request.subject_id : request.id.uuid; }

}  // namespace

Result<RetentionRule> rule_of(RequestKind kind, std::string_view country) {
    const auto* const name = kind == RequestKind::access     ? "access_request"
                             : kind == RequestKind::incident ? "incident_notice"
                                                             : "correction_or_erasure_request";
    return rule_for(default_retention_rules(), name, country);
}

Result<RightsRequest> take_request(storage::Writer& writer, const Vault& vault, const NewRightsRequest& request,
                                   LocalDate today, std::span<const LocalDate> holidays) {
    const auto words = is_utf8(request.words) ? tidy_text(request.words) : std::string();
    if (words.empty() || words.size() > longest_words) {
        return invalid("Say in at most 2,000 characters what was asked or what happened.", "words");
    }
    if (request.received_on > today) {
        return invalid("A request cannot have come on a day that is still to come.", "received_on");
    }
    if (!request.subject && request.kind != RequestKind::incident) {
        return invalid("Name the person whom the request is about.", "subject");
    }
    MINKA_TRY_ASSIGN(const auto rule, rule_of(request.kind, request.country));
    RightsRequest taken{request.id, request.kind, request.subject, {}, request.country, request.received_on, {}, {},
                        {}};
    MINKA_TRY_ASSIGN(taken.due_on, due_date(rule, request.received_on, holidays));
    MINKA_TRY_ASSIGN(taken.words, vault.seal(writer, key_of(taken), words));
    MINKA_TRY(writer.create(taken));
    return taken;
}

Result<RightsRequest> answer_request(storage::Writer& writer, const RightsRequestId& id, RequestOutcome outcome,
                                     LocalDate on) {
    MINKA_TRY_ASSIGN(auto stored, writer.require<RightsRequest>(id));
    if (stored.record.answered_on) {
        return problem(ProblemCode::conflict, "The request was answered already.");
    }
    if (on < stored.record.received_on) {
        return invalid("The answer cannot have been given before the request came.", "answered_on");
    }
    stored.record.answered_on = on;
    stored.record.outcome = outcome;
    MINKA_TRY(writer.change(stored.record, stored.version));
    return stored.record;
}

Result<std::vector<RightsRequest>> requests(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(const auto rows, reader.all<RightsRequest>("ORDER BY due_on, id"));
    std::vector<RightsRequest> found;
    for (const auto& row : rows) {
        found.push_back(row.record);
    }
    const auto answered = std::ranges::stable_partition(
        found, [](const RightsRequest& request) { return !request.answered_on.has_value(); });
    std::ranges::stable_sort(answered, std::ranges::greater(),
                             [](const RightsRequest& request) { return *request.answered_on; });
    return found;
}

Result<std::optional<std::string>> words_of(storage::Reader& reader, const Vault& vault, const RightsRequest& request) {
    const std::array sealed{SealedText{key_of(request), &request.words}};
    MINKA_TRY_ASSIGN(auto opened, vault.open_all(reader, sealed));
    return std::move(opened.front());
}

}  // namespace minka::privacy
