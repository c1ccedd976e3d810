#include "privacy/cut_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace minka::privacy {

namespace {

constexpr std::size_t most_cells = 250'000;
constexpr std::size_t most_measures = 30;
constexpr std::size_t kept_largest = 8;
constexpr std::int64_t most_people = 10'000'000'000;  // whole numbers stay exact in the audit

bool is_plain(const std::string& text) { return !text.empty() && text.find_first_of("|=") == std::string::npos; }

Result<Tree> build_tree(const Dimension& dimension) {
    Tree tree;
    tree.dimension = &dimension;
    if (!is_plain(dimension.name) || !is_plain(dimension.axis)) {
        return invalid("A dimension needs a name and an axis, without '|' and '='.", dimension.name);
    }
    for (std::size_t i = 0; i < dimension.members.size(); ++i) {
        const auto& member = dimension.members[i];
        const auto field = fmt::format("{}[{}]", dimension.name, i);
        if (!is_plain(member.code)) {
            return invalid("A heading needs a code without '|' and '='.", field);
        }
        const auto parent = tree.position.find(member.parent);
        if (member.parent.empty() != (i == 0) || (i > 0 && parent == tree.position.end())) {
            return invalid("The total comes first and every heading after its parent.", field);
        }
        if (!tree.position.emplace(member.code, i).second) {
            return invalid("The code comes twice in this dimension.", field);
        }
        tree.parent.push_back(i == 0 ? 0 : parent->second);
        tree.children.emplace_back();
        if (i > 0) {
            tree.children[parent->second].push_back(i);
        }
    }
    if (tree.parent.empty()) {
        return invalid("A dimension needs at least its total.", dimension.name);
    }
    return tree;
}

/// The product of a table's dimensions as positions 0 .. size - 1, the last dimension running fastest.
class Layout {
public:
    Layout(const Table& table, const Population& population, std::size_t population_index,
           std::vector<const Tree*> trees)
        : table_(table), population_(population), population_index_(population_index), trees_(std::move(trees)) {
        stride_.assign(trees_.size(), 1);
        for (std::size_t d = trees_.size(); d-- > 0;) {
            stride_[d] = size_;
            size_ *= trees_[d]->parent.size();
            if (size_ > most_cells) {
                return;
            }
        }
    }

    Result<TableCells> run() {
        if (size_ > most_cells) {
            return problem(ProblemCode::too_large,
                           fmt::format("The table has more than {} cells; cross fewer dimensions.", most_cells),
                           table_.name);
        }
        out_.name = table_.name;
        out_.cells.reserve(size_);
        for (std::size_t i = 0; i < size_; ++i) {
            out_.cells.push_back(blank_cell(i));
        }
        std::vector<bool> given(size_, false);
        for (std::size_t row = 0; row < table_.leaves.size(); ++row) {
            MINKA_TRY(add_leaf(row, given));
        }
        add_equations();
        return std::move(out_);
    }

private:
    std::size_t member_of(std::size_t cell, std::size_t d) const {
        return cell / stride_[d] % trees_[d]->parent.size();
    }

    ResolvedCell blank_cell(std::size_t index) const {
        ResolvedCell cell;
        cell.address.population = population_.name;
        cell.population = population_index_;
        cell.sensitive = population_.sensitive;
        cell.heads = population_.one_per_school;
        bool crossed = false;
        for (std::size_t d = 0; d < trees_.size(); ++d) {
            const auto position = member_of(index, d);
            const auto& dimension = *trees_[d]->dimension;
            const auto& member = dimension.members[position];
            if (dimension.kind == DimensionKind::place) {
                cell.level = member.level;
                cell.unnamed_place = !member.may_be_named;
                cell.school = member.level == Level::school ? member.code : "";
            }
            if (position == 0) {
                continue;
            }
            cell.address.at.emplace_back(dimension.axis, member.code);
            cell.heads = cell.heads || member.one_per_school;
            cell.sensitive = cell.sensitive || dimension.kind == DimensionKind::sensitive_attribute;
            crossed = crossed || dimension.kind == DimensionKind::attribute ||
                      dimension.kind == DimensionKind::sensitive_attribute;
        }
        std::ranges::sort(cell.address.at);
        cell.whole_school = !cell.school.empty() && !crossed;
        cell.in_feedback = table_.feedback == Feedback::to_each_school && cell.whole_school;
        cell.values.resize(population_.measures.size());
        return cell;
    }

