#pragma once

#include "privacy/retention_clock.h"
#include "privacy/vault.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::privacy {

/// What the data-protection officer has to answer for within a term of law.
enum class RequestKind {
    access,      ///< To know what is stored.
    correction,  ///< To have it put right.
    erasure,     ///< To have it destroyed.
    withdrawal,  ///< Of a consent.
    incident,    ///< Data got out, were lost or changed: the authority is told.
};
BOOST_DESCRIBE_ENUM(RequestKind, access, correction, erasure, withdrawal, incident)

enum class RequestOutcome {
    done,
    done_in_part,
    refused,  ///< With the reason, in the answer that was given.
};
BOOST_DESCRIBE_ENUM(RequestOutcome, done, done_in_part, refused)

using RightsRequestId = Id<struct RightsRequestTag>;

/// One request, with the last day for its answer as the law of the country had it when it came in.
struct RightsRequest {
    RightsRequestId id;
    RequestKind kind{};
    std::optional<Uuid> subject_id;  ///< Whom it is about; nothing for an incident or somebody not found yet.
    storage::Sealed words;           ///< What was asked or happened, under the subject's key, or the request's own.
    std::string country;             ///< "CO", "PE".
    LocalDate received_on;
    LocalDate due_on;  ///< The last day in time.
    std::optional<LocalDate> answered_on;
    std::optional<RequestOutcome> outcome;
};
BOOST_DESCRIBE_STRUCT(RightsRequest, (),
                      (id, kind, subject_id, words, country, received_on, due_on, answered_on, outcome))

struct NewRightsRequest {
    RightsRequestId id;
    RequestKind kind{};
    std::optional<Uuid> subject;
    std::string words;
    std::string country;
    LocalDate received_on;
};

/// The rule whose term a request has; see default_retention_rules.
Result<RetentionRule> rule_of(RequestKind kind, std::string_view country);

/// Takes a request down and works out its last day over the country's working days.
/// Problems: `invalid_input` for empty words or over 2,000 characters, a day that is to come (`today`), or an access,
/// correction, erasure or withdrawal without anybody whom it is about; `not_found` for a country without a rule;
/// `forbidden` when the subject was erased.
Result<RightsRequest> take_request(storage::Writer& writer, const Vault& vault, const NewRightsRequest& request,
                                   LocalDate today, std::span<const LocalDate> holidays);

/// Records the answer. Problems: `not_found`; `conflict` when it was answered; `invalid_input` for a day before it
/// came.
Result<RightsRequest> answer_request(storage::Writer& writer, const RightsRequestId& id, RequestOutcome outcome,
                                     LocalDate on);

/// The unanswered first, by their last day; then the answered, the latest first.
Result<std::vector<RightsRequest>> requests(storage::Reader& reader);

/// What was asked, or nothing when the subject was erased since.
Result<std::optional<std::string>> words_of(storage::Reader& reader, const Vault& vault, const RightsRequest& request);

}  // namespace minka::privacy

template <>
inline constexpr std::string_view minka::storage::record_table<minka::privacy::RightsRequest> = "rights_request";
