#include "structure_output.h"

#include "documents/json.h"
#include "figure_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;

constexpr std::array level_codes{"configural", "thresholds", "loadings", "intercepts"};
constexpr std::array level_names_es{"configural", "umbrales", "cargas (métrica)", "interceptos (escalar)"};
constexpr std::array level_names_en{"configural", "thresholds", "loadings (metric)", "intercepts (scalar)"};

std::string factor_name(std::size_t factor) { return "F" + std::to_string(factor + 1); }

std::string p_text(const FigureText& text, double p) {
    return p < 0.001 ? "< " + text.number(0.001, 3) : text.number(p, 3);
}

class ConfirmedPrinting {
public:
    ConfirmedPrinting(CommandContext& context, const measurement::AnswerFile& file, const Confirmed& confirmed)
        : out_(context.out()), text_(context.is_spanish()), file_(file), confirmed_(confirmed) {}

    void print() {
        if (confirmed_.invariance) {
            print_levels(*confirmed_.invariance);
            print_means(*confirmed_.invariance);
        } else {
            print_loadings(*confirmed_.model);
            print_correlations(*confirmed_.model);
            print_fit(*confirmed_.model);
            print_warnings(confirmed_.model->improper_items, confirmed_.model->factors_are_positive, "");
        }
    }

private:
    void print_loadings(const stats::FactorModelEstimate& model) {
        out_ << fmt::format(fmt::runtime(text_.say("{} personas con todos los ítems, {} ítems, {} factores\n",
                                                   "{} respondents with every item, {} items, {} factors\n")),
                            model.rows, file_.items.size(), confirmed_.factors.size());
        TextTable table;
        table.add({text_.say("ítem", "item"), text_.say("factor", "factor"), text_.say("carga", "loading"),
                   text_.say("error", "error")});
        for (const auto& loading : model.loadings) {
            table.add({file_.items[loading.item] + (file_.reversed[loading.item] != 0 ? " (R)" : ""),
                       confirmed_.factors[loading.factor], text_.number(loading.loading, 3),
                       text_.number(loading.standard_error, 3)});
        }
        out_ << table.text() << "\n";
    }

    void print_correlations(const stats::FactorModelEstimate& model) {
        if (model.correlations.empty()) {
            return;
        }
        TextTable table;
        table.add(
            {text_.say("factores", "factors"), text_.say("correlación", "correlation"), text_.say("error", "error")});
        for (const auto& pair : model.correlations) {
            table.add({confirmed_.factors[pair.second] + " · " + confirmed_.factors[pair.first],
                       text_.number(pair.correlation, 3), text_.number(pair.standard_error, 3)});
        }
        out_ << table.text() << "\n";
    }

    void print_fit(const stats::FactorModelEstimate& model) {
        const auto& fit = model.fit;
        out_ << fmt::format(fmt::runtime(text_.say("Ji cuadrado escalado {}, {} grados de libertad, p {}\n",
                                                   "Scaled chi-square {}, {} degrees of freedom, p {}\n")),
                            text_.number(fit.scaled, 3), fit.degrees, p_text(text_, fit.p));
        out_ << fmt::format(fmt::runtime(text_.say("CFI {}  TLI {}  RMSEA {} (IC 90 % {})  SRMR {}\n",
                                                   "CFI {}  TLI {}  RMSEA {} (90 % CI {})  SRMR {}\n")),
                            text_.number(fit.cfi, 3), text_.number(fit.tli, 3), text_.number(fit.rmsea, 3),
                            text_.range(fit.rmsea_interval.lower, fit.rmsea_interval.upper, 3),
                            text_.number(fit.srmr, 3));
        const auto& omega = confirmed_.omega;
        if (!omega) {
            out_ << "Omega –  " << text_.said(omega.error().message) << "\n";
        } else if (omega->hierarchical) {
            out_ << fmt::format(
                fmt::runtime(text_.say("Omega total {}, jerárquico {}\n", "Omega total {}, hierarchical {}\n")),
                text_.number(omega->total, 3), text_.number(omega->hierarchical, 3));
        } else {
            out_ << fmt::format("Omega total {}\n", text_.number(omega->total, 3));
        }
    }

