#pragma once

#include "forms/instance.h"
#include "forms/xform_document.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::forms {

/// One row that a filled form says about the programme: a person who attended, a visit that was held.
struct FactRow {
    std::int64_t number = 0;                                  ///< From 1, in the order of the form.
    std::vector<std::pair<std::string, std::string>> values;  ///< By field, as written; an unanswered one is empty.

    /// Empty when the form does not bind the field or it was not answered.
    const std::string& value(std::string_view field) const;
};

/// Which questions of a form make a fact. It travels with the form: a bind of the XForm with
/// `minka:fact="attendance.person"` (in XLSForm the column `bind::minka:fact`, with the namespace
/// minka="urn:minka:facts"). Questions within a repeated group make one row for each repetition, and those outside
/// stand in every row.
struct FactBinding {
    std::string fact;     ///< "attendance"
    std::string context;  ///< The path of the innermost repeated group among its questions; empty when none is.
    std::vector<std::pair<std::string, std::string>> fields;  ///< Field, path.
};

/// By fact. Problems: `invalid_input` for questions of two repeated groups of which neither is within the other.
Result<std::vector<FactBinding>> fact_bindings(const XFormDocument& document, const std::string& place);

std::vector<FactRow> fact_rows(const Instance& instance, const FactBinding& binding);

}  // namespace minka::forms
