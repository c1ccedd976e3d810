#include "web/provider_settings.h"

#include "support/scratch_database.h"
#include "web/outgoing.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace minka;
using namespace minka::test;
using namespace minka::web;

namespace {

const std::string whole = R"(issuer: https://id.example.pe/realms/educacion
client_id: minka
client_secret_file: minka.secret
address: https://minka.example.pe/
name: {es: Cuenta del ministerio, en: Ministry account}
)";

void write(const std::filesystem::path& file, const std::string& content) { std::ofstream(file) << content; }

}  // namespace

TEST_SUITE_BEGIN("web: settings of a provider");

TEST_CASE("a file names the provider; the secret stands in a file of its own that only its owner reads") {
    const ScratchFolder folder;
    const auto file = folder.path() / "oidc.yaml";
    const auto secret = folder.path() / "minka.secret";
    write(file, whole);
    CHECK(read_provider_settings(file).error().code == ProblemCode::io_failed);
    write(secret, "s3cr3t \n");
    std::filesystem::permissions(secret, std::filesystem::perms(0640));
    CHECK(read_provider_settings(file).error().code == ProblemCode::forbidden);
    std::filesystem::permissions(secret, std::filesystem::perms(0600));
    const auto settings = read_provider_settings(file).value();
    CHECK(settings.secret == "s3cr3t");
    CHECK(settings.return_to == "https://minka.example.pe/api/v1/sign-in/provider/return");
    CHECK(settings.skew_seconds == 60);
    CHECK(settings.name_es == "Cuenta del ministerio");
    write(secret, "\n");
    CHECK(read_provider_settings(file).error().code == ProblemCode::invalid_input);
}

TEST_CASE("what is wrong in the file is told with its line") {
    const ScratchFolder folder;
    const auto file = folder.path() / "oidc.yaml";
    const auto fault = [&](const std::string& from, const std::string& to) {
        auto text = whole;
        text.replace(text.find(from), from.size(), to);
        write(file, text);
        const auto settings = read_provider_settings(file);
        REQUIRE_FALSE(settings.has_value());
        return settings.error().field;
    };
    CHECK(fault("https://id", "http://id") == "oidc.yaml:1");
    CHECK(fault("https://id.example.pe/realms/educacion", "https://id.example.pe/?a=1") == "oidc.yaml:1");
    CHECK(fault("https://minka", "ftp://minka") == "oidc.yaml:4");
    CHECK(fault("client_id", "client") == "oidc.yaml:1");  // what is missing is told at the head of its map
    CHECK(fault(", en: Ministry account", "") == "oidc.yaml:5");
}

TEST_CASE("only https is asked, and http of this machine alone") {
    for (const std::string good :
         {"https://id.example.pe/x", "http://127.0.0.1:8081/x", "http://localhost/x", "http://[::1]:90/"}) {
        CHECK(is_outgoing_address(good));
    }
    for (const std::string bad :
         {"http://id.example.pe/", "http://127.0.0.1.example.pe/", "https://", "file:///etc/passwd", "https://a@b/",
          "http://localhost@example.pe/", "https://a b/", "//a/"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_outgoing_address(bad));
    }
    CHECK(encode_percent("a b&c=é/~") == "a%20b%26c%3D%C3%A9%2F~");
}

TEST_SUITE_END();
