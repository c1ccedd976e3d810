#include "forms/envelope_content.h"
#include "privacy/envelope.h"
#include "support/faulty_vfs.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/web/field_house.h"
#include "unit/web/http_client.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <map>
#include <thread>

using namespace minka;
using namespace minka::test;

// What a phone is told when the server cannot write, and what is there afterwards.
namespace {

// A served house, and a phone that sends open forms and sealed ones in turn.
struct Served {
    Served(const ScratchFolder& folder, const std::string& vfs) {
        REQUIRE(house.open(folder.path(), nullptr, vfs).has_value());
        const auto furnished = house.furnish();
        REQUIRE_MESSAGE(furnished.has_value(), (furnished ? "" : to_sentence(furnished.error())));
        secret = *furnished;
        key = privacy::programme_key(*house.database, *house.vault, house_programme, privacy::KeyPurpose::sealing)
                  .value();
        REQUIRE(privacy::programme_key(*house.database, *house.vault, house_programme, privacy::KeyPurpose::receipt)
                    .has_value());
        web::WebSiteOptions options;
        options.server.port = 0;
        site = web::WebSite::open(*house.database, *house.vault, *house.book, options).value();
    }

    int send_open(const std::string& xml) {
        return ask(site->port(), "POST", "/key/" + secret + "/programmes/" + to_string(house_programme) + "/submission",
                   {{"content-type", "text/xml"}}, xml)
            .status;
    }

    int send_sealed(const std::string& xml) {
        const auto envelope = privacy::seal_envelope(house_programme, key, forms::to_plain_text({xml, {}, {}, {}}));
        return ask(site->port(), "POST", "/api/v1/programmes/" + to_string(house_programme) + "/capture/envelopes",
                   {{"authorization", "Bearer " + secret}, {"content-type", "application/octet-stream"}},
                   std::string(as_text(envelope)))
            .status;
    }

    int send(const Uuid& instance, int turn) {
        const auto xml = report(instance, instance, "held");
        return turn % 2 == 0 ? send_open(xml) : send_sealed(xml);
    }

    std::map<Uuid, int> stored() {
        std::map<Uuid, int> times;
        REQUIRE(house.database
                    ->read(house_programme,
                           [&](storage::Reader& reader) {
                               return reader.each("SELECT instance_id FROM submission",
                                                  [&](const storage::Row& row) -> Result<> {
                                                      ++times[row.get<Uuid>(0)];
                                                      return {};
                                                  });
                           })
                    .has_value());
        return times;
    }

    void expect_sound() {
        expect_sound_ledger(*house.database);
        const auto findings = house.database->read(
            house_programme, [](storage::Reader& reader) { return forms::verify_submissions(reader); });
        CHECK(findings == std::vector<std::string>{});
    }

    House house;
    std::string secret;
    privacy::ProgrammeKey key;
    std::unique_ptr<web::WebSite> site;
};

}  // namespace

TEST_SUITE_BEGIN("web: full disk");

TEST_CASE("on a full disk a phone is told to keep its form, and what was acknowledged stays") {
    const ScratchFolder folder;
    FaultyVfs vfs("full-disk", 5);
    Served served(folder, vfs.name());
    SeededRandom random(5);
    std::vector<Uuid> acknowledged;
    std::vector<Uuid> refused;
    vfs.limit_bytes(vfs.bytes() + 2'000'000);
    for (int turn = 0; turn < 2000 && refused.size() < 12; ++turn) {
        const auto instance = make_uuid_v4(random);
        const auto status = served.send(instance, turn);
        if (status == 201) {
            acknowledged.push_back(instance);
        } else {
            CHECK(status == 503);
            refused.push_back(instance);
        }
    }
    REQUIRE(refused.size() == 12);
    CHECK(acknowledged.size() > 10);
    vfs.limit_bytes(-1);
    for (std::size_t i = 0; i < refused.size(); ++i) {
        CHECK(served.send(refused[i], static_cast<int>(i)) == 201);
    }
    const auto stored = served.stored();
    CHECK(stored.size() == acknowledged.size() + refused.size());
    for (const auto& instance : acknowledged) {
        CHECK(stored.contains(instance));
    }
    for (const auto& [instance, times] : stored) {
        CHECK(times == 1);
    }
    served.expect_sound();
    served.site->stop();
}

TEST_SUITE_END();

TEST_CASE("a database that another program holds locked is told, and the form comes in later, once" *
          doctest::test_suite("slow")) {
    const ScratchFolder folder;
    Served served(folder, {});
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open((folder.path() / "field.db").c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    SeededRandom random(6);
    const auto first = make_uuid_v4(random);
    const auto second = make_uuid_v4(random);
    int open_status = 0;
    int sealed_status = 0;
    {
        const std::jthread open([&] { open_status = served.send(first, 0); });
        const std::jthread sealed([&] { sealed_status = served.send(second, 1); });
        std::this_thread::sleep_for(std::chrono::seconds(8));
        REQUIRE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
    }
    sqlite3_close(other);
    for (const auto status : {open_status, sealed_status}) {
        CHECK((status == 201 || status == 503));
    }
    CHECK(served.send(first, 0) == (open_status == 201 ? 202 : 201));
    CHECK(served.send(second, 1) == (sealed_status == 201 ? 202 : 201));
    CHECK(served.stored().size() == 2);
    served.expect_sound();
    served.site->stop();
}
