#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

namespace {

using Twin = SentenceTwin;

constexpr std::array twins{
    Twin{"No division into groups keeps all the rules.", "Ningún reparto en grupos cumple todas las reglas."},
    Twin{"No division into groups that keeps all the rules was found; there may be one. Ease a rule.",
         "No se halló un reparto en grupos que cumpla todas las reglas; puede haber uno. Suavice una regla."},
    Twin{"The attributes or distances are of another number of people.",
         "Los atributos o las distancias son de otro número de personas."},
    Twin{"The distances are of another number of people.", "Las distancias son de otro número de personas."},
    Twin{"The points are of another number of people.", "Los puntos son de otro número de personas."},
    Twin{"Everybody has one band and one group, and there is somebody.",
         "Cada persona tiene una franja y un grupo, y hay alguna persona."},
    Twin{"A band or a group is not there.", "Una franja o un grupo no existe."},
    Twin{"A rule names person {}, and there are {}.", "Una regla nombra a la persona {}, y hay {}."},
    Twin{"A person cannot be kept apart from themselves.", "Una persona no se puede separar de sí misma."},
    Twin{"The current groups have one entry a person, or none.",
         "Los grupos actuales llevan un dato por persona, o ninguno."},
    Twin{"The groups of a limit are in ascending order.", "Los grupos de un límite van en orden ascendente."},
    Twin{"A rule names group {}, and there are {}.", "Una regla nombra el grupo {}, y hay {}."},
    Twin{"Somebody is in group {}, and there are {}.", "Alguien está en el grupo {}, y hay {}."},
    Twin{"There is nobody to group, or no group to put them in.",
         "No hay a quién agrupar, o no hay grupo donde ponerlo."},
    Twin{"A group's size cannot be from {} to {}.", "El tamaño de un grupo no puede ser de {} a {}."},
    Twin{"{} people do not fit {} groups, which hold from {} to {} together.",
         "{} personas no caben en {} grupos, que llevan entre todos de {} a {}."},
    Twin{"A distance matrix has one row and one column a person.",
         "Una matriz de distancias tiene una fila y una columna por persona."},
    Twin{"The distance of {} and {} is not finite, not the same both ways, or not 0 of somebody to themselves.",
         "La distancia de {} y {} no es finita, no es igual en los dos sentidos, o no es 0 de alguien a sí mismo."},
    Twin{"Every person has one value for each attribute, and there is one attribute at least.",
         "Cada persona tiene un valor por atributo, y hay al menos un atributo."},
    Twin{"An attribute has a value that is no finite number.",
         "Un atributo tiene un valor que no es un número finito."},
    Twin{"There is one weight for each attribute, or none.", "Hay un peso por atributo, o ninguno."},
    Twin{"A weight is a finite number, 0 or more.", "Un peso es un número finito, de 0 o más."},
    Twin{"Pinned people and fixed meetings have one entry a person or group, or none.",
         "Las personas fijadas y los encuentros fijos llevan un dato por persona o grupo, o ninguno."},
    Twin{"A group or a meeting is not there.", "Un grupo o un encuentro no existe."},
    Twin{"People who are apart are two of those there are.", "Las personas separadas son dos de las que hay."},
    Twin{"Person {} can come to no meeting.", "La persona {} no puede ir a ningún encuentro."},
    Twin{"The meetings of a person are there, and in ascending order.",
         "Los encuentros de una persona existen, y van en orden ascendente."},
    Twin{"No choice of meetings was found to which everyone can come; there may be one.",
         "No se halló una elección de encuentros a la que todas las personas puedan ir; puede haber una."},
    Twin{"No plan that keeps the limits was found.", "No se halló un plan que cumpla los límites."},
    Twin{"A locked visit breaks a rule together with the others.",
         "Una visita fijada rompe una regla junto con las demás."},
    Twin{"A demand, a time of service and a window are numbers from 0 on, and a window ends after it begins.",
         "Una demanda, un tiempo de servicio y una ventana son números desde 0, y una ventana termina después de "
         "empezar."},
    Twin{"Every stop but the depot has at least one set of days.",
         "Cada parada menos el depósito tiene al menos un juego de días."},
    Twin{"A set of days holds a day that is not there, or none.",
         "Un juego de días lleva un día que no existe, o ninguno."},
    Twin{"No vehicle could serve this stop even if it did nothing else.",
         "Ningún vehículo podría atender esta parada aunque no hiciera nada más."},
    Twin{"A task has a depot, at least one stop, a vehicle and 1 to 64 days.",
         "Una tarea tiene un depósito, al menos una parada, un vehículo y de 1 a 64 días."},
    Twin{"The distances are one number from 0 on for each pair of stops.",
         "Las distancias son un número desde 0 por cada par de paradas."},
    Twin{"A capacity and a longest time are numbers from 0 on.",
         "Una capacidad y un tiempo máximo son números desde 0."},
    Twin{"A site needs a place, a state for each day, hours in order and times of access.",
         "Una sede necesita un lugar, un estado para cada día, horas en orden y tiempos de acceso."},
    Twin{"A visit needs a site that is there and a length.", "Una visita necesita una sede que exista y una duración."},
    Twin{"The visits of a site follow each other and count from 0.",
         "Las visitas de una sede van seguidas y se cuentan desde 0."},
    Twin{"A locked or former visit has a day and a pair that are there.",
         "Una visita fijada o anterior tiene un día y una dupla que existen."},
    Twin{"A task has 1 to 1,000 days, sites, visits and pairs.",
         "Una tarea tiene de 1 a 1.000 días, sedes, visitas y duplas."},
    Twin{"Travel is one time from 0 on for each pair of places.",
         "El viaje es un tiempo desde 0 por cada par de lugares."},
    Twin{"Money is amounts from 0 on, and a fare for each pair of places.",
         "El dinero son montos desde 0, y un pasaje por cada par de lugares."},
    Twin{"Gaps are a day at least and in order, and the day ends after it begins.",
         "Los intervalos son de un día o más y en orden, y el día termina después de empezar."},
    Twin{"A pair needs a base and its days.", "Una dupla necesita una base y sus días."},
};

}  // namespace

std::span<const SentenceTwin> optimize_sentences() { return twins; }

}  // namespace minka::sentences
