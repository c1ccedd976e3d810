#pragma once

#include <string>
#include <string_view>

namespace minka::documents {

/// Whether a spreadsheet that opens this text in a CSV file would take it for a formula: it begins with = + - @ tab
/// or carriage return (after spaces too), and is no plain number ("-75.58", "+3", "-1,5", "1e-5") and no lone sign.
///
/// Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
bool starts_like_formula(std::string_view text);

/// The text behind an apostrophe where starts_like_formula holds, else as it is.
std::string defuse_formula(std::string_view text);

}  // namespace minka::documents
