#include "measurement/index_result.h"

#include "base/check.h"
#include "measurement/facet_bias.h"
#include "measurement/facet_omega.h"
#include "measurement/scale_gates.h"
#include "stats/clustered_mean.h"
#include "stats/group_score.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace minka::measurement {

namespace {

constexpr double unscored = std::numeric_limits<double>::quiet_NaN();

/// The items of a form that have scales of one length, as one matrix.
struct FormPart {
    std::vector<std::size_t> items;  ///< Places in the form.
    std::vector<std::uint8_t> answers;
    std::vector<std::uint8_t> reversed;
    stats::AnswerMatrix matrix;
};

/// Scores the answers of one informant group.
class InformantScoring {
public:
    /// `baseline`: what later waves are scored by; `own`: of the first one, takes what it calibrates.
    InformantScoring(const programme::IndexDefinition& index, const InformantAnswers& answers, bool one_per_school,
                     const MeasureOptions& options, IndexBaseline* own)
        : index_(index),
          answers_(answers),
          model_(options.by == ScoreBy::item_means ? programme::ScoringModel::item_mean : index.scoring.model),
          baseline_(options.baseline.get()),
          own_(own),
          facets_(index.facets_of(answers.form.informant)),
          items_(index.form(answers.form.informant)),
          one_per_school_(one_per_school),
          keeps_scores_(options.scores == KeepScores::all || !answers.persons.empty()) {}

    Result<InformantResult> run() {
        InformantResult result;
        result.code = answers_.form.informant;
        result.one_per_school = one_per_school_;
        result.respondents = answers_.row_count();
        result.eligible_by_school = answers_.eligible;
        result.persons = answers_.persons;
        if (keeps_scores_) {
            result.person_schools = answers_.schools;
        }
        count_schools(result);
        make_parts();
        MINKA_TRY(describe(result));
        std::vector<FacetScores> index_scores;
        for (const auto* facet : facets_) {
            MINKA_TRY_ASSIGN(auto scores, facet_scores(*facet));
            ScaleResult scale;
            MINKA_TRY(calibrate(*facet, scores, scale));
            MINKA_TRY(summarise(scores.told(), scale));
            scale.code = facet->code;
            scale.is_sensitive = facet->sensitive;
            scale.is_in_overall_score = index_.is_in_overall_score(*facet);
            scale.item_count = facet->item_count(result.code);
            add_alpha(*facet, scale);
            if (auto omega = facet_omega(scale.answers)) {
                scale.omega = *omega;
            } else {
                scale.omega_absent = omega.error().message;
            }
            if (scale.is_in_overall_score) {
                index_scores.push_back(std::move(scores));
            }
            result.scales.push_back(std::move(scale));
        }
        if (!index_scores.empty()) {
            ScaleResult overall;
            overall.code = overall_scale;
            const bool is_calibrated =
                std::ranges::all_of(index_scores, [](const auto& facet) { return facet.is_calibrated; });
            overall.unit = is_calibrated ? ScoreUnit::baseline : ScoreUnit::item_mean;
            MINKA_TRY(summarise(overall_scores(index_scores, is_calibrated), overall));
            overall.item_count = index_scores.size();
            overall.alpha_absent = "The overall index is a mean of facets; alpha is told facet by facet.";
            result.scales.push_back(std::move(overall));
        }
        for (auto& scale : result.scales) {
            set_gates(index_.gates, result, scale);
        }
        return result;
    }

private:
    /// One a row, NaN where too few items were answered.
    struct FacetScores {
        std::vector<double> means;
        std::vector<double> calibrated;
        bool is_calibrated = false;

        const std::vector<double>& told() const { return is_calibrated ? calibrated : means; }
    };

    void count_schools(InformantResult& result) {
        respondents_.assign(answers_.eligible.size(), 0);
        for (const auto school : answers_.schools) {
            ++respondents_[school];
        }
        std::int64_t total = 0;
        bool is_known = true;
        for (std::size_t school = 0; school < respondents_.size(); ++school) {
            const auto& eligible = answers_.eligible[school];
            const auto answered = respondents_[school];
            total += eligible.value_or(0);
            result.schools_with_answers += answered > 0 ? 1U : 0U;
            if (answered > 0 || eligible.value_or(0) > 0) {
                ++result.schools_eligible;
            }
            if (answered > 0 && !eligible) {
                is_known = false;
                ++result.schools_response_unknown;
            } else if (eligible.value_or(0) > 0 && is_below_response(answered, *eligible)) {
                ++result.schools_below_response;
            }
        }
        if (is_known && total > 0) {
            result.eligible = total;
        }
    }

