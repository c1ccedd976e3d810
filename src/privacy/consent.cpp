#include "privacy/consent.h"

#include "base/text.h"
#include "privacy/vault.h"

namespace minka::privacy {

namespace {

Result<> require_word(std::string_view text, const std::string& field) {
    return trim(text).empty() ? Result<>(invalid("The field must not be empty.", field)) : Result<>{};
}

bool holds(const Consent& consent, LocalDate on) {
    return consent.answer == ConsentAnswer::given && !(consent.expires_on && *consent.expires_on <= on) &&
           !(consent.withdrawn_on && *consent.withdrawn_on <= on);
}

}  // namespace

Result<> record_consent(storage::Writer& writer, const Consent& consent) {
    MINKA_TRY(require_word(consent.purpose, "consent.purpose"));
    MINKA_TRY(require_word(consent.text_version, "consent.text_version"));
    MINKA_TRY(require_word(consent.language, "consent.language"));
    if (consent.expires_on && *consent.expires_on <= consent.given_on) {
        return invalid("A consent ends after the day on which it was given.", "consent.expires_on");
    }
    if (consent.withdrawn_on && *consent.withdrawn_on < consent.given_on) {
        return invalid("A consent is not withdrawn before it was given.", "consent.withdrawn_on");
    }
    MINKA_TRY_ASSIGN(const bool erased, was_erased(writer, consent.subject_id));
    if (erased) {
        return problem(ProblemCode::forbidden,
                       "The data of " + to_string(consent.subject_id) + " were erased and must not be recorded again.");
    }
    if (consent.proof_attachment_id) {
        MINKA_TRY_ASSIGN(const auto found,
                         writer.value<std::int64_t>("SELECT 1 FROM attachment WHERE programme_id = $1 AND id = $2",
                                                    writer.programme(), *consent.proof_attachment_id));
        if (!found) {
            return problem(ProblemCode::not_found, "The proof of the consent is not stored; store the scan first.",
                           "consent.proof_attachment_id");
        }
    }
    return writer.create(consent);
}

Result<bool> has_consent(storage::Reader& reader, const Uuid& subject, std::string_view purpose, LocalDate on) {
    MINKA_TRY_ASSIGN(const bool erased, was_erased(reader, subject));
    if (erased) {
        return false;
    }
    MINKA_TRY_ASSIGN(
        const auto answers,
        reader.all<Consent>("AND subject_id = $2 AND purpose = $3 AND given_on <= $4 ORDER BY given_on DESC, "
                            "clock DESC LIMIT 1",
                            subject, purpose, on));
    return !answers.empty() && holds(answers.front().record, on);
}

Result<> withdraw_consent(storage::Writer& writer, const Uuid& subject, std::string_view purpose, LocalDate on) {
    MINKA_TRY_ASSIGN(auto answers,
                     writer.all<Consent>("AND subject_id = $2 AND purpose = $3 AND given_on <= $4 ORDER BY id", subject,
                                         purpose, on));
    bool any = false;
    for (auto& [consent, version, recorded_at] : answers) {
        if (holds(consent, on)) {
            consent.withdrawn_on = on;
            MINKA_TRY(writer.change(consent, version));
            any = true;
        }
    }
    if (!any) {
        return problem(ProblemCode::not_found, "No consent for '" + std::string(purpose) + "' holds on " + on.text() +
                                                   "; there is nothing to withdraw.");
    }
    return {};
}

Result<std::vector<storage::Stored<Consent>>> consents_expiring(storage::Reader& reader, LocalDate on) {
    return reader.all<Consent>(
        "AND answer = 'given' AND withdrawn_on IS NULL AND expires_on <= $2 AND NOT EXISTS (SELECT 1 FROM consent AS "
        "later "
        "WHERE later.programme_id = consent.programme_id AND later.subject_id = consent.subject_id AND later.purpose = "
        "consent.purpose AND (later.given_on, later.clock) > (consent.given_on, consent.clock)) ORDER BY expires_on, "
        "id",
        on);
}

Result<> record_form_basis(storage::Writer& writer, const FormBasis& basis) {
    MINKA_TRY(require_word(basis.form_code, "form_basis.form_code"));
    MINKA_TRY(require_word(basis.form_version, "form_basis.form_version"));
    MINKA_TRY(require_word(basis.reference, "form_basis.reference"));
    if (basis.valid_to && *basis.valid_to <= basis.valid_from) {
        return invalid("A basis ends after the day on which it begins.", "form_basis.valid_to");
    }
    return writer.create(basis);
}

Result<FormBasis> require_basis_for_form(storage::Reader& reader, std::string_view form_code,
                                         std::string_view form_version, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto found,
                     reader.all<FormBasis>("AND form_code = $2 AND form_version = $3 AND valid_from <= $4 AND "
                                           "(valid_to IS NULL OR valid_to > $4) ORDER BY valid_from, id LIMIT 1",
                                           form_code, form_version, on));
    if (found.empty()) {
        return problem(ProblemCode::forbidden,
                       "The form " + std::string(form_code) + " " + std::string(form_version) +
                           " names people and has no recorded basis on " + on.text() +
                           "; record a consent text, a law or an agreement for this version first.",
                       "form_basis");
    }
    return found.front().record;
}

}  // namespace minka::privacy
