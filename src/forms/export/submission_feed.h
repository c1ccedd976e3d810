#pragma once

#include "forms/submission.h"
#include "storage/database.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace minka::forms {

/// A submission on its way out: the version in force, opened.
struct FeedRow {
    SubmissionId id;
    SubmissionId original;   ///< The first of its corrections' chain; itself for one that corrects nothing.
    std::int64_t edits = 0;  ///< How many corrections lie between the two.
    std::string form_version;
    LocalDate received_on;
    std::optional<Instant> received_at;  ///< Never of an anonymous sheet.
    std::optional<Uuid> sender;
    std::optional<Uuid> device;
    std::string review_state;  ///< Empty until somebody reviewed it.
    bool is_anonymous = false;
    std::string xml;
};

/// Which submissions are wanted.
struct FeedQuery {
    std::string form_id;
    std::optional<std::string> version;
    std::optional<SubmissionId> after;  ///< Those with a higher identifier.
    /// Looks at all but `xml`, before anything is opened; empty takes all.
    std::function<bool(const FeedRow&)> heading;
    /// Looks at the opened submission; empty takes all.
    std::function<Result<bool>(const FeedRow&)> content;
};

/// Submissions of a form in the order of their identifiers, page by page: accepted ones that no correction replaces.
/// Each page is a transaction of its own, so that a long export holds no snapshot; what arrives meanwhile is in it or
/// not, and nothing comes twice. Those whose key was destroyed are passed over, and so is a sheet of a pair while
/// nobody may see it: see withheld.h.
///
/// Identifiers of filled forms are random: the order tells nothing of when they came.
class SubmissionFeed {
public:
    SubmissionFeed(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme, FeedQuery query)
        : database_(database), book_(book), programme_(programme), query_(std::move(query)) {}

    /// At most `most` submissions; fewer, and none, do not mean the end: see `is_over`. Pages keep below about 8 MiB.
    Result<std::vector<FeedRow>> next(std::size_t most);
    /// Whether all was read.
    bool is_over() const { return is_over_; }

    /// How many there are. With `query.content` every one is opened for it.
    Result<std::int64_t> count();

private:
    struct SealedRow {
        FeedRow row;
        Bytes wrapped;
        Bytes content;
    };
    Result<std::vector<SealedRow>> read_page(storage::Reader& reader, std::size_t most, bool with_content);
    Result<std::vector<SealedRow>> next_sealed(std::size_t most, bool with_content);
    Result<bool> may_withhold();
    Result<> drop_withheld(std::vector<FeedRow>& rows);

    storage::Database& database_;
    SubmissionBook& book_;
    ProgrammeId programme_;
    FeedQuery query_;
    std::size_t page_ = 32;
    bool is_over_ = false;
    std::optional<bool> may_withhold_;  ///< Whether sheets of this form can be shut; asked once.
};

}  // namespace minka::forms