    bool is_below_response(std::size_t answered, std::int64_t eligible) const {
        return static_cast<double>(answered) <
               index_.gates.school_response_share * static_cast<double>(eligible) - 1e-9;
    }

    void make_parts() {
        for (std::size_t item = 0; item < items_.size(); ++item) {
            parts_[answers_.form.category_counts[item]].items.push_back(item);
        }
        const auto width = items_.size();
        for (auto& [categories, part] : parts_) {
            part.answers.reserve(answers_.row_count() * part.items.size());
            for (std::size_t row = 0; row < answers_.row_count(); ++row) {
                for (const auto item : part.items) {
                    part.answers.push_back(answers_.answers[row * width + item]);
                }
            }
            for (const auto item : part.items) {
                part.reversed.push_back(items_[item]->reversed ? 1 : 0);
            }
            part.matrix = {part.answers, part.items.size(), categories, no_answer, part.reversed};
        }
    }

    Result<> describe(InformantResult& result) {
        result.items.resize(items_.size());
        for (const auto* facet : facets_) {
            for (const auto& item : facet->items) {
                const auto place = std::ranges::find(items_, &item);
                if (place != items_.end()) {
                    auto& described = result.items[static_cast<std::size_t>(place - items_.begin())];
                    described.facet = facet->code;
                    described.code = item.code;
                    described.is_reversed = item.reversed;
                    described.least_value = index_.scale_of(item).least();
                }
            }
        }
        for (const auto& [categories, part] : parts_) {
            MINKA_TRY_ASSIGN(auto statistics, stats::describe_items(part.matrix));
            for (std::size_t i = 0; i < part.items.size(); ++i) {
                result.items[part.items[i]].statistics = std::move(statistics[i]);
            }
        }
        return {};
    }

    struct FacetItems {
        const FormPart* part = nullptr;
        std::vector<std::uint32_t> items;  ///< Places in the part.
    };

    Result<FacetItems> items_of(const programme::Facet& facet) const {
        FacetItems found;
        for (const auto& [categories, part] : parts_) {
            for (std::uint32_t i = 0; i < part.items.size(); ++i) {
                const auto* item = items_[part.items[i]];
                const bool is_of_facet = item >= facet.items.data() && item < facet.items.data() + facet.items.size();
                if (!is_of_facet) {
                    continue;
                }
                if (found.part != nullptr && found.part != &part) {
                    return problem(ProblemCode::not_ready,
                                   "The facet " + facet.code +
                                       " mixes scales of different length; such a facet cannot be scored yet.",
                                   "index.yaml");
                }
                found.part = &part;
                found.items.push_back(i);
            }
        }
        return found;
    }

    /// Means of items on the scale of index.yaml.
    Result<FacetScores> facet_scores(const programme::Facet& facet) const {
        MINKA_TRY_ASSIGN(const auto found, items_of(facet));
        const std::vector<stats::Facet> wanted{{facet.code, found.items}};
        MINKA_TRY_ASSIGN(const auto table,
                         stats::score_rows(found.part->matrix, wanted, {index_.scoring.minimum_answered}));
        auto scores = table.facet(0);
        if (index_.scoring.from != 0 || index_.scoring.to != 100) {
            for (auto& score : scores) {
                score = index_.scoring.from + score * (index_.scoring.to - index_.scoring.from) / 100;
            }
        }
        return FacetScores{std::move(scores), {}, false};
    }

    FacetAnswers facet_answers(const FacetItems& found) const {
        FacetAnswers facet;
        const auto& matrix = found.part->matrix;
        facet.categories = matrix.category_count;
        for (const auto item : found.items) {
            facet.items.push_back(items_[found.part->items[item]]->code);
        }
        facet.answers.reserve(answers_.row_count() * found.items.size());
        for (std::size_t row = 0; row < answers_.row_count(); ++row) {
            const auto answers = matrix.row(row);
            for (const auto item : found.items) {
                const auto answer = answers[item];
                facet.answers.push_back(answer == no_answer ? answer : stats::toward_scale(matrix, item, answer));
            }
        }
        return facet;
    }

