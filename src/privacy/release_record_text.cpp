#include "privacy/release_record_text.h"

#include "documents/json.h"

#include <algorithm>

namespace minka::privacy {

namespace {

using documents::JsonArray;
using documents::JsonReader;
using documents::JsonValue;

constexpr documents::JsonLimits record_limits{1ULL << 30U, 16, 50'000'000};

template <typename Enum>
std::int64_t number_of(Enum value) {
    return static_cast<std::int64_t>(value);
}

template <typename Items, typename Make>
JsonArray array_of(const Items& items, Make make) {
    JsonArray array;
    array.reserve(items.size());
    for (const auto& item : items) {
        array.push_back(make(item));
    }
    return array;
}

template <typename Enum>
Result<Enum> read_enum(JsonReader& reader, std::string_view key, Enum last) {
    MINKA_TRY_ASSIGN(const auto number, reader.integer(key));
    if (number < 0 || number > number_of(last)) {
        return invalid("There is no such kind.", reader.path(key));
    }
    return static_cast<Enum>(number);
}

// Reads each element of an array; `read` takes the element and its path.
template <typename Item, typename Read>
Result<std::vector<Item>> read_items(JsonReader& reader, std::string_view key, Read read) {
    MINKA_TRY_ASSIGN(const auto* array, reader.array(key));
    std::vector<Item> items;
    items.reserve(array->size());
    for (const auto& element : *array) {
        MINKA_TRY_ASSIGN(auto item, read(element, reader.path(key)));
        items.push_back(std::move(item));
    }
    return items;
}

JsonValue measure_json(const Measure& measure) {
    return documents::json_object(
        {{"name", measure.name}, {"kind", number_of(measure.kind)}, {"least", measure.least}, {"most", measure.most}});
}

Result<Measure> read_measure(const JsonValue& value, const std::string& path) {
    JsonReader reader(value, path);
    Measure measure;
    MINKA_TRY_ASSIGN(measure.name, reader.text("name"));
    MINKA_TRY_ASSIGN(measure.kind, read_enum(reader, "kind", MeasureKind::total));
    MINKA_TRY_ASSIGN(measure.least, reader.number("least"));
    MINKA_TRY_ASSIGN(measure.most, reader.number("most"));
    MINKA_TRY(reader.finish());
    return measure;
}

JsonValue population_json(const Population& population) {
    return documents::json_object({{"name", population.name},
                                   {"subject", number_of(population.subject)},
                                   {"secret", number_of(population.secret)},
                                   {"growth", number_of(population.growth)},
                                   {"sensitive", population.sensitive},
                                   {"one_per_school", population.one_per_school},
                                   {"measures", array_of(population.measures, measure_json)}});
}

Result<Population> read_population(const JsonValue& value, const std::string& path) {
    JsonReader reader(value, path);
    Population population;
    MINKA_TRY_ASSIGN(population.name, reader.text("name"));
    MINKA_TRY_ASSIGN(population.subject, read_enum(reader, "subject", Subject::institutions));
    MINKA_TRY_ASSIGN(population.secret, read_enum(reader, "secret", Secret::values));
    MINKA_TRY_ASSIGN(population.growth, read_enum(reader, "growth", Growth::cumulative));
    MINKA_TRY_ASSIGN(population.sensitive, reader.boolean("sensitive"));
    MINKA_TRY_ASSIGN(population.one_per_school, reader.boolean("one_per_school"));
    MINKA_TRY_ASSIGN(population.measures, read_items<Measure>(reader, "measures", read_measure));
    MINKA_TRY(reader.finish());
    return population;
}

JsonValue cell_value_json(const std::optional<CellValue>& value) {
    return value ? documents::json_object(
                       {{"sum", value->sum},
                        {"contributors", value->contributors},
                        {"largest", array_of(value->largest, [](double one) { return JsonValue(one); })}})
                 : JsonValue(nullptr);
}

Result<std::optional<CellValue>> read_cell_value(const JsonValue& json, const std::string& path) {
    if (json.is_null()) {
        return std::nullopt;
    }
    JsonReader reader(json, path);
    CellValue value;
    MINKA_TRY_ASSIGN(value.sum, reader.number("sum"));
    MINKA_TRY_ASSIGN(value.contributors, reader.integer("contributors"));
    MINKA_TRY_ASSIGN(
        value.largest,
        read_items<double>(reader, "largest", [](const JsonValue& one, const std::string& at) -> Result<double> {
            const auto number = one.if_number();
            return number ? Result<double>(*number) : invalid("This is not a number.", at);
        }));
    MINKA_TRY(reader.finish());
    return value;
}

// What is true of a cell, as one number.
constexpr std::int64_t sensitive = 1;
constexpr std::int64_t heads = 2;
constexpr std::int64_t unnamed_place = 4;
constexpr std::int64_t whole_school = 8;
constexpr std::int64_t in_feedback = 16;

JsonValue cell_json(const ResolvedCell& cell) {
    const std::int64_t flags = (cell.sensitive ? sensitive : 0) | (cell.heads ? heads : 0) |
                               (cell.unnamed_place ? unnamed_place : 0) | (cell.whole_school ? whole_school : 0) |
                               (cell.in_feedback ? in_feedback : 0);
    JsonArray at;
    for (const auto& [axis, code] : cell.address.at) {
        at.emplace_back(axis);
        at.emplace_back(code);
    }
    return documents::json_object({{"at", std::move(at)},
                                   {"population", cell.population},
                                   {"level", number_of(cell.level)},
                                   {"school", cell.school},
                                   {"flags", flags},
                                   {"count", cell.count},
                                   {"eligible", cell.eligible ? JsonValue(*cell.eligible) : JsonValue(nullptr)},
                                   {"values", array_of(cell.values, cell_value_json)}});
}

Result<std::string> read_word(const JsonValue& value, const std::string& path) {
    const auto* text = value.if_text();
    return text != nullptr ? Result<std::string>(*text) : invalid("This is not a text.", path);
}

Result<std::uint32_t> read_index(const JsonValue& value, const std::string& path) {
    const auto* number = value.if_int();
    if (number == nullptr || *number < 0 || *number > std::int64_t{UINT32_MAX}) {
        return invalid("This is not an index.", path);
    }
    return static_cast<std::uint32_t>(*number);
}

Result<ResolvedCell> read_cell(const JsonValue& value, const std::string& path,
                               const std::vector<Population>& populations) {
    JsonReader reader(value, path);
    ResolvedCell cell;
    MINKA_TRY_ASSIGN(const auto at, read_items<std::string>(reader, "at", read_word));
    MINKA_TRY_ASSIGN(const auto population, reader.integer("population"));
    if (at.size() % 2 != 0 || population < 0 || static_cast<std::size_t>(population) >= populations.size()) {
        return invalid("The address of the cell is not whole.", path);
    }
    cell.population = static_cast<std::size_t>(population);
    cell.address.population = populations[cell.population].name;
    for (std::size_t i = 0; i < at.size(); i += 2) {
        cell.address.at.emplace_back(at[i], at[i + 1]);
    }
    MINKA_TRY_ASSIGN(cell.level, read_enum(reader, "level", Level::country));
    MINKA_TRY_ASSIGN(cell.school, reader.text("school"));
    MINKA_TRY_ASSIGN(const auto flags, reader.integer("flags"));
    cell.sensitive = (flags & sensitive) != 0;
    cell.heads = (flags & heads) != 0;
    cell.unnamed_place = (flags & unnamed_place) != 0;
    cell.whole_school = (flags & whole_school) != 0;
    cell.in_feedback = (flags & in_feedback) != 0;
    MINKA_TRY_ASSIGN(cell.count, reader.integer("count"));
    MINKA_TRY_ASSIGN(cell.eligible, reader.optional_integer("eligible"));
    MINKA_TRY_ASSIGN(cell.values, read_items<std::optional<CellValue>>(reader, "values", read_cell_value));
    MINKA_TRY(reader.finish());
    return cell;
}

JsonArray indices_json(const std::vector<std::uint32_t>& indices) {
    return array_of(indices, [](std::uint32_t index) { return JsonValue(index); });
}

JsonValue equation_json(const Equation& equation) {
    return documents::json_object(
        {{"whole", equation.whole}, {"parts", indices_json(equation.parts)}, {"layers", equation.layers}});
}

Result<Equation> read_equation(const JsonValue& value, const std::string& path) {
    JsonReader reader(value, path);
    Equation equation;
    const JsonValue none;
    const auto index = [&](std::string_view key) {
        const auto* found = reader.any(key);
        return read_index(found != nullptr ? *found : none, reader.path(key));
    };
    MINKA_TRY_ASSIGN(equation.whole, index("whole"));
    MINKA_TRY_ASSIGN(equation.parts, read_items<std::uint32_t>(reader, "parts", read_index));
    MINKA_TRY_ASSIGN(equation.layers, index("layers"));
    MINKA_TRY(reader.finish());
    return equation;
}

JsonValue table_json(const ResolvedTable& table) {
    return documents::json_object({{"name", table.name}, {"cells", indices_json(table.cells)}});
}

Result<ResolvedTable> read_table(const JsonValue& value, const std::string& path) {
    JsonReader reader(value, path);
    ResolvedTable table;
    MINKA_TRY_ASSIGN(table.name, reader.text("name"));
    MINKA_TRY_ASSIGN(table.cells, read_items<std::uint32_t>(reader, "cells", read_index));
    MINKA_TRY(reader.finish());
    return table;
}

// Two numbers: the reason for everybody and for the school, -1 for none.
JsonValue decision_json(const CellDecision& decision) {
    const auto reason = [](const std::optional<WithheldReason>& withheld) {
        return JsonValue(withheld ? number_of(*withheld) : std::int64_t{-1});
    };
    return JsonArray{reason(decision.withheld), reason(decision.withheld_from_school)};
}

Result<CellDecision> read_decision(const JsonValue& value, const std::string& path) {
    CellDecision decision;
    const auto* pair = value.if_array();
    if (pair == nullptr || pair->size() != 2) {
        return invalid("A decision has two numbers.", path);
    }
    for (std::size_t i = 0; i < 2; ++i) {
        const auto* number = (*pair)[i].if_int();
        if (number == nullptr || *number < -1 || *number > number_of(WithheldReason::not_whole_school)) {
            return invalid("There is no such reason.", path);
        }
        if (*number >= 0) {
            (i == 0 ? decision.withheld : decision.withheld_from_school) = static_cast<WithheldReason>(*number);
        }
    }
    return decision;
}

bool points_inside(const ReleaseRecord& record) {
    const auto size = record.cut.cells.size();
    const auto inside = [&](std::uint32_t index) { return index < size; };
    for (const auto& equation : record.cut.equations) {
        if (!inside(equation.whole) || !std::ranges::all_of(equation.parts, inside)) {
            return false;
        }
    }
    return record.decisions.size() == size && std::ranges::all_of(record.cut.tables, [&](const ResolvedTable& table) {
               return std::ranges::all_of(table.cells, inside);
           });
}

Result<ReleaseRecord> read_record(const JsonValue& value) {
    JsonReader reader(value, "release");
    ReleaseRecord record;
    auto& cut = record.cut;
    MINKA_TRY_ASSIGN(cut.name, reader.text("name"));
    MINKA_TRY_ASSIGN(const auto date, reader.text("date"));
    MINKA_TRY_ASSIGN(cut.date, LocalDate::parse(date));
    MINKA_TRY_ASSIGN(cut.populations, read_items<Population>(reader, "populations", read_population));
    MINKA_TRY_ASSIGN(cut.cells,
                     read_items<ResolvedCell>(reader, "cells", [&](const JsonValue& cell, const std::string& path) {
                         return read_cell(cell, path, cut.populations);
                     }));
    MINKA_TRY_ASSIGN(cut.equations, read_items<Equation>(reader, "equations", read_equation));
    MINKA_TRY_ASSIGN(cut.tables, read_items<ResolvedTable>(reader, "tables", read_table));
    MINKA_TRY_ASSIGN(record.decisions, read_items<CellDecision>(reader, "decisions", read_decision));
    MINKA_TRY(reader.finish());
    if (!points_inside(record)) {
        return invalid("The release points at cells that it does not have.");
    }
    return record;
}

}  // namespace

std::string release_record_text(const ReleaseRecord& record) {
    const auto& cut = record.cut;
    return documents::to_json(documents::json_object({{"name", cut.name},
                                                      {"date", cut.date.text()},
                                                      {"populations", array_of(cut.populations, population_json)},
                                                      {"cells", array_of(cut.cells, cell_json)},
                                                      {"equations", array_of(cut.equations, equation_json)},
                                                      {"tables", array_of(cut.tables, table_json)},
                                                      {"decisions", array_of(record.decisions, decision_json)}}));
}

Result<ReleaseRecord> parse_release_record(std::string_view text) {
    const auto damaged = [](const Problem& found) {
        return problem(ProblemCode::integrity_broken, "A stored release cannot be read: " + found.message, found.field);
    };
    const auto json = documents::parse_json(text, "release", record_limits);
    if (!json) {
        return damaged(json.error());
    }
    auto record = read_record(*json);
    return record ? std::move(record) : damaged(record.error());
}

}  // namespace minka::privacy
