// How fast the storage writes durable records, beside plain inserts of the same rows by the engine's own library in the
// same run. `storage_bench [RECORDS]`; the PostgreSQL part runs when MINKA_BENCH_POSTGRES names an empty database.
#include "storage/database.h"
#include "storage/ledger.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/sqlite/sqlite_connection.h"

#include <boost/describe/class.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <thread>

using namespace minka;
using storage::Connection;
using storage::Database;
using storage::Reader;
using storage::TransactionKind;
using storage::Value;
using storage::Writer;

namespace minka::bench {

using BenchSiteId = Id<struct BenchSiteTag>;

// Like a site of the registry: 18 columns.
struct BenchSite {
    BenchSiteId id;
    Uuid school_id;
    std::string code_system;
    std::string code;
    std::optional<std::string> annex;
    std::optional<std::string> building_code;
    std::string name;
    std::string search_name;
    std::string levels;
    std::string zone;
    std::optional<std::string> languages;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<double> altitude_metres;
    std::optional<std::string> access_mode;
    std::optional<double> access_hours;
    bool overnight = false;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
};
BOOST_DESCRIBE_STRUCT(BenchSite, (),
                      (id, school_id, code_system, code, annex, building_code, name, search_name, levels, zone,
                       languages, latitude, longitude, altitude_metres, access_mode, access_hours, overnight,
                       valid_from, valid_to))

constexpr std::string_view site_schema = R"(
RECORD TABLE bench_site (school_id {uuid} NOT NULL, code_system {text} NOT NULL, code {text} NOT NULL, annex {text},
    building_code {text}, name {text} NOT NULL, search_name {text} NOT NULL, levels {text} NOT NULL, zone {text} NOT NULL,
    languages {text}, latitude {real}, longitude {real}, altitude_metres {real}, access_mode {text}, access_hours {real},
    overnight {bool}, valid_from {date} NOT NULL, valid_to {date});
CREATE UNIQUE INDEX bench_site_by_code ON bench_site (programme_id, code_system, code, valid_from);
CREATE INDEX bench_site_by_school ON bench_site (programme_id, school_id);
)";

const std::array migrations{storage::storage_migrations()[0], storage::Migration{2, "bench", site_schema}};

}  // namespace minka::bench

template <>
inline constexpr std::string_view minka::storage::record_table<minka::bench::BenchSite> = "bench_site";

