#include "documents/multipart.h"

#include "base/text.h"

#include <algorithm>
#include <optional>

namespace minka::documents {

namespace {

constexpr std::size_t longest_boundary = 70;  // RFC 2046

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool equal_folded(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::unexpected<Problem> torn(std::string message) {
    return problem(ProblemCode::malformed_file, std::move(message), "body");
}

// The value of a parameter of a header such as `form-data; name="a"; filename="b"`; quotes and their escapes undone.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
    auto rest = header.substr(std::min(header.find(';'), header.size()));
    while (!rest.empty()) {
        rest.remove_prefix(1);  // the semicolon
        const auto equals = rest.find('=');
        if (equals == std::string_view::npos) {
            return std::nullopt;
        }
        const auto name = trim(rest.substr(0, equals));
        rest.remove_prefix(equals + 1);
        while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) {
            rest.remove_prefix(1);
        }
        std::string value;
        if (!rest.empty() && rest.front() == '"') {
            rest.remove_prefix(1);
            while (!rest.empty() && rest.front() != '"') {
                // Browsers write a quote as %22 and do not escape backslashes: only \" and \\ are escapes.
                const bool escapes = rest.size() > 1 && rest[0] == '\\' && (rest[1] == '"' || rest[1] == '\\');
                rest.remove_prefix(escapes ? 1 : 0);
                value += rest.front();
                rest.remove_prefix(1);
            }
            if (rest.empty()) {
                return std::nullopt;
            }
            rest.remove_prefix(1);
            rest = rest.substr(std::min(rest.find(';'), rest.size()));
        } else {
            const auto end = std::min(rest.find(';'), rest.size());
            value = trim(rest.substr(0, end));
            rest.remove_prefix(end);
        }
        if (equal_folded(name, wanted)) {
            return value;
        }
    }
    return std::nullopt;
}

std::string without_folder(std::string name) {
    const auto slash = name.find_last_of("/\\");
    return slash == std::string::npos ? name : name.substr(slash + 1);
}

Result<FormPart> part_from(std::string_view header) {
    FormPart part;
    bool is_named = false;
    while (!header.empty()) {
        const auto end = std::min(header.find("\r\n"), header.size());
        const auto line = header.substr(0, end);
        header.remove_prefix(std::min(end + 2, header.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            return torn("A part of the form has a header that cannot be read.");
        }
        const auto name = trim(line.substr(0, colon));
        const auto value = trim(line.substr(colon + 1));
        if (equal_folded(name, "content-disposition")) {
            if (!equal_folded(trim(value.substr(0, value.find(';'))), "form-data")) {
                return torn("A part of the form is no form data.");
            }
            const auto field = parameter(value, "name");
            is_named = field.has_value();
            part.name = field.value_or("");
            part.file_name = without_folder(parameter(value, "filename").value_or(""));
        } else if (equal_folded(name, "content-type")) {
            part.media_type = value;
        }
    }
    if (!is_named || !is_utf8(part.name) || !is_utf8(part.file_name)) {
        return torn("A part of the form has no name that can be read.");
    }
    return part;
}

}  // namespace

bool is_multipart(std::string_view content_type) {
    return equal_folded(trim(content_type.substr(0, content_type.find(';'))), "multipart/form-data");
}

Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body,
                                             const MultipartLimits& limits) {
    const auto boundary = is_multipart(content_type) ? parameter(content_type, "boundary") : std::nullopt;
    if (!boundary || boundary->empty() || boundary->size() > longest_boundary) {
        return invalid("The content must be multipart/form-data with a boundary of at most 70 characters.",
                       "content-type");
    }
    const auto mark = "\r\n--" + *boundary;
    // The first boundary may stand at the very start.
    const auto first = std::string_view(mark).substr(2);
    std::size_t at = body.starts_with(first) ? first.size() : body.find(mark);
    if (at == std::string_view::npos) {
        return torn("The upload holds no part of a form.");
    }
    at += body.starts_with(first) ? 0 : mark.size();
    std::vector<FormPart> parts;
    while (true) {
        auto rest = body.substr(at);
        if (rest.starts_with("--")) {
            return parts;
        }
        while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) {
            rest.remove_prefix(1);
        }
        if (!rest.starts_with("\r\n")) {
            return torn("The upload breaks off, or a boundary in it cannot be read.");
        }
        if (parts.size() == limits.parts) {
            return problem(ProblemCode::too_large, "The form has too many parts.", "body");
        }
        rest.remove_prefix(2);
        const auto head_end = rest.substr(0, limits.header_bytes).find("\r\n\r\n");
        if (head_end == std::string_view::npos) {
            return torn("The header of a part breaks off or is too long.");
        }
        MINKA_TRY_ASSIGN(auto part, part_from(rest.substr(0, head_end)));
        const auto content_begin = static_cast<std::size_t>(rest.data() - body.data()) + head_end + 4;
        // An empty part: the boundary begins with the line end of the header itself.
        const auto content_end = body.find(mark, content_begin - 2);
        if (content_end == std::string_view::npos) {
            return torn("The upload breaks off before its last boundary.");
        }
        part.content = body.substr(content_begin, content_end > content_begin ? content_end - content_begin : 0);
        parts.push_back(std::move(part));
        at = content_end + mark.size();
    }
}

}  // namespace minka::documents
