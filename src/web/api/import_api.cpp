#include "web/api/import_api.h"

#include "base/base64.h"
#include "base/random.h"
#include "programme/participation_import.h"
#include "programme/team_import.h"
#include "registry/enrolment_import.h"
#include "registry/partner_import.h"
#include "registry/person_columns.h"
#include "registry/person_import.h"
#include "registry/school_columns.h"
#include "registry/school_import.h"
#include "registry/territory_import.h"
#include "sentences/spanish_sentence.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>

namespace minka::web {

using identity::Permission;
using registry::ImportOptions;
using registry::ImportReport;
using registry::TableShape;

enum class ImportKind { territories, schools, people, partners, enrolment, participation, teams, members };
BOOST_DESCRIBE_ENUM(ImportKind, territories, schools, people, partners, enrolment, participation, teams, members)

struct ImportFieldShown {
    std::string name;
    std::string meaning;
};
MINKA_JSON(ImportFieldShown, (name, meaning))

struct ImportKindShown {
    ImportKind kind{};
    std::vector<ImportFieldShown> fields;
};
MINKA_JSON(ImportKindShown, (kind, fields))

struct ColumnChoice {
    std::string column;
    std::string field;  ///< Empty: the column is passed over.
};
MINKA_JSON(ColumnChoice, (column, field))

struct ConstantChoice {
    std::string field;
    std::string value;
};
MINKA_JSON(ConstantChoice, (field, value))

enum class ImportRun { look, write };
BOOST_DESCRIBE_ENUM(ImportRun, look, write)

struct ImportAsked {
    ImportKind kind{};
    ImportRun run{};
    std::string file;     ///< Its name.
    std::string content;  ///< Base 64.
    std::vector<ColumnChoice> columns;
    std::vector<ConstantChoice> constants;
    std::optional<LocalDate> since;    ///< From when new rows hold that do not say it.
    std::optional<std::string> cycle;  ///< Of participation.
};
MINKA_JSON(ImportAsked, (kind, run, file, content, columns, constants, since, cycle))

struct ImportCount {
    std::string kind;
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
};
MINKA_JSON(ImportCount, (kind, created, changed, unchanged))

struct ImportProblemShown {
    std::int64_t row = 0;  ///< As a spreadsheet numbers it; 0 when it is about the whole file.
    std::string column;
    std::string value;
    std::string message;
};
MINKA_JSON(ImportProblemShown, (row, column, value, message))

struct DifferenceShown {
    std::string field;
    std::string before;
    std::string after;
};
MINKA_JSON(DifferenceShown, (field, before, after))

struct ImportChange {
    std::string kind;
    std::string name;
    std::int64_t row = 0;
    std::vector<DifferenceShown> fields;
};
MINKA_JSON(ImportChange, (kind, name, row, fields))

struct LookalikeShown {
    std::string first;
    std::string second;
    std::string reason;
};
MINKA_JSON(LookalikeShown, (first, second, reason))

struct ImportResult {
    std::vector<std::string> columns;  ///< Of the file, as its header writes them.
    std::vector<std::vector<std::string>> sample;
    std::vector<std::string> unused_columns;
    std::int64_t rows = 0;
    std::vector<ImportCount> counts;
    std::vector<ImportProblemShown> problems;  ///< The first of them.
    std::int64_t problem_count = 0;
    std::vector<ImportChange> changes;  ///< The first of them.
    std::vector<LookalikeShown> lookalikes;
    bool was_written = false;
};
MINKA_JSON(ImportResult,
           (columns, sample, unused_columns, rows, counts, problems, problem_count, changes, lookalikes, was_written))

namespace {

constexpr std::size_t most_shown = 200;
constexpr std::size_t sample_rows = 3;
constexpr std::size_t import_body_limit = 12 << 20;  // base 64 of a file of 9 MiB

Permission permission_of(ImportKind kind) {
    switch (kind) {
        case ImportKind::people: return Permission::people_write;
        case ImportKind::teams:
        case ImportKind::members: return Permission::teams_write;
        case ImportKind::participation: return Permission::cycle_write;
        default: return Permission::register_write;
    }
}

const TableShape& shape_of(ImportKind kind) {
    switch (kind) {
        case ImportKind::territories: return registry::territory_shape();
        case ImportKind::schools: return registry::school_shape();
        case ImportKind::people: return registry::person_shape();
        case ImportKind::partners: return registry::partner_shape();
        case ImportKind::enrolment: return registry::enrolment_shape();
        case ImportKind::participation: return programme::participation_shape();
        case ImportKind::teams: return programme::team_shape();
        case ImportKind::members: return programme::member_shape();
    }
    return registry::territory_shape();
}

bool may_import(const Call& call, ImportKind kind) {
    return identity::may(call.passage().grant.role, permission_of(kind));
}

// A file may change any record of the programme, so that whoever brings it answers for all of it.
Result<> check_reach(storage::Reader& reader, const Call& call) {
    const auto& territory = call.passage().grant.territory_id;
    if (territory) {
        MINKA_TRY_ASSIGN(const auto land, reader.require<registry::Territory>(*territory));
        if (land.record.parent_id) {
            return problem(ProblemCode::forbidden,
                           "A file changes records of the whole programme; it needs a role over all of its land.");
        }
    }
    return {};
}

// The file as it was sent, under its own name, while it is read.
class SentFile {
public:
    static Result<SentFile> keep(const ImportAsked& asked) {
        MINKA_TRY_ASSIGN(const auto bytes, from_base64(asked.content, "content"));
        std::string name;
        for (const char letter : asked.file.substr(0, 80)) {
            const auto byte = static_cast<unsigned char>(letter);
            name += std::isalnum(byte) != 0 || letter == '.' || letter == '-' || letter == '_' ? letter : '_';
        }
        if (name.find_first_not_of('.') == std::string::npos) {
            return problem(ProblemCode::invalid_input, "The file has no name.", "file");
        }
        std::array<std::uint8_t, 16> random{};
        SystemRandom().fill(random);
        SentFile sent;
        sent.folder_ = std::filesystem::temp_directory_path() / fmt::format("minka-{:02x}", fmt::join(random, ""));
        sent.file_ = sent.folder_ / name;
        std::error_code failure;
        std::filesystem::create_directory(sent.folder_, failure);
        std::filesystem::permissions(sent.folder_, std::filesystem::perms::owner_all, failure);
        std::ofstream out(sent.file_, std::ios::binary);
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        out.close();
        if (!out) {
            return problem(ProblemCode::io_failed, "The file could not be put aside; look at the disk.", "content");
        }
        return sent;
    }
    ~SentFile() {
        if (!folder_.empty()) {
            std::error_code ignored;
            std::filesystem::remove_all(folder_, ignored);
        }
    }
    SentFile(SentFile&& other) noexcept
        : folder_(std::exchange(other.folder_, {})), file_(std::exchange(other.file_, {})) {}
    SentFile& operator=(SentFile&&) = delete;
    const std::filesystem::path& path() const { return file_; }

private:
    SentFile() = default;
    std::filesystem::path folder_;
    std::filesystem::path file_;
};

ImportOptions options_of(const ImportAsked& asked, const std::filesystem::path& file) {
    ImportOptions options;
    options.file = file;
    for (const auto& choice : asked.columns) {
        if (choice.field.empty()) {
            options.mapping.ignore.push_back(choice.column);
            continue;
        }
        registry::ColumnMapping mapping;
        mapping.column = choice.column;
        mapping.field = choice.field;
        options.mapping.columns.push_back(std::move(mapping));
    }
    for (const auto& constant : asked.constants) {
        options.mapping.constants.push_back({constant.field, constant.value, 0});
    }
    options.since = asked.since;
    options.run = asked.run == ImportRun::write ? ImportOptions::Run::write : ImportOptions::Run::dry;
    return options;
}

Result<ImportReport> run_import(const Call& call, const ImportAsked& asked, const ImportOptions& options) {
    auto& database = call.premises().database;
    const auto& vault = call.premises().vault;
    const auto act = call.act("import " + std::string(boost::describe::enum_to_string(asked.kind, "")));
    switch (asked.kind) {
        case ImportKind::territories: return registry::import_territories(database, act, options);
        case ImportKind::schools: return registry::import_schools(database, act, options);
        case ImportKind::people: return registry::import_people(database, vault, act, options);
        case ImportKind::partners: return registry::import_partners(database, act, options);
        case ImportKind::enrolment: return registry::import_enrolment(database, act, options);
        case ImportKind::participation:
            return programme::import_participation(database, act, options, asked.cycle.value_or(""));
        case ImportKind::teams: return programme::import_teams(database, act, options);
        case ImportKind::members: return programme::import_members(database, vault, act, options);
    }
    return problem(ProblemCode::invalid_input, "There is no such register.", "kind");
}

// The header and the first rows, so that a person sees what their columns hold.
Result<> add_sample(const std::filesystem::path& file, ImportResult& result) {
    MINKA_TRY_ASSIGN(auto reader, documents::TableReader::open(file));
    result.columns = reader.header();
    documents::TableRow row;
    while (result.sample.size() < sample_rows) {
        MINKA_TRY_ASSIGN(const bool more, reader.next(row));
        if (!more) {
            break;
        }
        auto& cells = result.sample.emplace_back();
        for (const auto& cell : row.cells) {
            cells.push_back(cell.text.substr(0, 200));
        }
    }
    return {};
}

// What the importers say, in the language of who asked.
std::string said(const Call& call, const std::string& sentence) {
    return call.is_spanish() ? sentences::spanish_sentence(sentence) : sentence;
}

void add_report(const Call& call, const ImportReport& report, ImportResult& result) {
    result.unused_columns = report.unused_columns;
    result.rows = static_cast<std::int64_t>(report.rows);
    result.problem_count = static_cast<std::int64_t>(report.problem_count);
    result.was_written = report.was_written;
    for (const auto& count : report.counts) {
        result.counts.push_back({count.kind, static_cast<std::int64_t>(count.created),
                                 static_cast<std::int64_t>(count.changed), static_cast<std::int64_t>(count.unchanged)});
    }
    for (std::size_t i = 0; i < std::min(report.problems.size(), most_shown); ++i) {
        const auto& one = report.problems[i];
        result.problems.push_back({static_cast<std::int64_t>(one.row), one.column, one.value, said(call, one.message)});
    }
    for (std::size_t i = 0; i < std::min(report.changes.size(), most_shown); ++i) {
        const auto& one = report.changes[i];
        auto& change =
            result.changes.emplace_back(ImportChange{one.kind, one.name, static_cast<std::int64_t>(one.row), {}});
        for (const auto& field : one.fields) {
            change.fields.push_back(
                {field.field, field.is_sealed ? "" : field.before, field.is_sealed ? "" : field.after});
        }
    }
    for (std::size_t i = 0; i < std::min(report.lookalikes.size(), most_shown); ++i) {
        const auto& one = report.lookalikes[i];
        result.lookalikes.push_back({one.first, one.second, said(call, one.reason)});
    }
}

Result<HttpResponse> import_file(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto asked, FromJson<ImportAsked>::of(json, ""));
    if (!may_import(call, asked.kind)) {
        return problem(ProblemCode::forbidden, "Your role brings in no such file.", "kind");
    }
    MINKA_TRY(call.premises().database.read(call.programme(),
                                            [&](storage::Reader& reader) { return check_reach(reader, call); }));
    MINKA_TRY_ASSIGN(const auto file, SentFile::keep(asked));
    ImportResult result;
    MINKA_TRY(add_sample(file.path(), result));
    MINKA_TRY_ASSIGN(const auto report, run_import(call, asked, options_of(asked, file.path())));
    add_report(call, report, result);
    return json_response(to_json_text(result));
}

Result<HttpResponse> list_kinds(const Call& call) {
    ListOf<ImportKindShown> list;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<ImportKind>>([&](auto entry) {
        if (!may_import(call, entry.value)) {
            return;
        }
        auto& kind = list.items.emplace_back(ImportKindShown{entry.value, {}});
        for (const auto& field : shape_of(entry.value).fields) {
            kind.fields.push_back({std::string(field.name), std::string(field.meaning)});
        }
    });
    return json_response(to_json_text(list));
}

}  // namespace

std::vector<Route> import_routes() {
    Route kinds;
    kinds.method = Method::get;
    kinds.path = "/api/v1/programmes/{programme}/imports";
    kinds.admission = Admission::granted;
    kinds.permission = Permission::register_read;
    kinds.summary = "The registers that one may bring files into, with their fields";
    kinds.answer = &schema_of<ListOf<ImportKindShown>>;
    kinds.run = list_kinds;
    Route bring;
    bring.method = Method::post;
    bring.path = kinds.path;
    bring.admission = Admission::granted;
    bring.permission = Permission::register_read;
    bring.act = "import";
    bring.summary = "Look at a file, or write it: whole, or not at all when anything in it is wrong";
    bring.body_limit = import_body_limit;
    bring.body = &schema_of<ImportAsked>;
    bring.answer = &schema_of<ImportResult>;
    bring.run = import_file;
    return {std::move(kinds), std::move(bring)};
}

}  // namespace minka::web
