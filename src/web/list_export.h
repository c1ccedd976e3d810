#pragma once

#include "web/table_download.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::web {

/// A column of a list that is taken along.
template <typename Item>
struct ExportColumn {
    std::string_view spanish;
    std::string_view english;
    std::function<documents::XlsxCell(const Item&)> cell;
};

/// Whether the ledger is told that somebody took the list along: it holds personal data.
enum class ExportTrace { no, ledger };

/// Writes into the ledger that a list was taken along, and how many rows. Problems: those of the database.
Result<> note_export(const Call& call, std::string_view list, std::size_t rows);

/// The same call for a page of a list: its parameters without `format`, `after` and `limit`, and then these.
Call page_call(const Call& call, const std::vector<QueryParameter>& parameters, const std::string& after);

inline constexpr std::string_view export_page = "500";

/// A list as a file, with the scope, filters and order that it has on the screen. Each page is read by itself: a long
/// list holds no snapshot.
template <typename Item, typename List>
Route export_route(RouteText text, std::string name, Result<List> (*list)(storage::Reader&, const Call&),
                   std::vector<ExportColumn<Item>> columns, ExportTrace trace = ExportTrace::no) {
    Route route;
    route.method = Method::get;
    route.path = text.path;
    route.admission = Admission::granted;
    route.permission = text.permission;
    route.summary = text.summary;
    const auto parameters = text.query;
    route.query = std::move(text.query);
    route.query.push_back(format_parameter());
    route.answer = &schema_of<std::string>;
    route.answer_type = "text/csv";
    route.run = [=](const Call& call) -> Result<HttpResponse> {
        DownloadTable table{name, {}, {}};
        for (const auto& column : columns) {
            table.header.emplace_back(call.is_spanish() ? column.spanish : column.english);
        }
        std::string after;
        do {
            const auto page = page_call(call, parameters, after);
            MINKA_TRY_ASSIGN(const auto found,
                             call.premises().database.read(
                                 call.programme(), [&](storage::Reader& reader) { return list(reader, page); }));
            for (const auto& item : found.items) {
                auto& row = table.rows.emplace_back();
                for (const auto& column : columns) {
                    row.push_back(column.cell(item));
                }
            }
            after.clear();
            if constexpr (requires { found.next; }) {
                after = found.next.value_or("");
            }
        } while (!after.empty());
        if (trace == ExportTrace::ledger) {
            MINKA_TRY(note_export(call, name, table.rows.size()));
        }
        return table_download(table, format_of(call));
    };
    return route;
}

/// The cell of a value that may be absent.
template <typename T>
documents::XlsxCell optional_cell(const std::optional<T>& value) {
    return value ? documents::XlsxCell(*value) : documents::XlsxCell();
}

}  // namespace minka::web