namespace {

using bench::BenchSite;

constexpr int repeats = 5;
constexpr int threads = 32;
const ProgrammeId programme{{{1}}};
const storage::Act act{programme, {}, "console", "bench"};

[[noreturn]] void give_up(const Problem& reason) {
    fmt::print(stderr, "storage_bench: {}\n", to_sentence(reason));
    std::exit(1);
}

template <typename T>
T expect(Result<T> outcome) {
    if (!outcome) {
        give_up(outcome.error());
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(outcome);
    }
}

std::vector<BenchSite> make_sites(std::size_t count, SeededRandom& random) {
    std::vector<BenchSite> sites(count);
    for (std::size_t i = 0; i < count; ++i) {
        auto& site = sites[i];
        site.id = {make_uuid_v7(Instant{1'772'452'800'000'000 + static_cast<std::int64_t>(i)}, random)};
        site.school_id = make_uuid_v4(random);
        site.code_system = "dane";
        site.code = fmt::format("{:012}", random.below(1'000'000'000'000));
        site.name = fmt::format("Sede Vereda El Porvenir {}", i);
        site.search_name = fmt::format("sede vereda el porvenir {}", i);
        site.levels = "preschool,primary";
        site.zone = "rural";
        site.latitude = 6.0 + random.uniform();
        site.longitude = -75.0 - random.uniform();
        site.altitude_metres = 1000.0 + static_cast<double>(random.below(2000));
        site.access_mode = "mule";
        site.access_hours = 2.5;
        site.overnight = i % 3 == 0;
    }
    return sites;
}

std::unique_ptr<Database> open_at(const std::string& location) {
    storage::DatabaseOptions options;
    options.location = location;
    options.migrations = bench::migrations;
    return expect(Database::open(options));
}

struct Seconds {
    double wall = 0;
    double processor = 0;  ///< Of all threads of this process; a server's are not in it.
};

double processor_seconds() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

Seconds seconds_of(const std::function<void()>& run) {
    const auto start = std::chrono::steady_clock::now();
    const auto used = processor_seconds();
    run();
    const auto processor = processor_seconds() - used;
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), processor};
}

// The rows as the storage writes them, for the engine's own library.
std::vector<std::vector<Value>> plain_rows(const std::vector<BenchSite>& sites) {
    std::vector<std::vector<Value>> rows;
    for (const auto& site : sites) {
        auto& row =
            rows.emplace_back(std::vector<Value>{storage::to_value(programme), storage::to_value(site.id), 1, 1, 1});
        for (auto& value : storage::record_values(site)) {
            row.push_back(std::move(value));
        }
    }
    return rows;
}

// A place to write, made anew for each run.
struct Place {
    std::string engine;
    std::function<std::string()> fresh;
    std::function<std::unique_ptr<Connection>(const std::string&)> connect;
};

// Plain inserts in transactions of `group` rows.
Seconds plain_seconds(const Place& place, const std::vector<BenchSite>& sites, std::size_t group) {
    const auto location = place.fresh();
    open_at(location).reset();
    const auto rows = plain_rows(sites);
    const auto connection = place.connect(location);
    const auto& insert = storage::record_shape<BenchSite>().insert;
    return seconds_of([&] {
        for (std::size_t from = 0; from < rows.size(); from += group) {
            expect(connection->begin(TransactionKind::write));
            expect(connection->run_each(insert, std::span(rows).subspan(from, std::min(group, rows.size() - from))));
            expect(connection->commit());
        }
    });
}

void verify(Database& database, std::size_t count) {
    const auto verified =
        expect(database.read(programme, [](Reader& reader) { return storage::verify_ledger(reader, {}); }));
    if (!verified.findings.empty() || verified.records != static_cast<std::int64_t>(count)) {
        give_up({ProblemCode::integrity_broken, "What was stored is not what was written.", {}});
    }
}

Seconds bulk_seconds(const Place& place, const std::vector<BenchSite>& sites) {
    const auto database = open_at(place.fresh());
    const auto seconds =
        seconds_of([&] { expect(database->write(act, [&](Writer& writer) { return writer.create_all(sites); })); });
    verify(*database, sites.size());
    return seconds;
}

Seconds group_seconds(const Place& place, const std::vector<BenchSite>& sites) {
    const auto database = open_at(place.fresh());
    const auto seconds = seconds_of([&] {
        std::vector<std::jthread> crew;
        for (std::size_t t = 0; t < threads; ++t) {
            crew.emplace_back([&, t] {
                for (std::size_t i = t; i < sites.size(); i += threads) {
                    expect(database->write(act, [&](Writer& writer) { return writer.create(sites[i]); }));
                }
            });
        }
    });
    verify(*database, sites.size());
    return seconds;
}

// By wall time and by processor time, each for itself.
Seconds median_of(const std::function<Seconds()>& run) {
    std::array<Seconds, repeats> seconds{};
    std::ranges::generate(seconds, run);
    std::ranges::sort(seconds, {}, &Seconds::wall);
    const auto wall = seconds[repeats / 2].wall;
    std::ranges::sort(seconds, {}, &Seconds::processor);
    return {wall, seconds[repeats / 2].processor};
}

void measure(const Place& place, std::size_t count) {
    SeededRandom random(1);
    const auto sites = make_sites(count, random);
    const std::vector<BenchSite> fewer(sites.begin(), sites.begin() + static_cast<std::ptrdiff_t>(count / 5));
    const auto line = [&](const char* what, std::size_t rows, const Seconds& seconds, const Seconds& reference) {
        fmt::print("{:<10} {:<32} {:>6} rows {:>7.3f} s {:>7.0f} rows/s {:>6.2f} x | processor {:>7.3f} s {:>5.2f} x\n",
                   place.engine, what, rows, seconds.wall, static_cast<double>(rows) / seconds.wall,
                   seconds.wall / reference.wall, seconds.processor, seconds.processor / reference.processor);
        std::fflush(stdout);
    };
    const auto plain = median_of([&] { return plain_seconds(place, sites, sites.size()); });
    line("plain inserts, one transaction", sites.size(), plain, plain);
    line("create_all, one transaction", sites.size(), median_of([&] { return bulk_seconds(place, sites); }), plain);
    const auto single = median_of([&] { return plain_seconds(place, fewer, 1); });
    line("plain inserts, one a transaction", fewer.size(), single, single);
    line("32 threads, one create a write", fewer.size(), median_of([&] { return group_seconds(place, fewer); }),
         single);
}

}  // namespace

int main(int count, char** words) {
    const std::size_t records = count > 1 ? std::strtoul(words[1], nullptr, 10) : 60'000;
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("minka-bench-{}", getpid());
    std::filesystem::create_directories(folder);
    int files = 0;
    measure({"SQLite", [&] { return (folder / fmt::format("{}.db", ++files)).string(); },
             [](const std::string& file) {
                 return expect(storage::open_sqlite({file, storage::SqliteOptions::Access::read_write, {}}));
             }},
            records);
    std::filesystem::remove_all(folder);
    if (const char* address = std::getenv("MINKA_BENCH_POSTGRES")) {
        measure({"PostgreSQL",
                 [&]() -> std::string {
                     const auto connection = expect(storage::open_postgres(address));
                     expect(connection->run_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public"));
                     return address;
                 },
                 [](const std::string& location) { return expect(storage::open_postgres(location)); }},
                records);
    }
    return 0;
}
