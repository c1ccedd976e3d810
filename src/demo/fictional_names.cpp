#include "demo/fictional_names.h"

#include <array>

namespace minka::demo {

namespace {

using Words = std::string_view;

// Beginnings and ends of place names: joined, they are no place of Colombia or Peru.
constexpr std::array colombian_kinds{Words{"Puerto"},  Words{"Villa"},   Words{"Vega de"},    Words{"Alto de"},
                                     Words{"Río"},     Words{"Monte"},   Words{"Cerro"},      Words{"Llano de"},
                                     Words{"Boca de"}, Words{"Loma de"}, Words{"Ciénaga de"}, Words{"Palmar de"}};
constexpr std::array colombian_starts{Words{"Alba"}, Words{"Guama"}, Words{"Cana"},  Words{"Nare"},  Words{"Sabi"},
                                      Words{"Tira"}, Words{"Mori"},  Words{"Cauri"}, Words{"Palo"},  Words{"Guari"},
                                      Words{"Yara"}, Words{"Tuli"},  Words{"Bare"},  Words{"Churi"}, Words{"Samana"}};
constexpr std::array colombian_ends{Words{"zul"},   Words{"rina"},  Words{"quirá"}, Words{"buca"},
                                    Words{"nera"},  Words{"lito"},  Words{"mirá"},  Words{"rual"},
                                    Words{"guaní"}, Words{"cocha"}, Words{"dera"},  Words{"tambo"}};
constexpr std::array andean_kinds{Words{"Alto"},     Words{"Bajo"}, Words{"Nuevo"},
                                  Words{"Valle de"}, Words{"Río"},  Words{"Cuenca de"}};
constexpr std::array andean_starts{Words{"Killa"}, Words{"Mayu"},   Words{"Wayta"}, Words{"Inti"},
                                   Words{"Sumaq"}, Words{"Quilla"}, Words{"Tika"},  Words{"Urqu"},
                                   Words{"Chiri"}, Words{"Sacha"},  Words{"Yana"},  Words{"Paca"}};
constexpr std::array andean_ends{Words{"pampa"}, Words{"rumi"},  Words{"llacta"}, Words{"rí"},
                                 Words{"wasi"},  Words{"marca"}, Words{"qocha"},  Words{"yoc"},
                                 Words{"bamba"}, Words{"muyo"},  Words{"tani"},   Words{"illo"}};
constexpr std::array school_words{Words{"La Ceiba Dorada"},  Words{"Nuevo Amanecer"},   Words{"Las Tres Quebradas"},
                                  Words{"El Samán"},         Words{"Semillas del Río"}, Words{"La Esperanza Verde"},
                                  Words{"Los Colibríes"},    Words{"Camino Real"},      Words{"Flor de Café"},
                                  Words{"El Mirador"},       Words{"La Palabra"},       Words{"Tierra Buena"},
                                  Words{"Puente de Guadua"}, Words{"Los Yarumos"},      Words{"La Chagra"}};
constexpr std::array site_words{Words{"El Guamalito"}, Words{"La Primavera"}, Words{"Agua Linda"},
                                Words{"Buenos Aires"}, Words{"La Unión"},     Words{"El Recodo"},
                                Words{"Las Brisas"},   Words{"Piedra Gorda"}, Words{"El Limonar"},
                                Words{"La Cascada"},   Words{"Alto Bonito"},  Words{"El Retorno"}};
constexpr std::array service_words{Words{"Semillitas de"}, Words{"Pasitos de"}, Words{"Rayitos de"},
                                   Words{"Nido de"},       Words{"Manitos de"}, Words{"Luceritos de"}};
constexpr std::array first_names{
    Words{"Adriana"}, Words{"Beatriz"},  Words{"Camila"},   Words{"Diana"},  Words{"Elvira"}, Words{"Fabiola"},
    Words{"Gladys"},  Words{"Inés"},     Words{"Jacinta"},  Words{"Luz"},    Words{"Marina"}, Words{"Nelly"},
    Words{"Olga"},    Words{"Patricia"}, Words{"Rosalba"},  Words{"Sara"},   Words{"Teresa"}, Words{"Yolanda"},
    Words{"Álvaro"},  Words{"Benito"},   Words{"Carlos"},   Words{"Darío"},  Words{"Efraín"}, Words{"Fermín"},
    Words{"Gustavo"}, Words{"Hernán"},   Words{"Iván"},     Words{"Jairo"},  Words{"Leonel"}, Words{"Mauro"},
    Words{"Nicanor"}, Words{"Óscar"},    Words{"Porfirio"}, Words{"Ramiro"}, Words{"Samuel"}};
constexpr std::array surname_starts{Words{"Albar"}, Words{"Bruma"},  Words{"Cantar"}, Words{"Doran"}, Words{"Esme"},
                                    Words{"Farol"}, Words{"Guadua"}, Words{"Luma"},   Words{"Marel"}, Words{"Nogal"},
                                    Words{"Orbe"},  Words{"Quebra"}, Words{"Rocí"},   Words{"Sauce"}, Words{"Verdel"}};
constexpr std::array surname_ends{Words{"vela"}, Words{"sol"},    Words{"lindo"}, Words{"monte"}, Words{"nal"},
                                  Words{"ral"},  Words{"fuente"}, Words{"dulce"}, Words{"tora"},  Words{"mina"}};

std::string joined(std::string_view first, std::string_view second) { return std::string(first) + std::string(second); }

}  // namespace

// The lists hold many more names than a demo needs; a number tells the rare repetition apart.
template <typename Make>
std::string FictionalNames::fresh(std::set<std::string>& used, Make make) {
    for (int tries = 0; tries < 20; ++tries) {
        if (auto name = make(); used.insert(name).second) {
            return name;
        }
    }
    const auto name = make();
    for (int number = 2;; ++number) {
        if (auto numbered = name + " " + std::to_string(number); used.insert(numbered).second) {
            return numbered;
        }
    }
}

std::string FictionalNames::municipality() {
    return fresh(places_, [&] {
        const auto kind = std::string(chance_.pick(colombian_kinds));
        return kind + " " + joined(chance_.pick(colombian_starts), chance_.pick(colombian_ends));
    });
}

std::string FictionalNames::school(const std::string& municipality) {
    return fresh(schools_, [&] {
        const auto start =
            chance_.happens(0.8) ? std::string("Institución Educativa ") : std::string("Centro Educativo ");
        return start + std::string(chance_.pick(school_words)) + " de " + municipality;
    });
}

std::string FictionalNames::site() {
    return "Sede " + std::string(chance_.happens(0.7) ? "Vereda " : "") + std::string(chance_.pick(site_words));
}

std::string FictionalNames::ugel() {
    return fresh(places_, [&] {
        const auto kind = std::string(chance_.pick(andean_kinds));
        return "UGEL " + kind + " " + joined(chance_.pick(andean_starts), chance_.pick(andean_ends));
    });
}

std::string FictionalNames::service(bool community_run) {
    return fresh(services_, [&] {
        const auto place = joined(chance_.pick(andean_starts), chance_.pick(andean_ends));
        return community_run ? "PRONOEI " + std::string(chance_.pick(service_words)) + " " + place
                             : "I.E.I. " + std::to_string(chance_.between(9000, 9999)) + " " + place;
    });
}

std::string FictionalNames::partner(std::string_view kind) {
    const auto start = [&]() -> std::string_view {
        if (kind == "company") return chance_.happens(0.5) ? "Compañía" : "Industrias";
        if (kind == "ngo") return "Corporación";
        if (kind == "public_authority") return "Secretaría de Educación de";
        if (kind == "cooperation") return "Cooperación";
        if (kind == "foundation") return "Fundación";
        return "Universidad de";
    };
    return fresh(partners_, [&] {
        return std::string(start()) + " " + joined(chance_.pick(colombian_starts), chance_.pick(colombian_ends));
    });
}

std::string FictionalNames::person() {
    const auto first = std::string(chance_.pick(first_names));
    const auto father = joined(chance_.pick(surname_starts), chance_.pick(surname_ends));
    return first + " " + father + " " + joined(chance_.pick(surname_starts), chance_.pick(surname_ends));
}

}  // namespace minka::demo
