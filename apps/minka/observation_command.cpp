#include "observation_command.h"

#include "command_dates.h"
#include "documents/json.h"
#include "measurement/observation.h"
#include "measurement/observer_certification.h"
#include "measurement/teacher_page.h"
#include "output_file.h"
#include "person_option.h"
#include "plain_table.h"
#include "registry/word_choice.h"
#include "ugel_work.h"

#include <fstream>
#include <iterator>

namespace minka::cli {

namespace {

using measurement::Episode;
using measurement::EpisodeState;
using measurement::ObservationSeat;
using storage::Reader;
using storage::Writer;

struct ObservationOptions {
    std::string programme;
    std::string episode;
    std::string reason;
    std::string first;
    std::string second;
    std::string person;
    std::string file;
    std::string output;
    std::string on;
    std::string valid_to;
};

std::string_view words_of(EpisodeState state) {
    switch (state) {
        case EpisodeState::waiting: return "una hoja sellada; falta la otra";
        case EpisodeState::both_sealed: return "dos hojas selladas; falta el consenso";
        case EpisodeState::agreed: return "con consenso";
        case EpisodeState::single_rater: break;
    }
    return "una sola hoja, abierta por dos personas";
}

std::string_view words_of(measurement::SealCheck check) {
    switch (check) {
        case measurement::SealCheck::matches: return "coinciden";
        case measurement::SealCheck::differs: return "NO coinciden";
        case measurement::SealCheck::not_exchanged: break;
    }
    return "no se intercambiaron";
}

Result<Exit> list(CommandContext& context, const ObservationOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    auto& book = work.session->submissions();
    MINKA_TRY_ASSIGN(const auto all, work.database().read(work.act.programme, [&](Reader& reader) {
        return measurement::episodes(reader, book);
    }));
    if (all.empty()) {
        context.out() << "Ninguna observación todavía.\n";
        return Exit::done;
    }
    PlainTable table({"episodio", "fecha", "estado", "sellos", "entregas"});
    for (const auto& episode : all) {
        std::string sheets;
        for (const auto& sheet : episode.sheets) {
            sheets += (sheets.empty() ? "" : " ") + registry::name_of(sheet.seat) + ":" + to_string(sheet.submission);
        }
        table.add({episode.code, episode.on ? episode.on->text() : "", std::string(words_of(episode.state)),
                   std::string(words_of(episode.seals)), sheets});
    }
    table.print(context.out());
    return Exit::done;
}

std::string code_text(const measurement::CodedSheet& sheet, const std::string& practice) {
    const auto found = sheet.find(practice);
    return found == sheet.end() || !found->second.code ? "–" : std::to_string(*found->second.code);
}

// Who reads a pair is written down, and who asks for one that is shut: it is about one person's work.
template <typename Opened>
Result<Opened> open_noted(ProgrammeWork& work, const std::string& code,
                          Result<Opened> (*open)(storage::Reader&, forms::SubmissionBook&, const std::string&)) {
    auto& book = work.session->submissions();
    const auto read = [&](Writer& writer) -> Result<std::optional<Opened>> {
        MINKA_TRY_ASSIGN(const auto episode, measurement::episode_of(writer, book, code));
        MINKA_TRY_ASSIGN(const bool is_shut, measurement::note_if_shut(writer, episode));
        if (is_shut) {
            return std::nullopt;
        }
        MINKA_TRY_ASSIGN(auto opened, open(writer, book, code));
        MINKA_TRY(writer.note("observation read", episode.sheets.front().submission.uuid, {}));
        return opened;
    };
    MINKA_TRY_ASSIGN(auto opened, work.database().write(work.act, read));
    if (!opened) {
        return std::unexpected(measurement::shut_problem(code));
    }
    return std::move(*opened);
}

Result<Exit> show(CommandContext& context, const ObservationOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "read observation", Access::writes));
    MINKA_TRY_ASSIGN(const auto opened, open_noted(work, options.episode, measurement::open_episode));
    auto& out = context.out();
    out << "Episodio " << options.episode << ": " << words_of(opened.episode.state) << "\n";
    PlainTable table({"práctica", "A", "B", "consenso", "razón"});
    for (const auto& [practice, first] : opened.first) {
        const auto* agreed = opened.consensus ? &*opened.consensus : nullptr;
        const auto reason = agreed != nullptr && agreed->contains(practice) ? agreed->at(practice).text : "";
        table.add({practice, code_text(opened.first, practice), code_text(opened.second, practice),
                   agreed != nullptr ? code_text(*agreed, practice) : "", reason});
    }
    table.print(out);
    const auto far = measurement::differences(opened);
    out << (far.empty() ? "Ninguna diferencia de más de un punto.\n"
                        : "Diferencias de más de un punto, para conversar:");
    for (const auto& practice : far) {
        out << " " << practice;
    }
    out << (far.empty() ? "" : "\n");
    for (const auto& practice : measurement::unreasoned(opened)) {
        out << "El consenso no da razón de " << practice << ".\n";
    }
    return Exit::done;
}