    void print_warnings(const std::vector<std::size_t>& improper, bool is_positive, const std::string& where) {
        for (const auto item : improper) {
            out_ << where
                 << fmt::format(fmt::runtime(text_.say("Solución impropia: los factores explican más que toda la "
                                                       "varianza de {}\n",
                                                       "Improper solution: the factors explain more than all of the "
                                                       "variance of {}\n")),
                                file_.items[item]);
        }
        if (!is_positive) {
            out_ << where
                 << text_.say("Las correlaciones de los factores no forman una matriz posible: son demasiados\n",
                              "The correlations of the factors form no possible matrix: they are too many\n");
        }
    }

    static const stats::InvarianceStep* first_failing_step(const stats::InvarianceStudy& study) {
        constexpr double most_cfi_fall = 0.010;
        constexpr double most_rmsea_rise = 0.015;
        for (std::size_t step = 1; step < study.steps.size(); ++step) {
            const auto& now = study.steps[step].fit;
            const auto& before = study.steps[step - 1].fit;
            if (before.cfi - now.cfi > most_cfi_fall || now.rmsea - before.rmsea > most_rmsea_rise) {
                return &study.steps[step];
            }
        }
        return nullptr;
    }

    std::string level_name(const stats::InvarianceStep& step) const {
        const auto level = static_cast<std::size_t>(step.level);
        return text_.say(level_names_es[level], level_names_en[level]);
    }

    void print_levels(const stats::InvarianceStudy& study) {
        out_ << text_.say("Invarianza entre grupos: ", "Invariance between groups: ");
        for (std::size_t group = 0; group < study.rows.size(); ++group) {
            out_ << (group > 0 ? ", " : "") << file_.group_names[group] << " (" << study.rows[group] << ")";
        }
        out_ << text_.say("; personas con todos los ítems\n", "; respondents with every item\n");
        TextTable table;
        table.add({text_.say("igual entre grupos", "equal between groups"), text_.say("ji²", "chi²"),
                   text_.say("gl", "df"), "CFI", "RMSEA", "SRMR", "ΔCFI", "ΔRMSEA", text_.say("Δji²", "Δchi²"),
                   text_.say("gl", "df"), "p"});
        for (std::size_t step = 0; step < study.steps.size(); ++step) {
            const auto& fit = study.steps[step].fit;
            std::vector<std::string> cells{level_name(study.steps[step]), text_.number(fit.scaled, 3),
                                           std::to_string(fit.degrees),   text_.number(fit.cfi, 3),
                                           text_.number(fit.rmsea, 3),    text_.number(fit.srmr, 3)};
            if (step > 0) {
                const auto& before = study.steps[step - 1].fit;
                cells.push_back(text_.number(fit.cfi - before.cfi, 3));
                cells.push_back(text_.number(fit.rmsea - before.rmsea, 3));
            }
            if (const auto& difference = study.steps[step].difference) {
                cells.push_back(text_.number(difference->chi_square, 3));
                cells.push_back(std::to_string(difference->degrees));
                cells.push_back(p_text(text_, difference->p));
            }
            table.add(std::move(cells));
        }
        out_ << table.text();
        if (study.steps.size() == 2) {
            out_ << text_.say(
                "Con dos categorías cada ítem tiene un solo umbral: umbrales, cargas e interceptos solo se pueden "
                "comprobar juntos (Wu y Estabrook 2016).\n",
                "With two categories each item has a single threshold: thresholds, loadings and intercepts can only "
                "be tested together (Wu & Estabrook 2016).\n");
        }
        out_ << text_.say(
            "Las medias de los grupos se comparan si el nivel escalar se sostiene: CFI no baja más de 0,010 y RMSEA no "
            "sube más de 0,015 en ningún paso (Chen 2007).",
            "Means of the groups are comparable where the scalar level holds: CFI falls by no more than 0.010 and "
            "RMSEA rises by no more than 0.015 at any step (Chen 2007).");
        const auto* failing = first_failing_step(study);
        out_ << (failing == nullptr ? text_.say(" Aquí se sostiene.\n", " Here it holds.\n")
                                    : fmt::format(fmt::runtime(text_.say(" Aquí no: falla al igualar {}.\n",
                                                                         " Here it does not: {} made equal fail.\n")),
                                                  level_name(*failing)));
        for (std::size_t step = 0; step < study.steps.size(); ++step) {
            for (std::size_t group = 0; group < study.rows.size(); ++group) {
                const auto& own = study.steps[step].groups[group];
                print_warnings(own.improper_items, own.factors_are_positive,
                               fmt::format("{}, {}: ", level_name(study.steps[step]), file_.group_names[group]));
            }
        }
    }

