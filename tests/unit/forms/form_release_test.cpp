#include "forms/form_release.h"

#include "forms/fact.h"
#include "forms/forms_schema.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/forms/form_texts.h"

#include <doctest/doctest.h>

#include <array>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

namespace {

const std::array schema{storage::storage_migrations()[0], privacy::privacy_schema, registry::registry_schema,
                        forms_schema, storage::Migration{5, "capture", capture_schema.schema}};

const std::vector<std::string> seen{"seen.visit", "seen.name", "seen.hours"};

FormReleaseRequest request_of(std::string document) { return {std::move(document), "form.xml", false, {}, seen}; }

Result<ReleasedForm> release(ScratchDatabase& scratch, const FormReleaseRequest& request) {
    const auto id = scratch.database->new_id<FormReleaseId>();
    return scratch.database->write({ProgrammeId{{{7}}}, {}, "console", "release form"}, [&](storage::Writer& writer) {
        return release_form(writer, request, id, *LocalDate::parse("2026-03-02"));
    });
}

}  // namespace

TEST_SUITE_BEGIN("forms: releases");

TEST_CASE("a released form does not change, and the same one again changes nothing") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        expect_ledgered(*scratch.database, [&] {
            const auto first = release(scratch, request_of(visit_form("1")));
            REQUIRE_MESSAGE(first.has_value(), (first ? "" : to_sentence(first.error())));
            CHECK(first->outcome == ReleaseOutcome::released);
            CHECK(first->release.title == "Informe de visita");
            CHECK(release(scratch, request_of(visit_form("1")))->outcome == ReleaseOutcome::unchanged);
            const auto other = release(scratch, request_of(visit_form("1", "<bind nodeset=\"/data/x\"/>")));
            REQUIRE_FALSE(other.has_value());
            CHECK(other.error().code == ProblemCode::conflict);
            CHECK(release(scratch, request_of(visit_form("2")))->release.number == 2);
        });
        const auto all =
            scratch.database->read(ProgrammeId{{{7}}}, [](storage::Reader& reader) { return form_releases(reader); });
        REQUIRE(all->size() == 2);
        CHECK_FALSE((*all)[0].is_newest);
        CHECK((*all)[1].is_newest);
    });
}

TEST_CASE("what is no form, or binds what nobody knows, is refused with its reason") {
    const auto refusal = [](FormReleaseRequest request) {
        const auto checked = check_form(request);
        return checked ? std::string() : to_sentence(checked.error());
    };
    CHECK(refusal(request_of("<a><b></a>")).find("mismatched tag at line 1") != std::string::npos);
    CHECK(refusal(request_of("<a/>")) == "The file is no XForm: it has no model. (form.xml)");
    CHECK(refusal(request_of(visit_form("1", R"(<bind nodeset="/data/fecha" fact="seen.weather"/>)")))
              .find("bound to 'seen.weather'") != std::string::npos);
    CHECK(refusal(request_of(visit_form("1", R"(<submission base64RsaPublicKey="AAAA"/>)"))).find("public key") !=
          std::string::npos);
    auto with_list = request_of(visit_form("1", R"(<instance id="r" src="jr://file-csv/roster.csv"/>)"));
    CHECK(refusal(with_list).find("roster.csv, which was not given") != std::string::npos);
    with_list.files = {{"roster.csv", "name,label\n"}};
    CHECK(refusal(with_list).empty());
    with_list.files.push_back({"more.csv", ""});
    CHECK(refusal(with_list).find("does not refer to the file more.csv") != std::string::npos);
}

TEST_CASE("an anonymous form may record neither who, nor where, nor the hour") {
    const auto faults = [](const std::string& bind) {
        return traces_in(read_xform(sheet_form(bind), "sheet.xml").value()).size();
    };
    CHECK(faults("") == 0);
    CHECK(faults(R"(<bind nodeset="/data/d" type="date" jr:preload="date" jr:preloadParams="today"/>)") == 0);
    CHECK(faults(R"(<bind nodeset="/data/i" type="string" jr:preload="uid"/>)") == 0);
    CHECK(faults(R"(<bind nodeset="/data/s" jr:preload="timestamp" jr:preloadParams="start"/>)") == 1);
    CHECK(faults(R"(<bind nodeset="/data/u" jr:preload="property" jr:preloadParams="deviceid"/>)") == 1);
    CHECK(faults(R"(<bind nodeset="/data/t" type="dateTime"/><bind nodeset="/data/h" type="time"/>)") == 2);
    CHECK(faults(R"(<bind nodeset="/data/g" type="geopoint"/>)") == 1);
    CHECK(faults(R"(<bind nodeset="/data/p" type="binary"/>)") == 1);
    CHECK(faults(R"xml(<bind nodeset="/data/c" calculate="format-date-time(now(), '%H')"/>)xml") == 1);
    CHECK(faults(R"xml(<setvalue ref="/data/c" value="now()" event="odk-instance-first-load"/>)xml") == 1);
    CHECK(faults(R"(<setgeopoint ref="/data/c" event="odk-instance-first-load"/>)") == 1);
    auto request = request_of(sheet_form(R"(<bind nodeset="/data/g" type="geopoint"/>)"));
    request.is_anonymous = true;
    CHECK(check_form(request).error().message.find("/data/g records a place.") != std::string::npos);
}

TEST_CASE("questions of a repeated group make a row each, and those outside stand in every row") {
    const auto document = read_xform(visit_form("1"), "form.xml").value();
    const auto bindings = fact_bindings(document, "form.xml").value();
    REQUIRE(bindings.size() == 1);
    CHECK(bindings[0].context == "/data/asistente");
    const auto instance =
        Instance::read(visit_answers("a", "1", attended("Ana", "3") + attended(" José ", "2.5"))).value();
    const auto rows = fact_rows(instance, bindings[0]);
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].value("visit") == "V-7");
    CHECK(rows[1].value("name") == "José");
    CHECK(rows[1].value("hours") == "2.5");
    CHECK(rows[1].value("colour").empty());
    CHECK(fact_rows(Instance::read(visit_answers("a", "1", "")).value(), bindings[0]).empty());
    const auto torn = read_xform(
        visit_form("1", R"(<repeat nodeset="/data/otro"/><bind nodeset="/data/otro/x" fact="seen.x"/>)"), "form.xml");
    CHECK_FALSE(fact_bindings(*torn, "form.xml").has_value());
}

TEST_SUITE_END();
