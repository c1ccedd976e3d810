#include "plain_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::cli {
namespace {

/// In characters, not bytes.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace

void PlainTable::print(std::ostream& out) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], width_of(row[column]));
        }
    }
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::string space(widths[column] - width_of(row[column]), ' ');
            line += column == 0 ? row[column] + space : "  " + space + row[column];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << "\n";
    }
}

std::string plain_number(double value, int places, bool is_spanish) {
    if (!std::isfinite(value)) {
        return "–";
    }
    auto text = fmt::format("{:.{}f}", value, places);
    if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') {
        text.erase(0, 1);
    }
    if (is_spanish) {
        std::ranges::replace(text, '.', ',');
    }
    return text;
}

std::string plain_probability(double p, bool is_spanish) {
    return p < 0.0005 ? "<" + plain_number(0.001, 3, is_spanish) : plain_number(p, 3, is_spanish);
}

}  // namespace minka::cli
