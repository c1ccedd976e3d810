#include "web/group_desk.h"

#include "registry/school.h"

#include <algorithm>
#include <chrono>
#include <ranges>

namespace minka::web {

using State = GroupProposalState;

namespace {

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Result<ProposedGroups> described(planning::GroupsAtHand at_hand, const planning::GroupRequest& request,
                                 planning::FormedGroups formed) {
    ProposedGroups made;
    MINKA_TRY_ASSIGN(made.wanted, planning::wanted_groups(at_hand, request, formed));
    made.moves = planning::moves_between(at_hand, made.wanted);
    MINKA_TRY_ASSIGN(made.bound, planning::distance_bound(request, formed));
    made.filled = request.people.filled;
    MINKA_TRY_ASSIGN(made.diversity,
                     planning::diversity_of(request.people, formed.grouping.group_of, formed.names.size()));
    made.at_hand = std::move(at_hand);
    made.formed = std::move(formed);
    return made;
}

}  // namespace

Result<std::set<std::string>> guarded_sites(storage::Reader& reader, registry::NeedToKnow& need_to_know, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto guarded, need_to_know.withheld(reader, on));
    std::set<std::string> codes;
    if (guarded) {
        MINKA_TRY_ASSIGN(const auto sites, reader.all<registry::Site>("ORDER BY id"));
        for (const auto& site : sites) {
            if (std::ranges::binary_search(*guarded, site.record.school_id.uuid)) {
                codes.insert(site.record.code);
            }
        }
    }
    return codes;
}

GroupDesk::GroupDesk(storage::Database& database, registry::NeedToKnow& need_to_know)
    : database_(database), need_to_know_(need_to_know), thread_(mutex_, [this] { return take_up(); }) {}

GroupDesk::~GroupDesk() {
    const std::scoped_lock lock(mutex_);
    for (auto& entry : entries_) {
        entry.stop.request_stop();
    }
}

Result<GroupProposal> GroupDesk::ask(const GroupOrder& order) {
    const std::scoped_lock lock(mutex_);
    const auto waiting =
        std::ranges::count(entries_, State::waiting, [](const Entry& entry) { return entry.proposal.state; });
    if (static_cast<std::size_t>(waiting) >= most_waiting) {
        return problem(ProblemCode::busy, "Other groups are being formed; ask again in a minute.");
    }
    GroupProposal proposal{database_.new_id<GroupProposalId>(), order, database_.clock().now()};
    entries_.push_back({proposal, {}});
    forget_oldest();
    thread_.wake();
    return proposal;
}

GroupDesk::Found GroupDesk::place_of(GroupProposalId id) {
    return std::ranges::find(entries_, id, [](const Entry& entry) { return entry.proposal.id; });
}

Result<GroupProposal> GroupDesk::find(ProgrammeId programme, GroupProposalId id) const {
    const std::scoped_lock lock(mutex_);
    for (const auto& entry : entries_) {
        if (entry.proposal.id == id && entry.proposal.order.programme == programme) {
            return entry.proposal;
        }
    }
    return problem(ProblemCode::not_found, "There is no such proposal, or no longer; form the groups again.",
                   "proposal");
}

std::vector<GroupProposal> GroupDesk::of(ProgrammeId programme, const std::string& cycle) const {
    const std::scoped_lock lock(mutex_);
    std::vector<GroupProposal> proposals;
    for (const auto& entry : std::views::reverse(entries_)) {
        if (entry.proposal.order.programme == programme && entry.proposal.order.cycle == cycle) {
            proposals.push_back(entry.proposal);
        }
    }
    return proposals;
}

Result<GroupProposal> GroupDesk::stop(ProgrammeId programme, GroupProposalId id) {
    MINKA_TRY(find(programme, id));
    const std::scoped_lock lock(mutex_);
    const auto found = place_of(id);
    if (found == entries_.end()) {
        return problem(ProblemCode::not_found, "There is no such proposal any longer.", "proposal");
    }
    auto& proposal = found->proposal;
    if (!proposal.ended_at) {
        found->stop.request_stop();
        proposal.was_stopped = true;
    }
    return proposal;
}

void GroupDesk::note_applied(GroupProposalId id) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = place_of(id); found != entries_.end()) {
        found->proposal.state = State::applied;
    }
}

