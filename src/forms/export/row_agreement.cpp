#include "forms/export/row_agreement.h"

namespace minka::forms {

Result<> record_agreement(storage::Writer& writer, const RowAgreement& agreement) {
    if (agreement.form_id.empty() || agreement.reference.empty()) {
        return invalid("An agreement names its form and says where the signed text is filed.", "reference");
    }
    if (agreement.ends_on < agreement.agreed_on) {
        return invalid("An agreement ends on or after the day it begins.", "until");
    }
    return writer.create(agreement);
}

Result<> end_agreement(storage::Writer& writer, const RowAgreementId& id, LocalDate last_day) {
    MINKA_TRY_ASSIGN(auto stored, writer.require<RowAgreement>(id));
    stored.record.ends_on = std::min(stored.record.ends_on, last_day);
    MINKA_TRY(writer.change(stored.record, stored.version));
    return {};
}

Result<std::optional<RowAgreement>> agreement_in_force(storage::Reader& reader, std::string_view form_id,
                                                       const Uuid& account, LocalDate on) {
    MINKA_TRY_ASSIGN(auto found,
                     reader.all<RowAgreement>(
                         "AND form_id = $2 AND account_id = $3 AND agreed_on <= $4 AND ends_on >= $4 ORDER BY id",
                         form_id, account, on));
    return found.empty() ? std::optional<RowAgreement>() : std::optional(std::move(found.front().record));
}

Result<std::vector<storage::Stored<RowAgreement>>> row_agreements(storage::Reader& reader) {
    return reader.all<RowAgreement>("ORDER BY form_id, agreed_on, id");
}

}  // namespace minka::forms
