#include "web/api/group_api.h"

#include "planning/cycle_teachers.h"
#include "programme/cycle_rules.h"
#include "web/api/group_json.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace minka::web {

using identity::Permission;
using registry::PersonId;
using registry::Purpose;
using storage::Reader;
using storage::Writer;

namespace {

constexpr std::size_t most_moves = 200;
constexpr double most_seconds = 60;
constexpr double most_km = 2'000;
constexpr std::int64_t most_people = 1'000;

Result<programme::Cycle> cycle_of(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(auto cycle, programme::cycle_by_code(reader, call.part("cycle")));
    return std::move(cycle.record);
}

std::vector<DiversityShown> shown(const std::vector<planning::AttributeDiversity>& figures) {
    std::vector<DiversityShown> list;
    for (const auto& [of, figure] : figures) {
        const auto what = of.empty() ? DiversityOf::all : of == "edad" ? DiversityOf::age : DiversityOf::experience;
        list.push_back({what, figure.value, figure.best, static_cast<std::int64_t>(figure.groups)});
    }
    return list;
}

/// The names of sites by code. A guarded one is not told to who need not know.
class SiteNames {
public:
    static Result<SiteNames> load(Reader& reader, const registry::Scope& scope) {
        SiteNames names;
        MINKA_TRY_ASSIGN(const auto sites, reader.all<registry::Site>("ORDER BY code, id"));
        for (const auto& site : sites) {
            const bool is_told = !scope.withholds(site.record.school_id.uuid);
            names.names_.emplace(site.record.code, is_told ? std::optional(site.record.name) : std::nullopt);
        }
        return names;
    }
    std::optional<std::string> of(const std::string& code) const {
        const auto found = names_.find(code);
        return found == names_.end() ? std::optional(code) : found->second;
    }

private:
    std::map<std::string, std::optional<std::string>> names_;
};

/// Names and schools of teachers, for those who may see names.
class PersonBook {
public:
    static Result<PersonBook> load(Reader& reader, const Call& call, const planning::ColumnTable& teachers,
                                   LocalDate on, const std::vector<PersonId>& people) {
        PersonBook book;
        auto among = people;
        std::ranges::sort(among);
        if (identity::may(call.passage().grant.role, Permission::people_read)) {
            MINKA_TRY_ASSIGN(const auto names, call.premises().names.names(reader));
            MINKA_TRY_ASSIGN(const auto found, names->find(reader, call.scope(Purpose::operation), {on}, "",
                                                           std::numeric_limits<std::size_t>::max(), &among));
            for (const auto& person : found) {
                book.names_[person.id] = person.name;
            }
        }
        std::map<std::string, std::string> schools;
        MINKA_TRY_ASSIGN(const auto all, reader.all<registry::School>("ORDER BY code, id"));
        for (const auto& school : all) {
            schools.emplace(school.record.code, school.record.name);
        }
        const auto& codes = teachers.find("escuela")->cells;
        for (std::size_t row = 0; row < teachers.rows(); ++row) {
            book.schools_.emplace(teachers.columns.front().cells[row], schools[codes[row]]);
        }
        return book;
    }

    bool knows(const PersonId& id) const { return names_.contains(id); }

    GroupPerson person(const PersonId& id) const {
        const auto name = names_.find(id);
        const auto school = schools_.find(to_string(id.uuid));
        return {id, name == names_.end() ? "" : name->second, school == schools_.end() ? "" : school->second};
    }

    /// The sentence with names in place of identifiers.
    std::string named(std::string sentence) const {
        for (const auto& [id, name] : names_) {
            const auto text = to_string(id.uuid);
            for (auto at = sentence.find(text); at != std::string::npos; at = sentence.find(text)) {
                sentence.replace(at, text.size(), name);
            }
        }
        return sentence;
    }

