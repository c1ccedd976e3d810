#pragma once

#include "forms/export/submission_feed.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace minka::forms {

/// Reads and opens pages on a thread of its own while those before them are written: at most two wait.
class PagePipe {
public:
    explicit PagePipe(SubmissionFeed feed);
    PagePipe(const PagePipe&) = delete;
    PagePipe& operator=(const PagePipe&) = delete;
    ~PagePipe();

    /// Nothing at the end. Problems: those of SubmissionFeed::next.
    Result<std::optional<std::vector<FeedRow>>> next();

private:
    void run(const std::stop_token& stop);

    SubmissionFeed feed_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Result<std::vector<FeedRow>>> waiting_;
    bool is_over_ = false;
    std::jthread reader_;  // last: it ends before what it uses
};

}  // namespace minka::forms
