#include "commands.h"
#include "storage/ledger.h"
#include "storage/ledger_head_line.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

namespace minka::cli {

namespace {

using storage::LedgerFinding;
using storage::LedgerHead;
using storage::Reader;

constexpr const char* spanish_of(LedgerFinding::Kind kind) {
    switch (kind) {
        case LedgerFinding::Kind::entry_changed: return "asiento alterado";
        case LedgerFinding::Kind::entry_missing: return "asiento que falta";
        case LedgerFinding::Kind::chain_broken: return "cadena rota";
        case LedgerFinding::Kind::tail_cut: return "final cortado";
        case LedgerFinding::Kind::record_changed: return "registro alterado";
        case LedgerFinding::Kind::record_missing: return "registro que falta";
        case LedgerFinding::Kind::record_unknown: return "registro sin asiento";
    }
    return "";
}

// The programme's code, or its identifier where the record is not there.
std::string name_of(Reader& reader, const ProgrammeId& programme) {
    const auto code =
        reader.value<std::string>("SELECT code FROM programme WHERE programme_id = $1 AND id = $1", programme);
    return code && *code ? **code : to_string(programme);
}

Result<std::vector<LedgerHead>> read_heads(const std::string& file) {
    if (file.empty()) {
        return std::vector<LedgerHead>{};
    }
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return problem(ProblemCode::io_failed, "The file cannot be read: " + std::string(std::strerror(errno)) + ".",
                       file);
    }
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    auto heads = storage::parse_head_lines(text);
    if (!heads) {
        heads.error().field = file + ", " + heads.error().field;
    }
    return heads;
}

void print_finding(CommandContext& context, Reader& reader, const LedgerFinding& finding) {
    if (!context.is_spanish()) {
        context.out() << "- " << finding.sentence << "\n";
        return;
    }
    context.out() << "- " << spanish_of(finding.kind) << ": programa " << name_of(reader, finding.programme);
    if (finding.sequence != 0) {
        context.out() << ", nodo " << to_string(finding.node) << ", asiento " << finding.sequence;
    }
    context.out() << (finding.record.empty() ? "" : ", " + finding.record) << "\n";
}

Result<Exit> verify(CommandContext& context, const std::string& heads_file) {
    MINKA_TRY_ASSIGN(const auto known, read_heads(heads_file));
    MINKA_TRY_ASSIGN(auto* session, context.readable());
    return session->database().read(ProgrammeId{}, [&](Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto verified, storage::verify_ledger(reader, known));
        context.out() << fmt::format(
            fmt::runtime(context.is_spanish() ? "{} asientos en {} cadenas, {} registros y {} versiones anteriores: "
                                              : "{} entries in {} chains, {} records and {} older versions: "),
            verified.entries, verified.heads.size(), verified.records, verified.superseded);
        if (verified.findings.empty()) {
            context.out() << (context.is_spanish() ? "todo coincide.\n" : "all is as it was written.\n");
            return Exit::done;
        }
        context.out() << fmt::format(fmt::runtime(context.is_spanish() ? "{} hallazgos.\n" : "{} findings.\n"),
                                     verified.findings.size());
        for (const auto& finding : verified.findings) {
            print_finding(context, reader, finding);
        }
        return Exit::found;
    });
}

Result<Exit> print_heads(CommandContext& context) {
    MINKA_TRY_ASSIGN(auto* session, context.readable());
    return session->database().read(ProgrammeId{}, [&](Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto heads, storage::read_ledger_heads(reader));
        for (const auto& head : heads) {
            context.out() << "# " << name_of(reader, head.programme) << ", " << to_string(head.recorded_at) << "\n"
                          << storage::to_line(head) << "\n";
        }
        return Exit::done;
    });
}

// What people can read of a value: identifiers as such, and of ciphertext only that it is there.
std::string text_of(const storage::Value& value, bool is_spanish) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return fmt::format("{}", *real);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return "\"" + *text + "\"";
    }
    if (const auto* bytes = std::get_if<Bytes>(&value)) {
        return bytes->size() == 16
                   ? to_string(storage::FromValue<Uuid>::of(value))
                   : fmt::format(fmt::runtime(is_spanish ? "({} bytes cerrados)" : "({} closed bytes)"), bytes->size());
    }
    return "-";
}

Result<> print_entry(CommandContext& context, const storage::LedgerEntry& entry) {
    const bool is_spanish = context.is_spanish();
    const auto what = entry.base_version < 0    ? (is_spanish ? "nota" : "note")
                      : entry.base_version == 0 ? (is_spanish ? "creado" : "created")
                      : entry.version == 0      ? (is_spanish ? "retirado" : "removed")
                                                : (is_spanish ? "cambiado" : "changed");
    context.out() << fmt::format(fmt::runtime(is_spanish ? "{}  {} {}, versión {}, {} ({}), asiento {}\n"
                                                         : "{}  {} {}, version {}, {} ({}), entry {}\n"),
                                 to_string(entry.recorded_at), entry.kind, what, entry.version, entry.act, entry.source,
                                 entry.sequence);
    MINKA_TRY_ASSIGN(const auto changes, storage::decode_changes(entry.changes));
    for (const auto& change : changes) {
        const auto after = text_of(change.after, is_spanish);
        context.out() << "    " << change.column << ": "
                      << (entry.base_version <= 0 ? after : text_of(change.before, is_spanish) + " -> " + after)
                      << "\n";
    }
    return {};
}

Result<Exit> print_history(CommandContext& context, const std::string& record) {
    MINKA_TRY_ASSIGN(const auto id, parse_uuid(record));
    MINKA_TRY_ASSIGN(auto* session, context.readable());
    return session->database().read(ProgrammeId{}, [&](Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto heads, storage::read_ledger_heads(reader));
        std::set<ProgrammeId> programmes;
        for (const auto& head : heads) {
            programmes.insert(head.programme);
        }
        bool is_known = false;
        for (const auto& programme : programmes) {
            MINKA_TRY_ASSIGN(const auto entries, storage::ledger_of_record(reader, programme, id));
            if (!entries.empty()) {
                is_known = true;
                context.out() << (context.is_spanish() ? "Programa " : "Programme ") << name_of(reader, programme)
                              << "\n";
            }
            for (const auto& entry : entries) {
                MINKA_TRY(print_entry(context, entry));
            }
        }
        if (!is_known) {
            return problem(ProblemCode::not_found, "The ledger has no entry of this record; check the identifier.",
                           record);
        }
        return Exit::done;
    });
}

}  // namespace

void add_ledger_command(CommandTable& table) {
    auto* ledger = table.group("ledger", "Cadena de asientos: quién escribió qué, y si alguien lo alteró");
    const auto heads_file = std::make_shared<std::string>();
    auto* verify_it = table.command(ledger, "verify", "Comprueba cadenas y registros; sale con 3 si halla algo",
                                    [heads_file](CommandContext& context) { return verify(context, *heads_file); });
    verify_it->add_option("--heads", *heads_file,
                          "Archivo con finales de cadena, de un recibo o de 'minka ledger heads'");
    table.command(ledger, "heads", "Escribe el final de cada cadena, para guardarlo en otra parte", print_heads);
    const auto record = std::make_shared<std::string>();
    auto* history = table.command(ledger, "history", "Historia de un registro, campo por campo",
                                  [record](CommandContext& context) { return print_history(context, *record); });
    history->add_option("RECORD-ID", *record, "Identificador del registro")->required();
}

}  // namespace minka::cli
