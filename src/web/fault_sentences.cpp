#include "web/sentence_twin.h"

#include <array>

namespace minka::web {

namespace {

using Twin = SentenceTwin;

constexpr std::array storage_twins{
    Twin{"The disk is full; free some space and repeat. Nothing was written.",
         "El disco está lleno; libere espacio y repita. No se escribió nada."},
    Twin{"The server's disk is full; free some space and repeat. Nothing was written.",
         "El disco del servidor está lleno; libere espacio y repita. No se escribió nada."},
    Twin{"The database is in use by another process; try again.",
         "Otro programa está usando la base de datos; intente de nuevo."},
    Twin{"Another transaction came between; it runs again.", "Otra escritura se adelantó; intente de nuevo."},
    Twin{"Nothing was written, since a statement of the transaction had failed before.",
         "No se escribió nada: una parte de la operación falló antes."},
    Twin{"A value is too large for the database.", "Un valor es demasiado grande para la base de datos."},
    Twin{"The database server broke off the connection.", "El servidor de la base de datos cortó la conexión."},
    Twin{"The database server cannot be reached: {}", "No se llega al servidor de la base de datos: {}"},
    Twin{"The database server failed: {}.", "El servidor de la base de datos falló: {}."},
    Twin{"The file is not a healthy minka database ({}); restore a backup.",
         "El archivo de la base de datos está dañado ({}); restaure una copia de seguridad."},
    Twin{"The database file cannot be opened for this: {}; check its folder and permissions.",
         "La base de datos no se puede abrir para esto: {}; revise su carpeta y sus permisos."},
    Twin{"The database failed while {}: {}.", "La base de datos falló ({}): {}."},
    Twin{"The record does not fit the others: {}.", "El registro no concuerda con los demás: {}."},
    Twin{"The stored key of {} was changed; restore a backup.",
         "La llave guardada de {} fue cambiada; restaure una copia de seguridad."},
    Twin{"A sealed text of {} was changed or belongs to someone else; compare with a backup.",
         "Un texto sellado de {} fue cambiado o es de otra persona; compare con una copia de seguridad."},
    Twin{"The master key with the fingerprint {} is not the one of this database; name the right file with "
         "--master-key.",
         "La llave maestra con la huella {} no es la de esta base de datos; indique el archivo correcto con "
         "--master-key."},
    Twin{"The lease file cannot be written; is the disk full?",
         "El archivo de turno no se puede escribir; ¿está lleno el disco?"},
    Twin{"The file could not be put aside; look at the disk.",
         "El archivo no se pudo guardar aparte; revise el disco."},
    Twin{"The folder of temporary files cannot be written.",
         "No se puede escribir en la carpeta de archivos temporales."},
};

constexpr std::array connection_twins{
    Twin{"The content of the request cannot be read as HTTP.",
         "El contenido de la petición no se puede leer como HTTP."},
    Twin{"The header of the request is too long.", "El encabezado de la petición es demasiado largo."},
    Twin{"The request cannot be read as HTTP.", "La petición no se puede leer como HTTP."},
    Twin{"The method {} is not served.", "El método {} no se atiende."},
    Twin{"The address of the request is not a path.", "La dirección de la petición no es una ruta."},
    Twin{"The request does not say which host it means.", "La petición no dice a qué equipo se dirige."},
};

}  // namespace

std::span<const SentenceTwin> storage_sentences() { return storage_twins; }
std::span<const SentenceTwin> connection_sentences() { return connection_twins; }

}  // namespace minka::web
