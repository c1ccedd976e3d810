#pragma once

#include "planning/cycle_groups.h"
#include "registry/need_to_know.h"
#include "storage/database.h"
#include "web/desk_thread.h"

#include <boost/describe/enum.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace minka::web {

enum class GroupProposalState { waiting, forming, costing, ready, failed, applied };
BOOST_DESCRIBE_ENUM(GroupProposalState, waiting, forming, costing, ready, failed, applied)

/// What is to be formed, for whom, and how long the search may take.
struct GroupOrder {
    ProgrammeId programme;
    registry::Scope scope;
    std::string cycle;
    LocalDate on;  ///< From when the groups would hold.
    planning::GroupsAsked asked;
    std::uint64_t seed = 1;
    double seconds = 3;
    std::uint64_t iterations = 0;  ///< To repeat a search; 0: as many as fit.
};

/// Groups that are proposed, with all that is told of them. Never changes.
struct ProposedGroups {
    planning::GroupsAtHand at_hand;  ///< What they were formed of.
    planning::FormedGroups formed;
    planning::WantedGroups wanted;
    std::vector<planning::GroupMove> moves;
    double bound = 0;  ///< No division has a larger sum of distances.
    std::size_t filled = 0;
    std::vector<planning::AttributeDiversity> diversity;
};

using GroupProposalId = Id<struct GroupProposalTag>;

/// An order and what became of it.
struct GroupProposal {
    GroupProposalId id;
    GroupOrder order;
    Instant asked_at;
    GroupProposalState state = GroupProposalState::waiting;
    double share = 0;  ///< Of the search in hand that is done, 0 to 1.
    std::uint64_t iterations = 0;
    bool was_stopped = false;
    std::optional<Instant> ended_at = {};
    std::optional<Problem> problem = {};  ///< Of a failed one, or why rules have no cost.
    std::shared_ptr<const ProposedGroups> made = nullptr;
    std::vector<planning::RuleCost> costs = {};
};

/// Forms groups one order after another on a thread of its own, so that whoever asked may leave the page and come back.
/// What is formed stays in memory until `most_kept` newer orders are there or the server ends; it is recorded nowhere
/// before somebody applies it. All functions may be called from several threads.
class GroupDesk {
public:
    static constexpr std::ptrdiff_t most_kept = 12;
    static constexpr std::size_t most_waiting = 4;

    GroupDesk(storage::Database& database, registry::NeedToKnow& need_to_know);
    ~GroupDesk();
    GroupDesk(const GroupDesk&) = delete;
    GroupDesk& operator=(const GroupDesk&) = delete;

    /// Problems: `busy` when too many wait.
    Result<GroupProposal> ask(const GroupOrder& order);

    /// Problems: `not_found` when the programme has no such proposal, or no longer.
    Result<GroupProposal> find(ProgrammeId programme, GroupProposalId id) const;

    /// Those of a cycle, the newest first.
    std::vector<GroupProposal> of(ProgrammeId programme, const std::string& cycle) const;

    /// Ends the search in hand with the best that it found; a proposal that waits, or has groups already, ends without
    /// more. Problems: `not_found`.
    Result<GroupProposal> stop(ProgrammeId programme, GroupProposalId id);

    void note_applied(GroupProposalId id);

private:
    struct Entry {
        GroupProposal proposal;
        std::stop_source stop;
    };
    using Found = std::deque<Entry>::iterator;
    Found place_of(GroupProposalId id);
    std::function<void()> take_up();
    void make(GroupProposalId id, const GroupOrder& order, const std::stop_source& stop);
    void forget_oldest();
    void tell(GroupProposalId id, double share, std::uint64_t iterations);
    optimize::FormOptions options_of(GroupProposalId id, const GroupOrder& order, const std::stop_source& stop);
    Result<planning::GroupRequest> request_of(const GroupOrder& order, planning::GroupsAtHand& at_hand) const;

    storage::Database& database_;
    registry::NeedToKnow& need_to_know_;
    mutable std::mutex mutex_;
    std::deque<Entry> entries_;  ///< By the time they were asked for.
    DeskThread thread_;          ///< Last: it uses all the others.
};

/// The codes of sites where no group meets: those of schools that are kept from who need not know.
/// Problems: those of reading and of the vault.
Result<std::set<std::string>> guarded_sites(storage::Reader& reader, registry::NeedToKnow& need_to_know, LocalDate on);

}  // namespace minka::web
