#pragma once

#include "app/schema.h"
#include "base/text.h"
#include "documents/json.h"
#include "identity/account_rules.h"
#include "identity/sign_in.h"
#include "privacy/vault.h"
#include "programme/programme_loading.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/web/http_client.h"
#include "web/web_site.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

// The example programme of Peru with a few invented UGEL and people, and a server over it.
namespace minka::test {

struct WebWorld {
    ScratchDatabase& scratch;
    privacy::Vault& vault;
    ProgrammeId programme;
    ProgrammeId other_programme;
    registry::TerritoryId country;
    registry::TerritoryId region;
    registry::TerritoryId ugel;
    registry::TerritoryId other_ugel;
    registry::SchoolId school;
    registry::SchoolId far_school;
    registry::PersonId person;
    forms::Projections projections;
    forms::SubmissionBook book{vault, projections};
    std::unique_ptr<web::WebSite> site = nullptr;
    std::filesystem::path backups = {};  ///< For the next open_site; none at first.

    static constexpr identity::HashingCost quick{1, 8 << 10};

    storage::Database& database() { return *scratch.database; }
    LocalDate today() { return utc_date(scratch.clock.now()); }

    ProgrammeId load(const std::string& example) {
        const char* source = std::getenv("MINKA_SOURCE_DIR");
        REQUIRE(source != nullptr);
        const auto files = programme::read_folder_files(std::string(source) + "/examples/" + example).value();
        const auto check = programme::check_folder_files(files);
        REQUIRE(check.problems.empty());
        return programme::load_programme(database(), files, check.folder, {}).value().id;
    }

    registry::Territory territory(registry::TerritoryKind kind, registry::TerritoryTree tree, const std::string& code,
                                  const std::string& name, std::optional<registry::TerritoryId> parent) {
        registry::Territory record;
        record.id = database().new_id<registry::TerritoryId>();
        record.kind = kind;
        record.tree = tree;
        record.code_system = tree == registry::TerritoryTree::civil ? "ubigeo" : "ugel";
        record.code = code;
        record.name = name;
        record.search_name = fold_text(name);
        record.parent_id = parent;
        record.valid_from = *LocalDate::parse("2000-01-01");
        return record;
    }

    registry::School a_school(const std::string& code, const std::string& name, registry::TerritoryId district,
                              registry::TerritoryId administration) {
        registry::School record;
        record.id = database().new_id<registry::SchoolId>();
        record.code_system = "modular";
        record.code = code;
        record.name = name;
        record.search_name = fold_text(name);
        record.zone = registry::Zone::rural;
        record.civil_territory_id = district;
        record.administration_territory_id = administration;
        record.valid_from = *LocalDate::parse("2010-01-01");
        return record;
    }

    void fill() {
        programme = load("apostemos");
        other_programme = load("ser-mas-maestro");
        using registry::TerritoryKind;
        using registry::TerritoryTree;
        const auto peru = territory(TerritoryKind::country, TerritoryTree::civil, "PE", "Perú", {});
        const auto district =
            territory(TerritoryKind::district, TerritoryTree::civil, "030101", "Támbo Prueba", peru.id);
        const auto dre = territory(TerritoryKind::regional_directorate, TerritoryTree::school_administration, "030000",
                                   "DRE Prueba", {});
        const auto first =
            territory(TerritoryKind::ugel, TerritoryTree::school_administration, "030001", "UGEL Quebrada", dre.id);
        const auto second =
            territory(TerritoryKind::ugel, TerritoryTree::school_administration, "030002", "UGEL Ladera", dre.id);
        const auto near = a_school("0300001", "IE Árbol", district.id, first.id);
        const auto far = a_school("0300002", "IE Bosque", district.id, second.id);
        country = peru.id;
        region = dre.id;
        ugel = first.id;
        other_ugel = second.id;
        school = near.id;
        far_school = far.id;
        person = database().new_id<registry::PersonId>();
        REQUIRE(database()
                    .write({programme, {}, "console", "test"},
                           [&](storage::Writer& writer) -> Result<> {
                               MINKA_TRY(writer.create_all(std::vector{peru, district, dre, first, second}));
                               MINKA_TRY(writer.create_all(std::vector{near, far}));
                               registry::Person record;
                               record.id = person;
                               MINKA_TRY_ASSIGN(record.name, vault.seal(writer, person.uuid, "Inés Huamán Prueba"));
                               return writer.create(record);
                           })
                    .has_value());
        open_site();
    }

