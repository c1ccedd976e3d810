#include "reports/study_plots.h"

#include "measurement/study_wording.h"
#include "reports/svg_plot.h"
#include "stats/distribution.h"

#include <algorithm>
#include <cmath>

namespace minka::reports {

namespace {

using measurement::ChangeStudy;
using measurement::ScaleStudy;

constexpr std::size_t fewest_schools = 10;

class StudyDrawing {
public:
    StudyDrawing(const ChangeStudy& study, const StudyPlotOptions& options)
        : study_(study), options_(options), numbers_(measurement::study_numbers(options.language)) {}

    std::string forest() const {
        ChangePlot plot{{"change", say("Cambio por escala", "Change by scale"), ""}, say("puntos", "points"), {}};
        for (const auto& scale : study_.scales) {
            ChangeRow row{scale.name, std::nullopt, say("no se compara", "not compared")};
            if (scale.test) {
                const auto& test = *scale.test;
                row.change = PlotEstimate{test.mean, test.interval.lower, test.interval.upper};
                row.beside =
                    number(test.mean) + " (" + number(test.interval.lower) + "; " + number(test.interval.upper) + ")";
            }
            plot.words.description += row.label + ": " + row.beside + ". ";
            plot.rows.push_back(std::move(row));
        }
        return file_of(draw(plot, PlotWidth::page, numbers_));
    }

    std::string ladder() const {
        LadderPlot plot;
        plot.words = {"ladder", say("Media de las escuelas en cada toma", "Mean of the schools in each wave"), ""};
        plot.before_name = study_.before;
        plot.after_name = study_.after;
        plot.axis = say("puntaje", "score");
        plot.missing = say("no se compara", "not compared");
        bool is_first = true;
        for (const auto& scale : study_.scales) {
            LadderRow row{scale.name, std::nullopt, std::nullopt};
            if (scale.interval_before && scale.interval_after) {
                row.before = estimate(scale.mean_before, *scale.interval_before);
                row.after = estimate(scale.mean_after, *scale.interval_after);
                for (const auto& each : {*row.before, *row.after}) {
                    plot.least = is_first ? each.low : std::min(plot.least, each.low);
                    plot.most = is_first ? each.high : std::max(plot.most, each.high);
                    is_first = false;
                }
                plot.words.description +=
                    scale.name + ": " + number(scale.mean_before) + ", " + number(scale.mean_after) + ". ";
            }
            plot.rows.push_back(std::move(row));
        }
        settle_ends(plot);
        return file_of(draw(plot, PlotWidth::page, numbers_));
    }

    /// Empty when too few schools can be drawn.
    std::string schools_of(const ScaleStudy& scale, std::size_t number_of_scale) const {
        CaterpillarPlot plot{
            {"schools-" + std::to_string(number_of_scale),
             scale.name + ". " + say("Cambio de cada escuela, sin nombres", "Change of each school, without names"),
             ""},
            say("puntos", "points"),
            say("escuelas", "schools"),
            {}};
        const double z = stats::normal_quantile(0.5 + study_.options.confidence / 2);
        for (const auto& school : scale.pairs) {
            if (std::min(school.people_before, school.people_after) < options_.fewest_people ||
                !school.compared.model) {
                continue;
            }
            const double half = z * std::sqrt(school.compared.model->sampling_variance);
            plot.schools.push_back({school.change, school.change - half, school.change + half});
        }
        if (plot.schools.size() < fewest_schools) {
            return {};
        }
        plot.words.description = std::to_string(plot.schools.size()) + " " + plot.across;
        return file_of(draw(plot, PlotWidth::page, numbers_));
    }

private:
    std::string say(const char* es, const char* en) const { return options_.language == "es" ? es : en; }
    std::string number(double value) const { return programme::format_number(numbers_, value, 1); }
    static PlotEstimate estimate(double mean, const stats::Interval& interval) {
        return {mean, interval.lower, interval.upper};
    }

    // A scale from 0 to 100 keeps its ends; another has those of its intervals.
    static void settle_ends(LadderPlot& plot) {
        const bool is_percent = plot.least >= 0 && plot.most <= 100 && plot.most > 10;
        if (is_percent || !(plot.most > plot.least)) {
            plot.least = 0;
            plot.most = 100;
        }
    }

    static std::string file_of(std::string svg) { return svg.empty() ? svg : svg + "\n"; }

    const ChangeStudy& study_;
    const StudyPlotOptions& options_;
    const programme::ReportTexts& numbers_;
};

std::string file_word(const std::string& name) {
    std::string word;
    for (const char c : name) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        word += is_plain ? c : '-';
    }
    return word;
}

}  // namespace

std::vector<NamedPlot> study_plots(const ChangeStudy& study, const StudyPlotOptions& options) {
    const StudyDrawing drawing(study, options);
    std::vector<NamedPlot> plots{{"change.svg", drawing.forest()}, {"ladder.svg", drawing.ladder()}};
    for (std::size_t i = 0; i < study.scales.size(); ++i) {
        if (auto svg = drawing.schools_of(study.scales[i], i + 1); !svg.empty()) {
            plots.push_back(
                {"schools-" + std::to_string(i + 1) + "-" + file_word(study.scales[i].name) + ".svg", std::move(svg)});
        }
    }
    return plots;
}

}  // namespace minka::reports
