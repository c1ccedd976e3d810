#pragma once

#include "base/instant.h"
#include "registry/access_role.h"
#include "registry/territory.h"
#include "storage/reader.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::registry {

/// What a list is wanted for.
enum class Purpose { operation, monitoring, evaluation, reporting };
BOOST_DESCRIBE_ENUM(Purpose, operation, monitoring, evaluation, reporting)

/// Schools that a reader is not to learn of, sorted; see need_to_know.h. Nothing when there are none.
using WithheldSchools = std::shared_ptr<const std::vector<Uuid>>;

/// Who asks, over which land, and what for. Every function that lists takes one, and there is no default: a list
/// without a scope does not compile.
///
/// The land is a territory of either tree with all below it. What stands in it is told by the place it has now in
/// either tree: a school that moved to another UGEL is seen by the new one alone, its past included. A territory that
/// closed stays below the parent it had, so that its time is still seen by who is above.
class Scope {
public:
    /// Somebody who answers for the whole programme.
    static Scope of_programme(AccessRole role, Purpose purpose) { return Scope(role, {}, purpose); }
    static Scope of_territory(AccessRole role, TerritoryId territory, Purpose purpose) {
        return Scope(role, territory, purpose);
    }
    /// Who sits at the machine that holds the database.
    static Scope of_console(Purpose purpose) { return Scope({}, {}, purpose); }

    /// The same for somebody without need to know: no list, count or page has these schools in it.
    Scope without(WithheldSchools schools) const;
    bool withholds(const Uuid& school) const;
    const WithheldSchools& withheld() const { return withheld_; }

    const std::optional<AccessRole>& role() const { return role_; }
    /// Nothing for the whole programme.
    const std::optional<TerritoryId>& territory() const { return territory_; }
    Purpose purpose() const { return purpose_; }

private:
    Scope(std::optional<AccessRole> role, std::optional<TerritoryId> territory, Purpose purpose)
        : role_(role), territory_(territory), purpose_(purpose) {}

    std::optional<AccessRole> role_;
    std::optional<TerritoryId> territory_;
    Purpose purpose_;
    WithheldSchools withheld_;
};

/// The date at which a fact holds, and the instant until which it was recorded.
struct TwoTimes {
    LocalDate as_of;
    Instant known_at = end_of_time;
};

/// "name(id) AS (...)" for WITH RECURSIVE: the territory in `parameter` ("$4") and all below it; $1 is the programme.
std::string subtree_expression(std::string_view name, std::string_view parameter);

/// The table, or what was known of it at the instant in `parameter` when that is not all: for the FROM of a query.
std::string table_known(std::string_view table, Instant known_at, std::string_view parameter);

/// " AND table.valid_from <= $2 AND ...": that a row of the table stands on the date in `date`.
std::string valid_condition(std::string_view table, std::string_view date);

/// " AND ...": that a school has its place, in either tree, in the subtree named `tree`, which began at the territory
/// in `parameter`. Without a territory the parameter is a nil id, which no school has: then every school passes.
std::string school_condition(const std::optional<TerritoryId>& territory, std::string_view tree,
                             std::string_view parameter);

/// The same for a scope: besides, that the school is none of those it withholds.
std::string school_condition(const storage::Reader& reader, const Scope& scope, std::string_view tree,
                             std::string_view parameter);

/// " AND school.id NOT IN (...)" for the schools that the scope withholds; empty when it withholds none.
std::string withheld_condition(const storage::Reader& reader, const Scope& scope);

/// "X'...', ..." as the reader's engine writes identifiers in SQL: for a list that has no fixed length.
std::string identifier_list(const storage::Reader& reader, const std::vector<Uuid>& identifiers);

/// Problems: `not_found` when the scope's territory does not exist in the reader's programme.
Result<> check_scope(storage::Reader& reader, const Scope& scope);

/// The territory of the scope and all below it; every territory for the whole programme.
/// Problems: `not_found` when the scope's territory does not exist.
Result<std::vector<TerritoryId>> territories_within(storage::Reader& reader, const Scope& scope);

}  // namespace minka::registry
