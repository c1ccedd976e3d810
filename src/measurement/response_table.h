#pragma once

#include "measurement/response_batch.h"
#include "measurement/wave_frame.h"
#include "registry/school_lookup.h"
#include "registry/table_import.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace minka::measurement {

/// The schools that a file may name, by the code of the school or of one of its sites.
class SchoolCodes {
public:
    /// Those of the programme; `in_wave` takes part while the wave is open.
    static Result<SchoolCodes> read(storage::Reader& reader, const WaveFrame& frame);

    struct Found {
        registry::SchoolId school;
        std::string problem;  ///< Empty when the school may answer.
    };
    /// The same code is looked up once.
    const Found& find(std::string_view code_system, std::string_view code);

    /// "dane 105001000001", for messages.
    std::string name(const registry::SchoolId& school) const { return lookup_.name_of(school); }

private:
    explicit SchoolCodes(registry::SchoolLookup lookup) : lookup_(std::move(lookup)) {}
    Found look_up(std::string_view code_system, std::string_view code) const;

    registry::SchoolLookup lookup_;
    std::map<registry::SchoolId, bool> in_wave_;
    std::map<std::string, Found, std::less<>> found_;
};

/// What a file of answers says, row by row.
struct ResponseTable {
    std::vector<ResponseRows> rows;  ///< One an informant of the index, in its order.
    std::uint64_t rows_read = 0;
    std::uint64_t blank_rows = 0;         ///< A school and nothing answered: no response.
    std::uint64_t rows_without_code = 0;  ///< Of groups that are asked for one.
    std::vector<std::string> unused_columns;
};

/// Reads every row; what is wrong goes to the problems, cell by cell. `informant` is that of every row, or empty when a
/// column says it. `coding` is that of a linked wave, null for others: then a column of codes is a problem. Problems:
/// those of TableImport.
Result<ResponseTable> read_response_table(const registry::ImportOptions& options, const WaveFrame& frame,
                                          std::string_view informant, const PersonCoding* coding, SchoolCodes& schools,
                                          registry::ImportProblems& problems);

}  // namespace minka::measurement
