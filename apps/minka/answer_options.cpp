#include "answer_options.h"

namespace minka::cli {

void with_answers(CLI::App* command, std::string& file, measurement::AnswerFileOptions& reading) {
    command->add_option("file", file, "Tabla: una fila por persona, una columna por ítem")->required();
    command
        ->add_option("--items", reading.items,
                     "Columnas de los ítems: nombres, patrones (A*) o tramos (A1:A5); sin ella, todas")
        ->delimiter(',');
    command->add_option("--reverse", reading.reversed, "Ítems invertidos, nombrados igual")->delimiter(',');
    command->add_option("--categories", reading.categories, "Respuestas en su orden; sin ella, los enteros hallados")
        ->delimiter(',');
    command->add_option("--missing", reading.missing, "Códigos sin respuesta, además de la celda vacía")
        ->delimiter(',')
        ->capture_default_str();
}

}  // namespace minka::cli
