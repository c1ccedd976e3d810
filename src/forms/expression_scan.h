#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::forms {

/// ${name}, or ${last-saved#name}, in a text.
struct FormReference {
    std::string name;
    bool is_last_saved = false;
    std::size_t start = 0;  ///< Of the dollar sign.
    std::size_t end = 0;    ///< After the closing brace.
};

/// Every reference in order. Problems: `invalid_input` (without a place) for "${" that no name and brace follow.
Result<std::vector<FormReference>> find_references(std::string_view text);

/// Whether `text` is one reference and nothing else.
bool is_lone_reference(std::string_view text);

/// XML names without a colon: a letter or underscore first, then also digits, hyphens and periods. Letters of every
/// script count.
bool is_form_name(std::string_view text);

/// A form name, or two with a colon between: a prefix that the settings declare, and a name.
bool is_prefixed_name(std::string_view text);

/// What stands after the prefix.
std::string_view without_prefix(std::string_view name);

/// "/data/pregunta" for "/data/ex:pregunta": filled forms are read without prefixes, which names need not have.
std::string path_without_prefixes(std::string_view path);

/// Whether a default must be worked out when a record begins: it holds a reference, a function call, a path with a
/// predicate or an operator of arithmetic. "2026-05-04", "-3" and "todo-el-día" are plain values.
bool is_dynamic_default(std::string_view text, std::string_view bind_type);

/// Where expressions begin and end that look something up in a secondary instance
/// (`instance('x')/root/item[...]/label`), as they stand in a label among words.
std::vector<std::pair<std::size_t, std::size_t>> instance_expressions(std::string_view text);

/// The first arguments of every call of `function` with their quotes removed, as far as they are literal texts.
std::vector<std::string> first_literal_arguments(std::string_view expression, std::string_view function);

/// Whether `function` is called: its name and an opening bracket, not the end of a longer name.
bool calls_function(std::string_view expression, std::string_view function);

/// Whether `place` lies within square brackets, and whether anything is looked up in an instance: then a path that is
/// relative to the question must begin at current().
bool is_in_instance_predicate(std::string_view expression, std::size_t place);

/// Which argument (from 0) of the innermost `function(...)` around `place` it stands in; npos when in none.
std::size_t argument_at(std::string_view expression, std::size_t place, std::string_view function);

}  // namespace minka::forms
