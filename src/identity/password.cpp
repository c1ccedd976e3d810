#include "identity/password.h"

#include "base/check.h"
#include "base/text.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace minka::identity {

namespace {

constexpr std::size_t shortest = 10;
constexpr std::size_t longest = 200;

bool is_a_run(std::string_view text) {
    const auto step = [&](std::size_t i) { return text[i] - text[i - 1]; };
    for (std::size_t i = 2; i < text.size(); ++i) {
        // "1234567890" ends with a fall from 9 to 0.
        if (step(i) != step(1) && !(text[i - 1] == '9' && text[i] == '0')) {
            return false;
        }
    }
    return true;
}

std::size_t characters_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

// One of the places in which a hash may be computed.
class PasswordHasher::Turn {
public:
    static Result<Turn> wait(PasswordHasher& hasher) {
        std::unique_lock lock(hasher.mutex_);
        if (hasher.running_ >= hasher.at_once_ && hasher.waiting_ >= hasher.most_waiting_) {
            return problem(ProblemCode::busy, "Too many people sign in at this moment; try again in a few seconds.");
        }
        ++hasher.waiting_;
        hasher.free_.wait(lock, [&] { return hasher.running_ < hasher.at_once_; });
        --hasher.waiting_;
        ++hasher.running_;
        return Turn(hasher);
    }
    ~Turn() {
        if (hasher_ != nullptr) {
            {
                const std::scoped_lock lock(hasher_->mutex_);
                --hasher_->running_;
            }
            hasher_->free_.notify_one();
        }
    }
    Turn(Turn&& other) noexcept : hasher_(std::exchange(other.hasher_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;

private:
    explicit Turn(PasswordHasher& hasher) : hasher_(&hasher) {}
    PasswordHasher* hasher_;
};

Result<std::string> PasswordHasher::hash(std::string_view password) {
    MINKA_TRY_ASSIGN(const auto turn, Turn::wait(*this));
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes, cost_.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return problem(ProblemCode::busy, "There is no memory left to check a password; try again in a few seconds.");
    }
    return std::string(text.data());
}

Result<bool> PasswordHasher::matches(std::string_view password, const std::string& hash) {
    if (hash.empty()) {
        MINKA_TRY(this->hash(password));
        return false;
    }
    MINKA_TRY_ASSIGN(const auto turn, Turn::wait(*this));
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Result<> check_password(std::string_view password, std::string_view login) {
    const auto refuse = [](std::string_view why) { return invalid(std::string(why), "password"); };
    if (!is_utf8(password) || characters_of(password) < shortest) {
        return refuse("A password has at least 10 characters; three or four words are easy to remember.");
    }
    if (password.size() > longest) {
        return refuse("A password has at most 200 characters.");
    }
    const auto folded = fold_text(password);
    if (!login.empty() && folded.size() < login.size() + 4 && folded.find(fold_text(login)) != std::string::npos) {
        return refuse("The password is too much like the name one signs in with.");
    }
    if (is_a_run(password)) {
        return refuse("A password of one repeated character or of characters in a row is the first one tried.");
    }
    return {};
}

}  // namespace minka::identity
