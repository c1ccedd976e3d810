#include "web/api/report_api.h"

#include "programme/cycle_rules.h"
#include "registry/school_list.h"
#include "registry/territory_list.h"
#include "reports/html_page.h"
#include "reports/release_times.h"
#include "web/api/document_json.h"
#include "web/printed_page.h"
#include "web/table_download.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace minka::web {

using identity::Permission;
using registry::Purpose;
using storage::Reader;

enum class ReportAudience { programme, public_ };
BOOST_DESCRIBE_ENUM(ReportAudience, programme, public_)

struct ReportAsked {
    ReportKind kind{};
    std::string cycle;
    std::optional<ReportAudience> audience;  ///< The widest that one may see, when not given.
    std::optional<LocalDate> as_of;          ///< The date of the last record, when not given.
    std::optional<std::string> known_at;     ///< The last record, when not given.
    std::optional<std::string> language;     ///< "es" or "en"; one's own when not given.
};
MINKA_JSON(ReportAsked, (kind, cycle, audience, as_of, known_at, language))

struct ReportTableName {
    std::string code;
    std::string caption;
};
MINKA_JSON(ReportTableName, (code, caption))

struct ReportShown {
    ReportTaskId id;
    ReportKind kind{};
    std::string cycle;
    ReportAudience audience{};
    std::string language;
    LocalDate as_of;
    Instant known_at;
    Instant asked_at;
    ReportState state{};
    std::optional<Instant> ended_at;
    std::optional<std::string> problem;  ///< Why a failed one failed.
    std::optional<std::string> title;    ///< Of what is ready.
    std::optional<std::int64_t> pages;   ///< Of schools, when they are ready.
    std::optional<std::int64_t> pages_with_scores;
};
MINKA_JSON(ReportShown, (id, kind, cycle, audience, language, as_of, known_at, asked_at, state, ended_at, problem,
                         title, pages, pages_with_scores))

struct ReportDetail {
    ReportShown report;
    std::vector<ReportTableName> tables;  ///< Each can be taken along.
};
MINKA_JSON(ReportDetail, (report, tables))

struct SchoolPageItem {
    registry::SchoolId id;
    std::string code;
    std::string name;
    bool has_scores = false;  ///< Else it is a conversation guide.
};
MINKA_JSON(SchoolPageItem, (id, code, name, has_scores))

namespace {

bool may(const Call& call, Permission permission) { return identity::may(call.passage().grant.role, permission); }

// A report for the programme is for those who work in it; school pages only for those who bring them to schools.
bool may_see(const Call& call, const ReportOrder& order) {
    if (order.kind == ReportKind::schools) {
        return may(call, Permission::school_pages_read);
    }
    return order.audience == reports::Audience::public_ || may(call, Permission::cycle_read);
}

ReportShown shown(const ReportTask& task) {
    const auto& order = task.order;
    ReportShown shown;
    shown.id = task.id;
    shown.kind = order.kind;
    shown.cycle = order.cycle;
    shown.audience = order.audience == reports::Audience::public_ ? ReportAudience::public_ : ReportAudience::programme;
    shown.language = order.language;
    shown.as_of = order.as_of;
    shown.known_at = order.known_at;
    shown.asked_at = task.asked_at;
    shown.state = task.state;
    shown.ended_at = task.ended_at;
    if (task.problem) {
        shown.problem = to_sentence(*task.problem);
    }
    if (task.cycle) {
        shown.title = task.cycle->document.title;
    }
    if (task.pages) {
        shown.title = task.pages->wave.name;
        shown.pages = std::ssize(task.pages->pages);
        shown.pages_with_scores = std::ranges::count_if(task.pages->pages, &reports::SchoolPage::has_scores);
    }
    return shown;
}

Result<ReportOrder> order_of(Reader& reader, const Call& call, const ReportAsked& asked) {
    ReportOrder order{call.programme(), asked.kind, asked.cycle, reports::Audience::public_, {}, {}, {}};
    MINKA_TRY(programme::cycle_by_code(reader, asked.cycle));
    const auto widest = may(call, Permission::cycle_read) ? ReportAudience::programme : ReportAudience::public_;
    if (asked.audience.value_or(widest) == ReportAudience::programme || asked.kind == ReportKind::schools) {
        order.audience = reports::Audience::programme;
    }
    order.language = asked.language.value_or(std::string(call.language()));
    if (order.language != "es" && order.language != "en") {
        return problem(ProblemCode::invalid_input, "A report is in es or en.", "language");
    }
    if (asked.known_at) {
        auto known_at = parse_instant(*asked.known_at);
        if (!known_at) {
            return problem(ProblemCode::invalid_input, "An instant such as 2026-03-14T12:00:00Z is wanted.",
                           "known_at");
        }
        order.known_at = *known_at;
    } else {
        MINKA_TRY_ASSIGN(order.known_at, reports::frozen_instant(reader));
    }
    order.as_of = asked.as_of.value_or(utc_date(order.known_at));
    return order;
}

Result<HttpResponse> ask_for_report(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto asked, FromJson<ReportAsked>::of(json, ""));
    MINKA_TRY_ASSIGN(const auto order, call.premises().database.read(call.programme(), [&](Reader& reader) {
        return order_of(reader, call, asked);
    }));
    if (!may_see(call, order)) {
        return problem(ProblemCode::forbidden, "This report is for others; choose the public one.", "audience");
    }
    const auto act = order.kind == ReportKind::cycle ? "report cycle" : "report school";
    MINKA_TRY_ASSIGN(const auto task, call.premises().reports.ask(order, call.act(act)));
    return json_response(to_json_text(shown(task)));
}

