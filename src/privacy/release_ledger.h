#pragma once

#include "privacy/small_cells.h"
#include "privacy/vault.h"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace minka::privacy {

using ReleaseId = Id<struct ReleaseTag>;

/// What left the house: tables of one cut for one audience, frozen with the dates and the program that made them.
struct Release {
    ReleaseId id;
    std::string audience;  ///< "public", "ministry", "partners": a word of the programme.
    std::string cut_name;
    LocalDate cut_date;
    Instant known_at;
    Bytes tables_hash;   ///< BLAKE2b of the released cut with its decisions.
    Bytes figures_hash;  ///< BLAKE2b of the sealed figures in `release_figures`.
    std::string code_version;
};
BOOST_DESCRIBE_STRUCT(Release, (),
                      (id, audience, cut_name, cut_date, known_at, tables_hash, figures_hash, code_version))

/// What a report knows of its own release.
struct ReleaseFacts {
    ReleaseId id;
    std::string audience;
    Instant known_at;
    std::string code_version;
};

/// The earlier releases of the reader's programme with their true figures, oldest first: what `suppress_small_cells`
/// needs to make a cut that can be released. For the programme's own machine only.
/// Problems: `integrity_broken` when the stored figures were changed or taken away.
Result<std::vector<ReleaseRecord>> earlier_releases(storage::Reader& reader, const Vault& vault);

/// Enters a release in the ledger before anybody sees it. The same tables for the same audience are one release,
/// however often the report is made again. The check against earlier releases runs outside the writer.
///
/// Problems: `withheld` when this release and an earlier one together show a group below its floor (releases to all
/// audiences count, since whoever holds one may be given another); `conflict` when another release came between;
/// `invalid_input` for an empty audience.
Result<Release> record_release(storage::Database& database, const Vault& vault, const storage::Act& act,
                               const ReleaseFacts& facts, const SuppressedCut& cut, const SuppressionRules& rules);

/// All releases of the reader's programme, oldest first.
Result<std::vector<storage::Stored<Release>>> releases_in(storage::Reader& reader);

}  // namespace minka::privacy

template <>
inline constexpr std::string_view minka::storage::record_table<minka::privacy::Release> = "data_release";
