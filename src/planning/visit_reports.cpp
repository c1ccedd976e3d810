#include "planning/visit_reports.h"

#include "registry/each_among.h"

#include <algorithm>
#include <map>

namespace minka::planning {

namespace {

// As a query orders them.
constexpr std::string_view lesser_first = "CASE outcome WHEN 'failed' THEN 0 WHEN 'partly_held' THEN 1 ELSE 2 END";

int rank_of(VisitOutcome outcome) {
    switch (outcome) {
        case VisitOutcome::failed: return 0;
        case VisitOutcome::partly_held: return 1;
        case VisitOutcome::held: break;
    }
    return 2;
}

using Words = std::map<VisitId, VisitWord>;

// The lesser word of each visit comes first; of two alike the one of the lesser submission, so that a rebuilt table
// says the same.
Result<Words> read_words(storage::Reader& reader, const std::vector<Uuid>& visits) {
    Words words;
    const std::string select = "SELECT visit_id, outcome, held_on, cause FROM visit_report WHERE programme_id = $1";
    const auto order = "ORDER BY visit_id, " + std::string(lesser_first) + ", submission_id";
    const auto take = [&](const storage::Row& row) -> Result<> {
        words.try_emplace(row.get<VisitId>(0), VisitWord{row.get<VisitOutcome>(1), row.get<LocalDate>(2),
                                                         row.get<std::optional<VisitCause>>(3)});
        return {};
    };
    constexpr std::size_t many = 2'000;  // from here on one look at the whole table costs less
    if (visits.size() > many) {
        MINKA_TRY(reader.each(select + " " + order, take, reader.programme()));
    } else {
        MINKA_TRY(registry::each_among(reader, select + " AND visit_id", order, visits, take, reader.programme()));
    }
    return words;
}

template <typename Row, typename Record>
Result<> follow_all(storage::Reader& reader, std::span<Row> rows, const Record& record_of) {
    std::vector<Uuid> visits;
    for (auto& row : rows) {
        visits.push_back(record_of(row).id.uuid);
    }
    MINKA_TRY_ASSIGN(const auto words, read_words(reader, visits));
    for (auto& row : rows) {
        auto& visit = record_of(row);
        if (const auto word = words.find(visit.id); word != words.end()) {
            visit = after_reports(std::move(visit), word->second);
        }
    }
    return {};
}

}  // namespace

Visit after_reports(Visit visit, const VisitWord& word) {
    if (visit.state != VisitState::returned) {
        visit.state = VisitState::reported;
    }
    if (visit.outcome && rank_of(*visit.outcome) < rank_of(word.outcome)) {
        return visit;  // the office's word is the lesser
    }
    const bool is_same = visit.outcome == word.outcome;
    visit.outcome = word.outcome;
    visit.cause = word.cause || !is_same ? word.cause : visit.cause;
    if (word.outcome == VisitOutcome::failed) {
        visit.held_on.reset();
    } else {
        visit.held_on = is_same && visit.held_on ? visit.held_on : std::optional(word.held_on);
        visit.has_arrived = true;
    }
    return visit;
}

Result<> follow_reports(storage::Reader& reader, std::span<Visit> visits) {
    return follow_all(reader, visits, [](Visit& visit) -> Visit& { return visit; });
}

Result<> follow_reports(storage::Reader& reader, std::span<storage::Stored<Visit>> visits) {
    return follow_all(reader, visits, [](storage::Stored<Visit>& stored) -> Visit& { return stored.record; });
}

Result<Visit> follow_reports(storage::Reader& reader, Visit visit) {
    MINKA_TRY(follow_reports(reader, std::span(&visit, 1)));
    return visit;
}

std::string has_report() {
    return "EXISTS (SELECT 1 FROM visit_report WHERE visit_report.programme_id = $1 AND visit_report.visit_id ="
           " visit.id)";
}

std::string reported_failure() {
    return "(visit.outcome IS NULL AND EXISTS (SELECT 1 FROM visit_report WHERE visit_report.programme_id = $1 AND"
           " visit_report.visit_id = visit.id AND visit_report.outcome = 'failed'))";
}

std::string reported_days(const std::string& visits) {
    const auto narrowed = visits.empty() ? std::string()
                                         : " AND visit_report.visit_id IN (SELECT visit.id FROM visit WHERE"
                                           " visit.programme_id = $1" +
                                               visits + ")";
    return "word(visit_id, held_on) AS (SELECT visit_report.visit_id, CASE WHEN min(CASE WHEN visit_report.outcome ="
           " 'failed' THEN 0 ELSE 1 END) = 1 THEN min(visit_report.held_on) END FROM visit_report JOIN submission ON"
           " submission.programme_id = $1 AND submission.id = visit_report.submission_id WHERE"
           " visit_report.programme_id = $1 AND submission.received_at <= $3" +
           narrowed + " GROUP BY visit_report.visit_id)";
}

Result<std::vector<VisitSource>> sources_of(storage::Reader& reader, const VisitId& visit) {
    std::map<Uuid, VisitSource> sources;
    MINKA_TRY(reader.each(
        "SELECT submission_id, outcome, held_on FROM visit_report WHERE programme_id = $1 AND visit_id = $2",
        [&](const storage::Row& row) -> Result<> {
            const auto id = row.get<Uuid>(0);
            sources[id] = {id, row.get<VisitOutcome>(1), row.get<LocalDate>(2), 0};
            return {};
        },
        reader.programme(), visit));
    MINKA_TRY(reader.each(
        "SELECT submission_id, count(*) FROM attendance WHERE programme_id = $1 AND visit_id = $2 GROUP BY "
        "submission_id",
        [&](const storage::Row& row) -> Result<> {
            const auto found = sources.find(row.get<Uuid>(0));
            if (found != sources.end()) {
                found->second.attended = row.get<std::int64_t>(1);
            }
            return {};
        },
        reader.programme(), visit));
    std::vector<VisitSource> list;
    for (const auto& [id, source] : sources) {
        list.push_back(source);
    }
    return list;
}

}  // namespace minka::planning
