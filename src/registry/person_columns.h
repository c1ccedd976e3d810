#pragma once

#include "registry/person.h"
#include "registry/table_import.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::registry {

/// The fields of a file of people, one row a role. A person with several roles has several rows with one document.
namespace person_field {
enum PersonField : std::size_t {
    name,
    document_kind,
    document_number,
    document_kind_2,
    document_number_2,
    role,
    programme_role,
    school_code,
    school_code_system,
    site_code,
    site_code_system,
    territory_code,
    territory_code_system,
    partner,
    contact,
    birth_band,
    experience_band,
    sex,
    valid_from,
    valid_to,
};
}  // namespace person_field

/// See docs/reference/import-columns.md. Birth dates and ages are refused: bands only.
const TableShape& person_shape();

struct DocumentNumber {
    std::string kind;    ///< "cc", "dni" ...
    std::string number;  ///< Letters and digits only, capitals.
    friend auto operator<=>(const DocumentNumber&, const DocumentNumber&) = default;
};

/// None, one or two. Problems go to the row: a number without a kind, a kind that is not known.
std::vector<DocumentNumber> read_documents(ImportRow& row);

std::optional<PersonRole> read_role(ImportRow& row);
std::optional<Sex> read_sex(ImportRow& row);

/// "1970-1979": two years, 5 to 20 apart from start to end. A single year says too much and is a problem.
std::optional<std::string> read_birth_band(ImportRow& row);
/// "06-10" or "21+" years.
std::optional<std::string> read_experience_band(ImportRow& row);

}  // namespace minka::registry
