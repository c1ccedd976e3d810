#include "app/session.h"

#include "app/schema.h"

#include <map>

namespace minka::app {

Result<std::unique_ptr<Session>> Session::open(const SessionOptions& options) {
    auto session = std::make_unique<Session>();
    if (options.master_key.empty() && storage::is_postgres_location(options.database)) {
        return problem(ProblemCode::not_ready,
                       "A database on a server needs its key file named: --master-key FILE or MINKA_MASTER_KEY.");
    }
    session->master_key_file_ = options.master_key.empty() ? options.database + ".key" : options.master_key;
    session->is_writable_ = options.access == storage::DatabaseOptions::Access::read_write;
    if (session->is_writable_ && !storage::is_postgres_location(options.database)) {
        std::error_code failure;
        std::filesystem::create_directories(std::filesystem::absolute(options.database).parent_path(), failure);
        if (failure) {
            return problem(ProblemCode::io_failed, "The folder of the database cannot be made: " + failure.message() + ".",
                           options.database);
        }
    }
    storage::DatabaseOptions opening;
    opening.location = options.database;
    opening.migrations = schema();
    opening.access = options.access;
    MINKA_TRY_ASSIGN(session->database_, storage::Database::open(opening));
    return session;
}

Result<ProgrammeId> Session::programme_by_code(const std::string& code) {
    std::map<std::string, ProgrammeId> programmes;
    MINKA_TRY(database_->read({}, [&](storage::Reader& reader) {
        return reader.each("SELECT code, id FROM programme", [&](const storage::Row& row) -> Result<> {
            programmes[row.get<std::string>(0)] = row.get<ProgrammeId>(1);
            return {};
        });
    }));
    if (const auto found = programmes.find(code); found != programmes.end()) {
        return found->second;
    }
    std::string known;
    for (const auto& [name, id] : programmes) {
        known += (known.empty() ? "" : ", ") + name;
    }
    return problem(ProblemCode::not_found, known.empty() ? "The database holds no programme yet; load one with 'minka programme load DIR'."
                                                         : "There is no programme '" + code + "' here; there is: " + known + ".",
                   "--programme");
}

}  // namespace minka::app
