#pragma once

#include "forms/export/export_columns.h"

#include <string>
#include <vector>

namespace minka::forms {

/// "Submissions", and for a repeated group "Submissions.grupo.hijo": what its table is called in the service.
std::string odata_table_name(const FormFields& fields, std::size_t table);

/// The service document of a form: a set for each table. `address` is that of the service, ".../forms/visitas.svc".
/// Source: OData JSON Format Version 4.01, section 5.
std::string odata_service_json(const FormFields& fields, const std::string& address);

/// The metadata document, EDMX: tables are entity types, groups complex types. Withheld questions are not in it.
/// Source: OData CSDL XML Representation Version 4.01.
std::string odata_metadata_xml(const FormFields& fields, const ExportLayout& layout);

}  // namespace minka::forms
