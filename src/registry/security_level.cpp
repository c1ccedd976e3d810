#include "registry/security_level.h"

#include "registry/word_choice.h"

namespace minka::registry {

Result<> set_security_level(storage::Writer& writer, const privacy::Vault& vault, const Uuid& subject, Danger danger,
                            LocalDate from, const SecurityLevelId& id) {
    MINKA_TRY_ASSIGN(const auto recorded,
                     writer.all<SecurityLevel>("AND subject_id = $2 ORDER BY valid_from", subject));
    if (!recorded.empty()) {
        auto last = recorded.back();
        if (last.record.valid_from == from) {  // said again on the same day: its history has what it was
            MINKA_TRY_ASSIGN(last.record.level, vault.seal(writer, privacy::need_to_know, name_of(danger)));
            MINKA_TRY(writer.change(last.record, last.version));
            return {};
        }
        if (last.record.valid_from > from) {
            return problem(ProblemCode::conflict,
                           "A level is recorded since " + last.record.valid_from.text() + "; a new one begins later.");
        }
        if (!last.record.valid_to || *last.record.valid_to > from) {
            last.record.valid_to = from;
            MINKA_TRY(writer.change(last.record, last.version));
        }
    }
    MINKA_TRY_ASSIGN(auto sealed, vault.seal(writer, privacy::need_to_know, name_of(danger)));
    return writer.create(SecurityLevel{id, subject, std::move(sealed), from, {}});
}

Result<std::optional<Danger>> security_level_of(storage::Reader& reader, const privacy::Vault& vault,
                                                const Uuid& subject, LocalDate on) {
    MINKA_TRY_ASSIGN(
        const auto found,
        reader.all<SecurityLevel>("AND subject_id = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)",
                                  subject, on));
    if (found.empty()) {
        return std::optional<Danger>();
    }
    MINKA_TRY_ASSIGN(const auto name, vault.open(reader, privacy::need_to_know, found.front().record.level));
    const auto danger = value_named<Danger>(name);
    if (!danger) {
        return problem(ProblemCode::integrity_broken, "A security level holds '" + name + "'; restore a backup.");
    }
    return danger;
}

}  // namespace minka::registry
