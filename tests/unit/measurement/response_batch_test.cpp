#include "measurement/response_batch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <numeric>

using namespace minka;
using namespace minka::measurement;

namespace {

registry::SchoolId school(std::uint8_t number) {
    registry::SchoolId id;
    id.uuid.bytes[15] = number;
    return id;
}

ResponseSubject subject() {
    ResponseSubject found;
    found.wave.uuid.bytes[0] = 9;
    found.index_code = "small";
    found.index_version = 3;
    return found;
}

// Two schools, 200 people each, three items of four categories.
ResponseRows some_rows(std::uint64_t seed) {
    SeededRandom random(seed);
    ResponseRows rows;
    rows.form = {"teacher", {"A", "B", "C"}, {4, 4, 4}};
    for (int i = 0; i < 400; ++i) {
        rows.schools.push_back(school(static_cast<std::uint8_t>(1 + i % 2)));
        for (int item = 0; item < 3; ++item) {
            const auto draw = random.below(5);
            rows.answers.push_back(draw == 4 && item > 0 ? no_answer : static_cast<std::uint8_t>(draw % 4));
        }
    }
    return rows;
}

ResponseRows in_order(const ResponseRows& rows, const std::vector<std::size_t>& order) {
    ResponseRows turned;
    turned.form = rows.form;
    const auto width = rows.form.items.size();
    for (const auto row : order) {
        turned.schools.push_back(rows.schools[row]);
        turned.answers.insert(turned.answers.end(), &rows.answers[row * width], &rows.answers[row * width] + width);
    }
    return turned;
}

ResponseBatch batch_of(const ResponseRows& rows, const privacy::SecretKey& key, std::uint64_t seed) {
    SeededRandom random(seed);
    auto batch = make_response_batch(subject(), std::span(&rows, 1), key, random);
    REQUIRE_MESSAGE(batch.has_value(), (batch ? "" : to_sentence(batch.error())));
    return *std::move(batch);
}

}  // namespace

TEST_CASE("a batch holds every answer of every row, once") {
    const auto rows = some_rows(1);
    const auto batch = batch_of(rows, privacy::SecretKey::random(), 2);
    CHECK(batch.response_count() == 400);
    REQUIRE(batch.blocks.size() == 2);
    std::map<std::pair<registry::SchoolId, std::vector<std::uint8_t>>, int> balance;
    for (std::size_t i = 0; i < rows.row_count(); ++i) {
        ++balance[{
            rows.schools[i],
            {rows.answers.begin() + static_cast<long>(i * 3), rows.answers.begin() + static_cast<long>(i * 3 + 3)}}];
    }
    for (const auto& block : batch.blocks) {
        for (std::size_t i = 0; i < block.ids.size(); ++i) {
            --balance[{block.school,
                       {block.answers.begin() + static_cast<long>(i * 3),
                        block.answers.begin() + static_cast<long>(i * 3 + 3)}}];
        }
    }
    CHECK(std::ranges::all_of(balance, [](const auto& entry) { return entry.second == 0; }));
}

TEST_CASE("nothing of a file's order is left: another order of rows with the same draws packs to the same bytes") {
    const auto rows = some_rows(1);
    const auto key = privacy::SecretKey::random();
    const auto packed = encode_response_batch(batch_of(rows, key, 77));
    std::vector<std::size_t> order(rows.row_count());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::reverse(order);
    CHECK(encode_response_batch(batch_of(in_order(rows, order), key, 77)) == packed);
    std::ranges::rotate(order, order.begin() + 131);
    CHECK(encode_response_batch(batch_of(in_order(rows, order), key, 77)) == packed);
    CHECK(encode_response_batch(batch_of(rows, key, 78)) != packed);
}

