#include "documents/markup.h"

namespace minka::documents {

namespace {

enum class Place { text, attribute };

std::string escape(std::string_view text, Place place) {
    std::string result;
    result.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        const bool breaks = c == '\t' || c == '\n' || c == '\r';
        if (c == '&') {
            result += "&amp;";
        } else if (c == '<') {
            result += "&lt;";
        } else if (c == '>') {
            result += "&gt;";
        } else if (static_cast<unsigned char>(c) < 0x20 && !breaks) {
            result += "\xEF\xBF\xBD";
        } else if (place == Place::attribute && c == '"') {
            result += "&quot;";
        } else if (place == Place::attribute && c == '\'') {
            result += "&#39;";
        } else if (place == Place::attribute && breaks) {
            result += c == '\t' ? "&#9;" : (c == '\n' ? "&#10;" : "&#13;");
        } else {
            result += c;
        }
    }
    return result;
}

}  // namespace

std::string escape_markup(std::string_view text) { return escape(text, Place::text); }

std::string escape_attribute(std::string_view text) { return escape(text, Place::attribute); }

}  // namespace minka::documents
