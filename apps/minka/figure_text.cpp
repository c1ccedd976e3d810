#include "figure_text.h"

#include "sentences/spanish_sentence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::cli {
namespace {

/// Characters, not bytes: names have accents.
std::size_t length_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace

std::string FigureText::said(std::string_view sentence) const {
    return sentences::sentence_in(is_spanish_ ? "es" : "en", sentence);
}

std::string FigureText::number(double value, int places) const {
    if (!std::isfinite(value)) {
        return "–";
    }
    auto text = fmt::format("{:.{}f}", value, places);
    if (text.front() == '-' && text.find_first_of("123456789") == std::string::npos) {
        text.erase(0, 1);
    }
    if (is_spanish_) {
        std::ranges::replace(text, '.', ',');
    }
    return text;
}

std::string FigureText::number(const std::optional<double>& value, int places) const {
    return value ? number(*value, places) : "–";
}

std::string FigureText::percent(const std::optional<double>& share) const {
    return share ? number(100 * *share, 1) + " %" : "–";
}

std::string FigureText::range(double lower, double upper, int places) const {
    return number(lower, places) + say(" a ", " to ") + number(upper, places);
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], length_of(row[column]));
        }
    }
    std::string text;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::string space(widths[column] - length_of(row[column]), ' ');
            line += column == 0 ? row[column] + space : "  " + space + row[column];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string padded(std::string text, std::size_t width) {
    const auto length = length_of(text);
    text.append(length < width ? width - length : 1, ' ');
    return text;
}

documents::JsonValue json_number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? documents::JsonValue(*value) : documents::JsonValue();
}

documents::JsonValue json_interval(const std::optional<stats::Interval>& interval) {
    return interval
               ? documents::json_object(
                     {{"lower", interval->lower}, {"upper", interval->upper}, {"confidence", interval->confidence}})
               : documents::JsonValue();
}

}  // namespace minka::cli
