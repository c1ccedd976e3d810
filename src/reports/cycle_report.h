#pragma once

#include "privacy/release_ledger.h"
#include "programme/programme_folder.h"
#include "registry/scope.h"
#include "reports/report_document.h"
#include "storage/database.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace minka::reports {

/// Who gets the report. What each may see of people is the same; the programme's own version also lists what its team
/// has to act on.
enum class Audience : std::uint8_t { public_, programme };
enum class DemoData : std::uint8_t { no, yes };

/// The waves of a report that tells of the index alone: scores of one, and its change from another.
struct ReportWaves {
    std::string wave;
    std::string against;  ///< The earlier one; empty: no change is told.
};

struct ReportOptions {
    std::string language = "es";
    std::optional<LocalDate> as_of;   ///< The UTC date of `known_at` when not given.
    std::optional<Instant> known_at;  ///< The last instant recorded when not given; releases themselves do not count.
    Audience audience = Audience::programme;
    DemoData demo = DemoData::no;  ///< Says on the first page that everything is made up.
    std::string code_version;
    std::optional<ReportWaves> index_of;  ///< Responses, index and change of these waves alone; absent: everything.
};

/// A report as it may leave: every figure about people has passed suppression, and the page, its sentences and its CSV
/// files are written from the same cells.
struct CycleReport {
    ReportDocument document;
    programme::ReportTexts texts;
    std::string page_file;  ///< "informe.html", "report.html".
    registry::TwoTimes times;
    privacy::ReleaseId release;
};

/// Builds the report on a cycle and enters it in the release ledger before anybody sees it. The same options at the
/// same data give the same report and the same release; other figures that would show a small group together with an
/// earlier release are withheld.
///
/// A report on the index alone is of the same release as the whole: what may be shown is decided over everything.
///
/// Runs with the folder that the cycle runs with. Problems: `not_found` for a cycle of that code, a wave of it without
/// answers or a language without texts; `withheld` as privacy::record_release; those of the rooms the figures come
/// from.
Result<CycleReport> build_cycle_report(storage::Database& database, const privacy::Vault& vault,
                                       const storage::Act& act, const std::string& cycle_code,
                                       const ReportOptions& options);

/// Writes the page and one CSV a table into `folder`, which is made when there is none. Files of earlier reports with
/// the same names are replaced. Returns the files, the page first. Problems: `io_failed`.
Result<std::vector<std::filesystem::path>> write_cycle_report(const CycleReport& report,
                                                              const std::filesystem::path& folder,
                                                              CsvMark mark = CsvMark::none);

}  // namespace minka::reports
