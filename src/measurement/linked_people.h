#pragma once

#include "measurement/index_result.h"
#include "stats/change_model.h"

#include <map>
#include <optional>
#include <vector>

namespace minka::measurement {

/// People of two waves put together by the keys of their codes.
struct LinkedPeople {
    programme::WaveMode mode{};
    std::vector<std::uint32_t>
        before;  ///< A number for each row of the first wave; one of its own where nobody is tied.
    std::vector<std::uint32_t> after;
    std::size_t people = 0;        ///< Tied in both waves.
    std::size_t doubled = 0;       ///< Keys that two rows of one wave have: they tie nobody.
    std::size_t without_code = 0;  ///< Rows of both waves.
};

/// Nothing unless people of both waves gave codes, in waves that are linked in the same way.
std::optional<LinkedPeople> link_people(const IndexResult& before, const IndexResult& after,
                                        const InformantResult& first, const InformantResult& second);

/// The linked people of a school with a score in both waves.
struct LinkedSchool {
    std::size_t people = 0;
    double before = 0;  ///< Sums of their scores.
    double after = 0;
    double product = 0;
};

/// The linked people of a scale, by school; who is met in two schools counts in neither.
struct LinkedScale {
    std::map<registry::SchoolId, LinkedSchool> schools;
    std::size_t people = 0;
    double covariance = 0;  ///< Within schools between their two scores; 0 when it comes out below.
};

LinkedScale link_scale(const LinkedPeople& linked, const IndexResult& before, const IndexResult& after,
                       const InformantResult& first, const InformantResult& second, std::string_view scale);

/// Scores of persons as the mixed model takes them.
struct PersonRows {
    std::vector<double> score;
    std::vector<double> time;
    std::vector<std::uint32_t> school;
    std::vector<std::uint32_t> place;  ///< Empty without places.
    std::vector<std::uint32_t> person;

    /// Spans over these rows: they must stay where they are.
    stats::ChangeScores scores() const {
        return {
            .score = score, .time = time, .school = school, .place = place, .person = person, .wave = {}, .beside = {}};
    }
};

/// A school with a pair: its number in the comparison and its place.
struct NumberedSchool {
    std::uint32_t number = 0;
    std::uint32_t place = 0;
};

/// Every scored person of the schools given, linked or not.
PersonRows person_rows(const LinkedPeople& linked, const IndexResult& before, const IndexResult& after,
                       const InformantResult& first, const InformantResult& second, std::string_view scale,
                       const std::map<registry::SchoolId, NumberedSchool>& schools, bool has_places);

}  // namespace minka::measurement
