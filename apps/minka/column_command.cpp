#include "commands.h"
#include "measurement/eligible_import.h"
#include "programme/participation_import.h"
#include "programme/team_import.h"
#include "registry/enrolment_import.h"
#include "registry/partner_import.h"
#include "registry/person_columns.h"
#include "registry/school_columns.h"
#include "registry/territory_import.h"

#include <algorithm>
#include <array>

namespace minka::cli {

namespace {

struct ImportedTable {
    std::string_view name;  ///< As `minka import NAME`.
    const registry::TableShape& (*shape)();
};

constexpr std::array tables{
    ImportedTable{"territories", registry::territory_shape},
    ImportedTable{"schools", registry::school_shape},
    ImportedTable{"people", registry::person_shape},
    ImportedTable{"partners", registry::partner_shape},
    ImportedTable{"enrolment", registry::enrolment_shape},
    ImportedTable{"participation", programme::participation_shape},
    ImportedTable{"teams", programme::team_shape},
    ImportedTable{"members", programme::member_shape},
    ImportedTable{"resolutions", programme::resolution_shape},
    ImportedTable{"assistance", programme::assistance_visit_shape},
    ImportedTable{"territory-list", programme::territory_list_shape},
    ImportedTable{"eligible", measurement::eligible_shape},
};

std::string listed(std::string_view names) {
    std::string text;
    for (const char letter : names) {
        text += letter == '|' ? std::string(", ") : std::string(1, letter);
    }
    return text;
}

void print(std::ostream& out, const ImportedTable& table) {
    out << "## " << table.name << "\n\n| campo | qué es | columnas que se reconocen |\n|---|---|---|\n";
    for (const auto& field : table.shape().fields) {
        out << "| `" << field.name << "` | " << field.meaning << " | " << listed(field.also) << " |\n";
    }
    for (const auto& column : table.shape().forbidden) {
        out << "\nNo puede estar: " << listed(column.names) << ".\n";
    }
    out << "\n";
}

Result<Exit> print_columns(CommandContext& context, const std::string& name) {
    bool is_known = name.empty();
    for (const auto& table : tables) {
        if (name.empty() || name == table.name) {
            is_known = true;
            print(context.out(), table);
        }
    }
    if (!is_known) {
        std::string known;
        for (const auto& table : tables) {
            known += (known.empty() ? "" : ", ") + std::string(table.name);
        }
        return problem(ProblemCode::not_found, "There is no table of this name; there are: " + known + ".", "TABLE");
    }
    return Exit::done;
}

}  // namespace

void add_column_command(CommandTable& table) {
    const auto name = std::make_shared<std::string>();
    auto* command = table.command(table.group("import", "Importa tablas: CSV o XLSX"), "columns",
                                  "Qué columnas entiende cada tabla, y con qué nombres",
                                  [name](CommandContext& context) { return print_columns(context, *name); });
    command->add_option("TABLE", *name, "Solo esta tabla: schools, people ...");
}

}  // namespace minka::cli
