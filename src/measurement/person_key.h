#pragma once

#include "measurement/wave_frame.h"
#include "privacy/vault.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace minka::measurement {

/// What stands for a person who gave a code or a token in a cycle: 16 bytes of a keyed hash. The code itself is kept
/// nowhere, and without the cycle's key nobody can try codes against it.
using PersonKey = std::array<std::uint8_t, 16>;
inline constexpr PersonKey no_person{};  ///< No code: tied to nobody.

/// Makes keys of codes, for one cycle.
class PersonCoding {
public:
    PersonCoding(privacy::SecretKey key, programme::WaveMode mode) : key_(key), mode_(mode) {}

    /// A code that people make up tells them apart within their school and group only; a token is one person of the
    /// group wherever it is met. Case, accents and everything but letters and figures do not count; `no_person` when
    /// nothing is left.
    PersonKey key_of(std::string_view informant, const registry::SchoolId& school, std::string_view code) const;

    programme::WaveMode mode() const { return mode_; }
    const privacy::SecretKey& secret() const { return key_; }

private:
    privacy::SecretKey key_;
    programme::WaveMode mode_;
};

/// Whether people of some group of the frame's wave give a code.
bool ties_people(const WaveFrame& frame);
/// Whether those of this group do: the wave is linked, and the index asks the group for a code.
bool ties_people(const WaveFrame& frame, std::string_view informant);

/// The coding of a wave's cycle, made when there is none yet; nothing for a wave that ties nobody. Its key belongs to
/// the cycle's own id as a subject of the vault: once that is erased, answers stay and nobody's two answers can be put
/// together any more. Problems: `forbidden` when it was erased.
Result<std::optional<PersonCoding>> coding_for_import(storage::Database& database, const privacy::Vault& vault,
                                                      const storage::Act& act, const WaveFrame& frame);

/// The keys of a block's rows, sealed so that they open only with the cycle's key.
Bytes seal_persons(const PersonCoding& coding, const programme::WaveId& wave, std::string_view informant,
                   const registry::SchoolId& school, std::span<const PersonKey> persons);
/// Nothing when they were changed or belong elsewhere.
std::optional<std::vector<PersonKey>> open_persons(const privacy::SecretKey& key, const programme::WaveId& wave,
                                                   std::string_view informant, const registry::SchoolId& school,
                                                   ByteView sealed);
/// How long the sealed keys of so many rows are.
constexpr std::size_t sealed_persons_size(std::size_t rows) {
    return privacy::sealing_overhead + rows * sizeof(PersonKey);
}

}  // namespace minka::measurement
