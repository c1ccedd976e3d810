#include "sentences/spanish_sentence.h"

#include "sentences/room_sentences.h"

#include <doctest/doctest.h>

#include <set>

using namespace minka::sentences;

TEST_SUITE_BEGIN("sentences: the Spanish of a problem");

TEST_CASE("what changes from time to time is carried over, and an unknown sentence stays") {
    CHECK(spanish_sentence("Only 2 members accepted by 2026-03-01; a team needs 3.") ==
          "Solo 2 integrantes aceptaron hasta el 1/3/2026; un equipo necesita 3.");
    CHECK(spanish_sentence("Here belongs a date such as 2026-03-14.") == "Aquí va: una fecha como 2026-03-14.");
    CHECK(spanish_sentence("Here belongs one of es, en.") == "Aquí va: uno de es, en.");
    CHECK(spanish_sentence("The date 2026-01-01 is before the invitation (2026-02-01); correct one of the two.") ==
          "La fecha 1/1/2026 es anterior a la invitación (1/2/2026); corrija una de las dos.");
    CHECK(spanish_sentence("Something else.") == "Something else.");
    CHECK(spanish_sentence("").empty());
    CHECK_FALSE(has_spanish("Here belongs ."));
}

TEST_CASE("a sentence keeps what was put into it, in its order") {
    CHECK(spanish_sentence("The same school stands in row 7; remove one.") ==
          "The same school stands in row 7; remove one.");
    CHECK(spanish_sentence("The same team stands in row 7; remove one.") ==
          "El mismo equipo está en la fila 7; quite uno.");
    CHECK(spanish_sentence("A ubigeo has 6 digits and this has 5: it lost a zero at its start. Format the column as "
                           "text and write the code whole, or say in the mapping: {field: code, pad: 6}.") ==
          "Un ubigeo tiene 6 cifras y este 5: perdió un cero al principio. Dé a la columna formato de texto y escriba "
          "el código entero, o diga en el mapa: {field: code, pad: 6}.");
    CHECK(spanish_sentence("ugel 030001 UGEL Quebrada closed on 2024-01-01; name the territory that took its place.") ==
          "ugel 030001 UGEL Quebrada cerró el 1/1/2024; diga qué territorio lo reemplazó.");
}

TEST_CASE("a phrase put into a sentence is said in Spanish, and what stands in quotes is not") {
    CHECK(spanish_sentence("A cycle that is convening cannot become running.") ==
          "Un ciclo en estado «convocatoria» no puede pasar a «en curso».");
    CHECK(spanish_sentence("\"a list\" must be a list, and is a map of keys.") ==
          "«a list» tiene que ser una lista, y es un mapa de claves.");
    CHECK(spanish_sentence("The file has no column 'a text'; its columns are: uno.") ==
          "El archivo no tiene la columna «a text»; sus columnas son: uno.");
}

TEST_CASE("a sentence inside a sentence is said in Spanish too") {
    CHECK(spanish_sentence("The ledger in the backup is not the one of its manifest: The chain of programme p, node n "
                           "has lost its head.") ==
          "El libro de registro de la copia no es el de su manifiesto: La cadena de programa p, nodo n perdió su "
          "cabeza.");
}

TEST_CASE("who reads English gets the sentence as the rules wrote it, everybody else the Spanish") {
    CHECK(sentence_in("en", "The file is empty.") == "The file is empty.");
    CHECK(sentence_in("es", "The file is empty.") == "El archivo está vacío.");
    CHECK(sentence_in("qu", "The file is empty.") == "El archivo está vacío.");
}

TEST_CASE("every twin is found by its own English") {
    std::size_t count = 0;
    for (const auto twins : all_sentences()) {
        for (const auto& twin : twins) {
            CAPTURE(twin.english);
            CHECK(has_spanish(twin.english));
            ++count;
        }
    }
    CHECK(count > 1500);
}

TEST_CASE("no room's list is left out") {
    std::set<std::string_view> seen;
    for (const auto twins : all_sentences()) {
        REQUIRE_FALSE(twins.empty());
        CHECK(seen.insert(twins.front().english).second);
    }
}

TEST_SUITE_END();
