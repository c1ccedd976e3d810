#include "forms/expression_scan.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace minka::forms {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool is_name_part(char c) { return is_name_start(c) || is_digit(c) || c == '-' || c == '.'; }

std::size_t name_end(std::string_view text, std::size_t start) {
    if (start >= text.size() || !is_name_start(text[start])) {
        return start;
    }
    auto end = start;
    while (end < text.size() && is_name_part(text[end])) {
        ++end;
    }
    return end;
}

std::size_t quoted_end(std::string_view text, std::size_t start) {
    const auto end = text.find(text[start], start + 1);
    return end == std::string_view::npos ? text.size() : end + 1;
}

// After the bracket that closes the one at `start`, quotes respected; npos when none does.
std::size_t balanced_end(std::string_view text, std::size_t start) {
    std::size_t depth = 0;
    for (std::size_t i = start; i < text.size();) {
        const char c = text[i];
        if (c == '"' || c == '\'') {
            i = quoted_end(text, i);
            continue;
        }
        if (c == '(' || c == '[') {
            ++depth;
        } else if (c == ')' || c == ']') {
            if (--depth == 0) {
                return i + 1;
            }
        }
        ++i;
    }
    return std::string_view::npos;
}

// After what a pattern of digits ('d') and literal characters matches at `start`; `start` when it does not.
std::size_t match_digits(std::string_view text, std::size_t start, std::string_view pattern) {
    if (text.size() - start < pattern.size()) {
        return start;
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = text[start + i];
        if (pattern[i] == 'd' ? !is_digit(c) : c != pattern[i]) {
            return start;
        }
    }
    return start + pattern.size();
}

// Dates, times and numbers at `start`; `start` when there is none.
std::size_t value_end(std::string_view text, std::size_t start) {
    const auto sign = start + (text[start] == '-' ? 1U : 0U);
    if (sign >= text.size()) {
        return start;
    }
    for (const auto* pattern : {"dddd-dd-ddTdd:dd:dd", "dddd-dd-dd", "dd:dd:dd"}) {
        if (auto end = match_digits(text, sign, pattern); end != sign) {
            if (end < text.size() && text[end] == '.') {
                ++end;
                while (end < text.size() && is_digit(text[end])) {
                    ++end;
                }
            }
            if (end < text.size() && (text[end] == '+' || text[end] == '-')) {
                const auto zone = match_digits(text, end + 1, "dd:dd");
                end = zone == end + 1 ? end : zone;
            }
            return end;
        }
    }
    auto end = sign;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) {
        ++end;
    }
    const auto digits = text.substr(sign, end - sign);
    return std::ranges::any_of(digits, is_digit) ? end : start;
}

bool is_temporal_or_geometric(std::string_view type) {
    constexpr std::array<std::string_view, 6> types{"date", "dateTime", "time", "geopoint", "geotrace", "geoshape"};
    return std::ranges::find(types, type) != types.end();
}

// Whether an operator of arithmetic stands at `start` of a default.
bool is_operator(std::string_view text, std::size_t start, std::string_view bind_type) {
    const char c = text[start];
    if (c == '-') {
        return !is_temporal_or_geometric(bind_type);
    }
    return c == '*' || c == '+' || c == '|' || text.substr(start).starts_with(" div ") ||
           text.substr(start).starts_with(" mod ");
}

}  // namespace

Result<std::vector<FormReference>> find_references(std::string_view text) {
    std::vector<FormReference> found;
    for (auto start = text.find("${"); start != std::string_view::npos; start = text.find("${", start)) {
        constexpr std::string_view last_saved = "last-saved#";
        FormReference reference;
        reference.start = start;
        auto name = start + 2;
        if (text.substr(name).starts_with(last_saved)) {
            reference.is_last_saved = true;
            name += last_saved.size();
        }
        auto end = name_end(text, name);
        if (end != name && end < text.size() && text[end] == ':') {
            end = name_end(text, end + 1);
        }
        if (end == name || end >= text.size() || text[end] != '}') {
            return invalid(
                "A reference is written ${name}: a dollar sign, and the name of a question in braces, without spaces.");
        }
        reference.name = std::string(text.substr(name, end - name));
        reference.end = end + 1;
        start = reference.end;
        found.push_back(std::move(reference));
    }
    return found;
}

bool is_lone_reference(std::string_view text) {
    const auto clean = trim(text);
    const auto found = find_references(clean);
    return found && found->size() == 1 && found->front().start == 0 && found->front().end == clean.size();
}

bool is_prefixed_name(std::string_view text) {
    const auto colon = text.find(':');
    return is_form_name(text) || (colon != std::string_view::npos && is_form_name(text.substr(0, colon)) &&
                                  is_form_name(text.substr(colon + 1)));
}

std::string_view without_prefix(std::string_view name) { return name.substr(name.find(':') + 1); }

std::string path_without_prefixes(std::string_view path) {
    std::string plain;
    for (const char c : path) {
        if (c == ':') {
            plain.erase(plain.rfind('/') + 1);
        } else {
            plain += c;
        }
    }
    return plain;
}

