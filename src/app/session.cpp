#include "app/session.h"

#include "app/schema.h"
#include "app/upgrade_backup.h"
#include "measurement/answers_projection.h"
#include "measurement/observation_projection.h"
#include "measurement/response_projection.h"
#include "planning/visit_facts.h"
#include "privacy/erasure.h"
#include "programme/programme_loading.h"
#include "programme/team_facts.h"
#include "programme/workshop_facts.h"

namespace minka::app {

namespace {

Result<> make_folder_of(const std::string& file) {
    std::error_code failure;
    std::filesystem::create_directories(std::filesystem::absolute(file).parent_path(), failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The folder of the database cannot be made: " + failure.message() + ".",
                       file);
    }
    return {};
}

}  // namespace

Result<std::filesystem::path> master_key_file_of(const std::string& database, const std::string& master_key) {
    if (!master_key.empty()) {
        return std::filesystem::path(master_key);
    }
    if (storage::is_postgres_location(database)) {
        return problem(ProblemCode::not_ready,
                       "A database on a server needs its key file named: --master-key FILE or MINKA_MASTER_KEY.");
    }
    return std::filesystem::path(database + ".key");
}

Result<std::unique_ptr<Session>> Session::open(const SessionOptions& options) {
    auto session = std::make_unique<Session>();
    MINKA_TRY_ASSIGN(session->master_key_file_, master_key_file_of(options.database, options.master_key));
    session->is_writable_ = options.access == storage::DatabaseOptions::Access::read_write;
    if (session->is_writable_ && !storage::is_postgres_location(options.database)) {
        MINKA_TRY(make_folder_of(options.database));
    }
    storage::DatabaseOptions opening;
    opening.location = options.database;
    opening.migrations = schema();
    opening.access = options.access;
    opening.clock = options.clock;
    opening.random = options.random;
    opening.before_upgrade = [&](int version) -> Result<> {
        MINKA_TRY_ASSIGN(session->upgrade_backup_,
                         back_up_before_upgrade(options.database, session->master_key_file_, version));
        return {};
    };
    MINKA_TRY_ASSIGN(session->database_, storage::Database::open(opening));
    MINKA_TRY_ASSIGN(session->vault_, privacy::Vault::unlock(*session->database_, session->master_key_file_));
    if (session->is_writable_) {
        MINKA_TRY(privacy::replay_erasures(*session->database_, *session->vault_));
    }
    session->projections_.add(std::make_shared<measurement::ResponseProjection>(*session->vault_));
    session->projections_.add(
        std::shared_ptr<forms::FactProjection>(std::make_shared<planning::AttendanceProjection>()));
    session->projections_.add(
        std::shared_ptr<forms::FactProjection>(std::make_shared<planning::VisitReportProjection>()));
    session->projections_.add(
        std::shared_ptr<forms::FactProjection>(std::make_shared<measurement::AnswersProjection>(*session->vault_)));
    session->projections_.add(
        std::shared_ptr<forms::FactProjection>(std::make_shared<measurement::ObservationProjection>()));
    session->projections_.add(
        std::shared_ptr<forms::FactProjection>(std::make_shared<measurement::ConsensusProjection>()));
    session->projections_.add(std::shared_ptr<forms::FactProjection>(std::make_shared<programme::GiaProjection>()));
    session->projections_.add(
        std::shared_ptr<forms::FactProjection>(std::make_shared<programme::FollowUpProjection>()));
    session->projections_.add(
        std::shared_ptr<forms::FactProjection>(std::make_shared<programme::WorkshopProjection>()));
    session->submissions_ = std::make_unique<forms::SubmissionBook>(*session->vault_, session->projections_);
    return session;
}

Result<ProgrammeId> Session::programme_by_code(const std::string& code) {
    MINKA_TRY_ASSIGN(const auto programmes,
                     database_->read({}, [](storage::Reader& reader) { return programme::programmes_here(reader); }));
    std::string known;
    for (const auto& programme : programmes) {
        if (programme.code == code) {
            return programme.id;
        }
        known += (known.empty() ? "" : ", ") + programme.code;
    }
    return problem(ProblemCode::not_found,
                   known.empty() ? "The database holds no programme yet; load one with 'minka programme load DIR'."
                                 : "There is no programme '" + code + "' here; there is: " + known + ".",
                   "--programme");
}

}  // namespace minka::app
