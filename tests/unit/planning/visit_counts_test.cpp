#include "planning/visit_counts.h"

#include "forms/submission.h"
#include "planning/visit_facts.h"
#include "unit/planning/visit_field.h"

#include <functional>

using namespace minka;
using namespace minka::planning;
using namespace minka::test;
using registry::Scope;
using storage::Reader;
using storage::Writer;

namespace {

// Acts of the office and reports from the field, as the ledger tells of them.
struct CountedField : VisitField {
    using VisitField::VisitField;

    Result<> report(const VisitId& visit, const std::string& outcome, std::string_view on,
                    const std::optional<forms::SubmissionId>& supersedes = {}) {
        const auto submission = id<forms::SubmissionId>();
        last_report = submission;
        return write([&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.project(
                "INSERT INTO submission (programme_id, id, instance_id, form, form_version, received_on, received_at, "
                "is_anonymous, state, supersedes, fingerprint, content) VALUES ($1, $2, $2, 'xform:v', '1', $3, $4, "
                "$5, 'accepted', $6, $7, $7)",
                writer.programme(), submission, day("2026-03-12"), Instant{}, false, supersedes, Bytes{1}));
            forms::Submission arrived;
            arrived.id = arrived.instance = submission;
            const std::vector rows{
                forms::FactRow{1, {{"visit", to_string(visit)}, {"outcome", outcome}, {"on", std::string(on)}}}};
            if (supersedes) {
                forms::Submission before;
                before.id = before.instance = *supersedes;
                MINKA_TRY(reports.withdraw(writer, before));
            }
            MINKA_TRY(reports.project(writer, arrived, rows));
            return writer.note(forms::submission_note, submission.uuid, {});
        });
    }

    // What is kept and what is read anew are the same, for the programme and for either land.
    void expect_as_read_anew() {
        const std::vector dates{day("2026-03-10"), day("2026-03-11"), day("2026-03-31")};
        for (const auto& scope :
             {Scope::of_console(registry::Purpose::monitoring),
              Scope::of_territory(registry::AccessRole::coordinator, first_school.civil_territory_id,
                                  registry::Purpose::monitoring),
              Scope::of_territory(registry::AccessRole::coordinator, second_school.civil_territory_id,
                                  registry::Purpose::monitoring)}) {
            const auto kept = read([&](Reader& reader) { return counts.on(reader, scope, cycle.id, dates); });
            const auto anew =
                read([&](Reader& reader) { return count_visits_on(reader, scope, cycle.id, end_of_time, dates); });
            REQUIRE(kept.has_value());
            REQUIRE(anew.has_value());
            for (std::size_t i = 0; i < dates.size(); ++i) {
                CAPTURE(i);
                CHECK((*kept)[i].held == (*anew)[i].held);
                CHECK((*kept)[i].due == (*anew)[i].due);
                CHECK((*kept)[i].planned == (*anew)[i].planned);
            }
        }
    }

    std::int64_t held() {
        return read([&](Reader& reader) {
                   return counts.on(reader, Scope::of_console(registry::Purpose::monitoring), cycle.id,
                                    {day("2026-03-31")});
               })
            .value()
            .front()
            .held;
    }

    VisitCounts counts;
    VisitReportProjection reports;
    forms::SubmissionId last_report;
};

}  // namespace

TEST_SUITE_BEGIN("planning: counts that are kept");

TEST_CASE("whatever the office or the field writes, what is kept says what reading anew says") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        CountedField field(scratch);
        const auto pair = field.pair_of("P-01", {0, 1});
        const auto one = field.a_visit(field.first_site, 1, pair, "2026-03-11");
        const auto two = field.a_visit(field.second_site, 1, pair, "2026-03-12");
        const auto three = field.a_visit(field.second_site, 2, pair, "2026-03-24");
        const std::vector<std::pair<std::string, std::function<Result<>()>>> acts{
            {"propose", [&] { return field.propose(one); }},
            {"propose another", [&] { return field.propose(two); }},
            {"a report", [&] { return field.report(one.id, "held", "2026-03-10"); }},
            {"a report that says less", [&] { return field.report(one.id, "failed", "2026-03-11"); }},
            {"a correction", [&] { return field.report(one.id, "partly_held", "2026-03-11", field.last_report); }},
            {"a third", [&] { return field.propose(three); }},
            {"a report of the third", [&] { return field.report(three.id, "held", "2026-03-24"); }},
            {"a visit that is dropped",
             [&] {
                 const auto fourth = field.a_visit(field.first_site, 2, pair, "2026-03-25");
                 REQUIRE(field.propose(fourth).has_value());
                 field.expect_as_read_anew();
                 return field.write([&](Writer& writer) { return withdraw_proposal(writer, fourth.id); });
             }},
            {"a step",
             [&]() -> Result<> {
                 MINKA_TRY(field.take(two.id, field.step(VisitAct::agree, "2026-03-10"), "2026-03-10"));
                 return {};
             }},
        };
        field.expect_as_read_anew();
        for (const auto& [name, act] : acts) {
            CAPTURE(name);
            REQUIRE(act().has_value());
            field.expect_as_read_anew();
        }
        CHECK(field.held() == 2);
    });
}

TEST_CASE("after a write that says nothing of visits none is read again, and after a word that is not known all are") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        CountedField field(scratch);
        const auto pair = field.pair_of("P-01", {0, 1});
        const auto visit = field.a_visit(field.first_site, 1, pair, "2026-03-11");
        REQUIRE(field.propose(visit).has_value());
        REQUIRE(field.report(visit.id, "held", "2026-03-11").has_value());
        CHECK(field.held() == 1);
        // Behind the ledger's back, so that reading again would be seen: no store does this.
        REQUIRE(field.write([&](Writer& writer) -> Result<> {
            MINKA_TRY(field.reports.clear(writer));
            return writer.note("export", Uuid{}, {});
        }));
        CHECK(field.held() == 1);
        REQUIRE(field.write([&](Writer& writer) { return writer.note("something new", Uuid{}, {}); }));
        CHECK(field.held() == 0);
    });
}

TEST_SUITE_END();
