#pragma once

#include "forms/export/export_columns.h"
#include "forms/export/submission_feed.h"

#include <boost/describe/enum.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace minka::forms {

enum class ExportFormat { csv, xlsx, sav, dta, geojson, jsonl, ddi };
BOOST_DESCRIBE_ENUM(ExportFormat, csv, xlsx, sav, dta, geojson, jsonl, ddi)

struct SubmissionExport {
    FeedQuery query;
    ExportFormat format{};
    ExportLayout layout;
    std::string language;  ///< Of labels.
    LocalDate on;          ///< What a codebook is dated with.
};

struct ExportReceipt {
    std::int64_t submissions = 0;
    std::vector<std::filesystem::path> files;  ///< As they were put in their place.
    std::vector<std::string> withheld;         ///< Questions that were left out.
};

/// What the releases of a form ask for: the newest, with what older ones had besides; of one version, that one alone.
/// Problems: `not_found` when there is no such form or version.
Result<FormFields> form_fields_of(storage::Reader& reader, const std::string& form_id,
                                  const std::optional<std::string>& version, std::string_view language);

/// Writes the submissions of a form, in memory that does not grow with their number.
///
/// `out` is the file; the tables of repeated groups stand beside it ("visitas.csv", "visitas-asistente.csv"), or all of
/// them within when it ends with ".zip". Files appear under their names only when all is written. Whoever calls has
/// made sure of the permission, of an agreement where the form is anonymous, and writes the ledger entry (note_export).
///
/// Problems: `not_found` as form_fields_of; `io_failed`; those of the format; `cancelled`.
Result<ExportReceipt> export_submissions(storage::Database& database, SubmissionBook& book,
                                         const ProgrammeId& programme, const SubmissionExport& request,
                                         const std::filesystem::path& out);

/// The ledger's entry for rows that left: which form, as what, how many, and under which agreement.
Result<> note_export(storage::Writer& writer, const SubmissionExport& request, const ExportReceipt& receipt,
                     const std::optional<Uuid>& agreement);

/// The newest release of a form, and whether any release of it is anonymous. Problems: `not_found`.
struct ExportedForm {
    std::string form_id;
    bool is_anonymous = false;
};
Result<ExportedForm> require_form(storage::Reader& reader, const std::string& form_id);

}  // namespace minka::forms
