#include "optimize/visit_book.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace minka::optimize {
namespace {

// Entries of 56 bytes.
constexpr std::size_t least_memory = 1U << 10U;
constexpr std::size_t most_memory = 1U << 22U;

}  // namespace

VisitBook::VisitBook(const VisitTask& task)
    : task_(&task),
      planner_(task),
      week_count_(task.weeks()),
      planned_(task.visits.size()),
      weeks_(task.pairs.size() * week_count_),
      memory_(std::make_shared<InsertionMemory>(std::clamp(100 * task.visits.size(), least_memory, most_memory))),
      visits_of_site_(task.sites.size()),
      even_gap_(task.sites.size()),
      absent_(task.visits.size()),
      is_touched_(weeks_.size()) {
    for (const auto& visit : task.visits) {
        ++visits_of_site_[visit.site];
    }
    for (std::size_t site = 0; site < task.sites.size(); ++site) {
        even_gap_[site] = static_cast<double>(task.days) / std::max(1U, visits_of_site_[site]);
    }
    find_open_days();
    for (std::size_t index = 0; index < weeks_.size(); ++index) {
        renew(index);
    }
    kinds_.reserve(task.visits.size());
    for (const auto& visit : task.visits) {
        kinds_.push_back(mixed(visit.site, std::bit_cast<std::uint64_t>(visit.length)));
    }
}

/// The first day of each visit when all go as early as its site is open, and the last one when all go late.
void VisitBook::find_open_days() {
    const auto count = task_->visits.size();
    first_day_.resize(count);
    last_day_.resize(count);
    const auto days = static_cast<int>(task_->days);
    const auto is_open = [&](std::size_t visit, int day) {
        return task_->sites[task_->visits[visit].site].days[static_cast<std::size_t>(day)] == DayState::open;
    };
    for (std::size_t visit = 0; visit < count; ++visit) {
        int day = task_->visits[visit].number == 0 ? 0 : first_day_[visit - 1] + task_->rules.least_gap;
        while (day < days && !is_open(visit, day)) {
            ++day;
        }
        first_day_[visit] = day;
    }
    for (auto visit = count; visit-- > 0;) {
        const bool is_last = visit + 1 == count || task_->visits[visit + 1].number == 0;
        int day = is_last ? days - 1 : last_day_[visit + 1] - task_->rules.least_gap;
        while (day >= 0 && !is_open(visit, day)) {
            --day;
        }
        last_day_[visit] = day;
    }
}

std::span<const WeekVisit> VisitBook::week_of(std::uint32_t visit) const {
    const auto& at = planned_[visit];
    return week(at.pair, at.day / 7);
}

/// The nearest visit of the same site, before (-1) or after (1), that has a day.
std::optional<std::uint32_t> VisitBook::neighbour(std::uint32_t visit, int step) const {
    auto index = static_cast<std::int64_t>(visit) + step;
    while (index >= 0 && index < static_cast<std::int64_t>(task_->visits.size()) &&
           task_->visits[static_cast<std::size_t>(index)].site == task_->visits[visit].site) {
        if (planned_[static_cast<std::size_t>(index)].is_planned) {
            return static_cast<std::uint32_t>(index);
        }
        index += step;
    }
    return std::nullopt;
}

DayWindow VisitBook::window(std::uint32_t visit) const {
    const auto& at = task_->visits[visit];
    const auto& rules = task_->rules;
    DayWindow days;
    days.first = first_day_[visit];
    days.last = last_day_[visit];
    if (!at.locked_day) {
        days.first = std::max(days.first, task_->rules.first_day);
    }
    const double even = even_gap_[at.site];
    days.wished = (at.number + 0.5) * even;
    const auto before = neighbour(visit, -1);
    const auto after = neighbour(visit, 1);
    if (before) {
        const int steps = static_cast<int>(visit - *before);
        const int day = static_cast<int>(planned_[*before].day);
        days.first = std::max(days.first, day + steps * rules.least_gap);
        days.last = std::min(days.last, day + steps * rules.most_gap);
        days.wished = day + steps * even;
    }
    if (after) {
        const int steps = static_cast<int>(*after - visit);
        const int day = static_cast<int>(planned_[*after].day);
        days.first = std::max(days.first, day - steps * rules.most_gap);
        days.last = std::min(days.last, day - steps * rules.least_gap);
        days.wished = before ? (days.wished + day - steps * even) / 2 : day - steps * even;
    }
    return days;
}

/// What ties two visits of a site together, none of which is planned between them.
double VisitBook::link(std::uint32_t first, std::uint32_t second) const {
    const auto& one = planned_[first];
    const auto& other = planned_[second];
    const double steps = std::abs(static_cast<double>(first) - static_cast<double>(second));
    const double gap = std::abs(static_cast<double>(one.day) - static_cast<double>(other.day));
    return task_->weights.gap_day * std::abs(gap - steps * even_gap_[task_->visits[first].site]) +
           (one.pair != other.pair ? task_->weights.new_pair : 0);
}

