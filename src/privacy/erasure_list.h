#pragma once

#include "base/identifier.h"
#include "base/instant.h"
#include "base/local_date.h"
#include "base/result.h"

#include <boost/describe/enum.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace minka::privacy {

/// Why a subject's data were erased.
enum class ErasureBasis { asked_by_subject, consent_withdrawn, term_ended, order_of_authority, recorded_by_mistake };
BOOST_DESCRIBE_ENUM(ErasureBasis, asked_by_subject, consent_withdrawn, term_ended, order_of_authority,
                    recorded_by_mistake)

/// One erasure; nothing in it is personal.
struct ErasureEntry {
    ProgrammeId programme;
    Uuid subject;
    ErasureBasis basis{};
    LocalDate requested_on;
    Instant erased_at;
    friend bool operator==(const ErasureEntry&, const ErasureEntry&) = default;
};

/// How far a list had come, for the manifest of a backup.
struct ErasureHead {
    std::size_t count = 0;
    std::string hash;  ///< Of the last line; empty when there is none.
    friend bool operator==(const ErasureHead&, const ErasureHead&) = default;
};

/// The erasures of a database in a file beside the master key, so that restoring an older backup cannot bring anybody
/// back. One line each, chained by hashes: "programme subject basis requested_on erased_at hash".
class ErasureList {
public:
    /// The file that belongs to a master key: "minka.db.key" has "minka.db.erasures".
    static std::filesystem::path file_for(const std::filesystem::path& master_key_file);

    /// Reads a list. A last line that a kill cut short is left out.
    /// Problems: `not_found`; `io_failed`; `integrity_broken` for a line that was changed, added or taken out.
    static Result<ErasureList> load(const std::filesystem::path& file);

    /// The list, made empty when there is no file.
    static Result<ErasureList> load_or_create(const std::filesystem::path& file);

    /// Adds what is not in the list yet, on disk before it returns; other processes may do so at the same time.
    /// Problems: those of `load`.
    Result<> append(const ErasureEntry& entry);

    bool contains(const ProgrammeId& programme, const Uuid& subject) const;
    const std::vector<ErasureEntry>& entries() const { return entries_; }
    ErasureHead head() const;
    /// Whether this list is the one of `earlier`, gone on: a list that lost lines is not.
    bool continues(const ErasureHead& earlier) const;

private:
    explicit ErasureList(std::filesystem::path file) : file_(std::move(file)) {}
    Result<std::size_t> parse(std::string_view text);

    std::filesystem::path file_;
    std::vector<ErasureEntry> entries_;
    std::vector<std::string> hashes_;
};

}  // namespace minka::privacy
