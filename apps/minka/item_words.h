#pragma once

#include "measurement/item_file.h"
#include "stats/item_response.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace minka::cli {

/// What the commands about items are told: the table, the model, and how it is computed.
struct ItemWords {
    std::string file;
    measurement::ItemFileOptions reading;
    std::string model = "graded";
    std::vector<std::string> free;
    std::size_t nodes = 61;
    double reach = 6;
    unsigned threads = 0;  ///< 0: as many as the machine has
    bool is_json = false;
};

void add_file_options(CLI::App* command, ItemWords& words);
void add_model_options(CLI::App* command, ItemWords& words);

/// Problems: `invalid_input` for a model or an item that is none.
Result<stats::ResponseOptions> response_options(const ItemWords& words, const measurement::ItemFile& file);
Result<std::vector<std::uint32_t>> items_named(const std::vector<std::string>& names, const measurement::ItemFile& file,
                                               const std::string& option);

std::string model_name(stats::ItemModel model, bool is_spanish);

}  // namespace minka::cli
