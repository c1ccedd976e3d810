#pragma once

#include "documents/json.h"
#include "measurement/change_study.h"

#include <string>

namespace minka::cli {

/// The study for programs. Single schools are not in it.
documents::JsonValue study_json(const measurement::ChangeStudy& study, std::string_view language);

/// Every school's own change as CSV, for those who work with the programme's data: nothing of it may be published.
/// Problems: those of CsvWriter.
Result<std::string> school_csv(const measurement::ChangeTable& table, const measurement::ChangeStudy& study);

}  // namespace minka::cli
