#pragma once

#include <string>
#include <string_view>

namespace minka::web {

/// The Spanish of a sentence that a problem says. The rules write theirs in English, and that sentence is its key here;
/// what changes from time to time (a date, a number) stands as {} in both. A sentence without a twin is returned as it
/// is: a test holds the table to the sentences of signing in, accounts, privacy, teams and cycles.
std::string spanish_sentence(std::string_view english);

/// Whether the table has it.
bool has_spanish(std::string_view english);

}  // namespace minka::web
