#include "storage/ledger_entry.h"
#include "support/child_process.h"
#include "support/faulty_vfs.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/web/field_house.h"
#include "unit/web/http_client.h"

#include <doctest/doctest.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace minka;
using namespace minka::test;

// What was acknowledged is there, once, whatever happens to the server: it is killed under load, its disk forgets what
// was not synced, uploads break off, come again, come in any order, and its clock is wrong by months. (A disk that is
// full: full_disk_test.cpp.) Every run of ctest has the short form. The long one takes half an hour and more:
//
//   unit_web --test-suite=slow --test-case='*two hundred kills*'
//
// It writes into TMPDIR, tells where it is every tenth round, and says what ended it when a round cannot go on.
namespace {

constexpr ProgrammeId programme = house_programme;
constexpr std::int64_t day_microseconds = 86'400LL * 1'000'000;

// The machine's clock, set wrong by some days.
class WrongClock final : public Clock {
public:
    explicit WrongClock(std::int64_t days) : offset_(days * day_microseconds) {}
    Instant now() override { return {system_.now().microseconds + offset_}; }

private:
    SystemClock system_;
    std::int64_t offset_;
};

using ContentHash = storage::Hash;

ContentHash hash_of_content(const std::string& content) { return storage::hash_of(as_bytes(content)); }

// What clients know: which content of which instance was acknowledged, and which answers were none of a server at work.
struct Acknowledged {
    std::mutex mutex;
    std::map<Uuid, std::set<ContentHash>> contents;
    std::int64_t answers = 0;
    std::map<std::string, int> refusals;

    void add(const Uuid& instance, const std::string& content) {
        const std::scoped_lock lock(mutex);
        contents[instance].insert(hash_of_content(content));
        ++answers;
    }
    void add_refusal(const web::HttpResponse& answer) {
        const std::scoped_lock lock(mutex);
        ++refusals[std::to_string(answer.status) + " " + answer.body.substr(0, 300)];
    }
};

// Serves until it is killed.
void serve(const std::filesystem::path& folder, std::int64_t wrong_days, const ChildProcess::Report& tell) {
    static WrongClock clock(wrong_days);
    static House house;
    if (const auto opened = house.open(folder, &clock); !opened) {
        tell("0 " + to_sentence(opened.error()));
        return;
    }
    web::WebSiteOptions options;
    options.server.port = 0;
    static auto site = web::WebSite::open(*house.database, *house.vault, *house.book, options).value();
    tell(std::to_string(site->port()));
    ChildProcess::wait_for_ever();
}

std::string request_of(const std::string& path, const std::string& xml) {
    const auto body =
        "--xYz\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n\r\n" + xml +
        "\r\n--xYz--\r\n";
    return request_text("POST", path, {{"content-type", "multipart/form-data; boundary=xYz"}}, body);
}

struct Sending {
    Uuid instance;
    std::string xml;
};

// One client: new reports, some of them twice, some contradicting or correcting another, some in pieces.
void send_until_gone(HttpClient& client, HttpClient& torn, const std::string& path, std::uint64_t seed,
                     std::vector<Sending>& unanswered, Acknowledged& acknowledged) {
    SeededRandom random(seed);
    torn.send(request_of(path, report(make_uuid_v4(random), {}, "held")).substr(0, 300));
    auto queue = std::move(unanswered);  // what the last round did not hear of comes again
    unanswered.clear();
    while (true) {
        if (queue.empty()) {
            const auto instance = make_uuid_v4(random);
            const auto visit = make_uuid_v4(random);
            const Sending fresh{instance, report(instance, visit, "held")};
            switch (random.below(10)) {
                case 0: queue = {fresh, fresh}; break;
                case 1: queue = {fresh, {instance, report(instance, visit, "failed")}}; break;
                case 2: {
                    const auto other = make_uuid_v4(random);
                    queue = {fresh, {other, report(other, visit, "failed", instance)}};  // taken from the end: first
                    break;
                }
                case 3: queue = {{instance, report(instance, visit, "nonsense")}}; break;
                default: queue = {fresh};
            }
        }
        client.send(request_of(path, queue.back().xml));
        const auto answer = client.receive();
        if (answer.status != 201 && answer.status != 202) {
            if (answer.status != 0) {
                acknowledged.add_refusal(answer);
            }
            unanswered = std::move(queue);
            return;
        }
        acknowledged.add(queue.back().instance, queue.back().xml);
        queue.pop_back();
    }
}

// Every acknowledged content is stored once, what waits can be fetched and explained, and the ledger holds.
void expect_all_there(House& house, Acknowledged& acknowledged) {
    std::map<Uuid, std::map<ContentHash, int>> stored;
    const auto looked = house.database->read(programme, [&](storage::Reader& reader) -> Result<> {
        MINKA_TRY_ASSIGN(const auto all, house.book->submissions(reader, {}));
        for (const auto& one : all) {
            MINKA_TRY_ASSIGN(const auto content, house.book->content_of(reader, one.id));
            ++stored[one.instance.uuid][hash_of_content(content)];
            const bool is_explained = one.state == forms::SubmissionState::accepted || !one.reason.value_or("").empty();
            CHECK(is_explained);
        }
        return {};
    });
    REQUIRE_MESSAGE(looked.has_value(), (looked ? "" : to_sentence(looked.error())));
    for (const auto& [instance, contents] : acknowledged.contents) {
        for (const auto& content : contents) {
            if (stored[instance][content] != 1) {
                CHECK_MESSAGE(false, to_string(instance), " is there ", stored[instance][content], " times");
            }
        }
    }
    for (const auto& [instance, contents] : stored) {
        for (const auto& [content, times] : contents) {
            CHECK(times <= 1);
        }
    }
    expect_sound_ledger(*house.database);
    const auto findings =
        house.database->read(programme, [](storage::Reader& reader) { return forms::verify_submissions(reader); });
    CHECK(findings == std::vector<std::string>{});
}

std::string visit_rows(House& house) {
    std::string rows;
    REQUIRE(house.database
                ->read(programme,
                       [&](storage::Reader& reader) {
                           return reader.each(
                               "SELECT visit_id, submission_id, outcome FROM visit_report WHERE programme_id = $1 "
                               "ORDER BY visit_id, submission_id",
                               [&](const storage::Row& row) -> Result<> {
                                   rows += to_string(row.get<Uuid>(0)) + to_string(row.get<Uuid>(1)) +
                                           row.get<std::string>(2) + "\n";
                                   return {};
                               },
                               programme);
                       })
                .has_value());
    return rows;
}

void open_house(House& house, const std::filesystem::path& folder) {
    std::error_code ignored;
    REQUIRE_MESSAGE(std::filesystem::exists(folder, ignored), folder.string(), " was removed by somebody else");
    const auto opened = house.open(folder, nullptr);
    const auto space = std::filesystem::space(folder, ignored);
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())), "; free: ", space.available >> 20U,
                    " MiB in ", folder.string());
}

