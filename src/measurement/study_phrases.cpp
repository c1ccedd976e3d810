#include "measurement/study_wording.h"

#include <array>

namespace minka::measurement {

namespace {

constexpr std::array phrases{
    StudyPhrase{"schools",
                "{schools} escuelas: {pairs} con las dos tomas, {only_before} solo con la primera, "
                "{only_after} solo con la última, {neither} con ninguna.",
                "{schools} schools: {pairs} with both waves, {only_before} with the first only, {only_after} with the "
                "last only, {neither} with neither."},
    StudyPhrase{"increased",
                "La media de las escuelas subió {points} puntos (intervalo del {confidence} %: {interval}; t {t}, "
                "{degrees} grados de libertad, p {p}).",
                "The schools' mean rose by {points} points ({confidence}% interval: {interval}; t {t}, {degrees} "
                "degrees of freedom, p {p})."},
    StudyPhrase{"decreased",
                "La media de las escuelas bajó {points} puntos (intervalo del {confidence} %: {interval}; t {t}, "
                "{degrees} grados de libertad, p {p}).",
                "The schools' mean fell by {points} points ({confidence}% interval: {interval}; t {t}, {degrees} "
                "degrees of freedom, p {p})."},
    StudyPhrase{"not_detectable",
                "No se detecta un cambio: diferencia de {points} puntos (intervalo del {confidence} %: {interval}; t "
                "{t}, {degrees} grados de libertad, p {p}).",
                "No change is detected: a difference of {points} points ({confidence}% interval: {interval}; t {t}, "
                "{degrees} degrees of freedom, p {p})."},
    StudyPhrase{"few_schools", "No se compara: hay menos de {minimum} escuelas con las dos tomas.",
                "Not compared: there are fewer than {minimum} schools with both waves."},
    StudyPhrase{"one_wave", "No se compara: solo hay puntajes de una toma.",
                "Not compared: there are scores of one wave only."},
    StudyPhrase{"no_spread", "No se compara: las escuelas tienen la misma diferencia, sin margen de error.",
                "Not compared: the schools have the same difference, without any error."},
    StudyPhrase{"model",
                "Modelo mixto: {points} puntos (intervalo del {confidence} %: {interval}; {test}, {degrees} grados de "
                "libertad, p {p}).",
                "Mixed model: {points} points ({confidence}% interval: {interval}; {test}, {degrees} degrees of "
                "freedom, p {p})."},
    StudyPhrase{"model_absent", "El modelo mixto no se puede ajustar a estos datos; queda la prueba de las medias.",
                "The mixed model cannot be fitted to these data; the test of the means stands alone."},
    StudyPhrase{"model_disagrees", "La prueba de las medias y el modelo no coinciden: no se da por mostrado un cambio.",
                "The test of the means and the model do not agree: a change is not taken as shown."},
    StudyPhrase{"detectable",
                "Con {schools} escuelas solo se podía detectar un cambio de {mdes} desviaciones estándar.",
                "With {schools} schools only a change of {mdes} standard deviations could be detected."},
    StudyPhrase{"effect", "Tamaño: d {d} ({interval}), en desviaciones estándar de las personas en la primera toma.",
                "Size: d {d} ({interval}), in standard deviations of people in the first wave."},
    StudyPhrase{"unweighted", "Sin los pesos de respuesta: {points} puntos ({interval}).",
                "Without the weights for response: {points} points ({interval})."},
    StudyPhrase{"population", "La media de todas las personas que podían responder: {points} puntos ({interval}).",
                "The mean of all people who could have answered: {points} points ({interval})."},
    StudyPhrase{"linked_only",
                "Solo las {people} personas de las dos tomas: {points} puntos ({interval}). Si difiere mucho de lo "
                "anterior, mire quién se fue y quién llegó.",
                "The {people} people of both waves alone: {points} points ({interval}). If this differs much from "
                "the above, look at who left and who came."},
    StudyPhrase{"distribution",
                "De {pairs} escuelas con las dos tomas, {up} tienen una media más alta, {down} más baja y {same} "
                "igual: una descripción, cada diferencia puede ser azar.",
                "Of {pairs} schools with both waves, {up} have a higher mean, {down} a lower one and {same} the same: "
                "a description, each difference may be chance."},
    StudyPhrase{"beyond_chance",
                "{count} de {schools} escuelas muestran un cambio que pasa el control de falsos hallazgos ({percent} "
                "%): {up} hacia arriba, {down} hacia abajo.",
                "{count} of {schools} schools show a change that passes the false-discovery control ({percent}%): "
                "{up} upward, {down} downward."},
    StudyPhrase{"every_school_up", "Cada una de las {schools} escuelas sube más allá del azar.",
                "Each of the {schools} schools rises beyond chance."},
    StudyPhrase{"every_school_down", "Cada una de las {schools} escuelas baja más allá del azar.",
                "Each of the {schools} schools falls beyond chance."},
    StudyPhrase{"improving",
                "Se estima que el cambio verdadero es positivo en {percent} % de las escuelas (intervalo: {interval} "
                "%), según la distribución ajustada.",
                "The true change is estimated to be positive in {percent}% of the schools (interval: {interval}%), by "
                "the fitted distribution."},
    StudyPhrase{"improving_few", "Con {schools} escuelas no se estima en qué parte de ellas el cambio es positivo.",
                "With {schools} schools it is not estimated in what part of them the change is positive."},
    StudyPhrase{"improving_alike",
                "Las escuelas no difieren entre sí más de lo que haría el azar: no se estima en qué parte de ellas el "
                "cambio es positivo.",
                "The schools do not differ from one another more than chance would make them: it is not estimated in "
                "what part of them the change is positive."},
    StudyPhrase{"group_up",
                "Subió {points} puntos más que en las {others} escuelas de comparación (intervalo del {confidence} %: "
                "{interval}; p {p}).",
                "It rose by {points} points more than in the {others} comparison schools ({confidence}% interval: "
                "{interval}; p {p})."},
    StudyPhrase{"group_down",
                "Quedó {points} puntos por debajo del cambio de las {others} escuelas de comparación (intervalo del "
                "{confidence} %: {interval}; p {p}).",
                "It stayed {points} points below the change of the {others} comparison schools ({confidence}% "
                "interval: {interval}; p {p})."},
    StudyPhrase{"group_none",
                "No se detecta una diferencia con las {others} escuelas de comparación: {points} puntos (intervalo del "
                "{confidence} %: {interval}; p {p}).",
                "No difference from the {others} comparison schools is detected: {points} points ({confidence}% "
                "interval: {interval}; p {p})."},
    StudyPhrase{"phased_up",
                "Las escuelas que ya entraron están {points} puntos por encima de las que esperan, toma por toma "
                "(intervalo del {confidence} %: {interval}; {test}, p {p}).",
                "Schools that have entered lie {points} points above those still waiting, wave by wave ({confidence}% "
                "interval: {interval}; {test}, p {p})."},
    StudyPhrase{"phased_down",
                "Las escuelas que ya entraron están {points} puntos por debajo de las que esperan, toma por toma "
                "(intervalo del {confidence} %: {interval}; {test}, p {p}).",
                "Schools that have entered lie {points} points below those still waiting, wave by wave ({confidence}% "
                "interval: {interval}; {test}, p {p})."},
    StudyPhrase{"phased_none",
                "No se detecta una diferencia entre las escuelas que ya entraron y las que esperan: {points} puntos "
                "(intervalo del {confidence} %: {interval}; {test}, p {p}).",
                "No difference between schools that have entered and those still waiting is detected: {points} points "
                "({confidence}% interval: {interval}; {test}, p {p})."},
    StudyPhrase{"phased_few", "Con {schools} escuelas el intervalo de una entrada por turnos suele quedar corto.",
                "With {schools} schools the interval of a phased entry tends to be short."},
    StudyPhrase{"matches", "Comparación por {matches} parejas de escuelas, cada pareja una vez.",
                "Compared by {matches} matches of schools, each match once."},
    StudyPhrase{"comparison_model",
                "El modelo mixto estima esa diferencia en {points} puntos (intervalo del {confidence} %: {interval}; "
                "{test}, p {p}).",
                "The mixed model estimates that difference at {points} points ({confidence}% interval: {interval}; "
                "{test}, p {p})."},
    StudyPhrase{"comparison_absent", "La comparación no se puede calcular: {reason}",
                "The comparison cannot be computed: {reason}"},
    StudyPhrase{"dose_up",
                "Las escuelas con una visita más cambiaron {points} puntos más (intervalo del {confidence} %: "
                "{interval}; p {p}; de {fewest} a {most} visitas). Es una asociación: las visitas no se repartieron "
                "por sorteo.",
                "Schools with one visit more changed by {points} points more ({confidence}% interval: {interval}; p "
                "{p}; {fewest} to {most} visits). It is an association: visits were not given by lot."},
    StudyPhrase{"dose_down",
                "Las escuelas con una visita más cambiaron {points} puntos menos (intervalo del {confidence} %: "
                "{interval}; p {p}; de {fewest} a {most} visitas). Es una asociación: las visitas no se repartieron "
                "por sorteo.",
                "Schools with one visit more changed by {points} points less ({confidence}% interval: {interval}; p "
                "{p}; {fewest} to {most} visits). It is an association: visits were not given by lot."},
    StudyPhrase{"dose_none",
                "No se detecta que el cambio vaya con las visitas: {points} puntos por visita (intervalo del "
                "{confidence} %: {interval}; p {p}; de {fewest} a {most} visitas).",
                "No relation of the change with visits is detected: {points} points a visit ({confidence}% interval: "
                "{interval}; p {p}; {fewest} to {most} visits)."},
    StudyPhrase{"not_reliable",
                "La escala no alcanza la confiabilidad mínima (alfa {value} de {minimum}): lea el cambio con reserva.",
                "The scale does not reach the minimum reliability (alpha {value} of {minimum}): read the change with "
                "reserve."},
    StudyPhrase{"method_test",
                "Cambio: prueba t pareada de las medias de escuela, cada escuela una vez. La lectura sale de ella; el "
                "modelo va al lado.",
                "Change: paired t test of school means, each school once. The reading comes from it; the model stands "
                "beside."},
    StudyPhrase{"method_unlinked",
                "Tomas sin unir: en cada una otras personas. Modelo: toma fija; {places}escuela y cambio propio de "
                "cada escuela al azar.",
                "Unlinked waves: other people in each. Model: the wave fixed; {places}school and each school's own "
                "change random."},
    StudyPhrase{"method_self_code",
                "Tomas unidas por un código que cada persona inventa (dos iguales en una toma no unen a nadie: "
                "{doubled}; sin código: {nameless}). Modelo: toma fija; {places}escuela, cambio propio de cada escuela "
                "y persona al azar.",
                "Waves linked by a code that people make up (two alike in one wave tie nobody: {doubled}; without a "
                "code: {nameless}). Model: the wave fixed; {places}school, each school's own change and person "
                "random."},
    StudyPhrase{"method_token",
                "Tomas unidas por una ficha entregada (sin ficha: {nameless}). Modelo: toma fija; {places}escuela, "
                "cambio propio de cada escuela y persona al azar.",
                "Waves linked by a token handed out (without one: {nameless}). Model: the wave fixed; {places}school, "
                "each school's own change and person random."},
    StudyPhrase{"method_places", "municipio, ", "municipality, "},
    StudyPhrase{"method_error",
                "Con menos de {few} escuelas el error del modelo es CR2; con más, grados de libertad de Satterthwaite.",
                "With fewer than {few} schools the model's error is CR2; with more, the degrees of freedom are "
                "Satterthwaite's."},
    StudyPhrase{"method_weights",
                "Pesos de no respuesta: inverso de la respuesta de cada clase en su escuela; el mayor es {ratio} veces "
                "el menor y la varianza crece {kish} veces. Corrigen clases que responden menos, no quién responde "
                "dentro de ellas. El modelo va sin pesos.",
                "Weights for non-response: inverse of the response of each class in its school; the largest is {ratio} "
                "times the smallest and the variance grows {kish} times. They correct for classes that answer less, "
                "not for who answers within them. The model is unweighted."},
    StudyPhrase{"method_alone",
                "Antes y después muestran si algo cambió, no por qué: no hay escuelas con las que comparar.",
                "Before and after show whether something changed, not why: there are no schools to compare with."},
    StudyPhrase{"method_group",
                "Las escuelas de comparación no se sortearon: una diferencia puede venir de en qué se distinguían "
                "desde antes.",
                "The comparison schools were not drawn by lot: a difference may come from how they differed before."},
    StudyPhrase{"method_phased",
                "Entrada por turnos: cada toma compara escuelas que ya entraron con las que esperan; si el orden no se "
                "sorteó, la diferencia puede venir de cuáles entraron antes.",
                "Phased entry: each wave compares schools that have entered with those waiting; unless the order was "
                "drawn by lot, the difference may come from which entered first."},
    StudyPhrase{"method_many", "Se miran {count} escalas a la vez: alguna puede parecer un cambio sin serlo.",
                "{count} scales are looked at together: one may seem a change without being one."},
    StudyPhrase{"cr2", "CR2", "CR2"},
    StudyPhrase{"satterthwaite", "Satterthwaite", "Satterthwaite"},
    StudyPhrase{"interval", "de {low} a {high}", "{low} to {high}"},
};

}  // namespace

std::span<const StudyPhrase> study_phrases() { return phrases; }

const programme::ReportTexts& study_numbers(std::string_view language) {
    static const programme::ReportTexts spanish(
        {{"number.decimal_separator", ","}, {"number.thousands_separator", "."}});
    static const programme::ReportTexts english(
        {{"number.decimal_separator", "."}, {"number.thousands_separator", ","}});
    return language == "es" ? spanish : english;
}

}  // namespace minka::measurement
