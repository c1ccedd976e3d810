#include "web/api/central_odata_api.h"

#include "base/text.h"
#include "documents/json.h"
#include "forms/export/answer_json.h"
#include "forms/export/odata_documents.h"
#include "forms/export/odata_filter.h"
#include "web/api/central_sight.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace minka::web {

namespace {

using documents::json_text;

/// What one answer holds at most; the next one begins behind it.
constexpr std::size_t most_rows = 25'000;
constexpr std::size_t most_bytes = 32U << 20U;
constexpr std::size_t feed_rows = 512;

struct Paging {
    std::size_t top = most_rows;
    std::size_t skip = 0;
    bool has_top = false;
    bool counts = false;
    std::optional<forms::SubmissionId> after;
};

Result<std::size_t> whole_number(const Call& call, std::string_view name, std::size_t otherwise) {
    const auto text = call.query(name);
    if (!text) {
        return otherwise;
    }
    std::size_t number = 0;
    const auto* end = text->data() + text->size();
    const auto [stop, failure] = std::from_chars(text->data(), end, number);
    if (failure != std::errc() || stop != end) {
        return invalid("Here belongs a whole number.", std::string(name));
    }
    return number;
}

Result<bool> truth(const Call& call, std::string_view name) {
    const auto text = call.query(name).value_or("false");
    if (text != "true" && text != "false") {
        return invalid("Here belongs true or false.", std::string(name));
    }
    return text == "true";
}

Result<Paging> paging_of(const Call& call) {
    Paging paging;
    MINKA_TRY_ASSIGN(paging.top, whole_number(call, "$top", most_rows));
    MINKA_TRY_ASSIGN(paging.skip, whole_number(call, "$skip", 0));
    MINKA_TRY_ASSIGN(paging.counts, truth(call, "$count"));
    paging.has_top = call.query("$top").has_value();
    paging.top = std::min(paging.top, most_rows);
    if (const auto token = call.query("$skiptoken")) {
        const auto uuid = parse_uuid(*token);
        if (!uuid) {
            return invalid("The token is none of ours; follow @odata.nextLink as it is.", "$skiptoken");
        }
        paging.after = forms::SubmissionId{*uuid};
        paging.skip = 0;  // was done before the first page
    }
    return paging;
}

Result<forms::AnswerJsonStyle> style_of(const Call& call, const CentralSight& sight) {
    forms::AnswerJsonStyle style;
    style.layout = sight.layout;
    MINKA_TRY_ASSIGN(const bool as_text, truth(call, "$wkt"));
    style.places = as_text ? forms::PlaceNotation::well_known_text : forms::PlaceNotation::geojson;
    const auto expand = call.query("$expand");
    if (expand && *expand != "*") {
        return invalid("Only $expand=* is there: every repeated group.", "$expand");
    }
    style.expands_repeats = expand.has_value();
    if (const auto select = call.query("$select")) {
        for (const auto part : split(*select, ',')) {
            auto path = std::string(trim(part));
            if (path == "*") {
                style.selected.clear();
                break;
            }
            style.selected.push_back(path.starts_with("__system/") ? "__system" : std::move(path));
        }
    }
    return style;
}

std::string service_address(const Call& call) {
    const auto& path = call.request().path;
    return own_address(call.request()) + path.substr(0, path.find(".svc") + 4);
}

HttpResponse odata_response(std::string body, std::string_view type) {
    HttpResponse response;
    response.set("content-type", std::string(type));
    response.set("odata-version", "4.0");
    response.set("cache-control", "no-store");
    response.body = std::move(body);
    return response;
}

Result<forms::FormFields> fields_of(const Call& call) {
    return call.premises().database.read(call.programme(), [&](storage::Reader& reader) {
        return forms::form_fields_of(reader, call.part("form"), std::nullopt, {});
    });
}

Result<HttpResponse> show_service(const Call& call) {
    MINKA_TRY_ASSIGN(const auto fields, fields_of(call));
    return odata_response(forms::odata_service_json(fields, service_address(call)),
                          "application/json; charset=utf-8; odata.metadata=minimal");
}

Result<HttpResponse> show_metadata(const Call& call) {
    MINKA_TRY_ASSIGN(const auto fields, fields_of(call));
    const auto& role = call.passage().grant.role;
    forms::ExportLayout layout;
    layout.withholds_persons = !identity::may(role, identity::Permission::people_read);
    layout.withholds_places = !identity::may(role, identity::Permission::need_to_know);
    return odata_response(forms::odata_metadata_xml(fields, layout), "application/xml; charset=utf-8");
}

/// One page of a table, while it is made.
class Page {
public:
    Page(const Call& call, const forms::FormFields& fields, std::size_t table, Paging paging,
         const forms::AnswerJsonStyle& style)
        : call_(call), fields_(fields), table_(table), paging_(paging), style_(style), answers_(fields) {}