Result<ReportTask> task_of(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<ReportTaskId>("report"));
    MINKA_TRY_ASSIGN(auto task, call.premises().reports.find(call.programme(), id));
    if (!may_see(call, task.order)) {
        return problem(ProblemCode::forbidden, "This report is for others.", "report");
    }
    return task;
}

Result<ReportTask> ready_task(const Call& call, ReportKind kind) {
    MINKA_TRY_ASSIGN(auto task, task_of(call));
    if (task.order.kind != kind) {
        return problem(ProblemCode::not_found, "This report has no such part.", "report");
    }
    if (task.state != ReportState::ready) {
        return problem(ProblemCode::not_ready,
                       task.problem ? task.problem->message : "The report is being made; ask again in a moment.",
                       "report");
    }
    return task;
}

Result<HttpResponse> list_reports(const Call& call) {
    ListOf<ReportShown> list;
    for (const auto& task : call.premises().reports.of(call.programme())) {
        if (may_see(call, task.order)) {
            list.items.push_back(shown(task));
        }
    }
    return json_response(to_json_text(list));
}

Result<HttpResponse> show_report(const Call& call) {
    MINKA_TRY_ASSIGN(const auto task, task_of(call));
    ReportDetail detail{shown(task), {}};
    if (task.cycle) {
        for (const auto* table : task.cycle->document.tables()) {
            detail.tables.push_back({table->code, table->caption});
        }
    }
    return json_response(to_json_text(detail));
}

HttpResponse page_response(const reports::ReportDocument& document, const programme::ReportTexts& texts) {
    return printed_page(reports::html_page(document, texts));
}

Result<HttpResponse> show_page(const Call& call) {
    MINKA_TRY_ASSIGN(const auto task, ready_task(call, ReportKind::cycle));
    return page_response(task.cycle->document, task.cycle->texts);
}

// What is said of measures, in either language.
bool is_of_measures(const reports::Section& section) {
    static const std::set<std::string, std::less<>> ids{"respuestas", "responses", "indice",  "index",      "cambio",
                                                        "change",     "escuelas",  "schools", "reservadas", "withheld",
                                                        "metodo",     "method",    "limites", "limits"};
    return ids.contains(section.id);
}

Result<HttpResponse> show_document(const Call& call) {
    MINKA_TRY_ASSIGN(const auto task, ready_task(call, ReportKind::cycle));
    auto document = task.cycle->document;
    if (call.query("part") == "measures") {
        std::erase_if(document.sections, [](const auto& section) { return !is_of_measures(section); });
    }
    return json_response(to_json_text(shown_document(document, task.cycle->texts)));
}

documents::XlsxCell spreadsheet_cell(const std::string& text, reports::ColumnKind kind) {
    if (text.empty()) {
        return std::monostate{};
    }
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (kind != reports::ColumnKind::words && read.ec == std::errc() && read.ptr == text.data() + text.size()) {
        return number;
    }
    return text;
}

DownloadTable plain_table(const reports::ReportTable& table, const programme::ReportTexts& texts) {
    DownloadTable plain{table.code, {}, {}};
    for (const auto& column : table.columns) {
        std::ranges::move(reports::csv_headings(column, texts), std::back_inserter(plain.header));
    }
    for (const auto& row : table.rows) {
        auto& line = plain.rows.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            for (const auto& text : reports::csv_cells(row[i], table.columns[i].kind, texts)) {
                line.push_back(spreadsheet_cell(text, table.columns[i].kind));
            }
        }
    }
    return plain;
}

// The CSV is that of the report's folder, to the byte.
Result<HttpResponse> take_table(const Call& call) {
    MINKA_TRY_ASSIGN(const auto task, ready_task(call, ReportKind::cycle));
    const auto tables = task.cycle->document.tables();
    const auto table = std::ranges::find(tables, call.part("table"), [](const auto* one) { return one->code; });
    if (table == tables.end()) {
        return problem(ProblemCode::not_found, "The report has no such table.", "table");
    }
    if (format_of(call) == TableFormat::xlsx) {
        return table_download(plain_table(**table, task.cycle->texts), TableFormat::xlsx);
    }
    MINKA_TRY_ASSIGN(auto csv, reports::table_csv(**table, task.cycle->texts, reports::CsvMark::byte_order_mark));
    return file_download(std::move(csv), (*table)->code, TableFormat::csv);
}

