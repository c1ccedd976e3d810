#pragma once

#include <string>
#include <string_view>

namespace minka::documents {

/// The MD5 of a text in lower-case hexadecimal: what OpenRosa lists call the hash of a form. It tells that a file
/// changed, and is no protection against anybody; the ledger's hashes are BLAKE2b.
std::string md5_of(std::string_view text);

}  // namespace minka::documents
