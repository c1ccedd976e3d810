#include "programme/catalogue_sheet.h"

#include "programme/programme_profile.h"

#include <fmt/format.h>

#include <array>

namespace minka::programme {

using documents::YamlReader;

namespace {

using enum SheetFieldKind;

constexpr std::array<std::string_view, 2> template_names{"good_practice", "strategy_summary"};

constexpr std::array good_practice_fields{
    SheetField{"title", identity, "Título", "Title"},
    SheetField{"country_scope", identity, "País y alcance", "Country and scope"},
    SheetField{"start_year", identity, "Año de inicio", "Start year"},
    SheetField{"time_frame", identity, "Duración", "Time frame"},
    SheetField{"categories", identity, "Categorías", "Categories"},
    SheetField{"levels", identity, "Nivel de las escuelas", "Level of schools"},
    SheetField{"partner_types", identity, "Aliados externos", "External partners"},
    SheetField{"sectors", identity, "Tipo de escuelas", "Type of schools"},
    SheetField{"url", identity, "Dirección web", "URL"},
    SheetField{"number_of_schools", figure, "Número de escuelas", "Number of schools involved"},
    SheetField{"number_of_heads", figure, "Número de directivos", "Number of schoolheads involved"},
    SheetField{"number_of_teachers", figure, "Número de docentes", "Number of teachers involved"},
    SheetField{"number_of_students", figure, "Número de estudiantes", "Number of students involved"},
    SheetField{"number_of_parents", figure, "Número de madres y padres", "Number of parents involved"},
    SheetField{"number_of_partners", figure, "Número de aliados externos", "Number of external partners involved"},
    SheetField{"short_description", narrative, "Descripción breve", "Short description"},
    SheetField{"objectives", narrative, "Objetivos", "Objectives"},
    SheetField{"sustainability", narrative, "Sostenibilidad", "Sustainability"},
    SheetField{"methodology", narrative, "Metodología", "Methodology"},
    SheetField{"funding", narrative, "Financiación", "Funding"},
    SheetField{"outcomes", narrative, "Resultados", "Outcomes"},
    SheetField{"justification", narrative, "Justificación", "Justification"},
    SheetField{"didactical_concept", narrative, "Concepto didáctico", "Didactical concept"},
    SheetField{"innovation", narrative, "Innovación", "Innovation"},
    SheetField{"practice_orientation", narrative, "Orientación a la práctica", "Practice orientation"},
    SheetField{"involvement", narrative, "Participación", "Involvement"},
    SheetField{"mutual_learning", narrative, "Aprendizaje mutuo", "Mutual learning"},
    SheetField{"intergenerationality", narrative, "Intergeneracionalidad", "Intergenerationality"},
    SheetField{"inclusivity", narrative, "Inclusión", "Inclusivity"},
    SheetField{"ethical_aspects", narrative, "Aspectos éticos", "Ethical aspects"},
    SheetField{"interdisciplinarity", narrative, "Interdisciplinariedad", "Interdisciplinarity"},
    SheetField{"transdisciplinarity", narrative, "Transdisciplinariedad", "Transdisciplinarity"},
    SheetField{"cooperation", narrative, "Cooperación", "Cooperation"},
    SheetField{"inclusiveness", narrative, "Valoración cualitativa: inclusión",
               "Qualitative assessment: inclusiveness"},
    SheetField{"democracy", narrative, "Valoración cualitativa: democracia", "Qualitative assessment: democracy"},
    SheetField{"supervision", narrative, "Valoración cualitativa: asesoría", "Qualitative assessment: supervision"},
    SheetField{"cooperation_quality", narrative, "Valoración cualitativa: calidad de la cooperación",
               "Qualitative assessment: cooperation quality"},
    SheetField{"external_partner_role", narrative, "Valoración cualitativa: papel de los aliados externos",
               "Qualitative assessment: role of external partners"},
    SheetField{"institutional_learning", narrative, "Valoración cualitativa: aprendizaje institucional",
               "Qualitative assessment: institutional learning"},
    SheetField{"implementation", narrative, "Valoración cualitativa: implementación",
               "Qualitative assessment: implementation"},
    SheetField{"evaluation", narrative, "Valoración cualitativa: evaluación", "Qualitative assessment: evaluation"},
    SheetField{"documentation", narrative, "Valoración cualitativa: documentación",
               "Qualitative assessment: documentation"},
};

constexpr std::array strategy_summary_fields{
    SheetField{"title", identity, "Título", "Title"},
    SheetField{"country_scope", identity, "País y alcance", "Country and scope"},
    SheetField{"start_year", identity, "Año de inicio", "Start year"},
    SheetField{"time_frame", identity, "Duración", "Time frame"},
    SheetField{"url", identity, "Dirección web", "URL"},
    SheetField{"executive_summary", narrative, "Resumen ejecutivo", "Executive summary"},
    SheetField{"opportunities", narrative, "Oportunidades de mejora", "Opportunities for improvement"},
    SheetField{"implementation", narrative, "Implementación", "Implementation"},
    SheetField{"regions_in_person", figure, "Regiones con asistencia en persona", "Regions supported in person"},
    SheetField{"stages", narrative, "Etapas", "Stages"},
    SheetField{"direct_beneficiaries", narrative, "Beneficiarios directos", "Direct beneficiaries"},
    SheetField{"number_of_teams", figure, "Número de equipos", "Number of teams"},
    SheetField{"indirect_beneficiaries", narrative, "Beneficiarios indirectos", "Indirect beneficiaries"},
    SheetField{"leadership", narrative, "Quiénes lideran", "Leadership"},
    SheetField{"teams_formed_share", figure, "Equipos formados", "Teams formed"},
    SheetField{"results", narrative, "Resultados", "Results"},
    SheetField{"next_steps", narrative, "En curso y próximos pasos", "In progress and next steps"},
    SheetField{"lessons", narrative, "Lecciones para las autoridades", "Lessons for authorities"},
};

std::string joined_names(const std::vector<NamedEntry>& entries, std::string_view language) {
    std::string joined;
    for (const auto& entry : entries) {
        joined += (joined.empty() ? "" : "; ") + entry.name.in(language);
    }
    return joined;
}

std::optional<std::string> identity_text(const ProgrammeProfile& profile, std::string_view field,
                                         std::string_view language) {
    if (field == "title") {
        return profile.name.in(language);
    }
    if (field == "country_scope") {
        return profile.scope.in(language);
    }
    if (field == "start_year") {
        return std::to_string(profile.start_year);
    }
    if (field == "time_frame") {
        return profile.time_frame.in(language);
    }
    if (field == "categories") {
        return joined_names(profile.categories, language);
    }
    if (field == "levels") {
        return joined_names(profile.levels, language);
    }
    if (field == "partner_types") {
        return joined_names(profile.partner_types, language);
    }
    if (field == "sectors") {
        return joined_names(profile.sectors, language);
    }
    return profile.url;
}

const HeadlineClaim* claim_for(const ProgrammeProfile& profile, std::string_view field) {
    for (const auto& claim : profile.figures.claims) {
        if (claim.sheet_field == field) {
            return &claim;
        }
    }
    return nullptr;
}

}  // namespace

std::span<const SheetField> sheet_fields(SheetTemplate sheet) {
    return sheet == SheetTemplate::good_practice ? std::span<const SheetField>(good_practice_fields)
                                                 : std::span<const SheetField>(strategy_summary_fields);
}

CatalogueSheet read_catalogue_sheet(const documents::YamlNode& node, const FileReading& reading) {
    CatalogueSheet sheet;
    YamlReader reader(node, reading.problems);
    sheet.form = static_cast<SheetTemplate>(reader.choice("template", template_names));
    if (const auto* narrative_node = reader.map("narrative")) {
        YamlReader texts(*narrative_node, reading.problems);
        for (const auto& field : sheet_fields(sheet.form)) {
            if (field.kind == narrative) {
                sheet.narrative[std::string(field.code)] = read_localized(texts, field.code, reading);
            }
        }
        texts.finish();
    }
    reader.finish();
    return sheet;
}

std::vector<SheetRow> sheet_rows(const ProgrammeProfile& profile, std::string_view language) {
    std::vector<SheetRow> rows;
    for (const auto& field : sheet_fields(profile.sheet.form)) {
        SheetRow row{.code = field.code,
                     .heading = language == "es" ? field.heading_es : field.heading_en,
                     .text = std::nullopt,
                     .figure = nullptr};
        switch (field.kind) {
            case identity: row.text = identity_text(profile, field.code, language); break;
            case figure: row.figure = claim_for(profile, field.code); break;
            case narrative: {
                const auto text = profile.sheet.narrative.find(field.code);
                if (text != profile.sheet.narrative.end()) {
                    row.text = text->second.in(language);
                }
                break;
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace minka::programme