std::string page_file(const ReportTask& task, const std::string& code) {
    return (task.order.language == "es" ? "escuela-" : "school-") + code + ".html";
}

const reports::SchoolPage* page_of(const ReportTask& task, const std::string& code) {
    const auto found = std::ranges::find(task.pages->pages, page_file(task, code), &reports::SchoolPage::file);
    return found == task.pages->pages.end() ? nullptr : &*found;
}

Result<ListOf<SchoolPageItem>> pages_in_scope(Reader& reader, const Call& call, const ReportTask& task) {
    ListOf<SchoolPageItem> list;
    std::optional<registry::PageKey> after;
    do {
        MINKA_TRY_ASSIGN(const auto page, registry::schools_in(reader, call.scope(Purpose::operation), call.times(), {},
                                                               after, registry::longest_page));
        for (const auto& school : page.items) {
            if (const auto* own = page_of(task, school.code); own != nullptr) {
                list.items.push_back({school.id, school.code, school.name, own->has_scores});
            }
        }
        after = page.next;
    } while (after);
    return list;
}

Result<HttpResponse> list_school_pages(const Call& call) {
    MINKA_TRY_ASSIGN(const auto task, ready_task(call, ReportKind::schools));
    MINKA_TRY_ASSIGN(const auto list, call.premises().database.read(call.programme(), [&](Reader& reader) {
        return pages_in_scope(reader, call, task);
    }));
    return json_response(to_json_text(list));
}

Result<HttpResponse> show_school_page(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<registry::SchoolId>("school"));
    MINKA_TRY_ASSIGN(const auto task, ready_task(call, ReportKind::schools));
    MINKA_TRY_ASSIGN(const auto school, call.premises().database.read(call.programme(), [&](Reader& reader) {
        return registry::school_in(reader, call.scope(Purpose::operation), id);
    }));
    const auto* page = page_of(task, school.code);
    if (page == nullptr) {
        return problem(ProblemCode::not_found, "The school takes no part in the cycle.", "school");
    }
    return page_response(page->document, task.pages->texts);
}

Route reading(std::string_view path, Permission permission, std::string_view summary,
              Result<HttpResponse> (*run)(const Call&), MakeSchema answer, std::string_view type = "application/json") {
    Route route;
    route.method = Method::get;
    route.path = path;
    route.admission = Admission::granted;
    route.permission = permission;
    route.summary = summary;
    route.answer = answer;
    route.answer_type = type;
    route.run = run;
    return route;
}

}  // namespace

std::vector<Route> report_routes() {
    constexpr auto any = Permission::report_read;
    Route ask;
    ask.method = Method::post;
    ask.path = "/api/v1/programmes/{programme}/reports";
    ask.admission = Admission::granted;
    ask.permission = any;
    ask.act = "report";
    ask.summary = "Ask for a report; the same one again when nothing changed";
    ask.body_limit = json_body_limit;
    ask.body = &schema_of<ReportAsked>;
    ask.answer = &schema_of<ReportShown>;
    ask.run = ask_for_report;
    auto document = reading("/api/v1/programmes/{programme}/reports/{report}/document", any,
                            "A report as its sentences, tables and figures", show_document, &schema_of<DocumentShown>);
    document.query = {{"part", QueryParameter::Kind::word, "Only this part", {"measures"}}};
    auto table = reading("/api/v1/programmes/{programme}/reports/{report}/tables/{table}", any,
                         "A table of a report, to keep", take_table, &schema_of<std::string>, "text/csv");
    table.query = {format_parameter()};
    return {
        reading("/api/v1/programmes/{programme}/reports", any, "The reports asked for in the last 30 days",
                list_reports, &schema_of<ListOf<ReportShown>>),
        std::move(ask),
        reading("/api/v1/programmes/{programme}/reports/{report}", any, "A report: how far it is, and its tables",
                show_report, &schema_of<ReportDetail>),
        reading("/api/v1/programmes/{programme}/reports/{report}/page", any, "A report as a page that prints",
                show_page, &schema_of<std::string>, "text/html"),
        std::move(document),
        std::move(table),
        reading("/api/v1/programmes/{programme}/reports/{report}/schools", Permission::school_pages_read,
                "The schools that have a page in it", list_school_pages, &schema_of<ListOf<SchoolPageItem>>),
        reading("/api/v1/programmes/{programme}/reports/{report}/schools/{school}", Permission::school_pages_read,
                "The page that returns to a school: three strengths and two questions, or a conversation guide",
                show_school_page, &schema_of<std::string>, "text/html"),
    };
}

}  // namespace minka::web
