#include "calibration_plots.h"

#include "output_file.h"
#include "reports/curve_plot.h"
#include "stats/item_fit.h"

#include <fmt/format.h>

#include <filesystem>

namespace minka::cli {
namespace {

constexpr std::size_t place_count = 81;

std::vector<double> places_around(double centre) {
    std::vector<double> places;
    for (std::size_t k = 0; k < place_count; ++k) {
        places.push_back(centre - 4 + 8 * static_cast<double>(k) / static_cast<double>(place_count - 1));
    }
    return places;
}

reports::CurvePlot category_plot(const measurement::Calibration& calibration, std::size_t item, bool is_spanish) {
    const auto& own = calibration.fit.item(item).item;
    reports::CurvePlot plot;
    plot.words = {fmt::format("categories-{}", item + 1), calibration.items[item],
                  is_spanish ? "Probabilidad de cada categoría según theta" : "Probability of each category by theta"};
    plot.axis = "theta";
    plot.across = fmt::format("{}: {}", calibration.items[item], is_spanish ? "probabilidad" : "probability");
    plot.places = places_around(calibration.fit.groups.front().mean);
    plot.most = 1;
    for (const auto& category : calibration.categories[item]) {
        plot.curves.push_back({category, {}});
    }
    stats::CategoryCurves curves;
    for (const double theta : plot.places) {
        stats::category_curves(own, theta, curves);
        for (std::size_t k = 0; k < plot.curves.size(); ++k) {
            plot.curves[k].heights.push_back(curves.probability[k]);
        }
    }
    return plot;
}

reports::CurvePlot information_plot(const measurement::Calibration& calibration, bool is_spanish) {
    reports::CurvePlot plot;
    plot.words = {"information", is_spanish ? "Información" : "Information",
                  is_spanish ? "Información de todos los ítems según theta; el error es 1 / raíz de ella"
                             : "Information of all items by theta; the error is 1 / its root"};
    plot.axis = "theta";
    plot.across = plot.words.title;
    plot.places = places_around(calibration.fit.groups.front().mean);
    plot.curves.push_back(
        {is_spanish ? "todos los ítems" : "all items", stats::information_curve(calibration.fit, 0, plot.places)});
    return plot;
}

}  // namespace

Result<> write_calibration_plots(const measurement::Calibration& calibration, const std::string& folder,
                                 bool is_spanish) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const programme::ReportTexts texts(
        {{"number.decimal_separator", is_spanish ? "," : "."}, {"number.thousands_separator", is_spanish ? "." : ","}});
    const std::filesystem::path place(folder);
    MINKA_TRY(write_output_file(place / "information.svg", reports::draw(information_plot(calibration, is_spanish),
                                                                         reports::PlotWidth::page, texts)));
    for (std::size_t item = 0; item < calibration.items.size(); ++item) {
        MINKA_TRY(write_output_file(
            place / fmt::format("categories-{}.svg", item + 1),
            reports::draw(category_plot(calibration, item, is_spanish), reports::PlotWidth::page, texts)));
    }
    return {};
}

}  // namespace minka::cli
