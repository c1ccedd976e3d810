#include "identity/provider_token.h"

#include <doctest/doctest.h>

#include <string>

using namespace minka;
using namespace minka::identity;

namespace {

constexpr std::int64_t now_seconds = 1'767'225'600;  // 2026-01-01T00:00:00Z

const TokenExpectation expected{"https://id.example.pe", "minka", "n1", Instant{now_seconds * 1'000'000}, 60};

std::string claims(const std::string& more, const std::string& audience = "\"minka\"", std::int64_t made = 0,
                   std::int64_t expires = 300) {
    return R"({"iss":"https://id.example.pe","sub":"s-1","nonce":"n1","aud":)" + audience + R"(,"iat":)" +
           std::to_string(now_seconds + made) + R"(,"exp":)" + std::to_string(now_seconds + expires) + more + "}";
}

// The claim that is refused; empty when all is well.
std::string fault(const std::string& text, const TokenExpectation& expectation = expected) {
    const auto subject = subject_of_claims(documents::parse_json(text).value(), expectation);
    if (!subject) {
        CHECK(subject.error().code == ProblemCode::forbidden);
        return subject.error().field;
    }
    CHECK(*subject == "s-1");
    return "";
}

}  // namespace

TEST_SUITE_BEGIN("identity: tokens of a provider");

TEST_CASE("a token for this installation, made just now, names its subject") {
    CHECK(fault(claims("")).empty());
    CHECK(fault(claims(R"(,"azp":"minka")", R"(["other","minka"])")).empty());
    CHECK(fault(claims(R"(,"email":"otra@example.pe","email_verified":true)")).empty());
}

TEST_CASE("a token of another provider, for another application or of another sign-in is refused") {
    auto other = expected;
    other.issuer = "https://id.example.pe/";
    CHECK(fault(claims(""), other) == "iss");
    CHECK(fault(claims("", "\"other\"")) == "aud");
    CHECK(fault(claims("", "[]")) == "aud");
    CHECK(fault(claims("", "7")) == "aud");
    CHECK(fault(claims("", R"(["minka","other"])")) == "azp");
    CHECK(fault(claims(R"(,"azp":"other")")) == "azp");
    other = expected;
    other.nonce = "n2";
    CHECK(fault(claims(""), other) == "nonce");
    other.nonce = "";
    CHECK(fault(claims(""), other) == "nonce");
}

TEST_CASE("the two clocks may differ by a minute and no more") {
    CHECK(fault(claims("", "\"minka\"", 60)).empty());
    CHECK(fault(claims("", "\"minka\"", 61)) == "iat");
    CHECK(fault(claims("", "\"minka\"", -300, -59)).empty());
    CHECK(fault(claims("", "\"minka\"", -300, -60)) == "exp");
    CHECK(fault(claims("", "\"minka\"", -660, 300)).empty());
    CHECK(fault(claims("", "\"minka\"", -661, 300)) == "iat");
    CHECK(fault(claims(R"(,"nbf":)" + std::to_string(now_seconds + 60))).empty());
    CHECK(fault(claims(R"(,"nbf":)" + std::to_string(now_seconds + 61))) == "nbf");
    CHECK(fault(claims(R"(,"nbf":"soon")")) == "nbf");
}

TEST_CASE("a token without one of its claims is refused") {
    for (const std::string name : {"iss", "sub", "nonce", "aud", "iat", "exp"}) {
        auto text = claims("");
        text.replace(text.find("\"" + name + "\""), name.size() + 2, "\"was-" + name + "\"");
        CHECK(fault(text) == name);
    }
    auto empty = claims("");
    empty.replace(empty.find("s-1"), 3, "");
    CHECK(fault(empty) == "sub");
}

TEST_SUITE_END();