    std::vector<GroupPerson> people(const std::vector<PersonId>& ids) const {
        std::vector<GroupPerson> list;
        for (const auto& id : ids) {
            list.push_back(person(id));
        }
        std::ranges::sort(list, {}, [](const GroupPerson& one) { return std::pair(one.name, one.id); });
        return list;
    }

private:
    std::map<PersonId, std::string> names_;
    std::map<std::string, std::string> schools_;
};

Result<GroupsPage> show_groups(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto cycle, cycle_of(reader, call));
    const auto scope = call.scope(Purpose::operation);
    GroupsPage page;
    page.cycle_id = cycle.id;
    page.cycle = cycle.name;
    page.on = call.times().as_of;
    MINKA_TRY_ASSIGN(const auto at_hand, planning::groups_at_hand(reader, scope, cycle.code, {page.on}));
    MINKA_TRY_ASSIGN(const auto sites, SiteNames::load(reader, scope));
    for (const auto& seen : at_hand.groups) {
        const auto& group = seen.group.group.record;
        page.groups.push_back({group.id, group.code, sites.of(group.place), group.time, std::ssize(seen.group.members),
                               group.valid_from, seen.is_own});
    }
    page.teachers = static_cast<std::int64_t>(at_hand.teachers.rows());
    page.without_group = static_cast<std::int64_t>(at_hand.without_group());
    page.gone = static_cast<std::int64_t>(at_hand.gone());
    MINKA_TRY_ASSIGN(const auto figures, planning::recorded_diversity(at_hand));
    page.diversity = shown(figures.diversity);
    page.diversity_people = static_cast<std::int64_t>(figures.people);
    page.diversity_unknown = static_cast<std::int64_t>(figures.unknown);
    page.may_form = identity::may(call.passage().grant.role, Permission::cycle_write);
    return page;
}

Result<GroupMembers> show_members(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto cycle, cycle_of(reader, call));
    MINKA_TRY_ASSIGN(const auto id, call.id<planning::TeacherGroupId>("group"));
    const auto on = call.times().as_of;
    const auto scope = call.scope(Purpose::operation);
    MINKA_TRY_ASSIGN(const auto at_hand, planning::groups_at_hand(reader, scope, cycle.code, {on}));
    const auto found = std::ranges::find(at_hand.groups, id,
                                         [](const planning::GroupSeen& seen) { return seen.group.group.record.id; });
    if (found == at_hand.groups.end()) {
        return problem(ProblemCode::not_found, "There is no such group in your land on this date.", "group");
    }
    std::vector<PersonId> people;
    for (const auto& member : found->group.members) {
        people.push_back(member.record.person_id);
    }
    MINKA_TRY_ASSIGN(const auto book, PersonBook::load(reader, call, at_hand.teachers, on, people));
    const auto count = std::ssize(people);
    std::erase_if(people, [&](const PersonId& person) { return scope.territory() && !book.knows(person); });
    return GroupMembers{found->group.group.record.code, book.people(people), count - std::ssize(people)};
}

ProposalItem item_of(const GroupProposal& proposal) {
    const auto& order = proposal.order;
    ProposalItem item;
    item.id = proposal.id;
    item.on = order.on;
    item.least = order.asked.size.least;
    item.most = order.asked.size.most;
    item.reach_km = order.asked.reach_km;
    item.is_anew = order.asked.is_anew;
    item.asked_at = proposal.asked_at;
    item.state = proposal.state;
    item.share = proposal.share;
    item.iterations = static_cast<std::int64_t>(proposal.iterations);
    item.seed = static_cast<std::int64_t>(order.seed);
    item.was_stopped = proposal.was_stopped;
    if (proposal.problem) {
        item.problem = proposal.problem->message;
    }
    return item;
}

// Who answers for a part of the land sees what was formed for that part alone.
bool may_see(const Call& call, const GroupProposal& proposal) {
    const auto land = call.scope(Purpose::operation).territory();
    return !land || land == proposal.order.scope.territory();
}

Result<GroupProposal> proposal_of(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<GroupProposalId>("proposal"));
    MINKA_TRY_ASSIGN(auto proposal, call.premises().groups.find(call.programme(), id));
    if (!may_see(call, proposal)) {
        return problem(ProblemCode::not_found, "There is no such proposal, or no longer; form the groups again.",
                       "proposal");
    }
    return proposal;
}

