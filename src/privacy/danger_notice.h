#pragma once

#include "base/local_date.h"
#include "documents/json.h"
#include "privacy/vault.h"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace minka::privacy {

using DangerNoticeId = Id<struct DangerNoticeTag>;

/// That somebody in the field told a body of the state that someone may be in danger. There is nothing else in it: no
/// name, no place, no narrative. It is a reminder that a case was handed on, never a file about it.
struct DangerNotice {
    DangerNoticeId id;           ///< A UUID of version 4: others tell the time.
    LocalDate on;                ///< When it was handed on, by the phone's calendar.
    std::string kind;            ///< A code: "violencia_familiar".
    std::string receiver;        ///< The body's code or identifier.
    std::string receipt_number;  ///< What the body gave for it; empty when it gave none.
};

/// A notice as it is stored; `content` is the notice, sealed under a key of its own, so that neither the ledger nor
/// who reads it sees more than that a notice came.
struct DangerNoticeRecord {
    DangerNoticeId id;
    storage::Sealed content;
    LocalDate received_on;
};
BOOST_DESCRIBE_STRUCT(DangerNoticeRecord, (), (id, content, received_on))

/// A notice out of JSON: {"id", "on", "kind", "receiver", "receipt_number"} and no other member. A kind and a receiver
/// are codes (letters, digits, '_', '-' and '.', at most 60), a receipt number is empty or has letters, digits, '.',
/// '/' and '-', at most 40 and at least one digit: a sentence does not fit in.
/// Problems: `invalid_input`, in words that repeat nothing of what was sent.
Result<DangerNotice> read_danger_notice(const documents::JsonValue& json);

enum class NoticeArrival { stored, repeated };

struct TakenNotice {
    NoticeArrival arrival{};
    LocalDate received_on;
};

/// Keeps a notice. Problems: `conflict` when another notice has its identifier.
Result<TakenNotice> take_danger_notice(storage::Writer& writer, const Vault& vault, const DangerNotice& notice);

struct ShownNotice {
    DangerNotice notice;
    LocalDate received_on;
};

/// Every notice of the programme, the latest first, with an entry in the ledger of the read: for the two people who
/// are named for it, by the transaction's act.
Result<std::vector<ShownNotice>> read_danger_notices(storage::Writer& writer, const Vault& vault);

}  // namespace minka::privacy

template <>
inline constexpr std::string_view minka::storage::record_table<minka::privacy::DangerNoticeRecord> = "danger_notice";
