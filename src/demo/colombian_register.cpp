#include "demo/colombian_register.h"

#include "base/check.h"
#include "base/text.h"
#include "demo/regions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::demo {

using registry::SchoolLevel;
using registry::TerritoryKind;
using registry::TerritoryTree;

namespace {

struct Grade {
    SchoolLevel level;
    std::string_view name;
    double weight_at_main;
    double weight_elsewhere;
};

// The programme works mostly with the grades that answer its surveys; small rural sites have the lower ones.
constexpr std::array grades{
    Grade{SchoolLevel::preschool, "0", 0.4, 0.3},      Grade{SchoolLevel::primary, "1", 0.4, 0.4},
    Grade{SchoolLevel::primary, "2", 0.4, 0.4},        Grade{SchoolLevel::primary, "3", 0.4, 0.4},
    Grade{SchoolLevel::primary, "4", 0.5, 0.4},        Grade{SchoolLevel::primary, "5", 2.6, 0.5},
    Grade{SchoolLevel::lower_secondary, "6", 3.4, 0},  Grade{SchoolLevel::lower_secondary, "7", 3.1, 0},
    Grade{SchoolLevel::lower_secondary, "8", 2.8, 0},  Grade{SchoolLevel::lower_secondary, "9", 2.4, 0},
    Grade{SchoolLevel::upper_secondary, "10", 2.1, 0}, Grade{SchoolLevel::upper_secondary, "11", 1.7, 0},
};
constexpr std::size_t first_asked_grade = 5;
constexpr std::size_t first_older_grade = 9;
constexpr int largest_class = 42;

const LocalDate civil_since = LocalDate{std::chrono::sys_days{std::chrono::year{1991} / 7 / 5}};

/// Draws the registers part by part; each part follows the one before.
class Drawing {
public:
    Drawing(const DemoSize& size, const RegisterSetting& setting, std::uint64_t seed)
        : size_(size), setting_(setting), chance_(seed, "colombian register"), names_(chance_) {}

    ColombianRegister draw() {
        draw_territories();
        draw_schools();
        draw_people();
        draw_mediators();
        draw_partners();
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
        made.valid_from = civil_since;
        return made;
    }

    void draw_territories() {
        const auto departments = colombian_departments();
        drawn_.territories.push_back(
            territory(TerritoryTree::civil, TerritoryKind::country, "iso3166", "CO", "Colombia"));
        const auto country = drawn_.territories.front().id;
        std::vector<double> weights;
        std::vector<std::size_t> chosen;
        for (std::size_t i = 0; i < departments.size(); ++i) {
            const auto& department = departments[i];
            drawn_.territories.push_back(territory(TerritoryTree::civil, TerritoryKind::department, "divipola",
                                                   std::string(department.code), std::string(department.name)));
            drawn_.territories.back().parent_id = country;
            department_ids_.push_back(drawn_.territories.back().id);
            entity_ids_.emplace_back();
            if (department.weight > 0) {
                weights.push_back(department.weight * chance_.uniform(0.5, 1.5));
                chosen.push_back(i);
            }
        }
        const auto shares = split_total(size_.municipalities, weights, 0);
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            if (shares[i] > 0) {
                draw_department(departments[chosen[i]], chosen[i], shares[i]);
            }
        }
    }

    void draw_department(const ColombianDepartment& department, std::size_t place, int municipalities) {
        auto entity =
            territory(TerritoryTree::school_administration, TerritoryKind::certified_entity, "etc",
                      "D" + std::string(department.code), "Secretaría de Educación de " + std::string(department.name));
        entity_ids_[place] = entity.id;
        drawn_.territories.push_back(std::move(entity));
        for (int i = 1; i <= municipalities; ++i) {
            auto municipality = territory(TerritoryTree::civil, TerritoryKind::municipality, "divipola",
                                          fmt::format("{}9{:02}", department.code, i), names_.municipality());
            municipality.parent_id = department_ids_[place];
            municipality.is_pdet = !department.pdet_subregion.empty() && chance_.happens(0.75);
            if (municipality.is_pdet) {
                municipality.pdet_subregion = department.pdet_subregion;
            }
            municipality.rurality = std::string(chance_.happens(0.6) ? "rural_disperso" : "rural");
            drawn_.territories.push_back(municipality);
            drawn_.municipalities.push_back(std::move(municipality));
            municipality_department_.push_back(place);
        }
    }

