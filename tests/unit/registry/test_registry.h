#pragma once

#include "base/text.h"
#include "registry/enrolment.h"
#include "registry/partner.h"
#include "registry/person.h"
#include "registry/registry_schema.h"
#include "registry/school.h"
#include "storage/database.h"
#if __has_include("privacy/privacy_schema.h")
#include "privacy/privacy_schema.h"
#endif

#include <array>
#include <string>

// Records by hand for the tests of the registry.
namespace minka::test {

#if __has_include("privacy/privacy_schema.h")
inline const std::array registry_migrations{storage::storage_migrations()[0],
                                            storage::Migration{privacy::privacy_schema},
                                            storage::Migration{registry::registry_schema}};
#else
inline const std::array registry_migrations{storage::storage_migrations()[0], storage::Migration{2, "privacy", ""},
                                            storage::Migration{registry::registry_schema}};
#endif

inline storage::Act act_in(ProgrammeId programme) { return {programme, {}, "console", "test"}; }

inline LocalDate date(std::string_view text) { return *LocalDate::parse(text); }

inline registry::Territory territory(storage::Database& database, registry::TerritoryKind kind, std::string code,
                                     std::string name, std::optional<registry::TerritoryId> parent = {}) {
    const auto tree = kind == registry::TerritoryKind::ugel || kind == registry::TerritoryKind::regional_directorate ||
                              kind == registry::TerritoryKind::certified_entity ||
                              kind == registry::TerritoryKind::network
                          ? registry::TerritoryTree::school_administration
                          : registry::TerritoryTree::civil;
    const auto search_name = fold_text(name);
    return {database.new_id<registry::TerritoryId>(),
            tree,
            kind,
            "divipola",
            std::move(code),
            std::move(name),
            search_name,
            parent,
            date("2020-01-01"),
            {},
            {},
            false,
            {}};
}

}  // namespace minka::test
