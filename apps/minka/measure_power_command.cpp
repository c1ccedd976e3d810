#include "commands.h"
#include "documents/json.h"
#include "stats/change_power.h"

#include <fmt/format.h>

namespace minka::cli {

namespace {

struct PowerOptions {
    std::size_t schools = 0;
    double people = 0;
    double icc = 0;
    double change_variance = 0;
    double power = 0.80;
    double confidence = 0.95;
    std::optional<double> change;
    bool is_json = false;
};

struct PowerFigures {
    double smallest = 0;
    std::optional<double> power;
    std::optional<std::size_t> schools;
};

/// In standard deviations of people at the first wave: sigma^2 within schools is 1 - ICC.
Result<stats::ChangeDesign> design_of(const PowerOptions& words) {
    if (!(words.icc >= 0 && words.icc < 1)) {
        return invalid("The intraclass correlation lies between 0 and 1, as in 0.05.", "--icc");
    }
    return stats::ChangeDesign{.unit_count = words.schools,
                               .people_per_unit = words.people,
                               .change_variance = words.change_variance,
                               .person_variance = 1 - words.icc,
                               .power = words.power,
                               .confidence = words.confidence};
}

Result<PowerFigures> work_out(const PowerOptions& words) {
    MINKA_TRY_ASSIGN(const auto design, design_of(words));
    PowerFigures figures;
    MINKA_TRY_ASSIGN(figures.smallest, stats::minimum_detectable_change(design));
    if (words.change) {
        MINKA_TRY_ASSIGN(figures.power, stats::power_of_change(design, *words.change));
        MINKA_TRY_ASSIGN(figures.schools, stats::units_for_change(design, *words.change));
    }
    return figures;
}

std::string to_text(const PowerOptions& words, const PowerFigures& figures, bool is_spanish) {
    const auto percent = [](double share) { return fmt::format("{:.0f} %", 100 * share); };
    std::string text = fmt::format(
        fmt::runtime(
            is_spanish
                ? "{} escuelas, {:g} personas por escuela y toma, ICC {:g}, varianza del cambio entre escuelas {:g}\n"
                  "Cambio más pequeño que se ve con potencia de {}: {:.3f} desviaciones estándar\n"
                : "{} schools, {:g} people per school and wave, ICC {:g}, variance of change between schools {:g}\n"
                  "Smallest change seen with a power of {}: {:.3f} standard deviations\n"),
        words.schools, words.people, words.icc, words.change_variance, percent(words.power), figures.smallest);
    if (words.change) {
        text += fmt::format(fmt::runtime(is_spanish ? "Potencia para un cambio de {:g}: {}\n"
                                                      "Escuelas que harían falta para {}: {}\n"
                                                    : "Power for a change of {:g}: {}\n"
                                                      "Schools needed for {}: {}\n"),
                            *words.change, percent(*figures.power), percent(words.power), *figures.schools);
    }
    return text + (is_spanish
                       ? "Supone escuelas independientes y la prueba pareada de sus promedios; lo que se ve es un "
                         "cambio, no su causa.\n"
                       : "Assumes independent schools and the paired test of their means; what is seen is a "
                         "change, not its cause.\n");
}

Result<Exit> measure_power(CommandContext& context, const PowerOptions& words) {
    MINKA_TRY_ASSIGN(const auto figures, work_out(words));
    if (!words.is_json) {
        context.out() << to_text(words, figures, context.is_spanish());
        return Exit::done;
    }
    auto value = documents::json_object({{"schools", static_cast<std::int64_t>(words.schools)},
                                         {"people_per_school", words.people},
                                         {"icc", words.icc},
                                         {"change_variance", words.change_variance},
                                         {"wanted_power", words.power},
                                         {"confidence", words.confidence},
                                         {"smallest_change", figures.smallest}});
    if (words.change) {
        value.set("change", *words.change);
        value.set("power", *figures.power);
        value.set("schools_needed", static_cast<std::int64_t>(*figures.schools));
    }
    context.out() << documents::to_pretty_json(value) << "\n";
    return Exit::done;
}

}  // namespace

void add_measure_power_command(CommandTable& table) {
    const auto words = std::make_shared<PowerOptions>();
    auto* command = table.command(table.group("measure", "Mide"), "power",
                                  "Qué cambio puede ver un diseño de dos tomas, antes de salir a campo",
                                  [words](CommandContext& context) { return measure_power(context, *words); });
    command->add_option("--schools", words->schools, "Escuelas con ambas tomas, al menos 2")->required();
    command->add_option("--people", words->people, "Personas por escuela en cada toma")->required();
    command->add_option("--icc", words->icc, "Correlación intraclase de la primera toma, entre 0 y 1")->required();
    command
        ->add_option("--change-variance", words->change_variance,
                     "Varianza del cambio verdadero entre escuelas, con la de las personas como 1")
        ->required();
    command->add_option("--change", words->change,
                        "Cambio en desviaciones estándar cuya potencia y número de escuelas se piden");
    command->add_option("--power", words->power, "Potencia deseada (0.80)");
    command->add_option("--confidence", words->confidence, "Confianza de la prueba (0.95)");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
