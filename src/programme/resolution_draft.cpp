#include "programme/resolution_draft.h"

#include "documents/markup.h"
#include "programme/assistance_rules.h"
#include "programme/resolution_rules.h"
#include "programme/team_rules.h"

#include <algorithm>

namespace minka::programme {

using documents::escape_markup;

namespace {

constexpr std::string_view style = R"(@page { size: A4; margin: 25mm 25mm 22mm 30mm; }
* { box-sizing: border-box; }
body { font: 11.5pt/1.5 "Liberation Serif", "Times New Roman", serif; color: #111; max-width: 155mm; margin: 12mm auto; }
header { text-align: center; border-bottom: 1.5pt solid #111; padding-bottom: 4mm; margin-bottom: 8mm; }
header p { margin: 0; text-align: center; }
header .year { font-style: italic; margin-top: 2mm; }
h1 { font-size: 13.5pt; text-align: center; margin: 0 0 7mm; letter-spacing: .02em; }
h2 { font-size: 11.5pt; margin: 6mm 0 2mm; letter-spacing: .06em; }
p { margin: 0 0 2.6mm; text-align: justify; hyphens: auto; }
ol { margin: 0 0 2.6mm; padding-left: 8mm; }
.draft { position: fixed; top: 8mm; right: 10mm; border: 1pt solid #8a1c1c; color: #8a1c1c; padding: 1mm 4mm; font-size: 10pt; }
.blank { border-bottom: .8pt solid #8a1c1c; color: #8a1c1c; padding: 0 2mm; }
.close { margin: 9mm 0 22mm; }
.signature { width: 75mm; margin: 0 auto; border-top: .8pt solid #111; text-align: center; padding-top: 1.5mm; }
section { break-before: page; }
table { width: 100%; border-collapse: collapse; font-size: 10.5pt; }
th, td { border: .6pt solid #555; padding: 1.6mm 2mm; text-align: left; vertical-align: top; }
th { background: #eee; }
tr { break-inside: avoid; }
td.number, th.number { width: 10mm; text-align: right; }
@media print { body { margin: 0; max-width: none; } .blank { color: #111; } })";

std::string blank(std::string_view what) { return "<span class=\"blank\">[" + escape_markup(what) + "]</span>"; }

std::string filled(const std::string& text, std::string_view what) {
    return text.empty() ? blank(what) : escape_markup(text);
}

std::string filled(const std::optional<LocalDate>& date, const ReportTexts& texts, std::string_view what) {
    return date ? escape_markup(format_date(texts, *date)) : blank(what);
}

std::string heading(const ResolutionDocument& document, const ResolutionWords& words, const ReportTexts& texts) {
    std::string html;
    if (!document.number) {
        html += "<div class=\"draft\">PROYECTO</div>\n";
    }
    html += "<header>\n";
    if (!document.directorate.empty()) {
        html += "<p>" + escape_markup(document.directorate) + "</p>\n";
    }
    html += "<p><strong>" + escape_markup(document.ugel) + "</strong></p>\n<p class=\"year\">" +
            filled(words.year_name, "nombre oficial del año") + "</p>\n</header>\n<h1>RESOLUCIÓN DIRECTORAL N.° " +
            filled(document.number.value_or(""), "número") + "</h1>\n<p>" + filled(words.city, "ciudad") + ", " +
            filled(document.issued_on, texts, "fecha") + "</p>\n";
    return html;
}

std::string considering(const ResolutionDocument& document, const ResolutionWords& words, const ReportTexts& texts) {
    std::string html = "<h2>VISTO:</h2>\n<p>El " + filled(words.report, "número del informe del especialista") +
                       ", el " + filled(words.file, "número del expediente") +
                       " y los demás documentos que se acompañan;</p>\n" + "<h2>CONSIDERANDO:</h2>\n";
    for (const auto& paragraph : words.considering) {
        html += "<p>" + escape_markup(paragraph) + "</p>\n";
    }
    html += "<p>Que, " + filled(words.year_norm, "norma del año escolar") +
            " orienta el desarrollo del año escolar en las instituciones y programas de la educación básica;</p>\n";
    html += "<p>Que, convocado el equipo el " + escape_markup(format_date(texts, document.convened_on)) +
            ", sus integrantes aceptaron participar por voluntad propia" +
            (document.formed_on
                 ? ", y el equipo quedó conformado el " + escape_markup(format_date(texts, *document.formed_on))
                 : std::string()) +
            ";</p>\n";
    if (document.previous) {
        html += "<p>Que, la Resolución Directoral N.° " + escape_markup(*document.previous) +
                " reconoció antes al equipo de esta jurisdicción, y corresponde reactivarlo;</p>\n";
    }
    return html + "<p>Estando a lo informado y en uso de las facultades que la ley le confiere;</p>\n";
}

std::string validity(const ResolutionDocument& document, const ReportTexts& texts) {
    if (document.valid_from && document.valid_to) {
        return "desde el " + escape_markup(format_date(texts, *document.valid_from)) + " hasta el " +
               escape_markup(format_date(texts, document.valid_to->plus_days(-1)));
    }
    return "por " + std::to_string(document.months) + " meses contados desde la fecha de su emisión";
}

std::string resolves(const ResolutionDocument& document, const ResolutionWords& words, const ReportTexts& texts) {
    const auto article = [](int number, const std::string& text) {
        return "<p><strong>Artículo " + std::to_string(number) + ".°-</strong> " + text + "</p>\n";
    };
    const auto team = "el " + escape_markup(document.team_name) + " de la " + escape_markup(document.ugel);
    std::string html = "<h2>SE RESUELVE:</h2>\n";
    html += article(1, document.kind == ResolutionKind::reactivates ? "<strong>Reactivar</strong> " + team + "."
                                                                    : "<strong>Conformar</strong> " + team + ".");
    html += article(
        2,
        "<strong>Reconocer</strong> como integrantes del equipo a las personas del anexo, que forma parte de la "
        "presente resolución. La participación es voluntaria y puede terminar cuando la persona lo decida.");
    if (document.articles) {
        for (std::string_view rest = *document.articles; !rest.empty();) {
            const auto end = std::min(rest.find('\n'), rest.size());
            html += "<p>" + escape_markup(rest.substr(0, end)) + "</p>\n";
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return html;
    }
    std::string functions = "<strong>Encargar</strong> al equipo las siguientes funciones:</p>\n<ol>\n";
    for (const auto& function : words.functions) {
        functions += "<li>" + escape_markup(function) + "</li>\n";
    }
    html += "<p><strong>Artículo 3.°-</strong> " + functions + "</ol>\n";
    html += article(4, "<strong>Disponer</strong> que la presente resolución rige " + validity(document, texts) + ".");
    html += article(5,
                    "<strong>Notificar</strong> la presente resolución a las personas interesadas y a las oficinas "
                    "correspondientes.");
    return html;
}

std::string annex(const ResolutionDocument& document, const ReportTexts& texts) {
    std::string html = "<section>\n<h1>ANEXO</h1>\n<p>Integrantes del " + escape_markup(document.team_name) +
                       " de la " + escape_markup(document.ugel) +
                       ".</p>\n<table>\n<thead><tr><th class=\"number\" scope=\"col\">N.°</th>"
                       "<th scope=\"col\">Nombres y apellidos</th><th scope=\"col\">Función en el equipo</th>"
                       "<th scope=\"col\">Aceptó el</th></tr></thead>\n<tbody>\n";
    int number = 0;
    for (const auto& member : document.members) {
        html += "<tr><td class=\"number\">" + std::to_string(++number) + "</td><td>" +
                (member.name.empty() ? "<em>datos suprimidos</em>" : escape_markup(member.name)) + "</td><td>" +
                escape_markup(member.role) + "</td><td>" + escape_markup(format_date(texts, member.accepted_on)) +
                "</td></tr>\n";
    }
    if (document.members.empty()) {
        html += "<tr><td colspan=\"4\">" + blank("nadie aceptó todavía") + "</td></tr>\n";
    }
    return html + "</tbody>\n</table>\n</section>\n";
}

Result<std::vector<AnnexMember>> open_members(storage::Reader& reader, const privacy::Vault& vault,
                                              const std::vector<Membership>& members) {
    std::vector<registry::Person> people;
    for (const auto& member : members) {
        MINKA_TRY_ASSIGN(auto person, reader.require<registry::Person>(member.person_id));
        people.push_back(std::move(person.record));
    }
    std::vector<privacy::SealedText> sealed;
    for (const auto& person : people) {
        sealed.push_back({person.id.uuid, &person.name});
    }
    MINKA_TRY_ASSIGN(auto names, vault.open_all(reader, sealed));
    std::vector<AnnexMember> opened;
    for (std::size_t i = 0; i < members.size(); ++i) {
        opened.push_back({names[i].value_or(""), members[i].role, *members[i].accepted_on});
    }
    return opened;
}

}  // namespace

ResolutionWords default_resolution_words() {
    ResolutionWords words;
    words.considering = {
        "Que, la Ley N.° 28044, Ley General de Educación, establece los lineamientos generales de la educación y del "
        "sistema "
        "educativo peruano;",
        "Que, el Decreto Supremo N.° 011-2012-ED aprueba el Reglamento de la Ley N.° 28044, Ley General de Educación;"};
    words.functions = {"Elaborar con el especialista de educación inicial el plan de trabajo del equipo y ejecutarlo.",
                       "Organizar y animar grupos de interaprendizaje con docentes y promotoras de educación inicial.",
                       "Compartir prácticas y saberes, y dar seguimiento a los acuerdos de cada sesión.",
                       "Informar a la UGEL sobre los avances, las dificultades y lo aprendido."};
    return words;
}

Result<ResolutionDocument> resolution_document(storage::Reader& reader, const privacy::Vault& vault,
                                               const DraftRequest& request) {
    MINKA_TRY_ASSIGN(const auto teams, reader.all<Team>("AND territory_id = $2 AND formed_on IS NOT NULL"
                                                        " ORDER BY convened_on DESC, id DESC",
                                                        request.ugel));
    if (teams.empty()) {
        return problem(ProblemCode::not_ready, "The UGEL has no team that was formed; form it before its resolution.",
                       "ugel");
    }
    const auto& team = teams.front().record;
    MINKA_TRY_ASSIGN(const auto resolutions,
                     reader.all<Resolution>("AND team_id = $2 ORDER BY year DESC, number DESC", team.id));
    ResolutionDocument document;
    const auto scope =
        registry::Scope::of_territory(registry::AccessRole::specialist, request.ugel, registry::Purpose::operation);
    MINKA_TRY_ASSIGN(const auto places, ugel_at(reader, scope, {request.on}));
    MINKA_TRY_ASSIGN(const auto ugel, reader.require<registry::Territory>(request.ugel));
    document.ugel = ugel.record.name;
    document.directorate = places.empty() ? "" : places.front().directorate;
    document.team_name = request.team_name;
    document.months = request.months;
    document.kind = team.previous_id ? ResolutionKind::reactivates : ResolutionKind::forms;
    document.convened_on = team.convened_on;
    document.formed_on = team.formed_on;
    if (team.previous_id) {
        MINKA_TRY_ASSIGN(const auto previous, last_resolution(reader, *team.previous_id));
        document.previous = previous ? std::optional(previous->record.number) : std::nullopt;
    }
    auto members_on = request.on;
    if (!resolutions.empty()) {
        const auto& resolution = resolutions.front().record;
        document.number = resolution.number.empty() ? std::nullopt : std::optional(resolution.number);
        document.issued_on = resolution.issued_on;
        document.valid_from = resolution.valid_from;
        document.valid_to = resolution.valid_to;
        document.articles = resolution.articles;
        members_on = resolution.issued_on.value_or(request.on);
    }
    MINKA_TRY_ASSIGN(const auto members, members_of(reader, team.id, {members_on}));
    MINKA_TRY_ASSIGN(document.members, open_members(reader, vault, members));
    return document;
}

std::string resolution_html(const ResolutionDocument& document, const ResolutionWords& words,
                            const ReportTexts& texts) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"es\">\n<head>\n<meta charset=\"utf-8\">\n<title>Resolución Directoral " +
        escape_markup(document.number.value_or("(proyecto)")) + "</title>\n<style>\n" + std::string(style) +
        "\n</style>\n</head>\n<body>\n";
    html += heading(document, words, texts);
    html += considering(document, words, texts);
    html += resolves(document, words, texts);
    html +=
        "<p class=\"close\"><strong>Regístrese y comuníquese.</strong></p>\n<p class=\"signature\">Dirección de la " +
        escape_markup(document.ugel) + "</p>\n";
    html += annex(document, texts);
    return html + "</body>\n</html>\n";
}

}  // namespace minka::programme