    void draw_schools() {
        std::vector<double> school_weights;
        for (std::size_t i = 0; i < drawn_.municipalities.size(); ++i) {
            school_weights.push_back(chance_.uniform(0.3, 2.0));
        }
        const auto shares = split_total(size_.schools, school_weights, 1);
        std::vector<double> weights;
        for (int i = 0; i < size_.schools; ++i) {
            weights.push_back(std::exp(chance_.normal(0, 0.45)));
        }
        const auto students = split_total(size_.students, weights, 60);
        for (auto& weight : weights) {
            weight = std::sqrt(weight) * chance_.uniform(0.8, 1.2);
        }
        const auto teachers = split_total(size_.teachers, weights, 4);
        std::size_t school = 0;
        for (std::size_t municipality = 0; municipality < shares.size(); ++municipality) {
            for (int i = 0; i < shares[municipality]; ++i, ++school) {
                drawn_.counts.push_back({municipality, teachers[school], students[school], 0, 0});
                draw_school(school);
            }
        }
    }

    void draw_school(std::size_t place) {
        const auto& counts = drawn_.counts[place];
        const auto& municipality = drawn_.municipalities[counts.municipality];
        registry::School school;
        school.id = chance_.new_id<registry::SchoolId>(setting_.recorded_on);
        school.code_system = "dane";
        school.code = next_code(municipality);
        school.name = names_.school(municipality.name);
        school.search_name = fold_text(school.name);
        school.sector = registry::Sector::public_;
        school.zone = chance_.happens(0.78) ? registry::Zone::rural : registry::Zone::urban;
        school.civil_territory_id = municipality.id;
        school.administration_territory_id = entity_ids_[municipality_department_[counts.municipality]];
        school.valid_from = LocalDate::of(chance_.between(1995, 2016), 1, 15).value();
        drawn_.schools.push_back(school);
        const int others = school.zone == registry::Zone::rural ? chance_.between(0, 5) : chance_.between(0, 2);
        std::vector<double> weights;
        const auto first_site = drawn_.sites.size();
        for (int i = 0; i <= others; ++i) {
            draw_site(school, i == 0);
            for (const auto& grade : grades) {
                weights.push_back((i == 0 ? grade.weight_at_main : grade.weight_elsewhere) * chance_.uniform(0.7, 1.3));
            }
        }
        count_students(place, first_site, split_total(counts.students, weights, 0));
    }

    void draw_site(const registry::School& school, bool is_main) {
        registry::Site site;
        site.id = chance_.new_id<registry::SiteId>(setting_.recorded_on);
        site.school_id = school.id;
        site.code_system = "dane";
        site.code = is_main ? school.code : fmt::format("8{}{:06}", school.code.substr(1, 5), ++site_number_);
        site.name = is_main ? "Sede Principal" : names_.site();
        site.search_name = fold_text(site.name);
        site.levels = is_main ? "preschool,primary,lower_secondary,upper_secondary" : "preschool,primary";
        site.zone = is_main ? school.zone : registry::Zone::rural;
        if (site.zone == registry::Zone::rural) {
            using enum registry::AccessMode;
            constexpr std::array modes{road, road, track, track, river, animal, foot};
            site.access_mode = chance_.pick(modes);
            site.access_hours = chance_.between(1, 32) * 0.25;
            site.overnight = *site.access_hours > 4;
        }
        site.valid_from = school.valid_from;
        drawn_.sites.push_back(std::move(site));
    }

    void count_students(std::size_t place, std::size_t first_site, const std::vector<int>& students) {
        for (std::size_t cell = 0; cell < students.size(); ++cell) {
            const auto grade = cell % grades.size();
            if (grade >= first_asked_grade) {
                drawn_.counts[place].asked_students += students[cell];
            }
            if (grade >= first_older_grade) {
                drawn_.counts[place].older_students += students[cell];
            }
            const int classes = (students[cell] + largest_class - 1) / largest_class;
            for (int label = 0; label < classes; ++label) {
                const int size = students[cell] / classes + (label < students[cell] % classes ? 1 : 0);
                drawn_.enrolment.push_back({chance_.new_id<registry::EnrolmentCountId>(setting_.recorded_on),
                                            drawn_.sites[first_site + cell / grades.size()].id, setting_.year,
                                            grades[grade].level, std::string(grades[grade].name),
                                            std::string(1, static_cast<char>('A' + label)), size, setting_.recorded_on,
                                            "Matrícula ficticia de la demostración"});
            }
        }
    }

