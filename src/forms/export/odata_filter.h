#pragma once

#include "forms/export/submission_feed.h"

#include <memory>
#include <string_view>

namespace minka::forms {

/// A condition of OData on what is known of a submission, without its answers: `$filter` as ODK Central takes it.
///
///     filter  = part *( " or " part )      part = item *( " and " item )
///     item    = "not" item / "(" filter ")" / operand operator operand
///     operand = field / function "(" operand ")" / "now()" / number / 'text' / date / instant / null
///
/// Fields: __system/submissionDate, __system/updatedAt (never set here), __system/reviewState, __system/submitterId.
/// Operators eq, ne, lt, le, gt, ge; functions year, month, day, hour, minute, second of UTC. Of an anonymous sheet the
/// submission date is the first instant of its day. A comparison with null, or of different kinds, holds for `ne`
/// alone.
///
/// Source: OData Version 4.01 Part 2: URL Conventions, section 5.1.1.
class ODataFilter {
public:
    /// Problems: `invalid_input` (field "$filter") with the place, for what is not understood; `too_large` above 4,000
    /// characters or 40 levels.
    static Result<ODataFilter> parse(std::string_view text);

    /// `now` is what now() means.
    bool holds(const FeedRow& row, Instant now) const;
    /// Whether it asks who sent a submission: only who may read persons may ask that.
    bool asks_sender() const { return asks_sender_; }

    ODataFilter(ODataFilter&&) noexcept;
    ODataFilter& operator=(ODataFilter&&) noexcept;
    ~ODataFilter();

private:
    struct Node;
    class Parser;
    ODataFilter();
    std::unique_ptr<Node> root_;
    bool asks_sender_ = false;
};

}  // namespace minka::forms
