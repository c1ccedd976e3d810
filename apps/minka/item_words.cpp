#include "item_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

namespace minka::cli {
namespace {

struct ModelName {
    stats::ItemModel model;
    std::string_view code;
    std::string_view other_codes;  ///< between spaces
    std::string_view es;
    std::string_view en;
};

constexpr auto model_names = std::to_array<ModelName>({
    {stats::ItemModel::graded, "graded", " grm 2pl ", "respuesta graduada", "graded response"},
    {stats::ItemModel::generalised_partial_credit, "generalised_partial_credit", " gpcm ",
     "crédito parcial generalizado", "generalised partial credit"},
    {stats::ItemModel::partial_credit, "partial_credit", " pcm rasch ", "crédito parcial", "partial credit"},
    {stats::ItemModel::rating_scale, "rating_scale", " rsm ", "escala de valoración", "rating scale"},
});

}  // namespace

void add_file_options(CLI::App* command, ItemWords& words) {
    command->add_option("file", words.file, "Tabla (CSV o XLSX): una fila por persona, una columna por ítem")
        ->required();
    command->add_option("--items", words.reading.items, "Columnas de los ítems; sin ella, todas las demás")
        ->delimiter(',');
    command->add_option("--group", words.reading.group, "Columna del grupo");
    command->add_option("--weight", words.reading.weight, "Columna del peso de cada persona");
    command->add_option("--person", words.reading.person, "Columna que identifica la fila");
    command->add_option("--missing", words.reading.missing, "Códigos sin respuesta, además de la celda vacía")
        ->delimiter(',')
        ->capture_default_str();
    command->add_flag("--json", words.is_json, "Escribe los mismos resultados como JSON");
}

void add_model_options(CLI::App* command, ItemWords& words) {
    command
        ->add_option("--categories", words.reading.categories,
                     "Categorías de todos los ítems, en su orden; sin ella, los números hallados")
        ->delimiter(',');
    command->add_option("--reverse", words.reading.reversed, "Ítems de sentido contrario")->delimiter(',');
    command->add_option("--reference", words.reading.reference,
                        "Grupo de media 0 y desviación 1; sin ella, el primero");
    command
        ->add_option("--model", words.model,
                     "graded (2pl), generalised_partial_credit (gpcm), partial_credit (pcm, rasch), rating_scale (rsm)")
        ->capture_default_str();
    command->add_option("--nodes", words.nodes, "Puntos de theta")->capture_default_str();
    command->add_option("--reach", words.reach, "Alcance de los puntos, de -reach a reach")->capture_default_str();
    command->add_option("--threads", words.threads, "Hilos; 0: los de la máquina. El resultado no depende de ellos")
        ->check(CLI::Range(0U, 256U))
        ->capture_default_str();
}

Result<stats::ResponseOptions> response_options(const ItemWords& words, const measurement::ItemFile& file) {
    const auto found = std::ranges::find_if(model_names, [&](const ModelName& name) {
        return words.model == name.code || name.other_codes.find(" " + words.model + " ") != std::string_view::npos;
    });
    if (found == model_names.end() || words.model.empty()) {
        return invalid(fmt::format("There is no model «{}»; --help lists them.", words.model), "--model");
    }
    stats::ResponseOptions options;
    options.model = found->model;
    options.node_count = words.nodes;
    options.reach = words.reach;
    options.threads = words.threads > 0 ? words.threads : std::clamp(std::thread::hardware_concurrency(), 1U, 256U);
    MINKA_TRY_ASSIGN(options.free_items, items_named(words.free, file, "--free"));
    return options;
}

Result<std::vector<std::uint32_t>> items_named(const std::vector<std::string>& names, const measurement::ItemFile& file,
                                               const std::string& option) {
    std::vector<std::uint32_t> items;
    for (const auto& name : names) {
        const auto found = std::ranges::find(file.items, name);
        if (found == file.items.end()) {
            return invalid(fmt::format("«{}» is none of the items.", name), option);
        }
        items.push_back(static_cast<std::uint32_t>(found - file.items.begin()));
    }
    return items;
}

std::string model_name(stats::ItemModel model, bool is_spanish) {
    const auto& name = *std::ranges::find(model_names, model, &ModelName::model);
    return std::string(is_spanish ? name.es : name.en);
}

}  // namespace minka::cli
