#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

namespace {

using Twin = SentenceTwin;

constexpr std::array twins{
    Twin{"There are {} values for {} scores.", "Hay {} valores para {} puntajes."},
    Twin{"A school in a wave needs people, a mean and their deviation.",
         "Una escuela en una toma necesita personas, una media y su desviación."},
    Twin{"The change is a finite number.", "El cambio es un número finito."},
    Twin{"No number of units shows a change of 0.", "Ningún número de unidades muestra un cambio de 0."},
    Twin{"Even {} units are too few for this change.", "Aun {} unidades son pocas para este cambio."},
    Twin{"Each value needs one cluster.", "Cada valor necesita un conglomerado."},
    Twin{"A mean needs finite values; leave missing ones out first.",
         "Una media necesita valores finitos; deje fuera antes los que faltan."},
    Twin{"The spread between clusters needs at least two of them.",
         "La dispersión entre conglomerados necesita al menos dos."},
    Twin{"There are {} changes and {} sampling variances; give one for each.",
         "Hay {} cambios y {} varianzas de muestreo; dé una por cada uno."},
    Twin{"The distribution of changes needs at least two groups.",
         "La distribución de los cambios necesita al menos dos grupos."},
    Twin{"A change is missing or infinite; leave out the group first.",
         "Un cambio falta o es infinito; deje fuera antes al grupo."},
    Twin{"A sampling variance is at least 0.", "Una varianza de muestreo es de 0 o más."},
    Twin{"A variance is at least 0.", "Una varianza es de 0 o más."},
    Twin{"A group without answers has no mean.", "Un grupo sin respuestas no tiene media."},
    Twin{"{} people answered and only {} were eligible; correct the eligible count.",
         "Respondieron {} personas y solo {} eran elegibles; corrija los elegibles."},
    Twin{"The groups differ no more than by sampling error, and this one has none: its weight would be endless. Give a "
         "sampling variance above 0, for instance without the eligible count.",
         "Los grupos no difieren más que por error de muestreo, y este no tiene: su peso sería infinito. Dé una "
         "varianza de muestreo mayor que 0, por ejemplo sin los elegibles."},
    Twin{"The groups cannot be told apart beyond sampling error, so no share of them can be stated; report the mean "
         "change.",
         "Los grupos no se distinguen más allá del error de muestreo, así que no se puede decir qué proporción de "
         "ellos; informe el cambio medio."},
    Twin{"There is no facet to score.", "No hay ninguna faceta que puntuar."},
    Twin{"Facet \"{}\" has no items.", "La faceta «{}» no tiene ítems."},
    Twin{"The share of items to answer is above 0 and at most 1; write 0.7 for 70 %.",
         "La proporción de ítems por responder es mayor que 0 y hasta 1; escriba 0.7 por 70 %."},
    Twin{"There are {} scores and {} group numbers; give one for each.",
         "Hay {} puntajes y {} números de grupo; dé uno por cada uno."},
    Twin{"A score is infinite.", "Un puntaje es infinito."},
    Twin{"Both coordinates need the same number of points.",
         "Las dos coordenadas necesitan el mismo número de puntos."},
    Twin{"A line with an error needs at least three points.", "Una recta con error necesita al menos tres puntos."},
    Twin{"A value is missing or infinite.", "Un valor falta o es infinito."},
    Twin{"All points have the same x: there is no slope.", "Todos los puntos tienen la misma x: no hay pendiente."},
    Twin{"The points lie on one line, so that its slope has no error.",
         "Los puntos están en una recta, así que su pendiente no tiene error."},
    Twin{"A mixed model needs rows.", "Un modelo mixto necesita filas."},
    Twin{"A column has {} rows and the outcome {}.", "Una columna tiene {} filas y el resultado {}."},
    Twin{"A value is missing or infinite; leave such rows out first and say how many.",
         "Un valor falta o es infinito; deje fuera antes esas filas y diga cuántas."},
    Twin{"There is no such column.", "No hay tal columna."},
    Twin{"A mixed model needs at least one grouping with random effects.",
         "Un modelo mixto necesita al menos una agrupación con efectos aleatorios."},
    Twin{"There are {} group labels for {} rows.", "Hay {} etiquetas de grupo para {} filas."},
    Twin{"A random term needs an intercept or a slope.",
         "Un término aleatorio necesita un intercepto o una pendiente."},
    Twin{"A random term needs at least two groups.", "Un término aleatorio necesita al menos dos grupos."},
    Twin{"{} groups with {} effects each cannot be told from the errors of {} rows.",
         "{} grupos con {} efectos cada uno no se distinguen de los errores de {} filas."},
    Twin{"{} rows are too few for {} fixed effects.", "{} filas son pocas para {} efectos fijos."},
    Twin{"The fixed effects leave nothing of the outcome unexplained.",
         "Los efectos fijos no dejan nada del resultado sin explicar."},
    Twin{"This column is a combination of the intercept and those before it; leave it out.",
         "Esta columna es una combinación del intercepto y las anteriores; déjela fuera."},
    Twin{"This column is already a fixed effect.", "Esta columna ya es un efecto fijo."},
    Twin{"The fit belongs to another model than the data.", "El ajuste es de otro modelo que los datos."},
    Twin{"Groupings that cross have no outermost clusters; use Satterthwaite's test.",
         "Agrupaciones que se cruzan no tienen conglomerados externos; use la prueba de Satterthwaite."},
    Twin{"A single outermost group decides this effect, so its error cannot be seen between groups.",
         "Un solo grupo externo decide este efecto, así que su error no se ve entre grupos."},
    Twin{"The model has no such random term.", "El modelo no tiene ese término aleatorio."},
    Twin{"Effects of single groups are given for nested groupings only.",
         "Los efectos de cada grupo se dan solo para agrupaciones anidadas."},
    Twin{"Besides the largest grouping the crossed ones have {} effects; at most {} fit.",
         "Aparte de la agrupación más grande, las cruzadas tienen {} efectos; caben {} a lo más."},
    Twin{"The fixed and random effects leave nothing of the outcome unexplained.",
         "Los efectos fijos y aleatorios no dejan nada del resultado sin explicar."},
    Twin{"There are {} values before and {} after; a pair needs both.",
         "Hay {} valores antes y {} después; un par necesita los dos."},
    Twin{"A change needs at least two pairs to have an error.",
         "Un cambio necesita al menos dos pares para tener error."},
    Twin{"A value is missing or infinite; leave out the pair first.",
         "Un valor falta o es infinito; deje fuera antes el par."},
    Twin{"Every pair changed by the same amount, so the change has no error to be tested with. Check that the two "
         "measurements are not copies.",
         "Todos los pares cambiaron en lo mismo, así que el cambio no tiene error con que probarlo. Revise que las dos "
         "mediciones no sean copias."},
    Twin{"The standard deviation that the change is divided by must be above 0.",
         "La desviación estándar por la que se divide el cambio tiene que ser mayor que 0."},
    Twin{"The standard deviation needs degrees of freedom above 0.",
         "La desviación estándar necesita grados de libertad mayores que 0."},
    Twin{"A design needs at least two units.", "Un diseño necesita al menos dos unidades."},
    Twin{"A design needs people in each unit.", "Un diseño necesita personas en cada unidad."},
    Twin{"The variances are at least 0, and not both 0.", "Las varianzas son de 0 o más, y no las dos 0."},
    Twin{"Power lies strictly between 0 and 1; write 0.8 for 80 %.",
         "La potencia está entre 0 y 1, sin tocarlos; escriba 0.8 por 80 %."},
    Twin{"A change with an error needs at least two units.", "Un cambio con error necesita al menos dos unidades."},
    Twin{"A unit needs a mean and people in both waves.", "Una unidad necesita una media y personas en las dos tomas."},
    Twin{"All units have the same change, so that it has no error.",
         "Todas las unidades tienen el mismo cambio, así que no tiene error."},
    Twin{"Weights need the strata of the eligible people.", "Los pesos necesitan los estratos de los elegibles."},
    Twin{"A stratum comes twice.", "Un estrato está dos veces."},
    Twin{"{} people answered of {}; correct the number of those who could.",
         "Respondieron {} personas de {}; corrija el número de las que podían."},
    Twin{"Each set needs at least two units.", "Cada conjunto necesita al menos dos unidades."},
    Twin{"Neither set has any spread, so that their difference has no error.",
         "Ningún conjunto tiene dispersión, así que su diferencia no tiene error."},
};

}  // namespace

std::span<const SentenceTwin> change_sentences() { return twins; }

}  // namespace minka::sentences
