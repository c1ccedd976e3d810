#pragma once

#include "identity/sign_in.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::identity {

using ProviderLinkId = Id<struct ProviderLinkTag>;

/// That a person's account at an identity provider opens an account here: made by an administrator, and by nothing the
/// provider says of names or e-mail. Belongs to the installation.
struct ProviderLink {
    ProviderLinkId id;
    AccountId account_id;
    std::string issuer;
    std::string subject_hash;  ///< Under the master key: what a provider calls a person may be their card's number.
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(ProviderLink, (), (id, account_id, issuer, subject_hash, valid_from, valid_to))

/// Somebody as a provider names them: never changed, never given to another ("iss" and "sub").
struct ProviderSubject {
    std::string issuer;
    std::string subject;
};

/// Links an account with a subject from a date on. Problems: `invalid_input` for a subject of none or over 255
/// characters; `not_found`; `conflict` for a closed account, or a subject that opens an account already (whose is not
/// said).
Result<ProviderLink> link_subject(storage::Writer& writer, const privacy::Vault& vault, const ProviderLinkId& id,
                                  const AccountId& account, const ProviderSubject& subject);

/// The same for the subject of a code from `make_link_code`, which is spent. Problems: `not_found` for a code that is
/// not right, was used, or is older than a day.
Result<ProviderLink> link_by_code(storage::Writer& writer, const ProviderLinkId& id, const AccountId& account,
                                  const std::string& typed);

/// Ends a link today; the account's sessions end. Problems: `not_found`; `conflict` when it ended before.
Result<> end_link(storage::Writer& writer, const AccountId& account, const ProviderLinkId& link, LocalDate on);
/// Every link of an account that is being closed.
Result<> end_links_of(storage::Writer& writer, const AccountId& account, LocalDate on);

/// The links of an account that hold, by their first day.
Result<std::vector<ProviderLink>> links_of(storage::Reader& reader, const AccountId& account);

/// A code for somebody whose account at the provider opens nothing here yet, to read to an administrator. Of the
/// subject only a hash is kept, for a day. Problems: `busy` when a thousand such codes wait.
Result<std::string> make_link_code(const SignInDesk& desk, const ProviderSubject& subject);

/// Whether a text has the form of such a code.
bool is_link_code(const std::string& text);

/// Begins a session for whom a provider vouches. A code of an authenticator app is not asked for, nor that a one-time
/// password be changed: both are the provider's matter. Nothing when the subject opens no account.
Result<std::optional<SignedIn>> sign_in_by_provider(const SignInDesk& desk, const ProviderSubject& subject);

}  // namespace minka::identity

template <>
inline constexpr std::string_view minka::storage::record_table<minka::identity::ProviderLink> = "provider_link";
