#include "planning/pair_store.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace minka::planning {

using storage::Stored;

namespace {

constexpr double most_weekly_hours = 60;
constexpr std::int64_t most_weekly_nights = 6;

Result<> check_pair(const MediatorPair& pair, const std::vector<PairMember>& people) {
    if (trim(pair.code).empty()) {
        return invalid("A pair has a code; it stands for the names in files and calendars.", "code");
    }
    if (!(pair.weekly_hours > 0 && pair.weekly_hours <= most_weekly_hours)) {
        return invalid(fmt::format("A week of a pair has 1 to {} hours.", most_weekly_hours), "weekly_hours");
    }
    if (pair.nights < 0 || pair.nights > most_weekly_nights) {
        return invalid(fmt::format("A pair is away 0 to {} nights in a week.", most_weekly_nights), "nights");
    }
    if (pair.valid_to && *pair.valid_to <= pair.valid_from) {
        return invalid("A pair ends after it begins.", "valid_to");
    }
    if (pair.latitude.has_value() != pair.longitude.has_value()) {
        return invalid("A base has both coordinates or none.", "latitude");
    }
    std::set<registry::PersonId> seen;
    for (const auto& member : people) {
        if (member.pair_id != pair.id) {
            return invalid("Somebody is of another pair.", "people");
        }
        if (!seen.insert(member.person_id).second) {
            return invalid("The same person stands twice in a pair.", "people");
        }
    }
    if (seen.size() < 2) {
        return invalid("Fewer than two people never visit a school.", "people");
    }
    MINKA_TRY(days_away(pair.away));
    return {};
}

Result<> check_free(storage::Reader& reader, const PairMember& member) {
    MINKA_TRY_ASSIGN(const auto others, reader.all<PairMember>("AND person_id = $2", member.person_id));
    for (const auto& other : others) {
        const auto& record = other.record;
        const bool is_later = member.valid_to && record.valid_from >= *member.valid_to;
        const bool is_over = record.valid_to && *record.valid_to <= member.valid_from;
        if (!is_later && !is_over) {
            MINKA_TRY_ASSIGN(const auto pair, reader.require<MediatorPair>(record.pair_id));
            return problem(ProblemCode::conflict,
                           "Somebody of this pair is in " + pair.record.code + " at that time; end that first.",
                           "people");
        }
    }
    return {};
}

}  // namespace

Result<std::vector<DateRange>> days_away(const std::string& text) {
    std::vector<DateRange> ranges;
    for (const auto part : split(text, ';')) {
        const auto word = trim(part);
        if (word.empty()) {
            continue;
        }
        const auto slash = word.find('/');
        MINKA_TRY_ASSIGN(const auto from, LocalDate::parse(word.substr(0, slash)));
        MINKA_TRY_ASSIGN(const auto to, slash == std::string_view::npos ? Result<LocalDate>(from)
                                                                        : LocalDate::parse(word.substr(slash + 1)));
        if (to < from) {
            return invalid("A stretch of days ends before it begins: " + std::string(word) + ".", "away");
        }
        ranges.push_back({from, to});
    }
    return ranges;
}

Result<> form_pair(storage::Writer& writer, const MediatorPair& pair, const std::vector<PairMember>& people) {
    MINKA_TRY(check_pair(pair, people));
    MINKA_TRY(writer.require<registry::Territory>(pair.base_id));
    MINKA_TRY_ASSIGN(const auto known, writer.all<MediatorPair>("AND code = $2", pair.code));
    if (!known.empty()) {
        return problem(ProblemCode::conflict, "There is a pair " + pair.code + " already.", "code");
    }
    for (const auto& member : people) {
        MINKA_TRY(check_free(writer, member));
    }
    MINKA_TRY(writer.create(pair));
    return writer.create_all(people);
}

Result<> leave_pair(storage::Writer& writer, const MediatorPairId& pair, const registry::PersonId& person,
                    LocalDate on) {
    MINKA_TRY_ASSIGN(
        const auto members,
        writer.all<PairMember>("AND pair_id = $2 AND person_id = $3 ORDER BY valid_from DESC", pair, person));
    if (members.empty()) {
        return problem(ProblemCode::not_found, "This person is not in the pair.", "person");
    }
    auto last = members.front();
    if ((last.record.valid_to && *last.record.valid_to <= on) || on <= last.record.valid_from) {
        return problem(ProblemCode::conflict, "This person left the pair before, or joins it later.", "on");
    }
    last.record.valid_to = on;
    MINKA_TRY(writer.change(last.record, last.version));
    return {};
}

Result<> end_pair(storage::Writer& writer, const MediatorPairId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto pair, writer.require<MediatorPair>(id));
    if ((pair.record.valid_to && *pair.record.valid_to <= on) || on <= pair.record.valid_from) {
        return problem(ProblemCode::conflict, "The pair ended before, or begins later.", "on");
    }
    pair.record.valid_to = on;
    MINKA_TRY(writer.change(pair.record, pair.version));
    MINKA_TRY_ASSIGN(auto members, writer.all<PairMember>("AND pair_id = $2", id));
    for (auto& member : members) {
        if (!member.record.valid_to || *member.record.valid_to > on) {
            member.record.valid_to = on;
            MINKA_TRY(writer.change(member.record, member.version));
        }
    }
    return {};
}

Result<std::vector<PairOnDate>> pairs_on(storage::Reader& reader, LocalDate on) {
    MINKA_TRY_ASSIGN(auto pairs, reader.all<MediatorPair>(
                                     "AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY code", on));
    MINKA_TRY_ASSIGN(
        const auto members,
        reader.all<PairMember>(
            "AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY pair_id, person_id", on));
    std::map<MediatorPairId, std::vector<registry::PersonId>> people;
    for (const auto& member : members) {
        people[member.record.pair_id].push_back(member.record.person_id);
    }
    std::vector<PairOnDate> found;
    for (auto& pair : pairs) {
        const auto id = pair.record.id;
        found.push_back({std::move(pair), std::move(people[id])});
    }
    return found;
}

Result<Stored<MediatorPair>> pair_by_code(storage::Reader& reader, const std::string& code) {
    MINKA_TRY_ASSIGN(auto pairs, reader.all<MediatorPair>("AND code = $2", code));
    if (pairs.empty()) {
        return problem(ProblemCode::not_found, "There is no pair " + code + ".", "pair");
    }
    return std::move(pairs.front());
}

Result<std::vector<MediatorPairId>> pairs_of(storage::Reader& reader, const registry::PersonId& person, LocalDate on) {
    MINKA_TRY_ASSIGN(
        const auto members,
        reader.all<PairMember>("AND person_id = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)",
                               person, on));
    std::vector<MediatorPairId> found;
    for (const auto& member : members) {
        found.push_back(member.record.pair_id);
    }
    return found;
}

Result<std::int64_t> people_of_pair(storage::Reader& reader, const MediatorPairId& pair, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto count,
                     reader.value<std::int64_t>(
                         "SELECT count(*) FROM pair_member JOIN mediator_pair ON mediator_pair.programme_id = $1"
                         " AND mediator_pair.id = pair_member.pair_id WHERE pair_member.programme_id = $1"
                         " AND pair_member.pair_id = $2 AND pair_member.valid_from <= $3"
                         " AND (pair_member.valid_to IS NULL OR pair_member.valid_to > $3)"
                         " AND mediator_pair.valid_from <= $3"
                         " AND (mediator_pair.valid_to IS NULL OR mediator_pair.valid_to > $3)",
                         reader.programme(), pair, on));
    return count.value_or(0);
}

}  // namespace minka::planning
