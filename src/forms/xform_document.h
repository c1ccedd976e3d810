#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// What a form says of one of its questions.
struct XFormBind {
    std::string path;     ///< "/data/visita/fecha"
    std::string type;     ///< "string", "int", "date", "geopoint" ...; empty when not said.
    std::string preload;  ///< "timestamp", "property" ...
    std::string calculate;
    std::string fact;  ///< "attendance.person", several with spaces between; see FactBinding.
};

/// What a server has to know of an ODK XForm; how it is shown and computed is the client's matter.
struct XFormDocument {
    std::string form_id;
    std::string version;  ///< Empty when the form has none.
    std::string title;
    std::vector<XFormBind> binds;
    std::vector<std::string> repeats;  ///< Paths of repeated groups.
    std::vector<std::string> actions;  ///< Names of actions: "setvalue", "setgeopoint", "recordaudio".
    std::vector<std::string> action_values;
    std::vector<std::string> files;  ///< Names of the files it refers to (jr://file/roster.csv), each once.
    bool is_encrypted = false;       ///< Carries a public key: its answers would come unreadable.
};

/// Problems: `malformed_file` for XML that is torn; `invalid_input` for a document that is no XForm, without an id, or
/// with an id or version of more than 200 characters.
///
/// Source: ODK XForms Specification, getodk.github.io/xforms-spec.
Result<XFormDocument> read_xform(std::string_view xml, const std::string& place);

/// Why a form may not be called anonymous, one sentence for each question at fault: it would record who answers, on
/// what device, where, or at what time of day. Empty when it may.
std::vector<std::string> traces_in(const XFormDocument& document);

}  // namespace minka::forms
