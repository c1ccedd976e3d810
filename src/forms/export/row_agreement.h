#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "storage/writer.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

using RowAgreementId = Id<struct RowAgreementTag>;

/// What somebody signed to get the answers of an anonymous form as rows: without one in force they get tables alone.
/// It is a record of the ledger as every other.
struct RowAgreement {
    RowAgreementId id;
    std::string form_id;
    Uuid account_id;        ///< Of the evaluator; their account, since people are named elsewhere.
    std::string reference;  ///< Where the signed text is filed.
    LocalDate agreed_on;
    LocalDate ends_on;  ///< The last day.
};
BOOST_DESCRIBE_STRUCT(RowAgreement, (), (id, form_id, account_id, reference, agreed_on, ends_on))

/// Problems: `invalid_input` for an empty reference or form, and for an end before the beginning.
Result<> record_agreement(storage::Writer& writer, const RowAgreement& agreement);

/// Ends it on a day, the day before if it is to hold no more today. Problems: `not_found`.
Result<> end_agreement(storage::Writer& writer, const RowAgreementId& id, LocalDate last_day);

/// The one in force for an account and a form.
Result<std::optional<RowAgreement>> agreement_in_force(storage::Reader& reader, std::string_view form_id,
                                                       const Uuid& account, LocalDate on);

/// All, by form and beginning.
Result<std::vector<storage::Stored<RowAgreement>>> row_agreements(storage::Reader& reader);

}  // namespace minka::forms

template <>
inline constexpr std::string_view minka::storage::record_table<minka::forms::RowAgreement> = "row_agreement";
