#include "demo/peruvian_register.h"

#include "base/text.h"
#include "demo/regions.h"
#include "programme/work_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace minka::demo {

using registry::TerritoryKind;
using registry::TerritoryTree;

namespace {

class Drawing {
public:
    Drawing(const DemoSize& size, const RegisterSetting& setting, const programme::AssistanceModality& assistance,
            std::uint64_t seed)
        : size_(size),
          setting_(setting),
          assistance_(assistance),
          chance_(seed, "peruvian register"),
          names_(chance_) {}

    PeruvianRegister draw() {
        draw_regions();
        draw_targets();
        draw_services();
        return std::move(drawn_);
    }

private:
    registry::Territory territory(TerritoryTree tree, TerritoryKind kind, std::string_view system, std::string code,
                                  std::string name) {
        registry::Territory made;
        made.id = chance_.new_id<registry::TerritoryId>(setting_.recorded_on);
        made.tree = tree;
        made.kind = kind;
        made.code_system = system;
        made.code = std::move(code);
        made.search_name = fold_text(name);
        made.name = std::move(name);
        made.valid_from = LocalDate::of(2004, 1, 1).value();
        return made;
    }

    void draw_regions() {
        const auto directorates = peruvian_directorates();
        drawn_.territories.push_back(territory(TerritoryTree::civil, TerritoryKind::country, "iso3166", "PE", "Perú"));
        const auto country = drawn_.territories.front().id;
        std::map<std::string_view, registry::TerritoryId> regions;
        std::vector<double> weights;
        for (const auto& directorate : directorates) {
            if (!regions.contains(directorate.region_code)) {
                auto region = territory(TerritoryTree::civil, TerritoryKind::department, "ubigeo",
                                        std::string(directorate.region_code), std::string(directorate.region));
                region.parent_id = country;
                regions[directorate.region_code] = region.id;
                drawn_.territories.push_back(std::move(region));
            }
            weights.push_back(directorate.weight * chance_.uniform(0.85, 1.15));
        }
        const auto shares = split_total(size_.ugel_registered, weights, 1);
        for (std::size_t i = 0; i < directorates.size(); ++i) {
            draw_directorate(directorates[i], regions[directorates[i].region_code], shares[i]);
        }
    }

    void draw_directorate(const PeruvianDirectorate& directorate, const registry::TerritoryId& region, int ugel_count) {
        auto parent = territory(TerritoryTree::school_administration, TerritoryKind::regional_directorate, "dre",
                                std::string(directorate.code), std::string(directorate.name));
        const auto parent_id = parent.id;
        const bool in_person = assistance_.of(directorate.name) == programme::Modality::in_person;
        drawn_.territories.push_back(std::move(parent));
        for (int i = 1; i <= ugel_count; ++i) {
            const int number = ++in_region_[directorate.region_code];
            const auto region_digits = directorate.region_code.substr(0, 2);
            auto ugel = territory(TerritoryTree::school_administration, TerritoryKind::ugel, "ugel",
                                  fmt::format("{}9{:03}", region_digits, number), names_.ugel());
            ugel.parent_id = parent_id;
            auto province = territory(TerritoryTree::civil, TerritoryKind::province, "ubigeo",
                                      fmt::format("{}{:02}00", region_digits, 59 + number), ugel.name.substr(5));
            province.parent_id = region;
            drawn_.provinces.push_back(province.id);
            drawn_.is_in_person.push_back(in_person);
            drawn_.ugel.push_back(ugel);
            drawn_.territories.push_back(std::move(ugel));
            drawn_.territories.push_back(std::move(province));
        }
    }

