#pragma once

#include "privacy/vault.h"
#include "registry/scope.h"

#include <map>
#include <mutex>

namespace minka::registry {

/// Which schools are kept from those without need to know: whose own level of security, or that of one of their sites
/// or of land they lie in (either tree), is high. One for each process; may be called from several threads.
///
/// Levels are sealed, so that no query can tell them: those that stand are opened once and kept in memory until the
/// table of levels changes or the day ends. Which schools they reach is read anew each time, in the reader's snapshot.
class NeedToKnow {
public:
    explicit NeedToKnow(const privacy::Vault& vault) : vault_(vault) {}

    /// Those that a level of `today` withholds; the date a list is of plays no part. Problems: those of the vault.
    Result<WithheldSchools> withheld(storage::Reader& reader, LocalDate today);

private:
    struct Stamp {
        std::int64_t levels = 0;
        std::optional<Instant> changed;
        LocalDate day;
        bool operator==(const Stamp&) const = default;
    };
    struct Known {
        Stamp stamp;
        std::vector<Uuid> dangerous;  ///< Territories, schools and sites.
    };

    Result<std::vector<Uuid>> dangerous_places(storage::Reader& reader, LocalDate today);

    const privacy::Vault& vault_;
    std::mutex mutex_;
    std::map<ProgrammeId, Known> known_;
};

}  // namespace minka::registry
