#include "storage/ledger_entry.h"

#include "base/random.h"
#include "storage/ledger_head_line.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

using namespace minka;
using storage::FieldChange;
using storage::Value;

namespace {

Bytes draw_bytes(SeededRandom& random) {
    Bytes bytes(random.below(40));
    random.fill(bytes);
    return bytes;
}

Value draw_value(SeededRandom& random) {
    switch (random.below(5)) {
        case 0: return {};
        case 1: return static_cast<std::int64_t>(random.next()) >> random.below(64);
        case 2: return random.normal() * 1e6;
        case 3: {
            const auto bytes = draw_bytes(random);
            return std::string(as_text(bytes));
        }
        default: return draw_bytes(random);
    }
}

}  // namespace

TEST_SUITE_BEGIN("storage: ledger entry");

TEST_CASE("changes make the round trip through their encoding") {
    SeededRandom random(11);
    for (int i = 0; i < 2000; ++i) {
        std::vector<FieldChange> changes(random.below(6));
        for (auto& change : changes) {
            change = {"column_" + std::to_string(random.below(100)), draw_value(random), draw_value(random)};
        }
        const auto decoded = storage::decode_changes(storage::encode_changes(changes));
        REQUIRE(decoded.has_value());
        CHECK(*decoded == changes);
    }
}

TEST_CASE("an encoding cut anywhere is told, never read past its end") {
    const std::vector<FieldChange> changes{{"name", Value{}, std::string("Sonsón")}, {"depth", 1.5, Bytes{1, 2, 3}}};
    const auto whole = storage::encode_changes(changes);
    const auto first = storage::encode_changes(std::span(changes).first(1)).size();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const auto decoded = storage::decode_changes(std::span(whole).first(size));
        // A cut between two changes, or before the first, leaves whole changes.
        CHECK(decoded.has_value() == (size == 0 || size == first));
    }
    auto huge = whole;
    std::fill_n(huge.begin(), 9, std::uint8_t{0xff});
    CHECK(storage::decode_changes(huge).error().code == ProblemCode::integrity_broken);
}

TEST_CASE("a creation's encoding does not depend on the order of the columns, nor on empty ones") {
    const auto encode = [](std::vector<std::string_view> columns, std::vector<Value> values) {
        std::vector<std::size_t> by_name(columns.size());
        std::iota(by_name.begin(), by_name.end(), std::size_t{0});
        std::ranges::sort(by_name, {}, [&](std::size_t i) { return columns[i]; });
        return storage::encode_creation(columns, by_name, values);
    };
    const auto one = encode({"name", "depth"}, {std::string("x"), 2.0});
    CHECK(encode({"depth", "name"}, {2.0, std::string("x")}) == one);
    CHECK(encode({"depth", "extra", "name"}, {2.0, {}, std::string("x")}) == one);
    CHECK(encode({"depth", "name"}, {2.5, std::string("x")}) != one);
    // What stands in one column cannot pass for another column: lengths go before contents.
    CHECK(encode({"a", "b"}, {std::string("xy"), std::string("z")}) !=
          encode({"a", "b"}, {std::string("x"), std::string("yz")}));
}

TEST_CASE("the hash of a text is BLAKE2b's") {
    // BLAKE2b-256 of the empty input and of "abc": `b2sum -l 256` of GNU coreutils 9.1.
    CHECK(to_hex(storage::hash_of({})) == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    CHECK(to_hex(storage::hash_of(as_bytes("abc"))) ==
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("the hybrid clock only goes forward, whatever the machine's clock does") {
    // Upper 48 bits: milliseconds; lower 16: a counter.
    CHECK(storage::next_clock(0, Instant{5'000'000}) == (std::int64_t{5000} << 16));
    CHECK(storage::next_clock(std::int64_t{5000} << 16, Instant{5'000'999}) == (std::int64_t{5000} << 16) + 1);
    CHECK(storage::next_clock(std::int64_t{5000} << 16, Instant{1'000'000}) == (std::int64_t{5000} << 16) + 1);
    SeededRandom random(12);
    std::int64_t clock = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto next =
            storage::next_clock(clock, Instant{static_cast<std::int64_t>(random.below(1'000'000'000'000'000))});
        CHECK_MESSAGE(next > clock, i);
        clock = next;
    }
}

TEST_CASE("a head makes the round trip through a line of text") {
    SeededRandom random(13);
    storage::LedgerHead head;
    head.programme = {make_uuid_v4(random)};
    head.node = make_uuid_v4(random);
    head.sequence = 185;
    random.fill(head.hash);
    const auto read = storage::parse_head_lines("# de la hoja de recuperación\n\n  " + storage::to_line(head) + "\r\n");
    REQUIRE(read.has_value());
    REQUIRE(read->size() == 1);
    CHECK(read->front() == head);
}

TEST_CASE("a head that was copied badly is told with its line") {
    const std::string good = "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f 018f4e0a-7c2b-7cc3-98c4-dc0c0c073990 7 ";
    const std::string hash(64, 'a');
    REQUIRE(storage::parse_head_lines(good + hash).has_value());
    for (const auto& bad :
         {good, good + hash.substr(1), good + hash + " x", "7 " + good.substr(37) + hash,
          good.substr(0, good.size() - 2) + "-7 " + hash, good.substr(0, good.size() - 2) + "7a " + hash}) {
        CAPTURE(bad);
        const auto read = storage::parse_head_lines("# heads\n" + bad);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().code == ProblemCode::invalid_input);
        CHECK(read.error().field == "line 2");
    }
}

TEST_SUITE_END();
