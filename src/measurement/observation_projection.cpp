#include "measurement/observation_projection.h"

#include "base/text.h"
#include "registry/word_choice.h"

#include <algorithm>

namespace minka::measurement {

namespace {

using forms::FactRow;
using forms::Submission;
using storage::Writer;

constexpr std::string_view code_prefix = "code.";

Result<std::optional<Uuid>> identifier_in(const FactRow& row, std::string_view field) {
    const auto& text = row.value(field);
    if (text.empty()) {
        return std::nullopt;
    }
    const auto uuid = parse_uuid(text);
    if (!uuid) {
        return invalid("Here belongs an identifier, and it says '" + text.substr(0, 60) + "'.", std::string(field));
    }
    return *uuid;
}

Result<Uuid> person_in(storage::Reader& reader, const FactRow& row, std::string_view field) {
    MINKA_TRY_ASSIGN(const auto person, identifier_in(row, field));
    if (!person) {
        return invalid("The sheet does not say who.", std::string(field));
    }
    MINKA_TRY_ASSIGN(const auto known,
                     reader.value<std::int64_t>("SELECT 1 FROM person WHERE programme_id = $1 AND id = $2",
                                                reader.programme(), *person));
    if (!known) {
        return problem(ProblemCode::not_found, "The register has no person " + to_string(*person) + ".",
                       std::string(field));
    }
    return *person;
}

Result<std::string> episode_in(std::span<const FactRow> rows) {
    if (rows.size() != 1 || trim(rows.front().value("episode")).empty()) {
        return invalid("A sheet is of one episode, and says its code.", "episode");
    }
    // Two people write it, each on a phone.
    auto code = std::string(trim(rows.front().value("episode")));
    std::ranges::transform(code, code.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    return code;
}

Result<> check_codes(const FactRow& row) {
    bool has_any = false;
    for (const auto& [field, text] : row.values) {
        if (!field.starts_with(code_prefix)) {
            continue;
        }
        const bool is_code = text.size() == 1 && ((text[0] >= '0' && text[0] <= '3') || text[0] == '9');
        if (!text.empty() && !is_code) {
            return invalid("A practice is coded from 0 to 3, or 9 when there was no occasion; it says '" +
                               text.substr(0, 20) + "'.",
                           field);
        }
        has_any = has_any || is_code;
    }
    return has_any ? Result<>{} : invalid("The sheet codes no practice.", "code");
}

Result<std::optional<LocalDate>> day_in(const FactRow& row) {
    const auto& text = row.value("on");
    if (text.empty()) {
        return std::nullopt;
    }
    const auto date = LocalDate::parse(std::string_view(text).substr(0, 10));
    if (!date) {
        return invalid("Here belongs a date, and it says '" + text.substr(0, 60) + "'.", "on");
    }
    return *date;
}

struct SheetRow {
    std::string episode;
    ObservationSeat seat{};
    std::optional<Uuid> observer;
    std::optional<Uuid> teacher;
    std::optional<Uuid> visit;
    std::optional<LocalDate> on;
};

Result<> write_sheet(Writer& writer, const Submission& submission, const SheetRow& sheet) {
    MINKA_TRY_ASSIGN(const auto taken,
                     writer.value<Uuid>("SELECT submission_id FROM observation_sheet WHERE programme_id = $1 AND "
                                        "episode = $2 AND seat = $3",
                                        writer.programme(), sheet.episode, sheet.seat));
    if (taken) {
        return problem(ProblemCode::conflict,
                       "This place of the episode " + sheet.episode + " has a sheet already (" + to_string(*taken) +
                           "); both are kept.",
                       "seat");
    }
    MINKA_TRY(writer.project(
        "INSERT INTO observation_sheet (programme_id, submission_id, episode, seat, observer_id, teacher_id, visit_id, "
        "observed_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        writer.programme(), submission.id, sheet.episode, sheet.seat, sheet.observer, sheet.teacher, sheet.visit,
        sheet.on));
    return {};
}

// The sheets of one fact: those of the observers, or the agreed ones.
Result<> withdraw_sheet(Writer& writer, const Submission& submission) {
    MINKA_TRY(writer.project("DELETE FROM observation_sheet WHERE programme_id = $1 AND submission_id = $2",
                             writer.programme(), submission.id));
    return {};
}

Result<bool> is_shut(storage::Reader& reader, std::span<const FactRow> rows) {
    const auto episode = episode_in(rows);
    if (!episode) {
        return true;  // nobody can tell whose partner it has
    }
    MINKA_TRY_ASSIGN(const bool open, is_open(reader, *episode));
    return !open;
}

}  // namespace

Result<bool> is_open(storage::Reader& reader, const std::string& episode) {
    MINKA_TRY_ASSIGN(
        const auto sheets,
        reader.value<std::int64_t>("SELECT count(*) FROM observation_sheet WHERE programme_id = $1 AND episode = $2 "
                                   "AND seat <> 'consensus'",
                                   reader.programme(), episode));
    if (sheets.value_or(0) >= 2) {
        return true;
    }
    MINKA_TRY_ASSIGN(
        const auto released,
        reader.value<std::int64_t>("SELECT count(*) FROM observation_release WHERE programme_id = $1 AND episode = $2",
                                   reader.programme(), episode));
    return released.value_or(0) > 0;
}

Result<> ObservationProjection::project(Writer& writer, const Submission& submission, std::span<const FactRow> rows) {
    SheetRow sheet;
    MINKA_TRY_ASSIGN(sheet.episode, episode_in(rows));
    if (submission.supersedes) {
        return problem(ProblemCode::conflict,
                       "A sealed sheet is not corrected: the consensus sheet says what both see, and the first stays.",
                       "deprecatedID");
    }
    const auto& row = rows.front();
    const auto seat = registry::value_named<ObservationSeat>(row.value("seat"));
    if (!seat || *seat == ObservationSeat::consensus) {
        return invalid("An observer's sheet is of the place a or b.", "seat");
    }
    sheet.seat = *seat;
    MINKA_TRY_ASSIGN(sheet.observer, person_in(writer, row, "observer"));
    MINKA_TRY_ASSIGN(sheet.teacher, person_in(writer, row, "teacher"));
    MINKA_TRY_ASSIGN(sheet.visit, identifier_in(row, "visit"));
    MINKA_TRY_ASSIGN(sheet.on, day_in(row));
    MINKA_TRY(check_codes(row));
    MINKA_TRY_ASSIGN(const auto own,
                     writer.value<Uuid>("SELECT submission_id FROM observation_sheet WHERE programme_id = $1 AND "
                                        "episode = $2 AND observer_id = $3",
                                        writer.programme(), sheet.episode, *sheet.observer));
    if (own) {
        return problem(ProblemCode::conflict,
                       "The same person has a sheet of the episode " + sheet.episode + ": two observe, each alone.",
                       "observer");
    }
    MINKA_TRY_ASSIGN(
        const auto other,
        writer.value<Uuid>("SELECT teacher_id FROM observation_sheet WHERE programme_id = $1 AND episode = $2 AND seat "
                           "<> 'consensus'",
                           writer.programme(), sheet.episode));
    if (other && *other != *sheet.teacher) {
        return problem(ProblemCode::conflict, "The two sheets of " + sheet.episode + " name different teachers.",
                       "teacher");
    }
    return write_sheet(writer, submission, sheet);
}

Result<> ObservationProjection::withdraw(Writer& writer, const Submission& submission) {
    return withdraw_sheet(writer, submission);
}

Result<> ObservationProjection::clear(Writer& writer) {
    MINKA_TRY(writer.project("DELETE FROM observation_sheet WHERE programme_id = $1 AND seat <> 'consensus'",
                             writer.programme()));
    return {};
}

Result<bool> ObservationProjection::withholds(storage::Reader& reader, std::span<const FactRow> rows) {
    return is_shut(reader, rows);
}

Result<> ConsensusProjection::project(Writer& writer, const Submission& submission, std::span<const FactRow> rows) {
    SheetRow sheet;
    sheet.seat = ObservationSeat::consensus;
    MINKA_TRY_ASSIGN(sheet.episode, episode_in(rows));
    MINKA_TRY_ASSIGN(sheet.on, day_in(rows.front()));
    MINKA_TRY(check_codes(rows.front()));
    return write_sheet(writer, submission, sheet);
}

Result<> ConsensusProjection::withdraw(Writer& writer, const Submission& submission) {
    return withdraw_sheet(writer, submission);
}

Result<> ConsensusProjection::clear(Writer& writer) {
    MINKA_TRY(writer.project("DELETE FROM observation_sheet WHERE programme_id = $1 AND seat = 'consensus'",
                             writer.programme()));
    return {};
}

Result<bool> ConsensusProjection::withholds(storage::Reader& reader, std::span<const FactRow> rows) {
    return is_shut(reader, rows);
}

}  // namespace minka::measurement
