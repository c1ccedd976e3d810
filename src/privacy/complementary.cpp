#include "privacy/complementary.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace minka::privacy {

namespace {

class ComplementaryChoice {
public:
    ComplementaryChoice(AdditiveSystem& system, std::vector<Insider>& insiders)
        : system_(system),
          insiders_(insiders),
          audit_(system),
          uses_(system.cells.size(), 0),
          rests_on_(system.cells.size()),
          supports_(system.cells.size()) {}

    Result<std::vector<Cover>> run() {
        for (CellIndex c = 0; c < system_.cells.size(); ++c) {
            pending_.push_back(c);
        }
        MINKA_TRY(protect_pending());
        MINKA_TRY(protect_against_insiders());
        publish_spare();
        std::erase_if(covers_, [&](const Cover& c) { return !system_.is_withheld(c.cell); });
        std::ranges::sort(covers_, {}, &Cover::cell);
        return covers_;
    }

private:
    /// A proof that a cell is protected, which must not lose the cells it rests on. The proof against everybody is the
    /// one that an insider may see through.
    void rest_on(std::size_t layer, CellIndex cell, const Protection& proof, bool against_everybody) {
        for (const auto* alibi : {&proof.lowest, &proof.highest}) {
            for (const auto& [other, move] : alibi->moves) {
                if (other == cell) {
                    continue;
                }
                ++uses_[other];
                rests_on_[cell].push_back(other);
                if (against_everybody) {
                    supports_[other].emplace_back(layer, cell);
                }
            }
        }
    }

    Result<> protect_pending() {
        while (!pending_.empty()) {
            const auto cell = pending_.front();
            pending_.pop_front();
            for (std::size_t layer = 0; layer < system_.layers.size(); ++layer) {
                if (system_.required_width(layer, cell) > 0) {
                    MINKA_TRY(protect(layer, cell, nullptr));
                }
            }
        }
        return {};
    }

    /// Withholds covers, or tells the insider less, until the cell is proven protected.
    Result<> protect(std::size_t layer, CellIndex cell, Insider* insider) {
        const std::vector<CellIndex> nothing;
        while (true) {
            const auto& known = insider != nullptr ? insider->told : nothing;
            const bool hopeless = std::ranges::any_of(system_.equations_of[cell], [&](auto e) {
                return AdditiveSystem::holds_in(system_.equations[e], layer) &&
                       pins(system_.equations[e], layer, cell, known);
            });
            if (const auto proof = hopeless ? std::nullopt : audit_.protect(layer, cell, known)) {
                rest_on(layer, cell, *proof, insider == nullptr);
                return {};
            }
            if (insider != nullptr && tell_less(layer, cell, *insider, Told::adds_up)) {
                continue;
            }
            if (const auto next = cover_for(layer, cell, known)) {
                system_.cells[*next].standing = Standing::complementary;
                covers_.push_back({*next, cell});
                pending_.push_back(*next);
                continue;
            }
            if (insider != nullptr && tell_less(layer, cell, *insider, Told::anything)) {
                continue;
            }
            if (system_.cells[cell].outside) {
                return {};  // what is released cannot be taken back, and the new cut adds nothing to it any more
            }
            return problem(ProblemCode::withheld,
                           "A withheld figure can still be worked out although everything tied to it is withheld; "
                           "this cut cannot be published.");
        }
    }

    enum class Told : std::uint8_t { adds_up, anything };

    /// Takes back what the insider is told and others are not: of an equation that pins the cell and of which the
    /// insider is told two cells or more, the whole if it can be, otherwise the part with most people; failing that
    /// and when asked for, the first such cell.
    bool tell_less(std::size_t layer, CellIndex cell, Insider& insider, Told what) {
        auto& told = insider.told;
        const auto take_back = [&](CellIndex c) {
            const auto at = std::ranges::find(told, c);
            if (at == told.end() || !system_.is_withheld(c)) {
                return false;
            }
            told.erase(at);
            return true;
        };
        for (const auto e : system_.equations_of[cell]) {
            const auto& equation = system_.equations[e];
            auto parts = equation.parts;
            std::erase_if(parts, [&](CellIndex c) { return std::ranges::find(told, c) == told.end(); });
            const bool whole_told = std::ranges::find(told, equation.whole) != told.end();
            if (parts.size() + (whole_told ? 1 : 0) < 2 || !AdditiveSystem::holds_in(equation, layer) ||
                !pins(equation, layer, cell, told)) {
                continue;
            }
            if (take_back(equation.whole)) {
                return true;
            }
            std::ranges::sort(parts, {}, [&](CellIndex c) { return std::pair(-system_.cells[c].weight, c); });
            if (std::ranges::any_of(parts, take_back)) {
                return true;
            }
        }
        const auto copy = told;
        return what == Told::anything && std::ranges::any_of(copy, take_back);
    }

    /// What a school has received must not give away its neighbours. Cells withheld for one school's sake are looked
    /// at again for every other, until no more come.
    Result<> protect_against_insiders() {
        constexpr std::size_t never = 0;
        std::vector<std::size_t> looked_at(insiders_.size(), never);  // covers_.size() + 1 at the last look
        for (bool again = true; again;) {
            again = false;
            for (std::size_t i = 0; i < insiders_.size(); ++i) {
                if (looked_at[i] == covers_.size() + 1) {
                    continue;
                }
                std::vector<CellIndex> fresh;
                for (auto c = looked_at[i]; looked_at[i] != never && c <= covers_.size(); ++c) {
                    fresh.push_back(covers_[c - 1].cell);
                }
                const auto before = covers_.size();
                MINKA_TRY(protect_against(insiders_[i], looked_at[i] == never ? nullptr : &fresh));
                looked_at[i] = before + 1;
                again = true;
            }
        }
        return {};
    }

