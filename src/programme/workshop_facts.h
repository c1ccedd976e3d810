#pragma once

#include "forms/submission.h"
#include "programme/cycle.h"
#include "programme/share_text.h"
#include "registry/scope.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace minka::programme {

/// What participants judge of a workshop: level 1 of training evaluation.
inline constexpr std::array<std::string_view, 3> acceptance_aspects{"content", "methodology", "utility"};

/// "workshop": a sheet on which a participant judges a workshop or session. Fields: `event` (its code, as on the board;
/// required), `on` (a date; required), `content.<code>`, `methodology.<code>` and `utility.<code>` (1 to 5 each).
///
/// A row in `workshop_sheet`: of each aspect the sum and number of its answers, no single one. From anonymous forms
/// alone: `forbidden` for others. Problems: `invalid_input` with the field.
class WorkshopProjection final : public forms::FactProjection {
public:
    std::string_view fact() const override { return "workshop"; }
    std::vector<std::string_view> fields() const override {
        return {"event", "on", "content.*", "methodology.*", "utility.*"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

/// Sheets of one event, or of all.
struct AcceptanceSum {
    std::string event;
    std::int64_t sheets = 0;       ///< With an answer to each of the three aspects.
    std::int64_t accepting = 0;    ///< Of them those whose three aspects have a mean of 4 or more.
    std::array<double, 3> sums{};  ///< Of the sheets' means, by aspect.
    std::int64_t incomplete = 0;   ///< Sheets without an aspect: in no figure.
};

/// Indicator 19: of the sheets of a cycle up to a date, received by the day of the instant, the mean of content,
/// methodology and utility and how many accept. By event, its letters capital. Not to be shown before suppression.
///
/// Received by the day: anonymous sheets tell no instant, and count from the end of their day.
Result<std::vector<AcceptanceSum>> acceptance(storage::Reader& reader, const Cycle& cycle,
                                              const registry::TwoTimes& times);

}  // namespace minka::programme
