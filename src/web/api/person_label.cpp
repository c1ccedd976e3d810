#include "web/api/person_label.h"

namespace minka::web {

Result<std::string> person_label(storage::Reader& reader, const privacy::Vault& vault, const registry::PersonId& id) {
    MINKA_TRY_ASSIGN(const bool erased, privacy::was_erased(reader, id.uuid));
    if (erased) {
        return std::string();
    }
    MINKA_TRY_ASSIGN(const auto person, reader.require<registry::Person>(id));
    return vault.open(reader, id.uuid, person.record.name);
}

}  // namespace minka::web