    Result<> fill(const forms::FeedQuery& query) {
        auto from = query;
        from.after = paging_.after;
        auto left_out = paging_.skip;
        const bool skips_heads = table_ == 0 && !query.content && left_out > 0;
        if (skips_heads) {
            from.heading = [&left_out, &query](const forms::FeedRow& row) {
                if (query.heading && !query.heading(row)) {
                    return false;
                }
                if (left_out > 0) {
                    --left_out;
                    return false;
                }
                return true;
            };
        }
        forms::SubmissionFeed feed(call_.premises().database, call_.premises().submissions, call_.programme(), from);
        auto skip = skips_heads ? 0 : left_out;
        while (!feed.is_over() && !is_full()) {
            MINKA_TRY_ASSIGN(const auto rows,
                             feed.next(std::min(feed_rows, table_ == 0 ? paging_.top - rows_ + skip : 64)));
            for (const auto& row : rows) {
                if (is_full()) {
                    has_more_ = true;
                    break;
                }
                MINKA_TRY(answers_.read(row.xml, row.form_version));
                add(row, skip);
                last_ = row.id;
            }
        }
        has_more_ = has_more_ || !feed.is_over();
        return {};
    }

    Result<std::string> json(const forms::FeedQuery& query, const std::string& table_name) {
        std::string text = "{\"@odata.context\":" + json_text(service_address(call_) + "/$metadata#" + table_name);
        if (paging_.counts) {
            MINKA_TRY_ASSIGN(const auto count, count_rows(query));
            text += ",\"@odata.count\":" + std::to_string(count);
        }
        if (has_more_ && last_) {
            text += ",\"@odata.nextLink\":" + json_text(next_link());
        }
        return text + ",\"value\":[" + body_ + "]}";
    }

    std::size_t rows() const { return rows_; }

private:
    bool is_full() const { return rows_ >= paging_.top || body_.size() >= most_bytes; }

    // A submission is whole on one page: a page of a repeated group may be longer than it was to be.
    void add(const forms::FeedRow& row, std::size_t& skip) {
        const forms::ExportRow export_row{&row, &answers_};
        for (std::size_t number = 0; number < answers_.of(table_).size(); ++number) {
            if (skip > 0) {
                --skip;
                continue;
            }
            body_ += rows_ == 0 ? "" : ",";
            forms::append_row_json(body_, fields_, export_row, table_, number, style_);
            ++rows_;
        }
    }

    Result<std::int64_t> count_rows(const forms::FeedQuery& query) {
        forms::SubmissionFeed feed(call_.premises().database, call_.premises().submissions, call_.programme(), query);
        if (table_ == 0) {
            return feed.count();
        }
        std::int64_t count = 0;
        while (!feed.is_over()) {
            MINKA_TRY_ASSIGN(const auto rows, feed.next(feed_rows));
            for (const auto& row : rows) {
                MINKA_TRY(answers_.read(row.xml, row.form_version));
                count += static_cast<std::int64_t>(answers_.of(table_).size());
            }
        }
        return count;
    }

