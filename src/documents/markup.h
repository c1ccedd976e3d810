#pragma once

#include <string>
#include <string_view>

namespace minka::documents {

/// For text between tags of HTML, XML and SVG: & < > become entities. Control characters that XML forbids (all below
/// space but tab, line feed and carriage return) become U+FFFD.
std::string escape_markup(std::string_view text);

/// For attribute values in double or single quotes: as escape_markup, and " ' tab and line breaks become entities.
std::string escape_attribute(std::string_view text);

}  // namespace minka::documents