Result<GroupOrder> order_of(const Call& call, const programme::Cycle& cycle, const GroupsRequest& request) {
    GroupOrder order{
        call.programme(), call.scope(Purpose::operation), cycle.code, request.on.value_or(call.today()), {}};
    if (request.least < 1 || request.most < request.least || request.most > most_people) {
        return invalid("A group has 1 to 1,000 people, and at least as many at most as at least.", "least");
    }
    order.asked.size = {static_cast<std::uint32_t>(request.least), static_cast<std::uint32_t>(request.most)};
    order.seconds = request.seconds.value_or(order.seconds);
    if (!(order.seconds >= 1 && order.seconds <= most_seconds)) {
        return invalid("A search takes 1 to 60 seconds.", "seconds");
    }
    if (request.reach_km && !(*request.reach_km > 0 && *request.reach_km <= most_km)) {
        return invalid("A reach is more than 0 and at most 2,000 km.", "reach_km");
    }
    if (request.seed.value_or(1) < 0 || request.iterations.value_or(1) < 1) {
        return invalid("A seed is 0 or more, and iterations are 1 or more.", "seed");
    }
    order.seed = static_cast<std::uint64_t>(request.seed.value_or(1));
    order.iterations = static_cast<std::uint64_t>(request.iterations.value_or(0));
    order.asked.reach_km = request.reach_km;
    order.asked.is_anew = request.is_anew.value_or(false);
    for (const auto& pin : request.pinned) {
        order.asked.pinned.push_back({pin.person, pin.group});
    }
    order.asked.together = request.together;
    order.asked.apart = request.apart;
    return order;
}

Result<HttpResponse> ask_for_groups(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto asked, FromJson<GroupsRequest>::of(json, ""));
    const auto look = [&](Reader& reader) -> Result<GroupOrder> {
        MINKA_TRY_ASSIGN(const auto cycle, cycle_of(reader, call));
        MINKA_TRY_ASSIGN(auto order, order_of(call, cycle, asked));
        MINKA_TRY_ASSIGN(const auto at_hand, planning::groups_at_hand(reader, order.scope, order.cycle, {order.on}));
        MINKA_TRY_ASSIGN(const auto guarded, guarded_sites(reader, call.premises().need_to_know, order.on));
        MINKA_TRY(planning::request_for_cycle(at_hand, order.asked, guarded));
        return order;
    };
    MINKA_TRY_ASSIGN(const auto order, call.premises().database.read(call.programme(), look));
    MINKA_TRY_ASSIGN(const auto proposal, call.premises().groups.ask(order));
    return json_response(to_json_text(item_of(proposal)));
}

Result<ListOf<ProposalItem>> list_proposals(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto cycle, cycle_of(reader, call));
    ListOf<ProposalItem> list;
    for (const auto& proposal : call.premises().groups.of(call.programme(), cycle.code)) {
        if (may_see(call, proposal)) {
            auto item = item_of(proposal);
            item.problem.reset();  // it may name people; the proposal's own page does
            list.items.push_back(std::move(item));
        }
    }
    return list;
}

void show_rules(const PersonBook& book, const planning::GroupsAsked& asked, ProposalPage& page) {
    for (const auto& pin : asked.pinned) {
        page.pinned.push_back({book.person(pin.person), pin.group});
    }
    for (const auto& list : asked.together) {
        page.together.push_back(book.people(list));
    }
    for (const auto& list : asked.apart) {
        page.apart.push_back(book.people(list));
    }
}

void show_difference(const PersonBook& book, const ProposedGroups& made, ProposalPage& page) {
    for (const auto& move : made.moves) {
        ++(move.from.empty() ? page.joined : move.to.empty() ? page.left : page.moved);
        if (page.moves.size() < most_moves) {
            page.moves.push_back({book.person(move.person), move.from, move.to});
        }
    }
    page.stayed = static_cast<std::int64_t>(made.formed.grouping.group_of.size()) - page.moved - page.joined;
}

