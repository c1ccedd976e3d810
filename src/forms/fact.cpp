#include "forms/fact.h"

#include "base/text.h"

#include <algorithm>
#include <map>

namespace minka::forms {

namespace {

using documents::XmlTree;

bool is_within(std::string_view path, std::string_view group) {
    return path.size() > group.size() && path.starts_with(group) && path[group.size()] == '/';
}

// How deep a path lies; the root is 1.
std::size_t depth_of(std::string_view path) { return static_cast<std::size_t>(std::ranges::count(path, '/')); }

std::string_view innermost_repeat(const XFormDocument& document, std::string_view path) {
    std::string_view found;
    for (const auto& repeat : document.repeats) {
        if (is_within(path, repeat) && repeat.size() > found.size()) {
            found = repeat;
        }
    }
    return found;
}

// The answer that belongs to a row: within its group, or in the nearest group around it.
std::string value_for(const Instance& instance, XmlTree::Node row, std::string_view context, std::string_view path) {
    auto group = context;
    auto node = row;
    while (!is_within(path, group)) {
        node = instance.tree().parent(node);
        if (node == XmlTree::none) {
            return {};
        }
        group = group.substr(0, group.rfind('/'));
    }
    return instance.value(instance.below(node, path.substr(group.size() + 1)));
}

}  // namespace

const std::string& FactRow::value(std::string_view field) const {
    static const std::string none;
    const auto found = std::ranges::find(values, field, &std::pair<std::string, std::string>::first);
    return found == values.end() ? none : found->second;
}

Result<std::vector<FactBinding>> fact_bindings(const XFormDocument& document, const std::string& place) {
    std::map<std::string, FactBinding, std::less<>> by_fact;
    for (const auto& bind : document.binds) {
        for (const auto name : split(bind.fact, ' ')) {
            const auto dot = name.find('.');
            if (dot == std::string_view::npos || depth_of(bind.path) < 2) {
                continue;
            }
            auto& binding = by_fact[std::string(name.substr(0, dot))];
            binding.fact = name.substr(0, dot);
            binding.fields.emplace_back(name.substr(dot + 1), bind.path);
            const auto repeat = innermost_repeat(document, bind.path);
            if (binding.context.empty() || is_within(repeat, binding.context)) {
                binding.context = repeat;
            } else if (!repeat.empty() && repeat != binding.context && !is_within(binding.context, repeat)) {
                return invalid("The fact '" + binding.fact + "' is bound to questions of two repeated groups, " +
                                   binding.context + " and " + std::string(repeat) + ".",
                               place);
            }
        }
    }
    std::vector<FactBinding> bindings;
    for (auto& [fact, binding] : by_fact) {
        bindings.push_back(std::move(binding));
    }
    return bindings;
}

std::vector<FactRow> fact_rows(const Instance& instance, const FactBinding& binding) {
    std::vector<FactRow> rows;
    // The root's own name is the form's matter: paths are compared below it.
    const auto& first_path = binding.fields.front().second;
    const auto root = first_path.substr(0, first_path.find('/', 1));
    const auto& context = binding.context.empty() ? root : binding.context;
    for (const auto node : instance.nodes_at(context)) {
        FactRow row;
        row.number = static_cast<std::int64_t>(rows.size()) + 1;
        for (const auto& [field, path] : binding.fields) {
            row.values.emplace_back(field, value_for(instance, node, context, path));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace minka::forms
