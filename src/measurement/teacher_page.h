#pragma once

#include "measurement/observation.h"

#include <map>
#include <string>

namespace minka::measurement {

/// How the form of an observer's sheet calls each practice, by its code; those it has no words for are left out.
Result<std::map<std::string, std::string>> practice_names(storage::Reader& reader, forms::SubmissionBook& book,
                                                          const forms::SubmissionId& sheet);

/// The page that the observed teacher alone receives once the two observers agree, for the conversation that follows:
/// what was seen of each practice, in the observers' words, and questions. It has no code, no mark and nobody's name.
/// A page of HTML in Spanish that needs nothing else and prints on one sheet.
///
/// Problems: those of open_episode; `not_ready` before the consensus, while it owes a reason for a difference, and for
/// a single rater's sheet.
Result<std::string> teacher_page(storage::Reader& reader, forms::SubmissionBook& book, const std::string& episode);

}  // namespace minka::measurement
