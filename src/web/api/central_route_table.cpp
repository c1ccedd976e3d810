#include "web/api/central_door.h"
#include "web/api/central_form_api.h"
#include "web/api/central_odata_api.h"
#include "web/api/central_submission_api.h"

#include <algorithm>
#include <iterator>

namespace minka::web {

const std::vector<CentralRoute>& central_routes() {
    static const std::vector<CentralRoute> table = [] {
        std::vector<CentralRoute> all;
        // "{form}.svc" and "{form}.xml" before "{form}".
        for (auto part : {central_odata_routes(), central_submission_routes(), central_form_routes()}) {
            std::ranges::move(part, std::back_inserter(all));
        }
        return all;
    }();
    return table;
}

}  // namespace minka::web
