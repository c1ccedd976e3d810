#include "app/command_service.h"
#include "commands.h"
#include "storage/writer_lease.h"

#include <csignal>
#include <filesystem>

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

Result<Exit> serve(CommandContext& context) {
    if (storage::is_postgres_location(context.options().database)) {
        return invalid("A database on a server needs no process that holds it.", "--database");
    }
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
    const auto file = std::filesystem::absolute(context.options().database);
    MINKA_TRY_ASSIGN(
        const auto service,
        app::CommandService::listen(storage::lease_socket(file), [session](const app::CommandRequest& request,
                                                                           std::ostream& out, std::ostream& err) {
            const WorkingFolder folder(request.working_folder);
            if (!folder.is_there()) {
                err << "minka: no existe la carpeta " << request.working_folder << "\n";
                return static_cast<int>(Exit::failed);
            }
            return run_command_line(request.words, out, err, request.is_terminal, session);
        }));
    context.out() << "minka atiende la base " << file.string() << "; los demás comandos llegan por su socket. "
                  << "Ctrl+C para terminar.\n"
                  << std::flush;
    int signal = 0;
    sigwait(&stops, &signal);
    context.out() << "minka termina: todo lo confirmado está en el disco.\n";
    return Exit::done;
}

}  // namespace

void add_serve_command(CommandTable& table) {
    table.command(nullptr, "serve", "Mantiene abierta la base y atiende a los demás comandos por su socket", serve);
}

}  // namespace minka::cli
