#include "forms/export/codebook.h"

#include "documents/markup.h"

#include <fmt/format.h>

namespace minka::forms {

namespace {

using Content = ExportColumn::Content;
using documents::escape_attribute;
using documents::escape_markup;

bool is_numeric(const FormField& field, const ExportColumn& column) {
    return column.content != Content::answer || field.type == "int" || field.type == "decimal";
}

std::string question_text(const FormField& field, const ExportColumn& column) {
    std::string xml;
    if (!field.label.empty()) {
        xml += "      <qstn><qstnLit>" + escape_markup(field.label) + "</qstnLit></qstn>\n";
    }
    const bool is_closed = column.content == Content::answer &&
                           (field.control == FieldControl::select_one || field.control == FieldControl::select_many ||
                            field.control == FieldControl::rank);
    if (is_closed) {
        for (const auto& choice : field.choices) {
            xml += "      <catgry><catValu>" + escape_markup(choice.value) + "</catValu><labl>" +
                   escape_markup(choice.label) + "</labl></catgry>\n";
        }
    } else if (column.content == Content::choice) {
        xml += "      <catgry><catValu>0</catValu></catgry>\n      <catgry><catValu>1</catValu></catgry>\n";
    }
    return xml;
}

std::string variable(const FormFields& fields, const CodebookFile& file, const ExportColumn& column, std::size_t number,
                     std::size_t file_number) {
    const bool is_answer = column.content <= Content::choice;
    static const FormField not_asked;
    const auto& field = is_answer ? fields.tables[file.table].fields[column.field] : not_asked;
    auto label = is_answer && !field.label.empty() ? field.label : column.header;
    auto concept_text = is_answer ? "      <concept>" + escape_markup(field.path) + "</concept>\n" : std::string();
    const bool is_number = is_answer ? is_numeric(field, column) : column.content == Content::edits;
    return fmt::format("    <var ID=\"V{}_{}\" name=\"{}\" files=\"F{}\" intrvl=\"{}\">\n      <labl>{}</labl>\n",
                       file_number, number, escape_attribute(column.header), file_number,
                       is_number && column.content != Content::choice ? "contin" : "discrete", escape_markup(label)) +
           question_text(field, column) + concept_text +
           fmt::format("      <varFormat type=\"{}\"{}/>\n    </var>\n", is_number ? "numeric" : "character",
                       field.type == "date" ? " category=\"date\"" : "");
}

}  // namespace

std::string codebook_xml(const FormFields& fields, const std::vector<CodebookFile>& files, const ExportLayout& layout,
                         LocalDate on) {
    const auto title = escape_markup(fields.title);
    auto xml = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<codeBook xmlns=\"ddi:codebook:2_5\" version=\"2.5\"{}>\n"
        "  <docDscr><citation><titlStmt><titl>{}</titl></titlStmt><prodStmt><prodDate date=\"{}\">{}</prodDate>"
        "<software>Minka</software></prodStmt></citation></docDscr>\n"
        "  <stdyDscr><citation><titlStmt><titl>{}</titl><IDNo>{}</IDNo></titlStmt><verStmt><version>{}</version>"
        "</verStmt></citation></stdyDscr>\n",
        fields.language.empty() ? "" : " xml:lang=\"" + escape_attribute(fields.language) + "\"", title, on.text(),
        on.text(), title, escape_markup(fields.form_id), escape_markup(fields.version));
    std::vector<std::vector<ExportColumn>> columns;
    for (std::size_t at = 0; at < files.size(); ++at) {
        columns.push_back(columns_of(fields, files[at].table, layout));
        xml += fmt::format(
            "  <fileDscr ID=\"F{}\"><fileTxt><fileName>{}</fileName><dimensns><varQnty>{}</varQnty>"
            "</dimensns></fileTxt></fileDscr>\n",
            at + 1, escape_markup(files[at].name), columns.back().size());
    }
    xml += "  <dataDscr>\n";
    for (std::size_t at = 0; at < files.size(); ++at) {
        for (std::size_t number = 0; number < columns[at].size(); ++number) {
            xml += variable(fields, files[at], columns[at][number], number + 1, at + 1);
        }
    }
    return xml + "  </dataDscr>\n</codeBook>\n";
}

}  // namespace minka::forms
