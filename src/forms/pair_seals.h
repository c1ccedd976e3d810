#pragma once

#include "documents/json.h"
#include "forms/submission.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace minka::forms {

using PairSealsId = Id<struct PairSealsTag>;

/// What one phone of a pair says of the exchange without signal: the code of its own sheet's seal, and the one that the
/// partner's phone showed before any rating was told. Two phones send one each; see docs/reference/observation.md.
struct PairSeals {
    PairSealsId id;  ///< A UUID of version 4, made by the phone.
    std::string episode;
    std::string seat;  ///< "a" or "b": whose phone it was.
    std::string own;
    std::string partner;
    LocalDate received_on;
};
BOOST_DESCRIBE_STRUCT(PairSeals, (), (id, episode, seat, own, partner, received_on))

/// The file of a sheet's submission that keeps what its envelope said of the pair.
inline constexpr std::string_view pair_file = "minka-pair.json";

/// Letters and digits of a seal's code, and of the salt that goes into it.
inline constexpr std::size_t seal_length = 20;
inline constexpr std::size_t salt_length = 15;

/// Out of {"id", "episode", "seat", "own", "partner"} and no other member.
/// Problems: `invalid_input`, in words that repeat nothing of what was sent.
Result<PairSeals> read_pair_seals(const documents::JsonValue& json);

struct TakenSeals {
    bool is_new = false;
    LocalDate received_on;
};
/// Keeps them, once. Problems: `conflict` when others have the same identifier.
Result<TakenSeals> take_pair_seals(storage::Writer& writer, const PairSeals& seals);

/// Those of an episode; of all when it is empty.
Result<std::vector<PairSeals>> pair_seals(storage::Reader& reader, const std::string& episode);

/// The salt of a sheet's seal; nothing for one that no phone of a pair sealed. It stays here: with the seal it would
/// tell the ratings. Problems: those of files_of_submission and of the vault.
Result<std::optional<std::string>> seal_salt(storage::Reader& reader, const privacy::Vault& vault,
                                             const SubmissionId& submission);

}  // namespace minka::forms

template <>
inline constexpr std::string_view minka::storage::record_table<minka::forms::PairSeals> = "pair_seals";