VisitBook::Links VisitBook::links_of(std::uint32_t visit) const {
    Links links;
    const double even = even_gap_[task_->visits[visit].site];
    const auto before = neighbour(visit, -1);
    const auto after = neighbour(visit, 1);
    if (before) {
        const auto& at = planned_[*before];
        links.neighbours[0] = {true, at.pair, at.day + (visit - *before) * even};
    }
    if (after) {
        const auto& at = planned_[*after];
        links.neighbours[1] = {true, at.pair, at.day - (*after - visit) * even};
    }
    links.without = before && after ? link(*before, *after) : 0;
    return links;
}

/// Whether the visits of a day are not too long together, were there no way between them.
bool VisitBook::fits_into_day(std::uint32_t visit, std::span<const WeekVisit> visits, std::uint32_t day) const {
    const auto& asked = task_->visits[visit];
    Minutes length = asked.length;
    Minutes opens = task_->sites[asked.site].opens;
    Minutes closes = task_->sites[asked.site].closes;
    for (std::size_t i = 0; i < visits.size() && visits[i].day == day; ++i) {
        const auto& other = task_->visits[visits[i].visit];
        length += other.length;
        opens = std::min(opens, task_->sites[other.site].opens);
        closes = std::max(closes, task_->sites[other.site].closes);
    }
    return length <= closes - opens;
}

/// The cheapest position among the visits of the day.
void VisitBook::work_out(std::uint32_t visit, std::uint32_t pair, std::uint32_t day, WeekInsertions& known) const {
    const auto weekday = day % 7;
    known.known_days = static_cast<std::uint8_t>(known.known_days | 1U << weekday);
    known.costs[weekday] = std::numeric_limits<float>::infinity();
    const auto& at = weeks_[pair * week_count_ + day / 7];
    const double before = at.cost.travel + task_->weights.night * at.cost.nights;
    double best = std::numeric_limits<double>::infinity();
    std::uint32_t position = 0;
    while (position < at.visits.size() && at.visits[position].day < day) {
        ++position;
    }
    if (!fits_into_day(visit, std::span(at.visits).subspan(position), day)) {
        return;
    }
    trial_.assign(at.visits.begin(), at.visits.end());
    trial_.insert(trial_.begin() + position, {visit, day});
    for (;; ++position) {
        const auto week = planner_.cost(pair, day / 7, trial_);
        const double cost = week.travel + task_->weights.night * week.nights - before;
        if (week.is_possible && cost < best) {
            best = cost;
            known.costs[weekday] = static_cast<float>(cost);
            known.positions[weekday] = static_cast<std::uint8_t>(position);
            known.more_nights[weekday] =
                static_cast<std::int8_t>(static_cast<int>(week.nights) - static_cast<int>(at.cost.nights));
            known.more_money[weekday] =
                task_->money.most > 0 ? static_cast<float>(planner_.money(pair, day / 7, trial_) - at.money) : 0;
        }
        if (position + 1 >= trial_.size() || trial_[position + 1].day != day) {
            return;
        }
        std::swap(trial_[position], trial_[position + 1]);
    }
}

void VisitBook::renew(std::size_t index) {
    auto& week = weeks_[index];
    const auto pair = index / week_count_;
    const auto number = index % week_count_;
    week.cost = planner_.cost(pair, number, week.visits);
    // A week that cannot be travelled has no days to be paid.
    week.money = task_->money.most > 0 && week.cost.is_possible ? planner_.money(pair, number, week.visits) : 0;
    week.key = index;
    for (const auto& each : week.visits) {
        week.key = mixed(week.key, std::uint64_t{each.visit} << 32U | each.day);
    }
}

bool VisitBook::is_open(std::uint32_t visit, std::uint32_t pair, int day) const {
    const auto index = static_cast<std::size_t>(day);
    return task_->sites[task_->visits[visit].site].days[index] == DayState::open &&
           task_->pairs[pair].is_available[index] != 0;
}

Minutes VisitBook::detour(std::uint32_t visit, std::size_t pair, std::size_t week) const {
    const auto place = task_->sites[task_->visits[visit].site].place;
    const auto base = task_->pairs[pair].base;
    const auto& visits = weeks_[pair * week_count_ + week].visits;
    const auto place_of = [&](std::size_t index) {
        return index == visits.size() ? base : task_->sites[task_->visits[visits[index].visit].site].place;
    };
    Minutes least = std::numeric_limits<Minutes>::infinity();
    for (std::size_t from = 0; from <= visits.size(); ++from) {
        for (std::size_t to = 0; to <= visits.size(); ++to) {
            least = std::min(least, task_->road(place_of(from), place) + task_->road(place, place_of(to)) -
                                        task_->road(place_of(from), place_of(to)));
        }
    }
    return least;
}

