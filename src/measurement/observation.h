#pragma once

#include "measurement/observation_projection.h"
#include "registry/person.h"
#include "storage/writer.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace minka::measurement {

using ObservationReleaseId = Id<struct ObservationReleaseTag>;

/// Two people open the one sheet of an episode whose partner never sealed.
struct ObservationRelease {
    ObservationReleaseId id;
    std::string episode;
    registry::PersonId first_signer_id;
    registry::PersonId second_signer_id;
    std::string reason;
    LocalDate released_on;
};
BOOST_DESCRIBE_STRUCT(ObservationRelease, (), (id, episode, first_signer_id, second_signer_id, reason, released_on))

enum class EpisodeState {
    waiting,       ///< One sheet is sealed; nobody sees it.
    both_sealed,   ///< Open: differences are to be talked over.
    agreed,        ///< The consensus is there.
    single_rater,  ///< One sheet, released; left out of agreement for good.
};
BOOST_DESCRIBE_ENUM(EpisodeState, waiting, both_sealed, agreed, single_rater)

/// Whether what two phones without signal said of their sealed sheets (forms/pair_seals.h) fits the sheets here.
enum class SealCheck { not_exchanged, matches, differs };
BOOST_DESCRIBE_ENUM(SealCheck, not_exchanged, matches, differs)

/// An episode without a word of what its sheets say.
struct Episode {
    std::string code;
    EpisodeState state{};
    std::optional<registry::PersonId> teacher;
    std::optional<Uuid> visit;
    std::optional<LocalDate> on;
    struct Sheet {
        forms::SubmissionId submission;
        ObservationSeat seat{};
        std::optional<registry::PersonId> observer;
    };
    std::vector<Sheet> sheets;  ///< By seat.
    SealCheck seals{};

    const Sheet* sheet(ObservationSeat seat) const;
};

/// By code; all, or the one of a code. The book opens sheets of which phones exchanged seals, to check these; nothing
/// of it is told. Problems: `not_found` for a code without a sheet; those of SubmissionBook::content_of.
Result<std::vector<Episode>> episodes(storage::Reader& reader, forms::SubmissionBook& book);
Result<Episode> episode_of(storage::Reader& reader, forms::SubmissionBook& book, const std::string& code);

/// What one sheet says of a practice.
struct PracticeCode {
    std::optional<int> code;  ///< 0 to 3; nothing when there was no occasion.
    std::string text;         ///< The evidence; of the consensus the reason.
};
using CodedSheet = std::map<std::string, PracticeCode>;

struct OpenedEpisode {
    Episode episode;
    CodedSheet first, second;  ///< Of a single rater the second is empty.
    std::optional<CodedSheet> consensus;
};

/// How far two codes may lie apart without being talked over.
inline constexpr int allowed_difference = 1;

/// Practices where the two codes lie more than `allowed_difference` apart, and those among them of which the consensus
/// gives no reason. By practice.
std::vector<std::string> differences(const OpenedEpisode& opened);
std::vector<std::string> unreasoned(const OpenedEpisode& opened);

/// Whether an episode is shut now. That somebody asked for its sheets is then an entry in the ledger, "observation
/// refused": to be committed before the refusal goes out.
Result<bool> note_if_shut(storage::Writer& writer, const Episode& episode);

/// `forbidden`, as open_episode says it.
Problem shut_problem(const std::string& code);

/// Opens the sheets. Problems: `forbidden` before both are sealed or two people released the one; those of
/// SubmissionBook::content_of.
Result<OpenedEpisode> open_episode(storage::Reader& reader, forms::SubmissionBook& book, const std::string& code);

/// Problems: `not_found`; `conflict` when both are sealed or it was released before; `invalid_input` without a reason,
/// with one signer, and when its observer is among them. A partner's sheet that comes later is kept, and the episode
/// stays out of agreement: whoever rated last could have seen the first.
Result<> release_single(storage::Writer& writer, forms::SubmissionBook& book, const ObservationRelease& release);

/// The pairs of ratings of episodes observed between two dates, both included, as a long table: unit (episode and
/// practice), rater (seat), value; without single raters and practices that only one rated. CSV with a heading, and how
/// many episodes are in it.
struct AgreementTable {
    std::string csv;
    std::size_t episodes = 0;
    std::size_t left_out = 0;  ///< Single raters, and episodes that wait for a sheet.
    std::size_t units = 0;
};
Result<AgreementTable> agreement_table(storage::Reader& reader, forms::SubmissionBook& book, LocalDate from,
                                       LocalDate to);

}  // namespace minka::measurement

template <>
inline constexpr std::string_view minka::storage::record_table<minka::measurement::ObservationRelease> =
    "observation_release";
