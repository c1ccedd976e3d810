// How fast filled forms are taken: the reference form (40 answers, 4 kB of XML, two projected rows), a form whose
// roster makes 20 rows, each read out of its multipart post, sealed, projected, ledgered and on disk when it is
// answered. Without the network and HTTP: what the intake itself costs. `capture_bench [SUBMISSIONS] [THREADS]`.
#include "documents/multipart.h"
#include "forms/forms_schema.h"
#include "forms/instance_intake.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"
#include "storage/ledger.h"

#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

using namespace minka;
using namespace minka::forms;

namespace {

constexpr ProgrammeId programme{{{7}}};

constexpr storage::Migration seen_schema{6, "seen", R"(
PLAIN TABLE seen (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, number {integer} NOT NULL,
        person {text} NOT NULL, hours {text} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id, number));
)"};

const std::array schema{storage::storage_migrations()[0],
                        privacy::privacy_schema,
                        registry::registry_schema,
                        forms_schema,
                        storage::Migration{5, "capture", capture_schema.schema},
                        seen_schema};

class SeenProjection final : public FactProjection {
public:
    std::string_view fact() const override { return "seen"; }
    std::vector<std::string_view> fields() const override { return {"person", "hours"}; }
    Result<> project(storage::Writer& writer, const Submission& submission, std::span<const FactRow> rows) override {
        for (const auto& row : rows) {
            MINKA_TRY(writer.project(
                "INSERT INTO seen (programme_id, submission_id, number, person, hours) VALUES ($1, $2, $3, $4, $5)",
                writer.programme(), submission.id, row.number, row.value("person"), row.value("hours")));
        }
        return {};
    }
    Result<> withdraw(storage::Writer& writer, const Submission& submission) override {
        MINKA_TRY(writer.project("DELETE FROM seen WHERE programme_id = $1 AND submission_id = $2", writer.programme(),
                                 submission.id));
        return {};
    }
    Result<> clear(storage::Writer& writer) override {
        MINKA_TRY(writer.project("DELETE FROM seen WHERE programme_id = $1", writer.programme()));
        return {};
    }
};

constexpr int answers = 40;

std::string form_document() {
    std::string instance;
    std::string binds;
    for (int i = 0; i < answers; ++i) {
        instance += fmt::format("<pregunta_{}/>", i);
        binds += fmt::format("<bind nodeset=\"/data/grupo/pregunta_{}\" type=\"string\"/>", i);
    }
    return "<html><head><title>Referencia</title><model><instance><data id=\"referencia\" version=\"1\"><grupo>" +
           instance + "</grupo><fila><persona/><horas/></fila><meta><instanceID/></meta></data></instance>" + binds +
           "<bind nodeset=\"/data/fila/persona\" fact=\"seen.person\"/>"
           "<bind nodeset=\"/data/fila/horas\" fact=\"seen.hours\"/></model></head>"
           "<body><repeat nodeset=\"/data/fila\"/></body></html>";
}

// About 4 kB.
std::string post(RandomSource& random, int rows) {
    std::string xml = "<data id=\"referencia\" version=\"1\"><grupo>";
    for (int i = 0; i < answers; ++i) {
        xml +=
            fmt::format("<pregunta_{0}>Respuesta número {0}, escrita en el campo con tildes: así</pregunta_{0}>\n", i);
    }
    xml += "</grupo>";
    for (int i = 0; i < rows; ++i) {
        xml += "<fila><persona>" + to_string(make_uuid_v4(random)) + "</persona><horas>2.5</horas></fila>";
    }
    xml += "<meta><instanceID>uuid:" + to_string(make_uuid_v4(random)) + "</instanceID></meta></data>";
    return "--xYz\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n"
           "Content-Type: text/xml\r\n\r\n" +
           xml + "\r\n--xYz--\r\n";
}

double processor_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

template <typename T>
T required(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}\n", to_sentence(result.error()));
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(result);
    }
}

