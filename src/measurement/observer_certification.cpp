#include "measurement/observer_certification.h"

#include "documents/table_reader.h"
#include "stats/certification.h"

#include <vector>

namespace minka::measurement {

namespace {

constexpr std::size_t code_count = 4;

Result<std::size_t> column_named(const documents::TableReader& reader, std::string_view name) {
    if (const auto column = reader.column(name)) {
        return *column;
    }
    return invalid("The table has no column '" + std::string(name) + "'.", reader.description().file);
}

}  // namespace

Result<EpisodeCodes> read_episode_codes(Bytes content, const std::string& name) {
    MINKA_TRY_ASSIGN(auto reader, documents::TableReader::open_bytes(std::move(content), name));
    MINKA_TRY_ASSIGN(const auto episode, column_named(reader, "episode"));
    MINKA_TRY_ASSIGN(const auto practice, column_named(reader, "practice"));
    MINKA_TRY_ASSIGN(const auto code, column_named(reader, "code"));
    EpisodeCodes codes;
    documents::TableRow row;
    while (true) {
        MINKA_TRY_ASSIGN(const bool is_row, reader.next(row));
        if (!is_row) {
            return codes;
        }
        const std::string text(row.cells[code].text);
        if (text.size() != 1 || text[0] < '0' || text[0] > '3') {
            return invalid("A code is 0, 1, 2 or 3; it says '" + text.substr(0, 20) + "'.", reader.place(row, code));
        }
        const std::pair key{std::string(row.cells[episode].text), std::string(row.cells[practice].text)};
        if (!codes.emplace(key, static_cast<std::uint8_t>(text[0] - '0')).second) {
            return invalid("The practice stands twice in one episode.", reader.place(row, practice));
        }
    }
}

std::string episode_codes_text(const EpisodeCodes& codes) {
    std::string text = "episode,practice,code\n";
    for (const auto& [key, code] : codes) {
        text += key.first + "," + key.second + "," + std::to_string(code) + "\n";
    }
    return text;
}

Result<programme::ObserverCertificate> compare_codes(const EpisodeCodes& rater, const EpisodeCodes& master) {
    std::vector<std::uint8_t> given;
    std::vector<std::uint8_t> right;
    for (const auto& [key, code] : master) {
        if (const auto found = rater.find(key); found != rater.end()) {
            given.push_back(found->second);
            right.push_back(code);
        }
    }
    const stats::CertificationGate gate;
    if (given.size() < gate.least_codes) {
        return invalid("Of the master's codes only " + std::to_string(given.size()) + " have a counterpart; it takes " +
                           std::to_string(gate.least_codes) + ".",
                       "codes");
    }
    MINKA_TRY_ASSIGN(const auto compared, stats::compare_with_master(given, right, code_count, gate));
    programme::ObserverCertificate certificate;
    certificate.codes = std::ssize(given);
    certificate.exact = static_cast<std::int64_t>(compared.exact.count);
    certificate.within_one = static_cast<std::int64_t>(compared.within_one.count);
    certificate.passes = compared.passes;
    return certificate;
}

}  // namespace minka::measurement
