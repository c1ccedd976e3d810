#pragma once

#include "web/call.h"
#include "web/desk_thread.h"
#include "web/route.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace minka::web {

using LandExportId = Id<struct LandExportTag>;

/// Everything of one territory in a file to keep, and how far it is.
struct LandExport {
    LandExportId id;
    ProgrammeId programme;
    registry::TerritoryId territory;
    identity::AccountId account;  ///< Who asked, and who alone may fetch it.
    std::string name;             ///< Of the file, without its end.
    Instant asked_at;
    ReportState state = ReportState::waiting;
    std::int64_t tables = 0;  ///< How many there will be.
    std::int64_t done = 0;
    std::optional<Instant> ended_at;
    std::optional<Problem> problem;
    std::shared_ptr<const std::string> file;  ///< A ZIP of CSV files, when it is ready.
};

/// Packs the lists of a territory, one after another on a thread of its own, as the asker themselves could take each of
/// them along. What is packed holds personal data: it stays in memory for `kept_minutes` at most, is given to nobody
/// but the asker, and is gone when the server ends. All functions may be called from several threads.
class LandExportDesk {
public:
    static constexpr std::size_t most_kept = 6;
    static constexpr std::int64_t kept_minutes = 30;

    LandExportDesk() : thread_(mutex_, [this] { return take_up(); }) {}

    /// `call` is of somebody whose grant reaches the territory. The export there is, while it is being made.
    /// Problems: `busy` when too many wait.
    Result<LandExport> ask(const Call& call, const registry::TerritoryId& territory, std::string name);

    /// Those of the call's account for the territory, the newest first.
    std::vector<LandExport> of(const Call& call, const registry::TerritoryId& territory);

private:
    struct Entry {
        LandExport shown;
        std::shared_ptr<const HttpRequest> request;  ///< What `call` points to.
        Call call;                                   ///< Of the asker, in the territory alone.
        bool has_ended() const { return shown.ended_at.has_value(); }
    };
    std::function<void()> take_up();
    void forget(Instant now);
    void make(LandExport& shown, const Call& call);
    void tell(const LandExport& shown);

    std::mutex mutex_;
    std::deque<Entry> entries_;
    DeskThread thread_;  ///< Last: it uses all the others.
};

}  // namespace minka::web