    void open_site() {
        web::WebSiteOptions options;
        options.server.port = 0;
        options.server.workers = 4;
        options.hashing = quick;
        options.backups = backups;
        auto opened = web::WebSite::open(database(), vault, book, options);
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
        site = *std::move(opened);
    }

    /// Opens an account with a role and a password of its own, and returns the cookie of its session.
    std::string enter(const std::string& login, registry::AccessRole role,
                      std::optional<registry::TerritoryId> territory_id = {}) {
        identity::PasswordHasher hasher(quick, 1, 1);
        identity::SignInLimits limits(scratch.clock);
        const identity::SignInDesk desk{database(), vault, hasher, limits};
        const std::string one_time = "K7QF-9M2D-XW4T-P3RA";
        const identity::NewAccount fresh{database().new_id<identity::AccountId>(),
                                         login,
                                         "Persona Prueba",
                                         "es",
                                         hasher.hash(one_time).value(),
                                         Instant{scratch.clock.now().microseconds + 1'000'000}};
        REQUIRE(database()
                    .write({identity::installation, {}, "console", "test"},
                           [&](storage::Writer& writer) { return identity::open_account(writer, vault, fresh); })
                    .has_value());
        REQUIRE(database()
                    .write({programme, {}, "console", "test"},
                           [&](storage::Writer& writer) {
                               return identity::grant_access(writer, {database().new_id<identity::AccessGrantId>(),
                                                                      fresh.id,
                                                                      {},
                                                                      role,
                                                                      territory_id,
                                                                      today(),
                                                                      {}});
                           })
                    .has_value());
        const auto signed_in = identity::sign_in(desk, {login, one_time, {}, "test", {}}).value();
        const auto visitor = database().read(identity::installation, [&](storage::Reader& reader) {
            return identity::visitor_of_session(reader, signed_in.session_secret, scratch.clock.now());
        });
        REQUIRE(identity::change_password(desk, **visitor, {one_time, "río montaña selva", "test"}).has_value());
        return "minka_session=" + signed_in.session_secret;
    }

    std::string in_programme(const std::string& path) const {
        return "/api/v1/programmes/" + to_string(programme) + path;
    }

    web::HttpResponse get(const std::string& path, const std::string& session) {
        return ask(site->port(), "GET", path, {{"cookie", session}});
    }
    web::HttpResponse post(const std::string& path, const std::string& session, const std::string& content) {
        return ask(site->port(), "POST", path, {{"cookie", session}, {"content-type", "application/json"}}, content);
    }

    std::int64_t ledger_entries() {
        return database()
            .read(programme,
                  [](storage::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM ledger"); })
            .value()
            .value();
    }
};

inline documents::JsonValue json_of(const web::HttpResponse& response) {
    auto value = documents::parse_json(response.body);
    REQUIRE_MESSAGE(value.has_value(), response.body.substr(0, 300));
    return *value;
}

inline std::string text_at(const documents::JsonValue& value, std::string_view key) {
    const auto* found = value.find(key);
    return found != nullptr && found->if_text() != nullptr ? *found->if_text() : std::string();
}

inline void on_web(const std::function<void(WebWorld&)>& test) {
    on_both_engines(app::schema(), [&](ScratchDatabase& scratch) {
        auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
        REQUIRE_MESSAGE(vault.has_value(), (vault ? "" : to_sentence(vault.error())));
        WebWorld world{scratch, **vault, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
        world.fill();
        test(world);
        world.site->stop();
        expect_sound_ledger(*scratch.database);
    });
}

}  // namespace minka::test
