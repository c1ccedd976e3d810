#include "commands.h"
#include "documents/yaml_writer.h"
#include "web/openapi.h"

namespace minka::cli {

void add_api_command(CommandTable& table) {
    table.command(nullptr, "api", "Escribe la descripción OpenAPI del servidor, en YAML",
                  [](CommandContext& context) -> Result<Exit> {
                      context.out() << documents::to_yaml(web::openapi_document(web::routes()));
                      return Exit::done;
                  });
}

}  // namespace minka::cli
