#include "measurement/completion_board.h"

#include <algorithm>
#include <map>

namespace minka::measurement {

Result<std::vector<CompletionRow>> completion_board(storage::Reader& reader, const WaveFrame& frame) {
    std::map<std::pair<registry::SchoolId, std::string>, std::int64_t> responses;
    MINKA_TRY(reader.each(
        "SELECT school_id, informant, responses FROM response_block WHERE programme_id = $1 AND wave_id = $2",
        [&](const storage::Row& row) -> Result<> {
            responses[{row.get<registry::SchoolId>(0), row.get<std::string>(1)}] += row.get<std::int64_t>(2);
            return {};
        },
        reader.programme(), frame.wave.id));
    std::vector<CompletionRow> board;
    MINKA_TRY(reader.each(
        "SELECT s.id, s.code_system, s.code, s.name, e.informant, e.eligible FROM wave_eligible AS e "
        "JOIN school AS s ON s.programme_id = e.programme_id AND s.id = e.school_id "
        "WHERE e.programme_id = $1 AND e.wave_id = $2",
        [&](const storage::Row& row) -> Result<> {
            CompletionRow line{row.get<registry::SchoolId>(0), row.get<std::string>(1), row.get<std::string>(2),
                               row.get<std::string>(3),        row.get<std::string>(4), 0,
                               row.get<std::int64_t>(5)};
            const auto answered = responses.find({line.school, line.informant});
            line.responses = answered == responses.end() ? 0 : answered->second;
            board.push_back(std::move(line));
            return {};
        },
        reader.programme(), frame.wave.id));
    const auto place_of = [&](const std::string& informant) {
        return std::ranges::find(frame.index.informants, informant, &programme::Informant::code) -
               frame.index.informants.begin();
    };
    std::ranges::sort(board, {}, [&](const CompletionRow& row) {
        return std::tuple(row.code_system, row.code, row.school, place_of(row.informant));
    });
    return board;
}

Result<std::vector<InformantCompletion>> completion_by_informant(storage::Reader& reader,
                                                                 const programme::WaveId& wave) {
    std::vector<InformantCompletion> groups;
    MINKA_TRY(reader.each(
        "WITH answered(school_id, informant, responses) AS (SELECT school_id, informant, CAST(sum(responses) AS BIGINT)"
        " FROM response_block WHERE programme_id = $1 AND wave_id = $2 GROUP BY school_id, informant) "
        "SELECT e.informant, CAST(sum(coalesce(a.responses, 0)) AS BIGINT), CAST(sum(e.eligible) AS BIGINT), "
        "count(*) FILTER (WHERE e.eligible > 0), count(*) FILTER (WHERE a.responses > 0) FROM wave_eligible AS e "
        "LEFT JOIN answered AS a ON a.school_id = e.school_id AND a.informant = e.informant "
        "WHERE e.programme_id = $1 AND e.wave_id = $2 GROUP BY e.informant ORDER BY e.informant",
        [&](const storage::Row& row) -> Result<> {
            groups.push_back({row.get<std::string>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2),
                              row.get<std::int64_t>(3), row.get<std::int64_t>(4)});
            return {};
        },
        reader.programme(), wave));
    return groups;
}

}  // namespace minka::measurement
