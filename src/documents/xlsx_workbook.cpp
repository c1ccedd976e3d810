#include "documents/xlsx_workbook.h"

#include "documents/xml_stream.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <map>

namespace minka::documents {

namespace {

constexpr std::size_t most_part_bytes = 32ULL << 20U;
constexpr std::size_t most_sheets = 1'000;
constexpr std::size_t most_styles = 100'000;

int to_int(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

struct Relation {
    std::string kind;  // the last word of its type
    std::string part;
};

// "worksheets/sheet1.xml" seen from "xl/workbook.xml" is "xl/worksheets/sheet1.xml".
std::string resolve(std::string_view from, std::string_view target) {
    if (target.starts_with('/')) {
        return std::string(target.substr(1));
    }
    return (std::filesystem::path(from).parent_path() / target).lexically_normal().generic_string();
}

class RelationListener final : public XmlListener {
public:
    explicit RelationListener(std::string from) : from_(std::move(from)) {}

    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        if (name != "Relationship" || relations.size() > most_sheets * 10) {
            return;
        }
        const auto type = attributes.get("Type").value_or("");
        relations[std::string(attributes.get("Id").value_or(""))] = {
            std::string(type.substr(type.rfind('/') + 1)), resolve(from_, attributes.get("Target").value_or(""))};
    }
    void end_element(std::string_view) override {}
    void text(std::string_view) override {}

    std::map<std::string, Relation> relations;

private:
    std::string from_;
};

class WorkbookListener final : public XmlListener {
public:
    struct Sheet {
        std::string name;
        std::string relation;
        bool visible = true;
    };

    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "workbookPr") {
            const auto value = attributes.get("date1904").value_or("0");
            from_1904 = value == "1" || value == "true";
        } else if (name == "sheet" && sheets.size() < most_sheets) {
            sheets.push_back({std::string(attributes.get("name").value_or("")),
                              std::string(attributes.get("id").value_or("")),
                              attributes.get("state").value_or("visible") == "visible"});
        }
    }
    void end_element(std::string_view) override {}
    void text(std::string_view) override {}

    std::vector<Sheet> sheets;
    bool from_1904 = false;
};

class StyleListener final : public XmlListener {
public:
    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "numFmt") {
            codes_[to_int(attributes.get("numFmtId").value_or(""))] =
                number_format(attributes.get("formatCode").value_or(""));
        } else if (name == "cellXfs") {
            in_cell_formats_ = true;
        } else if (name == "xf" && in_cell_formats_ && formats.size() < most_styles) {
            const auto id = to_int(attributes.get("numFmtId").value_or("0"));
            const auto code = codes_.find(id);
            formats.push_back(code == codes_.end() ? built_in_format(id) : code->second);
        }
    }
    void end_element(std::string_view name) override {
        if (name == "cellXfs") {
            in_cell_formats_ = false;
        }
    }
    void text(std::string_view) override {}

    std::vector<NumberFormat> formats;

private:
    std::map<int, NumberFormat> codes_;
    bool in_cell_formats_ = false;
};

class SharedTextListener final : public XmlListener {
public:
    SharedTextListener(SharedTexts& texts, std::uint64_t most_bytes) : texts_(texts), most_bytes_(most_bytes) {}

    void start_element(std::string_view name, const XmlAttributes&) override {
        if (name == "si") {
            current_.clear();
        } else if (name == "t") {
            in_text_ = true;
        } else if (name == "rPh") {
            ++phonetic_;
        }
    }

    void end_element(std::string_view name) override {
        if (name == "si") {
            unescape_cell_text(current_);
            texts_.append(current_);
            check_size();
        } else if (name == "t") {
            in_text_ = false;
        } else if (name == "rPh") {
            --phonetic_;
        }
    }

    void text(std::string_view part) override {
        if (in_text_ && phonetic_ == 0) {
            current_ += part;
            check_size();
        }
    }

    XmlStream* stream = nullptr;
    std::string file;

private:
    void check_size() {
        if (texts_.bytes() + current_.size() > most_bytes_) {
            stream->fail(Problem{ProblemCode::too_large,
                                 fmt::format("The texts of the spreadsheet take more than {} bytes; split it, or save "
                                             "it as CSV.",
                                             most_bytes_),
                                 file});
        }
    }

    SharedTexts& texts_;
    std::uint64_t most_bytes_;
    std::string current_;
    bool in_text_ = false;
    int phonetic_ = 0;
};

Result<> read_small_part(ZipArchive& archive, const std::string& part, const std::string& file, XmlListener& listener) {
    MINKA_TRY_ASSIGN(const auto text, archive.read_part(part, most_part_bytes));
    return read_xml(text, listener, file);
}

Result<std::map<std::string, Relation>> relations_of(ZipArchive& archive, const std::string& part,
                                                     const std::string& file) {
    const std::filesystem::path path(part);
    const auto rels = (path.parent_path() / "_rels" / (path.filename().string() + ".rels")).generic_string();
    RelationListener listener(part);
    if (archive.has(rels)) {
        MINKA_TRY(read_small_part(archive, rels, file, listener));
    }
    return std::move(listener.relations);
}

Result<> read_shared_texts(ZipArchive& archive, const std::string& part, const std::string& file,
                           std::uint64_t most_bytes, const std::stop_token& stop, SharedTexts& texts) {
    MINKA_TRY(archive.open_part(part));
    SharedTextListener listener(texts, most_bytes);
    XmlStream stream(listener, file);
    listener.stream = &stream;
    listener.file = file;
    for (;;) {
        if (stop.stop_requested()) {
            return problem(ProblemCode::cancelled, "Reading was stopped.", file);
        }
        MINKA_TRY_ASSIGN(const auto step, stream.advance([&](std::span<char> out) { return archive.read(out); }));
        if (step == XmlStream::Step::done) {
            return {};
        }
    }
}

}  // namespace

Result<XlsxWorkbook> read_workbook(ZipArchive& archive, const std::string& file, const TableLimits& limits,
                                   const std::stop_token& stop) {
    std::string main_part = "xl/workbook.xml";
    MINKA_TRY_ASSIGN(const auto roots, relations_of(archive, "", file));
    for (const auto& [id, relation] : roots) {
        if (relation.kind == "officeDocument") {
            main_part = relation.part;
        }
    }
    XlsxWorkbook workbook;
    WorkbookListener listener;
    MINKA_TRY(read_small_part(archive, main_part, file, listener));
    workbook.dates = listener.from_1904 ? DateSystem::from_1904 : DateSystem::from_1900;
    MINKA_TRY_ASSIGN(const auto relations, relations_of(archive, main_part, file));
    for (const auto& sheet : listener.sheets) {
        const auto relation = relations.find(sheet.relation);
        const bool has_rows = relation != relations.end() && relation->second.kind == "worksheet";
        workbook.sheets.push_back({sheet.name, has_rows ? relation->second.part : "", sheet.visible});
    }
    for (const auto& [id, relation] : relations) {
        if (relation.kind == "styles") {
            StyleListener styles;
            MINKA_TRY(read_small_part(archive, relation.part, file, styles));
            workbook.styles = std::move(styles.formats);
        } else if (relation.kind == "sharedStrings") {
            MINKA_TRY(read_shared_texts(archive, relation.part, file, limits.shared_text_bytes, stop, workbook.texts));
        }
    }
    return workbook;
}

}  // namespace minka::documents
