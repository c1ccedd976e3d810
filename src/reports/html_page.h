#pragma once

#include "reports/report_document.h"

#include <string>

namespace minka::reports {

/// The document as one HTML page that needs nothing else: no script, no outside font, picture or style. It prints on
/// A4, reads on a phone of 360 pixels, and is well-formed XML as well. The same document gives the same bytes.
std::string html_page(const ReportDocument& document, const programme::ReportTexts& texts);

}  // namespace minka::reports
