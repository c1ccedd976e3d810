#pragma once

#include "identity/sign_in.h"

#include <string>
#include <vector>

namespace minka::identity {

/// What an authenticator app is given to begin with: as text to type, and as an address to show in a QR code. Nothing
/// is stored until a code of it was typed.
struct SecondFactorOffer {
    std::string secret;  ///< Base32, 32 characters.
    std::string address;
};
SecondFactorOffer offer_second_factor(std::string_view login);

struct SecondFactorStart {
    std::string secret;   ///< Of the offer.
    std::string code;     ///< That the app shows for it now.
    std::string current;  ///< The account's password.
    std::string source;   ///< See SignInAttempt.
};

/// Asks for a code at every sign-in from now on. Returns ten codes for the day the phone is lost, each good once, to be
/// written on paper; only their hashes are kept. The account's other sessions end.
/// Problems: `invalid_input` for the secret; `unauthenticated` with the field "current" or "code"; `conflict` when it
/// is on already; `too_many_attempts`; `busy`.
Result<std::vector<std::string>> start_second_factor(const SignInDesk& desk, const Visitor& visitor,
                                                     const SecondFactorStart& start);

/// No longer asks for a code; the codes on paper are void. Problems: `unauthenticated`; `conflict` when it is off.
Result<> stop_second_factor(const SignInDesk& desk, const Visitor& visitor, const std::string& current,
                            const std::string& source);

/// The same by an administrator, for somebody who lost phone and paper. Problems: `not_found`; `conflict`.
Result<> lift_second_factor(storage::Writer& writer, const AccountId& account);

struct SecondFactorState {
    bool is_on = false;
    std::int64_t paper_codes_left = 0;
};
Result<SecondFactorState> second_factor_of(storage::Reader& reader, const AccountId& account);

/// Spends a code from paper, in the transaction of the sign-in. Returns no for one that is not the account's.
Result<bool> spend_paper_code(storage::Writer& writer, const AccountId& account, const std::string& typed);

/// Whether what was typed has the form of a code from paper.
bool is_paper_code(const std::string& typed);

}  // namespace minka::identity
