#include "forms/export/odata_filter.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::forms;

namespace {

FeedRow a_row() {
    FeedRow row;
    row.received_on = *LocalDate::parse("2026-03-04");
    row.received_at = *parse_instant("2026-03-04T15:06:07Z");
    row.review_state = "approved";
    row.sender = *parse_uuid("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1");
    return row;
}

bool holds(const std::string& text, const FeedRow& row = a_row()) {
    const auto filter = ODataFilter::parse(text);
    REQUIRE_MESSAGE(filter.has_value(), (filter ? "" : to_sentence(filter.error())));
    return filter->holds(row, *parse_instant("2026-03-05T00:00:00Z"));
}

}  // namespace

TEST_CASE("a filter holds where its comparisons do") {
    const std::vector<std::string> true_ones{
        "__system/submissionDate gt 2026-03-04",
        "__system/submissionDate lt 2026-03-05",
        "__system/submissionDate eq 2026-03-04T10:06:07-05:00",
        "__system/submissionDate le 2026-03-04T15:06:07.000Z",
        "__system/submissionDate lt now()",
        "year(__system/submissionDate) eq 2026",
        "month(__system/submissionDate) eq 3 and day(__system/submissionDate) eq 4",
        "hour(__system/submissionDate) ge 15 and minute(__system/submissionDate) ne 7",
        "second(__system/submissionDate) eq 7",
        "__system/reviewState eq 'approved'",
        "__system/reviewState ne null",
        "null eq __system/updatedAt",
        "not (__system/reviewState eq 'rejected')",
        "not __system/reviewState eq 'rejected'",
        "__system/reviewState eq 'x' or __system/reviewState eq 'y' or year(now()) eq 2026",
        "__system/reviewState eq 'approved' or __system/reviewState eq 'x' and year(now()) eq 1",
        "'it''s' eq 'it''s'",
        " ( ( year(now()) eq 2026 ) ) ",
        "__system/submitterId eq 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1'",
    };
    for (const auto& text : true_ones) {
        CAPTURE(text);
        CHECK(holds(text));
        CHECK_FALSE(holds("not (" + text + ")"));
    }
}

TEST_CASE("a comparison with nothing, or of different kinds, holds for ne alone") {
    for (const std::string sign : {"eq", "lt", "le", "gt", "ge"}) {
        CAPTURE(sign);
        CHECK_FALSE(holds("__system/updatedAt " + sign + " 2026-01-01"));
        CHECK_FALSE(holds("__system/reviewState " + sign + " 5"));
    }
    CHECK(holds("__system/updatedAt ne 2026-01-01"));
    CHECK(holds("__system/reviewState ne 5"));
    CHECK_FALSE(holds("null ne null"));
}

TEST_CASE("an anonymous sheet is dated to its day and nobody's") {
    auto row = a_row();
    row.received_at.reset();
    row.sender.reset();
    CHECK(holds("__system/submissionDate eq 2026-03-04", row));
    CHECK(holds("hour(__system/submissionDate) eq 0", row));
    CHECK(holds("__system/submitterId eq null", row));
}

TEST_CASE("who asks for the sender is known") {
    CHECK(ODataFilter::parse("__system/submitterId ne null")->asks_sender());
    CHECK_FALSE(ODataFilter::parse("__system/reviewState ne null")->asks_sender());
}

TEST_CASE("what is not understood is refused with its place, and never crashes") {
    const std::vector<std::string> wrong{"",
                                         " ",
                                         "name eq 'Ana'",
                                         "__system/reviewState",
                                         "__system/reviewState eq",
                                         "__system/reviewState is 'x'",
                                         "__system/reviewState eq 'x",
                                         "(__system/reviewState eq 'x'",
                                         "__system/reviewState eq 'x')",
                                         "year(__system/submissionDate eq 1",
                                         "now( eq 1",
                                         "__system/reviewState eq 'x' and",
                                         "not",
                                         "__system/submissionDate gt 2026-02-30",
                                         "1 eq nan",
                                         "contains(__system/reviewState, 'x')"};
    for (const auto& text : wrong) {
        CAPTURE(text);
        const auto filter = ODataFilter::parse(text);
        REQUIRE_FALSE(filter.has_value());
        CHECK(filter.error().code == ProblemCode::invalid_input);
        CHECK(filter.error().field == "$filter");
    }
    CHECK(ODataFilter::parse(std::string(200, '(') + "1 eq 1").error().code == ProblemCode::too_large);
    std::string deep;
    for (int i = 0; i < 100; ++i) {
        deep += "not ";
    }
    CHECK(ODataFilter::parse(deep + "1 eq 1").error().code == ProblemCode::too_large);
    CHECK(ODataFilter::parse(std::string(5'000, ' ')).error().code == ProblemCode::too_large);
}
