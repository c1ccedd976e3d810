#pragma once

#include "base/bytes.h"
#include "base/identifier.h"
#include "base/result.h"
#include "privacy/vault.h"

#include <string>

namespace minka::privacy {

/// What `Vault::open` gives, for a caller that read the subject's wrapped key (subject_key.wrapped) in the same row as
/// the ciphertext: a long list is then one query a page. Problems: `integrity_broken`.
Result<std::string> open_with_wrapped_key(const Vault& vault, const ProgrammeId& programme, const Uuid& subject,
                                          ByteView wrapped, ByteView sealed);

}  // namespace minka::privacy
