#include "web/api/resolution_api.h"

#include "programme/resolution_draft.h"
#include "registry/territory_list.h"
#include "web/printed_page.h"

namespace minka::web {

using storage::Reader;

namespace {

programme::ResolutionWords words_of(const Call& call) {
    auto words = programme::default_resolution_words();
    words.year_name = call.query("year_name").value_or("");
    words.report = call.query("report").value_or("");
    words.file = call.query("file").value_or("");
    words.year_norm = call.query("year_norm").value_or("");
    words.city = call.query("city").value_or("");
    return words;
}

// Names are opened for this page alone; who opened it is written down with the reads of the UGEL's data.
Result<std::string> draft_page(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto ugel, call.id<registry::TerritoryId>("ugel"));
    MINKA_TRY(registry::territory_in(reader, call.scope(registry::Purpose::operation), ugel));
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    const auto& rules = folder->profile.stages.team;
    if (!rules) {
        return problem(ProblemCode::not_found, "This programme has no teams of UGEL.", "ugel");
    }
    MINKA_TRY_ASSIGN(const auto* texts, folder->texts_in("es"));
    MINKA_TRY_ASSIGN(const auto document, programme::resolution_document(
                                              reader, call.premises().vault,
                                              {ugel, call.today(), rules->name.in("es"), rules->resolution_months}));
    return programme::resolution_html(document, words_of(call), *texts);
}

Result<HttpResponse> show_draft(const Call& call) {
    MINKA_TRY_ASSIGN(auto page, call.premises().database.read(
                                    call.programme(), [&](Reader& reader) { return draft_page(reader, call); }));
    return printed_page(std::move(page));
}

}  // namespace

std::vector<Route> resolution_routes() {
    using Kind = QueryParameter::Kind;
    auto draft = read_route<std::string>({"/api/v1/programmes/{programme}/ugels/{ugel}/resolution/draft",
                                          identity::Permission::teams_write,
                                          "The team's resolution as a page to print, with its members by name",
                                          {{"report", Kind::text, "The specialist's report, for VISTO", {}},
                                           {"file", Kind::text, "The number of the file, for VISTO", {}},
                                           {"year_norm", Kind::text, "The ministry's norm of the school year", {}},
                                           {"year_name", Kind::text, "The official name of the year", {}},
                                           {"city", Kind::text, "Where it is signed", {}}}},
                                         nullptr);
    draft.answer_type = "text/html";
    draft.run = show_draft;
    return {std::move(draft)};
}

}  // namespace minka::web
