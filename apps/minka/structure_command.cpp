#include "answer_options.h"
#include "base/text.h"
#include "commands.h"
#include "structure_output.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::cli {

namespace {

/// "E=E1:E5;N=N1,N2,N3": the names of the factors and the columns of their items.
Result<std::vector<NamedFactor>> parse_factors(const std::string& text, const std::vector<std::string>& header) {
    std::vector<NamedFactor> factors;
    for (const auto part : split(text, ';')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || trim(part.substr(0, equals)).empty()) {
            return invalid("Factors are named groups of items, as in \"E=E1:E5;N=N1,N2,N3\".", "--factors");
        }
        std::vector<std::string> names;
        for (const auto name : split(part.substr(equals + 1), ',')) {
            names.emplace_back(trim(name));
        }
        MINKA_TRY_ASSIGN(const auto columns, measurement::columns_named(header, names, "--factors"));
        NamedFactor factor{std::string(trim(part.substr(0, equals))), {}};
        for (const auto column : columns) {
            factor.items.push_back(header[column]);
        }
        factors.push_back(std::move(factor));
    }
    return factors;
}

/// The pattern by the places of the items in the file.
Result<stats::FactorPattern> pattern_of(const StructureWords& words, const std::vector<NamedFactor>& factors,
                                        const std::vector<std::string>& items) {
    std::vector<std::vector<std::size_t>> groups;
    for (const auto& factor : factors) {
        auto& group = groups.emplace_back();
        for (const auto& name : factor.items) {
            group.push_back(static_cast<std::size_t>(std::ranges::find(items, name) - items.begin()));
        }
    }
    if (groups.empty() && words.is_bifactor) {
        return invalid("A bifactor model needs its groups of items: name them with --factors.", "--bifactor");
    }
    if (groups.empty()) {
        return stats::FactorPattern::one_factor(items.size());
    }
    return words.is_bifactor ? stats::FactorPattern::bifactor(items.size(), std::move(groups))
                             : stats::FactorPattern{items.size(), std::move(groups), true};
}

Result<Confirmed> confirm(const StructureWords& words, const measurement::AnswerFile& file,
                          std::vector<NamedFactor> factors) {
    MINKA_TRY_ASSIGN(const auto pattern, pattern_of(words, factors, file.items));
    Confirmed result;
    if (words.is_bifactor || factors.empty()) {
        result.factors.emplace_back("G");
    }
    for (const auto& factor : factors) {
        result.factors.push_back(factor.name);
    }
    const auto matrix = file.matrix();
    if (!words.reading.group.empty()) {
        MINKA_TRY_ASSIGN(result.invariance,
                         stats::study_invariance(matrix, file.groups, file.group_names.size(), pattern));
        return result;
    }
    MINKA_TRY_ASSIGN(const auto correlations, stats::polychoric_correlations(matrix, stats::every_item(matrix)));
    MINKA_TRY_ASSIGN(const auto errors, stats::polychoric_errors(matrix, correlations));
    MINKA_TRY_ASSIGN(result.model, stats::fit_ordinal_factors(correlations, errors, pattern));
    result.omega = stats::omega_of(*result.model, words.is_bifactor ? std::optional<std::size_t>(0) : std::nullopt);
    return result;
}

Result<Explored> explore(const StructureWords& words, const measurement::AnswerFile& file) {
    const auto matrix = file.matrix();
    const auto all = stats::every_item(matrix);
    Explored result;
    MINKA_TRY_ASSIGN(result.parallel, stats::parallel_analysis(matrix, all, words.parallel));
    auto options = words.exploring;
    options.seed = words.parallel.seed;
    options.factor_count = words.explored_factors > 0 ? words.explored_factors : result.parallel.above_mean;
    if (options.factor_count == 0) {
        return result;
    }
    MINKA_TRY_ASSIGN(const auto correlations, stats::polychoric_correlations(matrix, all));
    MINKA_TRY_ASSIGN(result.factors, stats::explore_factors(stats::correlation_matrix(correlations), options));
    return result;
}

