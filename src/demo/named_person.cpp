#include "demo/named_person.h"

#include <array>

namespace minka::demo {

namespace {

struct Generation {
    std::string_view birth_band;
    std::array<std::string_view, 3> experience_bands;
};

constexpr std::array generations{
    Generation{"1955-1964", {"21-30", "31+", "31+"}},     Generation{"1965-1974", {"11-20", "21-30", "21-30"}},
    Generation{"1965-1974", {"11-20", "21-30", "06-10"}}, Generation{"1975-1984", {"06-10", "11-20", "11-20"}},
    Generation{"1975-1984", {"03-05", "11-20", "06-10"}}, Generation{"1985-1994", {"00-02", "03-05", "06-10"}},
    Generation{"1995-2004", {"00-02", "00-02", "03-05"}},
};

}  // namespace

NamedPerson draw_person(FictionalNames& names, Chance& chance, LocalDate recorded_on) {
    NamedPerson person;
    person.record.id = chance.new_id<registry::PersonId>(recorded_on);
    person.name = names.person();
    const auto& generation = chance.pick(generations);
    if (chance.happens(0.97)) {
        person.record.birth_band = generation.birth_band;
        person.record.experience_band = chance.pick(generation.experience_bands);
    }
    if (chance.happens(0.95)) {
        person.record.sex = chance.happens(0.63) ? registry::Sex::female : registry::Sex::male;
    }
    return person;
}

Result<> store_people(storage::Writer& writer, const privacy::Vault& vault, std::span<const NamedPerson> people) {
    std::vector<privacy::PlainText> texts;
    texts.reserve(people.size());
    for (const auto& person : people) {
        texts.push_back({person.record.id.uuid, person.name});
    }
    MINKA_TRY_ASSIGN(auto sealed, vault.seal_all(writer, texts));
    std::vector<registry::Person> records;
    records.reserve(people.size());
    for (std::size_t i = 0; i < people.size(); ++i) {
        records.push_back(people[i].record);
        records.back().name = std::move(sealed[i]);
    }
    return writer.create_all(records);
}

}  // namespace minka::demo
