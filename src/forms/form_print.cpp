#include "forms/form_print.h"

#include "base/text.h"
#include "documents/markup.h"
#include "documents/qr_code.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace minka::forms {

namespace {

using documents::escape_markup;

constexpr int times_of_a_repeat = 3;

constexpr std::string_view style =
    R"(body{font:1rem/1.4 system-ui,sans-serif;color:#111;max-width:48rem;margin:1rem auto;padding:0 1rem}
header{display:flex;gap:1rem;align-items:flex-start;border-bottom:2px solid #111;padding-bottom:.5rem}
header div{flex:1}header svg{width:6.5rem;height:6.5rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:1.1rem 0 .3rem;
border-bottom:1px solid #999;break-after:avoid}.q{margin:.7rem 0;break-inside:avoid}.l{font-weight:600}.h{color:#444;font-size:.92rem}
.if{font-style:italic;font-size:.92rem}.o{display:flex;flex-wrap:wrap;gap:.15rem 1.3rem;margin:.2rem 0}.o span{white-space:normal}
.b{display:inline-block;width:.9rem;height:.9rem;border:1.5px solid #111;margin-right:.4rem;vertical-align:-.1rem}.b.r{border-radius:50%}
.w{border-bottom:1px solid #111;height:1.7rem}.w.s{width:14rem}.t{border-left:3px solid #999;padding-left:.8rem}
@media print{body{font-size:11pt;margin:0;max-width:none;padding:0}@page{size:A4;margin:15mm}})";

/// Writes one form.
class Sheet {
public:
    explicit Sheet(const FormModel& form) : form_(form) {
        for_each_element(*form.survey, [&](const FormElement& element) { named_[element.name] = &element; });
    }

    std::string write(const std::string& qr) {
        const auto& settings = form_.settings;
        page_ =
            "<!doctype html>\n<html lang=\"es\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            "content=\"width=device-width\">\n<title>" +
            escape_markup(settings.title) + "</title><style>\n" + std::string(style) +
            "\n</style></head><body>\n<header><div><h1>" + escape_markup(settings.title) + "</h1><p class=\"h\">" +
            escape_markup(settings.id) + ", versión " + escape_markup(settings.version) +
            (settings.is_anonymous ? ". Anónimo: no escriba su nombre." : "") + "</p></div>" + qr + "</header>\n";
        write_children(*form_.survey);
        return page_ + "</body></html>\n";
    }

private:
    std::string text_of(const FormText& text) const {
        if (text.empty()) {
            return {};
        }
        const auto in = [&](std::string_view language) {
            return std::ranges::find_if(text.by_language, [&](const auto& one) {
                return one.first == language || one.first.ends_with("(" + std::string(language) + ")");
            });
        };
        auto found = in("es");
        found = found == text.by_language.end() ? in(form_.settings.default_language) : found;
        return without_references(found == text.by_language.end() ? text.by_language.front().second : found->second);
    }

    // An answer that a phone would put in stands as a blank.
    static std::string without_references(const std::string& text) {
        std::string plain;
        for (std::size_t at = 0; at < text.size();) {
            const auto end = text.substr(at).starts_with("${") ? text.find('}', at) : std::string::npos;
            if (end != std::string::npos) {
                plain += "____";
                at = end + 1;
            } else {
                plain += text[at++];
            }
        }
        return plain;
    }

    std::string choice_label(const FormElement& question, std::string_view name) const {
        const auto* list = form_.list(question.items.name);
        if (list != nullptr) {
            const auto found = std::ranges::find(list->choices, name, &FormChoice::name);
            if (found != list->choices.end()) {
                return text_of(found->label);
            }
        }
        return std::string(name);
    }

    // "${resultado} != 'failed'" in words; nothing for what is no comparison of one answer with one word.
    std::string comparison(std::string_view part) const {
        part = trim(part);
        const auto close = part.find('}');
        if (!part.starts_with("${") || close == std::string_view::npos) {
            return {};
        }
        const auto question = named_.find(part.substr(2, close - 2));
        auto rest = trim(part.substr(close + 1));
        const bool is_other = rest.starts_with("!=");
        if (question == named_.end() || (!is_other && !rest.starts_with("="))) {
            return {};
        }
        rest = trim(rest.substr(is_other ? 2 : 1));
        if (rest.size() < 2 || rest.front() != rest.back() || (rest.front() != '\'' && rest.front() != '"')) {
            return {};
        }
        const auto label = "«" + text_of(question->second->label) + "» ";
        const auto word = rest.substr(1, rest.size() - 2);
        if (word.empty()) {
            return label + (is_other ? "tiene respuesta" : "quedó en blanco");
        }
        return label + (is_other ? "no es «" : "es «") + choice_label(*question->second, word) + "»";
    }

    std::string condition(std::string_view expression) const {
        const bool is_or = expression.contains(" or ");
        const std::string_view joint = is_or ? " or " : " and ";
        std::string words;
        while (!expression.empty()) {
            const auto at = expression.find(joint);
            const auto said = comparison(expression.substr(0, at));
            if (said.empty()) {
                return "Solo si corresponde.";
            }
            words += (words.empty() ? "Solo si " : is_or ? " o " : " y ") + said;
            expression = at == std::string_view::npos ? std::string_view() : expression.substr(at + joint.size());
        }
        return words + ".";
    }

    void write_condition(const FormElement& element) {
        if (const auto relevant = element.bind_value("relevant"); !relevant.empty()) {
            page_ += "<div class=\"if\">" + escape_markup(condition(relevant)) + "</div>\n";
        }
    }

    void write_choices(const FormElement& question, bool is_one) {
        const auto* list = form_.list(question.items.name);
        if (question.items.kind != ItemSource::Kind::list || list == nullptr) {
            page_ +=
                "<div class=\"h\">De la lista que trae el paquete: escriba cómo aparece.</div><div "
                "class=\"w\"></div>\n";
            return;
        }
        page_ += "<div class=\"o\">";
        for (const auto& choice : list->choices) {
            page_ += std::string("<span><i class=\"b") + (is_one ? " r" : "") + "\"></i>" +
                     escape_markup(text_of(choice.label)) + "</span>";
        }
        page_ += "</div>\n";
    }

    static std::optional<int> whole(std::string_view text) {
        int value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(value) : std::nullopt;
    }

    void write_range(const FormElement& question) {
        const auto from = whole(question.control_value("start"));
        const auto to = whole(question.control_value("end"));
        if (!from || !to || *to - *from > 20) {
            page_ += "<div class=\"w s\"></div>\n";
            return;
        }
        page_ += "<div class=\"o\">";
        for (int value = *from; value <= *to; ++value) {
            page_ += "<span><i class=\"b r\"></i>" + std::to_string(value) + "</span>";
        }
        page_ += "</div>\n";
    }

    void write_answer(const FormElement& question) {
        switch (question.question.control) {
            case FormControl::select_one: write_choices(question, true); return;
            case FormControl::select_multiple:
            case FormControl::rank: write_choices(question, false); return;
            case FormControl::range: write_range(question); return;
            case FormControl::upload:
                page_ += "<div class=\"h\">Se adjunta aparte, al pasar la hoja al teléfono.</div>\n";
                return;
            case FormControl::trigger: page_ += "<div class=\"o\"><span><i class=\"b\"></i>Sí</span></div>\n"; return;
            case FormControl::input:
            case FormControl::none: break;
        }
        if (question.question.is_read_only) {
            return;  // a note
        }
        const bool is_long = question.control_value("appearance").contains("multiline");
        const bool is_text = question.question.bind_type == "string";
        for (int line = 0; line < (is_long ? 4 : 1); ++line) {
            page_ += std::string("<div class=\"w") + (is_text ? "" : " s") + "\"></div>\n";
        }
    }

    void write_question(const FormElement& question) {
        const bool is_asked = question.question.control != FormControl::none;
        if (!is_asked || question.is_generated || question.label.empty()) {
            return;  // recorded by the phone, or calculated
        }
        page_ += "<div class=\"q\">";
        write_condition(question);
        page_ += "<div class=\"l\">" + escape_markup(text_of(question.label)) +
                 (question.bind_value("required").empty() ? "" : " *") + "</div>\n";
        if (!question.hint.empty()) {
            page_ += "<div class=\"h\">" + escape_markup(text_of(question.hint)) + "</div>\n";
        }
        write_answer(question);
        page_ += "</div>\n";
    }

    void write_children(const FormElement& section) {
        for (const auto& child : section.children) {
            switch (child->kind) {
                case FormElement::Kind::question: write_question(*child); break;
                case FormElement::Kind::group: write_section(*child, 1); break;
                case FormElement::Kind::repeat: write_section(*child, times_of_a_repeat); break;
                case FormElement::Kind::survey:
                case FormElement::Kind::external: break;
            }
        }
    }

    void write_section(const FormElement& section, int times) {
        if (!section.label.empty()) {
            page_ += "<h2>" + escape_markup(text_of(section.label)) + "</h2>\n";
        }
        write_condition(section);
        for (int time = 1; time <= times; ++time) {
            page_ += times > 1 ? "<div class=\"t\"><div class=\"h\">" + std::to_string(time) + "</div>\n" : "";
            write_children(section);
            page_ += times > 1 ? "</div>\n" : "";
        }
        page_ += times > 1 ? "<p class=\"h\">Si hacen falta más, copie esta parte en otra hoja.</p>\n" : "";
    }

    const FormModel& form_;
    std::map<std::string, const FormElement*, std::less<>> named_;
    std::string page_;
};

}  // namespace

Result<std::string> print_form(const FormModel& form) {
    MINKA_TRY_ASSIGN(const auto qr, documents::qr_svg("minka-form:" + form.settings.id + ":" + form.settings.version));
    // Without the declaration that a file of its own begins with.
    const auto begin = qr.find("<svg");
    return Sheet(form).write(begin == std::string::npos ? qr : qr.substr(begin));
}

}  // namespace minka::forms
