#include "measurement/change_table.h"

#include "base/text.h"
#include "documents/table_reader.h"
#include "stats/group_score.h"
#include "stats/reliability.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace minka::measurement {

namespace {

using documents::TableReader;
using documents::TableRow;
using programme::WaveMode;

constexpr double no_score = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint8_t no_category = 255;

std::optional<double> number_in(std::string_view text) {
    std::string plain(text);
    std::ranges::replace(plain, ',', '.');  // a Spanish spreadsheet's decimals
    double value = 0;
    const auto* end = plain.data() + plain.size();
    const auto read = std::from_chars(plain.data(), end, value);
    return read.ec == std::errc{} && read.ptr == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// The columns that are there.
struct Columns {
    std::size_t school = 0;
    std::size_t wave = 0;
    std::vector<std::size_t> scores;
    std::vector<std::vector<std::size_t>> items;  // by facet
    std::optional<std::size_t> person, place, visits, entry, group, match, stratum, eligible;
};

Result<std::size_t> column_named(const TableReader& reader, const std::string& name) {
    if (const auto column = reader.column(name)) {
        return *column;
    }
    return invalid(fmt::format("The table has no column «{}».", name), reader.description().file);
}

Result<std::optional<std::size_t>> optional_column(const TableReader& reader, const std::string& name) {
    if (name.empty()) {
        return std::optional<std::size_t>();
    }
    MINKA_TRY_ASSIGN(const auto column, column_named(reader, name));
    return std::optional(column);
}

Result<Columns> find_columns(const TableReader& reader, const ChangeFileOptions& options) {
    Columns columns;
    MINKA_TRY_ASSIGN(columns.school, column_named(reader, options.school));
    MINKA_TRY_ASSIGN(columns.wave, column_named(reader, options.wave));
    auto scores = options.scores;
    if (scores.empty() && options.facets.empty()) {
        scores.emplace_back("score");
    }
    for (const auto& name : scores) {
        MINKA_TRY_ASSIGN(const auto column, column_named(reader, name));
        columns.scores.push_back(column);
    }
    for (const auto& facet : options.facets) {
        auto& items = columns.items.emplace_back();
        for (const auto& item : facet.items) {
            MINKA_TRY_ASSIGN(const auto column, column_named(reader, item));
            items.push_back(column);
        }
    }
    MINKA_TRY_ASSIGN(columns.person, optional_column(reader, options.person));
    MINKA_TRY_ASSIGN(columns.place, optional_column(reader, options.place));
    MINKA_TRY_ASSIGN(columns.visits, optional_column(reader, options.visits));
    MINKA_TRY_ASSIGN(columns.entry, optional_column(reader, options.entry));
    MINKA_TRY_ASSIGN(columns.group, optional_column(reader, options.group));
    MINKA_TRY_ASSIGN(columns.match, optional_column(reader, options.match));
    MINKA_TRY_ASSIGN(columns.stratum, optional_column(reader, options.stratum));
    MINKA_TRY_ASSIGN(columns.eligible, optional_column(reader, options.eligible));
    return columns;
}

Result<> check_options(const ChangeFileOptions& options) {
    if (options.link == WaveMode::unlinked && !options.person.empty()) {
        return invalid(
            "There is a column of persons and the waves are said to be unlinked. Say whether it holds codes that "
            "people made up (self-code) or tokens that were handed out (token).",
            "--link");
    }
    if (options.link != WaveMode::unlinked && options.person.empty()) {
        return invalid("Linked waves need the column with the code or token of each person.", "--person");
    }
    if (!options.facets.empty() && !(options.most > options.least && options.most - options.least < 200)) {
        return invalid("The categories of items go from a lower to a higher whole number.", "--categories");
    }
    if (!options.stratum.empty() && options.eligible.empty()) {
        return invalid("Classes are read for weights, which need the people of each who could have answered.",
                       "--eligible");
    }
    return {};
}

class TableReading {
public:
    TableReading(TableReader& reader, const ChangeFileOptions& options, const Columns& columns)
        : reader_(reader), options_(options), columns_(columns), answers_(columns.items.size()) {
        table_.link = options.link;
        table_.scales.resize(columns.scores.size());
    }

    Result<ChangeTable> run() {
        TableRow row;
        for (;;) {
            MINKA_TRY_ASSIGN(const bool more, reader_.next(row));
            if (!more) {
                break;
            }
            if (!row.problems.empty()) {
                return std::unexpected(row.problems.front());
            }
            MINKA_TRY(read_row(row));
        }
        MINKA_TRY(settle_waves());
        settle_schools();
        MINKA_TRY(settle_entries());
        settle_persons();
        for (std::size_t k = 0; k < columns_.scores.size(); ++k) {
            table_.scales[k].name = reader_.header()[columns_.scores[k]];
        }
        for (std::size_t facet = 0; facet < columns_.items.size(); ++facet) {
            MINKA_TRY(score_facet(facet));
        }
        return std::move(table_);
    }

private:
    // What a school's rows must agree on.
    struct SchoolFacts {
        std::uint32_t number = 0;
        std::map<std::size_t, std::string> said;  // by column
    };

    std::string text_of(const TableRow& row, std::size_t column) const {
        auto text = std::string(trim(row.cells[column].text));
        return std::ranges::find(options_.missing, text) == options_.missing.end() ? text : std::string();
    }

    Result<> read_row(const TableRow& row) {
        const auto school = text_of(row, columns_.school);
        const auto wave = text_of(row, columns_.wave);
        if (school.empty() || wave.empty()) {
            return invalid("A row needs its school and its wave.",
                           reader_.place(row, school.empty() ? columns_.school : columns_.wave));
        }
        auto& facts =
            schools_.try_emplace(school, SchoolFacts{static_cast<std::uint32_t>(schools_.size()), {}}).first->second;
        for (const auto& column : {columns_.place, columns_.visits, columns_.entry, columns_.group, columns_.match}) {
            if (!column) {
                continue;
            }
            const auto text = text_of(row, *column);
            if (facts.said.try_emplace(*column, text).first->second != text) {
                return invalid(fmt::format("The school {} has another value in an earlier row.", school),
                               reader_.place(row, *column));
            }
            MINKA_TRY(check_school_value(row, *column, text));
        }
        if (!options_.waves.empty() && std::ranges::find(options_.waves, wave) == options_.waves.end()) {
            return {};  // a wave that nobody asked about
        }
        wave_labels_.insert(wave);
        row_waves_.push_back(wave);
        table_.school.push_back(facts.number);
        if (columns_.person) {
            MINKA_TRY(read_person(row, school, wave));
        }
        if (columns_.eligible) {
            MINKA_TRY(read_stratum(row, facts.number, wave));
        }
        return read_values(row);
    }

    Result<> check_school_value(const TableRow& row, std::size_t column, const std::string& text) const {
        if (column == columns_.visits && !text.empty() && number_in(text).value_or(-1) < 0) {
            return invalid(fmt::format("«{}» is no number of visits.", text), reader_.place(row, column));
        }
        if (column == columns_.group && !group_of(text)) {
            return invalid(fmt::format("«{}» is neither programme (1) nor comparison (0).", text),
                           reader_.place(row, column));
        }
        return {};
    }

    static std::optional<std::uint8_t> group_of(const std::string& text) {
        const auto folded = fold_text(text);
        if (folded == "1" || folded == "programme" || folded == "programa") {
            return std::uint8_t{1};
        }
        return folded == "0" || folded == "comparison" || folded == "comparacion" ? std::optional(std::uint8_t{0})
                                                                                  : std::nullopt;
    }

    // A code that a person made up is told apart by school; a token is one person wherever it is met.
    Result<> read_person(const TableRow& row, const std::string& school, const std::string& wave) {
        const auto code = text_of(row, *columns_.person);
        const auto name = options_.link == WaveMode::token ? code : school + '\x1f' + code;
        if (code.empty()) {
            ++table_.rows_without_person;
            row_persons_.emplace_back();
            return {};
        }
        auto& rows = persons_[name];
        if (!rows.insert(wave).second) {
            if (options_.link == WaveMode::token) {
                return invalid(fmt::format("The token «{}» comes twice in the wave {}.", code, wave),
                               reader_.place(row, *columns_.person));
            }
            doubled_.insert(name);
        }
        row_persons_.push_back(name);
        return {};
    }

    Result<> read_stratum(const TableRow& row, std::uint32_t school, const std::string& wave) {
        const auto text = text_of(row, *columns_.eligible);
        const auto number = number_in(text);
        if (!number || *number < 1 || *number != std::floor(*number) || *number > 1e7) {
            return invalid(fmt::format("«{}» is no number of people who could have answered.", text),
                           reader_.place(row, *columns_.eligible));
        }
        const auto stratum = columns_.stratum ? text_of(row, *columns_.stratum) : std::string();
        const auto eligible = static_cast<std::size_t>(*number);
        const auto next = static_cast<std::uint32_t>(table_.strata.size());
        const auto [found, is_new] = strata_.try_emplace({school, wave, stratum}, next);
        if (is_new) {
            table_.strata.push_back({school, 0, eligible});
            stratum_waves_.push_back(wave);
        } else if (table_.strata[found->second].eligible != eligible) {
            return invalid("The same class has another number of people in an earlier row of this wave.",
                           reader_.place(row, *columns_.eligible));
        }
        table_.stratum.push_back(found->second);
        return {};
    }

    Result<> read_values(const TableRow& row) {
        for (std::size_t k = 0; k < columns_.scores.size(); ++k) {
            const auto text = text_of(row, columns_.scores[k]);
            const auto score = text.empty() ? std::optional(no_score) : number_in(text);
            if (!score) {
                return invalid(fmt::format("«{}» is no score; name it with --missing if it stands for none.", text),
                               reader_.place(row, columns_.scores[k]));
            }
            table_.scales[k].scores.push_back(*score);
        }
        for (std::size_t facet = 0; facet < columns_.items.size(); ++facet) {
            for (const auto column : columns_.items[facet]) {
                const auto text = text_of(row, column);
                const auto number = text.empty() ? std::optional<double>() : number_in(text);
                if (!text.empty() && (!number || *number != std::floor(*number) || *number < options_.least ||
                                      *number > options_.most)) {
                    return invalid(fmt::format("«{}» is no category from {} to {}; name it with --missing if it stands "
                                               "for no answer.",
                                               text, options_.least, options_.most),
                                   reader_.place(row, column));
                }
                answers_[facet].push_back(number ? static_cast<std::uint8_t>(static_cast<int>(*number) - options_.least)
                                                 : no_category);
            }
        }
        return {};
    }

    Result<> settle_waves() {
        table_.waves = options_.waves.empty() ? std::vector<std::string>(wave_labels_.begin(), wave_labels_.end())
                                              : options_.waves;
        for (const auto& wave : table_.waves) {
            if (!wave_labels_.contains(wave)) {
                return invalid(fmt::format("No row has the wave «{}».", wave), "--waves");
            }
        }
        if (table_.waves.size() < 2) {
            return invalid(fmt::format("A change needs two waves; the table has {}.", table_.waves.size()), "--waves");
        }
        std::map<std::string, std::uint32_t> numbers;
        for (const auto& wave : table_.waves) {
            numbers.emplace(wave, static_cast<std::uint32_t>(numbers.size()));
        }
        for (const auto& wave : row_waves_) {
            table_.wave.push_back(numbers.at(wave));
        }
        for (std::size_t i = 0; i < table_.strata.size(); ++i) {
            table_.strata[i].wave = numbers.at(stratum_waves_[i]);
        }
        return {};
    }

    // Schools by their labels, whatever the order of rows.
    void settle_schools() {
        std::vector<std::uint32_t> place_of(schools_.size());
        std::map<std::string, std::uint32_t> places;
        for (const auto& [name, facts] : schools_) {
            place_of[facts.number] = static_cast<std::uint32_t>(table_.schools.size());
            table_.schools.push_back(name);
            if (columns_.place) {
                const auto next = static_cast<std::uint32_t>(places.size());
                table_.place.push_back(places.try_emplace(facts.said.at(*columns_.place), next).first->second);
            }
            if (columns_.visits) {
                table_.visits.push_back(number_in(facts.said.at(*columns_.visits)));
            }
            if (columns_.group) {
                table_.in_programme.push_back(*group_of(facts.said.at(*columns_.group)));
            }
            if (columns_.match) {
                table_.match.push_back(facts.said.at(*columns_.match));
            }
        }
        for (auto& school : table_.school) {
            school = place_of[school];
        }
        for (auto& stratum : table_.strata) {
            stratum.school = place_of[stratum.school];
        }
    }

    Result<> settle_entries() {
        if (!columns_.entry) {
            return {};
        }
        for (const auto& [name, facts] : schools_) {
            const auto& label = facts.said.at(*columns_.entry);
            const auto wave = std::ranges::find(table_.waves, label);
            if (!label.empty() && wave == table_.waves.end()) {
                return invalid(fmt::format("The school {} enters in «{}», which is no wave of the table.", name, label),
                               "--entry");
            }
            table_.entry.push_back(
                label.empty() ? std::nullopt : std::optional(static_cast<std::uint32_t>(wave - table_.waves.begin())));
        }
        return {};
    }

    void settle_persons() {
        if (!columns_.person) {
            return;
        }
        std::map<std::string, std::uint32_t> numbers;
        std::uint32_t next = 0;
        for (const auto& name : row_persons_) {
            if (name.empty() || doubled_.contains(name)) {
                table_.person.push_back(next++);
                continue;
            }
            const auto [found, is_new] = numbers.try_emplace(name, next);
            next += is_new ? 1U : 0U;
            table_.person.push_back(found->second);
        }
        table_.doubled_codes = doubled_.size();
        for (const auto& [name, waves] : persons_) {
            table_.linked_persons += waves.size() > 1 && !doubled_.contains(name) ? 1U : 0U;
        }
    }

    Result<> score_facet(std::size_t index) {
        const auto& facet = options_.facets[index];
        const stats::AnswerMatrix matrix{answers_[index], facet.items.size(),
                                         static_cast<std::uint8_t>(options_.most - options_.least + 1), no_category,
                                         facet.reversed};
        const std::vector<stats::Facet> facets{{facet.name, stats::every_item(matrix)}};
        MINKA_TRY_ASSIGN(auto scored, stats::score_rows(matrix, facets, {options_.minimum_answered}));
        ChangeScale scale{facet.name, std::move(scored.scores), {}};
        for (std::uint32_t wave = 0; wave < table_.waves.size(); ++wave) {
            std::vector<std::uint8_t> part;
            for (std::size_t row = 0; row < table_.row_count(); ++row) {
                if (table_.wave[row] == wave) {
                    const auto answers = matrix.row(row);
                    part.insert(part.end(), answers.begin(), answers.end());
                }
            }
            const auto alpha = stats::cronbach_alpha(
                {part, matrix.item_count, matrix.category_count, no_category, facet.reversed}, facets.front().items);
            const double value = alpha ? std::max(0.0, alpha->alpha) : 0.0;
            scale.reliability = std::min(scale.reliability.value_or(1.0), value);
        }
        table_.scales.push_back(std::move(scale));
        return {};
    }

    TableReader& reader_;
    const ChangeFileOptions& options_;
    const Columns& columns_;
    ChangeTable table_;
    std::map<std::string, SchoolFacts> schools_;
    std::set<std::string> wave_labels_;
    std::vector<std::string> row_waves_;
    std::vector<std::string> row_persons_;
    std::map<std::string, std::set<std::string>> persons_;
    std::set<std::string> doubled_;
    std::map<std::tuple<std::uint32_t, std::string, std::string>, std::uint32_t> strata_;
    std::vector<std::string> stratum_waves_;
    std::vector<std::vector<std::uint8_t>> answers_;  // by facet
};

}  // namespace

Result<FacetColumns> parse_facet_columns(const std::string& text) {
    const auto equals = text.find('=');
    FacetColumns facet;
    if (equals != std::string::npos) {
        facet.name = std::string(trim(text.substr(0, equals)));
        std::string rest = text.substr(equals + 1) + ",";
        for (std::size_t begin = 0, end = 0; (end = rest.find(',', begin)) != std::string::npos; begin = end + 1) {
            auto item = std::string(trim(rest.substr(begin, end - begin)));
            const bool is_reversed = item.starts_with('-');
            item.erase(0, is_reversed ? 1 : 0);
            if (!item.empty()) {
                facet.items.push_back(std::move(item));
                facet.reversed.push_back(is_reversed ? 1 : 0);
            }
        }
    }
    if (facet.name.empty() || facet.items.empty()) {
        return invalid("A facet is written NAME=ITEM,ITEM,-REVERSED_ITEM, not «" + text + "».", "--facet");
    }
    return facet;
}

Result<ChangeTable> read_change_table(const std::filesystem::path& path, const ChangeFileOptions& options) {
    MINKA_TRY(check_options(options));
    MINKA_TRY_ASSIGN(auto reader, TableReader::open(path));
    MINKA_TRY_ASSIGN(const auto columns, find_columns(reader, options));
    return TableReading(reader, options, columns).run();
}

}  // namespace minka::measurement
