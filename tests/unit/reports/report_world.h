#pragma once

#include "reports/cycle_report.h"
#include "unit/measurement/measurement_world.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// A programme of schools in three departments with two waves, and one of teams, for the tests of reports.
namespace minka::test {

/// A CSV file as rows of cells; the header is row 0.
using CsvRows = std::vector<std::vector<std::string>>;
CsvRows csv_rows(const std::filesystem::path& file);
/// The row whose first cell is `first`; fails the test when there is none.
const std::vector<std::string>& row_of(const CsvRows& rows, std::string_view first);

/// Every file of a folder by its name.
std::map<std::string, std::string> files_in(const std::filesystem::path& folder);

LocalDate day(std::string_view text);

/// Antioquia: 12 schools of 12 teachers. Chocó: 2 schools of 4 teachers, too few to be shown. Nariño: 3 schools of 12.
/// Each school has one head. Two waves, the second with 0.6 categories more on average and schools that fell.
struct SchoolProgramme {
    explicit SchoolProgramme(ScratchDatabase& scratch);

    /// Answers of one more delivery to a school in the second wave.
    void add_answers(std::size_t school, int teachers);
    reports::CycleReport report(const reports::ReportOptions& options);
    Result<reports::CycleReport> try_report(const reports::ReportOptions& options);
    /// The report's files, written to a folder of its own.
    std::filesystem::path written(const reports::ReportOptions& options, const std::string& name);

    MeasurementWorld world;
    std::vector<registry::SchoolId> schools;
    std::vector<std::string> codes;
};

/// 20 UGEL in two directorates; 17 have a resolution in force, of them 16 of the 19 on the target list.
struct TeamProgramme {
    explicit TeamProgramme(ScratchDatabase& scratch);

    std::filesystem::path written(const reports::ReportOptions& options, const std::string& name);

    ScratchDatabase& scratch;
    std::unique_ptr<privacy::Vault> vault;
    storage::Act act;
};

reports::ReportOptions report_options(std::string language = "es");

}  // namespace minka::test
