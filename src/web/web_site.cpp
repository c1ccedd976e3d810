#include "web/web_site.h"

#include "identity/account_opening.h"
#include "programme/programme_loading.h"
#include "web/api/central_door.h"
#include "web/content_coding.h"
#include "web/endpoint.h"
#include "web/group_desk.h"
#include "web/identity_provider.h"
#include "web/land_export_desk.h"
#include "web/web_files.h"

#include <fmt/format.h>

namespace minka::web {

namespace {

constexpr std::size_t hashes_at_once = 2;  // 64 MiB each
constexpr std::size_t hashes_waiting = 64;

}  // namespace

struct WebSite::Parts {
    Parts(storage::Database& database, const privacy::Vault& vault, forms::SubmissionBook& submissions,
          const WebSiteOptions& given)
        : hasher(given.hashing, hashes_at_once, hashes_waiting),
          limits(database.clock()),
          log(given.log),
          clock(database.clock()),
          need_to_know(vault),
          names(vault),
          reports(database, vault),
          groups(database, need_to_know),
          reads(database),
          provider(given.provider ? std::make_unique<IdentityProvider>(*given.provider, database.clock()) : nullptr),
          premises{database,
                   vault,
                   {database, vault, hasher, limits},
                   folders,
                   reports,
                   submissions,
                   [this] { return metrics.text(server->counts()); },
                   need_to_know,
                   names,
                   visit_counts,
                   reads,
                   given.backups,
                   provider.get(),
                   land_exports,
                   groups},
          endpoint(premises, routes()),
          central(premises, central_routes()) {}

    HttpResponse answer(const HttpRequest& request) {
        auto response = CentralDoor::is_of_central(request.path) ? central.answer(request)
                        : is_of_api(request.path)                ? endpoint.answer(request)
                                                                 : file_response(request);
        encode_content(request, response);
        return response;
    }

    std::size_t body_limit(Method method, std::string_view path) const {
        return CentralDoor::is_of_central(path) ? central.body_limit(method, path) : endpoint.body_limit(method, path);
    }

    static bool is_of_api(std::string_view path) {
        return path.starts_with("/api/") || path.starts_with("/key/") || path.starts_with("/openrosa/") ||
               path == "/healthz" || path == "/metrics";
    }

    void done(const ServerCalls::Done& answer) {
        metrics.count(answer);
        if (log != nullptr) {
            *log << fmt::format(
                        "{{\"at\":\"{}\",\"method\":\"{}\",\"route\":\"{}\",\"status\":{},\"ms\":{:.1f},"
                        "\"bytes\":{}}}\n",
                        to_string(clock.now()), to_string(answer.method), answer.route, answer.status,
                        static_cast<double>(answer.took.count()) / 1000.0, answer.sent)
                 << std::flush;
        }
    }

    identity::PasswordHasher hasher;
    identity::SignInLimits limits;
    programme::FolderShelf folders;
    Metrics metrics;
    std::ostream* log;
    Clock& clock;
    registry::NeedToKnow need_to_know;
    registry::NameIndex names;
    planning::VisitCounts visit_counts;
    ReportDesk reports;
    GroupDesk groups;
    identity::ReadLog reads;
    std::unique_ptr<IdentityProvider> provider;
    Premises premises;
    Endpoint endpoint;
    CentralDoor central;
    LandExportDesk land_exports;  ///< After what it reads with, so that its thread ends first.
    std::unique_ptr<Server> server;
};

WebSite::WebSite(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
WebSite::~WebSite() = default;
std::uint16_t WebSite::port() const { return parts_->server->port(); }
void WebSite::stop() { parts_->server->stop(); }

Result<std::unique_ptr<WebSite>> WebSite::open(storage::Database& database, const privacy::Vault& vault,
                                               forms::SubmissionBook& submissions, const WebSiteOptions& options) {
    auto parts = std::make_unique<Parts>(database, vault, submissions, options);
    auto* const own = parts.get();
    ServerCalls calls;
    calls.answer = [own](const HttpRequest& request) { return own->answer(request); };
    calls.body_limit = [own](Method method, std::string_view path) { return own->body_limit(method, path); };
    calls.done = [own](const ServerCalls::Done& done) { own->done(done); };
    MINKA_TRY_ASSIGN(parts->server, Server::start(options.server, std::move(calls)));
    return std::unique_ptr<WebSite>(new WebSite(std::move(parts)));
}

Result<std::optional<FirstAccount>> open_first_account(storage::Database& database, const privacy::Vault& vault) {
    using identity::installation;
    MINKA_TRY_ASSIGN(const auto accounts, database.read(installation, [](storage::Reader& reader) {
        return reader.all<identity::Account>("LIMIT 1");
    }));
    if (!accounts.empty()) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto programmes, database.read(installation, [](storage::Reader& reader) {
        return programme::programmes_here(reader);
    }));
    std::vector<identity::FirstRole> roles;
    for (const auto& programme : programmes) {
        identity::AccessGrant grant;
        grant.role = registry::AccessRole::administrator;
        grant.valid_from = utc_date(database.clock().now());
        roles.push_back({programme.id, grant});
    }
    identity::PasswordHasher hasher({}, 1, 1);
    const storage::Act act{installation, {}, "console", "open account"};
    MINKA_TRY_ASSIGN(const auto opened, identity::open_account_with_roles(database, vault, hasher, act,
                                                                          {"admin", "Administración", "es"}, roles));
    return FirstAccount{opened.account.login, opened.one_time_password};
}

}  // namespace minka::web
