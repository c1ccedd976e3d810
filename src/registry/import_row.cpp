#include "registry/import_row.h"

#include "base/text.h"
#include "registry/code_shape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace minka::registry {

namespace {

constexpr std::size_t longest_text = 1000;
constexpr std::size_t folds_kept = 4096;

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool looks_like_number_of_code(std::string_view text) {
    const auto point = text.find('.');
    return point != std::string_view::npos && is_digits(text.substr(0, point)) && is_digits(text.substr(point + 1));
}

std::string zeros(std::size_t count) { return count == 1 ? "a zero" : std::to_string(count) + " zeros"; }

}  // namespace

ImportRow::ImportRow(std::span<const ImportField> fields, std::vector<FieldSource> sources,
                     std::vector<std::string> empty_words, ImportProblems& problems)
    : fields_(fields),
      sources_(std::move(sources)),
      empty_words_(std::move(empty_words)),
      problems_(&problems),
      read_(fields.size()),
      told_absent_(fields.size(), false) {}

bool ImportRow::gives(std::size_t field) const {
    return sources_[field].column != FieldSource::nowhere || sources_[field].constant.has_value();
}

void ImportRow::take(const documents::TableRow& row) {
    row_ = &row;
    number_ = row.number;
    is_sound_ = row.problems.empty();
    for (auto& read : read_) {
        read.done = false;
    }
    for (const auto& found : row.problems) {
        // The field is "file:row:column" or "file:row": the column is what comes after the second colon.
        const auto parts = split(found.field, ':');
        problems_->add(number_, parts.size() > 2 ? std::string(parts[2]) : "", "", found.message, found.code);
    }
}

std::string_view ImportRow::cell(std::size_t field) {
    auto& read = read_[field];
    if (read.done) {
        return read.text;
    }
    read.done = true;
    read.text.clear();
    const auto& source = sources_[field];
    if (source.constant) {
        read.text = *source.constant;
        return read.text;
    }
    if (source.column == FieldSource::nowhere) {
        return {};
    }
    const auto& written = row_->cells[source.column];
    if (written.is_formula) {
        problem(field, "The cell holds a formula, which is never run. Paste the column as values and import again.");
        return {};
    }
    const auto trimmed = trim(written.text);
    if (trimmed.empty() || means_nothing(trimmed)) {
        return {};
    }
    read.text.assign(trimmed);
    if (!source.steps.field.empty()) {
        apply_column_steps(source.steps, read.text);
    }
    return read.text;
}

bool ImportRow::means_nothing(std::string_view text) const {
    return std::ranges::find(empty_words_, text) != empty_words_.end();
}

const std::string& ImportRow::fold_cached(std::string_view text) {
    std::string key(text);
    if (const auto known = folded_.find(key); known != folded_.end()) {
        return known->second;
    }
    if (folded_.size() >= folds_kept) {
        folded_.clear();
    }
    auto folded = fold_text(text);
    return folded_.emplace(std::move(key), std::move(folded)).first->second;
}

std::string_view ImportRow::column_code_system(std::size_t field) {
    auto& known = sources_[field].code_system;
    if (!known) {
        known = code_system_of_column(column_name(field));
    }
    return *known;
}

std::string ImportRow::column_name(std::size_t field) const {
    const auto& source = sources_[field];
    return source.column == FieldSource::nowhere ? std::string(fields_[field].name) : source.column_name;
}

void ImportRow::problem(std::size_t field, std::string message, ProblemCode code) {
    is_sound_ = false;
    const auto& source = sources_[field];
    const auto value = source.column == FieldSource::nowhere ? std::string_view(read_[field].text)
                                                             : trim(row_->cells[source.column].text);
    problems_->add(number_, column_name(field), value, std::move(message), code);
}

void ImportRow::row_problem(std::string message, ProblemCode code) {
    is_sound_ = false;
    problems_->add(number_, "", "", std::move(message), code);
}

void ImportRow::demand(std::size_t field) {
    if (!cell(field).empty() || (row_ != nullptr && gives(field) && sources_[field].column != FieldSource::nowhere &&
                                 row_->cells[sources_[field].column].is_formula)) {
        return;
    }
    if (gives(field)) {
        problem(field, "The cell is empty; '" + std::string(fields_[field].name) + "' is needed in every row.");
        return;
    }
    is_sound_ = false;
    if (!told_absent_[field]) {
        told_absent_[field] = true;
        problems_->add(0, std::string(fields_[field].name), "",
                       "The file has no column for '" + std::string(fields_[field].name) + "' (" +
                           std::string(fields_[field].meaning) +
                           "); add the column, or give it in the mapping under 'columns' or 'constants'.");
    }
}

std::string ImportRow::text(std::size_t field) {
    demand(field);
    return optional_text(field).value_or("");
}

