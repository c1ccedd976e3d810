#include "forms/envelope_content.h"

#include "base/base64.h"

namespace minka::forms {

namespace {

using documents::JsonReader;
using documents::JsonValue;

constexpr std::size_t padding_step = 1024;
constexpr std::size_t most_files = 512;
constexpr std::size_t longest_name = 200;

// A folder in a name would be an invitation to write elsewhere.
bool is_file_name(const std::string& name) {
    return !name.empty() && name.size() <= longest_name && name.find_first_of("/\\") == std::string::npos;
}

Result<EnvelopeContent::File> read_file(const JsonValue& json) {
    JsonReader reader(json, "files");
    auto name = reader.text("name");
    auto type = reader.text("type");
    const auto* content = reader.any("content");
    const auto* text = content != nullptr ? content->if_text() : nullptr;
    if (!name || !type || text == nullptr || !reader.finish() || !is_file_name(*name)) {
        return invalid("A file in the envelope has not just a name, a type and a content.", "files");
    }
    MINKA_TRY_ASSIGN(auto bytes, from_base64(*text, "files"));
    return EnvelopeContent::File{*std::move(name), *std::move(type), std::move(bytes)};
}

Result<> read_files(const JsonValue& json, EnvelopeContent& content) {
    const auto* files = json.if_array();
    if (files == nullptr || files->size() > most_files) {
        return invalid("The files of the envelope are no list, or too many.", "files");
    }
    for (const auto& file : *files) {
        MINKA_TRY_ASSIGN(auto read, read_file(file));
        content.files.push_back(std::move(read));
    }
    return {};
}

}  // namespace

Result<EnvelopeContent> read_envelope_content(std::string_view plain) {
    const auto json = documents::parse_json(plain, {}, {.bytes = plain.size(), .depth = 16, .values = 50'000});
    if (!json || json->if_object() == nullptr) {
        return problem(ProblemCode::malformed_file, "What the envelope holds is no JSON object.");
    }
    JsonReader reader(*json, {});
    EnvelopeContent content;
    const auto* pad = reader.any("pad");
    const auto* danger = reader.any("danger");
    const auto* xml = danger == nullptr ? reader.any("xml") : nullptr;
    const auto* files = danger == nullptr ? reader.any("files") : nullptr;
    const auto* pair = danger == nullptr ? reader.any("pair") : nullptr;
    if (!reader.finish() || (pad != nullptr && pad->if_text() == nullptr)) {
        return invalid("The envelope holds a field that does not belong there.");
    }
    if (danger != nullptr) {
        MINKA_TRY_ASSIGN(content.danger, privacy::read_danger_notice(*danger));
        return content;
    }
    if (xml == nullptr && files == nullptr && pair != nullptr) {
        MINKA_TRY_ASSIGN(content.seals, read_pair_seals(*pair));
        return content;
    }
    if (xml == nullptr || xml->if_text() == nullptr || xml->if_text()->empty()) {
        return invalid("The envelope holds no filled form.", "xml");
    }
    content.xml = *xml->if_text();
    if (files != nullptr && !files->is_null()) {
        MINKA_TRY(read_files(*files, content));
    }
    if (pair != nullptr && !pair->is_null()) {
        content.pair = documents::to_json(*pair);
    }
    return content;
}

std::string to_plain_text(const EnvelopeContent& content) {
    JsonValue json;
    if (content.danger) {
        const auto& notice = *content.danger;
        json.set("danger", documents::json_object({{"id", to_string(notice.id)},
                                                   {"on", notice.on.text()},
                                                   {"kind", notice.kind},
                                                   {"receiver", notice.receiver},
                                                   {"receipt_number", notice.receipt_number}}));
    } else if (content.seals) {
        const auto& seals = *content.seals;
        json.set("pair", documents::json_object({{"id", to_string(seals.id)},
                                                 {"episode", seals.episode},
                                                 {"seat", seals.seat},
                                                 {"own", seals.own},
                                                 {"partner", seals.partner}}));
    } else {
        json.set("xml", content.xml);
    }
    documents::JsonArray files;
    for (const auto& file : content.files) {
        files.push_back(documents::json_object(
            {{"name", file.name}, {"type", file.media_type}, {"content", to_base64(file.content)}}));
    }
    if (!files.empty()) {
        json.set("files", std::move(files));
    }
    if (auto pair = content.pair ? documents::parse_json(*content.pair) : Result<JsonValue>(JsonValue())) {
        if (!pair->is_null()) {
            json.set("pair", *std::move(pair));
        }
    }
    const auto bare = documents::to_json(json).size() + std::string_view(R"(,"pad":"")").size();
    json.set("pad", std::string((padding_step - bare % padding_step) % padding_step, ' '));
    return documents::to_json(json);
}

}  // namespace minka::forms
