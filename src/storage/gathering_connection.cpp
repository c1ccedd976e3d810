#include "storage/gathering_connection.h"

#include <algorithm>

namespace minka::storage {

namespace {

constexpr std::string_view begin_part = "SAVEPOINT part";
constexpr std::string_view undo_part = "ROLLBACK TO SAVEPOINT part";
constexpr std::string_view end_part = "RELEASE SAVEPOINT part";

// Whether nobody needs the answer: it inserts its one row, or fails.
bool inserts_one_row(std::string_view sql) {
    return sql.starts_with("INSERT INTO ") && sql.find(" VALUES (") != std::string_view::npos &&
           sql.find("ON CONFLICT") == std::string_view::npos && sql.find("RETURNING") == std::string_view::npos;
}

}  // namespace

Result<> query_each(Connection& connection, std::string_view sql, std::span<const std::vector<Value>> parameter_sets,
                    const VisitNumberedRow& visit) {
    if (auto* bulk = dynamic_cast<BulkReading*>(&connection)) {
        return bulk->query_each(sql, parameter_sets, visit);
    }
    for (std::size_t set = 0; set < parameter_sets.size(); ++set) {
        MINKA_TRY(connection.query(sql, parameter_sets[set], [&](const Row& row) { return visit(set, row); }));
    }
    return {};
}

Result<> GatheringConnection::ask(std::vector<Question> questions) {
    std::ranges::sort(questions);
    questions.erase(std::ranges::unique(questions).begin(), questions.end());
    for (std::size_t first = 0; first < questions.size();) {
        const auto& sql = questions[first].sql;
        auto& answers = answers_[sql];
        std::vector<std::vector<Value>> sets;
        std::vector<std::vector<Row>*> places;
        std::size_t next = first;
        for (; next < questions.size() && questions[next].sql == sql; ++next) {
            sets.push_back(questions[next].parameters);
            places.push_back(&answers[questions[next].parameters]);
        }
        MINKA_TRY(query_each(below_, sql, sets, [&](std::size_t set, const Row& row) -> Result<> {
            places[set]->push_back(row);
            return {};
        }));
        first = next;
    }
    return {};
}

std::vector<std::vector<Value>>& GatheringConnection::rows_of(std::string_view sql) {
    const auto found = std::ranges::find(gathered_, sql, &Gathered::sql);
    return found != gathered_.end() ? found->rows : gathered_.emplace_back(Gathered{std::string(sql), {}}).rows;
}

Result<> GatheringConnection::send_rows() {
    const auto rows = std::exchange(gathered_, {});
    for (const auto& [sql, sets] : rows) {
        if (!sets.empty()) {
            MINKA_TRY(below_.run_each(sql, sets));
        }
    }
    return {};
}

// The rows from before an open part go first and on their own, so that the server can undo the part alone.
Result<> GatheringConnection::send() {
    if (!part_) {
        return send_rows();
    }
    const auto part = *std::exchange(part_, std::nullopt);
    std::vector<Gathered> within;
    for (std::size_t i = 0; i < gathered_.size(); ++i) {
        auto& rows = gathered_[i].rows;
        const auto kept = static_cast<std::ptrdiff_t>(i < part.size() ? part[i] : 0);
        within.push_back({gathered_[i].sql, {std::move_iterator(rows.begin() + kept), std::move_iterator(rows.end())}});
        rows.erase(rows.begin() + kept, rows.end());
    }
    MINKA_TRY(send_rows());
    MINKA_TRY(below_.run(begin_part, {}, nullptr));
    gathered_ = std::move(within);
    return send_rows();
}

// Parts begin, end and are undone in memory as long as nothing of them was sent.
std::optional<Result<std::int64_t>> GatheringConnection::step_of_part(std::string_view sql) {
    if (sql == begin_part) {
        part_.emplace();
        std::ranges::transform(gathered_, std::back_inserter(*part_),
                               [](const Gathered& one) { return one.rows.size(); });
        return 0;
    }
    if (sql == undo_part) {
        // Once the part is known to the server, all that is gathered since belongs to it.
        for (std::size_t i = 0; i < gathered_.size(); ++i) {
            gathered_[i].rows.resize(part_ && i < part_->size() ? (*part_)[i] : 0);
        }
        return part_ ? std::optional<Result<std::int64_t>>(0) : below_.run(sql, {}, nullptr);
    }
    if (sql == end_part && part_) {
        part_.reset();
        return 0;
    }
    return std::nullopt;
}

Result<std::int64_t> GatheringConnection::run(std::string_view sql, std::span<const Value> parameters,
                                              const VisitRow* visit) {
    if (visit == nullptr && inserts_one_row(sql)) {
        rows_of(sql).emplace_back(parameters.begin(), parameters.end());
        return 1;
    }
    if (auto step = step_of_part(sql)) {
        return *std::move(step);
    }
    MINKA_TRY(send());
    return below_.run(sql, parameters, visit);
}

Result<std::int64_t> GatheringConnection::run_each(std::string_view sql,
                                                   std::span<const std::vector<Value>> parameter_sets) {
    if (inserts_one_row(sql)) {
        auto& rows = rows_of(sql);
        rows.insert(rows.end(), parameter_sets.begin(), parameter_sets.end());
        return static_cast<std::int64_t>(parameter_sets.size());
    }
    MINKA_TRY(send());
    return below_.run_each(sql, parameter_sets);
}

Result<> GatheringConnection::query(std::string_view sql, std::span<const Value> parameters, const VisitRow& visit) {
    if (const auto asked = answers_.find(sql); asked != answers_.end()) {
        const auto known = asked->second.find(std::vector<Value>(parameters.begin(), parameters.end()));
        if (known != asked->second.end()) {
            for (const auto& row : known->second) {
                MINKA_TRY(visit(row));
            }
            return {};
        }
    }
    MINKA_TRY(send());
    return below_.query(sql, parameters, visit);
}

Result<> GatheringConnection::run_script(std::string_view sql) {
    MINKA_TRY(send());
    return below_.run_script(sql);
}

Result<> GatheringConnection::commit() {
    MINKA_TRY(send());
    return below_.commit();
}

void GatheringConnection::roll_back() {
    gathered_.clear();
    part_.reset();
    below_.roll_back();
}

}  // namespace minka::storage
