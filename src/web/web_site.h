#pragma once

#include "forms/submission.h"
#include "identity/sign_in.h"
#include "web/metrics.h"
#include "web/provider_settings.h"
#include "web/server.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace minka::web {

struct WebSiteOptions {
    ServerOptions server;
    identity::HashingCost hashing;             ///< Of passwords; tests take less.
    std::filesystem::path backups;             ///< The folder for backups; empty for none.
    std::optional<ProviderSettings> provider;  ///< Whose accounts may open accounts here.
    std::ostream* log = nullptr;               ///< A line of JSON a request, without names, addresses or identifiers.
};

/// The server with everything behind it: what `minka serve` starts.
class WebSite {
public:
    /// Problems: those of Server::start.
    static Result<std::unique_ptr<WebSite>> open(storage::Database& database, const privacy::Vault& vault,
                                                 forms::SubmissionBook& submissions, const WebSiteOptions& options);
    ~WebSite();

    std::uint16_t port() const;
    void stop();

private:
    struct Parts;
    explicit WebSite(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

/// Opens the first account of an installation, with the role of administrator in every programme it holds, and returns
/// its one-time password; nothing when there are accounts already.
struct FirstAccount {
    std::string login;
    std::string one_time_password;
};
Result<std::optional<FirstAccount>> open_first_account(storage::Database& database, const privacy::Vault& vault);

}  // namespace minka::web
