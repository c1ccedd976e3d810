#include "measurement/person_key.h"

#include "base/text.h"
#include "privacy/sealing.h"

#include <algorithm>

namespace minka::measurement {

namespace {

void append_text(Bytes& out, std::string_view text) {
    const auto size = text.size();
    for (unsigned shift = 0; shift < 64; shift += 8) {
        out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(size) >> shift));
    }
    out.insert(out.end(), text.begin(), text.end());
}

// "Ma-12 b" and "MA12B" are one code.
std::string plain_code(std::string_view code) {
    auto folded = fold_text(code);
    std::erase_if(folded, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_letter_or_figure = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || byte >= 0x80;
        return !is_letter_or_figure;
    });
    return folded;
}

Bytes block_context(const programme::WaveId& wave, std::string_view informant, const registry::SchoolId& school) {
    Bytes context(wave.uuid.bytes.begin(), wave.uuid.bytes.end());
    context.insert(context.end(), school.uuid.bytes.begin(), school.uuid.bytes.end());
    append_text(context, informant);
    append_text(context, "persons");
    return context;
}

}  // namespace

PersonKey PersonCoding::key_of(std::string_view informant, const registry::SchoolId& school,
                               std::string_view code) const {
    const auto plain = plain_code(code);
    if (plain.empty()) {
        return no_person;
    }
    Bytes message;
    append_text(message, informant);
    if (mode_ == programme::WaveMode::self_code) {
        message.insert(message.end(), school.uuid.bytes.begin(), school.uuid.bytes.end());
    }
    append_text(message, plain);
    const auto hash = privacy::keyed_hash(key_.bytes(), "person-code", message);
    PersonKey key;
    std::copy_n(hash.begin(), key.size(), key.begin());
    return key;
}

bool ties_people(const WaveFrame& frame, std::string_view informant) {
    const auto found = std::ranges::find(frame.index.informants, informant, &programme::Informant::code);
    return frame.wave.mode != programme::WaveMode::unlinked && found != frame.index.informants.end() &&
           found->anonymity == programme::Anonymity::self_coded;
}

bool ties_people(const WaveFrame& frame) {
    return std::ranges::any_of(frame.index.informants, [&](const programme::Informant& informant) {
        return ties_people(frame, informant.code);
    });
}

Result<std::optional<PersonCoding>> coding_for_import(storage::Database& database, const privacy::Vault& vault,
                                                      const storage::Act& act, const WaveFrame& frame) {
    if (!ties_people(frame)) {
        return std::optional<PersonCoding>();
    }
    const auto known = database.read(
        act.programme, [&](storage::Reader& reader) { return vault.key_for_opening(reader, frame.cycle.id.uuid); });
    if (known) {
        return std::optional(PersonCoding(*known, frame.wave.mode));
    }
    if (known.error().code != ProblemCode::not_found) {
        return std::unexpected(known.error());
    }
    MINKA_TRY_ASSIGN(const auto made, database.write(act, [&](storage::Writer& writer) {
        return vault.key_for_sealing(writer, frame.cycle.id.uuid);
    }));
    return std::optional(PersonCoding(made, frame.wave.mode));
}

Bytes seal_persons(const PersonCoding& coding, const programme::WaveId& wave, std::string_view informant,
                   const registry::SchoolId& school, std::span<const PersonKey> persons) {
    Bytes plain;
    plain.reserve(persons.size() * sizeof(PersonKey));
    for (const auto& person : persons) {
        plain.insert(plain.end(), person.begin(), person.end());
    }
    return privacy::seal_repeatably(coding.secret().bytes(), block_context(wave, informant, school), plain);
}

std::optional<std::vector<PersonKey>> open_persons(const privacy::SecretKey& key, const programme::WaveId& wave,
                                                   std::string_view informant, const registry::SchoolId& school,
                                                   ByteView sealed) {
    const auto plain = privacy::open_bytes(key.bytes(), block_context(wave, informant, school), sealed);
    if (!plain) {
        return std::nullopt;
    }
    std::vector<PersonKey> persons(plain->size() / sizeof(PersonKey));
    for (std::size_t i = 0; i < persons.size(); ++i) {
        std::copy_n(plain->begin() + static_cast<std::ptrdiff_t>(i * sizeof(PersonKey)), sizeof(PersonKey),
                    persons[i].begin());
    }
    return persons;
}

}  // namespace minka::measurement
