#pragma once

#include "app/session.h"
#include "base/result.h"
#include "sentences/spanish_sentence.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>

namespace minka::cli {

/// How a command ended, as its exit code.
enum class Exit : int {
    done = 0,
    failed = 1,   ///< A problem was told on the error stream.
    misused = 2,  ///< The words of the command line are not right.
    found = 3,    ///< The command worked and found what it looks for: problems in a file, a broken ledger.
};

/// The options that stand before or after any command.
struct GlobalOptions {
    std::string database = "minka-data/minka.db";
    std::string master_key;
    std::string language = "es";
};

/// What the body of a command works with. A server that runs a command for another process hands in its own session.
class CommandContext {
public:
    CommandContext(const GlobalOptions& options, std::ostream& out, std::ostream& err, bool is_terminal,
                   app::Session* session = nullptr)
        : options_(options), out_(out), err_(err), is_terminal_(is_terminal), shared_(session) {}

    std::ostream& out() { return out_; }
    std::ostream& err() { return err_; }
    /// Whether a progress bar can be drawn on `err`.
    bool is_terminal() const { return is_terminal_; }
    const GlobalOptions& options() const { return options_; }
    /// Whether another process asked for this command.
    bool is_forwarded() const { return shared_ != nullptr; }
    bool is_spanish() const { return options_.language == "es"; }
    /// What a rule says in English, in the language of the answers.
    std::string said(std::string_view sentence) const { return sentences::sentence_in(options_.language, sentence); }

    /// The session, opened at the first call; a command that writes asks for `writable`.
    Result<app::Session*> writable() { return open(storage::DatabaseOptions::Access::read_write); }
    Result<app::Session*> readable() { return open(storage::DatabaseOptions::Access::read_only); }

private:
    Result<app::Session*> open(storage::DatabaseOptions::Access access);

    const GlobalOptions& options_;
    std::ostream& out_;
    std::ostream& err_;
    bool is_terminal_;
    app::Session* shared_;
    std::unique_ptr<app::Session> own_;
};

using CommandBody = std::function<Result<Exit>(CommandContext&)>;

/// The commands and their bodies. Each command file has one function `void add_<name>_command(CommandTable&)` that is
/// declared in commands.h and called in commands.cpp:
///
///     void add_ledger_command(CommandTable& table) {
///         auto* ledger = table.group("ledger", "Cadena de registros");
///         struct Options { std::string heads; };
///         const auto options = std::make_shared<Options>();
///         auto* verify = table.command(ledger, "verify", "Comprueba la cadena", [options](CommandContext& context)
///             -> Result<Exit> { ... });
///         verify->add_option("--heads", options->heads, "...");
///     }
class CommandTable {
public:
    explicit CommandTable(CLI::App& app) : app_(app) {}

    CLI::App& app() { return app_; }

    /// A word that needs another after it: "import", "ledger". The same group may be asked for from several files.
    CLI::App* group(const std::string& name, const std::string& description);

    /// A command with a body, under a group or, with nullptr, at the top.
    CLI::App* command(CLI::App* parent, const std::string& name, const std::string& description, CommandBody body);

    /// The body of the command that was parsed; nothing when no command was given.
    const CommandBody* parsed() const;

private:
    CLI::App& app_;
    std::map<CLI::App*, CommandBody> bodies_;
};

/// Parses the words after the program's name, runs the command and returns its exit code. With a session, the command
/// runs in it instead of opening its own (a server that acts for another process).
int run_command_line(const std::vector<std::string>& words, std::ostream& out, std::ostream& err, bool is_terminal,
                     app::Session* session = nullptr);

}  // namespace minka::cli
