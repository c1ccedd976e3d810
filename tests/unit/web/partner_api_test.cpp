#include "registry/partner.h"
#include "unit/web/web_world.h"

using namespace minka;
using namespace minka::test;
using registry::AccessRole;
using registry::PartnerType;

namespace {

registry::Partner a_partner(WebWorld& world, const std::string& name, PartnerType type, const std::string& roles,
                            const std::string& from, const std::string& to = "") {
    registry::Partner record;
    record.id = world.database().new_id<registry::PartnerId>();
    record.name = name;
    record.search_name = fold_text(name);
    record.type = type;
    record.roles = roles;
    record.valid_from = *LocalDate::parse(from);
    if (!to.empty()) {
        record.valid_to = *LocalDate::parse(to);
    }
    return record;
}

// A foundation with two periods, a company whose time is over, a university that begins in 2090.
struct Partners {
    registry::Partner before;
    registry::Partner foundation;
    registry::Partner company;
    registry::Partner university;
};

Partners record_partners(WebWorld& world) {
    Partners partners{
        a_partner(world, "Fundación Río Prueba", PartnerType::foundation, "cofunds", "2015-01-01", "2018-01-01"),
        a_partner(world, "Fundación Río Prueba", PartnerType::foundation, "cofunds,advises", "2020-01-01"),
        a_partner(world, "Textiles Prueba", PartnerType::company, "cofunds", "2015-01-01", "2016-01-01"),
        a_partner(world, "Universidad Prueba", PartnerType::academia, "validates", "2090-01-01")};
    partners.foundation.agreement = "Convenio 12";
    registry::Role role;
    role.id = world.database().new_id<registry::RoleId>();
    role.person_id = world.person;
    role.role = registry::PersonRole::adviser;
    role.place = registry::PlaceKind::partner;
    role.place_id = partners.before.id.uuid;
    role.valid_from = partners.before.valid_from;
    REQUIRE(world.database()
                .write({world.programme, {}, "console", "test"},
                       [&](storage::Writer& writer) -> Result<> {
                           MINKA_TRY(writer.create_all(std::vector{partners.before, partners.foundation,
                                                                   partners.company, partners.university}));
                           return writer.create(role);
                       })
                .has_value());
    return partners;
}

std::vector<std::string> names_in(const web::HttpResponse& response) {
    std::vector<std::string> names;
    const auto list = json_of(response);
    for (const auto& item : *list.find("items")->if_array()) {
        names.push_back(text_at(item, "name"));
    }
    return names;
}

}  // namespace

TEST_SUITE_BEGIN("web: partners");

TEST_CASE("a partner stands in the list once, with its latest period, and the filters narrow it") {
    on_web([](WebWorld& world) {
        record_partners(world);
        const auto lucia = world.enter("lucia", AccessRole::director);
        const auto names = [&](const std::string& query) {
            return names_in(world.get(world.in_programme("/partners" + query), lucia));
        };
        using Names = std::vector<std::string>;
        CHECK(names("") == Names{"Fundación Río Prueba", "Textiles Prueba", "Universidad Prueba"});
        CHECK(names("?state=active") == Names{"Fundación Río Prueba"});
        CHECK(names("?state=closed") == Names{"Textiles Prueba"});
        CHECK(names("?state=upcoming") == Names{"Universidad Prueba"});
        CHECK(names("?state=active&as_of=2015-06-01") == Names{"Textiles Prueba"});
        CHECK(names("?role=cofunds") == Names{"Fundación Río Prueba", "Textiles Prueba"});
        CHECK(names("?type=academia") == Names{"Universidad Prueba"});
        CHECK(names("?q=rio") == Names{"Fundación Río Prueba"});
        CHECK(world.get(world.in_programme("/partners?type=bank"), lucia).status == 400);
        const auto kept = world.get(world.in_programme("/exports/partners?state=active"), lucia).body;
        CHECK(kept.find("Fundación Río Prueba,foundation,\"cofunds, advises\",Convenio 12,active,2020-01-01,") !=
              std::string::npos);
        CHECK(kept.find("Textiles") == std::string::npos);
    });
}

TEST_CASE("the page of a partner has its periods, the latest first, and its history") {
    on_web([](WebWorld& world) {
        const auto partners = record_partners(world);
        const auto lucia = world.enter("lucia", AccessRole::director);
        const auto path = world.in_programme("/partners/" + to_string(partners.before.id));
        const auto page = json_of(world.get(path, lucia));
        CHECK(text_at(page, "state") == "active");
        const auto& periods = *page.find("periods")->if_array();
        REQUIRE(periods.size() == 2);
        CHECK(text_at(periods[0], "agreement") == "Convenio 12");
        CHECK(text_at(periods[1], "state") == "closed");
        CHECK(page.find("history")->if_array()->size() == 2);
    });
}

TEST_CASE("who stands for a partner is told to those whose grant covers the whole programme") {
    on_web([](WebWorld& world) {
        const auto partners = record_partners(world);
        const auto path = world.in_programme("/partners/" + to_string(partners.foundation.id) + "/people");
        CHECK(names_in(world.get(path, world.enter("lucia", AccessRole::director))) ==
              std::vector<std::string>{"Inés Huamán Prueba"});
        CHECK(names_in(world.get(path, world.enter("rosa", AccessRole::specialist, world.ugel))).empty());
        CHECK(world.get(path, world.enter("eva", AccessRole::evaluator)).status == 403);
    });
}

TEST_SUITE_END();
