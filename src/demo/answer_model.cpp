#include "demo/answer_model.h"

#include <algorithm>
#include <cmath>

namespace minka::demo {

namespace {

// Standard deviations, with that of students within a school near 1. Schools differ little, as climate surveys find
// (intraclass correlations of .04 to .09); on what belongs to the staff of a school they differ more.
constexpr double municipality_spread = 0.12;
constexpr double school_spread = 0.22;
constexpr double facet_spread = 0.10;
constexpr double staff_facet_spread = 0.65;
constexpr double general_spread = 0.75;
constexpr double person_facet_spread = 0.60;
constexpr double school_change_spread = 0.15;
constexpr double place_change_spread = 0.06;

constexpr double skips_an_item = 0.025;
constexpr double stops_early = 0.02;
constexpr double gives_one_answer = 0.03;
constexpr double passes_over_optional = 0.25;

bool is_of_staff(std::string_view facet) { return facet == "G3" || facet == "V3"; }

}  // namespace

ClimateWorld ClimateWorld::draw(const programme::IndexDefinition& index, Chance& chance) {
    ClimateWorld world;
    const double overall = chance.normal(0.09, 0.02);
    for (const auto& facet : index.facets) {
        // Safety on the way lies outside what a programme at school can do.
        const double mean = facet.may_be_switched_off ? -0.08 : overall;
        world.facet_change[facet.code] = chance.normal(mean, 0.05);
    }
    return world;
}

PlaceClimate PlaceClimate::draw(Chance& chance) {
    return {chance.normal(0, municipality_spread), chance.normal(0, place_change_spread)};
}

SchoolClimate draw_school(const programme::IndexDefinition& index, const PlaceClimate& place, Chance& chance) {
    SchoolClimate school;
    school.level = place.level + chance.normal(0, school_spread);
    school.change = place.change + chance.normal(0, school_change_spread);
    for (const auto& facet : index.facets) {
        const bool is_alone = is_of_staff(facet.code);
        school.facet_level[facet.code] = chance.normal(0, is_alone ? staff_facet_spread : facet_spread);
    }
    return school;
}

struct AnswerModel::Person {
    std::vector<double> traits;  ///< By facet; NaN for one that is not answered.
    bool gives_one_answer = false;
    std::size_t last_item = 0;  ///< Stops before this one.
};

Result<AnswerModel> AnswerModel::make(const programme::IndexDefinition& index, std::string_view informant,
                                      const ClimateWorld& world, Chance& chance) {
    AnswerModel model;
    MINKA_TRY_ASSIGN(model.form_, measurement::form_of(index, informant));
    const auto who = std::ranges::find(index.informants, informant, &programme::Informant::code);
    model.change_scale_ = who->minimum_age >= 18 ? 1.4 : 1.0;  // grown-ups took part in the programme themselves
    for (const auto* facet : index.facets_of(informant)) {
        const bool needs_age = index.minimum_age(*facet, *who) > who->minimum_age;
        model.facets_.push_back({facet->code, world.facet_change.find(facet->code)->second, facet->optional, needs_age,
                                 facet->may_be_switched_off});
        for (const auto& item : facet->items) {
            if (!item.is_asked_of(informant)) {
                continue;
            }
            ModelItem drawn{model.facets_.size() - 1, item.reversed, chance.uniform(0.9, 1.7), {}};
            const auto steps = index.scale_of(item).categories.size() - 1;
            const double centre = chance.normal(-0.35, 0.35);  // most people are rather content
            for (std::size_t step = 0; step < steps; ++step) {
                const double offset = static_cast<double>(step) - (static_cast<double>(steps) - 1) / 2;
                drawn.thresholds.push_back(centre + 1.15 * offset + chance.uniform(-0.15, 0.15));
            }
            model.items_.push_back(std::move(drawn));
        }
    }
    return model;
}

AnswerModel::Person AnswerModel::draw_person(const AnsweringGroup& group, Wave wave, Chance& chance) const {
    Person person;
    const auto& climate = *group.climate;
    const double general = chance.normal(climate.level, general_spread);
    const double change = wave == Wave::after ? climate.change : 0;
    const bool is_of_age = chance.happens(group.share_of_age);
    person.traits.reserve(facets_.size());
    for (const auto& facet : facets_) {
        const bool is_left_out = (facet.needs_age && !is_of_age) ||
                                 (facet.may_be_switched_off && !climate.asks_about_the_way) ||
                                 (facet.is_optional && chance.happens(passes_over_optional));
        if (is_left_out) {
            person.traits.push_back(std::nan(""));
            continue;
        }
        const double facet_change = wave == Wave::after ? facet.change : 0;
        const auto level = climate.facet_level.find(facet.code);
        person.traits.push_back(general + level->second + change_scale_ * (change + facet_change) +
                                chance.normal(0, person_facet_spread));
    }
    person.gives_one_answer = chance.happens(gives_one_answer);
    person.last_item = chance.happens(stops_early) ? 1 + chance.below(items_.size()) : items_.size();
    return person;
}

std::uint8_t AnswerModel::category(const ModelItem& item, double trait, Chance& chance) const {
    const double noise = chance.normal(0, 1);
    std::uint8_t reached = 0;
    for (const double threshold : item.thresholds) {
        reached = static_cast<std::uint8_t>(reached + (item.discrimination * (trait - threshold) + noise > 0 ? 1 : 0));
    }
    return item.reversed ? static_cast<std::uint8_t>(item.thresholds.size() - reached) : reached;
}

void AnswerModel::answer(const Person& person, Chance& chance, std::span<std::uint8_t> sheet) const {
    std::ranges::fill(sheet, measurement::no_answer);
    const auto always = static_cast<std::uint8_t>(chance.below(4));
    bool is_blank = true;
    for (std::size_t i = 0; i < person.last_item; ++i) {
        const auto& item = items_[i];
        const double trait = person.traits[item.facet];
        if (std::isnan(trait) || chance.happens(skips_an_item)) {
            continue;
        }
        const auto most = static_cast<std::uint8_t>(item.thresholds.size());
        sheet[i] = person.gives_one_answer ? std::min(always, most) : category(item, trait, chance);
        is_blank = false;
    }
    if (is_blank) {
        sheet[0] = category(items_[0], 0, chance);
    }
}

measurement::ResponseRows AnswerModel::draw(std::span<const AnsweringGroup> groups, Wave wave, Chance& chance) const {
    measurement::ResponseRows rows;
    rows.form = form_;
    std::size_t total = 0;
    for (const auto& group : groups) {
        total += static_cast<std::size_t>(group.people);
    }
    rows.schools.reserve(total);
    rows.answers.resize(total * items_.size());
    auto sheet = std::span(rows.answers);
    for (const auto& group : groups) {
        for (int i = 0; i < group.people; ++i) {
            rows.schools.push_back(group.school);
            answer(draw_person(group, wave, chance), chance, sheet.first(items_.size()));
            sheet = sheet.subspan(items_.size());
        }
    }
    return rows;
}

}  // namespace minka::demo
