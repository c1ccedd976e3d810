#pragma once

#include "measurement/change_study.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::reports {

/// A plot as a file of its own.
struct NamedPlot {
    std::string file;  ///< "change.svg", "schools-V1.svg".
    std::string svg;
};

struct StudyPlotOptions {
    std::string language = "es";
    std::size_t fewest_people = 10;  ///< A school with fewer in either wave is not drawn: it could be told by its size.
};

/// The plots of a study of a bare table: the forest of its scales' changes, the ladder from the first wave to the last,
/// and for each scale every school's change with its interval, without names (none when fewer than ten can be drawn).
std::vector<NamedPlot> study_plots(const measurement::ChangeStudy& study, const StudyPlotOptions& options);

}  // namespace minka::reports
