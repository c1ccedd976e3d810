#include "calibration_output.h"

#include "item_words.h"
#include "plain_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::cli {
namespace {

class CalibrationPrinting {
public:
    CalibrationPrinting(CommandContext& context, const measurement::Calibration& calibration,
                        const measurement::ItemFile& file)
        : out_(context.out()), is_spanish_(context.is_spanish()), calibration_(calibration), file_(file) {}

    void print() {
        const auto& fit = calibration_.fit;
        const auto people =
            file_.weights.empty()
                ? fmt::format("{}", fit.row_count)
                : fmt::format(fmt::runtime(in_language("{} filas que pesan {}", "{} rows that weigh {}")),
                              fit.row_count, number(fit.weight, 0));
        say("Respondieron {}, {} de ellas distintas; {} ítems; modelo de {}, {} parámetros\n",
            "Answered by {}, {} of them different; {} items; {} model, {} parameters\n",
            file_.weights.empty() ? people + in_language(" personas", " people") : people, fit.pattern_count,
            calibration_.items.size(), model_name(fit.options.model, is_spanish_), fit.parameter_count);
        if (file_.rows_without_group > 0) {
            say("{} filas sin grupo no se usan\n", "{} rows without a group are not used\n", file_.rows_without_group);
        }
        say("Log-verosimilitud {}, AIC {}, BIC {}; {} pasadas\n", "Log-likelihood {}, AIC {}, BIC {}; {} passes\n",
            number(fit.log_likelihood, 3), number(fit.aic(), 1), number(fit.bic(), 1), fit.passes);
        print_caveats();
        print_link();
        print_groups();
        print_items();
        print_categories();
        out_ << (is_spanish_ ? "Puntaje = " : "Score = ") << number(calibration_.scale.centre, 0) << " + "
             << number(calibration_.scale.spread, 0) << " theta\n";
    }

private:
    template <typename... Parts>
    void say(const char* es, const char* en, const Parts&... parts) {
        out_ << fmt::format(fmt::runtime(is_spanish_ ? es : en), parts...);
    }

    std::string number(double value, int places) const { return plain_number(value, places, is_spanish_); }

    std::string in_language(const char* es, const char* en) const { return is_spanish_ ? es : en; }

    void print_caveats() {
        const auto& fit = calibration_.fit;
        if (!fit.has_converged) {
            say("No se llegó a un máximo: algún parámetro se va al infinito (un ítem que separa perfectamente) o "
                "faltan "
                "datos. No use estas cifras.\n",
                "No maximum was reached: a parameter runs away (an item that separates perfectly) or data are too few. "
                "Do not use these figures.\n");
        } else if (!fit.has_errors && fit.options.errors != stats::ParameterErrors::none) {
            say("Sin errores estándar: los datos no determinan todos los parámetros.\n",
                "Without standard errors: the data do not settle every parameter.\n");
        }
    }

    void print_link() {
        if (!calibration_.link) {
            return;
        }
        const auto& link = *calibration_.link;
        const auto& study = link.study;
        say("Enlazado con {}: theta anterior = {} theta + {} (errores {} y {}), con {} de {} ítems comunes\n",
            "Linked to {}: theta before = {} theta + {} (errors {} and {}), by {} of {} items in common\n", link.to,
            number(study.link.slope, 3), number(study.link.shift, 3), number(study.slope_error, 3),
            number(study.shift_error, 3), study.kept, link.anchors.size());
        for (std::size_t k = 0; k < link.anchors.size(); ++k) {
            if (!study.anchors[k].is_kept) {
                say("  {} cambió de sentido entre las tomas ({} % de su rango) y no enlaza\n",
                    "  {} drifted between the waves ({} % of its range) and does not link\n", link.anchors[k],
                    number(100 * study.anchors[k].difference, 1));
            }
        }
        if (!study.is_settled) {
            say("  Quedan ítems que derivan, porque sin ellos no habría con qué enlazar: no hable de un cambio.\n",
                "  Items that drift were kept, for without them nothing would link: do not speak of a change.\n");
        }
    }

