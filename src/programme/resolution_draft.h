#pragma once

#include "base/result.h"
#include "privacy/vault.h"
#include "programme/report_texts.h"
#include "programme/team.h"
#include "storage/reader.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::programme {

/// What the records do not hold and the office that drafts gives. What is empty stays a visible blank to fill by hand.
struct ResolutionWords {
    std::string year_name;                 ///< The official name of the year.
    std::string report;                    ///< "Informe N.° 012-2026-AGP".
    std::string file;                      ///< "Expediente N.° 4567".
    std::string year_norm;                 ///< The ministry's norm for the school year.
    std::string city;                      ///< Where it is signed.
    std::vector<std::string> considering;  ///< Paragraphs of CONSIDERANDO before that of the year's norm.
    std::vector<std::string> functions;    ///< What the team does, of article 3.
};

/// The general law of education and its rules, and the functions every team has.
ResolutionWords default_resolution_words();

struct AnnexMember {
    std::string name;  ///< Opened from the vault; empty when the person's data were erased.
    std::string role;
    LocalDate accepted_on;
};

/// What the records say of a team and its resolution.
struct ResolutionDocument {
    std::string ugel;
    std::string directorate;  ///< Empty when the register has none.
    std::string team_name;    ///< Of the programme's folder.
    ResolutionKind kind{};
    LocalDate convened_on;
    std::optional<LocalDate> formed_on;
    std::optional<std::string> number;
    std::optional<LocalDate> issued_on;
    std::optional<LocalDate> valid_from;
    std::optional<LocalDate> valid_to;
    int months = 0;                       ///< The term where no dates are set yet.
    std::optional<std::string> previous;  ///< Number of the resolution before, for a reactivation.
    std::optional<std::string> articles;  ///< Written for this team, in place of articles 3 and on.
    std::vector<AnnexMember> members;
};

struct DraftRequest {
    registry::TerritoryId ugel;
    LocalDate on;  ///< Members on this day stand in the annex while there is no date of the resolution.
    std::string team_name;
    int months = 0;
};

/// The open or last team of a UGEL, with its draft or numbered resolution when there is one. Names are opened for this
/// document only; whoever prints it answers for it.
/// Problems: `not_ready` when the UGEL has no team that was formed; those of the vault.
Result<ResolutionDocument> resolution_document(storage::Reader& reader, const privacy::Vault& vault,
                                               const DraftRequest& request);

/// A page of HTML to print on A4, in Spanish, with everything escaped and nothing fetched from outside. It says that it
/// is a draft until it has a number. `texts` are the Spanish ones of the programme, for dates.
std::string resolution_html(const ResolutionDocument& document, const ResolutionWords& words, const ReportTexts& texts);

}  // namespace minka::programme