    /// Only proofs that rest on what the school is told need another look: the others hold with those cells at their
    /// true values. `only` limits the look to some cells.
    Result<> protect_against(Insider& insider, const std::vector<CellIndex>* only) {
        std::vector<std::pair<std::size_t, CellIndex>> endangered;  // layer, cell
        for (const auto told : insider.told) {
            endangered.insert(endangered.end(), supports_[told].begin(), supports_[told].end());
        }
        std::ranges::sort(endangered);
        const auto twice = std::ranges::unique(endangered);
        endangered.erase(twice.begin(), twice.end());
        for (const auto& [layer, cell] : endangered) {
            const bool is_told = std::ranges::find(insider.told, cell) != insider.told.end();
            const bool looked_for = only == nullptr || std::ranges::find(*only, cell) != only->end();
            if (looked_for && !is_told && system_.required_width(layer, cell) > 0) {
                MINKA_TRY(protect(layer, cell, &insider));
            }
        }
        return protect_pending();
    }

    bool may_cover(CellIndex cell) const { return system_.cells[cell].may_be_withheld && !system_.is_withheld(cell); }

    double price(CellIndex cell) const {
        double alone = 1;
        for (const auto e : system_.equations_of[cell]) {
            const auto& equation = system_.equations[e];
            const bool company = system_.is_withheld(equation.whole) ||
                                 std::ranges::any_of(equation.parts, [&](auto c) { return system_.is_withheld(c); });
            alone += company ? 0 : 1;
        }
        return system_.cells[cell].weight * alone;
    }

    void cheapest_of(const Equation& equation, std::optional<CellIndex>& best, double& best_price) const {
        const auto weigh = [&](CellIndex c) {
            if (!may_cover(c)) {
                return;
            }
            const double asked = price(c);
            if (!best || asked < best_price || (asked == best_price && c < *best)) {
                best = c;
                best_price = asked;
            }
        };
        weigh(equation.whole);
        std::ranges::for_each(equation.parts, weigh);
    }

    /// Whether the other unknowns of one equation leave the cell too little room, whatever other equations say.
    bool pins(const Equation& equation, std::size_t layer, CellIndex cell, std::span<const CellIndex> known) const {
        double up = 0;
        double down = 0;
        const auto add = [&](CellIndex c, bool opposite) {
            if (c == cell || !system_.is_unknown(layer, c) || std::ranges::find(known, c) != known.end()) {
                return;
            }
            const double truth = system_.layers[layer][c].truth;
            const double rise = system_.most(layer, c) - truth;
            const double fall = truth - system_.least(layer, c);
            up += opposite ? rise : fall;
            down += opposite ? fall : rise;
        };
        const bool is_whole = equation.whole == cell;
        add(equation.whole, true);
        for (const auto part : equation.parts) {
            add(part, is_whole);
        }
        const double truth = system_.layers[layer][cell].truth;
        const double width =
            std::min(up, system_.most(layer, cell) - truth) + std::min(down, truth - system_.least(layer, cell));
        return width < system_.required_width(layer, cell);
    }

    /// The cheapest published cell of an equation that pins the cell or, failing that, the nearest one tied to it.
    std::optional<CellIndex> cover_for(std::size_t layer, CellIndex cell, std::span<const CellIndex> known) {
        std::optional<CellIndex> best;
        double best_price = 0;
        const auto tied = audit_.tied_to(layer, cell, known);
        for (const auto only_pinning : {true, false}) {
            for (const auto near : tied) {
                for (const auto e : system_.equations_of[near]) {
                    const auto& equation = system_.equations[e];
                    if (AdditiveSystem::holds_in(equation, layer) &&
                        (!only_pinning || pins(equation, layer, near, known))) {
                        cheapest_of(equation, best, best_price);
                    }
                }
                if (best) {
                    return best;
                }
            }
        }
        return std::nullopt;
    }

    bool is_coded(CellIndex cell) const {
        return std::ranges::any_of(system_.layers, [&](const auto& layer) { return layer[cell].coded; });
    }

    void publish_spare() {
        std::vector<CellIndex> order;
        for (const auto& cover : covers_) {
            if (!is_coded(cover.cell)) {
                order.push_back(cover.cell);
            }
        }
        std::ranges::sort(order, {}, [&](CellIndex c) { return std::pair(-system_.cells[c].weight, c); });
        for (bool changed = true; changed;) {
            changed = false;
            for (const auto cell : order) {
                if (system_.is_withheld(cell) && uses_[cell] == 0) {
                    system_.cells[cell].standing = Standing::published;
                    for (const auto other : rests_on_[cell]) {
                        --uses_[other];
                    }
                    rests_on_[cell].clear();
                    changed = true;
                }
            }
        }
    }

    AdditiveSystem& system_;
    std::vector<Insider>& insiders_;
    DisclosureAudit audit_;
    std::vector<std::size_t> uses_;                 ///< How many proofs of other cells rest on the cell.
    std::vector<std::vector<CellIndex>> rests_on_;  ///< The cells on which a cell's own proofs rest.
    std::vector<std::vector<std::pair<std::size_t, CellIndex>>> supports_;  ///< The proofs that rest on the cell.
    std::deque<CellIndex> pending_;
    std::vector<Cover> covers_;
};

}  // namespace

Result<std::vector<Cover>> withhold_complementary(AdditiveSystem& system, std::vector<Insider>& insiders) {
    return ComplementaryChoice(system, insiders).run();
}

}  // namespace minka::privacy
