#include "registry/person_columns.h"

#include "base/text.h"

#include <array>
#include <cctype>
#include <charconv>

namespace minka::registry {

namespace {

constexpr std::array fields{
    ImportField{"name",
                "nombre|nombre completo|nombres y apellidos|apellidos y nombres|persona|docente|directivo|full name",
                "nombre completo"},
    ImportField{"document_kind", "tipo documento|tipo de documento|tipo doc", "CC, CE, DNI, PPT, pasaporte"},
    ImportField{"document_number", "documento|numero documento|numero de documento|cedula|dni|identificacion|id number",
                "número; vacío si la persona no tiene"},
    ImportField{"document_kind_2", "tipo documento 2|segundo tipo de documento", "tipo de un segundo documento"},
    ImportField{"document_number_2", "documento 2|segundo documento|numero documento 2",
                "número de un segundo documento"},
    ImportField{"role", "rol|cargo|funcion", "docente, rector o directora, mediadora, especialista ..."},
    ImportField{"programme_role", "rol del programa|de todo el programa|en todo el programa",
                "sí cuando el rol es de todo el programa y no de un lugar"},
    ImportField{"school_code",
                "codigo establecimiento|codigo institucion|codigo dane establecimiento|codigo escuela|codinst",
                "código de la escuela en que tiene el rol"},
    ImportField{"school_code_system", "sistema del establecimiento", "dane, modular u otro"},
    ImportField{"site_code", "codigo sede|codigo dane sede|codigo modular|cod mod",
                "código de la sede o del servicio en que tiene el rol"},
    ImportField{"site_code_system", "sistema de la sede", "dane, modular u otro"},
    ImportField{"territory_code", "codigo territorio|codigo ugel|ugel|divipola|ubigeo|codigo municipio",
                "código del territorio en que tiene el rol"},
    ImportField{"territory_code_system", "sistema del territorio", "ugel, divipola u otro"},
    ImportField{"partner", "aliado|organizacion|entidad", "nombre del aliado en que tiene el rol"},
    ImportField{"contact", "contacto|telefono|celular|correo|email", "teléfono o correo; se guarda cifrado"},
    ImportField{"birth_band", "banda de nacimiento|decada de nacimiento|rango de nacimiento", "1970-1979"},
    ImportField{"experience_band", "banda de experiencia|rango de experiencia|experiencia", "06-10 o 21+ años"},
    ImportField{"sex", "sexo|genero", "mujer, hombre, otro"},
    ImportField{"valid_from", "desde|fecha de inicio|inicio|vigente desde|valid from", "primer día en el rol"},
    ImportField{"valid_to", "hasta|fecha de fin|fin|vigente hasta|valid to", "primer día en que ya no; vacío si sigue"},
};

constexpr std::array forbidden{
    ForbiddenColumn{
        "fecha de nacimiento|fecha nacimiento|fecha nac|f nacimiento|f nac|fec nac|nacimiento|birth date|"
        "date of birth|birthdate|dob",
        "Minka keeps no birth dates, only bands. Replace the column with birth_band (banda de nacimiento): in a "
        "spreadsheet, with the date in A2, =INT(YEAR(A2)/10)*10&\"-\"&INT(YEAR(A2)/10)*10+9, pasted as values, "
        "and delete the dates from the file."},
    ForbiddenColumn{
        "edad|anos de edad|age",
        "Minka keeps no ages, only bands. Replace the column with birth_band (banda de nacimiento), such as "
        "1970-1979, and delete the ages from the file."},
};

constexpr std::array role_words{
    WordChoice<PersonRole>{"docente", PersonRole::teacher},
    WordChoice<PersonRole>{"profesor", PersonRole::teacher},
    WordChoice<PersonRole>{"profesora", PersonRole::teacher},
    WordChoice<PersonRole>{"maestro", PersonRole::teacher},
    WordChoice<PersonRole>{"maestra", PersonRole::teacher},
    WordChoice<PersonRole>{"rector", PersonRole::school_head},
    WordChoice<PersonRole>{"rectora", PersonRole::school_head},
    WordChoice<PersonRole>{"director rural", PersonRole::school_head},
    WordChoice<PersonRole>{"directora rural", PersonRole::school_head},
    WordChoice<PersonRole>{"director de ie", PersonRole::school_head},
    WordChoice<PersonRole>{"directora de ie", PersonRole::school_head},
    WordChoice<PersonRole>{"school head", PersonRole::school_head},
    WordChoice<PersonRole>{"mediador", PersonRole::mediator},
    WordChoice<PersonRole>{"mediadora", PersonRole::mediator},
    WordChoice<PersonRole>{"lider tematico", PersonRole::topic_leader},
    WordChoice<PersonRole>{"lider tematica", PersonRole::topic_leader},
    WordChoice<PersonRole>{"especialista", PersonRole::specialist},
    WordChoice<PersonRole>{"especialista de inicial", PersonRole::specialist},
    WordChoice<PersonRole>{"integrante", PersonRole::team_member},
    WordChoice<PersonRole>{"integrante del equipo", PersonRole::team_member},
    WordChoice<PersonRole>{"coordinador", PersonRole::coordinator},
    WordChoice<PersonRole>{"coordinadora", PersonRole::coordinator},
    WordChoice<PersonRole>{"directora", PersonRole::director},
    WordChoice<PersonRole>{"evaluador", PersonRole::evaluator},
    WordChoice<PersonRole>{"evaluadora", PersonRole::evaluator},
    WordChoice<PersonRole>{"aliado academico", PersonRole::academic_ally},
    WordChoice<PersonRole>{"aliada academica", PersonRole::academic_ally},
    WordChoice<PersonRole>{"asesor", PersonRole::adviser},
    WordChoice<PersonRole>{"asesora", PersonRole::adviser},
    WordChoice<PersonRole>{"funcionario", PersonRole::official},
    WordChoice<PersonRole>{"funcionaria", PersonRole::official},
    WordChoice<PersonRole>{"promotora", PersonRole::promoter},
    WordChoice<PersonRole>{"promotor", PersonRole::promoter},
};

constexpr std::array sex_words{
    WordChoice<Sex>{"mujer", Sex::female}, WordChoice<Sex>{"femenino", Sex::female}, WordChoice<Sex>{"f", Sex::female},
    WordChoice<Sex>{"hombre", Sex::male},  WordChoice<Sex>{"masculino", Sex::male},  WordChoice<Sex>{"m", Sex::male},
    WordChoice<Sex>{"otro", Sex::other},   WordChoice<Sex>{"otra", Sex::other},
};

struct KindWord {
    std::string_view word;
    std::string_view kind;
};
constexpr std::array kind_words{
    KindWord{"cc", "cc"},
    KindWord{"cedula", "cc"},
    KindWord{"cedula de ciudadania", "cc"},
    KindWord{"dni", "dni"},
    KindWord{"ce", "ce"},
    KindWord{"cedula de extranjeria", "ce"},
    KindWord{"carne de extranjeria", "ce"},
    KindWord{"ppt", "ppt"},
    KindWord{"permiso por proteccion temporal", "ppt"},
    KindWord{"ptp", "ptp"},
    KindWord{"pasaporte", "passport"},
    KindWord{"passport", "passport"},
    KindWord{"pa", "passport"},
    KindWord{"ti", "ti"},
    KindWord{"otro", "other"},
};

std::string kind_of(ImportRow& row, std::size_t kind_field, std::size_t number_field) {
    auto folded = fold_text(row.cell(kind_field));
    if (folded.empty()) {
        // A column called "cédula" or "DNI" tells the kind itself.
        folded = fold_text(row.column_name(number_field));
        for (const auto& known : kind_words) {
            if (known.word == folded) {
                return std::string(known.kind);
            }
        }
        row.demand(kind_field);
        return {};
    }
    for (const auto& known : kind_words) {
        if (known.word == folded) {
            return std::string(known.kind);
        }
    }
    row.problem(kind_field, "The kind of document is not known; write CC, CE, DNI, PPT, pasaporte or otro.");
    return {};
}

std::optional<int> year_of(std::string_view text) {
    int year = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), year);
    return failure == std::errc{} && end == text.data() + text.size() && text.size() == 4 && year >= 1900 &&
                   year <= 2100
               ? std::optional(year)
               : std::nullopt;
}

}  // namespace

