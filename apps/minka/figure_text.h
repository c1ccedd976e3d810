#pragma once

#include "documents/json.h"
#include "stats/interval.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::cli {

/// Figures as people read them: with a decimal comma in Spanish, and "–" for what there is not.
class FigureText {
public:
    explicit FigureText(bool is_spanish) : is_spanish_(is_spanish) {}

    /// One of two texts, by the language.
    const char* say(const char* es, const char* en) const { return is_spanish_ ? es : en; }
    /// What a rule says in English, in the language of the figures.
    std::string said(std::string_view sentence) const;
    /// Never "-0.00".
    std::string number(double value, int places) const;
    std::string number(const std::optional<double>& value, int places) const;
    std::string percent(const std::optional<double>& share) const;
    /// "0,686 a 0,721".
    std::string range(double lower, double upper, int places) const;

private:
    bool is_spanish_;
};

/// Rows of cells in columns as wide as their widest cell, counted in characters. The first column is set to the left,
/// the others to the right.
class TextTable {
public:
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// Text set to the left in `width` characters.
std::string padded(std::string text, std::size_t width);

documents::JsonValue json_number(const std::optional<double>& value);
documents::JsonValue json_interval(const std::optional<stats::Interval>& interval);

}  // namespace minka::cli
