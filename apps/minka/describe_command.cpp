#include "answer_options.h"
#include "commands.h"
#include "figure_text.h"
#include "measurement/change_table.h"
#include "programme/programme_folder.h"
#include "stats/polychoric.h"
#include "stats/scale_description.h"

#include <fmt/format.h>

#include <charconv>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;

struct DescribeWords {
    std::string file;
    std::vector<std::string> scales;  ///< "V1=V1_1,V1_2,-V1_4".
    std::string folder;               ///< Of a programme: the facets of its index.
    std::string informant;
    measurement::AnswerFileOptions reading;
    stats::ScaleDescriptionOptions options;
    bool with_polychorics = false;
    bool is_json = false;
};

/// What is told of one table.
struct Described {
    measurement::AnswerFile file;
    stats::ScaleDescription scale;
    std::optional<Result<stats::PolychoricEstimate>> polychorics;
};

Result<Described> describe(const DescribeWords& words, const measurement::AnswerFileOptions& reading) {
    MINKA_TRY_ASSIGN(auto file, measurement::read_answers(words.file, reading));
    MINKA_TRY_ASSIGN(auto scale, stats::describe_scale(file.matrix(), file.groups, words.options));
    Described described{std::move(file), std::move(scale), {}};
    if (words.with_polychorics) {
        const auto matrix = described.file.matrix();
        described.polychorics = stats::polychoric_correlations(matrix, stats::every_item(matrix));
    }
    return described;
}

/// The value of the first category, for means that read as the answers do: its number, or 1 for words.
double first_value(const measurement::AnswerFile& file) {
    double first = 1;
    const auto& text = file.categories.front();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), first);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? first : 1;
}

class DescribePrinting {
public:
    DescribePrinting(CommandContext& context, const Described& described)
        : out_(context.out()), text_(context.is_spanish()), described_(described) {}

    void print() {
        print_items();
        print_reliability();
        print_scores();
        if (described_.scale.intraclass) {
            print_groups();
        }
        if (described_.polychorics) {
            print_polychorics(*described_.polychorics);
        }
    }

private:
    void line(const char* es, const char* en, const std::string& figures) {
        out_ << padded(text_.say(es, en), 34) << figures << "\n";
    }

    std::string reason(const Problem& problem) const {
        return "–  " + text_.said(measurement::with_names(problem, described_.file).message);
    }

    std::string interval_of(const stats::Interval& interval) const {
        return fmt::format(fmt::runtime(text_.say("IC {:g} % {}", "{:g} % CI {}")), interval.confidence * 100,
                           text_.range(interval.lower, interval.upper, 3));
    }

    void print_items() {
        const auto& scale = described_.scale;
        const auto& file = described_.file;
        out_ << fmt::format(fmt::runtime(text_.say("{} ítems, {} personas, {} con todos los ítems\n",
                                                   "{} items, {} respondents, {} with every item\n")),
                            file.items.size(), file.matrix().row_count(), scale.extremes.complete);
        TextTable table;
        std::vector<std::string> heading{text_.say("ítem", "item"),
                                         "n",
                                         text_.say("faltan", "missing"),
                                         text_.say("media", "mean"),
                                         text_.say("d. e.", "s. d."),
                                         text_.say("piso", "floor"),
                                         text_.say("techo", "ceiling"),
                                         text_.say("r resto", "r rest"),
                                         text_.say("alfa sin él", "alpha without")};
        for (const auto& category : file.categories) {
            heading.push_back(category);
        }
        table.add(std::move(heading));
        const double first = first_value(file);
        for (std::size_t item = 0; item < file.items.size(); ++item) {
            const auto& statistics = scale.items[item];
            const auto mean = statistics.mean ? std::optional(*statistics.mean + first) : std::nullopt;
            std::vector<std::string> cells{file.items[item] + (file.reversed[item] != 0 ? " (R)" : ""),
                                           std::to_string(statistics.answered),
                                           std::to_string(statistics.missing),
                                           text_.number(mean, 2),
                                           text_.number(statistics.standard_deviation, 2),
                                           text_.percent(statistics.floor_share()),
                                           text_.percent(statistics.ceiling_share()),
                                           "–",
                                           "–"};
            if (scale.alpha) {
                cells[7] = text_.number(scale.alpha->items[item].item_rest_correlation, 3);
                cells[8] = text_.number(scale.alpha->items[item].alpha_without, 3);
            }
            for (const auto count : statistics.category_counts) {
                cells.push_back(std::to_string(count));
            }
            table.add(std::move(cells));
        }
        out_ << table.text() << "\n";
    }