std::uint16_t port_of(ChildProcess& server) {
    const auto told = server.next_line();
    int port = 0;
    if (told) {
        std::from_chars(told->data(), told->data() + told->size(), port);
    }
    if (port <= 0) {
        const auto reason = told ? *told : server.kill();
        REQUIRE_MESSAGE(false, "the server did not start: ", reason);
    }
    return static_cast<std::uint16_t>(port);
}

// One round: a server with a wrong clock, its clients, and its end.
void kill_once(const std::filesystem::path& folder, const std::string& path, SeededRandom& random,
               std::chrono::milliseconds life, std::vector<std::vector<Sending>>& unanswered,
               Acknowledged& acknowledged) {
    const auto wrong_days = static_cast<std::int64_t>(random.below(300)) - 20;
    const auto first_seed = random.below(1ULL << 40U);
    ChildProcess server([&](const ChildProcess::Report& tell) { serve(folder, wrong_days, tell); });
    const auto port = port_of(server);
    std::vector<std::unique_ptr<HttpClient>> lines;
    for (std::size_t i = 0; i < 2 * unanswered.size(); ++i) {
        lines.push_back(std::make_unique<HttpClient>(port));
    }
    std::vector<std::thread> crew;
    for (std::size_t i = 0; i < unanswered.size(); ++i) {
        crew.emplace_back([&, i] {
            send_until_gone(*lines[2 * i], *lines[2 * i + 1], path, first_seed + i, unanswered[i], acknowledged);
        });
    }
    std::this_thread::sleep_for(life);
    const auto own_end = server.kill();
    for (auto& thread : crew) {
        thread.join();
    }
    CHECK_MESSAGE(own_end.empty(), "the server was not killed, it ", own_end);
    for (const auto& [refusal, times] : acknowledged.refusals) {
        // A server that says "later" loses nothing; any other refusal has no place here.
        CHECK_MESSAGE(refusal.starts_with("503"), "refused ", times, " times: ", refusal);
        MESSAGE("refused " << times << " times: " << refusal);
    }
    acknowledged.refusals.clear();
}

