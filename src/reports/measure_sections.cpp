#include "reports/people_cut.h"
#include "reports/report_sections.h"
#include "reports/svg_plot.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace minka::reports {

using measurement::IndexResult;
using measurement::InformantResult;
using measurement::ScaleResult;
using programme::format_count;

namespace {

/// The cell of a scale in a place, and which of its values is the scale's.
struct ScalePlace {
    privacy::CellAddress address;
    std::size_t measure = 0;
};

ScalePlace scale_place(const IndexResult& wave, const InformantResult& informant, const ScaleResult& scale,
                       std::string_view place) {
    if (const auto measure = measurement::measure_of(informant, scale.code)) {
        return {measurement::place_cell(measurement::index_population(wave.wave, informant.code), place), *measure};
    }
    return {measurement::place_cell(measurement::sensitive_population(wave.wave, informant.code, scale.code), place),
            0};
}

ScaleFigure figure_at(const SectionSource& source, const ScalePlace& place) {
    const auto found = source.figures.figure(place.address);
    if (!found) {
        return {found.error(), found.error(), false};
    }
    if (place.measure >= found->values.size() || !found->values[place.measure]) {
        return {NoFigure{}, NoFigure{}, false};
    }
    const auto& value = *found->values[place.measure];
    return {Count{value.contributors}, Amount{value.value, 1}, true};
}

Cell amount_or(bool shown, const std::optional<double>& value, int decimals, const Cell& otherwise) {
    if (!shown) {
        return otherwise;
    }
    return value ? Cell{Amount{*value, decimals}} : Cell{NoFigure{}};
}

std::string gates_text(const SectionSource& source, const ScaleResult& scale) {
    std::string failed;
    for (const auto& gate : scale.gates) {
        const auto name = "gate." + std::string(to_string(gate.gate));
        // How many schools answered enough is the same for every scale of a group, and told once, among who answered.
        if (!gate.passed && gate.gate != measurement::Gate::school_response) {
            failed += (failed.empty() ? "" : "; ") + source.words(name);
        }
    }
    return failed.empty() ? source.words("index.gate_passed") : source.words("index.gate_failed") + ": " + failed;
}

/// The label with its unit, where units may be mixed.
std::string marked_label(const SectionSource& source, const ScaleResult& scale) {
    return scale_label(source, scale.code) + measurement::unit_mark(source.folder.index.scoring, scale.unit);
}

std::vector<Cell> index_row(const SectionSource& source, const IndexResult& wave, const InformantResult& informant,
                            const ScaleResult& scale) {
    const auto figure = scale_figure(source, wave, informant, scale);
    const auto& otherwise = figure.mean;
    std::vector<Cell> row{marked_label(source, scale), wave.wave.name, figure.respondents, figure.mean};
    row.push_back(!figure.is_shown || !scale.interval ? (figure.is_shown ? Cell{NoFigure{}} : otherwise)
                                                      : Cell{Span{scale.interval->lower, scale.interval->upper, 1}});
    row.push_back(amount_or(figure.is_shown, scale.deviation, 1, otherwise));
    row.push_back(
        amount_or(figure.is_shown, scale.alpha ? std::optional(scale.alpha->alpha) : std::nullopt, 2, otherwise));
    row.push_back(amount_or(figure.is_shown, scale.intraclass ? std::optional(scale.intraclass->icc1) : std::nullopt, 3,
                            otherwise));
    row.push_back(amount_or(figure.is_shown, scale.intraclass ? scale.intraclass->icc2 : std::nullopt, 2, otherwise));
    row.push_back(figure.is_shown ? Cell{gates_text(source, scale)} : otherwise);
    return row;
}

std::optional<PlotEstimate> plot_estimate(const SectionSource& source, const IndexResult& wave,
                                          const InformantResult& informant, std::string_view code) {
    const auto* scale = informant.scale(code);
    if (scale == nullptr) {
        return std::nullopt;
    }
    const auto figure = scale_figure(source, wave, informant, *scale);
    if (!figure.is_shown) {
        return std::nullopt;
    }
    const double value = std::get<Amount>(figure.mean).value;
    return scale->interval ? PlotEstimate{value, scale->interval->lower, scale->interval->upper}
                           : PlotEstimate{value, value, value};
}

/// The tens that hold the middle of the baseline's scale and every interval.
void set_baseline_ends(LadderPlot& plot) {
    double least = 40;
    double most = 60;
    for (const auto& row : plot.rows) {
        for (const auto& estimate : {row.before, row.after}) {
            if (estimate) {
                least = std::min(least, 10 * std::floor(estimate->low / 10));
                most = std::max(most, 10 * std::ceil(estimate->high / 10));
            }
        }
    }
    plot.least = std::max(least, 0.0);
    plot.most = std::min(most, 100.0);
}

/// The scales of one unit, each facet a row.
void add_ladder(const SectionSource& source, Section& section, const InformantResult& last,
                measurement::ScoreUnit unit) {
    const auto& waves = source.facts.measured.waves;
    const auto& scoring = source.folder.index.scoring;
    const bool has_two = waves.size() >= 2;
    const bool is_baseline = unit == measurement::ScoreUnit::baseline;
    LadderPlot plot;
    const auto id = "facets-" + last.code + (is_baseline ? "-model" : "");
    plot.words.id = id + "-p";
    plot.words.title = source.wording().informant_name(last.code) + ". " + source.words("figure.facets");
    plot.before_name = has_two ? waves.front().wave.name : std::string();
    plot.after_name = waves.back().wave.name;
    plot.axis = is_baseline ? source.words("column.mean_model") + measurement::unit_mark(scoring, unit)
                            : source.words("column.mean");
    plot.missing = source.words("withheld.mark");
    for (const auto& scale : last.scales) {
        if (scale.unit != unit) {
            continue;
        }
        LadderRow row{scale_label(source, scale.code), std::nullopt,
                      plot_estimate(source, waves.back(), last, scale.code)};
        if (const auto* before = has_two ? waves.front().informant(last.code) : nullptr; before != nullptr) {
            row.before = plot_estimate(source, waves.front(), *before, scale.code);
        }
        const auto said = [&](const std::optional<PlotEstimate>& estimate) {
            return estimate ? source.number(estimate->value, 1) : plot.missing;
        };
        plot.words.description += row.label + ": " + (has_two ? said(row.before) + " → " : "") + said(row.after) + ". ";
        plot.rows.push_back(std::move(row));
    }
    if (plot.rows.empty()) {
        return;
    }
    if (is_baseline) {
        set_baseline_ends(plot);
    }
    auto page = draw(plot, PlotWidth::page, source.texts);
    plot.words.id = id + "-s";
    section.blocks.emplace_back(Figure{plot.words.title, std::move(page), draw(plot, PlotWidth::phone, source.texts)});
}

/// What the scores of single schools allow: how many could be shown, or that none can.
std::string school_scores_sentence(const SectionSource& source, const IndexResult& wave, const ScaleResult& scale) {
    const auto& gates = wave.method.gates;
    if (!scale.schools_may_be_shown()) {
        return source.fill("index.no_school_scores", {{"facet", scale_label(source, scale.code)}});
    }
    const auto& rules = source.folder.profile.privacy.suppression;
    const auto shown = std::ranges::count_if(scale.schools, [&](const auto& school) {
        return school.eligible && static_cast<std::int64_t>(school.scored) >= rules.feedback_floor &&
               static_cast<double>(school.respondents) >=
                   rules.feedback_response * static_cast<double>(*school.eligible);
    });
    return source.fill("index.school_scores", {{"shown", format_count(source.texts, shown)},
                                               {"total", format_count(source.texts, std::ssize(scale.schools))},
                                               {"icc2", source.number(gates.school_icc2, 2)},
                                               {"percent", source.percent(rules.feedback_response)},
                                               {"minimum", std::to_string(rules.feedback_floor)}});
}

const ScaleResult* leading_scale(const InformantResult& informant) {
    const auto* overall = informant.scale(measurement::overall_scale);
    return overall != nullptr ? overall : informant.scales.empty() ? nullptr : &informant.scales.front();
}

/// What a failed gate of a calibrated facet forbids, and which facets are means of items all the same.
void add_model_sentences(const SectionSource& source, const IndexResult& wave, const InformantResult& informant,
                         std::vector<std::string>& sentences) {
    using measurement::Gate;
    for (const auto& scale : informant.scales) {
        if (!scale_figure(source, wave, informant, scale).is_shown) {
            continue;
        }
        for (const auto gate : {Gate::item_fit, Gate::categories, Gate::zone_bias}) {
            if (const auto* outcome = scale.find_gate(gate); outcome != nullptr && !outcome->passed) {
                sentences.push_back(scale_label(source, scale.code) + ". " +
                                    measurement::gate_sentence(source.wording(), *outcome));
            }
        }
        const auto reason = measurement::uncalibrated_reason(source.wording(), wave.method.gates, scale);
        if (!reason.empty()) {
            sentences.push_back(
                source.fill("method.uncalibrated", {{"informant", source.wording().informant_name(informant.code)},
                                                    {"facet", scale_label(source, scale.code)},
                                                    {"reason", reason}}));
        }
    }
}

/// In which bands the means lie; the record of the cuts is told once.
void add_band_sentences(const SectionSource& source, const IndexResult& wave, const InformantResult& informant,
                        std::vector<std::string>& sentences) {
    for (const auto& scale : informant.scales) {
        if (!scale_figure(source, wave, informant, scale).is_shown) {
            continue;
        }
        for (auto& sentence : measurement::band_sentences(source.wording(), informant, scale)) {
            if (std::ranges::find(sentences, sentence) == sentences.end()) {
                sentences.push_back(std::move(sentence));
            }
        }
    }
}

/// How each facet was calibrated in each wave: what its scores can be trusted for, and what ties it to the baseline.
ReportTable calibration_table(const SectionSource& source) {
    ReportTable table{source.named("calibracion", "calibration"),
                      source.words("table.calibration"),
                      {{source.words("column.informant")},
                       {source.words("column.facet")},
                       {source.words("column.wave")},
                       {source.words("column.score_reliability"), ColumnKind::number},
                       {source.words("column.misfit"), ColumnKind::number},
                       {source.words("column.anchors"), ColumnKind::share}},
                      {}};
    for (const auto& wave : source.facts.measured.waves) {
        for (const auto& informant : wave.informants) {
            for (const auto& scale : informant.scales) {
                if (!scale.calibration || !scale_figure(source, wave, informant, scale).is_shown) {
                    continue;
                }
                const auto& link = scale.calibration->link;
                const auto* fit = scale.find_gate(measurement::Gate::item_fit);
                table.rows.push_back(
                    {source.wording().informant_name(informant.code), scale_label(source, scale.code), wave.wave.name,
                     amount_or(true, scale.score_reliability, 2, NoFigure{}),
                     amount_or(true, fit == nullptr ? std::nullopt : fit->value, 2, NoFigure{}),
                     link ? Cell{programme::Share{static_cast<std::int64_t>(link->kept), std::ssize(link->anchors)}}
                          : Cell{NoFigure{}}});
            }
        }
    }
    return table;
}

ReportTable gates_table(const SectionSource& source, const IndexResult& wave) {
    ReportTable table{source.named("controles", "gates"),
                      source.words("table.gates"),
                      {{source.words("column.informant")},
                       {source.words("column.gate")},
                       {source.words("column.minimum"), ColumnKind::number},
                       {source.words("column.gates_passed"), ColumnKind::share}},
                      {}};
    using measurement::Gate;
    for (const auto& informant : wave.informants) {
        for (const auto gate :
             {Gate::group_reliability, Gate::school_reliability, Gate::item_fit, Gate::categories, Gate::zone_bias}) {
            programme::Share passed;
            double minimum = 0;
            for (const auto& scale : informant.scales) {
                for (const auto& outcome : scale.gates) {
                    if (outcome.gate == gate && outcome.value &&
                        scale_figure(source, wave, informant, scale).is_shown) {
                        ++passed.total;
                        passed.n += outcome.passed ? 1 : 0;
                        minimum = outcome.minimum;
                    }
                }
            }
            if (passed.total > 0) {
                table.rows.push_back({source.wording().informant_name(informant.code),
                                      source.words("gate." + std::string(to_string(gate))),
                                      Amount{minimum, gate == Gate::categories ? 0 : 2}, passed});
            }
        }
    }
    return table;
}

}  // namespace

