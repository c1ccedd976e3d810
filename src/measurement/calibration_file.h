#pragma once

#include "documents/json.h"
#include "measurement/item_file.h"
#include "stats/item_fit.h"
#include "stats/item_response.h"
#include "stats/scale_linking.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace minka::measurement {

/// Reported scores are centre + spread * theta, where theta of the first group of the first baseline is standard
/// normal: a later wave that is linked to it keeps the unit.
struct ReportedScale {
    double centre = 50;
    double spread = 10;

    stats::PersonScore of(const stats::PersonScore& theta) const {
        return {centre + spread * theta.score, spread * theta.error};
    }
};

/// How a calibration came onto the scale of an older one.
struct CalibrationLink {
    std::string to;  ///< name of that calibration's file
    stats::LinkMethod method = stats::LinkMethod::stocking_lord;
    std::vector<std::string> anchors;  ///< names, as in the study
    stats::LinkStudy study;
};

/// Items as they were calibrated, with all that scoring needs. On the baseline's scale where it was linked.
struct Calibration {
    std::vector<std::string> items;
    std::vector<std::vector<std::string>> categories;
    std::string group_column;
    std::vector<std::string> groups;  ///< one empty name for one group
    stats::ResponseFit fit;
    std::vector<stats::ItemFit> item_fit;  ///< empty when it was read from a file
    std::optional<CalibrationLink> link;
    ReportedScale scale;
};

/// Problems: as stats::fit_item_response with the names of categories that nobody chose.
Result<Calibration> calibrate(const ItemFile& file, const std::string& group_column,
                              const stats::ResponseOptions& options);

/// Moves a calibration onto the scale of `baseline` by the items of the same name and categories.
/// Problems: as stats::link_scales, with names; another model.
Result<> link_to_baseline(Calibration& calibration, const Calibration& baseline, const std::string& baseline_name,
                          const stats::LinkOptions& options);

/// One format for --json and for the file that scoring reads.
documents::JsonValue to_json_value(const Calibration& calibration);

/// Errors, fit and link are not read back.
/// Problems: those of parse_json; `invalid_input` with the path of what is not as it should be; `newer_version`.
Result<Calibration> read_calibration(const std::filesystem::path& path);
Result<Calibration> calibration_of(const documents::JsonValue& value);

}  // namespace minka::measurement
