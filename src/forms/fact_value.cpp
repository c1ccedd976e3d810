#include "forms/fact_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace minka::forms {

namespace {

constexpr std::size_t longest_quoted = 60;

std::unexpected<Problem> not_a(const char* what, const FactRow& row, std::string_view field, std::string_view text) {
    return invalid(
        "Here belongs " + std::string(what) + ", and it says '" + std::string(text.substr(0, longest_quoted)) + "'.",
        place_in(row, field));
}

}  // namespace

std::string place_in(const FactRow& row, std::string_view field) {
    return std::string(field) + " in row " + std::to_string(row.number);
}

Result<std::optional<LocalDate>> date_in(const FactRow& row, std::string_view field) {
    const auto& text = row.value(field);
    if (text.empty()) {
        return std::nullopt;
    }
    const auto date = LocalDate::parse(std::string_view(text).substr(0, 10));
    if (!date) {
        return not_a("a date", row, field, text);
    }
    return *date;
}

Result<std::optional<double>> number_in(const FactRow& row, std::string_view field, double most) {
    const auto& text = row.value(field);
    if (text.empty()) {
        return std::nullopt;
    }
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || stop != end || !std::isfinite(number) || number < 0 || number > most) {
        return not_a(("a number from 0 to " + std::to_string(static_cast<long long>(most))).c_str(), row, field, text);
    }
    return number;
}

Result<std::optional<std::int64_t>> whole_in(const FactRow& row, std::string_view field, std::int64_t least,
                                             std::int64_t most) {
    const auto& text = row.value(field);
    if (text.empty()) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || stop != end || number < least || number > most) {
        return not_a(("a whole number from " + std::to_string(least) + " to " + std::to_string(most)).c_str(), row,
                     field, text);
    }
    return number;
}

std::optional<std::string> text_in(const FactRow& row, std::string_view field) {
    const auto& text = row.value(field);
    return text.empty() ? std::nullopt : std::optional(text);
}

Result<std::optional<bool>> yes_in(const FactRow& row, std::string_view field) {
    constexpr std::array words{std::string_view("yes"), std::string_view("true"), std::string_view("1"),
                               std::string_view("si"), std::string_view("sí")};
    const auto& text = row.value(field);
    if (text.empty()) {
        return std::nullopt;
    }
    const bool says_yes = std::ranges::find(words, text) != words.end();
    if (!says_yes && !is_no(text)) {
        return not_a("yes or no", row, field, text);
    }
    return says_yes;
}

Result<Uuid> identifier_in(const FactRow& row, std::string_view field, std::string_view text) {
    const auto uuid = parse_uuid(text);
    if (!uuid) {
        return not_a("an identifier", row, field, text);
    }
    return *uuid;
}

bool is_no(std::string_view word) {
    constexpr std::array words{std::string_view("no"), std::string_view("false"), std::string_view("0")};
    return std::ranges::find(words, word) != words.end();
}

Result<> withdraw_rows(storage::Writer& writer, const std::string& table, const Submission& submission) {
    MINKA_TRY(writer.project("DELETE FROM " + table + " WHERE programme_id = $1 AND submission_id = $2",
                             writer.programme(), submission.id));
    return {};
}

Result<> clear_rows(storage::Writer& writer, const std::string& table) {
    MINKA_TRY(writer.project("DELETE FROM " + table + " WHERE programme_id = $1", writer.programme()));
    return {};
}

}  // namespace minka::forms