bool is_form_name(std::string_view text) { return !text.empty() && name_end(text, 0) == text.size(); }

bool is_dynamic_default(std::string_view text, std::string_view bind_type) {
    for (std::size_t i = 0; i < text.size();) {
        if (text.substr(i).starts_with("${")) {
            const auto references = find_references(text.substr(i, text.find('}', i) + 1 - i));
            if (references && !references->empty()) {
                return true;
            }
        }
        if (const auto end = value_end(text, i); end != i) {
            i = end;
            continue;
        }
        if (is_operator(text, i, bind_type)) {
            return true;
        }
        if ((text[i] == '"' || text[i] == '\'') && text.find(text[i], i + 1) != std::string_view::npos) {
            i = quoted_end(text, i);
            continue;
        }
        if (auto end = name_end(text, i); end != i) {
            if (end + 1 < text.size() && text[end] == ':' && is_name_start(text[end + 1])) {
                end = name_end(text, end + 1);
            }
            if (end < text.size() && (text[end] == '(' || text[end] == '[')) {
                return true;
            }
            i = end;
            continue;
        }
        ++i;
    }
    return false;
}

std::vector<std::pair<std::size_t, std::size_t>> instance_expressions(std::string_view text) {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    constexpr std::string_view call = "instance(";
    std::size_t attempts = 200;  // a text of brackets that nothing closes would otherwise be read once for each
    for (auto start = text.find(call); start != std::string_view::npos && attempts > 0;
         start = text.find(call, start)) {
        --attempts;
        auto end = balanced_end(text, start + call.size() - 1);
        if (end == std::string_view::npos || (start > 0 && is_name_part(text[start - 1]))) {
            start += call.size();
            continue;
        }
        const auto after_call = end;
        while (end < text.size()) {
            if (text[end] == '[') {
                const auto close = balanced_end(text, end);
                if (close == std::string_view::npos) {
                    break;
                }
                end = close;
            } else if (text[end] == '/' && name_end(text, end + 1) != end + 1) {
                end = name_end(text, end + 1);
            } else {
                break;
            }
        }
        while (text[end - 1] == '.' || text[end - 1] == '-') {
            --end;  // the full stop of the sentence
        }
        if (end > after_call) {
            found.emplace_back(start, end);
        }
        start = end;
    }
    return found;
}

bool calls_function(std::string_view expression, std::string_view function) {
    for (auto at = expression.find(function); at != std::string_view::npos; at = expression.find(function, at + 1)) {
        auto next = at + function.size();
        while (next < expression.size() && expression[next] == ' ') {
            ++next;
        }
        if (next < expression.size() && expression[next] == '(' && (at == 0 || !is_name_part(expression[at - 1]))) {
            return true;
        }
    }
    return false;
}

std::vector<std::string> first_literal_arguments(std::string_view expression, std::string_view function) {
    std::vector<std::string> found;
    for (auto at = expression.find(function); at != std::string_view::npos; at = expression.find(function, at + 1)) {
        auto next = at + function.size();
        const auto skip_spaces = [&] {
            while (next < expression.size() && expression[next] == ' ') {
                ++next;
            }
        };
        skip_spaces();
        if (next >= expression.size() || expression[next] != '(' || (at > 0 && is_name_part(expression[at - 1]))) {
            continue;
        }
        ++next;
        skip_spaces();
        if (next < expression.size() && (expression[next] == '"' || expression[next] == '\'')) {
            const auto end = quoted_end(expression, next);
            if (end > next + 2) {
                found.emplace_back(trim(expression.substr(next + 1, end - next - 2)));
            }
        }
    }
    return found;
}

bool is_in_instance_predicate(std::string_view expression, std::size_t place) {
    if (!calls_function(expression, "instance")) {
        return false;
    }
    std::size_t depth = 0;
    for (std::size_t i = 0; i < place && i < expression.size();) {
        if (expression[i] == '"' || expression[i] == '\'') {
            i = quoted_end(expression, i);
            continue;
        }
        if (expression[i] == '[') {
            ++depth;
        } else if (expression[i] == ']' && depth > 0) {
            --depth;
        }
        ++i;
    }
    return depth > 0;
}

std::size_t argument_at(std::string_view expression, std::size_t place, std::string_view function) {
    struct Open {
        bool is_function;
        std::size_t argument;
    };
    std::vector<Open> open;
    for (std::size_t i = 0; i < place && i < expression.size();) {
        const char c = expression[i];
        if (c == '"' || c == '\'') {
            i = quoted_end(expression, i);
            continue;
        }
        if (c == '(' || c == '[') {
            const auto before = trim(expression.substr(0, i));
            open.push_back({c == '(' && before.ends_with(function), 0});
        } else if ((c == ')' || c == ']') && !open.empty()) {
            open.pop_back();
        } else if (c == ',' && !open.empty()) {
            ++open.back().argument;
        }
        ++i;
    }
    const auto inner = std::ranges::find_if(open.rbegin(), open.rend(), &Open::is_function);
    return inner == open.rend() ? std::string_view::npos : inner->argument;
}

}  // namespace minka::forms
