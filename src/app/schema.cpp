#include "app/schema.h"

#include <vector>

namespace minka::app {

std::span<const storage::Migration> schema() {
    static const std::vector<storage::Migration> migrations{
        storage::storage_migrations()[0],
    };
    return migrations;
}

}  // namespace minka::app
