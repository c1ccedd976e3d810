#pragma once

#include "base/result.h"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace minka::identity {

/// What hashing one password costs. 64 MiB and 2 passes are libsodium's choice for people who wait.
struct HashingCost {
    unsigned long long passes = 2;
    std::size_t memory = 64UL << 20U;
};

/// Hashes passwords with Argon2id, at most `at_once` at a time, so that a rush of sign-ins cannot take the machine's
/// memory. Who comes then waits; when too many wait already they are told to come back.
///
/// Source: Biryukov, A. et al. (2021). Argon2 memory-hard function. RFC 9106.
class PasswordHasher {
public:
    PasswordHasher(HashingCost cost, std::size_t at_once, std::size_t most_waiting)
        : cost_(cost), at_once_(at_once), most_waiting_(most_waiting) {}

    /// The hash with its salt and parameters, in the form "$argon2id$...". Problems: `busy`.
    Result<std::string> hash(std::string_view password);

    /// Whether the password is the one of the hash; the same time passes for a `hash` of nobody (empty). Problems:
    /// `busy`.
    Result<bool> matches(std::string_view password, const std::string& hash);

private:
    class Turn;

    HashingCost cost_;
    std::size_t at_once_;
    std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::size_t running_ = 0;
    std::size_t waiting_ = 0;
};

/// Problems: `invalid_input` for a password of fewer than 10 or more than 200 characters, one that is the login or
/// little else, or that consists of one repeated character or a run ("1234567890"); with the field "password".
Result<> check_password(std::string_view password, std::string_view login);

}  // namespace minka::identity
