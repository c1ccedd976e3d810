#include "measurement/linked_people.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace minka::measurement {

namespace {

struct KeyHash {
    std::size_t operator()(const PersonKey& key) const {
        std::size_t first = 0;
        std::memcpy(&first, key.data(), sizeof(first));  // a keyed hash already
        return first;
    }
};

/// How often a key is met in each wave, and the number it gets.
struct Met {
    std::size_t before = 0;
    std::size_t after = 0;
    std::optional<std::uint32_t> number;

    bool is_sound() const { return before <= 1 && after <= 1; }
};

/// A person in the first wave.
struct Earlier {
    double score = 0;
    registry::SchoolId school;
};

}  // namespace

std::optional<LinkedPeople> link_people(const IndexResult& before, const IndexResult& after,
                                        const InformantResult& first, const InformantResult& second) {
    if (first.persons.empty() || second.persons.empty() || before.wave.mode != after.wave.mode) {
        return std::nullopt;
    }
    LinkedPeople linked;
    linked.mode = after.wave.mode;
    std::unordered_map<PersonKey, Met, KeyHash> met;
    met.reserve(first.persons.size() + second.persons.size());
    for (const auto& person : first.persons) {
        ++met[person].before;
    }
    for (const auto& person : second.persons) {
        ++met[person].after;
    }
    if (const auto none = met.find(no_person); none != met.end()) {
        linked.without_code = none->second.before + none->second.after;
        met.erase(none);
    }
    for (const auto& [key, times] : met) {
        linked.doubled += times.is_sound() ? 0U : 1U;
        linked.people += times.is_sound() && times.before == 1 && times.after == 1 ? 1U : 0U;
    }
    std::uint32_t next = 0;
    const auto number = [&](const std::vector<PersonKey>& persons, std::vector<std::uint32_t>& numbers) {
        numbers.reserve(persons.size());
        for (const auto& person : persons) {
            const auto found = met.find(person);
            if (found == met.end() || !found->second.is_sound()) {
                numbers.push_back(next++);
                continue;
            }
            if (!found->second.number) {
                found->second.number = next++;
            }
            numbers.push_back(*found->second.number);
        }
    };
    number(first.persons, linked.before);
    number(second.persons, linked.after);
    return linked;
}

LinkedScale link_scale(const LinkedPeople& linked, const IndexResult& before, const IndexResult& after,
                       const InformantResult& first, const InformantResult& second, std::string_view scale) {
    LinkedScale result;
    const auto* earlier = first.scale(scale);
    const auto* later = second.scale(scale);
    if (earlier == nullptr || later == nullptr) {
        return result;
    }
    std::unordered_map<std::uint32_t, Earlier> persons;
    persons.reserve(linked.before.size());
    for (std::size_t row = 0; row < earlier->scores.size(); ++row) {
        if (std::isfinite(earlier->scores[row])) {
            persons[linked.before[row]] = {earlier->scores[row], before.schools[first.person_schools[row]]};
        }
    }
    // In the order of the second wave's rows, so that sums come out the same each time.
    for (std::size_t row = 0; row < later->scores.size(); ++row) {
        const auto found = persons.find(linked.after[row]);
        if (found == persons.end() || !std::isfinite(later->scores[row]) ||
            found->second.school != after.schools[second.person_schools[row]]) {
            continue;
        }
        auto& school = result.schools[found->second.school];
        ++school.people;
        ++result.people;
        school.before += found->second.score;
        school.after += later->scores[row];
        school.product += found->second.score * later->scores[row];
    }
    double product = 0;
    double degrees = 0;
    for (const auto& [id, school] : result.schools) {
        const auto people = static_cast<double>(school.people);
        product += school.product - school.before * school.after / people;
        degrees += people - 1;
    }
    result.covariance = degrees > 0 ? std::max(0.0, product / degrees) : 0;
    return result;
}

PersonRows person_rows(const LinkedPeople& linked, const IndexResult& before, const IndexResult& after,
                       const InformantResult& first, const InformantResult& second, std::string_view scale,
                       const std::map<registry::SchoolId, NumberedSchool>& schools, bool has_places) {
    PersonRows rows;
    const auto add = [&](const IndexResult& wave, const InformantResult& informant,
                         const std::vector<std::uint32_t>& numbers, double time) {
        const auto* scores = informant.scale(scale);
        if (scores == nullptr) {
            return;
        }
        for (std::size_t row = 0; row < scores->scores.size(); ++row) {
            const auto school = schools.find(wave.schools[informant.person_schools[row]]);
            if (school == schools.end() || !std::isfinite(scores->scores[row])) {
                continue;
            }
            rows.score.push_back(scores->scores[row]);
            rows.time.push_back(time);
            rows.school.push_back(school->second.number);
            rows.person.push_back(numbers[row]);
            if (has_places) {
                rows.place.push_back(school->second.place);
            }
        }
    };
    add(before, first, linked.before, 0);
    add(after, second, linked.after, 1);
    return rows;
}

}  // namespace minka::measurement
