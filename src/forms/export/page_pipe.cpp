#include "forms/export/page_pipe.h"

namespace minka::forms {

namespace {

constexpr std::size_t most_waiting = 2;
constexpr std::size_t page_rows = 512;

}  // namespace

PagePipe::PagePipe(SubmissionFeed feed)
    : feed_(std::move(feed)), reader_([this](const std::stop_token& stop) { run(stop); }) {}

PagePipe::~PagePipe() {
    reader_.request_stop();
    changed_.notify_all();
}

void PagePipe::run(const std::stop_token& stop) {
    while (!stop.stop_requested() && !feed_.is_over()) {
        auto page = feed_.next(page_rows);
        const bool failed = !page.has_value();
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [&] { return waiting_.size() < most_waiting; })) {
            return;
        }
        waiting_.push_back(std::move(page));
        changed_.notify_all();
        if (failed) {
            break;
        }
    }
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
    changed_.notify_all();
}

Result<std::optional<std::vector<FeedRow>>> PagePipe::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !waiting_.empty() || is_over_; });
    if (waiting_.empty()) {
        return std::nullopt;
    }
    auto page = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_all();
    if (!page) {
        return std::unexpected(std::move(page).error());
    }
    return *std::move(page);
}

}  // namespace minka::forms