void kill_under_load(int rounds, std::size_t clients, int longest_round_milliseconds) {
    const ScratchFolder folder;
    std::string secret;
    {
        House house;
        open_house(house, folder.path());
        const auto furnished = house.furnish();
        REQUIRE_MESSAGE(furnished.has_value(), (furnished ? "" : to_sentence(furnished.error())));
        secret = *furnished;
    }
    const auto path = "/key/" + secret + "/programmes/" + to_string(programme) + "/submission";
    Acknowledged acknowledged;
    SeededRandom random(4);
    std::vector<std::vector<Sending>> unanswered(clients);
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        const std::chrono::milliseconds life(30 + random.below(static_cast<std::uint64_t>(longest_round_milliseconds)));
        kill_once(folder.path(), path, random, life, unanswered, acknowledged);
        // The whole content is compared now and then: every round of the short run, every tenth of the long one.
        if (rounds <= 20 || round % 10 == 9 || round + 1 == rounds) {
            House house;
            open_house(house, folder.path());
            expect_all_there(house, acknowledged);
            if (rounds > 20) {
                MESSAGE("round " << round + 1 << " of " << rounds << ": " << acknowledged.answers << " answers so far");
            }
        }
    }
    House house;
    open_house(house, folder.path());
    const auto rows = visit_rows(house);
    REQUIRE(house.database
                ->write({programme, {}, "console", "test"},
                        [&](storage::Writer& writer) { return house.book->rebuild(writer); })
                .has_value());
    CHECK(visit_rows(house) == rows);
    MESSAGE(acknowledged.answers << " answers over " << rounds << " kills, " << acknowledged.contents.size()
                                 << " instances");
    CHECK(acknowledged.answers > rounds);
}

// The same through the intake itself, on a disk that forgets what was not synced.
void cut_power(std::uint64_t seed, int cuts) {
    const ScratchFolder folder;
    FaultyVfs vfs("capture-" + std::to_string(seed), seed);
    SeededRandom random(seed);
    auto house = std::make_unique<House>();
    REQUIRE(house->open(folder.path(), nullptr, vfs.name()).has_value());
    REQUIRE(house->furnish().has_value());
    Acknowledged acknowledged;
    for (int cut = 0; cut < cuts; ++cut) {
        CAPTURE(cut);
        vfs.cut_power_after(1 + static_cast<std::int64_t>(random.below(600)));
        std::vector<std::thread> crew;
        for (std::uint64_t t = 0; t < 3; ++t) {
            crew.emplace_back([&, t] {
                SeededRandom own(seed * 1000 + static_cast<std::uint64_t>(cut) * 10 + t);
                while (true) {
                    const auto instance = make_uuid_v4(own);
                    const auto xml = report(instance, make_uuid_v4(own), own.below(5) == 0 ? "nonsense" : "held");
                    const auto taken = forms::take_instance(*house->database, *house->book, programme,
                                                            {Uuid{{9}}, {}, "test"}, {xml, {}});
                    if (!taken) {
                        return;
                    }
                    acknowledged.add(instance, xml);
                }
            });
        }
        for (auto& thread : crew) {
            thread.join();
        }
        house.reset();
        vfs.restore_power();
        house = std::make_unique<House>();
        const auto opened = house->open(folder.path(), nullptr, vfs.name());
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
        expect_all_there(*house, acknowledged);
    }
    CHECK(acknowledged.answers > cuts);
}

}  // namespace

TEST_SUITE_BEGIN("web: never lost");

TEST_CASE("a server that is killed under load has every filled form it acknowledged, once") {
    kill_under_load(6, 8, 200);
}

TEST_CASE("filled forms that were acknowledged survive power cuts") { cut_power(11, 6); }

TEST_SUITE_END();

TEST_CASE("two hundred kills under the load of 32 clients lose nothing and double nothing" *
          doctest::test_suite("slow")) {
    kill_under_load(200, 32, 1500);
    for (std::uint64_t seed = 100; seed < 110; ++seed) {
        cut_power(seed, 30);
    }
}
