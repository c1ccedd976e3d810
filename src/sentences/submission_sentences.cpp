#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

namespace {

using Twin = SentenceTwin;

constexpr std::array twins{
    Twin{"Decided: the other one holds; both are kept.", "Decidido: vale el otro; los dos se conservan."},
    Twin{"There is no open conflict with the submission {}.", "No hay un conflicto abierto con el envío {}."},
    Twin{"It cannot be taken: {}", "No se puede recibir: {}"},
    Twin{"A file in the envelope has not just a name, a type and a content.",
         "Un archivo del sobre no tiene solo nombre, tipo y contenido."},
    Twin{"The files of the envelope are no list, or too many.",
         "Los archivos del sobre no son una lista, o son demasiados."},
    Twin{"What the envelope holds is no JSON object.", "Lo que lleva el sobre no es un objeto JSON."},
    Twin{"The envelope holds a field that does not belong there.", "El sobre lleva un campo que no va allí."},
    Twin{"The envelope holds no filled form.", "El sobre no lleva un formulario lleno."},
    Twin{"This is no file of envelopes: its first line is not 'minka envelopes 1' with a programme.",
         "Esto no es un archivo de sobres: su primera línea no es 'minka envelopes 1' con un programa."},
    Twin{"An envelope with an anonymous form holds the form alone; this one holds more.",
         "Un sobre con un formulario anónimo lleva solo el formulario; este lleva más."},
    Twin{"The XML of the submission is not well formed near byte {}.",
         "El XML del envío está mal formado cerca del byte {}."},
    Twin{"The file could not be written; is the disk full?", "El archivo no se pudo escribir; ¿está lleno el disco?"},
    Twin{"The export could not be written there; check the folder and the disk.",
         "La exportación no se pudo escribir allí; revise la carpeta y el disco."},
    Twin{"The form asks for no place, or places are withheld from you: there is no map to write.",
         "El formulario no pregunta ningún lugar, o los lugares no se le muestran a usted: no hay mapa que escribir."},
    Twin{"At character {} of the filter belongs {}.", "En el carácter {} del filtro va {}."},
    Twin{"The filter is nested too deeply.", "El filtro está anidado demasiado hondo."},
    Twin{"The filter is longer than 4,000 characters.", "El filtro pasa de 4.000 caracteres."},
    Twin{"An agreement names its form and says where the signed text is filed.",
         "Un acuerdo nombra su formulario y dice dónde está archivado el texto firmado."},
    Twin{"An agreement ends on or after the day it begins.", "Un acuerdo termina el día en que empieza o después."},
    Twin{"A codebook has no rows.", "Un libro de códigos no tiene filas."},
    Twin{"The codebook could not be written; is the disk full?",
         "El libro de códigos no se pudo escribir; ¿está lleno el disco?"},
    Twin{"The programme has not released such a form.", "El programa no ha publicado tal formulario."},
    Twin{"A file of the export could not be written or read; is the disk full?",
         "Un archivo de la exportación no se pudo escribir o leer; ¿está lleno el disco?"},
    Twin{"The fact '{}' is bound to questions of two repeated groups, {} and {}.",
         "El hecho «{}» está atado a preguntas de dos grupos repetidos, {} y {}."},
    Twin{"The submission does not say which form it fills.", "El envío no dice qué formulario llena."},
    Twin{"What a phone says of an exchange has {}.", "Lo que un teléfono dice de un intercambio tiene {}."},
    Twin{"Another exchange has the same identifier.", "Otro intercambio tiene el mismo identificador."},
    Twin{"A comment has words, and at most 10,000 bytes of them.",
         "Un comentario lleva palabras, y 10.000 bytes a lo más."},
    Twin{"The same instance arrived before with other content; both are kept.",
         "La misma instancia llegó antes con otro contenido; los dos se conservan."},
    Twin{"Another correction of the same submission ({}) came before; both are kept, and somebody has to decide "
         "between them.",
         "Antes llegó otra corrección del mismo envío ({}); los dos se conservan, y alguien tiene que decidir entre "
         "ellos."},
    Twin{"It corrects a submission of another form, {}.", "Corrige un envío de otro formulario, {}."},
    Twin{"No part of this programme knows the form {}.", "Ninguna parte de este programa conoce el formulario {}."},
    Twin{"The submission has no instanceID.", "El envío no tiene instanceID."},
    Twin{"The form {}, version '{}', was not released in this programme.",
         "El formulario {}, versión «{}», no se publicó en este programa."},
    Twin{"An anonymous sheet needs a random instanceID (a UUID of version 4); others can tell the time.",
         "Una hoja anónima necesita un instanceID al azar (un UUID de versión 4); otros pueden revelar la hora."},
    Twin{"No part of this programme knows the fact {}.", "Ninguna parte de este programa conoce el hecho {}."},
    Twin{"The submission {} is not in quarantine.", "El envío {} no está en cuarentena."},
    Twin{"The name of a file of {} was changed; restore a backup.",
         "Cambiaron el nombre de un archivo de {}; restaure una copia."},
    Twin{"The submission {} was changed after it was received.", "El envío {} cambió después de recibido."},
    Twin{"The submission {} has no entry in the ledger.", "El envío {} no tiene asiento en el libro de registro."},
    Twin{"The submission {} is missing.", "Falta el envío {}."},
    Twin{"Of the sheets of {} {} are too many.", "De las hojas de {} sobran {}."},
    Twin{"Of the sheets of {} {} are missing.", "De las hojas de {} faltan {}."},
    Twin{"This is a sheet of a pair: nobody sees it before both are sealed, or two people release it.",
         "Esta es una hoja de una dupla: nadie la ve antes de que las dos estén selladas, o de que dos personas la "
         "liberen."},
    Twin{"The form {} was not released in this programme.", "El formulario {} no se publicó en este programa."},
};

}  // namespace

std::span<const SentenceTwin> submission_sentences() { return twins; }

}  // namespace minka::sentences
