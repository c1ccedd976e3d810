#pragma once

#include "base/local_date.h"
#include "documents/table_reader.h"
#include "registry/import_mapping.h"
#include "registry/import_problem.h"
#include "registry/word_choice.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace minka::registry {

/// A field an importer understands. A column is taken for it when its name, folded, is the field's own name or one of
/// `also`.
struct ImportField {
    std::string_view name;     ///< "building_code", as a mapping calls it.
    std::string_view also;     ///< Folded column names with | between them: "codigo local|codlocal".
    std::string_view meaning;  ///< For docs/reference/import-columns.md: what stands in it.
};

/// A column that must not be in the file, whatever the mapping says, and what to do instead.
struct ForbiddenColumn {
    std::string_view names;  ///< As ImportField::also.
    std::string_view message;
};

/// Where the text of a field comes from in one file.
struct FieldSource {
    static constexpr std::size_t nowhere = SIZE_MAX;
    std::size_t column = nowhere;
    std::string column_name;
    std::optional<std::string> constant;
    ColumnMapping steps;
    std::optional<std::string_view> code_system;  ///< What the column's name says of it; once it was asked for.
};

/// How a code is written in its system.
struct CodeShape {
    std::string_view name;   ///< "DIVIPOLA code of a municipality"
    std::size_t digits = 0;  ///< 0 for a system whose codes are any text.
};

/// The cells of one row read as typed values. Fields are numbered as in the importer's list of ImportField. What is
/// wrong goes to the problems with row, column and value, and the value returned is then empty: look at is_sound()
/// before the row is used. An empty cell and an absent column are the same.
class ImportRow {
public:
    ImportRow(std::span<const ImportField> fields, std::vector<FieldSource> sources,
              std::vector<std::string> empty_words, ImportProblems& problems);

    std::uint64_t number() const { return number_; }
    /// Whether the file or the mapping gives this field at all.
    bool gives(std::size_t field) const;
    bool is_sound() const { return is_sound_; }

    /// Trimmed and mapped. The text lives until the next row.
    std::string_view cell(std::size_t field);
    bool is_empty(std::size_t field) { return cell(field).empty(); }

    /// A problem when the cell is empty; told once when the file does not give the field at all.
    void demand(std::size_t field);

    /// In NFC with single spaces; not empty.
    std::string text(std::size_t field);
    std::optional<std::string> optional_text(std::size_t field);

    /// Text without spaces inside. A code of too few digits lost its zeros: that is a problem, and the mapping's `pad`
    /// mends it.
    std::string code(std::size_t field, CodeShape shape);
    std::optional<std::string> optional_code(std::size_t field, CodeShape shape);

    /// "2024-03-01", "01/03/2024", or a date cell of a spreadsheet.
    LocalDate date(std::size_t field);
    std::optional<LocalDate> optional_date(std::size_t field);

    /// sí, si, s, x, yes, true, verdadero, 1; no, n, false, falso, 0.
    std::optional<bool> optional_boolean(std::size_t field);

    /// With a point or a comma before the decimals, without separators of thousands.
    std::optional<double> optional_number(std::size_t field, double least, double most);
    std::optional<std::int64_t> optional_whole(std::size_t field, std::int64_t least, std::int64_t most);
    std::int64_t whole(std::size_t field, std::int64_t least, std::int64_t most);

    /// One of `words`, or the name of the value itself.
    template <storage::DescribedEnum E>
    std::optional<E> optional_choice(std::size_t field, std::span<const WordChoice<E>> words) {
        const auto written = cell(field);
        if (written.empty()) {
            return std::nullopt;
        }
        const auto value = choice_of(written, words);
        if (!value) {
            problem(field, "This word is not known here. Known are: " + known_words<E>() +
                               "; or say in the mapping what it means (values).");
        }
        return value;
    }
    template <storage::DescribedEnum E>
    E choice(std::size_t field, std::span<const WordChoice<E>> words) {
        demand(field);
        return optional_choice(field, words).value_or(E{});
    }

    /// Without a problem where the word is not known.
    template <storage::DescribedEnum E>
    std::optional<E> choice_of(std::string_view written, std::span<const WordChoice<E>> words) {
        const auto& folded = fold_cached(written);
        auto name = folded;
        std::ranges::replace(name, ' ', '_');
        if (const auto named = value_named<E>(name)) {
            return named;
        }
        for (const auto& word : words) {
            if (word.word == folded) {
                return word.value;
            }
        }
        return std::nullopt;
    }

    /// The header's name of a field's column; the field's own name where a constant fills it.
    std::string column_name(std::size_t field) const;
    /// The system that the column's name says its codes are of ("código dane": dane); empty when it says none.
    std::string_view column_code_system(std::size_t field);
    void problem(std::size_t field, std::string message, ProblemCode code = ProblemCode::invalid_input);
    void row_problem(std::string message, ProblemCode code = ProblemCode::invalid_input);

    /// The next row; for the reader of the table.
    void take(const documents::TableRow& row);

private:
    struct Read {
        bool done = false;
        std::string text;
    };

    bool means_nothing(std::string_view text) const;
    const std::string& fold_cached(std::string_view text);
    template <storage::DescribedEnum E>
    static std::string known_words() {
        std::string list;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
            [&](auto entry) { list += (list.empty() ? "" : ", ") + std::string(entry.name); });
        return list;
    }

    std::span<const ImportField> fields_;
    std::vector<FieldSource> sources_;
    std::vector<std::string> empty_words_;
    ImportProblems* problems_;
    const documents::TableRow* row_ = nullptr;
    std::uint64_t number_ = 0;
    bool is_sound_ = true;
    std::vector<Read> read_;
    std::vector<bool> told_absent_;
    std::unordered_map<std::string, std::string> folded_;
};

}  // namespace minka::registry
