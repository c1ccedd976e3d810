#include "identity/signed_token.h"

#include "base/base64.h"

#include <doctest/doctest.h>

#include <string>

using namespace minka;
using namespace minka::identity;

namespace {

// RFC 7515, appendices A.2 and A.3: keys, claims and signatures as printed there.
const std::string rsa_modulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-"
    "pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg"
    "665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"
    "yuXpoQ";
const std::string rsa_key = R"({"kty":"RSA","n":")" + rsa_modulus + R"(","e":"AQAB"})";
const std::string ec_key =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
const std::string claims =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const std::string rsa_token = "eyJhbGciOiJSUzI1NiJ9." + claims +
                              ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
                              "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIA"
                              "RNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
                              "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const std::string ec_token = "eyJhbGciOiJFUzI1NiJ9." + claims +
                             ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

std::vector<SigningKey> keys_of(const std::string& list) {
    auto keys = read_signing_keys("{\"keys\":[" + list + "]}");
    REQUIRE_MESSAGE(keys.has_value(), (keys ? "" : to_sentence(keys.error())));
    return *std::move(keys);
}

ProblemCode refusal(const std::string& token, const std::vector<SigningKey>& keys) {
    const auto opened = open_signed_token(token, keys);
    REQUIRE_FALSE(opened.has_value());
    return opened.error().code;
}

}  // namespace

TEST_SUITE_BEGIN("identity: signed tokens");

TEST_CASE("the signed examples of RFC 7515 are opened with their keys, one among others") {
    for (const auto& token : {rsa_token, ec_token}) {
        const auto opened = open_signed_token(token, keys_of(ec_key + "," + rsa_key));
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
        CHECK(*opened->find("iss")->if_text() == "joe");
        CHECK(*opened->find("exp")->if_int() == 1300819380);
    }
}

TEST_CASE("a token is refused when a letter of its claims or its signature is another") {
    const auto keys = keys_of(rsa_key + "," + ec_key);
    for (const auto& token : {rsa_token, ec_token}) {
        auto other_claims = token;
        other_claims[30] = other_claims[30] == 'A' ? 'B' : 'A';
        CHECK(refusal(other_claims, keys) == ProblemCode::forbidden);
        auto other_signature = token;
        const auto at = token.rfind('.') + 10;
        other_signature[at] = other_signature[at] == 'A' ? 'B' : 'A';
        CHECK(refusal(other_signature, keys) == ProblemCode::forbidden);
        CHECK(refusal(token.substr(0, token.rfind('.') + 1), keys) == ProblemCode::forbidden);
    }
}

TEST_CASE("an algorithm that was not agreed on opens nothing, least of all none") {
    const auto keys = keys_of(rsa_key);
    const auto with_header = [&](const std::string& header) {
        return to_base64url(as_bytes(header)) + rsa_token.substr(rsa_token.find('.'));
    };
    CHECK(refusal(with_header(R"({"alg":"none"})"), keys) == ProblemCode::forbidden);
    CHECK(refusal(with_header(R"({"alg":"HS256"})"), keys) == ProblemCode::forbidden);
    CHECK(refusal(with_header(R"({"alg":"RS256","crit":["x"],"x":1})"), keys) == ProblemCode::forbidden);
    CHECK(refusal(with_header("[]"), keys) == ProblemCode::malformed_file);
    CHECK(refusal(with_header("{"), keys) == ProblemCode::malformed_file);
    // A key of one kind is no key for a signature of the other.
    CHECK(refusal(rsa_token, keys_of(ec_key)) == ProblemCode::not_found);
    CHECK(refusal(ec_token, keys) == ProblemCode::not_found);
}

TEST_CASE("a token that names its key is opened with that key alone") {
    const auto named = [&](const std::string& id) { return R"({"kid":")" + id + "\"," + rsa_key.substr(1); };
    const std::string header = to_base64url(as_bytes(R"({"alg":"RS256","kid":"b"})"));
    const auto token = header + rsa_token.substr(rsa_token.find('.'));
    CHECK(refusal(token, keys_of(named("a"))) == ProblemCode::not_found);
    // Found, and the signature is of another header.
    CHECK(refusal(token, keys_of(named("a") + "," + named("b"))) == ProblemCode::forbidden);
}

TEST_CASE("keys of other kinds are passed over, and a set of nothing else is a problem") {
    const std::string others =
        R"({"kty":"oct","k":"AAAA"},{"kty":"EC","crv":"P-384","x":"AA","y":"AA"},{"kty":"RSA","n":"AQAB","e":"AQAB"})";
    CHECK(keys_of(others + "," + ec_key).size() == 1);
    CHECK(keys_of(R"({"use":"enc",)" + rsa_key.substr(1) + "," + rsa_key).size() == 1);
    CHECK(keys_of(R"({"alg":"PS256",)" + rsa_key.substr(1) + "," + rsa_key).size() == 1);
    CHECK(read_signing_keys("{\"keys\":[" + others + "]}").error().code == ProblemCode::not_found);
    CHECK(read_signing_keys("{\"keys\":{}}").error().code == ProblemCode::malformed_file);
    CHECK(read_signing_keys("<html>").error().code == ProblemCode::malformed_file);
}

TEST_CASE("a point off the curve signs nothing") {
    auto off = ec_key;
    off.replace(off.find("x_FE"), 4, "x_FF");
    CHECK(refusal(ec_token, keys_of(off)) == ProblemCode::forbidden);
}

TEST_CASE("the alphabet of addresses goes both ways, and takes neither padding nor loose bits") {
    for (const std::string text : {"", "f", "fo", "foo", "\xff\xfe\xfd"}) {
        const auto back = from_base64url(to_base64url(as_bytes(text)));
        REQUIRE(back.has_value());
        CHECK(as_text(*back) == text);
    }
    CHECK(to_base64url(as_bytes("\xff\xef\xbe")) == "_---");
    for (const std::string text : {"A", "AA=", "A A", "AB", "AA+"}) {
        CHECK_FALSE(from_base64url(text).has_value());
    }
}

TEST_CASE("the challenge of a verifier is that of RFC 7636, appendix B") {
    CHECK(code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") ==
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_SUITE_END();