    void print_groups() {
        if (calibration_.groups.size() < 2) {
            return;
        }
        PlainTable table({in_language("Grupo", "Group"), "n", in_language("media", "mean"), "error",
                          in_language("desviación", "deviation"), "error"});
        for (std::size_t group = 0; group < calibration_.groups.size(); ++group) {
            const auto& latent = calibration_.fit.groups[group];
            const bool has_error = group > 0 && calibration_.fit.has_errors;
            table.add({calibration_.groups[group], number(latent.weight, 0), number(latent.mean, 3),
                       has_error ? number(latent.mean_error, 3) : "–", number(latent.deviation, 3),
                       has_error ? number(latent.deviation_error, 3) : "–"});
        }
        table.print(out_);
    }

    std::vector<std::string> item_cells(std::size_t item, std::size_t group, const std::string& name) const {
        const auto& own = calibration_.fit.item(item, group);
        const bool has_error = own.covariance.rows() > 0;
        const auto& fit = calibration_.item_fit[item];
        std::string thresholds;
        for (std::size_t k = 0; k < own.item.intercepts.size(); ++k) {
            thresholds += (k == 0 ? "" : " ") + fmt::format("{:>6}", number(own.item.threshold(k), 2));
        }
        double answers = 0;
        for (const auto& category : fit.categories) {
            answers += category.weight;
        }
        std::vector<std::string> cells{
            name,       number(answers, 0),   number(own.item.slope, 3), has_error ? number(own.slope_error(), 3) : "–",
            thresholds, number(fit.infit, 2), number(fit.outfit, 2)};
        if (fit.summed) {
            cells.push_back(number(fit.summed->chi_square, 1));
            cells.push_back(number(fit.summed->degrees, 0));
            cells.push_back(plain_probability(fit.summed->adjusted_p, is_spanish_));
        } else {
            cells.insert(cells.end(), {"–", "–", "–"});
        }
        return cells;
    }

    void print_items() {
        PlainTable table({in_language("Ítem", "Item"), "n", in_language("pendiente", "slope"), "error",
                          in_language("umbrales", "thresholds"), "infit", "outfit", "S-X2", in_language("gl", "df"),
                          in_language("p ajustada", "adjusted p")});
        for (std::size_t item = 0; item < calibration_.items.size(); ++item) {
            const auto& fit = calibration_.fit;
            const bool is_free = fit.groups.size() > 1 && &fit.item(item, 1) != &fit.item(item, 0);
            for (std::size_t group = 0; group < (is_free ? fit.groups.size() : 1); ++group) {
                table.add(item_cells(item, group,
                                     is_free
                                         ? fmt::format("{} ({})", calibration_.items[item], calibration_.groups[group])
                                         : calibration_.items[item]));
            }
        }
        table.print(out_);
    }

    void print_categories() {
        for (std::size_t item = 0; item < calibration_.items.size(); ++item) {
            const auto& fit = calibration_.item_fit[item];
            if (!fit.has_rising_categories) {
                say("{}: quienes eligen una categoría más alta no tienen un theta más alto\n",
                    "{}: people who choose a higher category have no higher theta\n", calibration_.items[item]);
            }
            for (std::size_t k = 0; k < fit.categories.size(); ++k) {
                if (!fit.categories[k].is_ever_likeliest) {
                    say("{}: «{}» no es en ninguna parte la respuesta más probable\n",
                        "{}: “{}” is nowhere the likeliest answer\n", calibration_.items[item],
                        calibration_.categories[item][k]);
                }
            }
        }
    }

    std::ostream& out_;
    bool is_spanish_;
    const measurement::Calibration& calibration_;
    const measurement::ItemFile& file_;
};

}  // namespace

void print_calibration(CommandContext& context, const measurement::Calibration& calibration,
                       const measurement::ItemFile& file) {
    CalibrationPrinting(context, calibration, file).print();
}

void print_score_summary(CommandContext& context, const measurement::ScoreList& scores) {
    const bool is_spanish = context.is_spanish();
    context.out() << fmt::format(
        fmt::runtime(is_spanish ? "{} de {} filas con puntaje; media {}, desviación {}, confiabilidad {}\n"
                                : "{} of {} rows have a score; mean {}, deviation {}, reliability {}\n"),
        scores.scored, scores.persons.size(), scores.scored > 0 ? plain_number(scores.mean, 2, is_spanish) : "–",
        scores.scored > 1 ? plain_number(scores.deviation, 2, is_spanish) : "–",
        scores.reliability ? plain_number(*scores.reliability, 3, is_spanish) : "–");
}

}  // namespace minka::cli
