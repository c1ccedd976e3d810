#pragma once

#include "identity/account.h"
#include "storage/database.h"

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace minka::identity {

/// That an account saw somebody's or some office's data: which, and on which day. The hour and the number of times are
/// not kept; who was seen is answered for, and those who look are not followed about.
struct DataRead {
    AccountId account_id;
    Uuid subject_id;   ///< A territory, school or person; the programme for a list over the whole of it.
    std::string what;  ///< The route: "ugels/{ugel}".
    LocalDate day;
    registry::AccessRole role{};
};

/// Writes down the first time that an account reads something on a day, before it is answered. May be called from
/// several threads; what was written down today is remembered, so that the next read costs nothing.
class ReadLog {
public:
    explicit ReadLog(storage::Database& database) : database_(database) {}

    /// Problems: those of the database. A read that cannot be written down is not answered.
    Result<> note(const ProgrammeId& programme, const DataRead& read);

private:
    storage::Database& database_;
    std::mutex mutex_;
    LocalDate day_;
    std::set<std::tuple<ProgrammeId, AccountId, Uuid, std::string>> seen_;
};

/// Who read the data of any of these, the latest day first, at most `limit`.
Result<std::vector<DataRead>> reads_of(storage::Reader& reader, const std::vector<Uuid>& subjects, std::int64_t limit);

}  // namespace minka::identity
