#include "identity/sign_in_limits.h"

#include <algorithm>
#include <cstdint>

namespace minka::identity {

namespace {

constexpr int allowed_by_device = 5;
constexpr int allowed_by_source = 60;  // a school's computers share one address
constexpr int allowed_by_strangers = 30;
constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t longest_wait = 900 * second;
constexpr std::int64_t forgotten_after = 3600 * second;
constexpr std::size_t most_counts = 50'000;

}  // namespace

Instant SignInLimits::free_from(const Count& count, int allowed) const {
    if (count.failures < allowed || clock_.now().microseconds - count.last.microseconds > forgotten_after) {
        return {};
    }
    const auto doublings = std::min(count.failures - allowed, 10);
    return {count.last.microseconds + std::min(longest_wait, (15 * second) << doublings)};
}

Result<> SignInLimits::check(const SignInAttempt& attempt) {
    const std::scoped_lock lock(mutex_);
    Instant until;
    const auto look = [&](const std::map<std::string, Count>& counts, const std::string& key, int allowed) {
        if (const auto found = counts.find(key); found != counts.end()) {
            until = std::max(until, free_from(found->second, allowed));
        }
    };
    look(by_device_, attempt.login + "\n" + attempt.source, allowed_by_device);
    if (!attempt.is_known_device) {
        look(by_source_, attempt.source, allowed_by_source);
        look(by_stranger_, attempt.login, allowed_by_strangers);
    }
    const auto left = until.microseconds - clock_.now().microseconds;
    if (left <= 0) {
        return {};
    }
    const auto seconds = std::to_string((left + second - 1) / second);
    return problem(ProblemCode::too_many_attempts,
                   "Too many attempts failed; the next one is heard in " + seconds + " seconds.", seconds);
}

void SignInLimits::add(std::map<std::string, Count>& counts, const std::string& key) {
    const auto now = clock_.now();
    if (counts.size() >= most_counts) {
        std::erase_if(counts, [&](const auto& entry) {
            return now.microseconds - entry.second.last.microseconds > longest_wait;
        });
        if (counts.size() >= most_counts) {
            counts.clear();  // an attack from that many places is not slowed by counting them
        }
    }
    auto& count = counts[key];
    count.failures = now.microseconds - count.last.microseconds > forgotten_after ? 1 : count.failures + 1;
    count.last = now;
}

void SignInLimits::failed(const SignInAttempt& attempt) {
    const std::scoped_lock lock(mutex_);
    add(by_device_, attempt.login + "\n" + attempt.source);
    if (!attempt.is_known_device) {
        add(by_source_, attempt.source);
        add(by_stranger_, attempt.login);
    }
}

void SignInLimits::succeeded(const SignInAttempt& attempt) {
    const std::scoped_lock lock(mutex_);
    by_device_.erase(attempt.login + "\n" + attempt.source);
}

}  // namespace minka::identity