bool VisitBook::may_do_more_of_site(std::uint32_t visit, std::uint32_t pair) const {
    if (task_->rules.most_of_site == 0) {
        return true;
    }
    std::uint32_t made = 0;
    const auto first = visit - task_->visits[visit].number;
    for (auto other = first; other < first + visits_of_site_[task_->visits[visit].site]; ++other) {
        made += planned_[other].is_planned && planned_[other].pair == pair ? 1U : 0U;
    }
    return made < task_->rules.most_of_site;
}

bool VisitBook::can_go_alone(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const {
    const std::array<WeekVisit, 1> alone{{{visit, day}}};
    return planner_.cost(pair, day / 7, alone).is_possible;
}

bool VisitBook::has_room(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const {
    auto& known = insertions(visit, pair * week_count_ + day / 7);
    if ((known.known_days >> (day % 7) & 1U) == 0) {
        work_out(visit, pair, day, known);
    }
    return std::isfinite(known.costs[day % 7]);
}

VisitPlace VisitBook::place_on(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const {
    VisitPlace best;
    const auto days = window(visit);
    const auto at = static_cast<int>(day);
    if (at >= days.first && at <= days.last && is_open(visit, pair, at) && may_do_more_of_site(visit, pair) &&
        (task_->visits[visit].topics & ~task_->pairs[pair].topics) == 0) {
        try_day(visit, pair, day, links_of(visit), insertions(visit, pair * week_count_ + day / 7), best,
                [] { return false; });
    }
    return best;
}

void VisitBook::touch(std::size_t index) {
    if (is_touched_[index] == 0) {
        is_touched_[index] = 1;
        weeks_before_.emplace_back(index, weeks_[index]);
    }
}

void VisitBook::count_week(std::size_t index, double sign) {
    const auto& week = weeks_[index].cost;
    travel_ += sign * week.travel;
    nights_ = sign > 0 ? nights_ + week.nights : nights_ - week.nights;
    money_ += sign * weeks_[index].money;
    cost_ = travel_ + task_->weights.night * static_cast<double>(nights_) + links_;
}

void VisitBook::insert(std::uint32_t visit, const VisitPlace& where) {
    const auto index = where.pair * week_count_ + where.day / 7;
    touch(index);
    visits_before_.emplace_back(visit, planned_[visit]);
    links_ += links(visit, where.pair, where.day);
    count_week(index, -1);
    auto& week = weeks_[index];
    week.visits.insert(week.visits.begin() + where.position, {visit, where.day});
    renew(index);
    count_week(index, 1);
    planned_[visit] = {true, where.day, where.pair, VisitBlock::none};
    --absent_;
}

void VisitBook::remove(std::uint32_t visit) {
    const auto at = planned_[visit];
    const auto index = at.pair * week_count_ + at.day / 7;
    touch(index);
    visits_before_.emplace_back(visit, at);
    planned_[visit].is_planned = false;
    links_ -= links(visit, at.pair, at.day);
    count_week(index, -1);
    auto& week = weeks_[index];
    std::erase_if(week.visits, [&](const WeekVisit& each) { return each.visit == visit; });
    renew(index);
    count_week(index, 1);
    ++absent_;
}

void VisitBook::begin() {
    for (const auto& [index, week] : weeks_before_) {
        is_touched_[index] = 0;
    }
    weeks_before_.clear();
    visits_before_.clear();
    links_before_ = links_;
}

bool VisitBook::is_possible() const {
    if (!keeps_budget()) {
        return false;
    }
    return std::ranges::all_of(weeks_before_,
                               [&](const auto& before) { return weeks_[before.first].cost.is_possible; });
}

void VisitBook::take_back() {
    for (auto& [index, week] : weeks_before_) {
        count_week(index, -1);
        std::swap(weeks_[index], week);
        count_week(index, 1);
    }
    for (auto change = visits_before_.rbegin(); change != visits_before_.rend(); ++change) {
        absent_ = planned_[change->first].is_planned ? absent_ + 1 : absent_;
        planned_[change->first] = change->second;
        absent_ = planned_[change->first].is_planned ? absent_ - 1 : absent_;
    }
    links_ = links_before_;
    cost_ = travel_ + task_->weights.night * static_cast<double>(nights_) + links_;
    begin();
}

void VisitBook::recount() {
    links_ = 0;
    for (std::uint32_t visit = 0; visit < planned_.size(); ++visit) {
        if (!planned_[visit].is_planned) {
            continue;
        }
        const auto before = neighbour(visit, -1);
        links_ += before ? link(visit, *before) : 0;
        const auto& at = task_->visits[visit];
        links_ += at.former_day && (*at.former_day != planned_[visit].day || *at.former_pair != planned_[visit].pair)
                      ? task_->weights.moved
                      : 0;
    }
    travel_ = 0;
    nights_ = 0;
    money_ = 0;
    for (std::size_t index = 0; index < weeks_.size(); ++index) {
        count_week(index, 1);
    }
}

}  // namespace minka::optimize