struct House {
    explicit House(const std::filesystem::path& folder) {
        storage::DatabaseOptions options;
        const char* server = std::getenv("MINKA_BENCH_POSTGRES");
        options.location = server != nullptr ? server : (folder / "bench.db").string();
        options.migrations = schema;
        database = required(storage::Database::open(options));
        vault = required(privacy::Vault::unlock(*database, folder / "master.key"));
        projections.add(std::shared_ptr<FactProjection>(std::make_shared<SeenProjection>()));
        book = std::make_unique<SubmissionBook>(*vault, projections);
        const auto id = database->new_id<FormReleaseId>();
        required(database->write({programme, {}, "bench", "release"}, [&](storage::Writer& writer) {
            return release_form(writer, {form_document(), "form", false, {}, projections.fact_fields()}, id,
                                *LocalDate::parse("2026-03-02"));
        }));
    }

    std::unique_ptr<storage::Database> database;
    std::unique_ptr<privacy::Vault> vault;
    Projections projections;
    std::unique_ptr<SubmissionBook> book;
};

void take_all(House& house, int count, int threads, int rows) {
    SystemRandom random;
    std::vector<std::string> posts;
    for (int i = 0; i < count; ++i) {
        posts.push_back(post(random, rows));
    }
    const auto before = required(house.database->read(programme, [](storage::Reader& reader) {
                            return reader.value<std::int64_t>("SELECT count(*) FROM submission");
                        })).value_or(0);
    std::vector<double> milliseconds(posts.size());
    std::atomic<std::size_t> next{0};
    const auto cpu = processor_seconds();
    const auto begin = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> crew;
        for (int t = 0; t < threads; ++t) {
            crew.emplace_back([&] {
                for (auto i = next++; i < posts.size(); i = next++) {
                    const auto start = std::chrono::steady_clock::now();
                    const auto parts =
                        required(documents::read_multipart("multipart/form-data; boundary=xYz", posts[i], {}));
                    required(take_instance(*house.database, *house.book, programme, {Uuid{{9}}, {}, "bench"},
                                           {std::string(parts.front().content), {}}));
                    milliseconds[i] =
                        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
                }
            });
        }
    }
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const auto used = processor_seconds() - cpu;
    std::ranges::sort(milliseconds);
    const auto at = [&](double share) {
        return milliseconds[static_cast<std::size_t>(share * static_cast<double>(milliseconds.size() - 1))];
    };
    fmt::print("{} rows, {} bytes, {} at once: {:.0f}/s, {:.3f} ms of processor each, p50 {:.1f} ms, p99 {:.1f} ms\n",
               rows, posts.front().size(), threads, count / seconds, used * 1000 / count, at(0.5), at(0.99));
    const auto after =
        required(house.database->read(programme, [](storage::Reader& reader) {
            return reader.value<std::int64_t>("SELECT count(*) FROM submission WHERE state = 'accepted'");
        })).value_or(0);
    if (after - before != count) {
        fmt::print("NOT ALL STORED: {} of {}\n", after - before, count);
        std::exit(1);
    }
}

}  // namespace

int main(int argument_count, char** arguments) {
    const int count = argument_count > 1 ? std::atoi(arguments[1]) : 40'000;
    const int threads = argument_count > 2 ? std::atoi(arguments[2]) : 64;
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("minka-capture-bench-{}", getpid());
    std::filesystem::create_directories(folder);
    {
        House house(folder);
        for (const int rows : {2, 2, 2, 20}) {
            take_all(house, count, threads, rows);
        }
        const auto findings = required(
            house.database->read(programme, [](storage::Reader& reader) { return verify_submissions(reader); }));
        const auto ledger = required(house.database->read(
            programme, [](storage::Reader& reader) { return storage::verify_ledger(reader, {}); }));
        fmt::print("verified: {} findings in submissions, {} in {} entries of the ledger\n", findings.size(),
                   ledger.findings.size(), ledger.entries);
    }
    std::filesystem::remove_all(folder);
}
