// Any bytes as a table: it is read to its end or refused; every cell is UTF-8 and every row as wide as the header.
#include "base/check.h"
#include "base/text.h"
#include "documents/table_reader.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka;
    using namespace minka::documents;
    TableOptions options;
    options.header_names = HeaderNames::any;
    options.limits.cell_bytes = 1U << 10U;
    options.limits.row_bytes = 4U << 10U;
    options.limits.columns = 50;
    auto reader = TableReader::open_bytes(Bytes(data, data + size), "fuzz.csv", options);
    if (!reader) {
        return 0;
    }
    TableRow row;
    std::uint64_t last = 0;
    for (auto more = reader->next(row); more && *more; more = reader->next(row)) {
        MINKA_CHECK(row.number > last);
        MINKA_CHECK(row.cells.size() == reader->header().size());
        last = row.number;
        for (const auto& cell : row.cells) {
            MINKA_CHECK(is_utf8(cell.text));
        }
    }
    MINKA_CHECK(!reader->next(row).value_or(false));
    return 0;
}
