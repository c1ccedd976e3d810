// How fast filled forms leave: SUBMISSIONS sheets of COLUMNS answers, stored encrypted, written as CSV (and as other
// formats when they are named), and pages of 1,000 read at the end of them. `export_bench [SUBMISSIONS] [COLUMNS]
// [FORMAT]...`. The database and the files lie in TMPDIR.
#include "forms/export/answer_json.h"
#include "forms/export/submission_export.h"
#include "forms/forms_schema.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"

#include <boost/describe/enum_from_string.hpp>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>

using namespace minka;
using namespace minka::forms;

namespace {

constexpr ProgrammeId programme{{{7}}};

const std::array schema{storage::storage_migrations()[0],
                        privacy::privacy_schema,
                        registry::registry_schema,
                        forms_schema,
                        storage::Migration{5, "capture", capture_schema.schema},
                        storage::Migration{6, "review", review_schema.schema}};

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

std::string form_document(int columns) {
    std::string instance;
    std::string binds;
    for (int i = 0; i < columns; ++i) {
        instance += fmt::format("<p{}/>", i);
        binds += fmt::format("<bind nodeset=\"/data/p{}\" type=\"{}\"/>", i, i % 5 == 4 ? "string" : "int");
    }
    return "<html><head><title>Encuesta</title><model><instance><data id=\"encuesta\" version=\"1\">" + instance +
           "<meta><instanceID/></meta></data></instance>" + binds + "</model></head><body/></html>";
}

// Four codes of a scale and a short text, again and again.
std::string sheet(SeededRandom& random, const SubmissionId& id, int columns) {
    std::string xml = "<?xml version='1.0'?><data id=\"encuesta\" version=\"1\">";
    for (int i = 0; i < columns; ++i) {
        if (i % 5 == 4) {
            xml += fmt::format("<p{0}>Respuesta {1}, año {2}</p{0}>", i, random.below(1000), 2000 + random.below(30));
        } else {
            xml += fmt::format("<p{0}>{1}</p{0}>", i, random.below(5) + 1);
        }
    }
    return xml + "<meta><instanceID>uuid:" + to_string(id) + "</instanceID></meta></data>";
}

struct Seconds {
    double wall = 0;
    double processor = 0;
};

Seconds now() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return {std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(),
            seconds(used.ru_utime) + seconds(used.ru_stime)};
}

double peak_mebibytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

struct House {
    explicit House(const std::filesystem::path& folder) {
        storage::DatabaseOptions options;
        options.location = (folder / "bench.db").string();
        options.migrations = schema;
        database = required(storage::Database::open(options));
        vault = required(privacy::Vault::unlock(*database, folder / "master.key"));
    }

    std::unique_ptr<storage::Database> database;
    std::unique_ptr<privacy::Vault> vault;
};

void fill(storage::Database& database, const privacy::Vault& vault, int count, int columns) {
    const auto release = database.new_id<FormReleaseId>();
    required(database.write({programme, {}, "bench", "release"}, [&](storage::Writer& writer) {
        return release_form(writer, {form_document(columns), "form", false, {}, {}}, release,
                            *LocalDate::parse("2026-03-02"));
    }));
    SeededRandom random(1);
    constexpr int at_once = 500;
    for (int begin = 0; begin < count; begin += at_once) {
        std::vector<std::vector<storage::Value>> keys;
        std::vector<std::vector<storage::Value>> rows;
        const auto at = database.clock().now();
        for (int i = begin; i < std::min(count, begin + at_once); ++i) {
            const SubmissionId id{make_uuid_v4(random)};
            const auto key = privacy::KeyRing::make_fresh(vault, programme, id.uuid);
            const auto content = privacy::KeyRing::seal_with(key, programme, sheet(random, id, columns));
            using storage::to_value;
            keys.push_back({to_value(programme), to_value(id), to_value(key.wrapped), to_value(at)});
            rows.push_back({to_value(programme), to_value(id), to_value(std::string("xform:encuesta")),
                            to_value(utc_date(at)), to_value(at), to_value(content)});
        }
        const auto store = [&](storage::Writer& writer) -> Result<> {
            MINKA_TRY(writer.project_each(
                "INSERT INTO subject_key (programme_id, subject_id, wrapped, made_at) VALUES ($1, $2, $3, $4)", keys));
            return writer.project_each(
                "INSERT INTO submission (programme_id, id, instance_id, form, form_version, received_on, received_at, "
                "is_anonymous, state, fingerprint, content) VALUES ($1, $2, $2, $3, '1', $4, $5, 0, 'accepted', $2, "
                "$6)",
                rows);
        };
        required(database.write({programme, {}, "bench", "fill"}, store));
    }
}

