#include "planning/mdgp_file.h"

#include "planning/benchmark_words.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace minka::planning {
namespace {

constexpr std::size_t most_people = 5'000;

Result<void> read_pairs(BenchmarkWords& words, optimize::DistanceMatrix& distances) {
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
    BenchmarkWords words(text, name);
    MdgpInstance instance;
    MINKA_TRY_ASSIGN(instance.task.people, words.number<std::size_t>("the number of people"));
    MINKA_TRY_ASSIGN(const auto groups, words.number<std::size_t>("the number of groups"));
    if (instance.task.people > most_people || groups > instance.task.people) {
        return problem(ProblemCode::too_large,
                       fmt::format("At most {} people, and no more groups than people.", most_people),
                       std::string(name));
    }
    if (const auto kind = words.next(); !is_word(kind, "ss") && !is_word(kind, "ds")) {
        return words.wrong(fmt::format("Expected «ss» or «ds», found «{}».", kind.substr(0, 40)));
    }
    for (std::size_t group = 0; group < groups; ++group) {
        optimize::SizeRange range;
        MINKA_TRY_ASSIGN(range.least, words.number<std::uint32_t>("the least size of a group"));
        MINKA_TRY_ASSIGN(range.most, words.number<std::uint32_t>("the most of a group"));
        instance.task.sizes.push_back(range);
    }
    if (const auto checked = optimize::check_task(instance.task); !checked) {
        return words.at_line(checked.error(), words.line());
    }
    instance.distances.people = instance.task.people;
    MINKA_TRY(read_pairs(words, instance.distances));
    return instance;
}

Result<MdgpInstance> read_mdgp_file(const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto text, read_benchmark(path));
    return parse_mdgp(text, path.filename().string());
}

}  // namespace minka::planning