std::string scale_label(const SectionSource& source, std::string_view scale) {
    return scale == measurement::overall_scale ? source.words("index.overall") : source.wording().scale_name(scale);
}

ScaleFigure scale_figure(const SectionSource& source, const IndexResult& wave, const InformantResult& informant,
                         const ScaleResult& scale) {
    return figure_at(source, scale_place(wave, informant, scale, ""));
}

bool is_wave_shown(const SectionSource& source, const IndexResult& wave, std::string_view informant) {
    return source.figures.is_shown(measurement::place_cell(measurement::index_population(wave.wave, informant)));
}

namespace {

bool is_eligible_shown(const SectionSource& source, const IndexResult& wave, const InformantResult& informant) {
    return !informant.eligible ||
           source.figures.is_shown(group_cell(eligible_population(wave.wave, informant.code), "", ""));
}

bool are_responses_shown(const SectionSource& source, const IndexResult& wave, const InformantResult& informant) {
    return informant.respondents == 0 ||
           (is_wave_shown(source, wave, informant.code) && is_eligible_shown(source, wave, informant));
}

/// Respondents of those eligible, or as many as there are when nobody counted who could answer.
Cell response_cell(const SectionSource& source, const IndexResult& wave, const InformantResult& informant) {
    const auto count =
        source.figures.figure(measurement::place_cell(measurement::index_population(wave.wave, informant.code)));
    if (!count) {
        return count.error();
    }
    if (!informant.eligible) {
        return Count{count->count};
    }
    const auto eligible = source.figures.figure(group_cell(eligible_population(wave.wave, informant.code), "", ""));
    return eligible ? Cell{programme::Share{count->count, eligible->count}} : eligible.error();
}

void add_regions(const SectionSource& source, Section& section, const IndexResult& wave) {
    const auto& places = source.facts.measured.places;
    ReportTable table{source.named("indice-por-departamento", "index-by-department"),
                      source.words("table.index_by_region") + " (" + wave.wave.name + ")",
                      {{source.words("column.territory")}},
                      {}};
    std::vector<const InformantResult*> informants;
    for (const auto& informant : wave.informants) {
        if (informant.respondents > 0 && leading_scale(informant) != nullptr) {
            informants.push_back(&informant);
            const auto name = source.wording().informant_name(informant.code);
            table.columns.push_back({source.fill("column.respondents_of", {{"informant", name}}), ColumnKind::number});
            table.columns.push_back({source.fill("column.mean_of", {{"informant", name}}), ColumnKind::number});
        }
    }
    for (const auto& member : places.members) {
        if (member.level != privacy::Level::region) {
            continue;
        }
        const auto name = places.names.find(member.code);
        std::vector<Cell> row{name == places.names.end() ? member.code : name->second};
        for (const auto* informant : informants) {
            const auto figure =
                figure_at(source, scale_place(wave, *informant, *leading_scale(*informant), member.code));
            row.push_back(figure.respondents);
            row.push_back(figure.mean);
        }
        table.rows.push_back(std::move(row));
    }
    std::ranges::sort(table.rows, {}, [](const auto& row) { return std::get<std::string>(row.front()); });
    if (table.rows.size() > 1) {
        section.blocks.emplace_back(std::move(table));
    }
}

}  // namespace

