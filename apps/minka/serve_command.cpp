#include "app/command_service.h"
#include "commands.h"
#include "storage/writer_lease.h"
#include "web/web_site.h"

#include <csignal>
#include <filesystem>
#include <fstream>

namespace minka::cli {

namespace {

// Names among the words of a request are relative to its sender's folder. Requests run one at a time, and nothing else
// in this process uses relative names.
class WorkingFolder {
public:
    explicit WorkingFolder(const std::string& folder) : before_(std::filesystem::current_path()) {
        std::error_code failure;
        std::filesystem::current_path(folder, failure);
        is_there_ = !failure;
    }
    ~WorkingFolder() {
        std::error_code ignored;
        std::filesystem::current_path(before_, ignored);
    }
    WorkingFolder(const WorkingFolder&) = delete;
    WorkingFolder& operator=(const WorkingFolder&) = delete;
    bool is_there() const { return is_there_; }

private:
    std::filesystem::path before_;
    bool is_there_ = false;
};

struct ServeOptions {
    web::WebSiteOptions site;
    std::string log;
    std::string provider;
    bool keeps_only = false;
};

// A service for the other commands of this machine; on a database server they need none.
Result<std::unique_ptr<app::CommandService>> command_service(const CommandContext& context, app::Session* session) {
    if (storage::is_postgres_location(context.options().database)) {
        return nullptr;
    }
    const auto file = std::filesystem::absolute(context.options().database);
    return app::CommandService::listen(storage::lease_socket(file), [session](const app::CommandRequest& request,
                                                                              std::ostream& out, std::ostream& err) {
        const WorkingFolder folder(request.working_folder);
        if (!folder.is_there()) {
            err << "minka: no existe la carpeta " << request.working_folder << "\n";
            return static_cast<int>(Exit::failed);
        }
        return run_command_line(request.words, out, err, request.is_terminal, session);
    });
}

Result<> tell_first_account(CommandContext& context, app::Session& session) {
    MINKA_TRY_ASSIGN(const auto first, web::open_first_account(session.database(), session.vault()));
    if (first) {
        context.out() << "Primera vez: entre como '" << first->login << "' con la clave de un solo uso "
                      << first->one_time_password << "\ny elija la suya. Vale 14 días y no se vuelve a mostrar.\n";
    }
    return {};
}

Result<Exit> serve(CommandContext& context, const ServeOptions& options) {
    if (context.is_forwarded()) {
        return problem(ProblemCode::conflict, "Another process holds this database already and serves commands.",
                       context.options().database);
    }
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, nullptr);
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto service, command_service(context, session));
    std::unique_ptr<web::WebSite> site;
    std::ofstream log;
    if (!options.keeps_only) {
        auto site_options = options.site;
        if (!options.log.empty()) {
            log.open(options.log, std::ios::app);
            if (!log) {
                return problem(ProblemCode::io_failed, "The log cannot be written there.", options.log);
            }
            site_options.log = &log;
        }
        if (!options.provider.empty()) {
            MINKA_TRY_ASSIGN(site_options.provider, web::read_provider_settings(options.provider));
        }
        MINKA_TRY(tell_first_account(context, *session));
        MINKA_TRY_ASSIGN(
            site, web::WebSite::open(session->database(), session->vault(), session->submissions(), site_options));
        context.out() << "Abra " << (options.site.server.certificate_file.empty() ? "http" : "https") << "://"
                      << options.site.server.address << ":" << site->port() << "/ en el navegador.\n";
    }
    context.out() << "minka atiende la base " << context.options().database << "; los demás comandos llegan por su "
                  << "socket. Ctrl+C para terminar.\n"
                  << std::flush;
    int signal = 0;
    sigwait(&stops, &signal);
    site.reset();
    context.out() << "minka termina: todo lo confirmado está en el disco.\n";
    return Exit::done;
}

}  // namespace

void add_serve_command(CommandTable& table) {
    const auto options = std::make_shared<ServeOptions>();
    auto* command = table.command(nullptr, "serve", "Atiende la aplicación web y a los demás comandos de esta máquina",
                                  [options](CommandContext& context) { return serve(context, *options); });
    auto& server = options->site.server;
    command->add_option("--address", server.address, "Dirección en que escucha; 0.0.0.0 para toda la red")
        ->capture_default_str();
    command->add_option("--port", server.port, "Puerto; 0 para uno libre")->capture_default_str();
    command->add_option("--certificate", server.certificate_file, "Certificado para HTTPS, en PEM");
    command->add_option("--key", server.key_file, "Llave del certificado, en PEM");
    command->add_option("--backups", options->site.backups,
                        "Carpeta para las copias de seguridad que pide la administración");
    command->add_option("--oidc", options->provider,
                        "Archivo YAML del proveedor de identidad (OpenID Connect) con cuyas cuentas se entra también");
    command->add_option("--log", options->log,
                        "Archivo de registro: una línea de JSON por petición, sin datos personales");
    command->add_flag("--no-web", options->keeps_only, "Solo mantiene la base abierta para los demás comandos");
}

}  // namespace minka::cli
