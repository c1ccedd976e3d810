#include "web/web_files.h"

namespace minka::web {

std::span<const WebFile> web_files() { return {}; }

}  // namespace minka::web
