#pragma once

#include "measurement/observation.h"
#include "planning/visit.h"
#include "web/json_shape.h"

namespace minka::web {

/// An episode without a word of what its sheets say.
struct EpisodeItem {
    std::string code;
    measurement::EpisodeState state{};
    measurement::SealCheck seals{};
    std::int64_t sealed = 0;  ///< Sheets of observers that are here.
    bool has_consensus = false;
    std::optional<LocalDate> on;
    std::optional<planning::VisitId> visit_id;  ///< Nothing when the sheet names none, or one that is not planned.
    std::string school;                         ///< Empty without a visit.
    std::string place;
};
MINKA_JSON(EpisodeItem, (code, state, seals, sealed, has_consensus, on, visit_id, school, place))

struct EpisodeObserver {
    measurement::ObservationSeat seat{};
    registry::PersonId person_id;
    std::string name;  ///< Empty for somebody erased.
};
MINKA_JSON(EpisodeObserver, (seat, person_id, name))

/// A practice as the two saw it, once both are sealed.
struct EpisodePractice {
    std::string practice;
    std::string name;  ///< As the form calls it.
    std::optional<std::int64_t> first;
    std::optional<std::int64_t> second;
    std::string first_evidence;
    std::string second_evidence;
    std::optional<std::int64_t> agreed;
    std::string reason;
    bool differs = false;      ///< By more than one point.
    bool owes_reason = false;  ///< The consensus says nothing of it, or there is none.
};
MINKA_JSON(EpisodePractice,
           (practice, name, first, second, first_evidence, second_evidence, agreed, reason, differs, owes_reason))

struct EpisodeRelease {
    std::string first_signer;
    std::string second_signer;
    std::string reason;
    LocalDate released_on;
};
MINKA_JSON(EpisodeRelease, (first_signer, second_signer, reason, released_on))

struct EpisodePage {
    EpisodeItem episode;
    std::string teacher;
    std::vector<EpisodeObserver> observers;
    bool is_open = false;                    ///< Both are sealed, or the one was released.
    std::vector<EpisodePractice> practices;  ///< Empty while it is shut, for everybody.
    std::optional<EpisodeRelease> release;
    bool may_release = false;
    bool has_page = false;  ///< The teacher's page can be printed.
};
MINKA_JSON(EpisodePage, (episode, teacher, observers, is_open, practices, release, may_release, has_page))

struct EpisodeReleaseRequest {
    std::string reason;
    registry::PersonId first;
    registry::PersonId second;
    std::optional<LocalDate> on;  ///< Today when not given.
};
MINKA_JSON(EpisodeReleaseRequest, (reason, first, second, on))

enum class ObserverStanding { certified, waived, lapsed, failed, none };
BOOST_DESCRIBE_ENUM(ObserverStanding, certified, waived, lapsed, failed, none)

struct ObserverItem {
    registry::PersonId person_id;
    std::string name;
    std::string pair;
    ObserverStanding standing{};
    std::optional<LocalDate> certified_on;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
    std::int64_t codes = 0;             ///< Compared with the master's.
    std::int64_t exact = 0;
    std::int64_t within_one = 0;
    std::optional<std::string> waiver_reason;
};
MINKA_JSON(ObserverItem,
           (person_id, name, pair, standing, certified_on, valid_to, codes, exact, within_one, waiver_reason))

struct ObserverBoard {
    std::optional<std::int64_t> master;  ///< The number of the master codes in force; nothing when none are declared.
    std::optional<LocalDate> declared_on;
    bool may_certify = false;
    std::vector<ObserverItem> observers;  ///< Of the pairs that stand today, by pair and name.
};
MINKA_JSON(ObserverBoard, (master, declared_on, may_certify, observers))

struct CertificateRequest {
    std::string codes;  ///< A table with the columns episode, practice and code, as CSV.
    std::optional<LocalDate> on;
};
MINKA_JSON(CertificateRequest, (codes, on))

struct WaiverRequest {
    std::string reason;
    registry::PersonId first;
    registry::PersonId second;
    std::optional<LocalDate> until;  ///< A year from today when not given.
};
MINKA_JSON(WaiverRequest, (reason, first, second, until))

}  // namespace minka::web
