#pragma once

#include "demo/chance.h"
#include "measurement/response_batch.h"
#include "programme/index_definition.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::demo {

/// How a school is, in standard deviations between its students, and how it changes between two waves. Some get worse.
struct SchoolClimate {
    double level = 0;
    double change = 0;
    std::map<std::string, double, std::less<>> facet_level;  ///< Of a facet apart from the level.
    bool asks_about_the_way = true;  ///< False where asking about safety would put people at risk.
};

/// How much schools differ and what the programme changes, drawn once for a demo.
struct ClimateWorld {
    std::map<std::string, double, std::less<>> facet_change;  ///< Of every school on average.

    static ClimateWorld draw(const programme::IndexDefinition& index, Chance& chance);
};

/// `place` is what the school shares with those of its municipality.
struct PlaceClimate {
    double level = 0;
    double change = 0;

    static PlaceClimate draw(Chance& chance);
};

SchoolClimate draw_school(const programme::IndexDefinition& index, const PlaceClimate& place, Chance& chance);

/// People of one informant group of one school who sit down to answer.
struct AnsweringGroup {
    registry::SchoolId school;
    const SchoolClimate* climate = nullptr;
    int people = 0;
    double share_of_age = 1;  ///< Share of them old enough for the facets that ask for more than the group's own age.
};

/// Draws item-level answers as a graded response model would give them: an answer is in category k or above when
/// discrimination x (trait of the person for the item's facet - threshold k) and normal noise is above zero. The trait
/// sums up a general one, one of the facet, the school's level and, in the second wave, its change.
///
/// Not all people answer as a model says: some skip items or stop, some give one answer throughout, and an optional
/// facet is passed over by a quarter. Everybody answers at least one item.
///
/// Source: Samejima, F. (1969). Estimation of latent ability using a response pattern of graded scores. Psychometrika
/// Monograph 17 (the normal-ogive form).
class AnswerModel {
public:
    /// Problems: those of measurement::form_of. `index` outlives the model.
    static Result<AnswerModel> make(const programme::IndexDefinition& index, std::string_view informant,
                                    const ClimateWorld& world, Chance& chance);

    /// The answers of all groups; `after` adds what changed since the baseline.
    enum class Wave { before, after };
    measurement::ResponseRows draw(std::span<const AnsweringGroup> groups, Wave wave, Chance& chance) const;

private:
    struct ModelItem {
        std::size_t facet = 0;  ///< Place in facets_.
        bool reversed = false;
        double discrimination = 1;
        std::vector<double> thresholds;  ///< Ascending.
    };
    struct ModelFacet {
        std::string code;
        double change = 0;
        bool is_optional = false;
        bool needs_age = false;
        bool may_be_switched_off = false;
    };
    struct Person;

    Person draw_person(const AnsweringGroup& group, Wave wave, Chance& chance) const;
    void answer(const Person& person, Chance& chance, std::span<std::uint8_t> sheet) const;
    std::uint8_t category(const ModelItem& item, double trait, Chance& chance) const;

    measurement::ResponseForm form_;
    std::vector<ModelFacet> facets_;
    std::vector<ModelItem> items_;
    double change_scale_ = 1;
};

}  // namespace minka::demo