    /// Calibrated scores, where the index asks for them and the baseline has them.
    Result<> calibrate(const programme::Facet& facet, FacetScores& scores, ScaleResult& scale) const {
        MINKA_TRY_ASSIGN(const auto found, items_of(facet));
        scale.answers = facet_answers(found);
        if (model_ == programme::ScoringModel::item_mean) {
            return {};
        }
        const std::pair key(answers_.form.informant, facet.code);
        if (own_ != nullptr) {
            auto first = calibrate_baseline(scale.answers, model_, index_.gates.modelled_score_responses);
            scale.calibration = first.calibration;
            scale.uncalibrated = first.why;
            scale.uncalibrated_detail = first.detail;
            own_->insert_or_assign(key, std::move(first));
        } else if (const auto first = baseline_->find(key); first == baseline_->end()) {
            scale.uncalibrated = Uncalibrated::few_responses;
        } else if (first->second.calibration) {
            scale.calibration = calibrate_later(scale.answers, *first->second.calibration, model_,
                                                index_.gates.modelled_score_responses);
        } else {
            scale.uncalibrated = first->second.why;
            scale.uncalibrated_detail = first->second.detail;
        }
        if (!scale.calibration) {
            return {};
        }
        std::vector<bool> is_scored;
        is_scored.reserve(scores.means.size());
        for (const double mean : scores.means) {
            is_scored.push_back(!std::isnan(mean));
        }
        MINKA_TRY_ASSIGN(auto calibrated, score_facet(scale.answers, *scale.calibration, is_scored));
        scores.calibrated = std::move(calibrated.scores);
        scores.is_calibrated = true;
        scale.score_reliability = calibrated.reliability;
        scale.unit = ScoreUnit::baseline;
        return {};
    }

    std::vector<double> overall_scores(const std::vector<FacetScores>& facets, bool is_calibrated) const {
        const auto needed = stats::required_answers(index_.scoring.overall_minimum_facets, facets.size());
        std::vector<double> scores(answers_.row_count(), unscored);
        for (std::size_t row = 0; row < scores.size(); ++row) {
            double sum = 0;
            std::size_t count = 0;
            for (const auto& facet : facets) {
                const double score = is_calibrated ? facet.calibrated[row] : facet.means[row];
                if (!std::isnan(score)) {
                    sum += score;
                    ++count;
                }
            }
            if (count >= needed) {
                scores[row] = sum / static_cast<double>(count);
            }
        }
        return scores;
    }

    Result<> summarise(const std::vector<double>& scores, ScaleResult& scale) const {
        scale.respondents = scores.size();
        if (keeps_scores_) {
            scale.scores = scores;
        }
        std::vector<double> values;
        std::vector<std::uint32_t> schools;
        for (std::size_t row = 0; row < scores.size(); ++row) {
            if (!std::isnan(scores[row])) {
                values.push_back(scores[row]);
                schools.push_back(answers_.schools[row]);
            }
        }
        scale.scored = values.size();
        add_moments(values, scale);
        if (const auto mean = stats::clustered_mean(values, schools, index_.gates.confidence)) {
            scale.interval = mean->interval;
        }
        if (!one_per_school_) {
            if (auto intraclass = stats::intraclass_correlation(values, schools, index_.gates.confidence)) {
                scale.intraclass = std::move(*intraclass);
            }
        }
        return add_schools(scores, scale);
    }

    static void add_moments(const std::vector<double>& values, ScaleResult& scale) {
        if (values.empty()) {
            return;
        }
        double sum = 0;
        for (const double value : values) {
            sum += value;
        }
        const double mean = sum / static_cast<double>(values.size());
        scale.mean = mean;
        if (values.size() < 2) {
            return;
        }
        double squares = 0;
        for (const double value : values) {
            squares += (value - mean) * (value - mean);
        }
        scale.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
    }

