#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

namespace {

using Twin = SentenceTwin;

constexpr std::array twins{
    Twin{"«{}» is no whole number; name the answers in their order with --categories, or this one with --missing if it "
         "stands for none.",
         "«{}» no es un número entero; diga las respuestas en su orden con --categories, o esta con --missing si no es "
         "ninguna."},
    Twin{"«{}» is not one of the categories; correct it, or name it with --missing if it stands for no answer.",
         "«{}» no es una de las categorías; corríjala, o póngala en --missing si no es ninguna respuesta."},
    Twin{"Nobody answered any of the items.", "Nadie respondió ninguno de los ítems."},
    Twin{"The answers go from {} to {}: {} categories. Name codes of missing answers with --missing, or the answers "
         "with --categories.",
         "Las respuestas van de {} a {}: {} categorías. Diga los códigos de respuesta ausente con --missing, o las "
         "respuestas con --categories."},
    Twin{"A category is named twice.", "Una categoría está dos veces."},
    Twin{"Items have 2 to {} categories.", "Los ítems tienen de 2 a {} categorías."},
    Twin{"The table has no column «{}».", "La tabla no tiene la columna «{}»."},
    Twin{"The wave {} is a draft, or ties answers by a code; neither takes sheets.",
         "La toma {} es un borrador, o ata las respuestas con un código; ninguna de las dos recibe hojas."},
    Twin{"The index knows no informant '{}'.", "El índice no conoce al informante «{}»."},
    Twin{"The index asks '{}' for a code of their own; such sheets are not taken.",
         "El índice pide a «{}» un código propio; esas hojas no se reciben."},
    Twin{"The sheet names neither its cycle nor its date.", "La hoja no dice ni su ciclo ni su fecha."},
    Twin{"There is no one wave '{}' in the cycle of {}.", "No hay una sola toma «{}» en el ciclo del {}."},
    Twin{"This item is not asked of '{}'.", "Este ítem no se pregunta a «{}»."},
    Twin{"Answers of the index are taken from anonymous forms alone.",
         "Las respuestas del índice se toman solo de formularios anónimos."},
    Twin{"The form holds no sheet.", "El formulario no lleva ninguna hoja."},
    Twin{"The sheets of one form are of one wave.", "Las hojas de un formulario son de una sola toma."},
    Twin{"There is a column of persons and the waves are said to be unlinked. Say whether it holds codes that people "
         "made up (self-code) or tokens that were handed out (token).",
         "Hay una columna de personas y se dice que las tomas no están enlazadas. Diga si lleva códigos que la gente "
         "se hizo (self-code) o fichas que se repartieron (token)."},
    Twin{"Linked waves need the column with the code or token of each person.",
         "Unas tomas enlazadas necesitan la columna con el código o la ficha de cada persona."},
    Twin{"The categories of items go from a lower to a higher whole number.",
         "Las categorías de los ítems van de un número entero menor a uno mayor."},
    Twin{"Classes are read for weights, which need the people of each who could have answered.",
         "Los cursos se leen para los pesos, que necesitan cuántas personas de cada uno podían responder."},
    Twin{"A row needs its school and its wave.", "Una fila necesita su escuela y su toma."},
    Twin{"The school {} has another value in an earlier row.", "La escuela {} tiene otro valor en una fila anterior."},
    Twin{"«{}» is no number of visits.", "«{}» no es un número de visitas."},
    Twin{"«{}» is neither programme (1) nor comparison (0).", "«{}» no es ni programa (1) ni comparación (0)."},
    Twin{"The token «{}» comes twice in the wave {}.", "La ficha «{}» está dos veces en la toma {}."},
    Twin{"«{}» is no number of people who could have answered.",
         "«{}» no es un número de personas que podían responder."},
    Twin{"The same class has another number of people in an earlier row of this wave.",
         "El mismo curso tiene otro número de personas en una fila anterior de esta toma."},
    Twin{"«{}» is no score; name it with --missing if it stands for none.",
         "«{}» no es un puntaje; póngalo en --missing si no es ninguno."},
    Twin{"«{}» is no category from {} to {}; name it with --missing if it stands for no answer.",
         "«{}» no es una categoría de {} a {}; póngala en --missing si no es ninguna respuesta."},
    Twin{"No row has the wave «{}».", "Ninguna fila tiene la toma «{}»."},
    Twin{"A change needs two waves; the table has {}.", "Un cambio necesita dos tomas; la tabla tiene {}."},
    Twin{"The school {} enters in «{}», which is no wave of the table.",
         "La escuela {} entra en «{}», que no es una toma de la tabla."},
    Twin{"A facet is written NAME=ITEM,ITEM,-REVERSED_ITEM, not «{}».",
         "Una faceta se escribe NOMBRE=ÍTEM,ÍTEM,-ÍTEM_INVERSO, no «{}»."},
    Twin{"There is no such informant in the index; there are: {}.", "El índice no tiene ese informante; hay: {}."},
    Twin{"The same school and informant stand in row {}; remove one of the rows.",
         "La misma escuela y el mismo informante están en la fila {}; quite una de las dos."},
    Twin{"The school has {} answers of this group already, more than could answer.",
         "La escuela ya tiene {} respuestas de este grupo, más de las que podían responder."},
    Twin{"The wave {} is closed; its counts stay as they are.",
         "La toma {} está cerrada; sus conteos quedan como están."},
    Twin{"The column «{}» is named twice.", "La columna «{}» se nombra dos veces."},
    Twin{"The table has no rows of answers.", "La tabla no tiene filas de respuestas."},
    Twin{"A weight is a number above 0.", "Un peso es un número mayor que 0."},
    Twin{"«{}» has more than {} different answers; is it an item?",
         "«{}» tiene más de {} respuestas distintas; ¿es un ítem?"},
    Twin{"«{}» is no whole number; give the answers in their order with --categories, or name it with --missing.",
         "«{}» no es un número entero; dé las respuestas en su orden con --categories, o póngalo en --missing."},
    Twin{"«{}» runs from {} to {}; is it an item?", "«{}» va de {} a {}; ¿es un ítem?"},
    Twin{"«{}» has {} different answers; an item takes 2 to {}.",
         "«{}» tiene {} respuestas distintas; un ítem lleva de 2 a {}."},
    Twin{"There is no group «{}».", "No hay un grupo «{}»."},
    Twin{"The calibration knows no group «{}».", "La calibración no conoce el grupo «{}»."},
    Twin{"Nobody chose «{}»; join it with its neighbour in the table, or leave the item out with --items.",
         "Nadie eligió «{}»; únala con su vecina en la tabla, o deje fuera el ítem con --items."},
    Twin{"A long table needs the columns of the unit, the rater and the rating.",
         "Una tabla larga necesita las columnas de la unidad, de quien observa y de la calificación."},
    Twin{"The column «{}» has another value in every row, as names of units do. Say with --unit that it names the "
         "units, or with --raters which columns are the raters.",
         "La columna «{}» tiene otro valor en cada fila, como los nombres de unidades. Diga con --unit que nombra las "
         "unidades, o con --raters qué columnas son los observadores."},
    Twin{"The column «{}» has no value that another column has. Say with --unit that it names the units, or with "
         "--raters which columns are the raters.",
         "La columna «{}» no tiene ningún valor que otra tenga. Diga con --unit que nombra las unidades, o con "
         "--raters qué columnas son los observadores."},
    Twin{"«{}» is no number, and others are; name it with --missing if it stands for no rating, or give the categories "
         "in their order with --categories.",
         "«{}» no es un número, y otros sí; póngalo en --missing si no es ninguna calificación, o dé las categorías en "
         "su orden con --categories."},
    Twin{"The ratings go from {} to {}. Name codes of no rating with --missing, or give the categories in their order "
         "with --categories.",
         "Las calificaciones van de {} a {}. Diga los códigos de ninguna calificación con --missing, o dé las "
         "categorías en su orden con --categories."},
    Twin{"The ratings have {} different values; agreement takes 2 to {} categories. Give those of the scale with "
         "--categories.",
         "Las calificaciones tienen {} valores distintos; la concordancia lleva de 2 a {} categorías. Dé las de la "
         "escala con --categories."},
    Twin{"«{}» is not one of the categories; correct it, or name it with --missing if it stands for no rating.",
         "«{}» no es una de las categorías; corríjala, o póngala en --missing si no es ninguna calificación."},
    Twin{"{} rated {} twice; keep one of the two.", "{} calificó {} dos veces; deje una de las dos."},
    Twin{"The table has {} raters; agreement takes 2 to {}.",
         "La tabla tiene {} observadores; la concordancia lleva de 2 a {}."},
    Twin{"A form has items, and a number of categories for each.",
         "Un formulario tiene ítems, y un número de categorías para cada uno."},
    Twin{"An item has from 2 to 200 categories.", "Un ítem tiene de 2 a 200 categorías."},
    Twin{"The answers do not fill the rows of the form of {}.",
         "Las respuestas no llenan las filas del formulario de {}."},
    Twin{"There is a person for each row or for none.", "Hay una persona para cada fila o para ninguna."},
    Twin{"An answer is no category of its item.", "Una respuesta no es una categoría de su ítem."},
    Twin{"A sheet without any answer is no response.", "Una hoja sin ninguna respuesta no cuenta."},
    Twin{"The scale of the item {} has more than 200 categories; its answers cannot be packed.",
         "La escala del ítem {} tiene más de 200 categorías; sus respuestas no se pueden guardar."},
    Twin{"The index asks nothing of '{}'.", "El índice no pregunta nada a «{}»."},
    Twin{"People of an anonymous wave are tied to no code.", "En una toma anónima nadie queda atado a un código."},
    Twin{"The informant {} comes twice.", "El informante {} está dos veces."},
    Twin{"These are no survey answers as minka packs them, or they are torn.",
         "Estas no son respuestas de encuesta como Minka las guarda, o están rotas."},
    Twin{"These answers were packed by a newer minka; update this one.",
         "Estas respuestas las guardó un Minka más nuevo; actualice este."},
    Twin{"The wave {} is a draft; answers are taken while it is open.",
         "La toma {} es un borrador; las respuestas se reciben mientras está abierta."},
    Twin{"The wave {} is closed; answers are taken while it is open.",
         "La toma {} está cerrada; las respuestas se reciben mientras está abierta."},
    Twin{"The answers of '{}' in this wave are anonymous, tied to no code.",
         "Las respuestas de «{}» en esta toma son anónimas, sin código que las ate."},
    Twin{"{} schools have answers of the same informants in this wave already. Replace the submission {}, or add to it "
         "when these are other people.",
         "{} escuelas ya tienen respuestas de los mismos informantes en esta toma. Reemplace el envío {}, o agregue a "
         "él si son otras personas."},
    Twin{"The answers could not be projected.", "Las respuestas no se pudieron proyectar."},
    Twin{"{} rows hold no answer at all and were left out.",
         "{} filas no tienen ninguna respuesta y se dejaron fuera."},
    Twin{"{} rows have no code of the person; they are counted and tied to nobody.",
         "{} filas no tienen código de la persona; se cuentan sin atarlas a nadie."},
    Twin{"The file holds no answers.", "El archivo no tiene respuestas."},
    Twin{"The school has {} answers of '{}' in this wave already. Replace the submission {}, or add to it when these "
         "are other people.",
         "La escuela ya tiene {} respuestas de «{}» en esta toma. Reemplace el envío {}, o agregue a él si son otras "
         "personas."},
    Twin{"School {}: {} answers of '{}' and {} eligible people; correct the count or look for a file sent twice.",
         "Escuela {}: {} respuestas de «{}» y {} elegibles; corrija el conteo o busque un archivo enviado dos veces."},
    Twin{"{} groups of a school have no count of eligible people, so that their response rate is unknown.",
         "{} grupos de una escuela no tienen conteo de elegibles, y así no se conoce su tasa de respuesta."},
    Twin{"The wave {} uses the instrument {}, not {}.", "La toma {} usa el instrumento {}, no {}."},
    Twin{"The submission {} has no answers in any wave.", "El envío {} no tiene respuestas en ninguna toma."},
    Twin{"The school {} is not in this programme.", "La escuela {} no está en este programa."},
    Twin{"The wave {} uses the instrument {}, and these are answers to {}.",
         "La toma {} usa el instrumento {}, y estas son respuestas a {}."},
    Twin{"These answers are anonymous: take this column out of the file. A name, a number, a device or an hour of "
         "answering would tie answers to a person.",
         "Estas respuestas son anónimas: quite esta columna del archivo. Un nombre, un número, un equipo o una hora de "
         "respuesta atarían las respuestas a una persona."},
    Twin{"This column is no item of {}. Correct its name, map it to an item, or list it under 'ignore' in the mapping.",
         "Esta columna no es un ítem de {}. Corrija su nombre, llévela a un ítem, o póngala bajo «ignore» en el mapa."},
    Twin{"The informant is given for the whole file and by this column; keep one of the two.",
         "El informante se da para todo el archivo y en esta columna; deje uno de los dos."},
    Twin{"The answers of this wave are anonymous and tied to no code: take this column out of the file, or plan the "
         "wave with --mode self_code or token and a group of index.yaml with 'anonymity: self_coded'.",
         "Las respuestas de esta toma son anónimas, sin código que las ate: quite esta columna del archivo, o planee "
         "la toma con --mode self_code o token y un grupo de index.yaml con 'anonymity: self_coded'."},
    Twin{"The file has no column for any item of {}; name the columns as the items (V1_1, V1_2 ...) or map them.",
         "El archivo no tiene columna para ningún ítem de {}; llame a las columnas como los ítems (V1_1, V1_2 ...) o "
         "dígalo en el mapa."},
    Twin{"The answers of '{}' are anonymous; leave the cell empty.",
         "Las respuestas de «{}» son anónimas; deje vacía la celda."},
    Twin{"This token comes twice in the file; each belongs to one person.",
         "Esta ficha está dos veces en el archivo; cada una es de una persona."},
    Twin{"This is no answer to the item {}: it takes a whole number {}.",
         "Esta no es una respuesta al ítem {}: lleva un número entero {}."},
    Twin{"The item {} is not asked of '{}'; leave the cell empty.",
         "El ítem {} no se pregunta a «{}»; deje vacía la celda."},
    Twin{"Several schools of the cycle have this code; give its code system in a column 'code_system'.",
         "Varias escuelas del ciclo tienen este código; diga su sistema en una columna «code_system»."},
    Twin{"The school takes no part in the cycle on any day of the wave; record its participation first.",
         "La escuela no participa en el ciclo en ningún día de la toma; registre antes su participación."},
    Twin{"The answers known on {} were corrected on {}; they are sealed and no figure can be made of them.",
         "Las respuestas conocidas el {} se corrigieron el {}; están selladas y con ellas no se puede hacer ninguna "
         "cifra."},
    Twin{"Answers of a school do not open: they were changed. Restore a backup.",
         "Las respuestas de una escuela no abren: alguien las cambió. Restaure una copia."},
    Twin{"The item {} was answered in {} categories and has {} now; give the changed item a code of its own.",
         "El ítem {} se respondió en {} categorías y ahora tiene {}; dé al ítem cambiado un código propio."},
    Twin{"The persons behind a school's answers do not open: they were changed. Restore a backup.",
         "Las personas tras las respuestas de una escuela no abren: alguien las cambió. Restaure una copia."},
    Twin{"The wave {} uses the instrument {}, and the programme's version of this cycle has the index {}.",
         "La toma {} usa el instrumento {}, y la versión del programa en este ciclo tiene el índice {}."},
    Twin{"The answers go from {} to {}, but only {} of these {} numbers occur. Name codes of missing answers with "
         "--missing, or the answers with --categories.",
         "Las respuestas van de {} a {}, pero solo aparecen {} de esos {} números. Diga con --missing los códigos de "
         "las respuestas que faltan, o con --categories las respuestas."},
};

}  // namespace

std::span<const SentenceTwin> answer_sentences() { return twins; }

}  // namespace minka::sentences
