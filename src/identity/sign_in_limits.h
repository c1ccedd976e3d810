#pragma once

#include "base/instant.h"
#include "base/result.h"

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace minka::identity {

/// Who tries to sign in, from where.
struct SignInAttempt {
    std::string login;   ///< Folded.
    std::string source;  ///< The address of the network the attempt comes from.
    /// The device has signed in to this account before and shows the proof it was given then.
    bool is_known_device = false;
};

/// Slows down who guesses passwords, without letting anybody lock another one out: failures count against the source
/// they come from, and against the account only for devices that never signed in to it. Counts are in memory; a restart
/// forgets them. All functions may be called from several threads.
class SignInLimits {
public:
    explicit SignInLimits(Clock& clock) : clock_(clock) {}

    /// Problems: `too_many_attempts`, with the seconds to wait as the field.
    Result<> check(const SignInAttempt& attempt);

    void failed(const SignInAttempt& attempt);
    void succeeded(const SignInAttempt& attempt);

private:
    struct Count {
        int failures = 0;
        Instant last;
    };
    /// The instant until which a counter refuses.
    Instant free_from(const Count& count, int allowed) const;
    void add(std::map<std::string, Count>& counts, const std::string& key);

    Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, Count> by_device_;  ///< Login and source.
    std::map<std::string, Count> by_source_;
    std::map<std::string, Count> by_stranger_;  ///< Login, from devices that are not known.
};

}  // namespace minka::identity
