#include "web/local_authority.h"

#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace minka;
using namespace minka::test;
using namespace minka::web;

namespace {

LocalServer server_in(const std::filesystem::path& folder) {
    return {{"minka.local"}, {"192.168.1.10"}, folder, *parse_instant("2026-03-01T12:00:00Z"), 90};
}

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_SUITE_BEGIN("web: local authority");

TEST_CASE("a certificate comes with its authority, a key that only its owner reads, and a sheet") {
    const ScratchFolder scratch;
    const auto made = make_local_certificate(server_in(scratch.path() / "tls"));
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : to_sentence(made.error())));
    CHECK(made->made_authority);
    CHECK(made->ends_on.text() == "2026-05-30");
    CHECK(made->fingerprint.size() == 95);  // 32 bytes, with colons between
    using std::filesystem::perms;
    for (const auto& file : {made->key, made->authority.parent_path() / "minka-autoridad.key"}) {
        CHECK(std::filesystem::status(file).permissions() == (perms::owner_read | perms::owner_write));
    }
    CHECK(content(made->sheet).find(made->fingerprint) != std::string::npos);
    CHECK(content(made->certificate).ends_with(content(made->authority)));
    CHECK(content(made->authority).find("PRIVATE") == std::string::npos);
}

TEST_CASE("run again, the authority stays, and one for other names is not taken for it") {
    const ScratchFolder scratch;
    const auto first = make_local_certificate(server_in(scratch.path()));
    REQUIRE(first.has_value());
    const auto before = content(first->certificate);
    const auto again = make_local_certificate(server_in(scratch.path()));
    REQUIRE(again.has_value());
    CHECK_FALSE(again->made_authority);
    CHECK(again->fingerprint == first->fingerprint);
    CHECK(content(again->certificate) != before);
    auto other = server_in(scratch.path());
    other.names = {"otra.local"};
    CHECK(make_local_certificate(other).error().code == ProblemCode::conflict);
}

TEST_CASE("what is no name, no address or too long a term is refused") {
    const ScratchFolder scratch;
    const auto field = [&](std::vector<std::string> names, std::vector<std::string> addresses, int days) {
        const auto made =
            make_local_certificate({std::move(names), std::move(addresses), scratch.path() / "x", Instant{0}, days});
        return made ? std::string("none") : made.error().field;
    };
    CHECK(field({}, {}, 90) == "--name");
    CHECK(field({"Minka Local"}, {}, 90) == "--name");
    CHECK(field({"a,permitted;DNS:b"}, {}, 90) == "--name");
    CHECK(field({}, {"192.168.1"}, 90) == "--address");
    CHECK(field({"minka.local"}, {}, 0) == "--days");
    CHECK(field({"minka.local"}, {}, 398) == "--days");
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "x"));
}

TEST_SUITE_END();