TEST_CASE("identifiers are random ones of version 4, ascending, and tell nothing of time") {
    const auto batch = batch_of(some_rows(1), privacy::SecretKey::random(), 5);
    for (const auto& block : batch.blocks) {
        CHECK(std::ranges::is_sorted(block.ids));
        for (const auto& id : block.ids) {
            CHECK((id.bytes[6] >> 4U) == 4U);
        }
    }
}

TEST_CASE("the order within a block is not that of the answers") {
    // Were it so, 200 rows in a school would stand sorted; by chance they do with probability 1 / (200 choose ties).
    const auto batch = batch_of(some_rows(1), privacy::SecretKey::random(), 5);
    const auto& block = batch.blocks.front();
    std::vector<std::vector<std::uint8_t>> answers;
    for (std::size_t i = 0; i < block.ids.size(); ++i) {
        answers.emplace_back(block.answers.begin() + static_cast<long>(i * 3),
                             block.answers.begin() + static_cast<long>(i * 3 + 3));
    }
    CHECK_FALSE(std::ranges::is_sorted(answers));
}

TEST_CASE("the fingerprint is that of the answers, the wave and the key") {
    const auto rows = some_rows(1);
    const auto key = privacy::SecretKey::random();
    const auto fingerprint = batch_of(rows, key, 1).fingerprint;
    CHECK(batch_of(rows, key, 2).fingerprint == fingerprint);
    CHECK(batch_of(rows, privacy::SecretKey::random(), 1).fingerprint != fingerprint);
    auto other = rows;
    other.answers[0] = other.answers[0] == 0 ? 1 : 0;
    CHECK(batch_of(other, key, 1).fingerprint != fingerprint);
    auto moved = rows;
    moved.schools[0] = school(2);
    CHECK(batch_of(moved, key, 1).fingerprint != fingerprint);
}

TEST_CASE("a batch comes back from its bytes as it was") {
    const auto batch = batch_of(some_rows(3), privacy::SecretKey::random(), 4);
    const auto back = decode_response_batch(encode_response_batch(batch));
    REQUIRE(back.has_value());
    CHECK(*back == batch);
    const ResponseBatch none{batch.wave, "small", 1, {}, {}, {}};
    CHECK(*decode_response_batch(encode_response_batch(none)) == none);
}

TEST_CASE("torn and changed bytes are refused, wherever they are cut") {
    const auto packed = encode_response_batch(batch_of(some_rows(3), privacy::SecretKey::random(), 4));
    for (std::size_t length = 0; length < packed.size(); length += length < 200 ? 1 : 37) {
        CHECK_FALSE(decode_response_batch(std::string_view(packed).substr(0, length)).has_value());
    }
    CHECK_FALSE(decode_response_batch(packed + "x").has_value());
    auto newer = packed;
    newer[15] = 3;
    const auto refused = decode_response_batch(newer);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("newer") != std::string::npos);
    SeededRandom random(6);
    for (int i = 0; i < 2000; ++i) {  // no crash, whatever stands there
        auto noisy = packed;
        for (int k = 0; k < 3; ++k) {
            noisy[random.below(noisy.size())] = static_cast<char>(random.below(256));
        }
        (void)decode_response_batch(noisy);
    }
}

TEST_CASE("rows that do not fit their form are refused") {
    auto rows = some_rows(1);
    SeededRandom random(1);
    const auto key = privacy::SecretKey::random();
    const auto refused = [&](const ResponseRows& wrong) {
        return !make_response_batch(subject(), std::span(&wrong, 1), key, random).has_value();
    };
    CHECK_FALSE(refused(rows));
    auto beyond = rows;
    beyond.answers[4] = 4;
    CHECK(refused(beyond));
    auto torn = rows;
    torn.answers.pop_back();
    CHECK(refused(torn));
    auto blank = rows;
    std::fill_n(blank.answers.begin(), 3, no_answer);
    CHECK(refused(blank));
    const std::vector<ResponseRows> twice{rows, rows};
    CHECK_FALSE(make_response_batch(subject(), twice, key, random).has_value());
}
