#include "unit/documents/xlsx_parts.h"

#include "documents/markup.h"

#include <doctest/doctest.h>
#include <minizip/zip.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace minka::documents {

Bytes zip_of(const XlsxParts& parts) {
    const auto path = std::filesystem::temp_directory_path() / ("minka-parts-" + std::to_string(::getpid()) + ".zip");
    const auto zip = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
    REQUIRE(zip != nullptr);
    for (const auto& [name, content] : parts) {
        zip_fileinfo info{};
        REQUIRE(zipOpenNewFileInZip(zip, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 6) ==
                ZIP_OK);
        REQUIRE(zipWriteInFileInZip(zip, content.data(), static_cast<unsigned>(content.size())) == ZIP_OK);
        REQUIRE(zipCloseFileInZip(zip) == ZIP_OK);
    }
    REQUIRE(zipClose(zip, nullptr) == ZIP_OK);
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::remove(path);
    return to_bytes(bytes);
}

XlsxParts workbook_of(const std::string& rows, const std::vector<std::string>& styles,
                      const std::vector<std::string>& texts) {
    const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    std::string formats;
    std::string cell_formats = "<xf numFmtId=\"0\"/>";
    for (std::size_t i = 0; i < styles.size(); ++i) {
        const auto id = std::to_string(164 + i);  // the first number that is free for formats of one's own
        formats += "<numFmt numFmtId=\"" + id + "\" formatCode=\"" + escape_attribute(styles[i]) + "\"/>";
        cell_formats += "<xf numFmtId=\"" + id + "\"/>";
    }
    std::string shared;
    for (const auto& text : texts) {
        shared += "<si><t>" + escape_markup(text) + "</t></si>";
    }
    return {
        {"_rels/.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"" + office +
                            "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"x\"><sheets><sheet name=\"Datos\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"rId1\" Type=\"" + office +
             "worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" + office +
             "styles\" Target=\"/xl/styles.xml\"/><Relationship Id=\"rId3\" Type=\"" + office +
             "sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"},
        {"xl/styles.xml", "<styleSheet><numFmts>" + formats + "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/>" +
                              "</cellStyleXfs><cellXfs>" + cell_formats + "</cellXfs></styleSheet>"},
        {"xl/sharedStrings.xml", "<sst>" + shared + "</sst>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
    };
}

}  // namespace minka::documents