Section response_section(const SectionSource& source) {
    Section section{source.named("respuestas", "responses"), source.words("section.response"), {}};
    if (!source.facts.measured.has_answers()) {
        return section;
    }
    ReportTable table{source.named("respuestas-por-toma", "responses-by-wave"),
                      source.words("table.response"),
                      {{source.words("column.informant")},
                       {source.words("column.wave")},
                       {source.words("column.response"), ColumnKind::share},
                       {source.words("column.schools"), ColumnKind::share},
                       {source.words("column.date"), ColumnKind::date}},
                      {}};
    std::vector<std::string> sentences;
    for (const auto& wave : source.facts.measured.waves) {
        bool all_shown = true;
        for (const auto& informant : wave.informants) {
            all_shown = all_shown && are_responses_shown(source, wave, informant);
            if (informant.respondents == 0) {
                continue;
            }
            table.rows.push_back({source.wording().informant_name(informant.code), wave.wave.name,
                                  response_cell(source, wave, informant),
                                  programme::Share{static_cast<std::int64_t>(informant.schools_with_answers),
                                                   static_cast<std::int64_t>(informant.schools_eligible)},
                                  std::min(wave.wave.closes_on, source.facts.times.as_of)});
            if (informant.schools_below_response > 0 && !informant.one_per_school) {
                sentences.push_back(
                    source.wording().informant_name(informant.code) + ", " + wave.wave.name + ": " +
                    source.fill(
                        "response.below_gate",
                        {{"count",
                          format_count(source.texts, static_cast<std::int64_t>(informant.schools_below_response))},
                         {"total", format_count(source.texts, static_cast<std::int64_t>(informant.schools_eligible))},
                         {"percent", source.percent(wave.method.gates.school_response_share)}}));
            }
        }
        const auto place = static_cast<std::size_t>(&wave - source.facts.measured.waves.data());
        if (all_shown) {  // a total minus the shown parts would tell the withheld one
            sentences.push_back(source.fill(
                "response.basis",
                {{"share", source.shown(source.facts.measured.with_basis[place])}, {"wave", wave.wave.name}}));
        }
    }
    section.blocks.emplace_back(std::move(table));
    section.blocks.emplace_back(Sentences{std::move(sentences), false});
    return section;
}