    void print_reliability() {
        const auto& scale = described_.scale;
        if (scale.alpha) {
            line("Alfa de Cronbach", "Cronbach's alpha",
                 fmt::format("{}  ({})", text_.number(scale.alpha->alpha, 3), interval_of(*scale.alpha->interval)));
        } else {
            line("Alfa de Cronbach", "Cronbach's alpha", reason(scale.alpha.error()));
        }
        line("Omega total, un factor ordinal", "Omega total, one ordinal factor",
             scale.omega ? text_.number(scale.omega->total, 3) : reason(scale.omega.error()));
        if (scale.category_omega) {
            line("Omega de las respuestas dadas", "Omega of the answers given", text_.number(*scale.category_omega, 3));
        }
        if (!scale.halves) {
            line("Mitades", "Split halves", reason(scale.halves.error()));
            return;
        }
        const auto& halves = *scale.halves;
        line("Mitades, impares y pares", "Split halves, odd and even",
             fmt::format("Spearman-Brown {}  Guttman {}", text_.number(halves.odd_even.spearman_brown, 3),
                         text_.number(halves.odd_even.guttman, 3)));
        line(halves.is_exhaustive ? "Todas las mitades" : "Mitades al azar",
             halves.is_exhaustive ? "All split halves" : "Split halves at random",
             fmt::format(fmt::runtime(text_.say("media {}  ({} en {} formas)", "mean {}  ({} in {} ways)")),
                         text_.number(halves.mean, 3), text_.range(halves.lowest, halves.highest, 3),
                         halves.split_count));
    }

    void print_scores() {
        const auto& scale = described_.scale;
        const auto share = [&](std::size_t count) {
            return scale.extremes.complete == 0
                       ? std::optional<double>()
                       : static_cast<double>(count) / static_cast<double>(scale.extremes.complete);
        };
        line("Puntaje de 0 a 100", "Score, 0 to 100",
             fmt::format(fmt::runtime(text_.say("media {}  d. e. {}  error estándar de medición {}",
                                                "mean {}  s. d. {}  standard error of measurement {}")),
                         text_.number(scale.score_mean, 1), text_.number(scale.score_deviation, 1),
                         text_.number(scale.standard_error_of_measurement, 1)));
        line("En el piso y en el techo", "At the floor and at the ceiling",
             fmt::format("{}  {}", text_.percent(share(scale.extremes.lowest)),
                         text_.percent(share(scale.extremes.highest))));
    }

    void print_groups() {
        const auto& scale = described_.scale;
        const auto& estimate = *scale.intraclass;
        if (!estimate) {
            line("CCI(1), CCI(2)", "ICC(1), ICC(2)", reason(estimate.error()));
        } else {
            line("CCI(1)", "ICC(1)",
                 fmt::format(fmt::runtime(text_.say("{}  ({}; {} grupos, {} personas con puntaje)",
                                                    "{}  ({}; {} groups, {} respondents with a score)")),
                             text_.number(estimate->icc1, 3), interval_of(estimate->icc1_interval),
                             estimate->analysis.group_count, estimate->analysis.observation_count));
            line("CCI(2)", "ICC(2)", text_.number(estimate->icc2, 3));
        }
        const auto& agreement = scale.agreement;
        line(
            "r_wg", "r_wg",
            fmt::format(fmt::runtime(text_.say("media {}  mediana {}  ({} de {} grupos con 0,70 o más, {} sin definir)",
                                               "mean {}  median {}  ({} of {} groups at 0.70 or more, {} undefined)")),
                        text_.number(agreement.mean, 3), text_.number(agreement.median, 3), agreement.at_least_70,
                        agreement.groups, agreement.undefined));
    }