    void draw_targets() {
        std::vector<std::size_t> order(drawn_.ugel.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        chance_.shuffle(order);
        order.resize(static_cast<std::size_t>(size_.ugel_targeted));
        std::ranges::sort(order);
        drawn_.targeted = std::move(order);
    }

    void draw_services() {
        std::vector<double> weights;
        for (std::size_t i = 0; i < drawn_.ugel.size(); ++i) {
            weights.push_back(chance_.uniform(0.3, 2.2));
        }
        const auto shares = split_total(size_.services, weights, 2);
        for (std::size_t ugel = 0; ugel < shares.size(); ++ugel) {
            for (int i = 0; i < shares[ugel]; ++i) {
                draw_service(ugel);
            }
        }
    }

    // A third are PRONOEI, which a promoter leads; cunas and cuna-jardines are few.
    void draw_service(std::size_t ugel) {
        const double kind = chance_.uniform(0, 1);
        const bool community_run = kind < 0.36;
        registry::School service;
        service.id = chance_.new_id<registry::SchoolId>(setting_.recorded_on);
        service.code_system = "modular";
        service.code = fmt::format("9{:06}", ++number_ * 13);
        service.name = names_.service(community_run);
        service.search_name = fold_text(service.name);
        service.sector = registry::Sector::public_;
        service.zone = chance_.happens(community_run ? 0.9 : 0.6) ? registry::Zone::rural : registry::Zone::urban;
        service.civil_territory_id = drawn_.provinces[ugel];
        service.administration_territory_id = drawn_.ugel[ugel].id;
        service.valid_from = LocalDate::of(chance_.between(2005, 2022), 3, 1).value();
        registry::Site site;
        site.id = chance_.new_id<registry::SiteId>(setting_.recorded_on);
        site.school_id = service.id;
        site.code_system = service.code_system;
        site.code = service.code;
        site.annex = "0";
        site.name = service.name;
        site.search_name = service.search_name;
        site.levels = community_run ? "community_preschool"
                      : kind < 0.88 ? "preschool"
                      : kind < 0.95 ? "early_childhood,preschool"
                                    : "early_childhood";
        site.zone = service.zone;
        site.valid_from = service.valid_from;
        const bool is_first_cycle = site.levels == "early_childhood";
        drawn_.enrolment.push_back({chance_.new_id<registry::EnrolmentCountId>(setting_.recorded_on),
                                    site.id,
                                    setting_.year,
                                    community_run    ? registry::SchoolLevel::community_preschool
                                    : is_first_cycle ? registry::SchoolLevel::early_childhood
                                                     : registry::SchoolLevel::preschool,
                                    {},
                                    {},
                                    chance_.between(6, community_run ? 18 : 90),
                                    setting_.recorded_on,
                                    "Matrícula ficticia de la demostración"});
        drawn_.services.push_back(std::move(service));
        drawn_.sites.push_back(std::move(site));
        drawn_.ugel_of_service.push_back(ugel);
    }

    const DemoSize& size_;
    const RegisterSetting& setting_;
    const programme::AssistanceModality& assistance_;
    Chance chance_;
    FictionalNames names_;
    PeruvianRegister drawn_;
    std::map<std::string_view, int> in_region_;
    int number_ = 0;
};

}  // namespace

PeruvianRegister draw_peruvian_register(const DemoSize& size, const RegisterSetting& setting,
                                        const programme::AssistanceModality& assistance, std::uint64_t seed) {
    return Drawing(size, setting, assistance, seed).draw();
}

Result<> store_register(storage::Writer& writer, const PeruvianRegister& drawn, const RegisterSetting& setting,
                        std::uint64_t seed) {
    MINKA_TRY(writer.create_all(drawn.territories));
    MINKA_TRY(writer.create_all(drawn.services));
    MINKA_TRY(writer.create_all(drawn.sites));
    MINKA_TRY(writer.create_all(drawn.enrolment));
    Chance chance(seed, "lists");
    const auto on = setting.recorded_on;
    const programme::TerritoryList targeted{
        chance.new_id<programme::TerritoryListId>(on), "ugel_targeted", "UGEL focalizadas por la estrategia",
        "Lista ficticia con el tamaño que declara el resumen de la estrategia (2022)", on};
    const programme::TerritoryList registered{chance.new_id<programme::TerritoryListId>(on), "ugel_registered",
                                              "UGEL del catálogo público",
                                              "Lista ficticia con el tamaño del catálogo público de UGEL", on};
    MINKA_TRY(writer.create_all(std::vector{targeted, registered}));
    std::vector<programme::TerritoryListEntry> entries;
    for (const auto place : drawn.targeted) {
        entries.push_back({chance.new_id<programme::TerritoryListEntryId>(on), targeted.id, drawn.ugel[place].id});
    }
    for (const auto& ugel : drawn.ugel) {
        entries.push_back({chance.new_id<programme::TerritoryListEntryId>(on), registered.id, ugel.id});
    }
    return writer.create_all(entries);
}

}  // namespace minka::demo