void write_format(storage::Database& database, SubmissionBook& book, ExportFormat format,
                  const std::filesystem::path& folder) {
    SubmissionExport request;
    request.query.form_id = "encuesta";
    request.format = format;
    const auto out = folder / "salida";
    const auto begin = now();
    const auto receipt = required(export_submissions(database, book, programme, request, out));
    const auto end = now();
    const auto megabytes = static_cast<double>(std::filesystem::file_size(out)) / 1e6;
    fmt::print(
        "{}: {} submissions, {:.0f} MB, {:.1f} s, {:.1f} s of processor, {:.0f} MB/s ({:.0f} MB/s of "
        "processor), peak {:.0f} MiB\n",
        boost::describe::enum_to_string(format, ""), receipt.submissions, megabytes, end.wall - begin.wall,
        end.processor - begin.processor, megabytes / (end.wall - begin.wall),
        megabytes / (end.processor - begin.processor), peak_mebibytes());
    std::filesystem::remove(out);
}

// A page of 1,000 at the end of all, as the OData feed gives it, by key.
void read_last_page(storage::Database& database, SubmissionBook& book, int count) {
    SubmissionId start;
    required(database.read(programme, [&](storage::Reader& reader) {
        return reader.each(
            "SELECT id FROM submission WHERE programme_id = $1 ORDER BY id LIMIT 1 OFFSET $2",
            [&](const storage::Row& row) -> Result<> {
                start = row.get<SubmissionId>(0);
                return {};
            },
            programme, std::max(0, count - 1'001));
    }));
    const auto fields = required(database.read(
        programme, [](storage::Reader& reader) { return form_fields_of(reader, "encuesta", std::nullopt, ""); }));
    std::vector<double> milliseconds;
    std::size_t bytes = 0;
    for (int round = 0; round < 5; ++round) {
        const auto begin = now();
        FeedQuery query{"encuesta", {}, start, {}, {}};
        SubmissionFeed feed(database, book, programme, query);
        AnswerRows answers(fields);
        std::string page;
        int rows = 0;
        while (rows < 1'000 && !feed.is_over()) {
            for (const auto& row : required(feed.next(static_cast<std::size_t>(1'000 - rows)))) {
                required(answers.read(row.xml));
                append_row_json(page, fields, {&row, &answers}, 0, 0, {});
                ++rows;
            }
        }
        milliseconds.push_back((now().processor - begin.processor) * 1000);
        bytes = page.size();
    }
    std::ranges::sort(milliseconds);
    fmt::print("page of 1,000 after {} submissions: {:.1f} ms of processor, {:.1f} MB of JSON\n", count - 1'000,
               milliseconds[2], static_cast<double>(bytes) / 1e6);
}

}  // namespace

int main(int argument_count, char** arguments) {
    const int count = argument_count > 1 ? std::atoi(arguments[1]) : 30'000;
    const int columns = argument_count > 2 ? std::atoi(arguments[2]) : 500;
    std::vector<ExportFormat> formats{ExportFormat::csv};
    for (int i = 3; i < argument_count; ++i) {
        ExportFormat format{};
        if (boost::describe::enum_from_string(arguments[i], format)) {
            formats.push_back(format);
        }
    }
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("minka-export-bench-{}", getpid());
    std::filesystem::create_directories(folder);
    // Another process fills, so that the peak below is what reading and writing take.
    if (const auto child = fork(); child == 0) {
        const House house(folder);
        fill(*house.database, *house.vault, count, columns);
        return 0;
    } else {
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0) {
            return 1;
        }
    }
    {
        const House house(folder);
        const Projections none;
        SubmissionBook book(*house.vault, none);
        read_last_page(*house.database, book, count);
        for (const auto format : formats) {
            write_format(*house.database, book, format, folder);
        }
    }
    std::filesystem::remove_all(folder);
    return 0;
}
