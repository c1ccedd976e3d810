#pragma once

#include "web/route.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace minka::web {

/// What an answer depends on that is in no record, in words for the key: visits that are overdue by now.
using LivePart = Result<std::string> (*)(storage::Reader&, const Call&);

/// The answer that is kept for what the caller may see (see AnswerMemo), or else what `make` makes. The key is the
/// address with these parameters, the day, the language, and what the grant lets see: role, land, person, and the
/// schools it withholds; and `live`, asked each time.
Result<HttpResponse> remembered_response(const Call& call, const std::vector<QueryParameter>& parameters, LivePart live,
                                         const std::function<Result<std::string>(storage::Reader&)>& make);

/// A route that reads and whose answer is kept until the programme's records change. `run` asks for no account and,
/// but for what `live` says, for no time other than the day.
template <typename Answer>
Route remembered_route(RouteText text, Result<Answer> (*run)(storage::Reader&, const Call&), LivePart live = nullptr) {
    auto route = read_route<Answer>(std::move(text), run);
    route.run = [run, live, parameters = route.query](const Call& call) {
        return remembered_response(call, parameters, live, [&](storage::Reader& reader) -> Result<std::string> {
            MINKA_TRY_ASSIGN(const auto answer, run(reader, call));
            return to_json_text(answer);
        });
    };
    return route;
}

}  // namespace minka::web
