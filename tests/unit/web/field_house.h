#pragma once

#include "app/schema.h"
#include "forms/instance_intake.h"
#include "identity/field_device.h"
#include "planning/visit_facts.h"
#include "web/web_site.h"

#include <filesystem>
#include <memory>
#include <string>

// A server's database with a form, a mediator and a phone, on whatever file system a test has.
namespace minka::test {

inline constexpr ProgrammeId house_programme{{{7}}};

inline const std::string report_form =
    R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
  <h:head><h:title>Informe</h:title><model><instance><data id="informe" version="1"><visit/><on/><outcome/>
    <meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/visit" fact="visit.visit"/><bind nodeset="/data/on" type="date" fact="visit.on"/>
  <bind nodeset="/data/outcome" fact="visit.outcome"/></model></h:head><h:body/></h:html>)";

inline std::string report(const Uuid& instance, const Uuid& visit, const std::string& outcome,
                          const Uuid& corrects = {}) {
    return "<data id=\"informe\" version=\"1\"><visit>" + to_string(visit) + "</visit><on>2026-03-01</on><outcome>" +
           outcome + "</outcome><meta><instanceID>uuid:" + to_string(instance) + "</instanceID>" +
           (corrects.is_nil() ? "" : "<deprecatedID>uuid:" + to_string(corrects) + "</deprecatedID>") +
           "</meta></data>";
}

// A database file with its rooms, as a server opens it.
struct House {
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<privacy::Vault> vault;
    forms::Projections projections;
    std::unique_ptr<forms::SubmissionBook> book;

    Result<> open(const std::filesystem::path& folder, Clock* clock, const std::string& vfs = {}) {
        storage::DatabaseOptions options;
        options.location = (folder / "field.db").string();
        options.migrations = app::schema();
        options.clock = clock;
        options.sqlite_vfs = vfs;
        MINKA_TRY_ASSIGN(database, storage::Database::open(options));
        MINKA_TRY_ASSIGN(vault, privacy::Vault::unlock(*database, folder / "master.key"));
        projections.add(std::shared_ptr<forms::FactProjection>(std::make_shared<planning::VisitReportProjection>()));
        book = std::make_unique<forms::SubmissionBook>(*vault, projections);
        return {};
    }

    // A mediator with a phone, and the form; returns the phone's secret.
    Result<std::string> furnish() {
        const auto today = utc_date(database->clock().now());
        const identity::NewAccount fresh{database->new_id<identity::AccountId>(),
                                         "mediadora",
                                         "Persona Prueba",
                                         "es",
                                         "$none",
                                         database->clock().now()};
        MINKA_TRY(database->write({identity::installation, {}, "console", "test"}, [&](storage::Writer& writer) {
            return identity::open_account(writer, *vault, fresh);
        }));
        registry::Territory region;
        region.id = database->new_id<registry::TerritoryId>();
        region.kind = registry::TerritoryKind::department;
        region.code_system = "ubigeo";
        region.code = "03";
        region.name = region.search_name = "prueba";
        region.valid_from = *LocalDate::parse("2000-01-01");
        const auto grant_id = database->new_id<identity::AccessGrantId>();
        const auto form_id = database->new_id<forms::FormReleaseId>();
        const identity::NewDevice device{database->new_id<identity::FieldDeviceId>(), fresh.id, "tableta", 400};
        const auto first_day = today.plus_days(-30);
        const auto furnish_all = [&](storage::Writer& writer) -> Result<std::string> {
            MINKA_TRY(writer.create(region));
            MINKA_TRY(identity::grant_access(
                writer,
                {grant_id, fresh.id, {}, registry::AccessRole::mediator, region.id, first_day.plus_days(-1), {}}));
            MINKA_TRY(forms::release_form(writer, {report_form, "form.xml", false, {}, projections.fact_fields()},
                                          form_id, today));
            MINKA_TRY_ASSIGN(const auto enrolled, identity::enrol_device(writer, device, first_day));
            return enrolled.secret;
        };
        return database->write({house_programme, {}, "console", "test"}, furnish_all);
    }
};

}  // namespace minka::test
