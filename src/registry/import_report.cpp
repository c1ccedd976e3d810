#include "registry/import_report.h"

#include <algorithm>

namespace minka::registry {

KindCount& ImportReport::count(std::string_view kind) {
    const auto found = std::ranges::find(counts, kind, &KindCount::kind);
    return found != counts.end() ? *found : counts.emplace_back(KindCount{std::string(kind), 0, 0, 0});
}

void ImportReport::add_change(RecordDifference change) {
    if (changes.size() < most_listed) {
        changes.push_back(std::move(change));
    }
}

void ImportReport::add_lookalike(Lookalike lookalike) {
    ++lookalike_count;
    if (lookalikes.size() < most_listed) {
        lookalikes.push_back(std::move(lookalike));
    }
}

void ImportReport::take_problems(const ImportProblems& found) {
    problems = found.sorted();
    problem_count = found.count();
}

}  // namespace minka::registry