    void print_means(const stats::InvarianceStudy& study) {
        out_ << "\n"
             << text_.say("En el nivel escalar, con media 0 y varianza 1 en el primer grupo\n",
                          "At the scalar level, with mean 0 and variance 1 in the first group\n");
        TextTable table;
        table.add({text_.say("grupo", "group"), text_.say("factor", "factor"), text_.say("media", "mean"),
                   text_.say("error", "error"), text_.say("varianza", "variance")});
        const std::size_t factors = confirmed_.factors.size();
        for (std::size_t group = 0; group < study.rows.size(); ++group) {
            const auto& own = study.steps.back().groups[group];
            for (std::size_t factor = 0; factor < factors; ++factor) {
                table.add({file_.group_names[group], confirmed_.factors[factor], text_.number(own.means[factor], 3),
                           group == 0 ? "–" : text_.number(own.mean_errors[factor], 3),
                           text_.number(own.covariance[factor * factors + factor], 3)});
            }
        }
        out_ << table.text();
    }

    std::ostream& out_;
    FigureText text_;
    const measurement::AnswerFile& file_;
    const Confirmed& confirmed_;
};

JsonValue fit_json(const stats::ModelFit& fit) {
    return json_object({{"chi_square", fit.chi_square},
                        {"scaled_chi_square", fit.scaled},
                        {"degrees", fit.degrees},
                        {"p", fit.p},
                        {"cfi", fit.cfi},
                        {"tli", fit.tli},
                        {"rmsea", fit.rmsea},
                        {"rmsea_interval", json_interval(fit.rmsea_interval)},
                        {"srmr", fit.srmr}});
}

JsonArray item_names(const std::vector<std::size_t>& items, const measurement::AnswerFile& file) {
    JsonArray names;
    for (const auto item : items) {
        names.emplace_back(file.items[item]);
    }
    return names;
}

JsonArray rows_json(const stats::DenseMatrix& matrix) {
    JsonArray rows;
    for (std::size_t row = 0; row < matrix.rows(); ++row) {
        JsonArray cells;
        for (const double value : matrix.row(row)) {
            cells.emplace_back(value);
        }
        rows.emplace_back(std::move(cells));
    }
    return rows;
}

JsonArray numbers_json(const std::vector<double>& values) {
    JsonArray numbers;
    for (const double value : values) {
        numbers.push_back(json_number(value));
    }
    return numbers;
}

JsonValue model_json(const measurement::AnswerFile& file, const Confirmed& confirmed) {
    const auto& model = *confirmed.model;
    JsonArray loadings;
    for (const auto& loading : model.loadings) {
        loadings.push_back(json_object({{"item", file.items[loading.item]},
                                        {"factor", confirmed.factors[loading.factor]},
                                        {"loading", loading.loading},
                                        {"standard_error", loading.standard_error}}));
    }
    JsonArray correlations;
    for (const auto& pair : model.correlations) {
        correlations.push_back(json_object({{"first", confirmed.factors[pair.second]},
                                            {"second", confirmed.factors[pair.first]},
                                            {"correlation", pair.correlation},
                                            {"standard_error", pair.standard_error}}));
    }
    auto value = json_object({{"rows", model.rows},
                              {"loadings", std::move(loadings)},
                              {"correlations", std::move(correlations)},
                              {"fit", fit_json(model.fit)},
                              {"improper_items", item_names(model.improper_items, file)},
                              {"factors_are_positive", model.factors_are_positive}});
    if (confirmed.omega) {
        value.set("omega_total", confirmed.omega->total);
        value.set("omega_hierarchical", json_number(confirmed.omega->hierarchical));
    } else {
        value.set("omega_reason", confirmed.omega.error().message);
    }
    return value;
}