    void draw_people() {
        for (std::size_t i = 0; i < drawn_.schools.size(); ++i) {
            add_person(registry::PersonRole::school_head, registry::PlaceKind::school, drawn_.schools[i].id.uuid);
            for (int teacher = 0; teacher < drawn_.counts[i].teachers; ++teacher) {
                add_person(registry::PersonRole::teacher, registry::PlaceKind::school, drawn_.schools[i].id.uuid);
            }
        }
    }

    // Visits go in pairs, one for about a dozen schools.
    void draw_mediators() {
        const int pairs = std::max(1, size_.schools / 12);
        for (int i = 0; i < 2 * pairs; ++i) {
            add_person(registry::PersonRole::mediator, registry::PlaceKind::programme, setting_.programme.uuid);
        }
    }

    void add_person(registry::PersonRole role, registry::PlaceKind kind, const Uuid& place) {
        drawn_.people.push_back(draw_person(names_, chance_, setting_.recorded_on));
        drawn_.roles.push_back({chance_.new_id<registry::RoleId>(setting_.recorded_on),
                                drawn_.people.back().record.id,
                                role,
                                kind,
                                place,
                                setting_.recorded_on.plus_days(-30 * chance_.between(1, 90)),
                                {}});
    }

    void draw_partners() {
        struct Kind {
            registry::PartnerType type;
            std::string_view name;
            std::string_view roles;
        };
        using enum registry::PartnerType;
        constexpr std::array kinds{Kind{company, "company", "cofunds"},
                                   Kind{academia, "academia", "validates,advises"},
                                   Kind{public_authority, "public_authority", "participates"},
                                   Kind{foundation, "foundation", "cofunds,participates"},
                                   Kind{ngo, "ngo", "participates"},
                                   Kind{company, "company", "cofunds,participates"},
                                   Kind{cooperation, "cooperation", "cofunds"},
                                   Kind{public_authority, "public_authority", "cofunds,participates"}};
        for (int i = 0; i < size_.partners; ++i) {
            const auto& kind = kinds[static_cast<std::size_t>(i) % kinds.size()];
            registry::Partner partner;
            partner.id = chance_.new_id<registry::PartnerId>(setting_.recorded_on);
            partner.name = names_.partner(kind.name);
            partner.search_name = fold_text(partner.name);
            partner.type = kind.type;
            partner.roles = kind.roles;
            if (chance_.happens(0.8)) {
                partner.agreement = fmt::format("Convenio ficticio {:03} de {}", 100 + i, setting_.year);
            }
            partner.valid_from = setting_.recorded_on.plus_days(-chance_.between(20, 900));
            drawn_.partners.push_back(std::move(partner));
        }
    }

    // Real DANE codes begin with 1 to 4.
    std::string next_code(const registry::Territory& municipality) {
        return fmt::format("9{}{:06}", municipality.code, ++school_number_ * 37);
    }

    const DemoSize& size_;
    const RegisterSetting& setting_;
    Chance chance_;
    FictionalNames names_;
    ColombianRegister drawn_;
    std::vector<registry::TerritoryId> department_ids_;
    std::vector<std::optional<registry::TerritoryId>> entity_ids_;
    std::vector<std::size_t> municipality_department_;
    int school_number_ = 0;
    int site_number_ = 0;
};

}  // namespace

ColombianRegister draw_colombian_register(const DemoSize& size, const RegisterSetting& setting, std::uint64_t seed) {
    return Drawing(size, setting, seed).draw();
}

Result<> store_register(storage::Writer& writer, const privacy::Vault& vault, const ColombianRegister& drawn) {
    MINKA_TRY(writer.create_all(drawn.territories));
    MINKA_TRY(writer.create_all(drawn.schools));
    MINKA_TRY(writer.create_all(drawn.sites));
    MINKA_TRY(writer.create_all(drawn.enrolment));
    MINKA_TRY(store_people(writer, vault, drawn.people));
    MINKA_TRY(writer.create_all(drawn.roles));
    return writer.create_all(drawn.partners);
}

}  // namespace minka::demo
