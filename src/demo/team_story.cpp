#include "demo/team_story.h"

#include "base/check.h"
#include "demo/proof_scan.h"
#include "privacy/consent.h"
#include "programme/resolution_rules.h"
#include "programme/team_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace minka::demo {

using storage::Writer;

namespace {

/// Draws the lives of the teams of one UGEL after the other.
class LifeDrawing {
public:
    LifeDrawing(const TeamSpan& span, const programme::PedagogicalTeamRules& rules, std::uint64_t seed)
        : span_(span), rules_(rules), chance_(seed, "teams"), names_(chance_) {}

    std::vector<TeamLife> draw(const DemoSize& size, const PeruvianRegister& registers) {
        const auto outcomes = draw_outcomes(size);
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            draw_ugel(registers.ugel[registers.targeted[i]].id, outcomes[i]);
        }
        return std::move(lives_);
    }

private:
    std::vector<TeamOutcome> draw_outcomes(const DemoSize& size) {
        using enum TeamOutcome;
        std::vector<TeamOutcome> outcomes(static_cast<std::size_t>(size.ugel_constituted), constituted);
        constexpr std::array others{none, convened, formed, drafted, expired, lapsed};
        std::vector<double> weights;
        for (std::size_t i = 0; i < others.size(); ++i) {
            weights.push_back(chance_.uniform(0.5, 2.0));
        }
        const auto shares = split_total(size.ugel_targeted - size.ugel_constituted, weights, 1);
        for (std::size_t i = 0; i < others.size(); ++i) {
            outcomes.insert(outcomes.end(), static_cast<std::size_t>(shares[i]), others[i]);
        }
        chance_.shuffle(outcomes);
        return outcomes;
    }

    void draw_ugel(const registry::TerritoryId& ugel, TeamOutcome outcome) {
        const double way = chance_.uniform(0, 1);
        switch (outcome) {
            case TeamOutcome::none: return;
            case TeamOutcome::convened:
                lives_.push_back(convene(ugel, span_.year_opens, span_.told_on.plus_days(-10)));
                return;
            case TeamOutcome::formed:
                lives_.push_back(form(ugel, span_.year_opens, span_.told_on.plus_days(-70)));
                return;
            case TeamOutcome::drafted:
                lives_.push_back(form(ugel, span_.year_opens, span_.told_on.plus_days(-80)));
                lives_.back().drafted = lives_.back().formed->plus_days(chance_.between(3, 20));
                return;
            case TeamOutcome::expired: lives_.push_back(last_years(ugel)); return;
            case TeamOutcome::lapsed: draw_given_up(ugel, way); return;
            case TeamOutcome::constituted: draw_constituted(ugel, way); return;
        }
    }

    // A fifth reactivate the team of the year before; some go on with a late resolution of that year, which will run
    // out.
    void draw_constituted(const registry::TerritoryId& ugel, double way) {
        if (way < 0.22) {
            lives_.push_back(last_years(ugel));
            const auto previous = lives_.back().id;
            const auto from = std::max(span_.year_opens, lives_.back().activated->plus_days(5));
            lives_.push_back(issue(form(ugel, from, from.plus_days(60))));
            lives_.back().previous = previous;
        } else if (way < 0.32) {
            const auto late = span_.told_on.plus_months(-rules_.resolution_months).plus_days(30);
            lives_.push_back(issue(form(ugel, late, late.plus_days(50))));
        } else {
            lives_.push_back(issue(form(ugel, span_.year_opens, span_.told_on.plus_days(-120))));
        }
    }

    void draw_given_up(const registry::TerritoryId& ugel, double way) {
        if (way < 0.5) {
            lives_.push_back(form(ugel, span_.first_call, span_.first_call.plus_days(120)));
        } else {
            lives_.push_back(issue(form(ugel, span_.year_opens, span_.year_opens.plus_days(60))));
        }
        auto& life = lives_.back();
        const auto earliest = life.activated ? *life.activated : life.formed->plus_days(10);
        life.given_up = chance_.date_between(earliest.plus_days(5), span_.told_on.plus_days(-5));
    }

