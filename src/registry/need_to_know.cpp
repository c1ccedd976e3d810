#include "registry/need_to_know.h"

#include "registry/security_level.h"
#include "registry/word_choice.h"

#include <algorithm>
#include <set>

namespace minka::registry {

using storage::Reader;
using storage::Row;

namespace {

Result<std::vector<Uuid>> open_high_levels(Reader& reader, const privacy::Vault& vault, LocalDate today) {
    MINKA_TRY_ASSIGN(const auto levels,
                     reader.all<SecurityLevel>("AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)", today));
    std::vector<privacy::SealedText> sealed;
    for (const auto& level : levels) {
        sealed.push_back({privacy::need_to_know, &level.record.level});
    }
    MINKA_TRY_ASSIGN(const auto names, vault.open_all(reader, sealed));
    std::vector<Uuid> dangerous;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        // What cannot be read is taken for the worst it may hold.
        if (!names[i] || value_named<Danger>(*names[i]).value_or(Danger::high) == Danger::high) {
            dangerous.push_back(levels[i].record.subject_id);
        }
    }
    return dangerous;
}

}  // namespace

Result<std::vector<Uuid>> NeedToKnow::dangerous_places(Reader& reader, LocalDate today) {
    Stamp stamp;
    stamp.day = today;
    MINKA_TRY(reader.each(
        "SELECT count(*), max(recorded_at) FROM security_level WHERE programme_id = $1",
        [&](const Row& row) -> Result<> {
            stamp.levels = row.get<std::int64_t>(0);
            stamp.changed = row.get<std::optional<Instant>>(1);
            return {};
        },
        reader.programme()));
    if (stamp.levels == 0) {
        return std::vector<Uuid>();
    }
    {
        const std::scoped_lock lock(mutex_);
        if (const auto known = known_.find(reader.programme()); known != known_.end() && known->second.stamp == stamp) {
            return known->second.dangerous;
        }
    }
    MINKA_TRY_ASSIGN(auto dangerous, open_high_levels(reader, vault_, today));
    const std::scoped_lock lock(mutex_);
    known_[reader.programme()] = {stamp, dangerous};
    return dangerous;
}

Result<WithheldSchools> NeedToKnow::withheld(Reader& reader, LocalDate today) {
    MINKA_TRY_ASSIGN(const auto dangerous, dangerous_places(reader, today));
    if (dangerous.empty()) {
        return WithheldSchools();
    }
    // A school is named by its own level, that of a site, or that of land above it.
    std::set<Uuid> schools(dangerous.begin(), dangerous.end());
    const auto add = [&](const Row& row) -> Result<> {
        schools.insert(row.get<Uuid>(0));
        return {};
    };
    const auto list = identifier_list(reader, dangerous);
    MINKA_TRY(reader.each("SELECT school_id FROM site WHERE programme_id = $1 AND id IN (" + list + ")", add,
                          reader.programme()));
    MINKA_TRY_ASSIGN(
        const auto land,
        reader.value<std::int64_t>("SELECT 1 FROM territory WHERE programme_id = $1 AND id IN (" + list + ") LIMIT 1",
                                   reader.programme()));
    if (land) {
        MINKA_TRY(reader.each(
            "WITH RECURSIVE land(id) AS (SELECT territory.id FROM territory WHERE programme_id = $1 AND id IN (" +
                list +
                ") UNION SELECT territory.id FROM territory JOIN land ON territory.parent_id = land.id WHERE "
                "territory.programme_id = $1) SELECT id FROM school WHERE programme_id = $1 AND (civil_territory_id "
                "IN (SELECT id FROM land) OR administration_territory_id IN (SELECT id FROM land))",
            add, reader.programme()));
    }
    return std::make_shared<const std::vector<Uuid>>(schools.begin(), schools.end());
}

}  // namespace minka::registry