const TableShape& person_shape() {
    static constexpr TableShape shape{fields, forbidden};
    return shape;
}

std::vector<DocumentNumber> read_documents(ImportRow& row) {
    std::vector<DocumentNumber> documents;
    constexpr std::array places{
        std::pair<std::size_t, std::size_t>{person_field::document_kind, person_field::document_number},
        std::pair<std::size_t, std::size_t>{person_field::document_kind_2, person_field::document_number_2}};
    for (const auto& [kind_field, number_field] : places) {
        const auto written = row.optional_code(number_field, {});
        if (!written) {
            continue;
        }
        DocumentNumber document{kind_of(row, kind_field, number_field), {}};
        for (const char c : *written) {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
                document.number += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            }
        }
        constexpr std::size_t dni_digits = 8;
        if (document.kind == "dni" && (document.number.size() != dni_digits ||
                                       document.number.find_first_not_of("0123456789") != std::string::npos)) {
            row.problem(
                number_field,
                "A DNI has 8 digits; one that is shorter lost its zeros: format the column as text, or say pad: "
                "8 in the mapping.");
        } else if (document.number.size() < 3) {
            row.problem(number_field,
                        "This is too short for a document number; leave the cell empty when the person has none.");
        }
        if (!document.kind.empty() && (documents.empty() || documents.front() != document)) {
            documents.push_back(std::move(document));
        }
    }
    return documents;
}

