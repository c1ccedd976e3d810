#pragma once

#include "forms/export/export_columns.h"

#include <cstdint>
#include <string>
#include <vector>

namespace minka::forms {

/// A file that a codebook describes: a table with its columns.
struct CodebookFile {
    std::string name;
    std::size_t table = 0;
};

/// A DDI Codebook 2.5 document of a form: the study, one file for each table, and each column with its question, type
/// and choices. No answer is in it.
///
/// Source: DDI Codebook 2.5, ddialliance.org/Specification/DDI-Codebook/2.5.
std::string codebook_xml(const FormFields& fields, const std::vector<CodebookFile>& files, const ExportLayout& layout,
                         LocalDate on);

}  // namespace minka::forms
