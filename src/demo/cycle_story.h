#pragma once

#include "demo/answer_model.h"
#include "demo/timeline.h"
#include "privacy/vault.h"
#include "programme/cycle_rules.h"
#include "programme/programme_folder.h"
#include "programme/wave_rules.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace minka::demo {

/// When the steps of a cycle are taken.
struct CycleDates {
    LocalDate convened;
    LocalDate starts;
    LocalDate agreed;
    LocalDate runs;
    LocalDate before_opens;
    LocalDate before_closes;
    LocalDate after_opens;
    LocalDate after_closes;
    LocalDate closes;  ///< The state "closing".
    LocalDate ends;
};

/// A community that agrees for the schools in its territory.
struct Community {
    registry::TerritoryId territory;
    std::string name;
};

/// A school that is invited, with whom its forms are for.
struct InvitedSchool {
    registry::SchoolId school;
    std::size_t community = 0;
    std::map<std::string, int, std::less<>> eligible;  ///< By informant.
    double share_of_age = 1;                           ///< Of students, for facets that ask for more than ten years.
};

struct CycleSetting {
    std::string code;
    std::string name;
    CycleDates dates;
    std::int64_t programme_version = 1;
    std::string authority;  ///< "Consejo comunitario de": the community's name follows.
    std::string authority_kind;
    std::vector<std::string> decisions;  ///< "subject|decision|rationale|decided by"
    /// Of a programme of teams no school takes part: its waves only ask people of some.
    enum class Schools { take_part, only_answer } schools = Schools::take_part;
};

/// A cycle from its call to its closing, as it goes in the field: communities that set conditions, one that forbids
/// publication, one that suspends its agreement, schools that pause or leave with their reason, schools without a wave
/// and schools where few answer.
class CycleStory {
public:
    CycleStory(CycleSetting setting, std::vector<Community> communities, std::vector<InvitedSchool> schools,
               const programme::ProgrammeFolder& folder, std::uint64_t seed);

    /// Adds every step, but for the answers: they come in while their wave is open. The story and the vault outlive the
    /// timeline.
    void add_to(Timeline& timeline, const privacy::Vault& vault) const;

    /// The answers of every informant in a wave. Problems: those of AnswerModel::make.
    Result<std::vector<measurement::ResponseRows>> draw_answers(AnswerModel::Wave wave) const;

    const programme::Wave& wave(AnswerModel::Wave which) const {
        return which == AnswerModel::Wave::before ? before_ : after_;
    }
    /// Whether a school (by its place among those invited) joined by a date, and has neither paused nor left.
    bool takes_part(std::size_t school, LocalDate on) const;

    const programme::Cycle& cycle() const { return cycle_; }
    const CycleDates& dates() const { return setting_.dates; }

private:
    /// What becomes of a school.
    struct Fate {
        LocalDate joined;
        std::optional<LocalDate> paused;
        std::optional<LocalDate> resumed;
        std::optional<LocalDate> exited;
        std::string reason;
        bool answers_before = true;
        bool answers_after = true;
        double response = 0.85;  ///< Share of the eligible who answer.
        SchoolClimate climate;
    };

    void draw_fates(Chance& chance);
    void draw_fate(Fate& fate, Chance& chance) const;
    void suspend_school(Fate& fate) const;
    void add_agreements(Timeline& timeline, const privacy::Vault& vault, Chance& chance) const;
    void add_agreement(Timeline& timeline, const privacy::Vault& vault, std::size_t community, Chance& chance) const;
    void add_participation(Timeline& timeline, Chance& chance) const;
    void add_decisions(Timeline& timeline, Chance& chance) const;
    void add_wave(Timeline& timeline, const programme::Wave& wave, Chance& chance) const;
    bool answers_in(const Fate& fate, AnswerModel::Wave wave) const;

    CycleSetting setting_;
    std::vector<Community> communities_;
    std::vector<InvitedSchool> schools_;
    const programme::ProgrammeFolder& folder_;
    std::uint64_t seed_;
    programme::Cycle cycle_;
    programme::Wave before_;
    programme::Wave after_;
    std::vector<Fate> fates_;
    std::size_t silent_community_ = 0;     ///< Forbids publication.
    std::size_t suspended_community_ = 0;  ///< Suspends its agreement.
    LocalDate suspended_on_;
};

}  // namespace minka::demo
