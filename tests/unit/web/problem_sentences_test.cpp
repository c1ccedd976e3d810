#include "web/problem_sentences.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

using namespace minka::web;

namespace {

std::string content_of(const std::string& file) {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    REQUIRE(source != nullptr);
    std::ifstream in(std::string(source) + "/src/" + file, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), file);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The whole sentences that a file gives problems: those written as one text, without a part put in.
std::vector<std::string> sentences_in(const std::string& file) {
    static const std::regex call(R"re((?:invalid\(|ProblemCode::\w+,)\s*((?:"(?:[^"\\]|\\.)*"\s*)+)[,)}])re");
    static const std::regex piece(R"re("((?:[^"\\]|\\.)*)")re");
    const auto text = content_of(file);
    std::vector<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), call), end; match != end; ++match) {
        const auto pieces = (*match)[1].str();
        std::string sentence;
        for (std::sregex_iterator one(pieces.begin(), pieces.end(), piece); one != end; ++one) {
            sentence += (*one)[1].str();
        }
        found.push_back(std::move(sentence));
    }
    return found;
}

}  // namespace

TEST_SUITE_BEGIN("web: sentences of problems");

TEST_CASE("every sentence of signing in, accounts, privacy, teams and cycles has its Spanish") {
    std::size_t count = 0;
    for (const std::string file : {"identity/account_rules.cpp",
                                   "identity/password.cpp",
                                   "identity/provider_link.cpp",
                                   "identity/provider_visit.cpp",
                                   "identity/second_factor.cpp",
                                   "identity/sign_in.cpp",
                                   "web/endpoint.cpp",
                                   "web/call.cpp",
                                   "web/route.cpp",
                                   "web/api/account_api.cpp",
                                   "web/api/backup_api.cpp",
                                   "web/api/ledger_api.cpp",
                                   "web/api/page_key.cpp",
                                   "web/api/people_api.cpp",
                                   "web/api/privacy_api.cpp",
                                   "web/api/provider_api.cpp",
                                   "web/api/second_factor_api.cpp",
                                   "web/api/session_api.cpp",
                                   "web/api/system_api.cpp",
                                   "web/api/team_api.cpp",
                                   "privacy/rights_request.cpp",
                                   "registry/person_merge.cpp",
                                   "programme/team_rules.cpp",
                                   "programme/resolution_rules.cpp",
                                   "programme/work_plan_rules.cpp",
                                   "programme/gia_rules.cpp",
                                   "programme/cycle_rules.cpp"}) {
        for (const auto& sentence : sentences_in(file)) {
            CAPTURE(file);
            CAPTURE(sentence);
            CHECK(has_spanish(sentence));
            ++count;
        }
    }
    CHECK(count > 90);
}

TEST_CASE("what changes from time to time is carried over, and an unknown sentence stays") {
    CHECK(spanish_sentence("Only 2 members accepted by 2026-03-01; a team needs 3.") ==
          "Solo 2 integrantes aceptaron hasta el 2026-03-01; un equipo necesita 3.");
    CHECK(spanish_sentence("Here belongs a date such as 2026-03-14.") == "Aquí va: una fecha como 2026-03-14.");
    CHECK(spanish_sentence("Here belongs one of es, en.") == "Aquí va: uno de es, en.");
    CHECK(spanish_sentence("The date 2026-01-01 is before the invitation (2026-02-01); correct one of the two.") ==
          "La fecha 2026-01-01 es anterior a la invitación (2026-02-01); corrija una de las dos.");
    CHECK(spanish_sentence("Something else.") == "Something else.");
    CHECK(spanish_sentence("").empty());
    CHECK_FALSE(has_spanish("Here belongs ."));
}

TEST_SUITE_END();
