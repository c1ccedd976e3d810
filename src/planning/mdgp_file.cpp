#include "planning/mdgp_file.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

namespace minka::planning {
namespace {

constexpr std::size_t most_people = 5'000;

/// Words between white space, with the line each stands in.
class Words {
public:
    Words(std::string_view text, std::string_view name) : text_(text), name_(name) {}

    std::string_view next() {
        while (place_ < text_.size() && is_space(text_[place_])) {
            line_ += text_[place_] == '\n' ? 1U : 0U;
            ++place_;
        }
        const auto start = place_;
        while (place_ < text_.size() && !is_space(text_[place_])) {
            ++place_;
        }
        return text_.substr(start, place_ - start);
    }

    std::unexpected<Problem> wrong(std::string message) const {
        return problem(ProblemCode::malformed_file, std::move(message), fmt::format("{}:{}", name_, line_));
    }

    template <typename Number>
    Result<Number> number(std::string_view what) {
        const auto word = next();
        Number value{};
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (word.empty() || error != std::errc{} || end != word.data() + word.size()) {
            return wrong(fmt::format("Expected {}, found «{}».", what, word.substr(0, 40)));
        }
        return value;
    }

private:
    static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

    std::string_view text_;
    std::string_view name_;
    std::size_t place_ = 0;
    std::size_t line_ = 1;
};

Result<void> read_pairs(Words& words, optimize::DistanceMatrix& distances) {
    const auto n = distances.people;
    constexpr double unset = std::numeric_limits<double>::infinity();
    distances.values.assign(n * n, unset);
    for (std::size_t person = 0; person < n; ++person) {
        distances.at(person, person) = 0;
    }
    for (std::size_t pair = 0; pair < n * (n - 1) / 2; ++pair) {
        MINKA_TRY_ASSIGN(const auto first, words.number<std::size_t>("a person"));
        MINKA_TRY_ASSIGN(const auto second, words.number<std::size_t>("a person"));
        MINKA_TRY_ASSIGN(const auto distance, words.number<double>("a distance"));
        if (first >= n || second >= n || first == second || !std::isfinite(distance)) {
            return words.wrong(
                fmt::format("There is no pair {} {} among {} people, or its distance is no number.", first, second, n));
        }
        if (distances.between(first, second) != unset) {
            return words.wrong(fmt::format("The pair {} {} comes twice.", first, second));
        }
        distances.at(first, second) = distance;
        distances.at(second, first) = distance;
    }
    if (const auto word = words.next(); !word.empty()) {
        return words.wrong(fmt::format("Every pair is there, and «{}» follows.", word.substr(0, 40)));
    }
    return {};
}

}  // namespace

Result<MdgpInstance> parse_mdgp(std::string_view text, std::string_view name) {
    Words words(text, name);
    MdgpInstance instance;
    MINKA_TRY_ASSIGN(instance.task.people, words.number<std::size_t>("the number of people"));
    MINKA_TRY_ASSIGN(const auto groups, words.number<std::size_t>("the number of groups"));
    if (instance.task.people > most_people || groups > instance.task.people) {
        return problem(ProblemCode::too_large,
                       fmt::format("At most {} people, and no more groups than people.", most_people),
                       std::string(name));
    }
    if (const auto kind = words.next(); kind != "ss" && kind != "ds") {
        return words.wrong(fmt::format("Expected «ss» or «ds», found «{}».", kind.substr(0, 40)));
    }
    for (std::size_t group = 0; group < groups; ++group) {
        optimize::SizeRange range;
        MINKA_TRY_ASSIGN(range.least, words.number<std::uint32_t>("the least size of a group"));
        MINKA_TRY_ASSIGN(range.most, words.number<std::uint32_t>("the most of a group"));
        instance.task.sizes.push_back(range);
    }
    MINKA_TRY(optimize::check_task(instance.task));
    instance.distances.people = instance.task.people;
    MINKA_TRY(read_pairs(words, instance.distances));
    return instance;
}

Result<MdgpInstance> read_mdgp_file(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", path.string());
    }
    if (size > (512ULL << 20U)) {
        return problem(ProblemCode::too_large, "The file is larger than 512 MiB.", path.string());
    }
    std::ostringstream text;
    text << file.rdbuf();
    return parse_mdgp(text.view(), path.filename().string());
}

}  // namespace minka::planning