    void print_polychorics(const Result<stats::PolychoricEstimate>& estimate) {
        out_ << "\n" << text_.say("Correlaciones policóricas", "Polychoric correlations");
        if (!estimate) {
            out_ << "  " << reason(estimate.error()) << "\n";
            return;
        }
        out_ << "\n";
        TextTable table;
        table.add({""});
        for (std::size_t i = 0; i < estimate->size(); ++i) {
            std::vector<std::string> cells{described_.file.items[i]};
            for (std::size_t j = 0; j < i; ++j) {
                cells.push_back(text_.number(estimate->correlation(i, j), 3));
            }
            cells.emplace_back("1");
            table.add(std::move(cells));
        }
        out_ << table.text().substr(1);
        if (!estimate->at_bound.empty()) {
            out_ << fmt::format(fmt::runtime(text_.say("{} pares llegan a ±1; sus correlaciones no tienen error\n",
                                                       "{} pairs reach ±1; their correlations have no error\n")),
                                estimate->at_bound.size());
        }
    }

    std::ostream& out_;
    FigureText text_;
    const Described& described_;
};

template <typename T>
JsonValue reason_json(const Result<T>& part) {
    return json_object({{"reason", part.error().message}});
}

JsonArray items_json(const Described& described) {
    JsonArray items;
    const double first = first_value(described.file);
    for (std::size_t item = 0; item < described.file.items.size(); ++item) {
        const auto& statistics = described.scale.items[item];
        const auto mean = statistics.mean ? std::optional(*statistics.mean + first) : std::nullopt;
        JsonArray counts;
        for (const auto count : statistics.category_counts) {
            counts.emplace_back(count);
        }
        auto value = json_object({{"item", described.file.items[item]},
                                  {"reversed", described.file.reversed[item] != 0},
                                  {"answered", statistics.answered},
                                  {"missing", statistics.missing},
                                  {"mean", json_number(mean)},
                                  {"standard_deviation", json_number(statistics.standard_deviation)},
                                  {"floor_share", json_number(statistics.floor_share())},
                                  {"ceiling_share", json_number(statistics.ceiling_share())},
                                  {"counts", std::move(counts)}});
        if (const auto& alpha = described.scale.alpha) {
            value.set("item_rest_correlation", json_number(alpha->items[item].item_rest_correlation));
            value.set("alpha_without", json_number(alpha->items[item].alpha_without));
        }
        items.push_back(std::move(value));
    }
    return items;
}

JsonValue halves_json(const Result<stats::SplitHalfEstimate>& halves) {
    if (!halves) {
        return reason_json(halves);
    }
    return json_object({{"odd_even_correlation", json_number(halves->odd_even.correlation)},
                        {"odd_even_spearman_brown", json_number(halves->odd_even.spearman_brown)},
                        {"odd_even_guttman", halves->odd_even.guttman},
                        {"mean", halves->mean},
                        {"lowest", halves->lowest},
                        {"highest", halves->highest},
                        {"splits", halves->split_count},
                        {"all_splits", halves->is_exhaustive}});
}

JsonValue groups_json(const stats::ScaleDescription& scale) {
    const auto& estimate = *scale.intraclass;
    auto value = estimate ? json_object({{"groups", estimate->analysis.group_count},
                                         {"scored", estimate->analysis.observation_count},
                                         {"icc1", estimate->icc1},
                                         {"icc1_interval", json_interval(estimate->icc1_interval)},
                                         {"icc2", json_number(estimate->icc2)}})
                          : reason_json(estimate);
    value.set("r_wg_groups", scale.agreement.groups);
    value.set("r_wg_undefined", scale.agreement.undefined);
    value.set("r_wg_mean", json_number(scale.agreement.mean));
    value.set("r_wg_median", json_number(scale.agreement.median));
    value.set("r_wg_at_least_70", scale.agreement.at_least_70);
    return value;
}

