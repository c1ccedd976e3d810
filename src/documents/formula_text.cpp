#include "documents/formula_text.h"

namespace minka::documents {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// An optional sign, digits with at most one point or comma among them, an optional exponent.
bool is_plain_number(std::string_view text) {
    std::size_t at = 0;
    const auto skip_digits = [&] {
        const auto start = at;
        while (at < text.size() && is_digit(text[at])) {
            ++at;
        }
        return at - start;
    };
    const auto skip_sign = [&] {
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            ++at;
        }
    };
    skip_sign();
    auto digits = skip_digits();
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        ++at;
        digits += skip_digits();
    }
    if (digits == 0) {
        return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        skip_sign();
        if (skip_digits() == 0) {
            return false;
        }
    }
    return at == text.size();
}

}  // namespace

bool starts_like_formula(std::string_view text) {
    if (text.empty()) {
        return false;
    }
    if (text.front() == '\t' || text.front() == '\r') {
        return true;
    }
    // Some programs drop spaces in front before they look, line feeds among them.
    const auto start = text.find_first_not_of(" \n\t\r");
    if (start == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(start);
    text = text.substr(0, text.find_last_not_of(" \n\t\r") + 1);
    constexpr std::string_view signs = "=+-@";
    if (signs.find(text.front()) == std::string_view::npos) {
        return false;
    }
    return !(text == "-" || text == "+" || is_plain_number(text));
}

std::string defuse_formula(std::string_view text) {
    std::string result;
    if (starts_like_formula(text)) {
        result += '\'';
    }
    result += text;
    return result;
}

}  // namespace minka::documents
