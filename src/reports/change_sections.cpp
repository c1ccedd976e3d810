#include "reports/people_cut.h"
#include "reports/report_sections.h"
#include "reports/svg_plot.h"
#include "stats/distribution.h"

#include <algorithm>
#include <cmath>

namespace minka::reports {

using measurement::ChangeReading;
using measurement::InformantChange;
using measurement::ScaleChange;
using programme::format_count;

namespace {

/// Whether both waves show the scale: a change tells what either hides.
bool is_change_shown(const SectionSource& source, const InformantChange& informant, const ScaleChange& change) {
    for (const auto* wave : {&source.facts.measured.waves.front(), &source.facts.measured.waves.back()}) {
        const auto* then = wave->informant(informant.code);
        const auto* scale = then == nullptr ? nullptr : then->scale(change.code);
        if (scale == nullptr || !scale_figure(source, *wave, *then, *scale).is_shown) {
            return false;
        }
    }
    return true;
}

/// More places where fewer would print as zero what is not: as the sentences do.
int places_for(const ScaleChange& change) {
    if (!change.test || measurement::reading_of(change) == ChangeReading::not_detectable) {
        return 1;
    }
    int places = 1;
    for (const double value : {change.test->mean, change.test->interval.lower, change.test->interval.upper}) {
        while (places < 4 && value != 0 && std::abs(value) * std::pow(10.0, places) < 0.5) {
            ++places;
        }
    }
    return places;
}

Cell p_cell(double p) {
    constexpr double least = 0.001;
    return p < least ? Cell{Bound{least, 3, Bound::Side::below, Bound::Unit::plain}} : Cell{Amount{p, 3}};
}

std::vector<Cell> change_row(const SectionSource& source, const InformantChange& informant, const ScaleChange& change) {
    std::vector<Cell> row{scale_label(source, change.code)};
    if (!is_change_shown(source, informant, change)) {
        row.resize(8, Cell{Withheld{"withheld.protects_people"}});
        return row;
    }
    row.emplace_back(
        programme::Share{static_cast<std::int64_t>(change.pairs), static_cast<std::int64_t>(change.schools)});
    if (!change.test) {
        row.resize(8, Cell{NoFigure{}});
        return row;
    }
    const auto& test = *change.test;
    const int places = places_for(change);
    row.emplace_back(Amount{test.mean, places});
    row.emplace_back(Span{test.interval.lower, test.interval.upper, places});
    row.emplace_back(Amount{test.t, 2});
    row.emplace_back(Amount{test.degrees, 0});
    row.push_back(p_cell(test.p));
    row.push_back(change.effect ? Cell{Amount{change.effect->effect, 2}} : Cell{NoFigure{}});
    return row;
}

ReportTable change_table(const SectionSource& source, const InformantChange& informant) {
    const double confidence = source.facts.measured.change->method.gates.confidence;
    ReportTable table{source.named("cambio-", "change-") + informant.code,
                      source.words("table.change") + ": " + source.wording().informant_name(informant.code),
                      {{source.words("column.facet")},
                       {source.words("column.pairs"), ColumnKind::share},
                       {source.words("column.change"), ColumnKind::number},
                       {source.fill("column.interval", {{"confidence", source.percent(confidence)}}), ColumnKind::span},
                       {source.words("column.t"), ColumnKind::number},
                       {source.words("column.degrees"), ColumnKind::number},
                       {source.words("column.p"), ColumnKind::number},
                       {source.words("column.effect"), ColumnKind::number}},
                      {}};
    for (const auto& scale : informant.scales) {
        table.rows.push_back(change_row(source, informant, scale));
    }
    return table;
}

Figure change_figure(const SectionSource& source, const InformantChange& informant) {
    ChangePlot plot;
    plot.words.id = "change-" + informant.code + "-p";
    plot.words.title = source.wording().informant_name(informant.code) + ". " + source.words("figure.change");
    plot.axis = source.words("column.change");
    for (const auto& scale : informant.scales) {
        ChangeRow row{scale_label(source, scale.code), std::nullopt, source.words("withheld.mark")};
        if (is_change_shown(source, informant, scale)) {
            row.beside = source.shown(NoFigure{});
            if (scale.test) {
                const int places = places_for(scale);
                row.change = PlotEstimate{scale.test->mean, scale.test->interval.lower, scale.test->interval.upper};
                row.beside = (scale.test->mean > 0 ? "+" : "") + source.number(scale.test->mean, places) + " (" +
                             source.number(scale.test->interval.lower, places) + "; " +
                             source.number(scale.test->interval.upper, places) + ")";
            }
        }
        plot.words.description += row.label + ": " + row.beside + ". ";
        plot.rows.push_back(std::move(row));
    }
    auto page = draw(plot, PlotWidth::page, source.texts);
    plot.words.id = "change-" + informant.code + "-s";
    return {plot.words.title, std::move(page), draw(plot, PlotWidth::phone, source.texts)};
}

/// Of the overall index all that belongs to it, of each facet its one sentence.
std::vector<std::string> sentences_of(const SectionSource& source, const InformantChange& informant) {
    std::vector<std::string> sentences;
    const auto& gates = source.facts.measured.change->method.gates;
    for (const auto& scale : informant.scales) {
        if (!is_change_shown(source, informant, scale)) {
            continue;
        }
        auto said = measurement::change_sentences(source.wording(), gates, informant, scale);
        if (scale.code != measurement::overall_scale) {
            said.resize(1);
        }
        sentences.insert(scale.code == measurement::overall_scale ? sentences.begin() : sentences.end(), said.begin(),
                         said.end());
    }
    return sentences;
}

/// Schools that a figure by school may show: enough answers in both waves, and a community that did not refuse.
struct SchoolPoints {
    std::vector<PlotEstimate> points;
    std::int64_t pairs = 0;
};

std::set<registry::SchoolId> schools_with(const measurement::IndexResult& wave, const InformantChange& informant,
                                          std::string_view code, std::int64_t least) {
    std::set<registry::SchoolId> schools;
    const auto* then = wave.informant(informant.code);
    const auto* scale = then == nullptr ? nullptr : then->scale(code);
    if (scale != nullptr) {
        for (const auto& school : scale->schools) {
            if (static_cast<std::int64_t>(school.scored) >= least) {
                schools.insert(wave.schools[school.school]);
            }
        }
    }
    return schools;
}

SchoolPoints school_points(const SectionSource& source, const InformantChange& informant, const ScaleChange& change) {
    const auto least = source.folder.profile.privacy.suppression.public_floor;
    const auto before = schools_with(source.facts.measured.waves.front(), informant, change.code, least);
    const auto after = schools_with(source.facts.measured.waves.back(), informant, change.code, least);
    const auto& refused = source.facts.agreements.publication_refused;
    const double z = stats::normal_quantile(0.5 + source.facts.measured.change->method.gates.confidence / 2);
    SchoolPoints points;
    points.pairs = std::ssize(change.school_changes);
    for (const auto& school : change.school_changes) {
        if (!before.contains(school.school) || !after.contains(school.school) || refused.contains(school.school)) {
            continue;
        }
        const double half = school.model ? z * std::sqrt(school.model->sampling_variance) : 0;
        points.points.push_back({school.change, school.change - half, school.change + half});
    }
    return points;
}

void add_school_figures(const SectionSource& source, Section& section, const InformantChange& informant,
                        const ScaleChange& change) {
    const auto points = school_points(source, informant, change);
    const auto least = source.folder.profile.privacy.suppression.public_floor;
    const auto name = source.wording().informant_name(informant.code);
    if (std::ssize(points.points) < least) {
        section.blocks.emplace_back(
            Paragraph{name + ": " + source.fill("withheld.few_schools", {{"minimum", std::to_string(least)}})});
        return;
    }
    HistogramPlot histogram{{"histogram-" + informant.code + "-p", name + ". " + source.words("figure.histogram"), ""},
                            source.words("column.change"),
                            source.words("column.schools"),
                            {}};
    for (const auto& point : points.points) {
        histogram.values.push_back(point.value);
    }
    const auto rising = std::ranges::count_if(histogram.values, [](double value) { return value > 0; });
    histogram.words.description =
        source.words("column.up") + ": " + source.shown(programme::Share{rising, std::ssize(histogram.values)});
    auto page = draw(histogram, PlotWidth::page, source.texts);
    histogram.words.id = "histogram-" + informant.code + "-s";
    section.blocks.emplace_back(
        Figure{histogram.words.title, std::move(page), draw(histogram, PlotWidth::phone, source.texts)});
    CaterpillarPlot schools{
        {"schools-" + informant.code + "-p", name + ". " + source.words("figure.schools"), histogram.words.description},
        source.words("column.change"),
        source.words("column.schools"),
        points.points};
    page = draw(schools, PlotWidth::page, source.texts);
    schools.words.id = "schools-" + informant.code + "-s";
    section.blocks.emplace_back(
        Figure{schools.words.title, std::move(page), draw(schools, PlotWidth::phone, source.texts)});
    section.blocks.emplace_back(Paragraph{
        source.fill("withheld.school_points", {{"shown", format_count(source.texts, std::ssize(points.points))},
                                               {"total", format_count(source.texts, points.pairs)},
                                               {"minimum", std::to_string(least)}})});
}

const ScaleChange* leading_scale(const InformantChange& informant) {
    const auto* overall = informant.scale(measurement::overall_scale);
    return overall != nullptr ? overall : informant.scales.empty() ? nullptr : &informant.scales.front();
}

}  // namespace

std::vector<std::string> leading_change_sentences(const SectionSource& source) {
    const auto& change = source.facts.measured.change;
    if (!change) {
        return {};
    }
    for (const auto& informant : change->informants) {
        const auto* scale = leading_scale(informant);
        if (scale != nullptr && is_change_shown(source, informant, *scale)) {
            return measurement::change_sentences(source.wording(), change->method.gates, informant, *scale);
        }
    }
    return {};
}

Section change_section(const SectionSource& source) {
    Section section{source.named("cambio", "change"), source.words("section.change"), {}};
    const auto& measured = source.facts.measured;
    if (!measured.has_answers()) {
        return section;
    }
    if (!measured.change) {
        for (const auto& informant : measured.waves.back().informants) {
            if (informant.respondents > 0) {
                section.blocks.emplace_back(Paragraph{
                    source.fill("change.not_tested", {{"facet", source.words("index.overall")},
                                                      {"informant", source.wording().informant_name(informant.code)},
                                                      {"reason", source.words("reason.one_wave")}})});
            }
        }
        return section;
    }
    section.blocks.emplace_back(
        Sentences{measurement::invariance_sentences(source.wording(), *measured.change), false});
    for (const auto& informant : measured.change->informants) {
        if (informant.scales.empty()) {
            continue;
        }
        section.blocks.emplace_back(Heading{source.wording().informant_name(informant.code)});
        section.blocks.emplace_back(change_figure(source, informant));
        section.blocks.emplace_back(Sentences{sentences_of(source, informant), false});
        section.blocks.emplace_back(change_table(source, informant));
    }
    return section;
}

Section schools_section(const SectionSource& source) {
    Section section{source.named("escuelas", "schools"), source.words("section.schools"), {}};
    const auto& change = source.facts.measured.change;
    if (!change) {
        return section;
    }
    ReportTable table{source.named("cambio-de-escuelas", "school-changes"),
                      source.words("table.school_changes"),
                      {{source.words("column.informant")},
                       {source.words("column.facet")},
                       {source.words("column.up"), ColumnKind::share},
                       {source.words("column.down"), ColumnKind::share},
                       {source.words("column.beyond_up"), ColumnKind::share},
                       {source.words("column.beyond_down"), ColumnKind::share}},
                      {}};
    for (const auto& informant : change->informants) {
        if (informant.one_per_school) {
            continue;  // the change of a school would be that of its head
        }
        const auto name = source.wording().informant_name(informant.code);
        for (const auto& scale : informant.scales) {
            const auto share = [](std::size_t n, std::size_t total) {
                return Cell{programme::Share{static_cast<std::int64_t>(n), static_cast<std::int64_t>(total)}};
            };
            if (scale.is_sensitive || scale.pairs == 0 || !is_change_shown(source, informant, scale)) {
                continue;
            }
            table.rows.push_back({name, scale_label(source, scale.code), share(scale.observed_up, scale.pairs),
                                  share(scale.observed_down, scale.pairs), share(scale.passing_up, scale.schools),
                                  share(scale.passing_down, scale.schools)});
        }
        const auto* leading = leading_scale(informant);
        if (leading != nullptr && !leading->is_sensitive && is_change_shown(source, informant, *leading)) {
            add_school_figures(source, section, informant, *leading);
        }
    }
    if (!table.rows.empty()) {
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

}  // namespace minka::reports