Result<Exit> release(CommandContext& context, const ObservationOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "release observation", Access::writes));
    auto& database = work.database();
    measurement::ObservationRelease order;
    order.id = database.new_id<measurement::ObservationReleaseId>();
    order.episode = options.episode;
    order.reason = options.reason;
    MINKA_TRY_ASSIGN(order.first_signer_id, person_option(*work.session, work.act.programme, options.first, "--first"));
    MINKA_TRY_ASSIGN(order.second_signer_id,
                     person_option(*work.session, work.act.programme, options.second, "--second"));
    MINKA_TRY_ASSIGN(order.released_on, past_date_option(options.on, "--on", database.clock()));
    MINKA_TRY(database.write(work.act, [&](Writer& writer) {
        return measurement::release_single(writer, work.session->submissions(), order);
    }));
    context.out() << "Episodio " << options.episode
                  << ": abierto con una sola hoja; queda marcado y no entra al cálculo de acuerdo\n";
    return Exit::done;
}

Result<Exit> page(CommandContext& context, const ObservationOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "write teacher's page", Access::writes));
    MINKA_TRY_ASSIGN(const auto html, open_noted(work, options.episode, measurement::teacher_page));
    MINKA_TRY(write_output_file(options.output, html));
    context.out() << "Página para la o el docente, y para nadie más: " << options.output << "\n";
    return Exit::done;
}

Result<Bytes> bytes_of_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    Bytes content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.is_open() || in.bad()) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", file);
    }
    return content;
}

Result<Exit> declare(CommandContext& context, const ObservationOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "declare master codes", Access::writes));
    auto& database = work.database();
    MINKA_TRY_ASSIGN(auto content, bytes_of_file(options.file));
    MINKA_TRY_ASSIGN(const auto codes, measurement::read_episode_codes(std::move(content), options.file));
    programme::ObservationMaster master;
    master.id = database.new_id<programme::ObservationMasterId>();
    master.codes = measurement::episode_codes_text(codes);
    MINKA_TRY_ASSIGN(master.declared_on, past_date_option(options.on, "--on", database.clock()));
    MINKA_TRY_ASSIGN(const auto kept, database.write(work.act, [&](Writer& writer) {
        return programme::declare_master(writer, master);
    }));
    context.out() << "Códigos maestros " << kept.number << ": " << codes.size()
                  << " códigos. Desde ahora ninguna pareja sale a una visita sin certificado o excepción.\n";
    return Exit::done;
}

Result<programme::ObserverCertificate> certificate_from(ProgrammeWork& work, const ObservationOptions& options) {
    MINKA_TRY_ASSIGN(const auto master, work.database().read(work.act.programme, [](Reader& reader) {
        return programme::newest_master(reader);
    }));
    if (!master) {
        return problem(ProblemCode::not_ready, "The programme has no master codes yet; declare them first.", "master");
    }
    programme::ObserverCertificate certificate;
    if (options.file.empty()) {
        certificate.passes = true;
        certificate.waiver_reason = options.reason;
        MINKA_TRY_ASSIGN(certificate.first_signer_id,
                         person_option(*work.session, work.act.programme, options.first, "--first"));
        MINKA_TRY_ASSIGN(certificate.second_signer_id,
                         person_option(*work.session, work.act.programme, options.second, "--second"));
    } else {
        MINKA_TRY_ASSIGN(auto content, bytes_of_file(options.file));
        MINKA_TRY_ASSIGN(const auto rated, measurement::read_episode_codes(std::move(content), options.file));
        MINKA_TRY_ASSIGN(const auto right, measurement::read_episode_codes(
                                               Bytes(master->codes.begin(), master->codes.end()), "master.csv"));
        MINKA_TRY_ASSIGN(certificate, measurement::compare_codes(rated, right));
    }
    certificate.master = master->number;
    MINKA_TRY_ASSIGN(certificate.person_id,
                     person_option(*work.session, work.act.programme, options.person, "--person"));
    MINKA_TRY_ASSIGN(certificate.certified_on, past_date_option(options.on, "--on", work.database().clock()));
    // A year, as observation systems in use have it.
    constexpr int days_of_a_year = 365;
    certificate.valid_to = certificate.certified_on.plus_days(days_of_a_year);
    if (!options.valid_to.empty()) {
        MINKA_TRY_ASSIGN(certificate.valid_to, date_option(options.valid_to, "--until", work.database().clock()));
    }
    certificate.id = work.database().new_id<programme::ObserverCertificateId>();
    return certificate;
}

