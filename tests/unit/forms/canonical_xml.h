#pragma once

#include <string>
#include <string_view>

namespace minka::forms::test {

/// XML in a form in which two equal documents are equal bytes: attributes sorted, white space between words one space,
/// none around texts, a line for each node. Empty when the text is not well-formed.
std::string canonical_xml(std::string_view xml);

}  // namespace minka::forms::test
