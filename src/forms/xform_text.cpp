#include "forms/xform_text.h"

#include "forms/expression_scan.h"

#include <algorithm>

namespace minka::forms {

namespace {

/// Texts by language, path and form ("long", "guidance", "image" ...), each in the order of its first mention.
class Translations {
public:
    void put(const std::string& language, const std::string& path, const std::string& form,
             std::vector<XmlNode> content) {
        auto& texts = of_language(language);
        const auto [at, is_new] = texts.index.emplace(path, texts.paths.size());
        if (is_new) {
            texts.paths.push_back({path, {}});
        }
        auto& forms = texts.paths[at->second].forms;
        if (std::ranges::find(forms, form, &Value::form) == forms.end()) {
            forms.push_back({form, std::move(content)});
        }
    }

    void fill_gaps() {
        std::vector<std::pair<std::string, std::vector<std::string>>> all;
        std::map<std::string, std::size_t> index;
        for (const auto& texts : languages_) {
            for (const auto& path : texts.paths) {
                const auto [at, is_new] = index.emplace(path.path, all.size());
                if (is_new) {
                    all.push_back({path.path, {}});
                }
                for (const auto& value : path.forms) {
                    auto& forms = all[at->second].second;
                    if (std::ranges::find(forms, value.form) == forms.end()) {
                        forms.push_back(value.form);
                    }
                }
            }
        }
        for (const auto& [path, forms] : all) {
            for (std::size_t i = 0; i < languages_.size(); ++i) {
                for (const auto& form : forms) {
                    if (form == "long" || form == "guidance") {
                        put(languages_[i].language, path, form, {XmlNode::words("-")});
                    } else {
                        put_path(i, path);
                    }
                }
            }
        }
    }

    XmlNode write(const std::string& default_language) const {
        auto itext = XmlNode::element("itext");
        for (const auto& texts : languages_) {
            auto& translation = itext.add(XmlNode::element("translation").with("lang", texts.language));
            if (texts.language == default_language) {
                translation.set("default", "true()");
            }
            for (const auto& path : texts.paths) {
                auto& text = translation.add(XmlNode::element("text").with("id", path.path));
                for (const auto& value : path.forms) {
                    auto& node = text.add(XmlNode::element("value"));
                    if (value.form != "long") {
                        node.set("form", value.form);
                    }
                    node.children = value.content;
                }
            }
        }
        return itext;
    }

private:
    struct Value {
        std::string form;
        std::vector<XmlNode> content;
    };
    struct Path {
        std::string path;
        std::vector<Value> forms;
    };
    struct Texts {
        std::string language;
        std::vector<Path> paths;
        std::map<std::string, std::size_t> index;
    };

    Texts& of_language(const std::string& language) {
        const auto found = std::ranges::find(languages_, language, &Texts::language);
        if (found != languages_.end()) {
            return *found;
        }
        languages_.push_back({language, {}, {}});
        return languages_.back();
    }

    void put_path(std::size_t language, const std::string& path) {
        auto& texts = languages_[language];
        if (texts.index.emplace(path, texts.paths.size()).second) {
            texts.paths.push_back({path, {}});
        }
    }

    std::vector<Texts> languages_;
};

class ItextWriter {
public:
    ItextWriter(const FormModel& model, const FormNames& names) : model_(model), names_(names) {}

    XmlNode write() {
        for (const auto& list : model_.lists) {
            if (list.needs_itext) {
                add_choices(list);
            }
        }
        for_each_element(*model_.survey, [&](const FormElement& element) { add_words(element); });
        for_each_element(*model_.survey, [&](const FormElement& element) {
            add_media(absolute_path(element) + ":label", element.media);
        });
        translations_.fill_gaps();
        return translations_.write(model_.settings.default_language);
    }

private:
    // A column without a language means the default one, which a column of its own says better.
    const std::string* language_of(const FormText& text, const std::string& language) const {
        const auto& standard = model_.settings.default_language;
        if (!language.empty()) {
            return &language;
        }
        const bool is_said =
            std::ranges::any_of(text.by_language, [&](const auto& one) { return one.first == standard; });
        return is_said ? nullptr : &standard;
    }

    void add(const std::string& path, const std::string& form, const FormText& text, const ExpressionPlace& place) {
        for (const auto& [language, words] : text.by_language) {
            if (const auto* meant = language_of(text, language)) {
                translations_.put(*meant, path, form, text_content(words, names_, place));
            }
        }
    }

