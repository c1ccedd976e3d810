#pragma once

#include "forms/form_names.h"
#include "forms/form_sheets.h"
#include "forms/xform_xml.h"

#include <string>
#include <vector>

namespace minka::forms {

/// The model of an XForm: translations, the record as it begins, secondary instances, bindings and their actions.
/// Files that the form needs go to `files`. Problems: `invalid_input` when two sources claim one instance's name.
Result<XmlNode> write_model(const FormModel& model, const FormNames& names, std::vector<std::string>& files);

/// The secondary instances: files, what pulldata() reads, the record saved last, then the lists of choices.
/// Problems: as write_model.
Result<std::vector<XmlNode>> write_secondary_instances(const FormModel& model, std::vector<std::string>& files);

/// The action that sets a default when a record (or an instance of a repeat) begins.
XmlNode default_action(const FormElement& element, const FormNames& names, std::string_view event);

/// Whether an element's default is worked out when a record begins.
bool has_dynamic_default(const FormElement& element);

/// "/data/grupo/meta/entity".
std::string entity_path(const EntityDeclaration& entity);

/// Sets a new identifier for an entity that is created.
XmlNode entity_id_action(const EntityDeclaration& entity, std::string_view event);

}  // namespace minka::forms
