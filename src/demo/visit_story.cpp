#include "demo/visit_story.h"

#include "base/check.h"
#include "planning/pair_store.h"
#include "planning/visit_store.h"
#include "registry/security_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace minka::demo {

namespace {

using planning::Visit;
using planning::VisitAct;
using planning::VisitCause;
using planning::VisitStep;
using storage::Writer;

struct Middle {
    std::string_view department;
    double latitude;
    double longitude;
};

constexpr std::array middles{
    Middle{"05", 7.0, -75.5},  Middle{"08", 10.5, -75.0}, Middle{"11", 4.5, -74.0},  Middle{"13", 9.0, -74.5},
    Middle{"15", 6.0, -73.0},  Middle{"17", 5.5, -75.5},  Middle{"18", 1.0, -74.0},  Middle{"19", 2.5, -77.0},
    Middle{"20", 9.5, -73.5},  Middle{"23", 8.5, -75.5},  Middle{"25", 5.0, -74.0},  Middle{"27", 6.0, -77.0},
    Middle{"41", 2.5, -75.5},  Middle{"44", 11.5, -72.5}, Middle{"47", 10.0, -74.5}, Middle{"50", 3.5, -73.0},
    Middle{"52", 1.5, -78.0},  Middle{"54", 8.0, -73.0},  Middle{"63", 4.5, -75.5},  Middle{"66", 5.0, -76.0},
    Middle{"68", 6.5, -73.5},  Middle{"70", 9.0, -75.0},  Middle{"73", 4.0, -75.0},  Middle{"76", 4.0, -76.5},
    Middle{"81", 6.5, -71.0},  Middle{"85", 5.5, -71.5},  Middle{"86", 0.5, -76.0},  Middle{"88", 12.5, -81.5},
    Middle{"91", -1.5, -71.5}, Middle{"94", 2.5, -69.0},  Middle{"95", 2.0, -72.5},  Middle{"97", 0.5, -70.5},
    Middle{"99", 4.5, -69.5},
};

constexpr double most_hours_for_a_visit = 2;
constexpr int open_days = 5;  // before the day of the telling

/// Draws each visit's fate and puts its steps on the timeline.
class VisitTeller {
public:
    VisitTeller(Timeline& timeline, const ColombianRegister& registers, const CycleStory& story,
                const planning::CalendarSet& calendars, const VisitSetting& setting, std::uint64_t seed)
        : timeline_(timeline),
          registers_(registers),
          story_(story),
          calendars_(calendars),
          setting_(setting),
          chance_(seed, "visits") {
        const auto land = calendars.at(registers.municipalities.front().code).value();
        for (auto date = setting.first; date <= setting.told_on; date = date.plus_days(1)) {
            if (land.day(date).is_school_day) {
                days_.push_back(date);
            }
        }
        MINKA_CHECK(!days_.empty());
    }

    void tell() {
        std::vector<registry::PersonId> mediators;
        for (const auto& role : registers_.roles) {
            if (role.role == registry::PersonRole::mediator) {
                mediators.push_back(role.person_id);
            }
        }
        const auto pairs = mediators.size() / 2;
        for (std::size_t i = 0; i < pairs; ++i) {
            const auto first = i * registers_.schools.size() / pairs;
            const auto last = (i + 1) * registers_.schools.size() / pairs;
            const auto pair = form(i, mediators[2 * i], mediators[2 * i + 1], first);
            for (auto school = first; school < last; ++school) {
                tell_school(pair, school, school - first, last - first);
            }
        }
        const auto& calendars = calendars_;
        timeline_.add(setting_.first.plus_days(-1),
                      [fresh = std::move(fresh_), today = setting_.first.plus_days(-1), &calendars](Writer& writer) {
                          return planning::propose_visits(writer, fresh, today, calendars);
                      });
        for (auto& [date, steps] : steps_) {
            for (auto& step : steps) {
                timeline_.add(date, std::move(step));
            }
        }
    }

private:
    planning::MediatorPairId form(std::size_t number, registry::PersonId one, registry::PersonId other,
                                  std::size_t school) {
        const auto since = setting_.first.plus_days(-14);
        planning::MediatorPair pair;
        pair.id = chance_.new_id<planning::MediatorPairId>(since);
        pair.code = fmt::format("P-{:02}", number + 1);
        pair.base_id = registers_.schools[school].civil_territory_id;
        pair.topics = "emociones,mediacion,liderazgo,inclusion";
        pair.languages = "es";
        pair.weekly_hours = 44;
        pair.nights = 4;
        pair.valid_from = since;
        std::vector<planning::PairMember> people;
        for (const auto& person : {one, other}) {
            people.push_back({chance_.new_id<planning::PairMemberId>(since), pair.id, person, since, {}});
        }
        timeline_.add(since, [pair, people](Writer& writer) { return planning::form_pair(writer, pair, people); });
        return pair.id;
    }