JsonValue polychorics_json(const Result<stats::PolychoricEstimate>& estimate) {
    if (!estimate) {
        return reason_json(estimate);
    }
    JsonArray rows;
    for (std::size_t i = 0; i < estimate->size(); ++i) {
        JsonArray row;
        for (std::size_t j = 0; j < estimate->size(); ++j) {
            row.emplace_back(estimate->correlation(i, j));
        }
        rows.emplace_back(std::move(row));
    }
    return json_object(
        {{"rows", estimate->rows_used}, {"at_bound", estimate->at_bound.size()}, {"matrix", std::move(rows)}});
}

JsonValue to_value(const Described& described, const DescribeWords& words) {
    const auto& scale = described.scale;
    JsonArray categories;
    for (const auto& category : described.file.categories) {
        categories.emplace_back(category);
    }
    auto value = json_object({{"respondents", described.file.matrix().row_count()},
                              {"complete", scale.extremes.complete},
                              {"categories", std::move(categories)},
                              {"first_value", first_value(described.file)},
                              {"items", items_json(described)},
                              {"alpha", scale.alpha ? json_object({{"value", scale.alpha->alpha},
                                                                   {"interval", json_interval(scale.alpha->interval)}})
                                                    : reason_json(scale.alpha)},
                              {"omega_total", scale.omega ? JsonValue(scale.omega->total) : reason_json(scale.omega)},
                              {"omega_categories", scale.category_omega ? JsonValue(*scale.category_omega)
                                                                        : reason_json(scale.category_omega)},
                              {"split_halves", halves_json(scale.halves)},
                              {"score_mean", json_number(scale.score_mean)},
                              {"score_deviation", json_number(scale.score_deviation)},
                              {"standard_error_of_measurement", json_number(scale.standard_error_of_measurement)},
                              {"at_floor", scale.extremes.lowest},
                              {"at_ceiling", scale.extremes.highest},
                              {"seed", words.options.seed}});
    if (scale.intraclass) {
        value.set("schools", groups_json(scale));
    }
    if (described.polychorics) {
        value.set("polychorics", polychorics_json(*described.polychorics));
    }
    return value;
}

/// A scale of several: its name and what of the table belongs to it.
struct NamedScale {
    std::string name;
    measurement::AnswerFileOptions reading;
};

measurement::AnswerFileOptions reading_of(const DescribeWords& words, const measurement::FacetColumns& columns) {
    auto reading = words.reading;
    reading.items = columns.items;
    reading.reversed.clear();
    for (std::size_t item = 0; item < columns.items.size(); ++item) {
        if (columns.reversed[item] != 0) {
            reading.reversed.push_back(columns.items[item]);
        }
    }
    return reading;
}

/// The facets that an informant of a programme folder is asked, each with the values of its own answers.
Result<std::vector<NamedScale>> scales_of_folder(const DescribeWords& words, const std::string& language) {
    const auto check = programme::check_programme_folder(words.folder);
    if (!check.problems.empty()) {
        return std::unexpected(check.problems.front());
    }
    const auto& index = check.folder.index;
    std::vector<NamedScale> scales;
    for (const auto* facet : index.facets_of(words.informant)) {
        measurement::FacetColumns columns;
        auto categories = words.reading.categories;
        for (const auto& item : facet->items) {
            if (item.is_asked_of(words.informant)) {
                columns.items.push_back(item.code);
                columns.reversed.push_back(item.reversed ? 1 : 0);
            }
        }
        if (categories.empty()) {
            for (const auto& category : index.scale_of(facet->items.front()).categories) {
                categories.push_back(std::to_string(category.value));
            }
        }
        NamedScale scale{facet->code + ". " + facet->name.in(language), reading_of(words, columns)};
        scale.reading.categories = std::move(categories);
        scales.push_back(std::move(scale));
    }
    if (scales.empty()) {
        return problem(ProblemCode::not_found, "The index asks nothing of «" + words.informant + "».", "--informant");
    }
    return scales;
}