JsonValue invariance_json(const measurement::AnswerFile& file, const Confirmed& confirmed) {
    const auto& study = *confirmed.invariance;
    JsonArray levels;
    for (std::size_t step = 0; step < study.steps.size(); ++step) {
        JsonArray groups;
        for (std::size_t group = 0; group < study.rows.size(); ++group) {
            const auto& own = study.steps[step].groups[group];
            groups.push_back(json_object({{"group", file.group_names[group]},
                                          {"rows", study.rows[group]},
                                          {"loadings", numbers_json(own.loadings)},
                                          {"factor_means", numbers_json(own.means)},
                                          {"factor_mean_errors", numbers_json(own.mean_errors)},
                                          {"factor_covariance", numbers_json(own.covariance)},
                                          {"intercepts", numbers_json(own.intercepts)},
                                          {"scales", numbers_json(own.scales)},
                                          {"improper_items", item_names(own.improper_items, file)},
                                          {"factors_are_positive", own.factors_are_positive}}));
        }
        auto value = json_object({{"level", level_codes[static_cast<std::size_t>(study.steps[step].level)]},
                                  {"parameters", study.steps[step].parameters},
                                  {"fit", fit_json(study.steps[step].fit)},
                                  {"groups", std::move(groups)}});
        if (step > 0) {
            value.set("cfi_change", study.steps[step].fit.cfi - study.steps[step - 1].fit.cfi);
            value.set("rmsea_change", study.steps[step].fit.rmsea - study.steps[step - 1].fit.rmsea);
        }
        if (const auto& difference = study.steps[step].difference) {
            value.set("difference", json_object({{"scaled_chi_square", difference->chi_square},
                                                 {"degrees", difference->degrees},
                                                 {"p", difference->p}}));
        }
        levels.push_back(std::move(value));
    }
    JsonArray places;
    for (const auto& loading : study.loading_places) {
        places.push_back(
            json_object({{"item", file.items[loading.item]}, {"factor", confirmed.factors[loading.factor]}}));
    }
    return json_object({{"loadings", std::move(places)}, {"levels", std::move(levels)}});
}

class ExploredPrinting {
public:
    ExploredPrinting(CommandContext& context, const measurement::AnswerFile& file, const StructureWords& words)
        : out_(context.out()), text_(context.is_spanish()), file_(file), words_(words) {}

    void print(const Explored& explored) {
        print_parallel(explored.parallel);
        if (explored.factors) {
            print_loadings(*explored.factors);
            print_correlations(explored.factors->factors.correlations);
            out_ << fmt::format(
                fmt::runtime(text_.say("Residuo cuadrático medio {}\n", "Root mean square residual {}\n")),
                text_.number(explored.factors->root_mean_square, 3));
            for (const auto item : explored.factors->improper_items) {
                out_ << fmt::format(fmt::runtime(text_.say("Solución impropia: los factores explican todo {}\n",
                                                           "Improper solution: the factors explain all of {}\n")),
                                    file_.items[item]);
            }
        }
    }

private:
    void print_parallel(const stats::ParallelAnalysis& parallel) {
        out_ << fmt::format(
            fmt::runtime(text_.say("Análisis paralelo: {} personas con todos los ítems, {} repartos al azar, "
                                   "semilla {}\n",
                                   "Parallel analysis: {} respondents with every item, {} random deals, seed {}\n")),
            parallel.rows_used, parallel.replicates, words_.parallel.seed);
        TextTable table;
        table.add({"", text_.say("valor propio", "eigenvalue"), text_.say("al azar, media", "random, mean"),
                   text_.say("percentil 95", "95th percentile")});
        const std::size_t shown =
            std::min(parallel.eigenvalues.size(), std::max(parallel.above_mean, std::size_t{1}) + 2);
        for (std::size_t place = 0; place < shown; ++place) {
            table.add({std::to_string(place + 1), text_.number(parallel.eigenvalues[place], 3),
                       text_.number(parallel.mean[place], 3), text_.number(parallel.quantile[place], 3)});
        }
        out_ << table.text()
             << fmt::format(fmt::runtime(text_.say("Factores sobre la media: {}; sobre el percentil 95: {}\n",
                                                   "Factors above the mean: {}; above the 95th percentile: {}\n")),
                            parallel.above_mean, parallel.above_quantile);
    }

