#include "web/list_export.h"

namespace minka::web {

Result<> note_export(const Call& call, std::string_view list, std::size_t rows) {
    return call.premises().database.write(call.act("export " + std::string(list)), [&](storage::Writer& writer) {
        return writer.note("export", Uuid{}, {{"list", std::string(list)}, {"rows", static_cast<std::int64_t>(rows)}});
    });
}

Call page_call(const Call& call, const std::vector<QueryParameter>& parameters, const std::string& after) {
    std::vector<std::pair<std::string, std::string>> query;
    for (const auto& parameter : parameters) {
        if (auto value = call.query(parameter.name)) {
            query.emplace_back(parameter.name, *std::move(value));
        }
    }
    query.emplace_back("limit", export_page);
    if (!after.empty()) {
        query.emplace_back("after", after);
    }
    auto page = call;
    page.take_query(std::move(query));
    return page;
}

}  // namespace minka::web
