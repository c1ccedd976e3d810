#include "programme/workshop_facts.h"

#include "base/text.h"
#include "forms/fact_value.h"

#include <map>

namespace minka::programme {

using forms::FactRow;
using storage::Writer;

namespace {

struct AspectSum {
    std::int64_t sum = 0;
    std::int64_t answers = 0;
};

Result<std::array<AspectSum, 3>> aspects_in(const FactRow& row) {
    std::array<AspectSum, 3> sums;
    for (const auto& [field, text] : row.values) {
        for (std::size_t i = 0; i < sums.size(); ++i) {
            if (!field.starts_with(std::string(acceptance_aspects[i]) + ".")) {
                continue;
            }
            MINKA_TRY_ASSIGN(const auto rating, forms::whole_in(row, field, 1, 5));
            sums[i].sum += rating.value_or(0);
            sums[i].answers += rating ? 1 : 0;
        }
    }
    return sums;
}

// The board's code as people write it: "taller 3", "TALLER 3 ".
std::string event_code(std::string_view text) {
    std::string code;
    for (const char letter : trim(text)) {
        code += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return code;
}

Result<> record_sheet(Writer& writer, const forms::Submission& submission, const FactRow& row) {
    constexpr std::size_t longest_code = 100;
    const auto event = event_code(row.value("event"));
    if (event.empty() || event.size() > longest_code) {
        return invalid("The sheet does not say of which workshop it is.", forms::place_in(row, "event"));
    }
    MINKA_TRY_ASSIGN(const auto on, forms::date_in(row, "on"));
    if (!on) {
        return invalid("The sheet does not say of what day it is.", forms::place_in(row, "on"));
    }
    MINKA_TRY_ASSIGN(const auto sums, aspects_in(row));
    MINKA_TRY(writer.project(
        "INSERT INTO workshop_sheet (programme_id, submission_id, number, event, held_on, content_sum, "
        "content_answers, methodology_sum, methodology_answers, utility_sum, utility_answers) VALUES ($1, $2, $3, "
        "$4, $5, $6, $7, $8, $9, $10, $11)",
        writer.programme(), submission.id, row.number, event, *on, sums[0].sum, sums[0].answers, sums[1].sum,
        sums[1].answers, sums[2].sum, sums[2].answers));
    return {};
}

// (a/n + b/m + c/k) / 3 >= 4, in whole numbers.
bool is_accepting(const std::array<AspectSum, 3>& sums) {
    const auto& [a, b, c] = sums;
    return a.sum * b.answers * c.answers + b.sum * a.answers * c.answers + c.sum * a.answers * b.answers >=
           12 * a.answers * b.answers * c.answers;
}

}  // namespace

Result<> WorkshopProjection::project(Writer& writer, const forms::Submission& submission,
                                     std::span<const FactRow> rows) {
    if (!submission.is_anonymous) {
        return problem(ProblemCode::forbidden, "What people judge of a workshop is taken from anonymous forms alone.",
                       "workshop");
    }
    for (const auto& row : rows) {
        MINKA_TRY(record_sheet(writer, submission, row));
    }
    return {};
}

Result<> WorkshopProjection::withdraw(Writer& writer, const forms::Submission& submission) {
    return forms::withdraw_rows(writer, "workshop_sheet", submission);
}

Result<> WorkshopProjection::clear(Writer& writer) { return forms::clear_rows(writer, "workshop_sheet"); }

Result<std::vector<AcceptanceSum>> acceptance(storage::Reader& reader, const Cycle& cycle,
                                              const registry::TwoTimes& times) {
    const auto last_day = utc_date(times.known_at < end_of_time ? Instant{times.known_at.microseconds + 1}
                                                                : Instant{253'402'300'799'000'000});
    std::map<std::string, AcceptanceSum> events;
    MINKA_TRY(reader.each(
        "SELECT w.event, w.content_sum, w.content_answers, w.methodology_sum, w.methodology_answers, w.utility_sum, "
        "w.utility_answers FROM workshop_sheet w JOIN submission ON submission.programme_id = $1 AND submission.id = "
        "w.submission_id WHERE w.programme_id = $1 AND w.held_on >= $2 AND w.held_on <= $3 AND w.held_on <= $4 AND "
        "submission.received_on < $5 ORDER BY w.event, w.submission_id, w.number",
        [&](const storage::Row& row) -> Result<> {
            std::array<AspectSum, 3> sums;
            bool is_whole = true;
            for (std::size_t i = 0; i < sums.size(); ++i) {
                sums[i] = {row.get<std::int64_t>(1 + 2 * i), row.get<std::int64_t>(2 + 2 * i)};
                is_whole = is_whole && sums[i].answers > 0;
            }
            auto& event = events[row.get<std::string>(0)];
            event.incomplete += is_whole ? 0 : 1;
            if (is_whole) {
                ++event.sheets;
                event.accepting += is_accepting(sums) ? 1 : 0;
                for (std::size_t i = 0; i < sums.size(); ++i) {
                    event.sums[i] += static_cast<double>(sums[i].sum) / static_cast<double>(sums[i].answers);
                }
            }
            return {};
        },
        reader.programme(), cycle.starts_on, cycle.ends_on, times.as_of, last_day));
    std::vector<AcceptanceSum> list;
    for (auto& [code, event] : events) {
        event.event = code;
        list.push_back(std::move(event));
    }
    return list;
}

}  // namespace minka::programme
