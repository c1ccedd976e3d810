#pragma once

#include "base/instant.h"
#include "base/local_date.h"
#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace minka::web {

/// A machine that people reach on a local network, where no public authority gives certificates.
struct LocalServer {
    std::vector<std::string> names;      ///< "minka.local"; at least one name or address.
    std::vector<std::string> addresses;  ///< "192.168.1.10"
    std::filesystem::path folder;        ///< For the files; made when it is not there.
    Instant now;
    int days = 397;  ///< 1 to 397: browsers refuse certificates that hold longer.
};

struct LocalCertificate {
    std::filesystem::path authority;    ///< What phones install: minka-autoridad.pem.
    std::filesystem::path certificate;  ///< For `minka serve --certificate`, the authority's behind it.
    std::filesystem::path key;          ///< For `--key`; only its owner reads it.
    std::filesystem::path sheet;        ///< How to install the authority, in Spanish, to print.
    std::string fingerprint;            ///< SHA-256 of the authority, to compare on the phone.
    LocalDate ends_on;
    bool made_authority = false;  ///< No when the folder had one for the same names.
};

/// A certificate for a local server (ECDSA over P-256), signed by an authority of its own. The authority may sign for
/// these names and addresses alone (name constraints, RFC 5280, section 4.2.1.10), so that whoever steals its key
/// cannot pass for another site on the phones that trust it. Run again it keeps the authority, and phones need nothing.
///
/// Problems: `invalid_input` without a name or for one that is neither a host name nor an address, or the days;
/// `conflict` when the folder has an authority for other names; `io_failed`.
Result<LocalCertificate> make_local_certificate(const LocalServer& server);

}  // namespace minka::web
