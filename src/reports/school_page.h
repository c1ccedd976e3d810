#pragma once

#include "privacy/release_ledger.h"
#include "programme/programme_folder.h"
#include "programme/wave.h"
#include "reports/report_document.h"
#include "storage/database.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace minka::reports {

struct SchoolPageOptions {
    std::string language = "es";
    std::string wave;                  ///< Its code; the last one with answers when empty.
    std::vector<std::string> schools;  ///< Codes of schools or their sites; every school of the cycle when empty.
    std::optional<LocalDate> as_of;    ///< The UTC date of `known_at` when not given.
    std::optional<Instant> known_at;   ///< The last instant recorded when not given.
    std::string code_version;
};

/// What one school gets back: a page to print on one sheet.
struct SchoolPage {
    std::string file;  ///< "escuela-105001000001.html", "school-105001000001.html".
    ReportDocument document;
    bool has_scores = false;  ///< Else it is a conversation guide.
};

struct SchoolPages {
    std::vector<SchoolPage> pages;  ///< By file.
    programme::ReportTexts texts;
    programme::Wave wave;
    Instant known_at;
    privacy::ReleaseId release;
};

/// A school needs this many reliable facets of its own for three strengths and two questions.
inline constexpr std::size_t facets_of_a_page = 5;

/// A mean less sure than this many points to either side is no strength and no question.
inline constexpr double widest_margin = 10;

/// One page a school: three strengths and two questions from its own facets, or a conversation guide that says which
/// gate failed. No page compares schools, none is blank.
///
/// A facet counts when its scale is reliable, tells schools apart (both gates of index.yaml), its margin is no
/// wider than `widest_margin`, and the school's own figure passes the rules of feedback (fewest answers and response;
/// heads and sensitive facets never). All pages of a wave are one cut and one release, entered in the ledger before
/// anybody sees them; to make them again gives the same.
///
/// Problems: `not_found` for a cycle, wave or school of that code; `not_ready` when no wave has answers; those of
/// privacy::record_release.
Result<SchoolPages> build_school_pages(storage::Database& database, const privacy::Vault& vault,
                                       const storage::Act& act, const std::string& cycle_code,
                                       const SchoolPageOptions& options);

/// Writes the pages into `folder`, which is made when there is none. Problems: `io_failed`.
Result<std::vector<std::filesystem::path>> write_school_pages(const SchoolPages& pages,
                                                              const std::filesystem::path& folder);

}  // namespace minka::reports
