#include "forms/conflict.h"

#include "forms/withheld.h"

#include <algorithm>
#include <initializer_list>
#include <map>

namespace minka::forms {

namespace {

constexpr std::string_view decided = "Decided: the other one holds; both are kept.";

using Answers = std::vector<std::pair<std::string, std::string>>;

// "hijo[2]/nombre" and its answer for every question of a filled form, numbered where a name is repeated.
void gather(const documents::XmlTree& tree, documents::XmlTree::Node parent, const std::string& path,
            Answers& answers) {
    std::map<std::string, int> total;
    for (auto node = tree.first_child(parent); node != documents::XmlTree::none; node = tree.next_sibling(node)) {
        ++total[std::string(tree.name(node))];
    }
    std::map<std::string, int> seen;
    for (auto node = tree.first_child(parent); node != documents::XmlTree::none; node = tree.next_sibling(node)) {
        std::string name(tree.name(node));
        if (path.empty() && name == "meta") {
            continue;
        }
        const auto number = ++seen[name];
        auto below = (path.empty() ? "" : path + "/") + name;
        if (total[name] > 1) {
            below += "[" + std::to_string(number) + "]";
        }
        if (tree.first_child(node) == documents::XmlTree::none) {
            answers.emplace_back(below, std::string(tree.text(node)));
        } else {
            gather(tree, node, below, answers);
        }
    }
}

Result<Answers> answers_of(storage::Reader& reader, SubmissionBook& book, const SubmissionId& id) {
    MINKA_TRY_ASSIGN(const auto content, content_to_show(reader, book, id));
    MINKA_TRY_ASSIGN(const auto instance, Instance::read(content));
    Answers answers;
    gather(instance.tree(), instance.tree().root(), {}, answers);
    return answers;
}

std::string answer_at(const Answers& answers, const std::string& path) {
    const auto found = std::ranges::find(answers, path, &Answers::value_type::first);
    return found == answers.end() ? std::string() : found->second;
}

}  // namespace

Result<std::vector<Conflict>> conflicts(storage::Reader& reader) {
    std::vector<Conflict> found;
    const auto take = [&](const storage::Row& row) -> Result<> {
        const auto theirs = row.get<SubmissionId>(0);
        const auto instance = row.get<SubmissionId>(1);
        Conflict conflict{theirs == instance ? ConflictKind::second_correction : ConflictKind::other_content,
                          theirs,
                          instance,
                          {},
                          row.get<std::string>(3),
                          row.get<LocalDate>(4)};
        if (conflict.kind == ConflictKind::second_correction) {
            conflict.base = row.get<std::optional<SubmissionId>>(2);
            conflict.mine = row.get<SubmissionId>(5);
        }
        found.push_back(std::move(conflict));
        return {};
    };
    // The one that holds: the accepted correction of the same submission, or what came first under the instance.
    MINKA_TRY(reader.each(
        "SELECT s.id, s.instance_id, s.supersedes, s.form, s.received_on, m.id FROM submission AS s JOIN submission AS "
        "m "
        "ON m.programme_id = s.programme_id AND m.state = 'accepted' AND ((s.id = s.instance_id AND m.supersedes = "
        "s.supersedes) OR (s.id <> s.instance_id AND m.id = s.instance_id)) WHERE s.programme_id = $1 AND s.state = "
        "'quarantined' AND s.reason <> $2 ORDER BY s.id",
        take, reader.programme(), decided));
    return found;
}

Result<Conflict> require_conflict(storage::Reader& reader, const SubmissionId& theirs) {
    MINKA_TRY_ASSIGN(const auto all, conflicts(reader));
    const auto found = std::ranges::find(all, theirs, &Conflict::theirs);
    if (found == all.end()) {
        return problem(ProblemCode::not_found,
                       "There is no open conflict with the submission " + to_string(theirs) + ".", "submission");
    }
    return *found;
}

Result<> decide_conflict(storage::Writer& writer, SubmissionBook& book, const SubmissionId& theirs, Decision decision) {
    MINKA_TRY_ASSIGN(const auto conflict, require_conflict(writer, theirs));
    const bool takes = decision == Decision::take_theirs;
    MINKA_TRY(writer.note("submission conflict", theirs.uuid,
                          {{"holds", storage::to_value(to_string(takes ? theirs : conflict.mine))},
                           {"other", storage::to_value(to_string(takes ? conflict.mine : theirs))}}));
    if (!takes) {
        MINKA_TRY(writer.project("UPDATE submission SET reason = $3 WHERE programme_id = $1 AND id = $2",
                                 writer.programme(), theirs, decided));
        return {};
    }
    MINKA_TRY(writer.project("UPDATE submission SET supersedes = $3 WHERE programme_id = $1 AND id = $2",
                             writer.programme(), theirs, conflict.mine));
    MINKA_TRY_ASSIGN(const auto acceptance, book.replay(writer, theirs));
    if (acceptance == Acceptance::stored) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto still, book.require(writer, theirs));
    return problem(ProblemCode::conflict, "It cannot be taken: " + still.reason.value_or(""), to_string(theirs));
}

Result<std::vector<Difference>> differences(storage::Reader& reader, SubmissionBook& book, const Conflict& conflict) {
    Answers base;
    if (conflict.base) {
        MINKA_TRY_ASSIGN(base, answers_of(reader, book, *conflict.base));
    }
    MINKA_TRY_ASSIGN(const auto mine, answers_of(reader, book, conflict.mine));
    MINKA_TRY_ASSIGN(const auto theirs, answers_of(reader, book, conflict.theirs));
    std::vector<Difference> differing;
    const auto add = [&](const std::string& path) {
        Difference difference{path, answer_at(base, path), answer_at(mine, path), answer_at(theirs, path)};
        const bool is_same =
            difference.mine == difference.theirs && (!conflict.base || difference.base == difference.mine);
        if (!is_same && std::ranges::find(differing, path, &Difference::path) == differing.end()) {
            differing.push_back(std::move(difference));
        }
    };
    for (const Answers* answers : std::initializer_list<const Answers*>{&mine, &theirs, &base}) {
        for (const auto& answer : *answers) {
            add(answer.first);
        }
    }
    return differing;
}

}  // namespace minka::forms
