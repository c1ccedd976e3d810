#include "measurement/teacher_page.h"

#include "base/text.h"
#include "documents/markup.h"
#include "documents/xml_tree.h"

#include <algorithm>

namespace minka::measurement {

namespace {

using documents::escape_markup;
using documents::XmlTree;
using Names = std::map<std::string, std::string>;

constexpr std::string_view page_begin = R"(<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lo que vimos en su clase</title><style>
body{font:1rem/1.45 system-ui,sans-serif;color:#1b1b1b;max-width:44rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.05rem;margin:1rem 0 .2rem;break-after:avoid}
p,li{margin:.2rem 0}ul{margin:.1rem 0;padding-left:1.2rem}.when{color:#444}
footer{border-top:1px solid #777;margin-top:1.2rem;padding-top:.5rem;font-size:.9rem}
@media print{body{font-size:10.5pt;margin:0;max-width:none}@page{size:A4;margin:16mm}}
</style></head><body>
<h1>Lo que vimos en su clase</h1>
)";

constexpr std::string_view page_end = R"(<h2>Para conversar</h2>
<ul><li>¿Qué de lo anterior reconoce, y qué vio usted que aquí no está?</li>
<li>¿Qué quisiera probar en las próximas semanas, y qué apoyo le serviría?</li></ul>
<footer>Esta página es para usted: no lleva puntajes, no va a su hoja de vida y nadie la usa para evaluar su desempeño.
La escribieron dos personas que miraron la misma clase por separado y después la conversaron.</footer>
</body></html>
)";

// The label of each question, by its path, where the form writes it in place.
Names labels_of(const XmlTree& form) {
    Names labels;
    for (XmlTree::Node node = 0; node < form.size(); ++node) {
        const auto path = form.attribute(node, "ref");
        const auto label = path ? form.child(node, "label") : XmlTree::none;
        if (label != XmlTree::none && !trim(form.text(label)).empty()) {
            labels.try_emplace(std::string(*path), trim(form.text(label)));
        }
    }
    return labels;
}

std::string item(const CodedSheet& sheet, const std::string& practice) {
    const auto found = sheet.find(practice);
    const auto text = found == sheet.end() ? std::string_view() : trim(found->second.text);
    return text.empty() ? std::string() : "<li>" + escape_markup(text) + "</li>\n";
}

}  // namespace

Result<std::map<std::string, std::string>> practice_names(storage::Reader& reader, forms::SubmissionBook& book,
                                                          const forms::SubmissionId& sheet) {
    MINKA_TRY_ASSIGN(const auto submission, book.require(reader, sheet));
    const auto form_id = submission.form.substr(forms::xform_kind.size() + 1);
    MINKA_TRY_ASSIGN(const auto form, book.forms().find(reader, form_id, submission.form_version));
    Names names;
    if (form == nullptr) {
        return names;
    }
    MINKA_TRY_ASSIGN(const auto tree, XmlTree::read(form->release.document, {}, form_id));
    const auto labels = labels_of(tree);
    for (const auto& binding : form->bindings) {
        for (const auto& [field, path] : binding.fields) {
            const auto label = labels.find(path);
            if (binding.fact == "observation" && field.starts_with("code.") && label != labels.end()) {
                names[field.substr(5)] = label->second;
            }
        }
    }
    return names;
}

Result<std::string> teacher_page(storage::Reader& reader, forms::SubmissionBook& book, const std::string& code) {
    MINKA_TRY_ASSIGN(const auto opened, open_episode(reader, book, code));
    if (opened.episode.state != EpisodeState::agreed) {
        return problem(ProblemCode::not_ready, "The teacher's page is written once both observers agree.", "episode");
    }
    if (const auto owed = unreasoned(opened); !owed.empty()) {
        return problem(ProblemCode::not_ready,
                       "The consensus gives no reason for " + owed.front() + ", where the two lie far apart.",
                       "consensus");
    }
    MINKA_TRY_ASSIGN(const auto names, practice_names(reader, book, opened.episode.sheets.front().submission));
    auto page = std::string(page_begin);
    if (opened.episode.on) {
        page += "<p class=\"when\">" + opened.episode.on->text() + "</p>\n";
    }
    for (const auto& [practice, first] : opened.first) {
        const auto seen = item(opened.first, practice) + item(opened.second, practice);
        if (!seen.empty()) {
            const auto name = names.find(practice);
            page += "<h2>" + escape_markup(name == names.end() ? practice : name->second) + "</h2>\n<ul>" + seen +
                    "</ul>\n";
        }
    }
    return page + std::string(page_end);
}

}  // namespace minka::measurement