    Result<> check_values(const LeafCell& leaf, const std::string& field) const {
        if (leaf.count < 0 || (leaf.eligible && *leaf.eligible < leaf.count)) {
            return invalid("The count is negative, or more people answered than could have.", field);
        }
        if (leaf.count > most_people) {
            return invalid("The count is beyond any population; check the row.", field);
        }
        if (leaf.eligible.has_value() != table_.leaves.front().eligible.has_value()) {
            return invalid("Either every row of a table says how many were eligible, or none does.", field);
        }
        if (leaf.values.size() > population_.measures.size()) {
            return invalid("The row has more values than its population has measures.", field);
        }
        for (std::size_t m = 0; m < leaf.values.size(); ++m) {
            if (!leaf.values[m]) {
                continue;
            }
            const auto& value = *leaf.values[m];
            const auto& measure = population_.measures[m];
            const auto n = static_cast<double>(value.contributors);
            if (value.contributors < 0 || value.contributors > leaf.count || !std::isfinite(value.sum)) {
                return invalid("The contributors of a value are more than the people of the cell.", field);
            }
            const double slack = 1e-9 * (1 + n * std::max(std::abs(measure.least), std::abs(measure.most)));
            const bool on_scale = measure.kind == MeasureKind::mean
                                      ? value.sum >= n * measure.least - slack && value.sum <= n * measure.most + slack
                                  : measure.kind == MeasureKind::share
                                      ? value.sum >= 0 && value.sum <= n && value.sum == std::floor(value.sum)
                                      : value.sum >= 0 && (n > 0 || value.sum == 0);
            if (!on_scale) {
                return invalid(fmt::format("The sum of '{}' cannot come from its contributors: see the measure's "
                                           "scale.",
                                           measure.name),
                               field);
            }
        }
        return {};
    }

    Result<> add_leaf(std::size_t row, std::vector<bool>& given) {
        const auto& leaf = table_.leaves[row];
        const auto field = fmt::format("{}[{}]", table_.name, row);
        if (leaf.at.size() != trees_.size()) {
            return invalid("The row needs one code for each dimension of its table.", field);
        }
        std::size_t index = 0;
        for (std::size_t d = 0; d < trees_.size(); ++d) {
            const auto found = trees_[d]->position.find(leaf.at[d]);
            if (found == trees_[d]->position.end() || !trees_[d]->children[found->second].empty()) {
                return invalid(
                    fmt::format("'{}' is not a finest heading of '{}'.", leaf.at[d], trees_[d]->dimension->name),
                    field);
            }
            index += found->second * stride_[d];
        }
        if (given[index]) {
            return invalid("The same cell comes twice; add the rows up first.", field);
        }
        given[index] = true;
        MINKA_TRY(check_values(leaf, field));
        for (std::size_t m = 0; m < leaf.values.size(); ++m) {
            layers_ |= leaf.values[m] ? 2U << m : 0U;
        }
        add_to_wholes(leaf, index, 0);
        return {};
    }

    void add_to_wholes(const LeafCell& leaf, std::size_t index, std::size_t d) {
        if (d == trees_.size()) {
            add_to(out_.cells[index], leaf);
            return;
        }
        for (auto position = member_of(index, d);; position = trees_[d]->parent[position]) {
            add_to_wholes(leaf, index - (member_of(index, d) - position) * stride_[d], d + 1);
            if (position == 0) {
                return;
            }
        }
    }