std::optional<PersonRole> read_role(ImportRow& row) {
    row.demand(person_field::role);
    return row.optional_choice<PersonRole>(person_field::role, role_words);
}

std::optional<Sex> read_sex(ImportRow& row) { return row.optional_choice<Sex>(person_field::sex, sex_words); }

std::optional<std::string> read_birth_band(ImportRow& row) {
    const auto written = row.cell(person_field::birth_band);
    if (written.empty()) {
        return std::nullopt;
    }
    const auto dash = written.find('-');
    const auto first = year_of(trim(written.substr(0, dash)));
    const auto last = dash == std::string_view::npos ? std::nullopt : year_of(trim(written.substr(dash + 1)));
    if (!first || !last || *last - *first < 4 || *last - *first > 19) {
        row.problem(person_field::birth_band,
                    "A birth band is two years 5 to 20 apart, such as 1970-1979; never a single year or a date.");
        return std::nullopt;
    }
    return std::to_string(*first) + "-" + std::to_string(*last);
}

std::optional<std::string> read_experience_band(ImportRow& row) {
    auto written = std::string(row.cell(person_field::experience_band));
    if (written.empty()) {
        return std::nullopt;
    }
    std::erase(written, ' ');
    const auto is_years = [](std::string_view text) {
        return (text.size() == 1 || text.size() == 2) && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    const auto two_digits = [](std::string_view text) { return (text.size() == 1 ? "0" : "") + std::string(text); };
    const auto dash = written.find('-');
    if (written.ends_with('+') && is_years(std::string_view(written).substr(0, written.size() - 1))) {
        return two_digits(std::string_view(written).substr(0, written.size() - 1)) + "+";
    }
    if (dash != std::string::npos && is_years(std::string_view(written).substr(0, dash)) &&
        is_years(std::string_view(written).substr(dash + 1))) {
        return two_digits(std::string_view(written).substr(0, dash)) + "-" +
               two_digits(std::string_view(written).substr(dash + 1));
    }
    row.problem(person_field::experience_band, "A band of experience is such as 06-10 or 21+ (years).");
    return std::nullopt;
}

}  // namespace minka::registry
