#include "documents/md5.h"

#include "base/bytes.h"
#include "base/check.h"

#include <openssl/evp.h>

namespace minka::documents {

std::string md5_of(std::string_view text) {
    Bytes digest(EVP_MAX_MD_SIZE);
    unsigned int size = 0;
    MINKA_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_md5(), nullptr) == 1);
    return to_hex(ByteView(digest).first(size));
}

}  // namespace minka::documents
