#include "base/text.h"
#include "command_dates.h"
#include "commands.h"
#include "person_option.h"
#include "programme/gia_rules.h"
#include "ugel_work.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace minka::cli {

namespace {

using programme::GiaAgreement;
using programme::GiaSession;
using storage::Reader;
using storage::Stored;
using storage::Writer;

struct GiaOptions : UgelOptions {
    std::int64_t number = 0;
    std::string purpose;
    std::string modality = "in_person";
    std::string competence;
    std::string reason;
    std::string planned_on;
    std::vector<std::string> attended;
    std::vector<std::string> reviews;
    std::vector<std::string> agreements;
};

using SharedOptions = std::shared_ptr<GiaOptions>;

Result<programme::TeamId> team_of(Reader& reader, const GiaOptions& options, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(reader, options.ugel, on));
    MINKA_TRY_ASSIGN(const auto team, last_team(reader, ugel));
    return team.record.id;
}

Result<Stored<GiaSession>> session_of(Reader& reader, const GiaOptions& options, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto team, team_of(reader, options, on));
    MINKA_TRY_ASSIGN(auto sessions, reader.all<GiaSession>("AND team_id = $2 AND number = $3", team, options.number));
    if (sessions.empty()) {
        return problem(ProblemCode::not_found, "The team has no session of this number; plan it.", "--number");
    }
    return std::move(sessions.front());
}

Result<Exit> plan(CommandContext& context, const GiaOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "plan gia session"));
    GiaSession session;
    session.id = step.work.database().new_id<programme::GiaSessionId>();
    session.number = options.number;
    MINKA_TRY_ASSIGN(session.planned_on, date_option(options.planned_on, "--date", step.work.database().clock()));
    session.modality =
        options.modality == "virtual" ? programme::MeetingMode::virtual_ : programme::MeetingMode::in_person;
    session.purpose = options.purpose;
    if (!options.competence.empty()) {
        session.competence = options.competence;
    }
    MINKA_TRY(step.work.database().write(step.work.act, [&](Writer& writer) -> Result<> {
        auto planned = session;
        MINKA_TRY_ASSIGN(planned.team_id, team_of(writer, options, step.on));
        return programme::plan_gia_session(writer, planned);
    }));
    context.out() << "UGEL " << options.ugel << ": GIA " << options.number << " para el " << session.planned_on.text()
                  << "\n";
    return Exit::done;
}

/// "1.2": the second agreement of the first session.
Result<std::map<std::string, Stored<GiaAgreement>>> open_agreements(Reader& reader, const GiaSession& session) {
    MINKA_TRY_ASSIGN(const auto sessions, reader.all<GiaSession>("AND team_id = $2", session.team_id));
    MINKA_TRY_ASSIGN(const auto open, programme::agreements_to_open(reader, session.id));
    std::map<std::string, Stored<GiaAgreement>> named;
    for (const auto& agreement : open) {
        const auto from =
            std::ranges::find(sessions, agreement.record.session_id, [](const auto& row) { return row.record.id; });
        MINKA_CHECK(from != sessions.end());
        named.emplace(std::to_string(from->record.number) + "." + std::to_string(agreement.record.number), agreement);
    }
    return named;
}

Result<Exit> show_open(CommandContext& context, const GiaOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "show open agreements", Access::reads));
    MINKA_TRY_ASSIGN(
        const auto open,
        step.work.database().read(step.work.act.programme,
                                  [&](Reader& reader) -> Result<std::map<std::string, Stored<GiaAgreement>>> {
                                      MINKA_TRY_ASSIGN(const auto session, session_of(reader, options, step.on));
                                      return open_agreements(reader, session.record);
                                  }));
    for (const auto& [name, agreement] : open) {
        context.out() << name << "  " << agreement.record.agreement << ", hasta el " << agreement.record.due_on.text()
                      << "\n";
    }
    context.out() << open.size() << " acuerdos con los que abre la GIA " << options.number << "\n";
    return Exit::done;
}

/// "Visitar dos aulas;dni:40000001;2026-05-30": what, who, until when.
Result<GiaAgreement> agreement_of(ProgrammeWork& work, const std::string& text) {
    const auto parts = split(text, ';');
    if (parts.size() != 3) {
        return invalid("An agreement is what, who and until when: 'Visitar dos aulas;dni:40000001;2026-05-30'.",
                       "--agree");
    }
    GiaAgreement agreement;
    agreement.id = work.database().new_id<programme::GiaAgreementId>();
    agreement.agreement = std::string(trim(parts[0]));
    MINKA_TRY_ASSIGN(agreement.owner_id,
                     person_option(*work.session, work.act.programme, std::string(trim(parts[1])), "--agree"));
    const auto due = LocalDate::parse(trim(parts[2]));
    if (!due) {
        return invalid(due.error().message, "--agree");
    }
    agreement.due_on = *due;
    return agreement;
}

