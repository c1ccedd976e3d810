#include "registry/school_columns.h"

#include "base/text.h"

#include <array>
#include <set>

namespace minka::registry {

namespace {

constexpr std::array fields{
    ImportField{"code",
                "codigo|cod sede|codigo sede|codigo dane|codigo dane sede|dane sede|codigo modular|cod mod|modular "
                "code|site code",
                "código de la sede o del servicio: DANE 12 cifras, modular 7"},
    ImportField{"code_system", "sistema|sistema de codigos", "dane, modular u otro"},
    ImportField{"name", "nombre|nombre sede|nombre de la sede|sede|nombre iiee|nombre ie|nombre del servicio|cen edu",
                "nombre de la sede o del servicio"},
    ImportField{"school_code",
                "codigo institucion|codigo establecimiento|codigo dane establecimiento|dane establecimiento|codigo "
                "ee|codinst|school code",
                "código del establecimiento o institución; vacío si es el de la sede"},
    ImportField{"school_code_system", "sistema del establecimiento",
                "sistema de ese código; institucion para servicios con código modular"},
    ImportField{"school_name",
                "nombre establecimiento|nombre del establecimiento|establecimiento|institucion educativa|nombre "
                "institucion|school name",
                "nombre del establecimiento; vacío si es el de la sede"},
    ImportField{"sector", "gestion|tipo gestion|tipo de gestion|caracter|prestador",
                "oficial o pública, privada, mixta o en convenio"},
    ImportField{"zone", "zona|area|area geografica|zona sede", "urbana o rural"},
    ImportField{"territory_code",
                "divipola|codigo divipola|ubigeo|codigo ubigeo|codigo municipio|cod municipio|codigo dane "
                "municipio|codigo distrito|municipality code",
                "código del municipio o distrito"},
    ImportField{"territory_code_system", "sistema del territorio", "divipola, ubigeo u otro"},
    ImportField{"department", "departamento|region|dpto", "nombre del departamento, en vez del código"},
    ImportField{"province", "provincia", "nombre de la provincia"},
    ImportField{"district", "distrito", "nombre del distrito"},
    ImportField{"municipality", "municipio|nombre municipio", "nombre del municipio"},
    ImportField{"administration_code",
                "codigo ugel|cod ugel|ugel|codigo etc|codetc|codigo secretaria|secretaria|dre ugel",
                "código de la UGEL o secretaría que la administra"},
    ImportField{"administration_code_system", "sistema de la administracion", "ugel u otro"},
    ImportField{"annex", "anexo", "anexo del código modular"},
    ImportField{"building_code", "codigo local|codlocal|cod local|local", "código de local, 6 cifras"},
    ImportField{"levels", "nivel|niveles|nivel modalidad|niv mod|d niv mod|niveles grados", "niveles que ofrece"},
    ImportField{"languages", "lenguas|lengua|idiomas|lengua originaria", "lenguas de la comunidad"},
    ImportField{"latitude", "latitud|lat|nlat ie|coordenada y", "grados, sur negativo"},
    ImportField{"longitude", "longitud|lon|long|nlong ie|coordenada x", "grados, oeste negativo"},
    ImportField{"altitude_metres", "altitud|altura|msnm|altitude", "metros"},
    ImportField{"access_mode", "acceso|medio de acceso|tipo de acceso", "carretera, trocha, río, a pie, a lomo, aire"},
    ImportField{"access_hours", "horas de acceso|horas|tiempo de viaje", "horas de viaje de ida desde la cabecera"},
    ImportField{"overnight", "pernocta|requiere pernoctar", "sí o no"},
    ImportField{"valid_from", "vigente desde|desde|fecha de creacion|fecha registro|valid from",
                "primer día en que existe"},
    ImportField{"valid_to", "vigente hasta|hasta|fecha de cierre|valid to",
                "primer día en que ya no existe; vacío si sigue"},
};

constexpr std::array sector_words{
    WordChoice<Sector>{"publica", Sector::public_},
    WordChoice<Sector>{"publico", Sector::public_},
    WordChoice<Sector>{"oficial", Sector::public_},
    WordChoice<Sector>{"estatal", Sector::public_},
    WordChoice<Sector>{"publica sector educacion", Sector::public_},
    WordChoice<Sector>{"publica otro sector publico", Sector::public_},
    WordChoice<Sector>{"publica municipalidad", Sector::public_},
    WordChoice<Sector>{"publica de gestion directa", Sector::public_},
    WordChoice<Sector>{"privada", Sector::private_},
    WordChoice<Sector>{"privado", Sector::private_},
    WordChoice<Sector>{"no oficial", Sector::private_},
    WordChoice<Sector>{"particular", Sector::private_},
    WordChoice<Sector>{"privada particular", Sector::private_},
    WordChoice<Sector>{"privada parroquial", Sector::private_},
    WordChoice<Sector>{"privada instituciones beneficas", Sector::private_},
    WordChoice<Sector>{"mixta", Sector::mixed},
    WordChoice<Sector>{"mixto", Sector::mixed},
    WordChoice<Sector>{"publica en convenio", Sector::mixed},
    WordChoice<Sector>{"publica de gestion privada", Sector::mixed},
    WordChoice<Sector>{"contratada", Sector::mixed},
};

constexpr std::array zone_words{
    WordChoice<Zone>{"urbana", Zone::urban},
    WordChoice<Zone>{"urbano", Zone::urban},
    WordChoice<Zone>{"u", Zone::urban},
    WordChoice<Zone>{"cabecera", Zone::urban},
    WordChoice<Zone>{"r", Zone::rural},
    WordChoice<Zone>{"rural disperso", Zone::rural},
    WordChoice<Zone>{"centro poblado", Zone::rural},
};

constexpr std::array access_words{
    WordChoice<AccessMode>{"carretera", AccessMode::road}, WordChoice<AccessMode>{"via", AccessMode::road},
    WordChoice<AccessMode>{"trocha", AccessMode::track},   WordChoice<AccessMode>{"camino", AccessMode::track},
    WordChoice<AccessMode>{"rio", AccessMode::river},      WordChoice<AccessMode>{"fluvial", AccessMode::river},
    WordChoice<AccessMode>{"mar", AccessMode::river},      WordChoice<AccessMode>{"a pie", AccessMode::foot},
    WordChoice<AccessMode>{"pie", AccessMode::foot},       WordChoice<AccessMode>{"caminando", AccessMode::foot},
    WordChoice<AccessMode>{"a lomo", AccessMode::animal},  WordChoice<AccessMode>{"mula", AccessMode::animal},
    WordChoice<AccessMode>{"caballo", AccessMode::animal}, WordChoice<AccessMode>{"aire", AccessMode::air},
    WordChoice<AccessMode>{"avioneta", AccessMode::air},
};

struct LevelWord {
    std::string_view word;
    std::array<SchoolLevel, 2> levels;  // twice the same for one
};

constexpr LevelWord one(std::string_view word, SchoolLevel level) { return {word, {level, level}}; }

constexpr std::array level_words{
    one("cuna", SchoolLevel::early_childhood),
    one("inicial cuna", SchoolLevel::early_childhood),
    one("ciclo i", SchoolLevel::early_childhood),
    one("primera infancia", SchoolLevel::early_childhood),
    LevelWord{"inicial cuna jardin", {SchoolLevel::early_childhood, SchoolLevel::preschool}},
    LevelWord{"cuna jardin", {SchoolLevel::early_childhood, SchoolLevel::preschool}},
    one("inicial", SchoolLevel::preschool),
    one("jardin", SchoolLevel::preschool),
    one("inicial jardin", SchoolLevel::preschool),
    one("ciclo ii", SchoolLevel::preschool),
    one("preescolar", SchoolLevel::preschool),
    one("transicion", SchoolLevel::preschool),
    one("pronoei", SchoolLevel::community_preschool),
    one("inicial no escolarizado", SchoolLevel::community_preschool),
    one("inicial programa no escolarizado", SchoolLevel::community_preschool),
    one("primaria", SchoolLevel::primary),
    one("basica primaria", SchoolLevel::primary),
    one("basica secundaria", SchoolLevel::lower_secondary),
    one("media", SchoolLevel::upper_secondary),
    one("media academica", SchoolLevel::upper_secondary),
    one("media tecnica", SchoolLevel::upper_secondary),
    LevelWord{"secundaria", {SchoolLevel::lower_secondary, SchoolLevel::upper_secondary}},
    LevelWord{"secondary", {SchoolLevel::lower_secondary, SchoolLevel::upper_secondary}},
    one("basica especial", SchoolLevel::special),
    one("basica especial inicial", SchoolLevel::special),
    one("basica especial primaria", SchoolLevel::special),
    one("basica alternativa", SchoolLevel::adult),
    one("basica alternativa avanzado", SchoolLevel::adult),
    one("basica alternativa inicial e intermedio", SchoolLevel::adult),
    one("educacion de adultos", SchoolLevel::adult),
    one("adultos", SchoolLevel::adult),
    one("cetpro", SchoolLevel::technical),
    one("tecnico productiva", SchoolLevel::technical),
    one("tecnico productiva cetpro", SchoolLevel::technical),
    one("superior", SchoolLevel::higher),
    one("superior tecnologica", SchoolLevel::higher),
    one("superior pedagogica", SchoolLevel::higher),
    one("normal superior", SchoolLevel::higher),
};

std::string joined(const std::set<SchoolLevel>& levels) {
    std::string text;
    for (const auto level : levels) {
        text += (text.empty() ? "" : ",") + name_of(level);
    }
    return text;
}

}  // namespace

const TableShape& school_shape() {
    static constexpr TableShape shape{fields, {}};
    return shape;
}

Sector read_sector(ImportRow& row) { return row.choice<Sector>(field_sector, sector_words); }
Zone read_zone(ImportRow& row) { return row.choice<Zone>(field_zone, zone_words); }
std::optional<AccessMode> read_access_mode(ImportRow& row) {
    return row.optional_choice<AccessMode>(field_access_mode, access_words);
}

std::vector<SchoolLevel> levels_of_word(std::string_view word) {
    if (const auto named = value_named<SchoolLevel>(word)) {
        return {*named};
    }
    const auto folded = fold_text(word);
    for (const auto& known : level_words) {
        if (known.word == folded) {
            return known.levels[0] == known.levels[1] ? std::vector{known.levels[0]}
                                                      : std::vector{known.levels[0], known.levels[1]};
        }
    }
    return {};
}

std::string read_levels(ImportRow& row, std::size_t field) {
    const auto written = row.text(field);
    std::set<SchoolLevel> levels;
    std::size_t start = 0;
    while (start < written.size()) {
        const auto end = std::min(written.find_first_of(",;/|", start), written.size());
        const auto word = trim(std::string_view(written).substr(start, end - start));
        start = end + 1;
        if (word.empty()) {
            continue;
        }
        const auto found = levels_of_word(word);
        if (found.empty()) {
            row.problem(field, "The level '" + std::string(word) +
                                   "' is not known; write inicial, PRONOEI, primaria, secundaria, básica secundaria, "
                                   "media ..., or say in the mapping what it means (values).");
        }
        levels.insert(found.begin(), found.end());
    }
    return joined(levels);
}

}  // namespace minka::registry
