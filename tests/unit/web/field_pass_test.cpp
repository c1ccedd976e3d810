#include "web/field_pass.h"

#include <doctest/doctest.h>

using namespace minka;
using web::FieldPass;
using web::FieldPasses;

TEST_SUITE_BEGIN("web: devices let in a moment ago");

TEST_CASE("a pass holds for a second, for its own secret and programme") {
    FieldPasses passes;
    const FieldPasses::Clock::time_point start{};
    const auto key = FieldPasses::key_of("secret", "programme");
    CHECK(!passes.find(key, start));
    passes.remember(key, FieldPass{}, passes.round(), start);
    CHECK(passes.find(key, start));
    CHECK(passes.find(key, start + FieldPasses::term - std::chrono::milliseconds(1)));
    CHECK(!passes.find(key, start + FieldPasses::term));
    CHECK(!passes.find(FieldPasses::key_of("secret", "other"), start));
    CHECK(!passes.find(FieldPasses::key_of("other", "programme"), start));
    CHECK(FieldPasses::key_of("ab", "c") != FieldPasses::key_of("b", "ca"));
}

TEST_CASE("an office's write ends every pass, also one whose rows were read before it") {
    FieldPasses passes;
    const FieldPasses::Clock::time_point start{};
    const auto key = FieldPasses::key_of("secret", "programme");
    const auto before = passes.round();
    passes.remember(key, FieldPass{}, before, start);
    passes.end_all();
    CHECK(!passes.find(key, start));
    passes.remember(key, FieldPass{}, before, start);
    CHECK(!passes.find(key, start));
    passes.remember(key, FieldPass{}, passes.round(), start);
    CHECK(passes.find(key, start));
}

TEST_SUITE_END();
