#include "measurement/answers_projection.h"

#include "measurement/response_batch.h"
#include "measurement/response_projection.h"
#include "measurement/wave_frame.h"

#include <algorithm>
#include <charconv>

namespace minka::measurement {

namespace {

using forms::FactRow;

constexpr std::string_view item_prefix = "item.";

std::string place_of(const FactRow& row, std::string_view field) {
    return std::string(field) + " in row " + std::to_string(row.number);
}

// The same draws for the same submission, whenever it is projected.
SeededRandom draws_of(const forms::SubmissionId& submission) {
    std::uint64_t seed = 0;
    for (const auto byte : submission.uuid.bytes) {
        seed = seed * 1099511628211ULL ^ byte;
    }
    return SeededRandom(seed);
}

Result<> check_frame(const WaveFrame& frame, const FactRow& row) {
    if (frame.wave.state == programme::WaveState::draft || frame.wave.mode != programme::WaveMode::unlinked) {
        return problem(ProblemCode::not_ready,
                       "The wave " + frame.wave.code + " is a draft, or ties answers by a code; neither takes sheets.",
                       place_of(row, "wave"));
    }
    const auto& informants = frame.index.informants;
    const auto informant = std::ranges::find(informants, row.value("informant"), &programme::Informant::code);
    if (informant == informants.end()) {
        return invalid("The index knows no informant '" + row.value("informant").substr(0, 60) + "'.",
                       place_of(row, "informant"));
    }
    if (informant->anonymity != programme::Anonymity::anonymous) {
        return problem(ProblemCode::not_ready,
                       "The index asks '" + informant->code + "' for a code of their own; such sheets are not taken.",
                       place_of(row, "informant"));
    }
    return {};
}

Result<registry::SchoolId> school_of(storage::Reader& reader, const FactRow& row) {
    const auto& text = row.value("school");
    std::vector<registry::SchoolId> found;
    const auto uuid = parse_uuid(text);
    const auto take = [&](const storage::Row& line) -> Result<> {
        found.push_back(line.get<registry::SchoolId>(0));
        return {};
    };
    if (uuid) {
        MINKA_TRY(
            reader.each("SELECT id FROM school WHERE programme_id = $1 AND id = $2", take, reader.programme(), *uuid));
    } else {
        MINKA_TRY(reader.each(
            "SELECT id FROM school WHERE programme_id = $1 AND code = $2 UNION SELECT school_id FROM site WHERE "
            "programme_id = $1 AND code = $2",
            take, reader.programme(), text));
    }
    if (found.size() != 1) {
        return problem(ProblemCode::not_found, "There is no one school '" + text.substr(0, 60) + "' in this programme.",
                       place_of(row, "school"));
    }
    return found.front();
}

Result<std::uint8_t> category_of(const programme::ResponseScale& scale, const FactRow& row, const std::string& field,
                                 const std::string& text) {
    if (text.empty()) {
        return no_answer;
    }
    int value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc() || stop != end || value < scale.least() || value > scale.most()) {
        return invalid("Here belongs a category from " + std::to_string(scale.least()) + " to " +
                           std::to_string(scale.most()) + ", and it says '" + text.substr(0, 60) + "'.",
                       place_of(row, field));
    }
    return static_cast<std::uint8_t>(value - scale.least());
}

// The wave a sheet is of: that of its cycle, or of the cycle that holds its date.
Result<WaveFrame> wave_of(storage::Reader& reader, const FactRow& row) {
    if (!row.value("cycle").empty()) {
        return find_wave(reader, row.value("cycle"), row.value("wave"));
    }
    const auto on = LocalDate::parse(std::string_view(row.value("on")).substr(0, 10));
    if (!on) {
        return invalid("The sheet names neither its cycle nor its date.", place_of(row, "on"));
    }
    std::vector<std::string> cycles;
    MINKA_TRY(reader.each(
        "SELECT cycle.code FROM cycle JOIN wave ON wave.programme_id = $1 AND wave.cycle_id = cycle.id WHERE "
        "cycle.programme_id = $1 AND wave.code = $2 AND cycle.starts_on <= $3 AND cycle.ends_on >= $3",
        [&](const storage::Row& line) -> Result<> {
            cycles.push_back(line.get<std::string>(0));
            return {};
        },
        reader.programme(), row.value("wave"), *on));
    if (cycles.size() != 1) {
        return problem(
            ProblemCode::not_found,
            "There is no one wave '" + row.value("wave").substr(0, 60) + "' in the cycle of " + on->text() + ".",
            place_of(row, "wave"));
    }
    return find_wave(reader, cycles.front(), row.value("wave"));
}

// The answers of a sheet, in the order of the informant's form.
Result<std::vector<std::uint8_t>> answers_of(const WaveFrame& frame, const FactRow& row) {
    const auto asked = frame.index.form(row.value("informant"));
    for (const auto& [field, text] : row.values) {
        if (field.starts_with(item_prefix) && !text.empty() &&
            std::ranges::find(asked, field.substr(item_prefix.size()), [](const auto* item) { return item->code; }) ==
                asked.end()) {
            return invalid("This item is not asked of '" + row.value("informant") + "'.", place_of(row, field));
        }
    }
    std::vector<std::uint8_t> answers;
    for (const auto* item : asked) {
        const auto field = std::string(item_prefix) + item->code;
        MINKA_TRY_ASSIGN(const auto category, category_of(frame.index.scale_of(*item), row, field, row.value(field)));
        answers.push_back(category);
    }
    return answers;
}

Result<> add_sheet(storage::Reader& reader, const WaveFrame& frame, const FactRow& row,
                   std::vector<ResponseRows>& parts) {
    MINKA_TRY(check_frame(frame, row));
    MINKA_TRY_ASSIGN(const auto school, school_of(reader, row));
    MINKA_TRY_ASSIGN(const auto answers, answers_of(frame, row));
    auto part =
        std::ranges::find(parts, row.value("informant"), [](const ResponseRows& one) { return one.form.informant; });
    if (part == parts.end()) {
        MINKA_TRY_ASSIGN(auto form, form_of(frame.index, row.value("informant")));
        parts.push_back({std::move(form), {}, {}, {}});
        part = std::prev(parts.end());
    }
    part->schools.push_back(school);
    part->answers.insert(part->answers.end(), answers.begin(), answers.end());
    return {};
}

}  // namespace

