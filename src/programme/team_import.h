#pragma once

#include "privacy/vault.h"
#include "programme/programme_stages.h"
#include "registry/table_import.h"
#include "storage/database.h"

namespace minka::programme {

/// What the files may say; see docs/how-to/register-teams-and-resolutions.md.
const registry::TableShape& team_shape();
const registry::TableShape& member_shape();
const registry::TableShape& resolution_shape();
const registry::TableShape& assistance_visit_shape();
const registry::TableShape& territory_list_shape();

/// Teams by UGEL and date of their call. A row of a recorded team changes only when it was formed. A team that
/// reactivates takes up the one before it of its UGEL, in the file (in any order) or recorded.
/// Problems: those of reading the file and of writing; what is wrong with the rows is in the report, as for all below.
Result<registry::ImportReport> import_teams(storage::Database& database, const storage::Act& act,
                                            const registry::ImportOptions& options);

/// Members of the recorded teams, by their identity document or their id; names are not read. The file repeats what
/// each person signed themselves: a row without `accepted_on` is an invitation, never a membership.
Result<registry::ImportReport> import_members(storage::Database& database, const privacy::Vault& vault,
                                              const storage::Act& act, const registry::ImportOptions& options);

/// Resolutions of the recorded teams: each belongs to the team of its UGEL that was convened last by its date. A row
/// without `valid_to` is valid for the programme's months; one without `scan` is recorded and constitutes nothing yet.
Result<registry::ImportReport> import_resolutions(storage::Database& database, const storage::Act& act,
                                                  const registry::ImportOptions& options,
                                                  const PedagogicalTeamRules& rules);

/// Technical assistance given to UGEL. The same UGEL, date and topic is the same assistance.
Result<registry::ImportReport> import_assistance_visits(storage::Database& database, const storage::Act& act,
                                                        const registry::ImportOptions& options);

/// The list a file holds: "ugel_2022", what it is, who says so and of when.
struct ListHeading {
    std::string code;
    std::string name;
    std::string source;
    LocalDate dated_on;
};

/// The UGEL of one dated list. A recorded list is never changed: the same file again changes nothing, another one
/// needs another code. UGEL that closed later may stand in it.
Result<registry::ImportReport> import_territory_list(storage::Database& database, const storage::Act& act,
                                                     const registry::ImportOptions& options,
                                                     const ListHeading& heading);

}  // namespace minka::programme
