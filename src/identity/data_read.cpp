#include "identity/data_read.h"

#include "registry/scope.h"

namespace minka::identity {

Result<> ReadLog::note(const ProgrammeId& programme, const DataRead& read) {
    const std::tuple key{programme, read.account_id, read.subject_id, read.what};
    {
        const std::scoped_lock lock(mutex_);
        if (day_ != read.day) {
            seen_.clear();
            day_ = read.day;
        }
        if (seen_.contains(key)) {
            return {};
        }
    }
    const auto write = [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY(writer.project(
            "INSERT INTO data_read (programme_id, subject_id, day, account_id, what, role) VALUES ($1, $2, $3, $4, $5, "
            "$6) ON CONFLICT (programme_id, subject_id, day, account_id, what) DO NOTHING",
            programme, read.subject_id, read.day, read.account_id, read.what, read.role));
        return {};
    };
    MINKA_TRY(database_.write({programme, read.account_id.uuid, "web", "read"}, write));
    const std::scoped_lock lock(mutex_);
    if (day_ == read.day) {
        seen_.insert(key);
    }
    return {};
}

Result<std::vector<DataRead>> reads_of(storage::Reader& reader, const std::vector<Uuid>& subjects, std::int64_t limit) {
    std::vector<DataRead> reads;
    if (subjects.empty()) {
        return reads;
    }
    MINKA_TRY(reader.each(
        "SELECT account_id, subject_id, what, day, role FROM data_read WHERE programme_id = $1 AND subject_id IN (" +
            registry::identifier_list(reader, subjects) + ") ORDER BY day DESC, account_id, what LIMIT $2",
        [&](const storage::Row& row) -> Result<> {
            reads.push_back({row.get<AccountId>(0), row.get<Uuid>(1), row.get<std::string>(2), row.get<LocalDate>(3),
                             row.get<registry::AccessRole>(4)});
            return {};
        },
        reader.programme(), limit));
    return reads;
}

}  // namespace minka::identity
