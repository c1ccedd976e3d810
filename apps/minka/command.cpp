#include "command.h"

#include "app/command_service.h"
#include "base/program_version.h"
#include "commands.h"
#include "storage/writer_lease.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace minka::cli {

namespace {

std::string environment(const char* name, std::string otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? std::string(value) : std::move(otherwise);
}

void tell(std::ostream& err, const Problem& found, const CommandContext& context) {
    const auto kinds = problem_catalogue();
    const auto kind = std::ranges::find(kinds, found.code, &ProblemKind::code);
    err << "minka: " << (context.is_spanish() ? kind->title_es : kind->title_en) << ": " << context.said(found.message);
    if (!found.field.empty()) {
        err << " [" << found.field << "]";
    }
    err << "\n";
}

// Once in the life of a database: nobody can do this later for its owner.
void tell_new_key(std::ostream& err, const privacy::Vault& vault, bool spanish) {
    if (!vault.made_key_file()) {
        return;
    }
    err << (spanish ? "Se creó la llave maestra de esta base: " : "The master key of this database was made: ")
        << vault.master_key().file().string() << "\n"
        << (spanish
                ? "Sin ella nadie puede leer los nombres, tampoco desde una copia. Guarde hoy una copia de ese archivo "
                  "en\n"
                  "otro lugar seguro, nunca junto a las copias de la base. Huella: "
                : "Without it nobody can read the names, nor from a backup. Keep a copy of that file today in another\n"
                  "safe place, never beside the backups of the database. Fingerprint: ")
        << vault.master_key().fingerprint() << "\n";
}

void add_global_options(CLI::App& app, GlobalOptions& options) {
    options.database = environment("MINKA_DATABASE", options.database);
    options.master_key = environment("MINKA_MASTER_KEY", options.master_key);
    app.add_option("--database", options.database, "Archivo de la base de datos, o postgresql://...")
        ->capture_default_str();
    app.add_option("--master-key", options.master_key,
                   "Archivo de la llave maestra (por defecto, junto a la base: .key)");
    app.add_option("--lang", options.language, "Idioma de las respuestas: es o en")
        ->check(CLI::IsMember({"es", "en"}))
        ->capture_default_str();
}

// The process that holds the database does for us what we may not do beside it; nothing when none listens.
std::optional<Result<int>> forward(const GlobalOptions& options, const std::vector<std::string>& words,
                                   CommandContext& context) {
    if (storage::is_postgres_location(options.database)) {
        return std::nullopt;
    }
    const auto socket = storage::lease_socket(std::filesystem::absolute(options.database));
    auto forwarded = app::forward_command(
        socket, {words, std::filesystem::current_path().string(), context.is_terminal()}, context.out(), context.err());
    if (!forwarded && forwarded.error().code == ProblemCode::not_found) {
        return std::nullopt;
    }
    return forwarded;
}

}  // namespace

Result<app::Session*> CommandContext::open(storage::DatabaseOptions::Access access) {
    if (shared_ != nullptr) {
        return shared_;
    }
    const bool writes = access == storage::DatabaseOptions::Access::read_write;
    if (!own_ || (writes && !own_->is_writable())) {
        own_.reset();
        MINKA_TRY_ASSIGN(own_, app::Session::open({options_.database, options_.master_key, access}));
        tell_new_key(err_, own_->vault(), is_spanish());
    }
    return own_.get();
}

CLI::App* CommandTable::group(const std::string& name, const std::string& description) {
    for (auto* known : app_.get_subcommands([](CLI::App*) { return true; })) {
        if (known->get_name() == name) {
            return known;
        }
    }
    auto* added = app_.add_subcommand(name, description);
    added->require_subcommand(1);
    added->fallthrough();
    return added;
}

CLI::App* CommandTable::command(CLI::App* parent, const std::string& name, const std::string& description,
                                CommandBody body) {
    auto* added = (parent != nullptr ? parent : &app_)->add_subcommand(name, description);
    added->fallthrough();
    bodies_[added] = std::move(body);
    return added;
}

const CommandBody* CommandTable::parsed() const {
    for (const auto& [command, body] : bodies_) {
        if (command->parsed()) {
            return &body;
        }
    }
    return nullptr;
}

int run_command_line(const std::vector<std::string>& words, std::ostream& out, std::ostream& err, bool is_terminal,
                     app::Session* session) {
    CLI::App app("Minka: lo que una comunidad dijo, lo que se hizo y lo que cambió, en un solo lugar.", "minka");
    app.set_version_flag("--version", "minka " + std::string(program_version));
    app.require_subcommand(1);
    GlobalOptions options;
    add_global_options(app, options);
    CommandTable table(app);
    add_commands(table);
    try {
        auto reversed = words;
        std::ranges::reverse(reversed);
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return app.exit(error, out, err) == 0 ? 0 : static_cast<int>(Exit::misused);
    }
    const auto* body = table.parsed();
    if (body == nullptr) {
        err << app.help();
        return static_cast<int>(Exit::misused);
    }
    CommandContext context(options, out, err, is_terminal, session);
    const auto exit = (*body)(context);
    if (!exit && exit.error().code == ProblemCode::busy && session == nullptr) {
        if (const auto forwarded = forward(options, words, context)) {
            if (*forwarded) {
                return **forwarded;
            }
            tell(err, forwarded->error(), context);
            return static_cast<int>(Exit::failed);
        }
    }
    if (!exit) {
        tell(err, exit.error(), context);
        return static_cast<int>(Exit::failed);
    }
    return static_cast<int>(*exit);
}

}  // namespace minka::cli
