#include "figure_text.h"
#include "output_file.h"
#include "reports/structure_plot.h"
#include "structure_output.h"

namespace minka::cli {

namespace {

reports::NumberWords numbers(const CommandContext& context) {
    return [text = FigureText(context.is_spanish())](double value) {
        return text.number(value, value == static_cast<int>(value) ? 0 : 1);
    };
}

}  // namespace

Result<> plot_confirmed(const CommandContext& context, const measurement::AnswerFile& file, const StructureWords& words,
                        const Confirmed& confirmed) {
    if (!confirmed.model) {
        return invalid("There is a plot of one model or of an exploration, not of groups.", "--svg");
    }
    const FigureText text(context.is_spanish());
    reports::LoadingPlot plot{{"loadings", text.say("Cargas de los ítems", "Loadings of the items"),
                               text.say("La carga de cada ítem en su factor, con su intervalo del 95 %.",
                                        "The loading of each item on its factor, with its 95 % interval.")},
                              text.say("Carga, con intervalo del 95 %", "Loading, with 95 % interval"),
                              {}};
    for (std::size_t factor = 0; factor < confirmed.factors.size(); ++factor) {
        auto& group = plot.factors.emplace_back();
        group.factor = confirmed.factors[factor];
        for (const auto& loading : confirmed.model->loadings) {
            if (loading.factor == factor) {
                const double reach = 1.959963984540054 * loading.standard_error;
                group.rows.push_back({file.items[loading.item] + (file.reversed[loading.item] != 0 ? " (R)" : ""),
                                      {loading.loading, loading.loading - reach, loading.loading + reach}});
            }
        }
    }
    return write_output_file(words.svg, draw(plot, numbers(context)));
}

Result<> plot_explored(const CommandContext& context, const StructureWords& words, const Explored& explored) {
    const FigureText text(context.is_spanish());
    const auto& parallel = explored.parallel;
    const reports::EigenvaluePlot plot{
        {"eigenvalues", text.say("Análisis paralelo", "Parallel analysis"),
         text.say("Los valores propios junto a los de respuestas repartidas al azar; cuentan los que van por encima.",
                  "The eigenvalues beside those of answers dealt out at random; those above count.")},
        text.say("Valor propio", "Eigenvalue"),
        text.say("Factores", "Factors"),
        text.say("las respuestas", "the answers"),
        text.say("al azar, media", "at random, mean"),
        parallel.eigenvalues,
        parallel.mean};
    return write_output_file(words.svg, draw(plot, numbers(context)));
}

}  // namespace minka::cli
