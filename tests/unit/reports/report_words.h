#pragma once

#include "documents/xml_stream.h"
#include "programme/programme_folder.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace minka::reports {

inline std::filesystem::path source_folder() {
    const char* folder = std::getenv("MINKA_SOURCE_DIR");
    return folder == nullptr ? std::filesystem::current_path() : std::filesystem::path(folder);
}

inline programme::FolderFiles example_files(std::string_view name) {
    auto files = programme::read_folder_files(source_folder() / "examples" / name);
    REQUIRE(files.has_value());
    return *std::move(files);
}

/// The words of one of the folders that ship.
inline programme::ReportTexts report_words(std::string_view name, std::string_view language) {
    auto folder = programme::load_programme_folder(source_folder() / "examples" / name);
    REQUIRE_MESSAGE(folder.has_value(), (folder ? std::string() : to_sentence(folder.error())));
    const auto texts = folder->texts_in(language);
    REQUIRE(texts.has_value());
    return **texts;
}

/// An element with its attributes as "name=value" of those asked for, and the text directly within.
struct MarkupElement {
    std::string name;
    std::string id;
    std::string classes;
    std::string label;      ///< data-label
    std::string font_size;  ///< font-size
    std::string text;
};

/// Every element of well-formed markup in document order; fails the test when it is not well formed.
inline std::vector<MarkupElement> elements_of(std::string_view markup) {
    struct Listener final : documents::XmlListener {
        std::vector<MarkupElement> elements;
        std::vector<std::size_t> open;
        void start_element(std::string_view name, const documents::XmlAttributes& attributes) override {
            const auto get = [&](std::string_view key) { return std::string(attributes.get(key).value_or("")); };
            open.push_back(elements.size());
            elements.push_back({std::string(name), get("id"), get("class"), get("data-label"), get("font-size"), {}});
        }
        void end_element(std::string_view) override { open.pop_back(); }
        void text(std::string_view part) override {
            if (!open.empty()) {
                elements[open.back()].text += part;
            }
        }
    };
    constexpr std::string_view document_type = "<!DOCTYPE html>\n";
    if (markup.starts_with(document_type)) {
        markup.remove_prefix(document_type.size());
    }
    Listener listener;
    const auto read = documents::read_xml(markup, listener, "page");
    REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : to_sentence(read.error())));
    return listener.elements;
}

}  // namespace minka::reports
