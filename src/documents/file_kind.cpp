#include "documents/file_kind.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace minka::documents {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t start_bytes = 8ULL << 10U;

std::unexpected<Problem> refuse(std::string message, const std::string& file) {
    return problem(ProblemCode::malformed_file, std::move(message), file);
}

// Whether a phrase stands anywhere in the source.
Result<bool> contains(ByteSource& source, std::string_view phrase) {
    std::vector<std::uint8_t> buffer(256ULL << 10U);
    for (std::uint64_t at = 0; at < source.size(); at += buffer.size() - phrase.size()) {
        MINKA_TRY_ASSIGN(const auto count, source.read_at(at, buffer));
        if (as_text(ByteView(buffer).first(count)).find(phrase) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

// The container of Excel 97-2003, and of .xlsx files under a password.
Result<TableFormat> refuse_compound_file(ByteSource& source, const std::string& file) {
    constexpr auto encrypted = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;
    MINKA_TRY_ASSIGN(const bool has_password, contains(source, encrypted));
    if (has_password) {
        return refuse("The spreadsheet is protected by a password; save it without one.", file);
    }
    return refuse("Spreadsheets of Excel 97-2003 (.xls) are not read; save the file as .xlsx or CSV.", file);
}

bool starts_like_markup(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    text = trim(text);
    std::string start(text.substr(0, 10));
    std::transform(start.begin(), start.end(), start.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 6> marks{"<!doctype", "<html", "<?xml", "<table", "<head", "<meta"};
    return std::any_of(marks.begin(), marks.end(), [&](auto mark) { return start.starts_with(mark); });
}

bool starts_like_json(std::string_view text) {
    if (!text.starts_with('{')) {
        return false;
    }
    text = trim(text.substr(1));
    return text.starts_with('"') || text.starts_with('}');
}

Result<> check_text(std::string_view text, const std::string& file) {
    const auto is_control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\x1A';
    };
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return {};
    }
    const auto nul = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\0'));
    if (nul * 5 >= text.size() * 2) {
        return refuse("The file looks like UTF-16 without its mark; save it as UTF-8, or name its encoding.", file);
    }
    const auto controls = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_control));
    if (controls * 10 > text.size()) {
        return refuse("The file is binary and no table; give a CSV or .xlsx file.", file);
    }
    return {};
}

}  // namespace

Result<TableFormat> recognise_table(ByteSource& source, const std::string& file) {
    if (source.size() == 0) {
        return refuse("The file is empty.", file);
    }
    std::vector<std::uint8_t> buffer(start_bytes);
    MINKA_TRY_ASSIGN(const auto count, source.read_at(0, buffer));
    const auto text = as_text(ByteView(buffer).first(count));
    if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) {
        return TableFormat::xlsx;
    }
    if (text.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
        return refuse_compound_file(source, file);
    }
    if (text.starts_with("%PDF")) {
        return refuse("The file is a PDF; ask for the table as .xlsx or CSV.", file);
    }
    if (text.starts_with("\x1F\x8B") || text.starts_with("Rar!") || text.starts_with("7z\xBC\xAF")) {
        return refuse("The file is packed; unpack it and give the .xlsx or CSV inside.", file);
    }
    if (starts_like_markup(text)) {
        return refuse("The file is a web page or XML, whatever its name says; open it and save it as .xlsx or CSV.",
                      file);
    }
    if (starts_like_json(text)) {
        return refuse("The file is JSON and no table; give a CSV or .xlsx file.", file);
    }
    MINKA_TRY(check_text(text, file));
    return TableFormat::csv;
}

}  // namespace minka::documents
