#include "identity/password.h"

#include "identity/one_time_password.h"

#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

using namespace minka;
using namespace minka::identity;

namespace {

constexpr HashingCost quick{1, 8 << 10};  // libsodium's least

}  // namespace

TEST_SUITE_BEGIN("identity: passwords");

TEST_CASE("a hash fits its password and no other, and never shows it") {
    PasswordHasher hasher(quick, 1, 1);
    const auto hash = hasher.hash("tres palabras juntas");
    REQUIRE(hash.has_value());
    CHECK(hash->starts_with("$argon2id$"));
    CHECK(hash->find("palabras") == std::string::npos);
    CHECK(hasher.matches("tres palabras juntas", *hash).value());
    CHECK_FALSE(hasher.matches("tres palabras junta", *hash).value());
    CHECK_FALSE(hasher.matches("tres palabras juntas", "").value());
    CHECK(*hasher.hash("tres palabras juntas") != *hash);
}

TEST_CASE("more people than may wait are told to come back, and nobody is forgotten") {
    PasswordHasher hasher({1, 32 << 20}, 1, 2);
    std::atomic<int> done{0};
    std::atomic<int> refused{0};
    {
        std::vector<std::jthread> rush;
        for (int i = 0; i < 12; ++i) {
            rush.emplace_back([&] {
                const auto hash = hasher.hash("tres palabras juntas");
                ++(hash ? done : refused);
                if (!hash) {
                    CHECK(hash.error().code == ProblemCode::busy);
                }
            });
        }
    }
    CHECK(done + refused == 12);
    CHECK(done >= 1);
    CHECK(hasher.hash("tres palabras juntas").has_value());
}

TEST_CASE("a password that is guessed first is refused, with the reason") {
    struct Case {
        std::string password;
        bool passes;
    };
    const std::vector<Case> cases{
        {"río montaña selva", true},    {"corta", false},
        {"ñañañaña1", false},           {"ñandú veloz", true},
        {"1234567890", false},          {"aaaaaaaaaaaa", false},
        {"abcdefghijkl", false},        {"rosa.quispe1", false},
        {"rosa.quispe", false},         {"la clave de rosa.quispe", true},
        {std::string(201, 'x'), false}, {"clave\xff clave clave", false},
    };
    for (const auto& c : cases) {
        CAPTURE(c.password);
        const auto outcome = check_password(c.password, "rosa.quispe");
        CHECK(outcome.has_value() == c.passes);
        if (!outcome) {
            CHECK(outcome.error().field == "password");
        }
    }
}

TEST_CASE("a one-time password has 80 bits and survives being read aloud") {
    SeededRandom random(7);
    std::set<std::string> made;
    for (int i = 0; i < 500; ++i) {
        const auto password = make_one_time_password(random);
        CHECK(password.size() == 19);
        CHECK(password.find_first_of("ILOUilou") == std::string::npos);
        CHECK(tidy_one_time_password(password) == password);
        made.insert(password);
    }
    CHECK(made.size() == 500);
    CHECK(tidy_one_time_password("k7qf9m2d xw4tp3ra") == "K7QF-9M2D-XW4T-P3RA");
    CHECK(tidy_one_time_password("OOIl-0000-0000-0000") == "0011-0000-0000-0000");
    CHECK(tidy_one_time_password("una clave mía") == "una clave mía");
    CHECK(tidy_one_time_password("K7QF-9M2D-XW4T-P3R") == "K7QF-9M2D-XW4T-P3R");
}

TEST_SUITE_END();