    Result<> add_schools(const std::vector<double>& scores, ScaleResult& scale) const {
        MINKA_TRY_ASSIGN(const auto groups, stats::mean_by_group(scores, answers_.schools));
        std::size_t row = 0;
        for (const auto& group : groups) {
            SchoolScore school;
            school.school = group.group;
            school.respondents = group.respondents;
            school.scored = group.scored;
            school.eligible = answers_.eligible[group.group];
            school.mean = group.mean;
            school.deviation = group.standard_deviation;
            double first = unscored;
            double second = unscored;
            for (std::size_t i = 0; i < group.respondents; ++i, ++row) {
                const double score = scores[row];
                if (std::isnan(score)) {
                    continue;
                }
                if (std::isnan(first) || score > first) {
                    second = first;
                    first = score;
                } else if (std::isnan(second) || score > second) {
                    second = score;
                }
            }
            for (const double largest : {first, second}) {
                if (!std::isnan(largest)) {
                    school.largest.push_back(largest);
                }
            }
            scale.schools.push_back(std::move(school));
        }
        return {};
    }

    void add_alpha(const programme::Facet& facet, ScaleResult& scale) const {
        const auto found = items_of(facet);
        MINKA_CHECK(found.has_value());
        if (found->items.size() < 2) {
            scale.alpha_absent = "One item has no alpha.";
            return;
        }
        stats::ReliabilityOptions options;
        options.confidence = index_.gates.confidence;
        auto alpha = stats::cronbach_alpha(found->part->matrix, found->items, options);
        if (alpha) {
            scale.alpha = std::move(*alpha);
        } else {
            scale.alpha_absent = alpha.error().message;
        }
    }

    const programme::IndexDefinition& index_;
    const InformantAnswers& answers_;
    programme::ScoringModel model_;
    const IndexBaseline* baseline_;
    IndexBaseline* own_;
    std::vector<const programme::Facet*> facets_;
    std::vector<const programme::Item*> items_;
    bool one_per_school_;
    bool keeps_scores_;
    std::vector<std::size_t> respondents_;
    std::map<std::uint8_t, FormPart> parts_;
};

MethodBox method_of(const WaveFrame& frame, const WaveAnswers& answers, const MeasureOptions& options) {
    MethodBox method;
    method.index_code = frame.index.code;
    method.index_version = frame.index.version;
    method.status = frame.index.status;
    method.programme_version = frame.cycle.programme_version;
    method.folder_hash = frame.folder_hash;
    method.code_version = options.code_version;
    method.as_of = frame.wave.closes_on;
    method.known_at = options.known_at;
    method.batches = answers.batches;
    method.scoring = frame.index.scoring;
    method.gates = frame.index.gates;
    method.limits.emplace_back("limits.self_report");
    method.limits.emplace_back("limits.item_bias");
    if (frame.index.status == programme::InstrumentStatus::draft) {
        method.limits.emplace_back("limits.draft_instrument");
    }
    return method;
}

}  // namespace

const ScaleResult* InformantResult::scale(std::string_view scale_code) const {
    const auto found = std::ranges::find(scales, scale_code, &ScaleResult::code);
    return found == scales.end() ? nullptr : &*found;
}

const InformantResult* IndexResult::informant(std::string_view code) const {
    const auto found = std::ranges::find(informants, code, &InformantResult::code);
    return found == informants.end() ? nullptr : &*found;
}

Result<IndexResult> score_wave(const WaveFrame& frame, const WaveAnswers& answers, const MeasureOptions& options) {
    IndexResult result;
    result.method = method_of(frame, answers, options);
    result.wave = frame.wave;
    result.schools = answers.schools;
    result.links_destroyed = answers.links_destroyed;
    const bool has_model =
        options.by == ScoreBy::index_model && frame.index.scoring.model != programme::ScoringModel::item_mean;
    auto own = has_model && options.baseline == nullptr ? std::make_shared<IndexBaseline>() : nullptr;
    for (std::size_t i = 0; i < answers.informants.size(); ++i) {
        const auto& informant = answers.informants[i];
        const auto declared =
            std::ranges::find(frame.index.informants, informant.form.informant, &programme::Informant::code);
        const bool one_per_school = declared != frame.index.informants.end() && declared->one_per_school;
        MINKA_TRY_ASSIGN(auto scored,
                         InformantScoring(frame.index, informant, one_per_school, options, own.get()).run());
        if (!answers.zones.empty()) {
            add_zone_bias(answers.zones, frame.index, informant.schools, scored);
        }
        result.informants.push_back(std::move(scored));
    }
    result.baseline = own != nullptr ? std::move(own) : has_model ? options.baseline : nullptr;
    return result;
}

}  // namespace minka::measurement
