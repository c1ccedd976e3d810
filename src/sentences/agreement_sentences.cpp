#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

namespace {

using Twin = SentenceTwin;

constexpr std::array twins{
    Twin{"One observer rated {} episodes and the other {}; keep those that both rated.",
         "Una de las dos personas calificó {} episodios y la otra {}; deje los que calificaron ambas."},
    Twin{"There is no episode that both observers rated.",
         "No hay ningún episodio que las dos personas hayan calificado."},
    Twin{"A category is outside 0 to {}.", "Una categoría queda fuera de 0 a {}."},
    Twin{"Agreement needs at least two raters.", "La concordancia necesita al menos dos observadores."},
    Twin{"The ratings must fill the rows of at least two subjects, one column a rater.",
         "Las calificaciones llenan las filas de dos sujetos o más, una columna por observador."},
    Twin{"A rating is missing or infinite; leave out the subject first.",
         "Una calificación falta o es infinita; deje fuera antes al sujeto."},
    Twin{"Kappa needs at least two categories.", "Kappa necesita al menos dos categorías."},
    Twin{"Both observers used one and the same category throughout: chance alone would give full agreement, so kappa "
         "says nothing. Report percent agreement.",
         "Las dos personas usaron siempre una misma categoría: el solo azar daría acuerdo total, así que kappa no dice "
         "nada. Informe el porcentaje de acuerdo."},
    Twin{"The raters differ by a constant at most, or nothing varies: there is no error to compare subjects with. "
         "Report percent agreement.",
         "Los observadores difieren a lo más en una constante, o nada varía: no hay error con que comparar a los "
         "sujetos. Informe el porcentaje de acuerdo."},
    Twin{"The subjects' means are all the same: there is nothing to tell apart.",
         "Las medias de los sujetos son todas iguales: no hay nada que distinguir."},
    Twin{"Cohen's kappa is of two raters; use Fleiss' kappa or Krippendorff's alpha.",
         "La kappa de Cohen es de dos observadores; use la kappa de Fleiss o el alfa de Krippendorff."},
    Twin{"Fewer than two units were rated by two raters or more; there is no agreement to speak of.",
         "Menos de dos unidades fueron calificadas por dos observadores o más; no hay concordancia de qué hablar."},
    Twin{"The share of a gate lies between 0 and 1; write 0.8 for 80 %.",
         "La proporción de un requisito está entre 0 y 1; escriba 0.8 por 80 %."},
    Twin{"Codes need at least two categories.", "Los códigos necesitan al menos dos categorías."},
    Twin{"Every code has one period.", "Cada código tiene un periodo."},
    Twin{"One and the same category was given throughout: chance alone would give full agreement, so kappa says "
         "nothing. Report percent agreement.",
         "Siempre se dio una misma categoría: el solo azar daría acuerdo total, así que kappa no dice nada. Informe el "
         "porcentaje de acuerdo."},
    Twin{"A p value lies between 0 and 1.", "Un valor p está entre 0 y 1."},
    Twin{"An effect is made of at least one facet.", "Un efecto se hace de al menos una faceta."},
    Twin{"Facet {} does not exist or is named twice.", "La faceta {} no existe o está dos veces."},
    Twin{"Name at least one effect, such as the school.", "Nombre al menos un efecto, como la escuela."},
    Twin{"Every facet has one level a value.", "Cada faceta tiene un nivel por valor."},
    Twin{"A value is missing or infinite; leave it out first.", "Un valor falta o es infinito; déjelo fuera antes."},
    Twin{"All values are the same: there is no variation to divide.",
         "Todos los valores son iguales: no hay variación que repartir."},
    Twin{"The effect has one level only; there is nothing to compare.",
         "El efecto tiene un solo nivel; no hay nada que comparar."},
    Twin{"The effect has a level for every value; that is the residual already.",
         "El efecto tiene un nivel por cada valor; eso ya es el residuo."},
    Twin{"Two effects have the same levels in this design; leave one out.",
         "Dos efectos tienen los mismos niveles en este diseño; deje fuera uno."},
    Twin{"The plan tells conditions of {} facets; the study has {}.",
         "El plan dice condiciones de {} facetas; el estudio tiene {}."},
    Twin{"A plan has at least one condition of each facet.", "Un plan tiene al menos una condición de cada faceta."},
    Twin{"Name the facets whose levels are to be told apart.",
         "Nombre las facetas cuyos niveles se quieren distinguir."},
    Twin{"No effect of the study lies in the object; there is nothing it would tell apart.",
         "Ningún efecto del estudio está en el objeto; no habría nada que distinguir."},
    Twin{"The confidence of an interval lies strictly between 0 and 1; write 0.95 for 95 %.",
         "La confianza de un intervalo está entre 0 y 1, sin tocarlos; escriba 0.95 por 95 %."},
    Twin{"There are {} values and {} group numbers; give one for each.",
         "Hay {} valores y {} números de grupo; dé uno por cada uno."},
    Twin{"There are no values to compare between groups.", "No hay valores que comparar entre grupos."},
    Twin{"All values are of one group; comparing groups takes at least two.",
         "Todos los valores son de un grupo; comparar grupos necesita al menos dos."},
    Twin{"No group has two values: what varies within groups cannot be told.",
         "Ningún grupo tiene dos valores: no se sabe cuánto varía dentro de los grupos."},
    Twin{"All values are the same: there is no variation to divide between and within groups.",
         "Todos los valores son iguales: no hay variación que repartir entre los grupos y dentro de ellos."},
    Twin{"Ratios need values that are not below 0; use the interval metric.",
         "Las razones necesitan valores que no sean menores que 0; use la métrica de intervalo."},
    Twin{"One and the same category was given throughout: without any difference alpha is 0/0. Report percent "
         "agreement.",
         "Siempre se dio una misma categoría: sin ninguna diferencia alfa es 0/0. Informe el porcentaje de acuerdo."},
    Twin{"A share of nothing is no share; say that there was nobody to count.",
         "Una parte de nada no es una proporción; diga que no había a quién contar."},
    Twin{"The part is larger than the whole.", "La parte es mayor que el todo."},
    Twin{"There are {} categories and {} values; give one for each.",
         "Hay {} categorías y {} valores; dé uno por cada una."},
    Twin{"The values of the categories are finite and ascend.",
         "Los valores de las categorías son finitos y ascienden."},
    Twin{"Agreement needs at least two categories that could have been given.",
         "La concordancia necesita al menos dos categorías que se hayan podido dar."},
    Twin{"There is no rated unit.", "No hay ninguna unidad calificada."},
    Twin{"The ratings do not fill whole rows; give every unit one byte a rater.",
         "Las calificaciones no llenan filas completas; dé a cada unidad un byte por observador."},
    Twin{"There are more than 2^31 units.", "Hay más de 2^31 unidades."},
    Twin{"The code for no rating is one of the categories; choose a larger one.",
         "El código de ninguna calificación es una de las categorías; elija uno mayor."},
    Twin{"{} is neither a category (0 to {}) nor the code for no rating ({}).",
         "{} no es una categoría (de 0 a {}) ni el código de ninguna calificación ({})."},
};

}  // namespace

std::span<const SentenceTwin> agreement_sentences() { return twins; }

}  // namespace minka::sentences
