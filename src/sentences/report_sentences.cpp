#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

namespace {

using Twin = SentenceTwin;

constexpr std::array twins{
    Twin{"The wave {} has no answers that the report could tell.",
         "La toma {} no tiene respuestas que el informe pueda contar."},
    Twin{"The file could not be written; look at the disk and the folder's permissions.",
         "El archivo no se pudo escribir; revise el disco y los permisos de la carpeta."},
    Twin{"The folder for the report could not be made: {}.", "La carpeta del informe no se pudo hacer: {}."},
    Twin{"No wave of the cycle has answers yet.", "Ninguna toma del ciclo tiene aún respuestas."},
    Twin{"The school {} takes no part in the cycle.", "La escuela {} no participa en el ciclo."},
    Twin{"The folder for the pages could not be made: {}.", "La carpeta de las páginas no se pudo hacer: {}."},
    Twin{"The page could not be written; look at the disk and the folder's permissions.",
         "La página no se pudo escribir; revise el disco y los permisos de la carpeta."},
    Twin{"The database holds the programme {} already; name a new file with --database, or move this one away.",
         "La base ya tiene el programa {}; nombre un archivo nuevo con --database, o mueva este."},
    Twin{"There is no example '{}'; there is: {}.", "No hay un ejemplo «{}»; hay: {}."},
};

}  // namespace

std::span<const SentenceTwin> report_sentences() { return twins; }

}  // namespace minka::sentences
