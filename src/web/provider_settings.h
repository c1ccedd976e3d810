#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace minka::web {

/// How people sign in with an account of theirs elsewhere: a file that `minka serve --oidc` reads.
///
///     issuer: https://identidad.example.gob.pe/realms/educacion
///     client_id: minka
///     client_secret_file: minka-oidc.secret     # beside this file; a client without a secret leaves it out
///     address: https://minka.example.gob.pe     # under which browsers see this server
///     name: {es: Cuenta del ministerio, en: Ministry account}
///     authority: ca.pem                         # certificates to trust in place of the system's; may be left out
///     clock_skew_seconds: 60                    # may be left out
struct ProviderSettings {
    std::string issuer;  ///< Exactly as its tokens have it.
    std::string client;
    std::string secret;     ///< Empty for a public client. In no log, answer or problem.
    std::string return_to;  ///< The address the provider sends browsers back to; to be registered there.
    std::string name_es;
    std::string name_en;
    std::filesystem::path authority;
    std::int64_t skew_seconds = 60;
};

/// Problems: the first one found of the file, with file and line as the field; `forbidden` for a secret that others
/// than its owner may read.
Result<ProviderSettings> read_provider_settings(const std::filesystem::path& file);

/// The path that `return_to` ends with.
inline constexpr std::string_view provider_return_path = "/api/v1/sign-in/provider/return";

}  // namespace minka::web
