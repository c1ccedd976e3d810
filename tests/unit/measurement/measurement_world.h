#pragma once

#include "app/schema.h"
#include "measurement/index_change.h"
#include "measurement/response_import.h"
#include "measurement/response_projection.h"
#include "programme/programme_folder.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

// A programme with a cycle, schools and waves, for the tests of answers and figures.
namespace minka::test {

inline const auto measurement_migrations = app::schema();

std::filesystem::path source_folder();
/// The folder of real data; empty when it is not on this machine, after a message that says so.
std::filesystem::path shared_data(const std::string& file);
std::string text_of(const std::filesystem::path& file);
std::filesystem::path write_text(const std::filesystem::path& folder, const std::string& name,
                                 std::string_view content);

template <typename T>
T must(Result<T> result) {
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : to_sentence(result.error())));
    return *std::move(result);
}
inline void must(Result<> result) { REQUIRE_MESSAGE(result.has_value(), (result ? "" : to_sentence(result.error()))); }

/// An index of one facet "F" (reversed item F_2) and one "S" that is sensitive, asked of teachers on a scale 1 .. 4,
/// and "F" of heads, one a school.
extern const std::string_view small_index;

/// The files of examples/ser-mas-maestro with another index.
programme::FolderFiles folder_with_index(std::string_view index_text);

class MeasurementWorld {
public:
    MeasurementWorld(ScratchDatabase& scratch, std::string_view index_text);

    /// A school of the cycle with this code, in the one municipality there is.
    registry::SchoolId add_school(const std::string& code);
    void add_schools(const std::vector<std::string>& codes);
    /// An open wave; the second opens four months after the first.
    programme::Wave add_wave(const std::string& code, std::int64_t number);
    void set_eligible(const programme::Wave& wave, const registry::SchoolId& school, const std::string& informant,
                      std::int64_t eligible);

    measurement::ResponseImportOptions import_of(const std::string& wave, const std::filesystem::path& file,
                                                 std::string_view mapping = "") const;
    Result<measurement::ResponseImportReport> import(const measurement::ResponseImportOptions& options);
    /// Imports text as a CSV file that must be written.
    measurement::ResponseImportReport import_text(const std::string& wave, std::string_view content,
                                                  std::string_view mapping = "");

    measurement::WaveFrame frame(const std::string& wave);
    measurement::IndexResult measured(const std::string& wave, Instant known_at = end_of_time);
    std::int64_t number(std::string_view sql);
    /// Every row of a table as text, in the order the table gives them.
    std::vector<std::string> rows_of(const std::string& sql);

    ScratchDatabase& scratch;
    std::unique_ptr<privacy::Vault> vault;
    forms::Projections projections;
    std::unique_ptr<forms::SubmissionBook> book;
    storage::Act act;
    programme::ProgrammeFolder folder;
    programme::Cycle cycle;
    registry::TerritoryId municipality;
};

/// "3 F_1 9: ..." for each problem of a report.
std::vector<std::string> told(const registry::ImportReport& report);

}  // namespace minka::test
