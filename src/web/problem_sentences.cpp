#include "web/problem_sentences.h"

#include "base/local_date.h"
#include "web/sentence_twin.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace minka::web {

namespace {

using Twin = SentenceTwin;

constexpr std::array identity_twins{
    Twin{"The name one signs in with has 3 to 60 letters without accents, digits, dots or hyphens; an e-mail address "
         "does too.",
         "El usuario tiene de 3 a 60 letras sin tildes, cifras, puntos o guiones; sirve también un correo."},
    Twin{"The language is 'es' or 'en'.", "El idioma es 'es' o 'en'."},
    Twin{"This account cannot be used so; sign in to the web app, or enrol the device.",
         "Esta cuenta no se usa así; entre a la aplicación, o inscriba el equipo."},
    Twin{"This device is not enrolled here, or not any more; ask for a new code.",
         "Este equipo no está inscrito aquí, o ya no; pida un código nuevo."},
    Twin{"An account needs the name of its person, at most 200 characters.",
         "La cuenta lleva el nombre de su persona, de 200 caracteres a lo más."},
    Twin{"Another account signs in with that name; choose another.", "Otra cuenta entra con ese usuario; elija otro."},
    Twin{"The account is closed already.", "La cuenta ya está cerrada."},
    Twin{"The account is closed.", "La cuenta está cerrada."},
    Twin{"This role is of the whole programme; leave the territory out.",
         "Este papel es de todo el programa; no lleva territorio."},
    Twin{"This role is held over a territory; name it.", "Este papel se tiene sobre un territorio; diga cuál."},
    Twin{"The role would end before it begins.", "El papel terminaría antes de empezar."},
    Twin{"The account has this role there at that time already.", "La cuenta ya tiene ese papel allí en esas fechas."},
    Twin{"The role has ended by then already.", "Para esa fecha el papel ya terminó."},
    Twin{"Too many people sign in at this moment; try again in a few seconds.",
         "Entran demasiadas personas en este momento; intente en unos segundos."},
    Twin{"There is no memory left to check a password; try again in a few seconds.",
         "No queda memoria para revisar una contraseña; intente en unos segundos."},
    Twin{"A password has at least 10 characters; three or four words are easy to remember.",
         "La contraseña tiene al menos 10 caracteres; tres o cuatro palabras se recuerdan bien."},
    Twin{"A password has at most 200 characters.", "La contraseña tiene 200 caracteres a lo más."},
    Twin{"A password of one repeated character or of characters in a row is the first one tried.",
         "Una contraseña de un carácter repetido o de caracteres seguidos es la primera que se prueba."},
    Twin{"The account does not ask for a code.", "La cuenta no pide un código."},
    Twin{"That is not a secret that Minka offered; begin again.", "Esa clave no la dio Minka; empiece otra vez."},
    Twin{"The six digits are not right; check that the phone's clock is set by the network.",
         "Las seis cifras no son correctas; revise que el teléfono tome la hora de la red."},
    Twin{"The account asks for a code already.", "La cuenta ya pide un código."},
    Twin{"The password was changed a moment ago; use the new one.",
         "La contraseña cambió hace un momento; use la nueva."},
    Twin{"That code from paper is not right, or was used already.", "Ese código de papel no es correcto, o ya se usó."},
    Twin{"The name or the password is not right.", "El usuario o la contraseña no son correctos."},
    Twin{"Type the six digits that your authenticator app shows.",
         "Escriba las seis cifras que muestra su aplicación de códigos."},
    Twin{"The six digits are not right, or were used already.", "Las seis cifras no son correctas, o ya se usaron."},
    Twin{"The present password is not right.", "La contraseña actual no es correcta."},
    Twin{"The new password is the one you have.", "La contraseña nueva es la que ya tiene."},
    Twin{"The identifier at the provider has 1 to 255 characters.",
         "El identificador en el proveedor tiene de 1 a 255 caracteres."},
    Twin{"That account of the provider opens an account here already.",
         "Esa cuenta del proveedor ya abre una cuenta aquí."},
    Twin{"That code is not right, was used already, or is older than a day.",
         "Ese código no es correcto, ya se usó o tiene más de un día."},
    Twin{"The account has no such link.", "La cuenta no tiene ese enlace."},
    Twin{"The link has ended already.", "El enlace ya terminó."},
    Twin{"Too many people wait for a link already; speak with the administrator.",
         "Ya esperan un enlace demasiadas personas; hable con quien administra las cuentas."},
    Twin{"The link with that account was ended a moment ago.", "El enlace con esa cuenta terminó hace un momento."},
    Twin{"That is no page of this site.", "Esa no es una página de este sitio."},
    Twin{"Signing in there took too long, or began in another browser.",
         "La entrada tardó demasiado, o empezó en otro navegador."},
    Twin{"The provider did not confirm who you are; begin again.",
         "El proveedor no confirmó quién es; empiece otra vez."},
    Twin{"Here one signs in with a name and a password alone.", "Aquí se entra solo con usuario y contraseña."},
    Twin{"That service does not answer at this moment; try again, or enter with a password.",
         "Ese servicio no responde en este momento; intente otra vez, o entre con contraseña."},
    Twin{"Give the code that the person read to you, or their identifier at the provider.",
         "Dé el código que la persona le leyó, o su identificador en el proveedor."},
    Twin{"There is no such person in the territory your role covers.",
         "No hay tal persona en el territorio que abarca su papel."},
    Twin{"A person cannot be merged into itself; give two people.",
         "Una persona no se une consigo misma; diga dos personas."},
    Twin{"One of the two was merged already; unmerge it first, or name the person it stands for.",
         "Una de las dos ya estaba unida; sepárela antes, o diga la persona por la que está."},
    Twin{"Others were merged into the person that would be merged; merge in the other direction.",
         "A la persona que se uniría ya se unieron otras; una en el otro sentido."},
    Twin{"The person was not merged; there is nothing to undo.",
         "La persona no estaba unida; no hay nada que deshacer."},
    Twin{"You have no such token.", "No tiene esa llave."},
    Twin{"A token needs a word on what it is for, at most 80 characters.",
         "Diga para qué es la llave, en 80 caracteres a lo más."},
    Twin{"A token holds for 1 to 400 days.", "Una llave vale de 1 a 400 días."},
    Twin{"Too many attempts failed; the next one is heard in {} seconds.",
         "Fallaron demasiados intentos; el siguiente se atiende en {} segundos."},
};

constexpr std::array web_twins{
    Twin{"Nothing here has that identifier.", "Nada aquí tiene ese identificador."},
    Twin{"The part of the address after '?' cannot be read.", "No se entiende lo que sigue a '?' en la dirección."},
    Twin{"This address takes no such parameter.", "Esta dirección no lleva ese parámetro."},
    Twin{"This parameter is given twice.", "Este parámetro está dos veces."},
    Twin{"Here belongs {}.", "Aquí va: {}."},
    Twin{"Another site sent this; open Minka itself and repeat it there.",
         "Esto lo mandó otro sitio; abra Minka y hágalo allí."},
    Twin{"There is no such programme among those you work with.", "Ese programa no está entre los suyos."},
    Twin{"Your role in this programme does not include this.", "Su papel en este programa no incluye esto."},
    Twin{"Sign in to see this.", "Entre para ver esto."},
    Twin{"Choose a password of your own first.", "Elija primero una contraseña propia."},
    Twin{"This address does not take that method.", "Esta dirección no acepta ese método."},
    Twin{"There is nothing at this address.", "No hay nada en esta dirección."},
    Twin{"The content is longer than this address takes.",
         "El contenido es más largo de lo que esta dirección acepta."},
    Twin{"The content must be JSON, with the header 'content-type: application/json'.",
         "El contenido tiene que ser JSON, con 'content-type: application/json'."},
    Twin{"Too many requests wait already; repeat in a few seconds.",
         "Ya esperan demasiadas peticiones; repita en unos segundos."},
    Twin{"Two exports are being written already; repeat in a few minutes.",
         "Ya se están escribiendo dos exportaciones; repita en unos minutos."},
    Twin{"The export could not be read back; is the disk full?",
         "La exportación no se pudo volver a leer; ¿está lleno el disco?"},
    Twin{"The folder of temporary files cannot be written.",
         "No se puede escribir en la carpeta de archivos temporales."},
    Twin{"A conflict shows whole answers: it is for who reads persons and places.",
         "Un conflicto muestra respuestas completas: es para quien lee personas y lugares."},
    Twin{"There is no such conflict, or somebody decided it.", "No hay tal conflicto, o alguien ya lo decidió."},
    Twin{"This programme knows no such account.", "Este programa no conoce esa cuenta."},
    Twin{"This server has no folder for backups; start it with --backups and a folder.",
         "Este servidor no tiene carpeta para copias; se inicia con --backups y una carpeta."},
    Twin{"The folder for backups could not be made: {}.", "No se pudo hacer la carpeta de copias: {}."},
    Twin{"Here belongs `next` of the page before.", "Aquí va el `next` de la página anterior."},
    Twin{"This is no page of the list; begin with the first one.",
         "Esa no es una página de la lista; empiece por la primera."},
    Twin{"A page holds 1 to 500 rows.", "Una página tiene de 1 a 500 filas."},
    Twin{"Nothing of that identifier was erased in this programme.",
         "Con ese identificador nada se ha borrado en este programa."},
    Twin{"Only an open request of erasure that names somebody can be carried out.",
         "Solo se cumple una solicitud de supresión abierta que diga de quién es."},
    Twin{"A token can't do this; sign in with the password.", "Con una llave no se puede; entre con su contraseña."},
    Twin{"A token can't make another one; sign in with the password.",
         "Una llave no hace otra; entre con su contraseña."},
    Twin{"The session ended as it began; sign in again.", "La sesión terminó al empezar; entre otra vez."},
    Twin{"The counters are for programs on the server's own machine.",
         "Los contadores son para programas de la misma máquina del servidor."},
    Twin{"This programme works without pedagogical teams.", "Este programa trabaja sin equipos pedagógicos."},
    Twin{"This step needs it.", "Este paso lo necesita."},
    Twin{"The UGEL has no team on that day; convene one first.",
         "Ese día la UGEL no tiene equipo; convoque uno primero."},
    Twin{"This UGEL has no such membership.", "Esta UGEL no tiene a esa persona en el equipo."},
    Twin{"No resolution of this team waits for this step.", "Ninguna resolución de este equipo espera este paso."},
    Twin{"What has not happened yet cannot be recorded; use a date up to today.",
         "Lo que no ha pasado no se registra; use una fecha hasta hoy."},
    Twin{"This lies outside the territory that you look after.", "Esto queda fuera del territorio a su cargo."},
    Twin{"There is no {} {} in this programme.", "En este programa no hay {} {}."},
    Twin{"A level is recorded since {}; a new one begins later.",
         "Hay un nivel registrado desde {}; uno nuevo empieza después."},
    Twin{"Say in at most 2,000 characters what was asked or what happened.",
         "Diga en 2.000 caracteres a lo más qué se pidió o qué pasó."},
    Twin{"A request cannot have come on a day that is still to come.",
         "Una solicitud no pudo llegar en un día que aún no llega."},
    Twin{"Name the person whom the request is about.", "Diga de qué persona es la solicitud."},
    Twin{"The request was answered already.", "La solicitud ya se respondió."},
    Twin{"The answer cannot have been given before the request came.",
         "La respuesta no pudo darse antes de que llegara la solicitud."},
};

constexpr std::array team_twins{
    Twin{"The date {} is before {} ({}); correct one of the two.",
         "La fecha {} es anterior a {} ({}); corrija una de las dos."},
    Twin{"The team to reactivate is not one of this UGEL.", "El equipo por reactivar no es de esta UGEL."},
    Twin{"The team was taken up already, on {}; go on with that one.", "El equipo ya se retomó el {}; siga con ese."},
    Twin{"The earlier team never had a resolution; convene a new team instead.",
         "El equipo anterior nunca tuvo resolución; convoque uno nuevo."},
    Twin{"Membership is voluntary: only the person who was asked can accept or withdraw.",
         "La participación es voluntaria: solo la persona invitada acepta o se retira."},
    Twin{"The person withdrew on {}; a new invitation is needed.",
         "La persona se retiró el {}; hace falta una invitación nueva."},
    Twin{"'{}' is no UGEL; teams belong to a UGEL.", "'{}' no es una UGEL; los equipos son de una UGEL."},
    Twin{"The UGEL has a team already, convened on {} and {}; reactivate that one.",
         "La UGEL ya tiene un equipo, convocado el {} ({}); reactive ese."},
    Twin{"The team is {}; reactivate it first.", "El equipo está así: {}. Reactívelo primero."},
    Twin{"The team is {}; only a convened one is formed.", "El equipo está así: {}. Solo se conforma uno convocado."},
    Twin{"The team is {} already.", "El equipo ya está así: {}."},
    Twin{"An invitation holds no answer yet.", "Una invitación todavía no lleva respuesta."},
    Twin{"Say what the member will be in the team: lidera, integrante.",
         "Diga qué será la persona en el equipo: lidera, integrante."},
    Twin{"The person was asked already on {}.", "La persona ya fue invitada el {}."},
    Twin{"The person accepted already on {}.", "La persona ya aceptó el {}."},
    Twin{"Only {} members accepted by {}; a team needs {}.",
         "Solo {} integrantes aceptaron hasta el {}; un equipo necesita {}."},
    Twin{"The team has no resolution in force on {}.", "El equipo no tiene resolución vigente el {}."},
    Twin{"The resolution begins on {}; the team cannot end on that day or before.",
         "La resolución empieza el {}; el equipo no puede terminar ese día ni antes."},
    Twin{"A resolution has a number.", "La resolución lleva número."},
    Twin{"A resolution has a date.", "La resolución lleva fecha."},
    Twin{"The scan is named by its hash: 64 hexadecimal digits.",
         "El escaneo se nombra por su huella: 64 cifras hexadecimales."},
    Twin{"The team has a draft already; number it or take it back.",
         "El equipo ya tiene un proyecto; numérelo o retírelo."},
    Twin{"A resolution is drafted for a team that is formed and has none yet.",
         "Se redacta resolución para un equipo conformado que aún no tiene."},
    Twin{"The earlier team has no resolution to link to.", "El equipo anterior no tiene resolución que citar."},
    Twin{"The team waits for no resolution any more; convene it again and draft another one.",
         "El equipo ya no espera resolución; convóquelo de nuevo y redacte otra."},
    Twin{"Name the office that signs.", "Diga qué despacho firma."},
    Twin{"Only a signed resolution that was not notified yet is notified.",
         "Solo se notifica una resolución firmada que aún no se ha notificado."},
    Twin{"A resolution with a number is not taken back.", "Una resolución con número no se retira."},
    Twin{"The team is not formed yet; a plan is the work of its members.",
         "El equipo aún no está conformado; el plan es obra de sus integrantes."},
    Twin{"A plan has a title.", "El plan lleva título."},
    Twin{"A new plan is a draft: it is submitted and approved later.",
         "Un plan nuevo es un borrador: se presenta y aprueba después."},
    Twin{"An activity has an objective, a description and a responsible role.",
         "Una actividad lleva objetivo, descripción y papel responsable."},
    Twin{"An activity is done after its plan is approved.", "Una actividad se hace con el plan ya aprobado."},
    Twin{"The plan has no activities yet.", "El plan aún no tiene actividades."},
    Twin{"Name the office that approves.", "Diga qué despacho aprueba."},
    Twin{"Activities are done between the approval and the evaluation of their plan.",
         "Las actividades se hacen entre la aprobación y la evaluación del plan."},
};

constexpr std::array cycle_twins{
    Twin{"A session that nobody attended was not held; cancel it with the reason.",
         "Una sesión sin asistentes no se hizo; cancélela con su razón."},
    Twin{"An attendance is of another session.", "Una asistencia es de otra sesión."},
    Twin{"A person stands twice in the attendance.", "Una persona está dos veces en la asistencia."},
    Twin{"An agreement is of another session.", "Un acuerdo es de otra sesión."},
    Twin{"An agreement says what will be done and who owns it.", "Un acuerdo dice qué se hará y quién responde."},
    Twin{"An agreement is reviewed at the next session.", "Un acuerdo se revisa en la sesión siguiente."},
    Twin{"An agreement that was reviewed is not one this session opens with.",
         "Esta sesión no abre con un acuerdo ya revisado."},
    Twin{"Say what became of the agreement.", "Diga qué pasó con el acuerdo."},
    Twin{"The team is not formed yet.", "El equipo aún no está conformado."},
    Twin{"A session has a purpose.", "Una sesión lleva propósito."},
    Twin{"Say why the session was cancelled.", "Diga por qué se canceló la sesión."},
    Twin{"A cycle ends after it starts.", "Un ciclo termina después de empezar."},
    Twin{"A cycle has a code and a name.", "Un ciclo lleva código y nombre."},
    Twin{"A new cycle begins by convening.", "Un ciclo nuevo empieza por la convocatoria."},
    Twin{"A community agreement says who agreed, how and in what language.",
         "Un acuerdo comunitario dice quién acordó, cómo y en qué lengua."},
    Twin{"An agreement is of one territory or of one school.", "Un acuerdo es de un territorio o de una escuela."},
    Twin{"At least one person of each sector was present when the community agreed.",
         "Cuando la comunidad acordó había al menos una persona de cada sector."},
    Twin{"An agreement expires after it is made.", "Un acuerdo vence después de hacerse."},
    Twin{"A change of an agreement has the community's reason.",
         "El cambio de un acuerdo lleva la razón de la comunidad."},
    Twin{"A withdrawn agreement stays withdrawn; a new one is recorded instead.",
         "Un acuerdo retirado queda retirado; se registra uno nuevo."},
    Twin{"The agreement changed later than that already.", "El acuerdo ya cambió después de esa fecha."},
    Twin{"A waiver explains in a sentence why there is no agreement.",
         "La dispensa dice en una frase por qué no hay acuerdo."},
    Twin{"Two different people sign a waiver.", "La dispensa la firman dos personas distintas."},
    Twin{"A decision says on what, what, why and by whom.", "Una decisión dice sobre qué, qué, por qué y quién."},
    Twin{"A pause or an exit has its reason.", "Una pausa o una salida lleva su razón."},
};

// What "Here belongs ..." ends with.
constexpr std::array wanted_twins{
    Twin{"a text of at most 200 characters", "un texto de 200 caracteres a lo más"},
    Twin{"a whole number", "un número entero"},
    Twin{"a date such as 2026-03-14", "una fecha como 2026-03-14"},
    Twin{"an identifier", "un identificador"},
    Twin{"one of {}", "uno de {}"},
    Twin{"a text", "un texto"},
    Twin{"a zero", "un cero"},
    Twin{"{} zeros", "{} ceros"},
    Twin{"the invitation", "la invitación"},
    Twin{"the team was convened", "la convocatoria del equipo"},
    Twin{"the team's last step", "el último paso del equipo"},
    // States and steps of a visit, as its page has them.
    Twin{"proposed", "propuesta"},
    Twin{"agreed", "acordada"},
    Twin{"confirmed", "confirmada"},
    Twin{"in_transit", "en camino"},
    Twin{"held", "realizada"},
    Twin{"partly_held", "realizada en parte"},
    Twin{"failed", "fallida"},
    Twin{"reported", "con informe"},
    Twin{"returned", "con acta entregada"},
    Twin{"propose", "Proponer"},
    Twin{"agree", "Acordar"},
    Twin{"refuse", "La escuela no puede"},
    Twin{"confirm", "Confirmar: se va"},
    Twin{"call_off", "No se va"},
    Twin{"depart", "Salimos"},
    Twin{"arrive", "Anotar la llegada"},
    Twin{"hold", "Se realizó"},
    Twin{"hold_partly", "Se realizó en parte"},
    Twin{"fail", "No se pudo"},
    Twin{"report", "Informe listo"},
    Twin{"give_back", "Acta entregada"},
    Twin{"move", "Mover"},
    Twin{"lock", "Fijar la fecha"},
    Twin{"unlock", "Soltar la fecha"},
    Twin{"retry", "Planear de nuevo"},
};

// What stands in the places of {}, or nothing when the sentence is another.
std::optional<std::vector<std::string_view>> fills(std::string_view pattern, std::string_view sentence) {
    std::vector<std::string_view> found;
    auto place = pattern.find("{}");
    if (sentence.substr(0, std::min(place, pattern.size())) != pattern.substr(0, place)) {
        return std::nullopt;
    }
    if (place == std::string_view::npos) {
        return sentence == pattern ? std::optional(found) : std::nullopt;
    }
    sentence.remove_prefix(place);
    while (place != std::string_view::npos) {
        pattern.remove_prefix(place + 2);
        place = pattern.find("{}");
        const auto next = pattern.substr(0, place);
        // The last piece stands at the end; the others where they come first.
        const auto at = place == std::string_view::npos
                            ? (sentence.ends_with(next) ? sentence.size() - next.size() : std::string_view::npos)
                            : sentence.find(next);
        if (at == std::string_view::npos || at == 0) {
            return std::nullopt;
        }
        found.push_back(sentence.substr(0, at));
        sentence.remove_prefix(at + next.size());
    }
    return found;
}

/// A day as people write it in Spanish, "14/3/2026"; anything else as it is.
std::string day_text(std::string_view text) {
    const auto day = LocalDate::parse(text);
    return day ? fmt::format("{}/{}/{}", day->day(), day->month(), day->year()) : std::string(text);
}

std::optional<std::string> look_in(std::span<const Twin> twins, std::string_view english) {
    for (const auto& twin : twins) {
        const auto filled = fills(twin.english, english);
        if (!filled) {
            continue;
        }
        std::string spanish;
        auto rest = twin.spanish;
        for (const auto& fill : *filled) {
            const auto place = rest.find("{}");
            spanish += rest.substr(0, place);
            spanish += look_in(wanted_twins, fill).value_or(day_text(fill));
            rest.remove_prefix(place + 2);
        }
        return spanish + std::string(rest);
    }
    return std::nullopt;
}

std::optional<std::string> look(std::string_view english) {
    for (const auto& found :
         {look_in(identity_twins, english), look_in(web_twins, english), look_in(team_twins, english),
          look_in(cycle_twins, english), look_in(work_sentences(), english), look_in(storage_sentences(), english),
          look_in(connection_sentences(), english), look_in(import_sentences(), english)}) {
        if (found) {
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace

std::string spanish_sentence(std::string_view english) { return look(english).value_or(std::string(english)); }
bool has_spanish(std::string_view english) { return look(english).has_value(); }

}  // namespace minka::web
