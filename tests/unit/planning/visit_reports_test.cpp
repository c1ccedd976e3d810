#include "planning/visit_reports.h"

#include "forms/submission.h"
#include "planning/visit_facts.h"
#include "unit/planning/visit_field.h"

using namespace minka;
using namespace minka::planning;
using namespace minka::test;
using registry::Scope;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("planning: what reports say of visits");

namespace {

// A report as it comes out of a form.
forms::FactRow report_row(std::vector<std::pair<std::string, std::string>> values) { return {1, std::move(values)}; }

struct ReportedField : VisitField {
    using VisitField::VisitField;

    Result<> report(const forms::SubmissionId& submission, std::vector<std::pair<std::string, std::string>> values) {
        const std::vector rows{report_row(std::move(values))};
        return write([&](Writer& writer) -> Result<> {
            // Only its date of arrival is read.
            MINKA_TRY(writer.project(
                "INSERT INTO submission (programme_id, id, instance_id, form, form_version, received_on, received_at, "
                "is_anonymous, state, fingerprint, content) VALUES ($1, $2, $2, 'xform:v', '1', $3, $4, $5, "
                "'accepted', $6, $6)",
                writer.programme(), submission, day("2026-03-12"), Instant{}, false, Bytes{1}));
            forms::Submission arrived;
            arrived.id = arrived.instance = submission;
            return reports.project(writer, arrived, rows);
        });
    }
    Visit now(const VisitId& visit) {
        return read([&](Reader& reader) {
                   return visit_in(reader, VisitSight::of(Scope::of_console(registry::Purpose::operation), {}), visit);
               })
            .value();
    }

    VisitReportProjection reports;
};

std::vector<std::pair<std::string, std::string>> said(const VisitId& visit, const std::string& outcome) {
    return {{"visit", to_string(visit)}, {"outcome", outcome}, {"on", "2026-03-11"}};
}

}  // namespace

TEST_CASE("a report makes its visit reported, and the office can only give it back") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        ReportedField field(scratch);
        const auto pair = field.pair_of("P-01", {0, 1});
        const auto visit = field.a_visit(field.first_site, 1, pair, "2026-03-11");
        REQUIRE(field.propose(visit).has_value());
        const auto before = field.read([&](Reader& reader) { return reader.require<Visit>(visit.id); }).value();
        REQUIRE(field.report(field.id<forms::SubmissionId>(), said(visit.id, "held")).has_value());
        const auto told = field.now(visit.id);
        CHECK(told.state == VisitState::reported);
        CHECK(told.outcome == VisitOutcome::held);
        CHECK(told.held_on == day("2026-03-11"));
        CHECK(acts_of(told) == std::vector{VisitAct::give_back});
        // The record is as it was: only what is read of it changed.
        const auto after = field.read([&](Reader& reader) { return reader.require<Visit>(visit.id); }).value();
        CHECK(after.version == before.version);
        CHECK(after.record.state == VisitState::proposed);
        const auto returned = field.take(visit.id, field.step(VisitAct::give_back, "2026-03-12"), "2026-03-12");
        REQUIRE(returned.has_value());
        CHECK(returned->state == VisitState::returned);
        CHECK(returned->outcome == VisitOutcome::held);
        REQUIRE(field.write([&](Writer& writer) { return field.reports.clear(writer); }).has_value());
        CHECK(field.now(visit.id).outcome == VisitOutcome::held);  // by then the office wrote it down
    });
}

TEST_CASE("of two reports the lesser outcome stands, in whatever order they come") {
    for (const bool failed_first : {true, false}) {
        CAPTURE(failed_first);
        on_both_engines(visit_test_schema, [&](ScratchDatabase& scratch) {
            ReportedField field(scratch);
            const auto pair = field.pair_of("P-01", {0, 1});
            const auto visit = field.a_visit(field.first_site, 1, pair, "2026-03-11");
            REQUIRE(field.propose(visit).has_value());
            const auto one = field.id<forms::SubmissionId>();
            const auto other = field.id<forms::SubmissionId>();
            REQUIRE(field.report(failed_first ? one : other, said(visit.id, failed_first ? "failed" : "held")));
            REQUIRE(field.report(failed_first ? other : one, said(visit.id, failed_first ? "held" : "failed")));
            CHECK(field.now(visit.id).outcome == VisitOutcome::failed);
            CHECK(!field.now(visit.id).held_on);
            const auto sources = field.read([&](Reader& reader) { return sources_of(reader, visit.id); }).value();
            CHECK(sources.size() == 2);
            VisitFilter open;
            open.state = VisitState::failed;
            open.retried = VisitFilter::Retried::not_yet;
            CHECK(field
                      .read([&](Reader& reader) {
                          return all_visits_in(
                              reader, VisitSight::of(Scope::of_console(registry::Purpose::operation), {}), open);
                      })
                      ->size() == 1);
        });
    }
}

TEST_CASE("a report by school and code waits for its visit, and counts as held by its date") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        ReportedField field(scratch);
        const auto pair = field.pair_of("P-01", {0, 1});
        const std::vector<std::pair<std::string, std::string>> by_code{
            {"school", field.first_site.code}, {"code", "V1"}, {"outcome", "partly_held"}, {"on", "2026-03-11"}};
        CHECK(field.report(field.id<forms::SubmissionId>(), by_code).error().code == ProblemCode::not_found);
        const auto visit = field.a_visit(field.first_site, 1, pair, "2026-03-10");
        REQUIRE(field.propose(visit).has_value());
        REQUIRE(field.report(field.id<forms::SubmissionId>(), by_code).has_value());
        CHECK(field.now(visit.id).outcome == VisitOutcome::partly_held);
        const auto count = [&](std::string_view on) {
            return field
                .read([&](Reader& reader) {
                    return count_visits(reader, Scope::of_console(registry::Purpose::operation), field.cycle.id,
                                        {day(on), end_of_time});
                })
                .value();
        };
        CHECK(count("2026-03-10").held == 0);
        CHECK(count("2026-03-11").held == 1);
        CHECK(count("2026-03-11").due == 1);
    });
}

TEST_SUITE_END();