    // Its resolution has run out by the day the story is told.
    TeamLife last_years(const registry::TerritoryId& ugel) {
        const auto last = span_.told_on.plus_months(-rules_.resolution_months).plus_days(-90);
        return issue(form(ugel, span_.first_call, last.plus_days(-20)));
    }

    TeamLife convene(const registry::TerritoryId& ugel, LocalDate first, LocalDate last) {
        TeamLife life;
        life.ugel = ugel;
        life.convened = chance_.date_between(first, std::max(first, last));
        life.id = chance_.new_id<programme::TeamId>(life.convened);
        const int asked = chance_.between(rules_.minimum_members + 1, rules_.minimum_members + 5);
        for (int i = 0; i < asked; ++i) {
            add_member(life, i == 0);
        }
        return life;
    }

    // Membership is voluntary: some never answer, some withdraw later.
    void add_member(TeamLife& life, bool leads) {
        TeamMember member{draw_person(names_, chance_, life.convened), {}};
        auto& membership = member.membership;
        membership.id = chance_.new_id<programme::MembershipId>(life.convened);
        membership.team_id = life.id;
        membership.person_id = member.person.record.id;
        membership.role = leads ? "lidera" : "integrante";
        membership.invited_on = life.convened.plus_days(chance_.between(0, 4));
        const bool is_needed = std::ssize(life.members) < rules_.minimum_members;
        if (is_needed || chance_.happens(0.85)) {
            membership.accepted_on = membership.invited_on.plus_days(chance_.between(1, 12));
        }
        if (membership.accepted_on && !is_needed && chance_.happens(0.12)) {
            const auto withdrawn = membership.accepted_on->plus_days(chance_.between(30, 240));
            if (withdrawn <= span_.told_on) {
                membership.withdrawn_on = withdrawn;
            }
        }
        life.members.push_back(std::move(member));
    }

    TeamLife form(const registry::TerritoryId& ugel, LocalDate first, LocalDate last) {
        auto life = convene(ugel, first, last);
        life.formed = life.convened.plus_days(chance_.between(17, 35));
        return life;
    }

    TeamLife issue(TeamLife life) {
        life.drafted = life.formed->plus_days(chance_.between(1, 12));
        life.issued = life.drafted->plus_days(chance_.between(3, 40));
        life.valid_to = life.issued->plus_months(rules_.resolution_months);
        life.activated = life.issued->plus_days(chance_.between(3, 25));
        return life;
    }

    const TeamSpan& span_;
    const programme::PedagogicalTeamRules& rules_;
    Chance chance_;
    FictionalNames names_;
    std::vector<TeamLife> lives_;
};

/// Adds the steps of one team after the other.
class LifeSteps {
public:
    LifeSteps(Timeline& timeline, const programme::PedagogicalTeamRules& rules, const privacy::Vault& vault,
              std::uint64_t seed)
        : timeline_(timeline), rules_(rules), vault_(vault), chance_(seed, "team steps") {}

    void add(const TeamLife& life) {
        programme::Team team;
        team.id = life.id;
        team.territory_id = life.ugel;
        team.convened_on = life.convened;
        team.previous_id = life.previous;
        team.lead_person_id = life.members.front().person.record.id;
        timeline_.add(life.convened, [&life, team, &vault = vault_](Writer& writer) -> Result<> {
            std::vector<NamedPerson> people;
            for (const auto& member : life.members) {
                people.push_back(member.person);
            }
            MINKA_TRY(store_people(writer, vault, people));
            MINKA_TRY(programme::convene_team(writer, team));
            return {};
        });
        for (const auto& member : life.members) {
            add_membership(member.membership, life);
        }
        if (life.formed) {
            timeline_.add(*life.formed, [&life, &rules = rules_](Writer& writer) {
                return programme::form_team(writer, life.id, *life.formed, rules);
            });
        }
        if (life.drafted) {
            add_resolution(life);
        }
        if (life.given_up) {
            timeline_.add(*life.given_up,
                          [&life](Writer& writer) { return programme::lapse_team(writer, life.id, *life.given_up); });
        }
    }

private:
    void add_membership(const programme::Membership& membership, const TeamLife& life) {
        auto invitation = membership;
        invitation.accepted_on.reset();
        invitation.withdrawn_on.reset();
        timeline_.add(membership.invited_on,
                      [invitation](Writer& writer) { return programme::invite_member(writer, invitation); });
        if (!membership.accepted_on) {
            return;
        }
        const auto accepted = *membership.accepted_on;
        const registry::Role role{chance_.new_id<registry::RoleId>(accepted),
                                  membership.person_id,
                                  registry::PersonRole::team_member,
                                  registry::PlaceKind::territory,
                                  life.ugel.uuid,
                                  accepted,
                                  {}};
        timeline_.add(accepted, [&membership, role](Writer& writer) -> Result<> {
            MINKA_TRY(programme::accept_membership(writer, {membership.id, membership.person_id, role.valid_from}));
            return writer.create(role);
        });
        if (membership.withdrawn_on) {
            timeline_.add(*membership.withdrawn_on, [&membership, id = role.id](Writer& writer) -> Result<> {
                const auto on = *membership.withdrawn_on;
                MINKA_TRY(programme::withdraw_membership(writer, {membership.id, membership.person_id, on}));
                MINKA_TRY_ASSIGN(auto held, writer.require<registry::Role>(id));
                held.record.valid_to = on;
                MINKA_TRY(writer.change(held.record, held.version));
                return {};
            });
        }
    }