    void tell_school(planning::MediatorPairId pair, std::size_t school, std::size_t turn, std::size_t turns) {
        const auto count = setting_.sequence.size();
        for (std::size_t number = 0; number < count; ++number) {
            const auto date = days_[(number * turns + turn) * days_.size() / (count * turns)];
            if (!story_.takes_part(school, date)) {
                continue;
            }
            Visit visit;
            visit.id = chance_.new_id<planning::VisitId>(setting_.first);
            visit.cycle_id = story_.cycle().id;
            visit.school_id = registers_.schools[school].id;
            visit.site_id = main_site(school);
            visit.number = static_cast<std::int64_t>(number) + 1;
            visit.code = setting_.sequence[number].code;
            visit.moment = setting_.sequence[number].moment;
            visit.pair_id = pair;
            visit.planned_on = date;
            fresh_.push_back({visit, chance_.new_id<planning::VisitEventId>(setting_.first)});
            tell_visit(visit);
        }
    }

    registry::SiteId main_site(std::size_t school) const {
        const auto found = std::ranges::find(registers_.sites, registers_.schools[school].code, &registry::Site::code);
        MINKA_CHECK(found != registers_.sites.end());
        return found->id;
    }

    void add(const Visit& visit, VisitStep step) {
        planning::StepOrder order{
            visit.id, chance_.new_id<planning::VisitEventId>(step.happened_on), std::move(step), {}};
        order.today = order.step.happened_on;
        const auto& calendars = calendars_;
        steps_[order.today].emplace_back([order, &calendars](Writer& writer) -> Result<> {
            MINKA_TRY(planning::record_step(writer, order, calendars));
            return {};
        });
    }

    VisitStep step(VisitAct act, LocalDate on) {
        VisitStep made;
        made.act = act;
        made.happened_on = on;
        if (act == VisitAct::agree) {
            constexpr std::array offices{"rectora", "rector", "directora rural", "coordinadora"};
            constexpr std::array channels{planning::VisitChannel::call, planning::VisitChannel::call,
                                          planning::VisitChannel::message, planning::VisitChannel::radio};
            made.said_by = chance_.pick(offices);
            made.channel = chance_.pick(channels);
        }
        return made;
    }

    VisitStep with_cause(VisitAct act, LocalDate on) {
        constexpr std::array causes{VisitCause::weather,   VisitCause::road_or_river, VisitCause::road_or_river,
                                    VisitCause::community, VisitCause::pair,          VisitCause::security};
        constexpr std::array<std::string_view, 6> notes{"Lluvia desde la madrugada", "Río crecido",
                                                        "Derrumbe en la vía",        "Duelo en la vereda",
                                                        "Incapacidad médica",        "Alerta en la zona"};
        auto made = step(act, on);
        const auto which = chance_.below(causes.size());
        made.cause = causes[which];
        made.note = std::string(notes[which]);
        return made;
    }

    LocalDate school_day_before(LocalDate date) const {
        const auto found = std::ranges::lower_bound(days_, date);
        return found == days_.begin() ? date : std::max(*std::prev(found), date.plus_days(-3));
    }

    void tell_visit(const Visit& visit) {
        const auto date = visit.planned_on;
        const bool is_open = date > setting_.told_on.plus_days(-open_days);
        if (is_open && chance_.happens(0.3)) {
            return;  // still to agree
        }
        add(visit, step(VisitAct::agree, std::max(setting_.first, date.plus_days(-chance_.between(6, 20)))));
        if (is_open && chance_.happens(0.4)) {
            return;
        }
        const auto eve = school_day_before(date);
        if (eve >= setting_.first && chance_.happens(0.02)) {
            add(visit, with_cause(VisitAct::call_off, eve));
            try_again(visit);
            return;
        }
        add(visit, step(VisitAct::confirm, std::max(setting_.first, eve)));
        if (is_open && chance_.happens(0.6)) {
            return;
        }
        auto left = step(VisitAct::depart, date);
        left.expected_at = Instant{instant_on(date, 13).microseconds};  // eight in the morning there
        add(visit, std::move(left));
        if (is_open) {
            return;  // on the road
        }
        add(visit, step(VisitAct::arrive, date));
        come_out(visit, date);
    }

