#include "web/field_pass.h"

namespace minka::web {

namespace {

constexpr std::size_t most_held = 4096;

}  // namespace

storage::Hash FieldPasses::key_of(std::string_view secret, std::string_view programme) {
    return storage::hash_of(as_bytes(std::string(programme) + "\n" + std::string(secret)));
}

std::optional<FieldPass> FieldPasses::find(const storage::Hash& key, Clock::time_point now) const {
    const std::scoped_lock lock(mutex_);
    const auto found = held_.find(key);
    return found == held_.end() || now >= found->second.until ? std::nullopt : std::optional(found->second.pass);
}

std::uint64_t FieldPasses::round() const {
    const std::scoped_lock lock(mutex_);
    return round_;
}

void FieldPasses::remember(const storage::Hash& key, FieldPass pass, std::uint64_t round, Clock::time_point now) {
    const std::scoped_lock lock(mutex_);
    if (round != round_) {
        return;
    }
    if (held_.size() >= most_held) {
        held_.clear();
    }
    held_.insert_or_assign(key, Held{std::move(pass), now + term});
}

void FieldPasses::end_all() {
    const std::scoped_lock lock(mutex_);
    ++round_;
    held_.clear();
}

}  // namespace minka::web
