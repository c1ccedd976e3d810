#include "web/remembered_route.h"

#include "base/bytes.h"
#include "web/answer_memo.h"

namespace minka::web {

namespace {

// One for the process: an answer is kept with the heads of the chains it was made from, which no two databases share.
AnswerMemo& memo() {
    static AnswerMemo kept;
    return kept;
}

void add(std::string& key, std::string_view part) {
    key += std::to_string(part.size()) + ":";
    key += part;
}

std::string sight_key(const Call& call, const std::vector<QueryParameter>& parameters) {
    std::string key;
    add(key, call.request().path);
    for (const auto& parameter : parameters) {
        add(key, call.query(parameter.name).value_or(""));
    }
    add(key, call.today().text());
    add(key, call.language());
    const auto& grant = call.passage().grant;
    add(key, std::to_string(static_cast<int>(grant.role)));
    add(key, grant.territory_id ? to_string(*grant.territory_id) : "");
    add(key, grant.person_id ? to_string(*grant.person_id) : "");
    std::string withheld;
    if (call.passage().withheld != nullptr) {
        for (const auto& school : *call.passage().withheld) {
            withheld += as_text(school.bytes);
        }
    }
    add(key, withheld);
    return key;
}

}  // namespace

Result<HttpResponse> remembered_response(const Call& call, const std::vector<QueryParameter>& parameters, LivePart live,
                                         const std::function<Result<std::string>(storage::Reader&)>& make) {
    const auto answer_in = [&](storage::Reader& reader) -> Result<std::shared_ptr<const std::string>> {
        auto key = sight_key(call, parameters);
        if (live != nullptr) {
            MINKA_TRY_ASSIGN(const auto more, live(reader, call));
            add(key, more);
        }
        return memo().of(reader, key, [&] { return make(reader); });
    };
    MINKA_TRY_ASSIGN(const auto answer, call.premises().database.read(call.programme(), answer_in));
    return json_response(*answer);
}

}  // namespace minka::web
