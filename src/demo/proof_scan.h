#pragma once

#include "demo/chance.h"
#include "privacy/vault.h"

#include <string>
#include <string_view>

namespace minka::demo {

/// A one-page PDF that says it is no real document, with a line of ASCII text of its own.
std::string fictional_scan(std::string_view line);

/// Where a scan belongs.
struct ScanPlace {
    Uuid attachment;
    Uuid subject;  ///< The record it proves.
};

/// Keeps a fictional scan among the attachments; returns its hash in hexadecimal. Problems: those of store_attachment.
Result<std::string> store_scan(storage::Writer& writer, const privacy::Vault& vault, const ScanPlace& place,
                               std::string_view line);

}  // namespace minka::demo
