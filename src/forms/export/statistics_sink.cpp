#include "documents/statistics_file.h"
#include "forms/export/spooled_sink.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

namespace minka::forms {

namespace {

using documents::StatisticsCell;
using documents::StatisticsProgram;
using documents::StatisticsVariable;

// The whole number a choice's value is; only then can it carry a label as a number.
std::optional<double> whole_in(std::string_view text) {
    std::int32_t whole = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, whole);
    const bool is_code = text == "0" || (!text.empty() && text[0] != '0' && text[0] != '-');  // "01" is a name
    return failure == std::errc() && stop == end && is_code ? std::optional<double>(whole) : std::nullopt;
}

class StatisticsSink final : public SpooledSink {
public:
    StatisticsSink(const SinkRequest& sink, StatisticsProgram program) : SpooledSink(sink), program_(program) {
        files_ = table_file_names(sink, program == StatisticsProgram::spss ? ".sav" : ".dta");
    }

private:
    using Kind = StatisticsVariable::Kind;
    using Content = ExportColumn::Content;

    static std::string unlike(std::string name, std::set<std::string>& taken) {
        const auto lower = [](std::string text) {
            std::ranges::transform(text, text.begin(),
                                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            return text;
        };
        auto fresh = name;
        for (int number = 2; !taken.insert(lower(fresh)).second; ++number) {
            const auto end = "_" + std::to_string(number);
            fresh = name.substr(0, 32 - end.size()) + end;
        }
        return fresh;
    }

    // A select of whole numbers becomes a labelled number; of other values, a labelled text.
    static void label_choices(StatisticsVariable& variable, const FormField& field, const ColumnTraits& traits) {
        const bool is_coded = !field.choices.empty() && traits.is_number &&
                              std::ranges::all_of(field.choices, [](const FieldChoice& choice) {
                                  return whole_in(choice.value).has_value();
                              });
        std::set<std::string> seen;
        for (const auto& choice : field.choices) {
            if (!seen.insert(choice.value).second) {
                continue;
            }
            if (is_coded) {
                variable.number_labels.emplace_back(*whole_in(choice.value), choice.label);
            } else {
                variable.text_labels.emplace_back(choice.value, choice.label);
                variable.width = std::max(variable.width, choice.value.size());
            }
        }
        variable.kind = is_coded ? Kind::number : Kind::text;
    }

    StatisticsVariable variable_of(std::size_t table, const ExportColumn& column, const ColumnTraits& traits,
                                   std::set<std::string>& taken) const {
        StatisticsVariable variable;
        variable.name = unlike(documents::valid_variable_name(column.header), taken);
        variable.label = column.header;
        variable.width = std::max<std::size_t>(traits.longest, 1);
        static const FormField not_asked;
        const auto& field = column.content <= Content::choice ? fields().tables[table].fields[column.field] : not_asked;
        if (column.content <= Content::choice && !field.label.empty()) {
            variable.label = field.label;
        }
        if (column.content == Content::choice) {
            const auto choice = std::ranges::find(field.choices, column.choice, &FieldChoice::value);
            variable.label += " / " + choice->label;
            variable.number_labels = {{0, "No"}, {1, "Sí"}};
        }
        const bool is_measured = column.content != Content::answer || field.type == "int" || field.type == "decimal" ||
                                 field.control == FieldControl::range;
        if (column.content == Content::answer && field.control == FieldControl::select_one) {
            label_choices(variable, field, traits);
        } else if (column.content == Content::answer && field.type == "date" && traits.is_date) {
            variable.kind = Kind::date;
        } else if (is_measured && column.content <= Content::choice && traits.is_number) {
            variable.kind = Kind::number;
        } else if (column.content == Content::edits) {
            variable.kind = Kind::number;
        }
        return variable;
    }

    static StatisticsCell cell_of(Kind kind, std::string_view text) {
        if (text.empty()) {
            return std::monostate();
        }
        if (kind == Kind::number) {
            double number = 0;
            reads_as_number(text, number);  // every cell does: see ColumnTraits
            return number;
        }
        if (kind == Kind::date) {
            return *LocalDate::parse(text);
        }
        return text;
    }

    Result<> write() override {
        for (std::size_t at = 0; at < tables().size(); ++at) {
            auto& table = tables()[at];
            std::vector<StatisticsVariable> variables;
            std::set<std::string> taken;
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                variables.push_back(variable_of(at, table.columns[column], table.spool.traits()[column], taken));
            }
            std::vector<Kind> kinds;
            std::ranges::transform(variables, std::back_inserter(kinds), &StatisticsVariable::kind);
            MINKA_TRY_ASSIGN(auto writer, documents::StatisticsWriter::create(request().folder / files_[at], program_,
                                                                              fields().title, std::move(variables),
                                                                              table.spool.rows()));
            std::vector<std::string_view> cells;
            std::vector<StatisticsCell> row(kinds.size());
            for (;;) {
                MINKA_TRY_ASSIGN(const bool has_row, table.spool.next(cells));
                if (!has_row) {
                    break;
                }
                for (std::size_t column = 0; column < cells.size(); ++column) {
                    row[column] = cell_of(kinds[column], cells[column]);
                }
                MINKA_TRY(writer.row(row));
            }
            MINKA_TRY(writer.finish());
        }
        return {};
    }

    StatisticsProgram program_;
};

}  // namespace

Result<std::unique_ptr<RowSink>> open_statistics_sink(const SinkRequest& request, StatisticsFormat format) {
    auto sink = std::make_unique<StatisticsSink>(
        request, format == StatisticsFormat::spss ? StatisticsProgram::spss : StatisticsProgram::stata);
    MINKA_TRY(sink->begin());
    return sink;
}

}  // namespace minka::forms