Result<> AnswersProjection::project(storage::Writer& writer, const forms::Submission& submission,
                                    std::span<const FactRow> rows) {
    if (!submission.is_anonymous) {
        return problem(ProblemCode::forbidden, "Answers of the index are taken from anonymous forms alone.", "answers");
    }
    if (rows.empty()) {
        return invalid("The form holds no sheet.", "answers");
    }
    const auto& first = rows.front();
    MINKA_TRY_ASSIGN(const auto frame, wave_of(writer, first));
    std::vector<ResponseRows> parts;
    for (const auto& row : rows) {
        if (row.value("cycle") != first.value("cycle") || row.value("wave") != first.value("wave")) {
            return invalid("The sheets of one form are of one wave.", place_of(row, "wave"));
        }
        if (row.value("agreed") != "no") {
            MINKA_TRY(add_sheet(writer, frame, row, parts));
        }
    }
    if (parts.empty()) {
        return {};  // whoever was asked did not want to answer
    }
    MINKA_TRY_ASSIGN(const auto key, vault_.key_for_sealing(writer, response_block_subject));
    auto random = draws_of(submission.id);
    MINKA_TRY_ASSIGN(const auto batch,
                     make_response_batch({frame.wave.id, frame.index.code, frame.index.version}, parts, key, random));
    return write_response_batch(writer, vault_, submission.id, batch);
}

Result<> AnswersProjection::withdraw(storage::Writer& writer, const forms::Submission& submission) {
    return withdraw_response_batch(writer, submission.id);
}

Result<> AnswersProjection::clear(storage::Writer& writer) { return clear_response_batches(writer); }

}  // namespace minka::measurement
