#pragma once

#include "forms/form_names.h"
#include "forms/xform_xml.h"

namespace minka::forms {

/// The body of an XForm: what people see, in the order of the survey sheet, with the actions that an answer triggers.
XmlNode write_body(const FormModel& model, const FormNames& names);

}  // namespace minka::forms
