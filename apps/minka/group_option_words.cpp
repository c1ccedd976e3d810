#include "group_option_words.h"

#include "planning/column_table.h"

#include <charconv>

namespace minka::cli {

Result<optimize::SizeRange> size_range(const std::string& text) {
    if (text.empty()) {
        return optimize::SizeRange{15, 25};
    }
    optimize::SizeRange range;
    const auto* end = text.data() + text.size();
    auto read = std::from_chars(text.data(), end, range.least);
    range.most = range.least;
    if (read.ec == std::errc{} && std::string_view(read.ptr, end).starts_with("..")) {
        read = std::from_chars(read.ptr + 2, end, range.most);
    }
    if (read.ec != std::errc{} || read.ptr != end) {
        return invalid("A size is written as 20 or as 15..25.", "--size");
    }
    return range;
}

Result<double> kilometres(const std::string& text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || !(value > 0) || std::string_view(read.ptr, end) != "km") {
        return invalid("A reach is written as 25km.", "--reach");
    }
    return value;
}

Result<void> take_weights(planning::PeopleColumns& columns) {
    for (auto& word : columns.varied) {
        const auto colon = word.rfind(':');
        const auto weight = colon == std::string::npos ? std::nullopt : planning::number_in(word.substr(colon + 1));
        if (weight && !(*weight > 0 && *weight <= 1000)) {
            return invalid("A weight is a number above 0, 1000 at most, as in edad:2.", "--by");
        }
        columns.weights.push_back(weight.value_or(1));
        word = weight ? word.substr(0, colon) : word;
    }
    return {};
}

}  // namespace minka::cli