template <typename T>
Result<T> named(Result<T> result, const measurement::AnswerFile& file) {
    return result ? std::move(result) : std::unexpected(measurement::with_names(std::move(result).error(), file));
}

Result<Exit> measure_structure(CommandContext& context, StructureWords words) {
    if (words.is_exploring && (!words.factors.empty() || words.is_bifactor || !words.reading.group.empty())) {
        return invalid("Exploring takes no named factors and no groups.", "--efa");
    }
    std::vector<NamedFactor> factors;
    if (!words.factors.empty()) {
        MINKA_TRY_ASSIGN(const auto header, measurement::table_columns(words.file));
        MINKA_TRY_ASSIGN(factors, parse_factors(words.factors, header));
        words.reading.items.clear();
        for (const auto& factor : factors) {
            words.reading.items.insert(words.reading.items.end(), factor.items.begin(), factor.items.end());
        }
    }
    MINKA_TRY_ASSIGN(const auto file, measurement::read_answers(words.file, words.reading));
    if (words.is_exploring) {
        MINKA_TRY_ASSIGN(const auto explored, named(explore(words, file), file));
        if (!words.svg.empty()) {
            MINKA_TRY(plot_explored(context, words, explored));
        }
        write_explored(context, file, words, explored);
    } else {
        MINKA_TRY_ASSIGN(const auto confirmed, named(confirm(words, file, std::move(factors)), file));
        if (!words.svg.empty()) {
            MINKA_TRY(plot_confirmed(context, file, words, confirmed));
        }
        write_confirmed(context, file, words, confirmed);
    }
    return Exit::done;
}

const std::map<std::string, stats::FactorRotation> rotations{{"oblimin", stats::FactorRotation::oblimin},
                                                             {"promax", stats::FactorRotation::promax},
                                                             {"varimax", stats::FactorRotation::varimax},
                                                             {"none", stats::FactorRotation::none}};
const std::map<std::string, stats::FactorExtraction> extractions{{"minres", stats::FactorExtraction::minimum_residual},
                                                                 {"axes", stats::FactorExtraction::principal_axis}};

}  // namespace

void add_structure_command(CommandTable& table) {
    const auto words = std::make_shared<StructureWords>();
    auto* command = table.command(table.group("measure", "Mide"), "structure",
                                  "Factores detrás de ítems ordinales: confirmar, explorar, comparar grupos",
                                  [words](CommandContext& context) { return measure_structure(context, *words); });
    with_answers(command, words->file, words->reading);
    command->add_option("--factors", words->factors,
                        "Factores y sus ítems, como \"E=E1:E5;N=N1,N2,N3\"; sin ella, uno solo");
    command->add_flag("--bifactor", words->is_bifactor, "Añade un factor general, sin correlación con los demás");
    command->add_option("--groups", words->reading.group, "Columna de los grupos entre los que se prueba invarianza");
    command
        ->add_option_function<std::size_t>(
            "--efa",
            [words](std::size_t count) {
                words->is_exploring = true;
                words->explored_factors = count;
            },
            "Explora tantos factores, con análisis paralelo; 0: los que este halle")
        ->check(CLI::Range(0, 50));
    command->add_option("--rotation", words->exploring.rotation, "oblimin, promax, varimax o none")
        ->transform(CLI::CheckedTransformer(rotations));
    command->add_option("--extraction", words->exploring.extraction, "minres o axes (ejes principales)")
        ->transform(CLI::CheckedTransformer(extractions));
    command->add_option("--replicates", words->parallel.replicates, "Repartos al azar del análisis paralelo")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_option("--seed", words->parallel.seed, "Semilla de los repartos y rotaciones")->capture_default_str();
    command->add_option("--svg", words->svg, "Dibuja en este archivo las cargas, o los valores propios al explorar");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
