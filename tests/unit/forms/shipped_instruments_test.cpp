#include "canonical_xml.h"
#include "documents/xlsx_writer.h"
#include "written_form.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

using namespace minka;
using namespace minka::forms;
using namespace minka::forms::test;

TEST_SUITE_BEGIN("forms: the instruments that ship");

namespace {

namespace fs = std::filesystem;

fs::path examples_folder() {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    return fs::path(source != nullptr ? source : ".") / "examples";
}

std::string content_of(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
}

std::vector<fs::path> instruments() {
    std::vector<fs::path> found;
    for (const auto* programme : {"apostemos", "ser-mas-maestro"}) {
        for (const auto& entry : fs::directory_iterator(examples_folder() / programme / "instruments")) {
            found.push_back(entry.path());
        }
    }
    return found;
}

// The Spanish words of each item that an informant answers, by the item's code, as index.yaml has them. The file is
// read line by line, so that the test shares nothing with the program's reader.
std::map<std::string, std::string> items_of(const std::string& yaml, const std::string& informant) {
    std::map<std::string, std::string> items;
    std::string code;
    std::string who;
    std::istringstream lines(yaml);
    for (std::string line; std::getline(lines, line);) {
        const auto start = line.find_first_not_of(' ');
        if (start == std::string::npos) {
            continue;
        }
        const auto words = line.substr(start);
        if (start == 6 && words.starts_with("- code: ")) {
            code = words.substr(8);
        } else if (start == 8 && words.ends_with(":")) {
            who = words.substr(0, words.size() - 1);
        } else if (start == 10 && words.starts_with("es: ") && who == informant) {
            items[code] = words.substr(4);
        }
    }
    return items;
}

}  // namespace

TEST_CASE("every instrument of the example programmes converts without a remark") {
    const auto all = instruments();
    CHECK(all.size() == 15);
    for (const auto& path : all) {
        CAPTURE(path.string());
        const auto book = read_form_file(path);
        REQUIRE(book.has_value());
        const auto form = convert_xlsform(*book);
        if (!form) {
            FAIL_CHECK(to_sentence(form.error()));
            continue;
        }
        for (const auto& note : form->notes) {
            FAIL_CHECK(note.place << ": " << note.message);
        }
        CHECK(!canonical_xml(form->xform).empty());
        CHECK(!form->version.empty());
        CHECK(form->id != "data");
    }
}

TEST_CASE("the index forms ask the items of index.yaml in its words, and promise anonymity") {
    for (const auto* programme : {"apostemos", "ser-mas-maestro"}) {
        const auto folder = examples_folder() / programme;
        const auto yaml = content_of(folder / "index.yaml");
        for (const std::string informant : {"student", "teacher", "head"}) {
            const auto path = folder / "instruments" / ("index-" + informant + ".md");
            CAPTURE(path.string());
            const auto items = items_of(yaml, informant);
            if (items.empty()) {
                CHECK(!fs::exists(path));
                continue;
            }
            CHECK(items.size() > 15);
            const auto form = convert_written(content_of(path));
            REQUIRE(form);
            CHECK(form->is_anonymous);
            std::size_t asked = 0;
            for (const auto& [code, words] : items) {
                CAPTURE(code);
                CHECK(has(form->xform, "/" + code + "\">\n"));
                const auto bare = words.starts_with('"') ? words.substr(1, words.size() - 2) : words;
                CHECK(has(form->xform, "<label>" + bare + "</label>"));
                ++asked;
            }
            std::size_t selects = 0;
            for (auto at = form->xform.find("<select1 "); at != std::string::npos;
                 at = form->xform.find("<select1 ", at + 1)) {
                ++selects;
            }
            CHECK(selects == asked + 1);  // and whether the person wants to answer
        }
    }
}

TEST_CASE("an instrument saved as .xlsx converts to the same bytes") {
    const auto path = fs::temp_directory_path() / "instrument-as-workbook.xlsx";
    for (const auto& instrument : instruments()) {
        CAPTURE(instrument.string());
        const auto book = read_form_file(instrument);
        REQUIRE(book.has_value());
        auto writer = documents::XlsxWriter::create(path);
        REQUIRE(writer.has_value());
        for (const auto& sheet : book->sheets) {
            REQUIRE(writer->sheet(sheet.name, sheet.header).has_value());
            for (const auto& row : sheet.rows) {
                std::vector<documents::XlsxCell> cells;
                for (const auto& cell : row.cells) {
                    // a spreadsheet turns the names of choices into numbers
                    const bool is_digit = cell.size() == 1 && cell[0] >= '0' && cell[0] <= '9';
                    if (is_digit) {
                        cells.emplace_back(std::int64_t{cell[0] - '0'});
                    } else if (cell.empty()) {
                        cells.emplace_back(std::monostate());
                    } else {
                        cells.emplace_back(cell);
                    }
                }
                REQUIRE(writer->row(cells).has_value());
            }
        }
        REQUIRE(writer->finish().has_value());
        const auto read = read_form_file(path);
        fs::remove(path);
        if (!read) {
            FAIL_CHECK(to_sentence(read.error()));
            continue;
        }
        const auto one = convert_xlsform(*book);
        const auto other = convert_xlsform(*read);
        REQUIRE(one);
        REQUIRE(other);
        CHECK(one->xform == other->xform);
    }
}

TEST_CASE("each code of the paired observation goes from 0 to 3 with anchors, and asks for its evidence") {
    for (const auto* programme : {"apostemos", "ser-mas-maestro"}) {
        const auto form =
            convert_written(content_of(examples_folder() / programme / "instruments" / "paired-observation.md"));
        REQUIRE(form);
        std::size_t codes = 0;
        for (auto at = form->xform.find("_evidencia\" type="); at != std::string::npos;
             at = form->xform.find("_evidencia\" type=", at + 1)) {
            ++codes;
        }
        CHECK(codes == 10);
        for (const auto* value :
             {"<name>0</name>", "<name>1</name>", "<name>2</name>", "<name>3</name>", "<name>9</name>"}) {
            std::size_t count = 0;
            for (auto at = form->xform.find(value); at != std::string::npos; at = form->xform.find(value, at + 1)) {
                ++count;
            }
            CHECK(count == codes);
        }
    }
}

TEST_SUITE_END();