// What waits or is being formed is never forgotten.
void GroupDesk::forget_oldest() {
    const auto has_ended = [](const Entry& entry) { return entry.proposal.ended_at.has_value(); };
    while (std::ranges::count_if(entries_, has_ended) > most_kept) {
        entries_.erase(std::ranges::find_if(entries_, has_ended));
    }
}

std::function<void()> GroupDesk::take_up() {
    const auto next =
        std::ranges::find(entries_, State::waiting, [](const Entry& entry) { return entry.proposal.state; });
    if (next == entries_.end()) {
        return {};
    }
    next->proposal.state = State::forming;
    return [this, id = next->proposal.id, order = next->proposal.order, stop = next->stop] { make(id, order, stop); };
}

void GroupDesk::tell(GroupProposalId id, double share, std::uint64_t iterations) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = place_of(id); found != entries_.end()) {
        found->proposal.share = share;
        if (found->proposal.state == State::forming) {
            found->proposal.iterations = iterations;
        }
    }
}

// The search ends by its iterations, or by the clock, which is looked at each time it tells how far it is.
optimize::FormOptions GroupDesk::options_of(GroupProposalId id, const GroupOrder& order, const std::stop_source& stop) {
    optimize::FormOptions options;
    options.seed = order.seed;
    options.iterations = order.iterations > 0 ? order.iterations : std::numeric_limits<std::uint64_t>::max();
    const auto own = std::make_shared<std::stop_source>();
    options.stop = own->get_token();
    options.tell = [this, id, own, stop, start = seconds_now(), seconds = order.seconds,
                    most = order.iterations](std::uint64_t count) {
        const double elapsed = seconds_now() - start;
        if (stop.stop_requested() || (most == 0 && elapsed >= seconds)) {
            own->request_stop();
        }
        tell(id, std::min(1.0, most > 0 ? static_cast<double>(count) / static_cast<double>(most) : elapsed / seconds),
             count);
    };
    return options;
}

Result<planning::GroupRequest> GroupDesk::request_of(const GroupOrder& order, planning::GroupsAtHand& at_hand) const {
    return database_.read(order.programme, [&](storage::Reader& reader) -> Result<planning::GroupRequest> {
        MINKA_TRY_ASSIGN(at_hand, planning::groups_at_hand(reader, order.scope, order.cycle, {order.on}));
        MINKA_TRY_ASSIGN(const auto guarded, guarded_sites(reader, need_to_know_, order.on));
        return planning::request_for_cycle(at_hand, order.asked, guarded);
    });
}

void GroupDesk::make(GroupProposalId id, const GroupOrder& order, const std::stop_source& stop) {
    std::shared_ptr<const ProposedGroups> made;
    std::vector<planning::RuleCost> costs;
    const auto work = [&]() -> Result<> {
        planning::GroupsAtHand at_hand;
        MINKA_TRY_ASSIGN(const auto request, request_of(order, at_hand));
        MINKA_TRY_ASSIGN(auto formed, planning::form_people_groups(request, options_of(id, order, stop)));
        MINKA_TRY_ASSIGN(auto described_groups, described(std::move(at_hand), request, std::move(formed)));
        made = std::make_shared<const ProposedGroups>(std::move(described_groups));
        {
            const std::scoped_lock lock(mutex_);
            auto& proposal = place_of(id)->proposal;
            proposal.made = made;
            proposal.state = State::costing;
            proposal.iterations = made->formed.grouping.iterations;
        }
        auto again = order;
        again.iterations = std::max<std::uint64_t>(1, made->formed.grouping.iterations);
        auto options = options_of(id, again, stop);
        options.stop = stop.get_token();
        MINKA_TRY_ASSIGN(costs, planning::cost_of_rules(request, made->formed, options));
        return {};
    };
    const auto worked = work();
    const std::scoped_lock lock(mutex_);
    auto& proposal = place_of(id)->proposal;
    proposal.costs = std::move(costs);
    proposal.state = made ? State::ready : State::failed;
    if (!worked) {
        proposal.problem = worked.error();
    }
    proposal.ended_at = database_.clock().now();
}

}  // namespace minka::web
