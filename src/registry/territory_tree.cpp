#include "registry/territory_tree.h"

#include <set>

namespace minka::registry {

namespace {

class TreeSettler {
public:
    TreeSettler(std::vector<PlannedTerritory>& territories, LocalDate today, const std::string& parent_column,
                ImportProblems& problems)
        : all_(territories), today_(today), parent_column_(parent_column), problems_(problems) {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            codes_.add(all_[i].record.code_system, all_[i].record.code, i);
            by_id_[all_[i].record.id] = i;
        }
    }

    void settle() {
        refuse_overlaps();
        for (auto& territory : all_) {
            if (territory.row != 0 && territory.parent_code) {
                find_parent(territory);
            }
        }
        for (const auto& territory : all_) {
            check_parent(territory);
        }
        refuse_cycles();
    }

private:
    void complain(const PlannedTerritory& territory, std::string column, std::string_view value, std::string message) {
        problems_.add(territory.row, std::move(column), value, std::move(message));
    }

    void refuse_overlaps() {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const auto& one = all_[i];
            for (const auto other_place : codes_.find(one.record.code_system, one.record.code)) {
                const auto& other = all_[other_place];
                if (other_place >= i || (one.row == 0 && other.row == 0) || !do_overlap(one.record, other.record)) {
                    continue;
                }
                const auto& later = one.row >= other.row ? one : other;
                const auto& earlier = one.row >= other.row ? other : one;
                complain(
                    later, "", later.record.code,
                    earlier.row != 0
                        ? "The code " + later.record.code + " stands in row " + std::to_string(earlier.row) +
                              " too, for a time that overlaps. One code names one territory at a date: remove a row or "
                              "give dates that do not overlap."
                        : "The code " + later.record.code + " is recorded since " + earlier.record.valid_from.text() +
                              ". Give that date as valid_from to change it, or close it with valid_to in this file.");
            }
        }
    }

    // Of the incarnations of the parent's code, the one that stands when the child is judged; else the last one.
    void find_parent(PlannedTerritory& child) {
        const auto& system = child.parent_code_system.value_or(child.record.code_system);
        const auto& candidates = codes_.find(system, *child.parent_code);
        if (candidates.empty()) {
            complain(child, parent_column_, *child.parent_code,
                     "No territory has the code " + *child.parent_code + " in '" + system +
                         "', neither recorded nor in this file. Import the parent first or in the same file, or give "
                         "parent_code_system.");
            return;
        }
        const auto date = judged_on(child.record, today_);
        auto chosen = candidates.front();
        for (const auto candidate : candidates) {
            const auto& record = all_[candidate].record;
            if (is_valid_at(record, date)) {
                chosen = candidate;
                break;
            }
            if (all_[chosen].record.valid_from < record.valid_from) {
                chosen = candidate;
            }
        }
        child.record.parent_id = all_[chosen].record.id;
    }

    void check_parent(const PlannedTerritory& child) {
        if (!child.record.parent_id) {
            return;
        }
        const auto place = by_id_.find(*child.record.parent_id);
        if (place == by_id_.end()) {
            return;  // its row has a problem already
        }
        const auto& parent = all_[place->second];
        if (child.row == 0 && parent.row == 0) {
            return;
        }
        if (child.record.tree != parent.record.tree) {
            complain(child, parent_column_, parent.record.code,
                     territory_name(parent.record) +
                         " is of the other tree: who governs and who runs schools are two trees. Give a parent of the "
                         "same tree or none.");
            return;
        }
        const auto date = judged_on(child.record, today_);
        if (is_valid_at(parent.record, date)) {
            return;
        }
        if (child.row == 0) {
            complain(parent, "", parent.record.code,
                     territory_name(child.record) + " still stands below it on " + date.text() +
                         ". Close it too, or give it another parent, in the same file.");
        } else if (parent.record.valid_to && *parent.record.valid_to <= date) {
            complain(child, parent_column_, parent.record.code,
                     territory_name(parent.record) + " closed on " + parent.record.valid_to->text() +
                         "; name the territory that took its place.");
        } else {
            complain(child, parent_column_, parent.record.code,
                     territory_name(parent.record) + " stands only from " + parent.record.valid_from.text() +
                         "; check the dates of both.");
        }
    }

    void refuse_cycles() {
        enum class Mark { fresh, open, done };
        std::vector<Mark> marks(all_.size(), Mark::fresh);
        for (std::size_t start = 0; start < all_.size(); ++start) {
            std::vector<std::size_t> path;
            auto at = std::optional(start);
            while (at && marks[*at] == Mark::fresh) {
                marks[*at] = Mark::open;
                path.push_back(*at);
                at = parent_of(*at);
            }
            if (at && marks[*at] == Mark::open) {
                name_loop(path, *at);
            }
            for (const auto place : path) {
                marks[place] = Mark::done;
            }
        }
    }

    void name_loop(const std::vector<std::size_t>& path, std::size_t entry) {
        std::string loop;
        const PlannedTerritory* told = nullptr;
        const auto start = static_cast<std::size_t>(std::ranges::find(path, entry) - path.begin());
        for (std::size_t i = start; i < path.size(); ++i) {
            const auto& member = all_[path[i]];
            loop += member.record.code + " below ";
            if (member.row != 0 && (told == nullptr || member.row < told->row)) {
                told = &member;
            }
        }
        if (told != nullptr) {
            complain(*told, parent_column_, told->parent_code.value_or(""),
                     "The territories form a loop: " + loop + all_[entry].record.code +
                         ". A tree has none: mend the parent of one of them.");
        }
    }

    std::optional<std::size_t> parent_of(std::size_t place) const {
        if (!all_[place].record.parent_id) {
            return std::nullopt;
        }
        const auto found = by_id_.find(*all_[place].record.parent_id);
        return found == by_id_.end() ? std::nullopt : std::optional(found->second);
    }

    std::vector<PlannedTerritory>& all_;
    LocalDate today_;
    const std::string& parent_column_;
    ImportProblems& problems_;
    CodeRegister codes_;
    std::unordered_map<TerritoryId, std::size_t> by_id_;
};

}  // namespace

std::string territory_name(const Territory& territory) {
    return territory.code_system + " " + territory.code + " " + territory.name;
}

void settle_parents(std::vector<PlannedTerritory>& territories, LocalDate today, const std::string& parent_column,
                    ImportProblems& problems) {
    TreeSettler(territories, today, parent_column, problems).settle();
}

std::vector<std::size_t> parents_first(const std::vector<PlannedTerritory>& territories) {
    std::unordered_map<TerritoryId, std::size_t> fresh;
    for (std::size_t i = 0; i < territories.size(); ++i) {
        if (!territories[i].recorded) {
            fresh[territories[i].record.id] = i;
        }
    }
    std::vector<std::size_t> order;
    std::set<std::size_t> placed;
    for (std::size_t i = 0; i < territories.size(); ++i) {
        std::vector<std::size_t> chain;
        auto at = i;
        while (!territories[at].recorded && !placed.contains(at)) {
            chain.push_back(at);
            placed.insert(at);
            const auto& parent = territories[at].record.parent_id;
            const auto next = parent ? fresh.find(*parent) : fresh.end();
            if (next == fresh.end()) {
                break;
            }
            at = next->second;
        }
        order.insert(order.end(), chain.rbegin(), chain.rend());
    }
    return order;
}

}  // namespace minka::registry
