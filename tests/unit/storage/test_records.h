#pragma once

#include "storage/database.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <array>

// A small schema of records for the tests of the storage: villages and their wells.
namespace minka::test {

enum class WellState { dry, flowing };
BOOST_DESCRIBE_ENUM(WellState, dry, flowing)

using VillageId = Id<struct VillageTag>;
using WellId = Id<struct WellTag>;

struct Village {
    VillageId id;
    std::string name;
    std::optional<std::int64_t> families;
    std::optional<LocalDate> founded;
};
BOOST_DESCRIBE_STRUCT(Village, (), (id, name, families, founded))

struct Well {
    WellId id;
    VillageId village_id;
    WellState state{};
    double depth = 0;
    bool is_public = false;
    storage::Sealed owner;
};
BOOST_DESCRIBE_STRUCT(Well, (), (id, village_id, state, depth, is_public, owner))

constexpr std::string_view well_schema = R"(
RECORD TABLE village (name {text} NOT NULL, families {integer}, founded {date});
CREATE UNIQUE INDEX village_by_name ON village (programme_id, name);
RECORD TABLE well (village_id {uuid} NOT NULL, state {text} NOT NULL, depth {real} NOT NULL, is_public {bool} NOT NULL,
                   owner {blob} NOT NULL)
    CONSTRAINTS (FOREIGN KEY (programme_id, village_id) REFERENCES village (programme_id, id));
PLAIN TABLE well_count (programme_id {uuid} NOT NULL, village_id {uuid} NOT NULL, wells {integer} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, village_id));
)";

inline const std::array well_migrations{storage::storage_migrations()[0], storage::Migration{2, "wells", well_schema}};

}  // namespace minka::test

template <>
inline constexpr std::string_view minka::storage::record_table<minka::test::Village> = "village";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::test::Well> = "well";