Result<Exit> certify(CommandContext& context, const ObservationOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "certify observer", Access::writes));
    MINKA_TRY_ASSIGN(const auto certificate, certificate_from(work, options));
    MINKA_TRY(work.database().write(
        work.act, [&](Writer& writer) { return programme::record_certificate(writer, certificate); }));
    auto& out = context.out();
    if (certificate.waiver_reason) {
        out << "Excepción firmada por dos personas, hasta el " << certificate.valid_to.text() << "\n";
        return Exit::done;
    }
    out << "A lo más a un punto: " << certificate.within_one << " de " << certificate.codes
        << "; iguales: " << certificate.exact << " de " << certificate.codes << ". "
        << (certificate.passes ? "Certificado hasta el " + certificate.valid_to.text() : std::string("No alcanza 80 %"))
        << "\n";
    return certificate.passes ? Exit::done : Exit::found;
}

void add_signers(CLI::App* command, ObservationOptions& options) {
    command->add_option("--reason", options.reason, "Por qué")->required();
    command->add_option("--first", options.first, "Quién firma: identificador o documento (cc:1002003004)")->required();
    command->add_option("--second", options.second, "Quién más firma; otra persona")->required();
    command->add_option("--on", options.on, "Cuándo (por defecto, hoy)");
}

}  // namespace

void add_observation_command(CommandTable& table) {
    auto* group = table.group("observation", "Observación en pareja: dos hojas selladas y su consenso");
    const auto options = std::make_shared<ObservationOptions>();
    const auto add = [&](const char* name, const char* description,
                         Result<Exit> (*run)(CommandContext&, const ObservationOptions&)) {
        auto* command = table.command(group, name, description,
                                      [options, run](CommandContext& context) { return run(context, *options); });
        with_programme(command, options->programme);
        return command;
    };
    const auto with_episode = [&](CLI::App* command) {
        command->add_option("episode", options->episode, "Código del episodio")->required();
        return command;
    };
    add("list", "Los episodios, sin lo que dicen las hojas", list);
    with_episode(add("show", "Las dos hojas, cuando ambas están selladas; queda escrito que se leyó", show));
    add_signers(with_episode(add("release", "Abre una hoja sola: dos personas firman por qué", release)), *options);
    with_episode(add("page", "La página para la o el docente, sin puntajes, cuando hay consenso", page))
        ->add_option("--output", options->output, "Archivo HTML")
        ->required();
    auto* master = add("master", "Declara los códigos maestros con que se compara a quien observa", declare);
    master->add_option("file", options->file, "Tabla: episode, practice, code")->required();
    master->add_option("--on", options->on, "Cuándo (por defecto, hoy)");
    auto* certified = add("certify", "Compara los códigos de una persona con los maestros", certify);
    certified->add_option("file", options->file, "Tabla: episode, practice, code")->required();
    certified->add_option("--on", options->on, "Cuándo (por defecto, hoy)");
    auto* waived = add("waive", "Deja observar sin certificado: dos personas firman por qué", certify);
    add_signers(waived, *options);
    for (auto* command : {certified, waived}) {
        command->add_option("--person", options->person, "Quién observa: identificador o documento")->required();
        command->add_option("--until", options->valid_to, "Hasta cuándo vale (por defecto, un año)");
    }
}

}  // namespace minka::cli