void show_made(const SiteNames& sites, const GroupProposal& proposal, ProposalPage& page) {
    const auto& made = *proposal.made;
    std::map<std::string, std::int64_t> before;
    for (const auto& seen : made.at_hand.groups) {
        if (seen.is_own) {
            before[seen.group.group.record.code] = std::ssize(seen.group.members);
        }
    }
    for (const auto& group : made.wanted.groups) {
        const auto was = before.find(group.code);
        page.groups.push_back({group.code, sites.of(group.place).value_or(""), group.time, std::ssize(group.people),
                               was == before.end() ? 0 : was->second});
        before.erase(group.code);
    }
    for (const auto& [code, size] : before) {
        page.ended.push_back(code);
    }
    page.diversity = shown(made.diversity);
    const double distance = made.formed.distance;
    if (made.bound > 0) {
        page.share_of_bound = distance / made.bound;
    }
    page.filled = static_cast<std::int64_t>(made.filled);
    for (const auto& cost : proposal.costs) {
        page.costs.push_back({cost.kind, distance > 0 ? cost.distance / distance - 1 : 0});
    }
    page.mean_km = made.formed.mean_km;
    page.farthest_km = made.formed.farthest_km;
}

/// Everybody whom a page of a proposal may name.
std::vector<PersonId> people_of(const GroupProposal& proposal) {
    std::vector<PersonId> people;
    const auto& asked = proposal.order.asked;
    for (const auto& pin : asked.pinned) {
        people.push_back(pin.person);
    }
    for (const auto* lists : {&asked.together, &asked.apart}) {
        for (const auto& list : *lists) {
            people.insert(people.end(), list.begin(), list.end());
        }
    }
    if (proposal.made) {
        for (const auto& move : proposal.made->moves) {
            people.push_back(move.person);
        }
    }
    return people;
}

Result<ProposalPage> proposal_page(Reader& reader, const Call& call, const GroupProposal& proposal) {
    const auto scope = call.scope(Purpose::operation);
    const auto& order = proposal.order;
    MINKA_TRY_ASSIGN(const auto teachers, planning::cycle_teachers(reader, scope, order.cycle, {order.on}));
    auto people = people_of(proposal);
    if (proposal.problem) {
        for (const auto& id : teachers.columns.front().cells) {
            MINKA_TRY_ASSIGN(const auto uuid, parse_uuid(id));
            people.push_back({uuid});
        }
    }
    MINKA_TRY_ASSIGN(const auto book, PersonBook::load(reader, call, teachers, order.on, people));
    MINKA_TRY_ASSIGN(const auto sites, SiteNames::load(reader, scope));
    ProposalPage page;
    page.proposal = item_of(proposal);
    if (page.proposal.problem) {
        page.proposal.problem = book.named(*page.proposal.problem);
    }
    show_rules(book, order.asked, page);
    if (proposal.made) {
        show_made(sites, proposal, page);
        show_difference(book, *proposal.made, page);
    }
    return page;
}

Result<ProposalPage> show_proposal(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto proposal, proposal_of(call));
    return proposal_page(reader, call, proposal);
}

Result<GroupMembers> show_proposed_members(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto proposal, proposal_of(call));
    const auto code = call.query("group").value_or("");
    if (!proposal.made) {
        return problem(ProblemCode::not_ready, "The groups are being formed; ask again in a moment.", "proposal");
    }
    const auto& made = *proposal.made;
    const auto found = std::ranges::find(made.wanted.groups, code, &planning::WantedGroup::code);
    if (found == made.wanted.groups.end()) {
        return problem(ProblemCode::not_found, "The proposal has no such group.", "group");
    }
    MINKA_TRY_ASSIGN(const auto book,
                     PersonBook::load(reader, call, made.at_hand.teachers, proposal.order.on, found->people));
    return GroupMembers{code, book.people(found->people), 0};
}

Result<HttpResponse> stop_proposal(const Call& call) {
    MINKA_TRY_ASSIGN(const auto proposal, proposal_of(call));
    MINKA_TRY_ASSIGN(const auto stopped, call.premises().groups.stop(call.programme(), proposal.id));
    return json_response(to_json_text(item_of(stopped)));
}

Result<GroupsApplied> record_proposal(Writer& writer, const Call& call, const GroupProposal& proposal) {
    const auto& order = proposal.order;
    MINKA_TRY_ASSIGN(const auto now, planning::groups_at_hand(writer, order.scope, order.cycle, {order.on}));
    if (!planning::is_unchanged(proposal.made->at_hand, now)) {
        return problem(ProblemCode::conflict,
                       "The groups or their teachers changed since these were formed; form them again.", "proposal");
    }
    MINKA_TRY_ASSIGN(const auto changes,
                     planning::record_groups(writer, now.cycle, proposal.made->wanted, order.on, [&] {
                         return call.premises().database.new_id<planning::TeacherGroupId>().uuid;
                     }));
    const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
    return GroupsApplied{count(changes.formed), count(changes.ended), count(changes.joined), count(changes.moved),
                         count(changes.left)};
}

