#pragma once

#include "programme/localized_text.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

/// What a register can count at a date.
enum class Counted : std::uint8_t {
    schools,
    sites,
    heads,
    teachers,
    students,
    parents,
    partners,
    municipalities,
    ugel,
    teams,
    teams_constituted,
    regions_in_person,
};

/// In the order of the enum; also the last part of the phrase "count.schools".
std::span<const std::string_view> counted_names();
std::string_view to_string(Counted counted);

/// A date as exact as a source gives it: "2022", "2022-03", "2022-03-15" or "unknown".
struct StatedDate {
    std::string text;

    bool is_known() const { return text != "unknown"; }
};

struct Source {
    std::string code;
    LocalizedText title;
    StatedDate date;
    std::optional<LocalizedText> note;
    int line = 0;
};

enum class DenominatorStatus : std::uint8_t { targeted, registered, historic };

/// How many there were of something, who says so and for when. The number of UGEL has been 215, 220 and 226.
struct Denominator {
    std::string code;
    LocalizedText name;
    Counted counts{};
    DenominatorStatus status{};
    std::int64_t count = 0;
    StatedDate as_of;
    std::string source;
    std::optional<LocalizedText> note;
    int line = 0;
};

enum class Qualifier : std::uint8_t { exactly, about, more_than };
enum class ClaimBasis : std::uint8_t { this_cycle, distinct_since };
enum class ClaimUnit : std::uint8_t { count, percent };

/// A figure that a source declares; never taken for a count, which is shown beside it with its date.
struct HeadlineClaim {
    std::string code;
    std::string sheet_field;  ///< The field of the sheet it fills; empty when none.
    Counted counts{};
    std::int64_t value = 0;
    ClaimUnit unit{};
    std::string of;  ///< The denominator of a percentage; empty for a count.
    Qualifier qualifier{};
    ClaimBasis basis{};
    std::optional<int> since;  ///< The year, for distinct_since.
    std::string source;
    StatedDate stated;
    int line = 0;
};

struct BeneficiaryGroup {
    std::string code;
    LocalizedText name;
    Counted counted_as{};
    std::string level;  ///< Only sites or schools of this level; empty for all.
    int line = 0;
};

struct Beneficiaries {
    std::vector<BeneficiaryGroup> direct;
    std::vector<BeneficiaryGroup> indirect;
};

struct DeclaredFigures {
    std::vector<Source> sources;
    std::vector<Denominator> denominators;
    std::vector<HeadlineClaim> claims;
    Beneficiaries beneficiaries;
};

/// Reads the keys `sources`, `denominators`, `claims` and `beneficiaries`, and checks what they say of each other.
DeclaredFigures read_declared_figures(documents::YamlReader& reader, const FileReading& reading);

}  // namespace minka::programme
