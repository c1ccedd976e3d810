#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

namespace {

using Twin = SentenceTwin;

constexpr std::array twins{
    Twin{"The file has no header row with the names of its columns.",
         "El archivo no tiene una primera fila con los nombres de sus columnas."},
    Twin{"The columns {} and {} are both called \"{}\"; rename one of them.",
         "Las columnas {} y {} se llaman las dos «{}»; cambie el nombre de una."},
    Twin{"Reading was stopped.", "La lectura se detuvo."},
    Twin{"The file has more than {} rows; split it.", "El archivo tiene más de {} filas; divídalo."},
    Twin{
        "The row has a value in column {}, and the header has {} columns; is a separator inside a cell without quotes?",
        "La fila tiene un valor en la columna {} y el encabezado tiene {} columnas; ¿hay un separador dentro de una "
        "celda sin comillas?"},
    Twin{"The row has a value in column {}, and the header has {} columns.",
         "La fila tiene un valor en la columna {} y el encabezado tiene {} columnas."},
    Twin{"The row has {} cells, and the header has {}; add the missing separators.",
         "La fila tiene {} celdas y el encabezado {}; ponga los separadores que faltan."},
    Twin{"Column {} of this row is longer than {} bytes.", "La columna {} de esta fila pasa de {} bytes."},
    Twin{"The rows after this one are not numbered in order; save the file anew.",
         "Las filas que siguen no están numeradas en orden; guarde el archivo de nuevo."},
    Twin{"The cells of this row are not in order; save the file anew.",
         "Las celdas de esta fila no están en orden; guarde el archivo de nuevo."},
    Twin{"The row has more than {} columns.", "La fila tiene más de {} columnas."},
    Twin{"The row is longer than {} bytes.", "La fila pasa de {} bytes."},
    Twin{"The cell refers to a text that the file does not have; write it anew.",
         "La celda remite a un texto que el archivo no tiene; escríbala de nuevo."},
    Twin{"The cell shows the error {}; write the value.", "La celda muestra el error {}; escriba el valor."},
    Twin{"The spreadsheet has no visible sheet with rows.",
         "La hoja de cálculo no tiene ninguna hoja visible con filas."},
    Twin{"There is no sheet \"{}\"; the file has {}.", "No hay una hoja «{}»; el archivo tiene {}."},
    Twin{"Binary spreadsheets (.xlsb) are not read; save the file as .xlsx or CSV.",
         "Las hojas binarias (.xlsb) no se leen; guarde el archivo como .xlsx o CSV."},
    Twin{"OpenDocument files (.ods) are not read; save the file as .xlsx or CSV.",
         "Los archivos OpenDocument (.ods) no se leen; guarde el archivo como .xlsx o CSV."},
    Twin{"The file is a ZIP archive and no spreadsheet; unpack it and give the .xlsx or CSV inside.",
         "El archivo es un ZIP y no una hoja de cálculo; ábralo y dé el .xlsx o el CSV de adentro."},
    Twin{"The texts of the spreadsheet take more than {} bytes; split it, or save it as CSV.",
         "Los textos de la hoja pasan de {} bytes; divídala o guárdela como CSV."},
    Twin{"The file is damaged in its part {}; get it again or save it anew.",
         "El archivo está dañado en su parte {}; consígalo otra vez o guárdelo de nuevo."},
    Twin{"The file begins like a spreadsheet and is torn: its end is missing. Get it again.",
         "El archivo empieza como hoja de cálculo y está cortado: le falta el final. Consígalo otra vez."},
    Twin{"The file is no whole spreadsheet: its part {} is missing. Save it anew.",
         "El archivo no es una hoja completa: falta su parte {}. Guárdelo de nuevo."},
    Twin{"The file is protected by a password; save it without one.",
         "El archivo tiene contraseña; guárdelo sin ella."},
    Twin{"The file cannot be read to its end; was it changed meanwhile?",
         "El archivo no se puede leer hasta el final; ¿cambió mientras tanto?"},
    Twin{"The file unpacks to more than {} bytes; split it.", "El archivo abierto pasa de {} bytes; divídalo."},
    Twin{"The part {} unpacks to more than {} times its size, as no spreadsheet of people does; copy the rows to a new "
         "file.",
         "La parte {} abierta pasa de {} veces su tamaño, como ninguna hoja de personas; copie las filas a un archivo "
         "nuevo."},
    Twin{"The part {} is longer than {} bytes.", "La parte {} pasa de {} bytes."},
    Twin{"There is no field '{}'. Did you mean '{}'?", "No hay un campo «{}». ¿Quiso decir «{}»?"},
    Twin{"There is no field '{}'. There are: {}.", "No hay un campo «{}». Hay: {}."},
    Twin{"The file has no column '{}'; its columns are: {}.",
         "El archivo no tiene la columna «{}»; sus columnas son: {}."},
    Twin{"The columns '{}' and '{}' both fill '{}'; keep one.",
         "Las columnas «{}» y «{}» llenan las dos «{}»; deje una."},
    Twin{"'{}' is filled by the column '{}' and by a constant; keep one.",
         "«{}» se llena con la columna «{}» y con un valor fijo; deje uno."},
    Twin{"The columns '{}' and '{}' both read as '{}'. Say in the mapping which one it is and list the other under "
         "'ignore'.",
         "Las columnas «{}» y «{}» parecen ser las dos «{}». Diga cuál es y deje la otra sin usar."},
    Twin{"The file has no column for '{}' ({}); add the column, or give it in the mapping under 'columns' or "
         "'constants'.",
         "El archivo no tiene columna para «{}» ({}); agréguela, diga qué columna es o dé un valor fijo."},
    Twin{"Students are never named here: only how many there are in each class. Remove this column; to count a list of "
         "names, use a pivot table by site, grade and class and import its totals.",
         "Aquí nunca se nombra a estudiantes: solo cuántos hay en cada curso. Quite esta columna; para contar una "
         "lista de nombres haga una tabla dinámica por sede, grado y curso, y traiga sus totales."},
    Twin{"Members are named by their document or id only; take the names out of this file.",
         "Los integrantes se señalan solo por su documento o su identificador; quite los nombres de este archivo."},
    Twin{"The cell holds a formula, which is never run. Paste the column as values and import again.",
         "La celda tiene una fórmula, y aquí no se calculan. Pegue la columna como valores y tráigala de nuevo."},
    Twin{"The cell is empty; '{}' is needed in every row.", "La celda está vacía; «{}» hace falta en cada fila."},
    Twin{"The text is longer than {} bytes; shorten it.", "El texto pasa de {} bytes; acórtelo."},
    Twin{"This word is not known here. Known are: {}; or say in the mapping what it means (values).",
         "Esta palabra no se conoce aquí. Se conocen: {}; o diga qué significa."},
    Twin{"A code has at most 64 characters.", "Un código tiene 64 caracteres a lo más."},
    Twin{"A {} has {} digits and this has {}: it lost {} at its start. Format the column as text and write the code "
         "whole, or say in the mapping: {field: {}, pad: {}}.",
         "Un {} tiene {} cifras y este {}: perdió {} al principio. Dé a la columna formato de texto y escriba el "
         "código entero, o diga en el mapa: {field: {}, pad: {}}."},
    Twin{"A {} has {} digits and this was turned into a number with decimals. Say in the mapping: {field: {}, "
         "decimals: drop, pad: {}}.",
         "Un {} tiene {} cifras y este se volvió un número con decimales. Diga en el mapa: {field: {}, decimals: drop, "
         "pad: {}}."},
    Twin{"A {} has {} digits and a spreadsheet shortened this one to powers of ten; its digits are lost. Take the "
         "column from the source again, as text.",
         "Un {} tiene {} cifras y la hoja acortó este a potencias de diez; sus cifras se perdieron. Tome la columna "
         "otra vez de su fuente, como texto."},
    Twin{"A {} has {} digits; check this one against the register.",
         "Un {} tiene {} cifras; revise este con el registro."},
    Twin{"There is no date {}; check day, month and year.", "No existe la fecha {}; revise día, mes y año."},
    Twin{"'{}' is not a date; write YYYY-MM-DD or DD/MM/YYYY.",
         "«{}» no es una fecha; escriba AAAA-MM-DD o DD/MM/AAAA."},
    Twin{"Write sí or no.", "Escriba sí o no."},
    Twin{
        "This is not a number. Write digits with a point or a comma before the decimals and no separator of thousands.",
        "Esto no es un número. Escriba cifras con punto o coma antes de los decimales y sin separador de miles."},
    Twin{"The number is out of range; it lies between {} and {}.", "El número está fuera de lugar; va entre {} y {}."},
    Twin{"This is not a whole number.", "Esto no es un número entero."},
    Twin{"The end must come after the start ({}).", "El final va después del comienzo ({})."},
    Twin{"The import was stopped; nothing was written.", "Se detuvo; no se escribió nada."},
    Twin{"The same partner stands in row {}; remove one of the rows.",
         "El mismo aliado está en la fila {}; quite una de las dos."},
    Twin{"The role '{}' is not known; write cofinancia, participa, valida or asesora.",
         "El papel «{}» no se conoce; escriba cofinancia, participa, valida o asesora."},
    Twin{"The two documents stand on different people in rows {} and {}; correct one.",
         "Los dos documentos son de personas distintas en las filas {} y {}; corrija uno."},
    Twin{"The two documents are recorded for two people; have somebody merge them first, or correct one.",
         "Los dos documentos están registrados para dos personas; pida que las unan antes, o corrija uno."},
    Twin{"Row {} gives another name for the same document; correct one of the two.",
         "La fila {} da otro nombre para el mismo documento; corrija uno de los dos."},
    Twin{"This document is recorded for somebody with a wholly different name; correct the number or the name.",
         "Este documento está registrado para alguien de nombre muy distinto; corrija el número o el nombre."},
    Twin{"Row {} gives the same person the same role at the same place for a time that overlaps; keep one.",
         "La fila {} da a la misma persona el mismo papel en el mismo lugar en fechas que se cruzan; deje una."},
    Twin{"The person is recorded in this role since {}; give that date to change it, or end it first.",
         "La persona está registrada en este papel desde el {}; dé esa fecha para cambiarlo, o termínelo antes."},
    Twin{"The role has no place: give the code of the school, site or territory, the name of the partner, or sí under "
         "programme_role.",
         "El papel no dice dónde: dé el código de la escuela, sede o territorio, el nombre del aliado, o sí en "
         "programme_role."},
    Twin{"The role has several places; write one row for each.",
         "El papel dice varios lugares; escriba una fila por cada uno."},
    Twin{"The code stands in several code systems; give the system too.",
         "El código está en varios sistemas; diga también el sistema."},
    Twin{"Nothing recorded has this name; import it first or correct it.",
         "Nada registrado tiene este nombre; tráigalo antes o corríjalo."},
    Twin{"Nothing recorded has this code; import it first or correct it.",
         "Nada registrado tiene este código; tráigalo antes o corríjalo."},
    Twin{"A place needs both latitude and longitude; give both or none.",
         "Un lugar lleva latitud y longitud; dé las dos o ninguna."},
    Twin{"0, 0 lies in the sea; leave both cells empty when the place is not known.",
         "0, 0 queda en el mar; deje vacías las dos celdas si no se conoce el lugar."},
    Twin{"The same code stands in row {}; remove one of the rows.",
         "El mismo código está en la fila {}; quite una de las dos."},
    Twin{"The code is recorded since {}. Give that date as valid_from to change it, or close it with valid_to first.",
         "El código está registrado desde el {}. Dé esa fecha en valid_from para cambiarlo, o ciérrelo antes con "
         "valid_to."},
    Twin{"The school is recorded under {}, which closed on {}; give the one that runs it now.",
         "La escuela está registrada en {}, que cerró el {}; diga quién la administra ahora."},
    Twin{"The level '{}' is not known; write inicial, PRONOEI, primaria, secundaria, básica secundaria, media ..., or "
         "say in the mapping what it means (values).",
         "El nivel «{}» no se conoce; escriba inicial, PRONOEI, primaria, secundaria, básica secundaria, media..., o "
         "diga qué significa."},
    Twin{"The level is not known; write inicial, PRONOEI, primaria, básica secundaria or media.",
         "El nivel no se conoce; escriba inicial, PRONOEI, primaria, básica secundaria o media."},
    Twin{"Students are counted by one level: write básica secundaria or media.",
         "Los estudiantes se cuentan por un solo nivel: escriba básica secundaria o media."},
    Twin{"The same class is counted in row {} too, on the same day; keep one.",
         "El mismo curso está contado también en la fila {}, el mismo día; deje uno."},
    Twin{"No recorded site has this code; import the schools first.",
         "Ninguna sede registrada tiene este código; traiga antes las escuelas."},
    Twin{"The site does not stand on {}; check the date of the count and the site's dates.",
         "La sede no existe el {}; revise la fecha del conteo y las de la sede."},
    Twin{"The code lost its zeros at the front; save the column as text, or use pad: {} in the mapping.",
         "El código perdió sus ceros del principio; guarde la columna como texto, o use pad: {} en el mapa."},
    Twin{"No school or site of this programme has this code; import the school first or correct the code.",
         "Ninguna escuela ni sede del programa tiene este código; traiga antes la escuela o corrija el código."},
    Twin{"Several schools of the programme have this code; give its code system in a column 'code_system'.",
         "Varias escuelas del programa tienen este código; diga su sistema en una columna «code_system»."},
    Twin{"The same territory stands in row {}; remove one of the rows.",
         "El mismo territorio está en la fila {}; quite una de las dos."},
    Twin{"The code stands in '{}' and in '{}'; give its system in a column, or as a constant of the mapping.",
         "El código está en «{}» y en «{}»; diga su sistema en una columna o como valor fijo."},
    Twin{"No recorded territory has this code. Import the territories first, or correct the code.",
         "Ningún territorio registrado tiene este código. Traiga antes los territorios o corrija el código."},
    Twin{"No recorded territory has this code in '{}'. Import the territories first, or correct the code.",
         "Ningún territorio registrado tiene este código en «{}». Traiga antes los territorios o corrija el código."},
    Twin{"The code lost a zero at its start: 0{} is recorded. Format the column as text and write it whole, or say "
         "pad: {} in the mapping.",
         "El código perdió un cero al principio: está registrado 0{}. Dé a la columna formato de texto y escríbalo "
         "entero, o diga pad: {} en el mapa."},
    Twin{"No recorded territory of this kind has this name. Import the territories first, correct the name, or give "
         "its code.",
         "Ningún territorio registrado de esta clase tiene este nombre. Traiga antes los territorios, corrija el "
         "nombre o dé su código."},
    Twin{"No recorded territory of this kind has this name in {}. Import the territories first, correct the name, or "
         "give its code.",
         "Ningún territorio registrado de esta clase tiene este nombre en {}. Traiga antes los territorios, corrija el "
         "nombre o dé su código."},
    Twin{"Several recorded territories have this name. Give the names above it too, or its code.",
         "Varios territorios registrados tienen este nombre. Dé también los nombres de arriba, o su código."},
    Twin{"Several recorded territories have this name in {}. Give the names above it too, or its code.",
         "Varios territorios registrados tienen este nombre en {}. Dé también los nombres de arriba, o su código."},
    Twin{"The code {} stands in row {} too, for a time that overlaps. One code names one territory at a date: remove a "
         "row or give dates that do not overlap.",
         "El código {} está también en la fila {}, en fechas que se cruzan. Un código nombra un territorio en cada "
         "fecha: quite una fila o dé fechas que no se crucen."},
    Twin{"The code {} is recorded since {}. Give that date as valid_from to change it, or close it with valid_to in "
         "this file.",
         "El código {} está registrado desde el {}. Dé esa fecha en valid_from para cambiarlo, o ciérrelo con valid_to "
         "en este archivo."},
    Twin{"No territory has the code {} in '{}', neither recorded nor in this file. Import the parent first or in the "
         "same file, or give parent_code_system.",
         "Ningún territorio tiene el código {} en «{}», ni registrado ni en este archivo. Traiga antes al de arriba, o "
         "en el mismo archivo, o dé parent_code_system."},
    Twin{"The territories form a loop: {}. A tree has none: mend the parent of one of them.",
         "Los territorios forman un círculo: {}. Un árbol no los tiene: corrija a quién pertenece uno de ellos."},
    Twin{"The same team stands in row {}; remove one.", "El mismo equipo está en la fila {}; quite uno."},
    Twin{"A team is formed after its call ({}).", "Un equipo se conforma después de su convocatoria ({})."},
    Twin{"The team reactivates, and no earlier team of its UGEL is recorded; import that one too.",
         "El equipo reactiva, y no hay registrado otro anterior de su UGEL; traiga ese también."},
    Twin{"The UGEL has a team convened on {} already; say 'sí' under reactivates when this one takes it up.",
         "La UGEL ya tiene un equipo convocado el {}; diga «sí» en reactivates si este lo retoma."},
    Twin{"The UGEL had no team convened by that date; import the teams first.",
         "Para esa fecha la UGEL no tenía equipo convocado; traiga antes los equipos."},
    Twin{"No recorded person has this id.", "Ninguna persona registrada tiene este identificador."},
    Twin{"Several people have this number; give the kind of document too.",
         "Varias personas tienen este número; diga también la clase de documento."},
    Twin{"No recorded person has this document; import the people first.",
         "Ninguna persona registrada tiene este documento; traiga antes a las personas."},
    Twin{"Nobody accepts before the invitation ({}).", "Nadie acepta antes de la invitación ({})."},
    Twin{"Nobody withdraws before they accepted or were asked.",
         "Nadie se retira antes de aceptar o de que le pregunten."},
    Twin{"The same membership stands in row {}; remove one.", "La misma persona está en la fila {}; quite una."},
    Twin{"No recorded UGEL has this code; import the territories first, or correct the code.",
         "Ninguna UGEL registrada tiene este código; traiga antes los territorios o corrija el código."},
    Twin{"The UGEL {} closed on {}; the row is of {}.", "La UGEL {} cerró el {}; la fila es del {}."},
    Twin{"The UGEL {} exists only since {}; the row is of {}.",
         "La UGEL {} existe solo desde el {}; la fila es del {}."},
    Twin{"The UGEL has this number of this year in row {} already; correct one of the two.",
         "La UGEL ya tiene este número de este año en la fila {}; corrija uno de los dos."},
    Twin{"The team takes up an earlier one: its resolution reactivates.",
         "El equipo retoma otro anterior: su resolución reactiva."},
    Twin{"The notice is before the resolution ({}).", "La notificación es anterior a la resolución ({})."},
    Twin{"The UGEL has no team; import the teams first.", "La UGEL no tiene equipo; traiga antes los equipos."},
    Twin{"The resolution ({}) is before its team was convened ({}); correct one of the dates.",
         "La resolución ({}) es anterior a la convocatoria de su equipo ({}); corrija una de las fechas."},
    Twin{"The number is recorded with the date {}; correct the number or the date.",
         "El número está registrado con la fecha {}; corrija el número o la fecha."},
    Twin{"almost one name", "casi el mismo nombre"},
    Twin{"one name in one municipality", "el mismo nombre en un municipio"},
    Twin{"almost one name in one municipality", "casi el mismo nombre en un municipio"},
    Twin{"one name at the programme", "el mismo nombre en el programa"},
    Twin{"almost one name at the programme", "casi el mismo nombre en el programa"},
    Twin{"one name at {}", "el mismo nombre en {}"},
    Twin{"almost one name at {}", "casi el mismo nombre en {}"},
    Twin{"A file changes records of the whole programme; it needs a role over all of its land.",
         "Un archivo cambia registros de todo el programa; hace falta un papel sobre todo su territorio."},
    Twin{"The file has no name.", "El archivo no tiene nombre."},
    Twin{"The file could not be put aside; look at the disk.",
         "No se pudo guardar el archivo aparte; revise el disco."},
    Twin{"There is no such register.", "No existe ese registro."},
    Twin{"Your role brings in no such file.", "Su papel no trae ese archivo."},
    Twin{"{} runs schools and is no civil territory; give a municipality or district here.",
         "{} administra escuelas y no es un territorio civil; aquí va un municipio o distrito."},
    Twin{"{} is a civil territory; give the UGEL or certified entity that runs the school here.",
         "{} es un territorio civil; aquí va la UGEL o secretaría que administra la escuela."},
    Twin{"{} closed on {}; give the territory that took its place, or the date on which the school closed.",
         "{} cerró el {}; dé el territorio que lo reemplazó, o la fecha en que cerró la escuela."},
    Twin{"{} closed on {}; name the territory that took its place.",
         "{} cerró el {}; diga qué territorio lo reemplazó."},
    Twin{"{} stands only from {}; check the dates of both.", "{} existe solo desde el {}; revise las fechas de ambos."},
    Twin{"{} does not stand on {}; check the dates of both.", "{} no existe el {}; revise las fechas de ambos."},
    Twin{"{} is of the other tree: who governs and who runs schools are two trees. Give a parent of the same tree or "
         "none.",
         "{} es del otro árbol: quien gobierna y quien administra escuelas son dos árboles. Dé uno del mismo árbol o "
         "ninguno."},
    Twin{"{} still stands below it on {}. Close it too, or give it another parent, in the same file.",
         "{} sigue por debajo el {}. Ciérrelo también, o dele otro de arriba, en el mismo archivo."},
    Twin{"{} would have two heads at one time: this one and one recorded since {}. Give the day on which the earlier "
         "one ended (hasta), or correct the school.",
         "{} tendría dos direcciones a la vez: esta y una registrada desde el {}. Dé el día en que terminó la anterior "
         "(hasta), o corrija la escuela."},
    Twin{"{} would have two heads at one time: this one and the one of row {}. Give the day on which the earlier one "
         "ended (hasta), or correct the school.",
         "{} tendría dos direcciones a la vez: esta y la de la fila {}. Dé el día en que terminó la anterior (hasta), "
         "o corrija la escuela."},
    Twin{"The feature has no property '{}'; it has: {}. Name the one with the code (--property).",
         "El elemento no tiene la propiedad «{}»; tiene: {}. Diga cuál lleva el código (--property)."},
    Twin{"The feature has no geometry; remove it from the file or give it one.",
         "El elemento no tiene geometría; quítelo del archivo o póngale una."},
    Twin{"The feature {} has the same code; keep one.", "El elemento {} tiene el mismo código; deje uno."},
    Twin{"The code stands in '{}' and in '{}'; name the system (--code-system).",
         "El código está en «{}» y en «{}»; diga el sistema (--code-system)."},
    Twin{"The code lost a zero at its start: 0{} is recorded. Mend the file, or say pad: {} in the mapping.",
         "El código perdió un cero al principio: está registrado 0{}. Corrija el archivo, o diga pad: {} en el mapa."},
    Twin{"No recorded territory has this code. Import the territories first, or name another property (--property).",
         "Ningún territorio registrado tiene este código. Traiga antes los territorios, o diga otra propiedad "
         "(--property)."},
    Twin{"Give one word for the value '{}'.", "Dé una sola palabra para el valor «{}»."},
    Twin{"Say which field the column '{}' fills, or list it under 'ignore'.",
         "Diga qué campo llena la columna «{}», o póngala bajo «ignore»."},
    Twin{"Give one value for the constant '{}'.", "Dé un solo valor para el valor fijo «{}»."},
    Twin{"The separator is \";\", \",\" or \"\\t\".", "El separador es \";\", \",\" o \"\\t\"."},
    Twin{"A partner is stored with a role that is not known.", "Hay un aliado guardado con un papel que no se conoce."},
    Twin{"Minka keeps no birth dates, only bands. Replace the column with birth_band (banda de nacimiento): in a "
         "spreadsheet, with the date in A2, =INT(YEAR(A2)/10)*10&\"-\"&INT(YEAR(A2)/10)*10+9, pasted as values, and "
         "delete the dates from the file.",
         "Minka no guarda fechas de nacimiento, solo franjas. Cambie la columna por birth_band (banda de nacimiento): "
         "en una hoja de cálculo, con la fecha en A2, =INT(YEAR(A2)/10)*10&\"-\"&INT(YEAR(A2)/10)*10+9, pegada como "
         "valores, y borre las fechas del archivo."},
    Twin{"The kind of document is not known; write CC, CE, DNI, PPT, pasaporte or otro.",
         "La clase de documento no se conoce; escriba CC, CE, DNI, PPT, pasaporte u otro."},
    Twin{"A DNI has 8 digits; one that is shorter lost its zeros: format the column as text, or say pad: 8 in the "
         "mapping.",
         "Un DNI tiene 8 cifras; uno más corto perdió sus ceros: dé a la columna formato de texto, o diga pad: 8 en el "
         "mapa."},
    Twin{"This is too short for a document number; leave the cell empty when the person has none.",
         "Es muy corto para un número de documento; deje la celda vacía si la persona no tiene."},
    Twin{"A birth band is two years 5 to 20 apart, such as 1970-1979; never a single year or a date.",
         "Una franja de nacimiento son dos años con 5 a 20 entre ellos, como 1970-1979; nunca un solo año ni una "
         "fecha."},
    Twin{"A band of experience is such as 06-10 or 21+ (years).",
         "Una franja de experiencia es como 06-10 o 21+ (años)."},
    Twin{"A list of people within a territory needs a scope with one.",
         "Una lista de personas de un territorio necesita un alcance con uno."},
    Twin{"{} would have two heads at one time: this one and {}. Give the day on which the earlier one ended (hasta), "
         "or correct the school.",
         "{} tendría dos direcciones a la vez: esta y {}. Dé el día en que terminó la anterior (hasta), o corrija la "
         "escuela."},
    Twin{"There is no {} with the code {}.", "No hay {} con el código {}."},
    Twin{"More than one {} has the code {}.", "Más de un {} tiene el código {}."},
    Twin{"A security level holds '{}'; restore a backup.", "Un nivel de seguridad contiene «{}»; restaure una copia."},
    Twin{"No recorded territory of this kind has this name{}. Give the names above it too, or its code.",
         "Ningún territorio registrado de esta clase tiene este nombre{}. Dé también los nombres de arriba, o su "
         "código."},
    Twin{"No recorded territory of this kind has this name in {}. Give the names above it too, or its code.",
         "Ningún territorio registrado de esta clase tiene este nombre en {}. Dé también los nombres de arriba, o su "
         "código."},
    Twin{"Several recorded territories have this name{}. Import the territories first, correct the name, or give its "
         "code.",
         "Varios territorios registrados tienen este nombre{}. Traiga antes los territorios, corrija el nombre o dé su "
         "código."},
    Twin{"Several recorded territories have this name in {}. Import the territories first, correct the name, or give "
         "its code.",
         "Varios territorios registrados tienen este nombre en {}. Traiga antes los territorios, corrija el nombre o "
         "dé su código."},
};

}  // namespace

std::span<const SentenceTwin> registry_sentences() { return twins; }

}  // namespace minka::sentences