    static void add_to(ResolvedCell& cell, const LeafCell& leaf) {
        cell.count += leaf.count;
        if (leaf.eligible) {
            cell.eligible = cell.eligible.value_or(0) + *leaf.eligible;
        }
        for (std::size_t m = 0; m < leaf.values.size(); ++m) {
            if (!leaf.values[m]) {
                continue;
            }
            auto& value = cell.values[m] ? *cell.values[m] : cell.values[m].emplace();
            value.sum += leaf.values[m]->sum;
            value.contributors += leaf.values[m]->contributors;
            auto& largest = value.largest;
            largest.insert(largest.end(), leaf.values[m]->largest.begin(), leaf.values[m]->largest.end());
            std::ranges::sort(largest, std::greater{});
            largest.resize(std::min(largest.size(), kept_largest));
        }
    }

    void add_equations() {
        for (auto& cell : out_.cells) {
            for (std::size_t m = 0; m < cell.values.size(); ++m) {
                if ((layers_ & 2U << m) != 0 && !cell.values[m]) {
                    cell.values[m].emplace();
                }
            }
        }
        for (std::size_t whole = 0; whole < size_; ++whole) {
            for (std::size_t d = 0; d < trees_.size(); ++d) {
                const auto position = member_of(whole, d);
                if (trees_[d]->children[position].empty()) {
                    continue;
                }
                Equation equation{static_cast<std::uint32_t>(whole), {}, layers_};
                for (const auto child : trees_[d]->children[position]) {
                    equation.parts.push_back(static_cast<std::uint32_t>(whole + (child - position) * stride_[d]));
                }
                out_.equations.push_back(std::move(equation));
            }
        }
    }

    const Table& table_;
    const Population& population_;
    std::size_t population_index_;
    std::vector<const Tree*> trees_;
    std::vector<std::size_t> stride_;
    std::size_t size_ = 1;
    std::uint32_t layers_ = 1;
    TableCells out_;
};

}  // namespace

Result<std::vector<Tree>> build_trees(const Cut& cut) {
    for (const auto& population : cut.populations) {
        if (std::ranges::count(cut.populations, population.name, &Population::name) != 1) {
            return invalid("Two populations of the cut have the same name.", population.name);
        }
    }
    std::vector<Tree> trees;
    for (const auto& dimension : cut.dimensions) {
        MINKA_TRY_ASSIGN(auto tree, build_tree(dimension));
        trees.push_back(std::move(tree));
    }
    return trees;
}

Result<TableCells> lay_out(const Table& table, const Cut& cut, const std::vector<Tree>& trees) {
    const auto population = std::ranges::find(cut.populations, table.population, &Population::name);
    if (population == cut.populations.end() || !is_plain(table.population)) {
        return invalid("The table names a population that the cut does not have.", table.name);
    }
    if (population->measures.size() > most_measures) {
        return problem(ProblemCode::too_large, fmt::format("A population has at most {} measures.", most_measures),
                       population->name);
    }
    for (const auto& measure : population->measures) {
        if (measure.kind == MeasureKind::mean &&
            !(std::isfinite(measure.most - measure.least) && measure.least < measure.most)) {
            return invalid(fmt::format("The scale of '{}' needs a least value below its most.", measure.name),
                           population->name);
        }
    }
    std::vector<const Tree*> chosen;
    std::size_t places = 0;
    for (const auto& name : table.dimensions) {
        const auto tree = std::ranges::find(trees, name, [](const Tree& t) { return t.dimension->name; });
        if (tree == trees.end()) {
            return invalid("The table names a dimension that the cut does not have.", table.name);
        }
        if (std::ranges::any_of(chosen, [&](const Tree* t) { return t->dimension->axis == tree->dimension->axis; })) {
            return invalid("Two dimensions of the table lie on the same axis.", table.name);
        }
        places += tree->dimension->kind == DimensionKind::place ? 1U : 0U;
        chosen.push_back(&*tree);
    }
    if (places > 1) {
        return invalid("A table has at most one place.", table.name);
    }
    const auto index = static_cast<std::size_t>(population - cut.populations.begin());
    return Layout(table, *population, index, std::move(chosen)).run();
}

}  // namespace minka::privacy