    void add_media(const std::string& path, const std::vector<FormAttribute>& media) {
        for (const auto& [kind, files] : media) {
            const auto folder = kind == "image" || kind == "big-image" ? std::string("images") : kind;
            for (const auto& [language, file] : files.by_language) {
                if (const auto* meant = language_of(files, language)) {
                    translations_.put(
                        *meant, path, kind,
                        {XmlNode::words(file.find("://") == std::string::npos ? "jr://" + folder + "/" + file : file)});
                }
            }
        }
    }

    void add_choices(const ChoiceList& list) {
        for (std::size_t i = 0; i < list.choices.size(); ++i) {
            const auto& choice = list.choices[i];
            const auto id = choice_itext_id(list, i);
            add(id, "long", choice.label, {});
            add_media(id, choice.media);
            if (choice.label.empty() && choice.media.empty()) {
                add(id, "long", {{{"", "-"}}, {}}, {});
            }
        }
    }

    void add_words(const FormElement& element) {
        const auto path = absolute_path(element);
        const ExpressionPlace place{.element = &element};
        for (const auto& [attribute, text] : element.bind) {
            if (has_itext_message(attribute, text)) {
                add(path + ":" + attribute, "long", text, place);
            }
        }
        if (has_itext_label(element)) {
            add(path + ":label", "long", element.label, place);
        }
        if (has_itext_hint(element)) {
            add(path + ":hint", "long", element.hint, place);
            add(path + ":hint", "guidance", element.guidance, place);
        }
    }

    const FormModel& model_;
    const FormNames& names_;
    Translations translations_;
};

struct Piece {
    std::size_t start;
    std::size_t end;
};

// References outside of looked-up expressions, and those expressions, in their order.
std::vector<Piece> output_pieces(std::string_view text) {
    std::vector<Piece> pieces;
    for (const auto& [start, end] : instance_expressions(text)) {
        pieces.push_back({start, end});
    }
    const auto references = find_references(text);
    for (const auto& reference : references ? *references : std::vector<FormReference>()) {
        const bool is_inside = std::ranges::any_of(
            pieces, [&](const Piece& piece) { return piece.start <= reference.start && reference.end <= piece.end; });
        if (!is_inside) {
            pieces.push_back({reference.start, reference.end});
        }
    }
    std::ranges::sort(pieces, {}, &Piece::start);
    return pieces;
}

}  // namespace

std::vector<XmlNode> text_content(std::string_view text, const FormNames& names, const ExpressionPlace& place) {
    const auto pieces = output_pieces(text);
    if (pieces.empty()) {
        return {XmlNode::words(text)};
    }
    std::vector<XmlNode> content;
    std::size_t done = 0;
    bool has_words = false;
    const auto add_words = [&](std::string_view words) {
        if (!words.empty()) {
            has_words = has_words || words.find_first_not_of(" \n\t") != std::string_view::npos;
            content.push_back(XmlNode::words(words));
        }
    };
    for (const auto& piece : pieces) {
        add_words(text.substr(done, piece.start - done));
        const auto expression = names.expression(text.substr(piece.start, piece.end - piece.start), place);
        content.push_back(XmlNode::element("output").with("value", expression));
        done = piece.end;
    }
    add_words(text.substr(done));
    if (has_words) {
        // The space on either side is how the community's forms look; clients trim it.
        if (content.front().name.empty()) {
            content.front().text.insert(0, " ");
        }
        content.push_back(XmlNode::words(" "));
    }
    return content;
}

bool has_itext_label(const FormElement& element) {
    return !element.is_untranslated && (element.label.is_translated() || !element.media.empty());
}

bool has_itext_hint(const FormElement& element) { return element.hint.is_translated() || !element.guidance.empty(); }

bool is_message(std::string_view attribute) {
    return attribute == "jr:constraintMsg" || attribute == "jr:requiredMsg" || attribute == "jr:noAppErrorString";
}

bool has_itext_message(std::string_view attribute, const FormText& text) {
    return is_message(attribute) && (text.is_translated() || text.plain().find("${") != std::string_view::npos);
}

std::string choice_itext_id(const ChoiceList& list, std::size_t index) {
    return list.name + "-" + std::to_string(index);
}

XmlNode write_itext(const FormModel& model, const FormNames& names) { return ItextWriter(model, names).write(); }

}  // namespace minka::forms