std::optional<std::string> leading_response_sentence(const SectionSource& source) {
    if (!source.facts.measured.has_answers()) {
        return std::nullopt;
    }
    const auto& wave = source.facts.measured.waves.back();
    for (const auto& informant : wave.informants) {
        if (informant.respondents > 0 && are_responses_shown(source, wave, informant)) {
            return measurement::response_sentence(source.wording(), wave.wave, informant);
        }
    }
    return std::nullopt;
}

Section index_section(const SectionSource& source) {
    Section section{source.named("indice", "index"), source.words("section.index"), {}};
    if (!source.facts.measured.has_answers()) {
        return section;
    }
    const auto& scoring = source.folder.index.scoring;
    const bool has_model = scoring.model != programme::ScoringModel::item_mean;
    section.blocks.emplace_back(
        Paragraph{has_model ? source.fill("index.scale_model", {{"from", source.number(scoring.from, 0)},
                                                                {"to", source.number(scoring.to, 0)}})
                            : source.words("index.scale")});
    const auto& waves = source.facts.measured.waves;
    for (const auto& informant : waves.back().informants) {
        if (informant.scales.empty() || informant.respondents == 0) {
            continue;
        }
        section.blocks.emplace_back(Heading{source.wording().informant_name(informant.code)});
        add_ladder(source, section, informant, measurement::ScoreUnit::baseline);
        add_ladder(source, section, informant, measurement::ScoreUnit::item_mean);
        ReportTable table{
            source.named("indice-", "index-") + informant.code,
            source.words("table.index") + ": " + source.wording().informant_name(informant.code),
            {{source.words("column.facet")},
             {source.words("column.wave")},
             {source.words("column.respondents"), ColumnKind::number},
             {source.words(has_model ? "column.mean_model" : "column.mean"), ColumnKind::number},
             {source.fill("column.interval", {{"confidence", source.percent(waves.back().method.gates.confidence)}}),
              ColumnKind::span},
             {source.words("column.deviation"), ColumnKind::number},
             {source.words("column.alpha"), ColumnKind::number},
             {source.words("column.icc1"), ColumnKind::number},
             {source.words("column.icc2"), ColumnKind::number},
             {source.words("column.gate")}},
            {}};
        for (const auto& scale : informant.scales) {
            for (const auto& wave : waves) {
                const auto* then = wave.informant(informant.code);
                const auto* scale_then = then == nullptr ? nullptr : then->scale(scale.code);
                if (scale_then != nullptr) {
                    table.rows.push_back(index_row(source, wave, *then, *scale_then));
                }
            }
        }
        section.blocks.emplace_back(std::move(table));
        std::vector<std::string> sentences;
        const auto* leading = leading_scale(informant);
        if (!informant.one_per_school && leading != nullptr && is_wave_shown(source, waves.back(), informant.code)) {
            sentences.push_back(school_scores_sentence(source, waves.back(), *leading));
        }
        add_model_sentences(source, waves.back(), informant, sentences);
        add_band_sentences(source, waves.back(), informant, sentences);
        section.blocks.emplace_back(Sentences{std::move(sentences), false});
    }
    if (auto table = calibration_table(source); !table.rows.empty()) {
        section.blocks.emplace_back(std::move(table));
    }
    section.blocks.emplace_back(gates_table(source, waves.back()));
    add_regions(source, section, waves.back());
    return section;
}

}  // namespace minka::reports