Result<HttpResponse> apply_proposal(const Call& call) {
    MINKA_TRY_ASSIGN(const auto proposal, proposal_of(call));
    if (proposal.state == GroupProposalState::applied) {
        return problem(ProblemCode::conflict, "These groups are recorded already.", "proposal");
    }
    if (!proposal.made || proposal.state != GroupProposalState::ready) {
        return problem(ProblemCode::not_ready, "The groups are being formed; ask again in a moment.", "proposal");
    }
    if (call.scope(Purpose::operation).territory() != proposal.order.scope.territory()) {
        return problem(ProblemCode::forbidden, "Who formed these groups for their part of the land records them.",
                       "proposal");
    }
    MINKA_TRY_ASSIGN(const auto applied, call.premises().database.write(call.act("form groups"), [&](Writer& writer) {
        return record_proposal(writer, call, proposal);
    }));
    call.premises().groups.note_applied(proposal.id);
    return json_response(to_json_text(applied));
}

Route proposing(std::string_view path, std::string_view act, std::string_view summary, MakeSchema answer, RunCall run) {
    Route route;
    route.method = Method::post;
    route.path = path;
    route.admission = Admission::granted;
    route.permission = Permission::cycle_write;
    route.act = act;
    route.summary = summary;
    route.answer = answer;
    route.run = std::move(run);
    return route;
}

}  // namespace

std::vector<Route> group_routes() {
    const QueryParameter date{"as_of", QueryParameter::Kind::date, "The date; today when not given", {}};
    auto ask = proposing("/api/v1/programmes/{programme}/cycles/{cycle}/groups/proposals", "form groups",
                         "Form the groups of a cycle in the background; nothing is recorded before it is applied",
                         &schema_of<ProposalItem>, ask_for_groups);
    ask.body_limit = json_body_limit;
    ask.body = &schema_of<GroupsRequest>;
    return {
        read_route<GroupsPage>({"/api/v1/programmes/{programme}/cycles/{cycle}/groups",
                                Permission::cycle_read,
                                "The teacher groups of a cycle in one's land, and how diverse they are; no names",
                                {date}},
                               show_groups),
        read_route<GroupMembers>({"/api/v1/programmes/{programme}/cycles/{cycle}/groups/{group}/members",
                                  Permission::people_read,
                                  "Who is in a teacher group, without what they were grouped by",
                                  {date}},
                                 show_members),
        read_route<ListOf<ProposalItem>>({"/api/v1/programmes/{programme}/cycles/{cycle}/groups/proposals",
                                          Permission::cycle_write, "Groups that were formed since the server began"},
                                         list_proposals),
        std::move(ask),
        read_route<ProposalPage>(
            {"/api/v1/programmes/{programme}/cycles/{cycle}/groups/proposals/{proposal}", Permission::cycle_write,
             "Proposed groups: how far they are, what they would change, what each rule cost"},
            show_proposal),
        read_route<GroupMembers>({"/api/v1/programmes/{programme}/cycles/{cycle}/groups/proposals/{proposal}/members",
                                  Permission::cycle_write,
                                  "Who would be in a group",
                                  {{"group", QueryParameter::Kind::text, "The code of the group", {}}}},
                                 show_proposed_members),
        proposing("/api/v1/programmes/{programme}/cycles/{cycle}/groups/proposals/{proposal}/stop",
                  "stop forming groups", "End the search with the best that it found", &schema_of<ProposalItem>,
                  stop_proposal),
        proposing("/api/v1/programmes/{programme}/cycles/{cycle}/groups/proposals/{proposal}/apply", "form groups",
                  "Record the proposed groups, unless groups or teachers changed since", &schema_of<GroupsApplied>,
                  apply_proposal),
    };
}

}  // namespace minka::web
