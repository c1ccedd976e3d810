#include "commands.h"
#include "forms/envelope_file.h"
#include "forms/envelope_intake.h"
#include "output_file.h"
#include "ugel_work.h"
#include "web/api/capture_json.h"

#include <fstream>

namespace minka::cli {

namespace {

struct EnvelopeImport {
    std::string programme;
    std::string file;
};

/// What became of the lines of a file.
struct ImportTally {
    std::int64_t fresh = 0;
    std::int64_t repeated = 0;
    std::int64_t quarantined = 0;
    std::string receipts;                   ///< One JSON a line.
    std::vector<std::int64_t> wrong_lines;  ///< Not base 64, or torn.
    bool is_whole = false;
};

Result<> take_line(ProgrammeWork& work, ByteView envelope, ImportTally& tally) {
    const forms::Bearer carrier{{}, {}, "file", forms::Bearer::Part::carrier};
    auto& book = work.session->submissions();
    const auto& programme = work.act.programme;
    MINKA_TRY_ASSIGN(const auto arrival, forms::take_envelope(work.database(), book, programme, carrier, envelope));
    MINKA_TRY_ASSIGN(const auto receipt, forms::receipt_of(work.database(), book.vault(), programme, arrival));
    tally.fresh += arrival.acceptance == forms::Acceptance::stored ? 1 : 0;
    tally.repeated += arrival.acceptance == forms::Acceptance::repeated ? 1 : 0;
    tally.quarantined += arrival.acceptance == forms::Acceptance::quarantined ? 1 : 0;
    tally.receipts += web::to_json_text(web::CaptureReceipt{1, receipt.envelope, receipt.received_on, receipt.programme,
                                                            receipt.key, receipt.signature}) +
                      "\n";
    return {};
}

Result<ImportTally> take_all(ProgrammeWork& work, forms::EnvelopeFile& file) {
    ImportTally tally;
    while (const auto line = file.next()) {
        if (line->envelope) {
            MINKA_TRY(take_line(work, *line->envelope, tally));
        } else {
            tally.wrong_lines.push_back(line->number);
        }
    }
    tally.is_whole = file.is_whole() && tally.wrong_lines.empty();
    return tally;
}

void tell(std::ostream& out, const ImportTally& tally, const std::string& receipts) {
    out << "Sobres nuevos: " << tally.fresh << "; ya estaban: " << tally.repeated
        << "; en cuarentena: " << tally.quarantined << ".\n"
        << "Recibos: " << receipts << "\n";
    for (const auto line : tally.wrong_lines) {
        out << "La línea " << line << " no está entera: ese sobre no se recibió.\n";
    }
    if (!tally.is_whole) {
        out << "Al archivo le falta algo. Lo que está entero se recibió; el teléfono conserva lo demás: pida el "
               "archivo "
               "de nuevo.\n";
    }
}

Result<Exit> import_envelopes(CommandContext& context, const EnvelopeImport& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "import envelopes", Access::writes));
    std::ifstream text(options.file, std::ios::binary);
    if (!text) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", options.file);
    }
    auto file = forms::EnvelopeFile::open(text);
    if (!file) {
        return problem(file.error().code, file.error().message, options.file);
    }
    if (file->programme() != work.act.programme) {
        return problem(ProblemCode::conflict, "The file holds envelopes of another programme.", options.file);
    }
    MINKA_TRY_ASSIGN(const auto tally, take_all(work, *file));
    const auto receipts = options.file + ".receipts";
    MINKA_TRY(write_output_file(receipts, tally.receipts));
    tell(context.out(), tally, receipts);
    return tally.is_whole ? Exit::done : Exit::found;
}

}  // namespace

void add_submission_import(CommandTable& table, CLI::App* group) {
    const auto options = std::make_shared<EnvelopeImport>();
    auto* command = table.command(group, "import", "Recibe los sobres sellados de un archivo .minka",
                                  [options](CommandContext& context) { return import_envelopes(context, *options); });
    with_programme(command, options->programme);
    command->add_option("file", options->file, "El archivo que escribió el teléfono")->required();
}

}  // namespace minka::cli