Result<std::vector<NamedScale>> scales_of(const DescribeWords& words, const std::string& language) {
    if (!words.folder.empty()) {
        return scales_of_folder(words, language);
    }
    std::vector<NamedScale> scales;
    for (const auto& text : words.scales) {
        auto columns = measurement::parse_facet_columns(text);
        if (!columns) {
            return invalid(columns.error().message, "--scale");
        }
        scales.push_back({columns->name, reading_of(words, *columns)});
    }
    return scales;
}

// A scale of which nothing can be told does not keep the others back: its reason stands in its place.
Result<Exit> describe_several(CommandContext& context, const DescribeWords& words) {
    MINKA_TRY_ASSIGN(const auto scales, scales_of(words, context.options().language));
    JsonArray values;
    bool is_first = true;
    for (const auto& scale : scales) {
        const auto described = describe(words, scale.reading);
        if (words.is_json) {
            auto value = described ? to_value(*described, words) : reason_json(described);
            value.set("scale", scale.name);
            values.push_back(std::move(value));
            continue;
        }
        context.out() << (is_first ? "" : "\n") << "== " << scale.name << " ==\n";
        is_first = false;
        if (described) {
            DescribePrinting(context, *described).print();
        } else {
            auto told = described.error();
            told.message = context.said(told.message);
            context.out() << "–  " << to_sentence(told) << "\n";
        }
    }
    if (words.is_json) {
        context.out() << documents::to_pretty_json(json_object({{"scales", std::move(values)}})) << "\n";
    }
    return Exit::done;
}

Result<Exit> measure_describe(CommandContext& context, const DescribeWords& words) {
    if (!words.scales.empty() || !words.folder.empty()) {
        return describe_several(context, words);
    }
    MINKA_TRY_ASSIGN(const auto described, describe(words, words.reading));
    if (words.is_json) {
        context.out() << documents::to_pretty_json(to_value(described, words)) << "\n";
    } else {
        DescribePrinting(context, described).print();
    }
    return Exit::done;
}

}  // namespace

void add_describe_command(CommandTable& table) {
    const auto words = std::make_shared<DescribeWords>();
    auto* command = table.command(table.group("measure", "Mide"), "describe",
                                  "Ítems y confiabilidad de una escala en una tabla de respuestas (CSV o XLSX)",
                                  [words](CommandContext& context) { return measure_describe(context, *words); });
    with_answers(command, words->file, words->reading);
    auto* scales = command
                       ->add_option("--scale", words->scales,
                                    "Una escala: NOMBRE=ÍTEM,ÍTEM,-ÍTEM_INVERTIDO; se repite para varias")
                       ->excludes("--items")
                       ->excludes("--reverse");
    auto* folder = command->add_option("--folder", words->folder, "Todas las facetas del índice de esta carpeta")
                       ->excludes(scales)
                       ->excludes("--items")
                       ->excludes("--reverse");
    auto* informant = command->add_option("--informant", words->informant, "A quién se preguntan");
    folder->needs(informant);
    informant->needs(folder);
    command->add_option("--school", words->reading.group, "Columna de la escuela u otro grupo: CCI(1), CCI(2), r_wg");
    command->add_option("--confidence", words->options.confidence, "Confianza de los intervalos")
        ->capture_default_str();
    command->add_option("--seed", words->options.seed, "Semilla de las mitades al azar")->capture_default_str();
    command->add_flag("--polychoric", words->with_polychorics, "Añade la matriz de correlaciones policóricas");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
