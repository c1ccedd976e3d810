#include "programme/protection_file.h"

#include <doctest/doctest.h>

using namespace minka::programme;

TEST_SUITE_BEGIN("programme: protection file");

namespace {

const std::vector<std::string> languages{"es", "en"};

std::string file_with(const std::string& receivers) {
    return "format: 1\nroutes:\n  - title: {es: Ruta, en: Route}\n    lines:\n      - step: {es: Pare, en: Stop}\n"
           "receivers:\n" +
           receivers;
}

}  // namespace

TEST_CASE("a programme says where to go with a case, in its languages") {
    const auto check = read_protection(file_with("  - {code: ugel, name: {es: UGEL, en: Office}}\n"), languages);
    REQUIRE(check.problems.empty());
    CHECK(check.protection.routes.at(0).lines.at(0).in("es") == "Pare");
    CHECK(check.protection.receivers.at(0).name.in("en") == "Office");
}

TEST_CASE("what a protection file lacks is told with its line") {
    const auto twice = "  - {code: a, name: {es: A, en: A}}\n  - {code: a, name: {es: B, en: B}}\n";
    for (const auto& text : {file_with(twice), file_with("  - {code: a, name: {es: A}}\n"), file_with("  []\n"),
                             file_with("  - {code: a b, name: {es: A, en: A}}\n"), std::string("format: 2\n"),
                             std::string("format: 1\nroutes: [\n")}) {
        CAPTURE(text);
        const auto check = read_protection(text, languages);
        REQUIRE(!check.problems.empty());
        CHECK(check.problems.front().field.starts_with("protection.yaml"));
    }
}

TEST_SUITE_END();
