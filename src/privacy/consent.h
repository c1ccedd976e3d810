#pragma once

#include "storage/writer.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::privacy {

enum class ConsentAnswer { given, refused };
BOOST_DESCRIBE_ENUM(ConsentAnswer, given, refused)

/// How the answer was given; the proof is a scan, a recording or the signed submission.
enum class ConsentChannel { signed_paper, electronic, recorded_voice, witnessed };
BOOST_DESCRIBE_ENUM(ConsentChannel, signed_paper, electronic, recorded_voice, witnessed)

/// A minor's legal representative authorises after the minor was heard (Colombia: D. 1377 de 2013, art. 12).
enum class ConsentGiver { self, legal_representative };
BOOST_DESCRIBE_ENUM(ConsentGiver, self, legal_representative)

using ConsentId = Id<struct ConsentTag>;
using AttachmentId = Id<struct AttachmentTag>;

/// What one subject answered for one purpose: asked -> given or refused -> withdrawn or expired. A new answer is a new
/// record; earlier ones stay.
struct Consent {
    ConsentId id;
    Uuid subject_id;
    std::string purpose;       ///< A word of the programme: "contact", "interview_audio".
    std::string text_version;  ///< Of the text that was read or signed.
    ConsentAnswer answer{};
    ConsentChannel channel{};
    ConsentGiver given_by{};
    std::string language;  ///< "es", "quz", "agr": the language in which it was asked.
    std::optional<AttachmentId> proof_attachment_id;
    LocalDate given_on;
    std::optional<LocalDate> expires_on;    ///< The first day on which it holds no more.
    std::optional<LocalDate> withdrawn_on;  ///< The first day on which it holds no more.
};
BOOST_DESCRIBE_STRUCT(Consent, (),
                      (id, subject_id, purpose, text_version, answer, channel, given_by, language, proof_attachment_id,
                       given_on, expires_on, withdrawn_on))

/// Problems: `invalid_input` for an empty purpose, version or language and for dates out of order; `not_found` when
/// the proof is no attachment of this programme; `forbidden` when the subject was erased.
Result<> record_consent(storage::Writer& writer, const Consent& consent);

/// Whether the subject's latest answer for the purpose on or before `on` is yes and holds on that day. A refusal or a
/// withdrawal ends every earlier yes; of two answers of one day the one recorded later counts; an erased subject has
/// none.
Result<bool> has_consent(storage::Reader& reader, const Uuid& subject, std::string_view purpose, LocalDate on);

/// Ends every yes of the subject for the purpose from `on`. Problems: `not_found` when none holds.
Result<> withdraw_consent(storage::Writer& writer, const Uuid& subject, std::string_view purpose, LocalDate on);

/// The consents that expire on or before `on` and neither were withdrawn nor replaced by a later answer, soonest first:
/// for renewal in time.
Result<std::vector<storage::Stored<Consent>>> consents_expiring(storage::Reader& reader, LocalDate on);

enum class BasisKind { consent, legal_duty, agreement };
BOOST_DESCRIBE_ENUM(BasisKind, consent, legal_duty, agreement)

using FormBasisId = Id<struct FormBasisTag>;

/// Why a version of a form may ask for people's names or attributes.
struct FormBasis {
    FormBasisId id;
    std::string form_code;
    std::string form_version;
    BasisKind basis{};
    std::string reference;  ///< The text of consent, the law and article, or the agreement with its date.
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(FormBasis, (), (id, form_code, form_version, basis, reference, valid_from, valid_to))

/// Problems: `invalid_input` for an empty code, version or reference and for dates out of order.
Result<> record_form_basis(storage::Writer& writer, const FormBasis& basis);

/// What a release of a form that names people needs: the basis recorded for this version and valid on the day.
/// Problems: `forbidden` when there is none.
Result<FormBasis> require_basis_for_form(storage::Reader& reader, std::string_view form_code,
                                         std::string_view form_version, LocalDate on);

}  // namespace minka::privacy

template <>
inline constexpr std::string_view minka::storage::record_table<minka::privacy::Consent> = "consent";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::privacy::FormBasis> = "form_basis";
