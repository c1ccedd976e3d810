// Any bytes as a spreadsheet. Input that begins like a ZIP archive is taken as it is; other input is taken as the XML
// of a sheet, its shared texts and its styles (a NUL byte between them), and put into an archive that is whole, so
// that the fuzzer need not learn to pack.
#include "base/bytes.h"
#include "base/check.h"
#include "base/text.h"
#include "documents/table_reader.h"

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

void put(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
        out += static_cast<char>(static_cast<unsigned char>(i < 4 ? value >> (8 * i) : 0));
    }
}

// What the local and the central header of one part have alike; nothing is packed.
std::string shared_header(std::string_view name, std::string_view content) {
    std::string out;
    put(out, 20, 2);  // version needed
    put(out, 0, 8);   // flags, method, time and date
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    put(out, static_cast<std::uint32_t>(sum), 4);
    put(out, static_cast<std::uint32_t>(content.size()), 4);
    put(out, static_cast<std::uint32_t>(content.size()), 4);
    put(out, static_cast<std::uint32_t>(name.size()), 2);
    put(out, 0, 2);  // no extra field
    return out;
}

std::string archive_of(const std::vector<std::pair<std::string_view, std::string_view>>& parts) {
    std::string out;
    std::string directory;
    for (const auto& [name, content] : parts) {
        const auto header = shared_header(name, content);
        directory.append("PK\x01\x02\x14\0", 6).append(header);
        put(directory, 0, 10);  // no comment, first disk, no attributes
        put(directory, static_cast<std::uint32_t>(out.size()), 4);
        directory += name;
        out.append("PK\x03\x04", 4).append(header).append(name).append(content);
    }
    const auto start = static_cast<std::uint32_t>(out.size());
    out += directory;
    out.append("PK\x05\x06\0\0\0\0", 8);
    put(out, static_cast<std::uint32_t>(parts.size()), 2);
    put(out, static_cast<std::uint32_t>(parts.size()), 2);
    put(out, static_cast<std::uint32_t>(directory.size()), 4);
    put(out, start, 4);
    put(out, 0, 2);
    return out;
}

std::string_view take_part(std::string_view& input) {
    const auto end = input.find('\0');
    const auto part = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return part;
}

std::string archive_around(std::string_view input) {
    const auto sheet = take_part(input);
    const auto texts = take_part(input);
    const auto styles = take_part(input);
    return archive_of({{"xl/workbook.xml", "<workbook><sheets><sheet name=\"A\" r:id=\"a\"/></sheets></workbook>"},
                       {"xl/_rels/workbook.xml.rels",
                        "<Relationships><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"s.xml\"/>"
                        "<Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"t.xml\"/>"
                        "<Relationship Id=\"c\" Type=\"/styles\" Target=\"y.xml\"/></Relationships>"},
                       {"xl/s.xml", sheet},
                       {"xl/t.xml", texts.empty() ? "<sst/>" : texts},
                       {"xl/y.xml", styles.empty() ? "<styleSheet/>" : styles}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka;
    using namespace minka::documents;
    const auto input = as_text({data, size});
    TableOptions options;
    options.header_names = HeaderNames::any;
    options.limits.cell_bytes = 1U << 10U;
    options.limits.row_bytes = 16U << 10U;
    options.limits.columns = 50;
    options.limits.unpacked_bytes = 8U << 20U;
    const bool is_archive = input.starts_with("PK");
    auto reader = TableReader::open_bytes(to_bytes(is_archive ? input : archive_around(input)), "fuzz.xlsx", options);
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
            MINKA_CHECK(is_utf8(cell.text) && cell.text.size() <= options.limits.cell_bytes);
        }
    }
    return 0;
}