    void print_loadings(const stats::ExploratoryFactors& found) {
        TextTable table;
        std::vector<std::string> heading{text_.say("ítem", "item")};
        std::vector<std::string> explains{text_.say("explica", "explains")};
        for (std::size_t factor = 0; factor < found.factors.explained.size(); ++factor) {
            heading.push_back(factor_name(factor));
            explains.push_back(
                text_.percent(found.factors.explained[factor] / static_cast<double>(file_.items.size())));
        }
        heading.emplace_back(text_.say("unicidad", "uniqueness"));
        table.add(std::move(heading));
        for (std::size_t item = 0; item < file_.items.size(); ++item) {
            std::vector<std::string> cells{file_.items[item] + (file_.reversed[item] != 0 ? " (R)" : "")};
            for (const double loading : found.factors.loadings.row(item)) {
                cells.push_back(text_.number(loading, 3));
            }
            cells.push_back(text_.number(found.uniquenesses[item], 3));
            table.add(std::move(cells));
        }
        table.add(std::move(explains));
        out_ << "\n" << table.text();
    }

    void print_correlations(const stats::DenseMatrix& correlations) {
        if (correlations.rows() < 2) {
            return;
        }
        TextTable table;
        for (std::size_t a = 0; a < correlations.rows(); ++a) {
            std::vector<std::string> cells{factor_name(a)};
            for (std::size_t b = 0; b < a; ++b) {
                cells.push_back(text_.number(correlations(a, b), 3));
            }
            cells.emplace_back("1");
            table.add(std::move(cells));
        }
        out_ << "\n" << text_.say("Correlaciones de los factores\n", "Correlations of the factors\n") << table.text();
    }

    std::ostream& out_;
    FigureText text_;
    const measurement::AnswerFile& file_;
    const StructureWords& words_;
};

JsonValue explored_json(const measurement::AnswerFile& file, const StructureWords& words, const Explored& explored) {
    const auto& parallel = explored.parallel;
    JsonArray names;
    for (const auto& item : file.items) {
        names.emplace_back(item);
    }
    auto value = json_object({{"items", std::move(names)},
                              {"parallel", json_object({{"rows", parallel.rows_used},
                                                        {"replicates", parallel.replicates},
                                                        {"seed", words.parallel.seed},
                                                        {"eigenvalues", numbers_json(parallel.eigenvalues)},
                                                        {"random_mean", numbers_json(parallel.mean)},
                                                        {"random_percentile_95", numbers_json(parallel.quantile)},
                                                        {"above_mean", parallel.above_mean},
                                                        {"above_percentile_95", parallel.above_quantile}})}});
    if (explored.factors) {
        const auto& found = *explored.factors;
        value.set("factors", json_object({{"loadings", rows_json(found.factors.loadings)},
                                          {"correlations", rows_json(found.factors.correlations)},
                                          {"explained", numbers_json(found.factors.explained)},
                                          {"uniquenesses", numbers_json(found.uniquenesses)},
                                          {"root_mean_square_residual", found.root_mean_square},
                                          {"degrees", found.degrees},
                                          {"improper_items", item_names(found.improper_items, file)}}));
    }
    return value;
}

}  // namespace

void write_confirmed(CommandContext& context, const measurement::AnswerFile& file, const StructureWords& words,
                     const Confirmed& confirmed) {
    if (!words.is_json) {
        ConfirmedPrinting(context, file, confirmed).print();
        return;
    }
    const auto value = confirmed.invariance ? invariance_json(file, confirmed) : model_json(file, confirmed);
    context.out() << documents::to_pretty_json(value) << "\n";
}

void write_explored(CommandContext& context, const measurement::AnswerFile& file, const StructureWords& words,
                    const Explored& explored) {
    if (words.is_json) {
        context.out() << documents::to_pretty_json(explored_json(file, words, explored)) << "\n";
    } else {
        ExploredPrinting(context, file, words).print(explored);
    }
}

}  // namespace minka::cli