/// "1.2=Se hizo" for one of the agreements the session opens with.
Result<programme::AgreementReview> review_of(const std::map<std::string, Stored<GiaAgreement>>& open,
                                             const std::string& text) {
    const auto equals = text.find('=');
    const auto found = open.find(text.substr(0, equals));
    if (equals == std::string::npos || found == open.end()) {
        return invalid(
            "A review is an open agreement and what became of it, as in '1.2=Se hizo'; 'minka gia open' "
            "lists them.",
            "--review");
    }
    return programme::AgreementReview{found->second.record.id, text.substr(equals + 1)};
}

Result<Exit> hold(CommandContext& context, const GiaOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "hold gia session"));
    auto& database = step.work.database();
    programme::HeldSession held;
    held.on = step.on;
    for (const auto& text : options.attended) {
        MINKA_TRY_ASSIGN(const auto person,
                         person_option(*step.work.session, step.work.act.programme, text, "--attended"));
        held.attendance.push_back({database.new_id<programme::GiaAttendanceId>(), {}, person});
    }
    for (const auto& text : options.agreements) {
        MINKA_TRY_ASSIGN(auto agreement, agreement_of(step.work, text));
        agreement.number = std::ssize(held.agreements) + 1;
        held.agreements.push_back(std::move(agreement));
    }
    MINKA_TRY(database.write(step.work.act, [&](Writer& writer) -> Result<> {
        auto complete = held;
        MINKA_TRY_ASSIGN(const auto session, session_of(writer, options, step.on));
        MINKA_TRY_ASSIGN(const auto open, open_agreements(writer, session.record));
        complete.session_id = session.record.id;
        for (auto& attendance : complete.attendance) {
            attendance.session_id = session.record.id;
        }
        for (auto& agreement : complete.agreements) {
            agreement.session_id = session.record.id;
        }
        for (const auto& text : options.reviews) {
            MINKA_TRY_ASSIGN(const auto review, review_of(open, text));
            complete.reviews.push_back(review);
        }
        return programme::hold_gia_session(writer, complete);
    }));
    context.out() << "UGEL " << options.ugel << ": GIA " << options.number << " realizada el " << step.on.text() << ", "
                  << held.attendance.size() << " asistentes, " << held.agreements.size() << " acuerdos, "
                  << options.reviews.size() << " revisados\n";
    return Exit::done;
}

Result<Exit> cancel(CommandContext& context, const GiaOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "cancel gia session"));
    MINKA_TRY(step.work.database().write(step.work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto session, session_of(writer, options, step.on));
        return programme::cancel_gia_session(writer, session.record.id, options.reason);
    }));
    context.out() << "UGEL " << options.ugel << ": GIA " << options.number << " cancelada\n";
    return Exit::done;
}

}  // namespace

void add_gia_command(CommandTable& table) {
    auto* group = table.group("gia", "Grupos de interaprendizaje");
    const auto options = std::make_shared<GiaOptions>();
    const auto command = [&](const std::string& name, const std::string& description,
                             Result<Exit> (*body)(CommandContext&, const GiaOptions&)) {
        auto* made =
            with_ugel(table.command(group, name, description,
                                    [options, body](CommandContext& context) { return body(context, *options); }),
                      *options);
        made->add_option("--number", options->number, "Número de la sesión")->required();
        return made;
    };
    auto* planning = command("plan", "Planea una sesión", plan);
    planning->add_option("--date", options->planned_on, "Para cuándo (AAAA-MM-DD)")->required();
    planning->add_option("--purpose", options->purpose, "Para qué")->required();
    planning->add_option("--modality", options->modality, "in_person o virtual")
        ->check(CLI::IsMember({"in_person", "virtual"}))
        ->capture_default_str();
    planning->add_option("--competence", options->competence, "Código de la competencia");
    command("open", "Los acuerdos con los que abre una sesión", show_open);
    auto* holding = command("hold", "La sesión se realizó: quiénes, qué fue de lo acordado y qué se acuerda", hold);
    holding->add_option("--attended", options->attended, "Quién asistió: identificador o documento; se repite")
        ->required();
    holding->add_option("--review", options->reviews, "Un acuerdo abierto y qué fue de él: 1.2=Se hizo; se repite");
    holding->add_option("--agree", options->agreements, "Qué;quién;hasta cuándo; se repite");
    command("cancel", "La sesión no se hará", cancel)->add_option("--reason", options->reason, "Por qué")->required();
}

}  // namespace minka::cli
