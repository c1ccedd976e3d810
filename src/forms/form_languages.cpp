#include "forms/form_check.h"

#include <algorithm>
#include <set>

namespace minka::forms {

namespace {

// ISO 639-1, and the codes of ISO 639-2 that name the same languages and are not used where there are two letters.
constexpr std::string_view two_letters =
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw "
    "ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt "
    "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm "
    "sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
    "zu ";
constexpr std::string_view three_letters_of_two =
    " aar abk afr aka alb amh ara arg arm asm ava aym aze bak bam baq bel ben bih bis bos bre bul bur cat cha che chi "
    "chv cor cos cre cze dan deu div dut dzo eng epo est ewe fao fas fij fin fra fre fry ful geo ger gla gle glg glv "
    "gre grn guj hat hau heb her hin hrv hun ibo ice iii iku ile ina ind ipk isl ita jav jpn kal kan kas kau kaz khm "
    "kik kin kir kom kon kor kur lao lat lav lim lin lit ltz lub lug mac mah mal mao mar may mlg mlt mon mya nau nav "
    "nbl nde ndo nep nld nno nob nor nya oci oji ori orm oss pan per pli pol por pus que roh ron rum run rus sag san "
    "sin slk slo slv sme smo sna snd som sot spa sqi srd srp ssw sun swa swe tah tam tat tel tgk tgl tha tib tir ton "
    "tsn tso tuk tur twi uig ukr urd uzb ven vie vol wel wln wol xho yid yor zha zho zul ";

// "Español (es)", "Awajún (agr)", "English (en-US)".
bool has_language_code(std::string_view language) {
    const auto open = language.rfind('(');
    const auto close = language.rfind(')');
    const bool is_bare = open == std::string_view::npos;  // "es" alone
    if (!is_bare && (close == std::string_view::npos || close < open)) {
        return false;
    }
    const auto tag = is_bare ? language : language.substr(open + 1, close - open - 1);
    const auto code = lower_case(tag.substr(0, tag.find('-')));
    if (!std::ranges::all_of(code, [](char c) { return c >= 'a' && c <= 'z'; })) {
        return false;
    }
    const auto padded = " " + code + " ";
    if (code.size() == 2) {
        return two_letters.find(padded) != std::string_view::npos;
    }
    return !is_bare && code.size() == 3 && three_letters_of_two.find(padded) == std::string_view::npos;
}

struct TranslatableColumn {
    std::string name;
    std::string language;
};

// The columns of a sheet that may be in several languages, those without one being of the default language.
std::vector<TranslatableColumn> translatable_columns(const FormTable& table, const std::string& default_language) {
    std::vector<TranslatableColumn> columns;
    for (const auto& column : table.columns()) {
        const auto& path = column.path;
        if (path.empty()) {
            continue;
        }
        const bool is_own = path[0] == "label" || path[0] == "hint" || path[0] == "guidance_hint";
        const bool is_grouped =
            path.size() > 1 && (path[0] == "media" ||
                                (path[0] == "bind" && (path[1] == "jr:constraintMsg" || path[1] == "jr:requiredMsg")));
        const std::size_t word = is_grouped ? 1 : 0;
        if ((is_own || is_grouped) && path.size() <= word + 2) {
            columns.push_back({path[word], path.size() == word + 2 ? path[word + 1] : default_language});
        }
    }
    return columns;
}

std::string shown_name(const std::string& column) {
    return column == "jr:constraintMsg" ? "constraint_message"
           : column == "jr:requiredMsg" ? "required_message"
                                        : column;
}

void check_sheet(const FormTable& table, FormModel& model, std::vector<std::string>& languages) {
    const auto columns = translatable_columns(table, model.settings.default_language);
    std::set<std::string> names;
    std::vector<std::string> here;
    for (const auto& column : columns) {
        names.insert(column.name);
        if (std::ranges::find(here, column.language) == here.end()) {
            here.push_back(column.language);
        }
        if (std::ranges::find(languages, column.language) == languages.end()) {
            languages.push_back(column.language);
        }
    }
    if (here.size() < 2) {
        return;
    }
    for (const auto& language : here) {
        for (const auto& name : names) {
            const bool is_there = std::ranges::any_of(columns, [&](const TranslatableColumn& column) {
                return column.name == name && column.language == language;
            });
            if (!is_there) {
                model.notes.push_back({"The language '" + language + "' has no column '" + shown_name(name) +
                                           "', which another language has; people who read it see a dash.",
                                       form_place(table.sheet(), 1, shown_name(name))});
            }
        }
    }
}

}  // namespace

void check_form_languages(const FormSheets& sheets, FormModel& model) {
    std::vector<std::string> languages;
    check_sheet(sheets.survey, model, languages);
    if (sheets.has_choices) {
        check_sheet(sheets.choices, model, languages);
    }
    for (const auto& language : languages) {
        if (language != "default" && !has_language_code(language)) {
            model.notes.push_back({"The language '" + language +
                                       "' has no code by which a phone could choose it; write it like 'Español (es)'.",
                                   form_place("survey", 1)});
        }
    }
}

}  // namespace minka::forms