std::optional<std::string> ImportRow::optional_text(std::size_t field) {
    const auto written = cell(field);
    if (written.empty()) {
        return std::nullopt;
    }
    if (written.size() > longest_text) {
        problem(field, "The text is longer than " + std::to_string(longest_text) + " bytes; shorten it.");
        return std::nullopt;
    }
    return tidy_text(written);
}

std::string ImportRow::code(std::size_t field, CodeShape shape) {
    demand(field);
    return optional_code(field, shape).value_or("");
}

std::optional<std::string> ImportRow::optional_code(std::size_t field, CodeShape shape) {
    const auto written = cell(field);
    if (written.empty()) {
        return std::nullopt;
    }
    const auto digits = shape.digits;
    if (digits == 0) {
        if (written.size() > 64) {
            problem(field, "A code has at most 64 characters.");
            return std::nullopt;
        }
        return tidy_text(written);
    }
    const auto expected = "A " + std::string(shape.name) + " has " + std::to_string(digits) + " digits";
    if (is_digits(written) && written.size() == digits) {
        return std::string(written);
    }
    if (is_digits(written) && written.size() < digits) {
        problem(
            field,
            expected + " and this has " + std::to_string(written.size()) + ": it lost " +
                zeros(digits - written.size()) +
                " at its start. Format the column as text and write the code whole, or say in the mapping: {field: " +
                std::string(fields_[field].name) + ", pad: " + std::to_string(digits) + "}.");
    } else if (looks_like_number_of_code(written)) {
        problem(field, expected + " and this was turned into a number with decimals. Say in the mapping: {field: " +
                           std::string(fields_[field].name) + ", decimals: drop, pad: " + std::to_string(digits) +
                           "}.");
    } else if (written.find_first_of("eE") != std::string_view::npos && written.find('+') != std::string_view::npos) {
        problem(field, expected +
                           " and a spreadsheet shortened this one to powers of ten; its digits are lost. Take the "
                           "column from the source again, as text.");
    } else {
        problem(field, expected + "; check this one against the register.");
    }
    return std::nullopt;
}

LocalDate ImportRow::date(std::size_t field) {
    demand(field);
    return optional_date(field).value_or(LocalDate{});
}

std::optional<LocalDate> ImportRow::optional_date(std::size_t field) {
    auto written = cell(field);
    if (written.empty()) {
        return std::nullopt;
    }
    if (written.size() > 10 && written[10] == 'T') {
        written = written.substr(0, 10);
    }
    const auto date = LocalDate::parse(written);
    if (!date) {
        problem(field, date.error().message);
        return std::nullopt;
    }
    return *date;
}

std::optional<bool> ImportRow::optional_boolean(std::size_t field) {
    const auto written = cell(field);
    if (written.empty()) {
        return std::nullopt;
    }
    static constexpr std::array<std::string_view, 8> yes{"si", "s", "x", "yes", "y", "true", "verdadero", "1"};
    static constexpr std::array<std::string_view, 5> no{"no", "n", "false", "falso", "0"};
    const auto& folded = fold_cached(written);
    if (std::ranges::find(yes, folded) != yes.end()) {
        return true;
    }
    if (std::ranges::find(no, folded) != no.end()) {
        return false;
    }
    problem(field, "Write sí or no.");
    return std::nullopt;
}

std::optional<double> ImportRow::optional_number(std::size_t field, double least, double most) {
    std::string written(cell(field));
    if (written.empty()) {
        return std::nullopt;
    }
    const auto shown = [](double value) {
        auto text = std::to_string(value);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) {
            text.pop_back();
        }
        return text;
    };
    if (written.find('.') == std::string::npos && std::ranges::count(written, ',') == 1) {
        written[written.find(',')] = '.';
    }
    const auto* start = written.data() + (written.starts_with('+') ? 1 : 0);
    double value = 0;
    const auto [end, failure] = std::from_chars(start, written.data() + written.size(), value);
    if (failure != std::errc{} || end != written.data() + written.size() || !std::isfinite(value)) {
        problem(field,
                "This is not a number. Write digits with a point or a comma before the decimals and no separator of "
                "thousands.");
        return std::nullopt;
    }
    if (value < least || value > most) {
        problem(field, "The number is out of range; it lies between " + shown(least) + " and " + shown(most) + ".");
        return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> ImportRow::optional_whole(std::size_t field, std::int64_t least, std::int64_t most) {
    std::string written(cell(field));
    if (written.empty()) {
        return std::nullopt;
    }
    drop_zero_decimals(written);
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (failure != std::errc{} || end != written.data() + written.size()) {
        problem(field, "This is not a whole number.");
        return std::nullopt;
    }
    if (value < least || value > most) {
        problem(field, "The number is out of range; it lies between " + std::to_string(least) + " and " +
                           std::to_string(most) + ".");
        return std::nullopt;
    }
    return value;
}

std::int64_t ImportRow::whole(std::size_t field, std::int64_t least, std::int64_t most) {
    demand(field);
    return optional_whole(field, least, most).value_or(0);
}

}  // namespace minka::registry