    void come_out(const Visit& visit, LocalDate date) {
        if (chance_.happens(0.02)) {
            add(visit, with_cause(VisitAct::fail, date));
            try_again(visit);
            return;
        }
        add(visit, chance_.happens(0.04) ? with_cause(VisitAct::hold_partly, date) : step(VisitAct::hold, date));
        const auto told = date.plus_days(chance_.between(1, 5));
        if (told <= setting_.told_on) {
            add(visit, step(VisitAct::report, told));
        }
        const auto given = told.plus_days(chance_.between(2, 20));
        if (given <= setting_.told_on && chance_.happens(0.8)) {
            add(visit, step(VisitAct::give_back, given));
        }
    }

    // Planned anew some days later, and held then; what fails late in the cycle stays open.
    void try_again(const Visit& failed) {
        const auto later = std::ranges::lower_bound(days_, failed.planned_on.plus_days(12));
        if (later == days_.end() || *later > setting_.told_on.plus_days(-3 * open_days) || chance_.happens(0.15)) {
            return;
        }
        auto fresh = failed;
        fresh.id = chance_.new_id<planning::VisitId>(failed.planned_on);
        fresh.planned_on = *later;
        const auto on = failed.planned_on.plus_days(2);
        const planning::RetryOrder order{failed.id, {fresh, chance_.new_id<planning::VisitEventId>(on)}, on};
        const auto& calendars = calendars_;
        steps_[on].emplace_back([order, &calendars](Writer& writer) -> Result<> {
            MINKA_TRY(planning::plan_again(writer, order, calendars));
            return {};
        });
        add(fresh, step(VisitAct::agree, on.plus_days(1)));
        add(fresh, step(VisitAct::confirm, std::max(on.plus_days(1), school_day_before(fresh.planned_on))));
        add(fresh, step(VisitAct::depart, fresh.planned_on));
        add(fresh, step(VisitAct::hold, fresh.planned_on));
        add(fresh, step(VisitAct::report, fresh.planned_on.plus_days(2)));
    }

    Timeline& timeline_;
    const ColombianRegister& registers_;
    const CycleStory& story_;
    const planning::CalendarSet& calendars_;
    const VisitSetting& setting_;
    Chance chance_;
    std::vector<LocalDate> days_;  ///< Of school, in the whole country.
    std::vector<planning::NewVisit> fresh_;
    std::map<LocalDate, std::vector<Timeline::Step>> steps_;
};

}  // namespace

void place_sites(ColombianRegister& registers, std::uint64_t seed) {
    Chance chance(seed, "coordinates");
    std::map<registry::TerritoryId, std::pair<double, double>> places;
    for (const auto& municipality : registers.municipalities) {
        const auto middle =
            std::ranges::find(middles, std::string_view(municipality.code).substr(0, 2), &Middle::department);
        MINKA_CHECK(middle != middles.end());
        places[municipality.id] = {middle->latitude + chance.uniform(-0.5, 0.5),
                                   middle->longitude + chance.uniform(-0.5, 0.5)};
    }
    std::map<registry::SchoolId, registry::TerritoryId> lands;
    for (const auto& school : registers.schools) {
        lands[school.id] = school.civil_territory_id;
    }
    for (auto& site : registers.sites) {
        const auto [latitude, longitude] = places.at(lands.at(site.school_id));
        site.latitude = latitude + chance.uniform(-0.08, 0.08);
        site.longitude = longitude + chance.uniform(-0.08, 0.08);
        // Where classes are visited from; farther sites are reached from theirs.
        if (site.access_hours && *site.access_hours > most_hours_for_a_visit && site.name == "Sede Principal") {
            site.access_hours = most_hours_for_a_visit;
            site.overnight = false;
        }
    }
}

void add_visits(Timeline& timeline, const ColombianRegister& registers, const CycleStory& story,
                const planning::CalendarSet& calendars, const privacy::Vault& vault, const VisitSetting& setting,
                std::uint64_t seed) {
    Chance chance(seed, "security");
    for (std::size_t school = 3; school < registers.schools.size(); school += 40) {
        const auto subject = registers.schools[school].id.uuid;
        const auto id = chance.new_id<registry::SecurityLevelId>(setting.first);
        timeline.add(setting.first.plus_days(-20),
                     [&vault, subject, id, from = setting.first.plus_days(-20)](Writer& writer) {
                         return registry::set_security_level(writer, vault, subject, registry::Danger::high, from, id);
                     });
    }
    VisitTeller(timeline, registers, story, calendars, setting, seed).tell();
}

}  // namespace minka::demo