    std::string next_link() const {
        std::string query;
        for (const auto name : {"$top", "$count", "$filter", "$select", "$expand", "$wkt"}) {
            if (const auto value = call_.query(name)) {
                query += std::string("%24") + (name + 1) + "=" + encoded(*value) + "&";
            }
        }
        return own_address(call_.request()) + call_.request().path + "?" + query + "%24skiptoken=" + to_string(*last_);
    }

    static std::string encoded(std::string_view text) {
        std::string result;
        for (const char c : text) {
            const auto code = static_cast<unsigned char>(c);
            const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                  c == '-' || c == '_' || c == '.' || c == '~';
            result += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned>(code));
        }
        return result;
    }

    const Call& call_;
    const forms::FormFields& fields_;
    std::size_t table_;
    Paging paging_;
    const forms::AnswerJsonStyle& style_;
    forms::AnswerRows answers_;
    std::string body_;
    std::size_t rows_ = 0;
    std::optional<forms::SubmissionId> last_;
    bool has_more_ = false;
};

// Who read rows, of which table, how many: written down before they go out.
Result<> note_feed(const Call& call, const CentralSight& sight, const std::string& table, std::size_t rows) {
    std::vector<storage::Field> facts{{"form", storage::to_value(call.part("form"))},
                                      {"format", storage::to_value("odata")},
                                      {"table", storage::to_value(table)},
                                      {"rows", storage::to_value(rows)}};
    if (sight.agreement) {
        facts.push_back({"agreement", storage::to_value(to_string(*sight.agreement))});
    }
    return call.premises().database.write(call.act("read submissions"), [&](storage::Writer& writer) {
        return writer.note("submission export", sight.agreement.value_or(Uuid{}), facts);
    });
}

Result<HttpResponse> show_table(const Call& call) {
    MINKA_TRY_ASSIGN(const auto fields, fields_of(call));
    MINKA_TRY_ASSIGN(const auto sight, central_sight(call, call.part("form")));
    const auto& name = call.part("table");
    std::size_t table = 0;
    while (table < fields.tables.size() && forms::odata_table_name(fields, table) != name) {
        ++table;
    }
    if (table == fields.tables.size()) {
        return problem(ProblemCode::not_found, "The form has no such table; the service document names them.", "table");
    }
    MINKA_TRY_ASSIGN(const auto paging, paging_of(call));
    MINKA_TRY_ASSIGN(const auto style, style_of(call, sight));
    forms::FeedQuery query{call.part("form"), {}, {}, {}, sight.content};
    std::shared_ptr<const forms::ODataFilter> filter;
    if (const auto text = call.query("$filter")) {
        MINKA_TRY_ASSIGN(auto parsed, forms::ODataFilter::parse(*text));
        if (parsed.asks_sender() && sight.layout.withholds_persons) {
            return problem(ProblemCode::forbidden, "Who sent a submission is withheld from you, as a filter too.",
                           "$filter");
        }
        filter = std::make_shared<const forms::ODataFilter>(std::move(parsed));
        const auto now = call.premises().database.clock().now();
        query.heading = [filter, now](const forms::FeedRow& row) { return filter->holds(row, now); };
    }
    Page page(call, fields, table, paging, style);
    MINKA_TRY(page.fill(query));
    MINKA_TRY_ASSIGN(auto text, page.json(query, name));
    MINKA_TRY(note_feed(call, sight, name, page.rows()));
    return odata_response(std::move(text), "application/json; charset=utf-8; odata.metadata=minimal");
}

}  // namespace

std::vector<CentralRoute> central_odata_routes() {
    using enum CentralAdmission;
    return {
        {Method::get, "/v1/projects/{project}/forms/{form}.svc", readers, "", "The tables of a form", 0, show_service},
        {Method::get, "/v1/projects/{project}/forms/{form}.svc/$metadata", readers, "", "Their columns, as EDMX", 0,
         show_metadata},
        {Method::get, "/v1/projects/{project}/forms/{form}.svc/{table}", readers, "read submissions",
         "Rows of a table: $top, $skip, $count, $filter, $select, $expand=*, $wkt, $skiptoken", 0, show_table}};
}

}  // namespace minka::web
