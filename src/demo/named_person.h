#pragma once

#include "demo/fictional_names.h"
#include "privacy/vault.h"
#include "registry/person.h"

#include <span>
#include <string>
#include <vector>

namespace minka::demo {

/// A fictional person with a name that is not sealed yet.
struct NamedPerson {
    registry::Person record;
    std::string name;
};

/// Somebody who works: bands of birth and of experience that go together, a sex for most.
NamedPerson draw_person(FictionalNames& names, Chance& chance, LocalDate recorded_on);

/// Seals each name under its person's own key and writes them. Problems: those of the vault and the writer.
Result<> store_people(storage::Writer& writer, const privacy::Vault& vault, std::span<const NamedPerson> people);

}  // namespace minka::demo
