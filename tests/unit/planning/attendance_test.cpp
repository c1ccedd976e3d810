#include "planning/visit_facts.h"
#include "planning/visit_reports.h"
#include "unit/planning/visit_field.h"

using namespace minka;
using namespace minka::planning;
using namespace minka::test;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("planning: attendance of visits");

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

struct AttendanceField : VisitField {
    explicit AttendanceField(ScratchDatabase& scratch_database) : VisitField(scratch_database) {
        const auto pair = pair_of("P-01", {0, 1});
        visit = a_visit(first_site, 1, pair, "2026-03-11");
        REQUIRE(propose(visit).has_value());
    }

    Result<forms::SubmissionId> send(const std::vector<Values>& said) {
        forms::Submission arrived;
        arrived.id = arrived.instance = id<forms::SubmissionId>();
        std::vector<forms::FactRow> rows;
        for (const auto& values : said) {
            rows.push_back({static_cast<std::int64_t>(rows.size() + 1), values});
        }
        MINKA_TRY(write([&](Writer& writer) { return projection.project(writer, arrived, rows); }));
        return arrived.id;
    }
    Values at_visit(const std::string& who, Values more = {}) {
        Values values{{"visit", to_string(visit.id)}, {"person", who}};
        values.insert(values.end(), more.begin(), more.end());
        return values;
    }
    std::string person(std::size_t place) const { return to_string(people[place].id); }
    /// "people hours" of the visit.
    std::string counted() {
        std::string text;
        REQUIRE(read([&](Reader& reader) -> Result<> {
                    return reader.each(
                        "SELECT count(DISTINCT person_id), coalesce(sum(hours), 0) FROM attendance WHERE programme_id "
                        "= $1 AND visit_id = $2",
                        [&](const storage::Row& row) -> Result<> {
                            text = std::to_string(row.get<std::int64_t>(0)) + " " +
                                   std::to_string(static_cast<int>(row.get<double>(1)));
                            return {};
                        },
                        reader.programme(), visit.id);
                }).has_value());
        return text;
    }

    Visit visit;
    AttendanceProjection projection;
};

}  // namespace

TEST_CASE("those who came count once each, and those on the list who did not come do not") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        AttendanceField field(scratch);
        // Several in one row, one in another; one who did not come, and an empty repetition.
        const auto sent =
            field.send({field.at_visit(field.person(2) + " " + field.person(3), {{"hours", "4"}}),
                        field.at_visit(field.person(4), {{"hours", "2"}, {"attended", "yes"}}),
                        field.at_visit(field.person(0), {{"hours", "4"}, {"attended", "no"}}), field.at_visit("")});
        REQUIRE(sent.has_value());
        CHECK(field.counted() == "3 10");
        // A second sheet of the visit that names one of them again adds hours, not a person.
        const auto second = field.send({field.at_visit(field.person(2), {{"hours", "1"}})});
        REQUIRE(second.has_value());
        CHECK(field.counted() == "3 11");
        REQUIRE(field
                    .write([&](Writer& writer) {
                        forms::Submission gone;
                        gone.id = *sent;
                        return field.projection.withdraw(writer, gone);
                    })
                    .has_value());
        CHECK(field.counted() == "1 1");
    });
}

TEST_CASE("attendance that cannot be counted is refused with its row and field") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        AttendanceField field(scratch);
        const auto refused = [&](const std::vector<Values>& rows) { return field.send(rows).error().field; };
        const auto twice = field.send({field.at_visit(field.person(2)), field.at_visit(field.person(2))});
        CHECK(twice.error().message == "The same person stands twice in the attendance of one visit.");
        CHECK(twice.error().field == "person in row 2");
        CHECK(refused({field.at_visit(to_string(field.id<registry::PersonId>()))}) == "person in row 1");
        CHECK(refused({field.at_visit("nadie")}) == "person in row 1");
        CHECK(refused({field.at_visit(field.person(2), {{"hours", "25"}})}) == "hours in row 1");
        CHECK(refused({field.at_visit(field.person(2), {{"on", "2026-02-31"}})}) == "on in row 1");
        CHECK(refused({Values{{"person", field.person(2)}}}) == "visit in row 1");
        CHECK(field.counted() == "0 0");
    });
}

TEST_SUITE_END();
