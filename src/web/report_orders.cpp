#include "web/report_orders.h"

namespace minka::web {

namespace {

Instant earliest_at(Instant now) { return {now.microseconds - days_of_an_order * 86'400'000'000}; }

}  // namespace

Result<> keep_order(storage::Writer& writer, const StandingOrder& order) {
    MINKA_TRY(writer.project("DELETE FROM report_order WHERE programme_id = $1 AND asked_at < $2", writer.programme(),
                             earliest_at(order.asked_at)));
    const auto& asked = order.order;
    MINKA_TRY(writer.project(
        "INSERT INTO report_order (programme_id, id, kind, cycle, audience, language, as_of, known_at, asked_at, actor)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        writer.programme(), order.id, asked.kind, asked.cycle,
        std::string(asked.audience == reports::Audience::public_ ? "public" : "programme"), asked.language, asked.as_of,
        asked.known_at, order.asked_at, order.actor));
    return {};
}

Result<> end_order(storage::Writer& writer, const ReportTaskId& order) {
    MINKA_TRY(
        writer.project("DELETE FROM report_order WHERE programme_id = $1 AND id = $2", writer.programme(), order));
    return {};
}

Result<std::vector<StandingOrder>> standing_orders(storage::Database& database, Instant now) {
    return database.read({}, [&](storage::Reader& reader) -> Result<std::vector<StandingOrder>> {
        std::vector<StandingOrder> orders;
        MINKA_TRY(reader.each(
            "SELECT programme_id, id, kind, cycle, audience, language, as_of, known_at, asked_at, actor FROM "
            "report_order "
            "WHERE asked_at >= $1 ORDER BY asked_at, id",
            [&](const storage::Row& row) -> Result<> {
                const ReportOrder order{
                    row.get<ProgrammeId>(0),
                    row.get<ReportKind>(2),
                    row.get<std::string>(3),
                    row.get<std::string>(4) == "public" ? reports::Audience::public_ : reports::Audience::programme,
                    row.get<std::string>(5),
                    row.get<LocalDate>(6),
                    row.get<Instant>(7)};
                orders.push_back({row.get<ReportTaskId>(1), order, row.get<Instant>(8), row.get<Uuid>(9)});
                return {};
            },
            earliest_at(now)));
        return orders;
    });
}

}  // namespace minka::web