    void add_resolution(const TeamLife& life) {
        const auto id = chance_.new_id<programme::ResolutionId>(*life.drafted);
        const programme::ResolutionDraft draft{
            id, life.id, *life.drafted,
            "SE RESUELVE: Artículo 1. " + std::string(life.previous ? "REACTIVAR" : "CONFORMAR") +
                " el equipo técnico pedagógico de educación inicial de la UGEL, con los "
                "integrantes del anexo. Artículo 2. Notificar a quienes corresponda."};
        timeline_.add(*life.drafted, [draft](Writer& writer) -> Result<> {
            MINKA_TRY(programme::draft_resolution(writer, draft));
            return {};
        });
        if (!life.issued) {
            return;
        }
        const auto issued = *life.issued;
        const auto number = fmt::format("{:05}-{}", chance_.between(200, 4800), issued.year());
        timeline_.add(issued, [id, number, issued](Writer& writer) {
            return programme::number_resolution(writer, {id, number, issued});
        });
        const ScanPlace scan{chance_.new_id<privacy::AttachmentId>(issued).uuid, id.uuid};
        timeline_.add(
            issued, [id, number, scan, issued, valid_to = *life.valid_to, &vault = vault_](Writer& writer) -> Result<> {
                MINKA_TRY_ASSIGN(const auto hash, store_scan(writer, vault, scan, "Resolucion " + number));
                return programme::sign_resolution(writer, {id, "Dirección de la UGEL", hash, issued, valid_to});
            });
        const auto notified = issued.plus_days(chance_.between(1, 3));
        timeline_.add(notified,
                      [id, notified](Writer& writer) { return programme::notify_resolution(writer, id, notified); });
        timeline_.add(*life.activated,
                      [&life](Writer& writer) { return programme::activate_team(writer, life.id, *life.activated); });
    }

    Timeline& timeline_;
    const programme::PedagogicalTeamRules& rules_;
    const privacy::Vault& vault_;
    Chance chance_;
};

}  // namespace

std::vector<registry::PersonId> TeamLife::members_on(LocalDate date) const {
    std::vector<registry::PersonId> found;
    for (const auto& member : members) {
        if (programme::is_member_on(member.membership, date)) {
            found.push_back(member.membership.person_id);
        }
    }
    return found;
}

std::vector<TeamLife> draw_team_lives(const DemoSize& size, const PeruvianRegister& registers, const TeamSpan& span,
                                      const programme::PedagogicalTeamRules& rules, std::uint64_t seed) {
    return LifeDrawing(span, rules, seed).draw(size, registers);
}

void add_team_lives(Timeline& timeline, const std::vector<TeamLife>& lives,
                    const programme::PedagogicalTeamRules& rules, const privacy::Vault& vault, std::uint64_t seed) {
    LifeSteps steps(timeline, rules, vault, seed);
    for (const auto& life : lives) {
        steps.add(life);
    }
}

}  // namespace minka::demo
