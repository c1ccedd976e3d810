#pragma once

#include "base/result.h"
#include "web/http_message.h"

#include <filesystem>
#include <string>
#include <vector>

namespace minka::web {

struct OutgoingRequest {
    std::string address;
    std::vector<Header> headers;
    std::string form;  ///< application/x-www-form-urlencoded: then the method is POST, otherwise GET.
};

struct OutgoingAnswer {
    int status = 0;
    std::string body;
};

/// A request to another server, over TLS 1.2 or later with its certificate and name checked; plain HTTP to this machine
/// alone. Redirects are not followed; at most a quarter of a mebibyte is read, within five seconds to connect and ten
/// in all. Blocks. `authority` is a file of certificates to trust in place of the system's; empty for those.
///
/// Problems: `invalid_input` for an address that is not allowed; `io_failed` when there is no answer, with the
/// address's host as the field; `too_large`.
Result<OutgoingAnswer> send_outgoing(const OutgoingRequest& request, const std::filesystem::path& authority);

/// Whether an address is https, or http to this machine.
bool is_outgoing_address(std::string_view address);

/// Everything but letters, digits and "-._~" as %41.
std::string encode_percent(std::string_view text);

}  // namespace minka::web
