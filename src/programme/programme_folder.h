#pragma once

#include "programme/index_definition.h"
#include "programme/indicator_sheet.h"
#include "programme/programme_profile.h"
#include "programme/report_texts.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

/// The text of each file of a folder by its path within it, with "/" between the parts. What loading keeps in the
/// database, so that an old version can be read again.
using FolderFiles = std::map<std::string, std::string>;

/// A programme as its folder declares it. docs/reference/programme-folder.md lists every file and key.
struct ProgrammeFolder {
    ProgrammeProfile profile;
    IndexDefinition index;
    IndicatorSet indicators;
    std::map<std::string, ReportTexts, std::less<>> texts;  ///< One a language of the profile.
    std::string content_hash;                               ///< See folder_hash().

    /// Problems: `not_found` when the programme has no texts in the language.
    Result<const ReportTexts*> texts_in(std::string_view language) const;
};

struct FolderCheck {
    std::vector<Problem> problems;  ///< Each with "file:line" in its field. Empty: the folder may be used.
    std::vector<Problem> notices;   ///< Allowed, and worth a look: no URL, a placeholder list, a draft instrument.
    ProgrammeFolder folder;         ///< Complete only when there are no problems.
};

/// The YAML files of a folder, at any depth. Hidden files and files of other kinds are left out.
///
/// Problems: `not_found` when there is no such folder, `too_large` beyond 500 files or 4 MiB in one of them,
/// `io_failed`.
Result<FolderFiles> read_folder_files(const std::filesystem::path& folder);

/// Where a folder's files come from.
enum class FolderSource : std::uint8_t {
    given,   ///< Somebody's disk: what no longer fits is a problem to mend.
    stored,  ///< The database, checked when it was loaded: a phrase that fits this version no more is a notice.
};

/// Everything that is wrong with a folder, in the order of files and lines.
FolderCheck check_folder_files(const FolderFiles& files, FolderSource source = FolderSource::given);

/// The same from disk; a folder that cannot be read is its only problem.
FolderCheck check_programme_folder(const std::filesystem::path& folder);

/// Problems: the first one of check_programme_folder, with how many more there are.
Result<ProgrammeFolder> load_programme_folder(const std::filesystem::path& folder);

/// BLAKE2b-256 in hexadecimal over the files in the bytewise order of their paths: for each the length of its path
/// (8 bytes, little endian), the path, the length of its text, the text with CR LF as LF. The same folder has the same
/// hash on every machine; any change of a file's content or name gives another.
std::string folder_hash(const FolderFiles& files);

}  // namespace minka::programme
