#include "forms/question_kind.h"

#include "base/text.h"
#include "documents/yaml.h"

#include <algorithm>
#include <map>
#include <vector>

namespace minka::forms {

namespace {

using Kinds = std::map<std::string, QuestionKind, std::less<>>;

constexpr auto input = FormControl::input;

void add(Kinds& kinds, const QuestionKind& kind, std::initializer_list<std::string_view> words) {
    for (const auto word : words) {
        kinds.emplace(word, kind);
    }
}

void add_answers(Kinds& kinds) {
    add(kinds, {.name = "text", .control = input, .bind_type = "string"},
        {"text", "string", "q string", "add text prompt"});
    add(kinds, {.name = "integer", .control = input, .bind_type = "int"},
        {"integer", "int", "q int", "add integer prompt"});
    add(kinds, {.name = "decimal", .control = input, .bind_type = "decimal"},
        {"decimal", "q decimal", "add decimal prompt"});
    add(kinds, {.name = "date", .control = input, .bind_type = "date"}, {"date", "q date", "add date prompt"});
    add(kinds, {.name = "time", .control = input, .bind_type = "time"}, {"time", "q time", "add time prompt"});
    add(kinds, {.name = "dateTime", .control = input, .bind_type = "dateTime"},
        {"datetime", "date time", "q date time", "q datetime", "add date time prompt", "add datetime prompt"});
    add(kinds, {.name = "geopoint", .control = input, .bind_type = "geopoint"},
        {"geopoint", "gps", "location", "q geopoint", "q location", "add location prompt"});
    add(kinds, {.name = "geotrace", .control = input, .bind_type = "geotrace"}, {"geotrace"});
    add(kinds, {.name = "geoshape", .control = input, .bind_type = "geoshape"}, {"geoshape"});
    add(kinds, {.name = "barcode", .control = input, .bind_type = "barcode"},
        {"barcode", "q barcode", "add barcode prompt"});
    add(kinds, {.name = "note", .control = input, .bind_type = "string", .is_read_only = true},
        {"note", "q note", "add note prompt"});
    add(kinds, {.name = "acknowledge", .control = FormControl::trigger, .bind_type = "string"},
        {"acknowledge", "q acknowledge", "add acknowledge prompt"});
    add(kinds, {.name = "trigger", .control = FormControl::trigger}, {"trigger"});
    add(kinds, {.name = "percentage", .control = input, .bind_type = "int", .constraint = "0 <= . and . <= 100"},
        {"percentage"});
    add(kinds,
        {.name = "phone number",
         .control = input,
         .bind_type = "string",
         .constraint = "regex(., '^\\d*$')",
         .hint = "Enter numbers only."},
        {"phone number"});
    add(kinds, {.name = "range", .control = FormControl::range, .bind_type = "int"}, {"range"});
}

void add_days(Kinds& kinds) {
    const auto days = [&](std::string_view word, std::string_view constraint, std::string_view hint) {
        add(kinds, {.name = word, .control = input, .bind_type = "int", .constraint = constraint, .hint = hint},
            {word});
    };
    days("number of days in last month", "0 <= . and . <= 31", "Enter a number 0-31.");
    days("number of days in last six months", "0 <= . and . <= 183", "Enter a number 0-183.");
    days("number of days in last year", "0 <= . and . <= 365", "Enter a number 0-365.");
}

void add_media(Kinds& kinds) {
    const auto upload = FormControl::upload;
    add(kinds, {.name = "image", .control = upload, .bind_type = "binary", .media_type = "image/*"},
        {"image", "photo", "q image", "q picture", "add image prompt", "add photo prompt"});
    add(kinds, {.name = "audio", .control = upload, .bind_type = "binary", .media_type = "audio/*"},
        {"audio", "q audio", "add audio prompt"});
    add(kinds, {.name = "video", .control = upload, .bind_type = "binary", .media_type = "video/*"},
        {"video", "q video", "add video prompt"});
    add(kinds, {.name = "file", .control = upload, .bind_type = "binary", .media_type = "application/*"},
        {"file", "add file prompt"});
    add(kinds, {.name = "osm", .control = upload, .bind_type = "binary", .media_type = "osm/*"}, {"osm"});
}

void add_unseen(Kinds& kinds) {
    add(kinds, {.name = "calculate", .bind_type = "string"}, {"calculate", "q calculate", "add calculate prompt"});
    add(kinds, {.name = "hidden", .bind_type = "string"}, {"hidden"});
    add(kinds, {.name = "audit", .bind_type = "binary"}, {"audit"});
    add(kinds, {.name = "start-geopoint", .bind_type = "geopoint"}, {"start-geopoint"});
    add(kinds, {.name = "background-geopoint", .bind_type = "geopoint"}, {"background-geopoint"});
    add(kinds, {.name = "background-audio", .bind_type = "binary"}, {"background-audio"});
    const auto moment = [&](std::string_view name, std::initializer_list<std::string_view> words) {
        add(kinds, {.name = name, .bind_type = "dateTime", .preload = "timestamp", .preload_parameter = name}, words);
    };
    moment("start", {"start", "start time", "get start time"});
    moment("end", {"end", "end time", "get end time"});
    add(kinds, {.name = "today", .bind_type = "date", .preload = "date", .preload_parameter = "today"},
        {"today", "get today"});
    const auto property = [&](std::string_view name, std::initializer_list<std::string_view> words) {
        add(kinds, {.name = name, .bind_type = "string", .preload = "property", .preload_parameter = name}, words);
    };
    property("deviceid", {"deviceid", "device id", "imei", "get device id"});
    property("subscriberid", {"subscriberid", "subscriber id", "get subscriber id"});
    property("simserial", {"simserial", "sim id", "get sim id"});
    property("phonenumber", {"phonenumber", "get phone number"});
    property("username", {"username"});
    property("email", {"email"});
    for (const auto word :
         {"uri:deviceid", "uri:subscriberid", "uri:simserial", "uri:phonenumber", "uri:username", "uri:email"}) {
        property(word, {word});
    }
}

const Kinds& all_kinds() {
    static const Kinds kinds = [] {
        Kinds made;
        add_answers(made);
        add_days(made);
        add_media(made);
        add_unseen(made);
        return made;
    }();
    return kinds;
}

std::string folded(std::string_view word) {
    std::string out(trim(word));
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    return out;
}

}  // namespace

const QuestionKind* find_question_kind(std::string_view word) {
    const auto found = all_kinds().find(folded(word));
    return found == all_kinds().end() ? nullptr : &found->second;
}

std::string nearest_question_kind(std::string_view word) {
    std::vector<std::string> known{"select_one", "select_multiple", "begin group",
                                   "end group",  "begin repeat",    "end repeat",
                                   "rank",       "csv-external",    "xml-external"};
    for (const auto& [spelling, kind] : all_kinds()) {
        known.push_back(spelling);
    }
    const auto near = documents::nearest_word(folded(word), known);
    return std::string(near.value_or(""));
}

}  // namespace minka::forms
