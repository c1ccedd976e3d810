#include "web/api/account_api.h"
#include "web/api/backup_api.h"
#include "web/api/capture_api.h"
#include "web/api/cycle_api.h"
#include "web/api/group_api.h"
#include "web/api/home_api.h"
#include "web/api/import_api.h"
#include "web/api/land_api.h"
#include "web/api/ledger_api.h"
#include "web/api/observation_api.h"
#include "web/api/observer_api.h"
#include "web/api/openrosa_api.h"
#include "web/api/own_data_api.h"
#include "web/api/partner_api.h"
#include "web/api/people_api.h"
#include "web/api/privacy_api.h"
#include "web/api/provider_api.h"
#include "web/api/register_api.h"
#include "web/api/report_api.h"
#include "web/api/resolution_api.h"
#include "web/api/second_factor_api.h"
#include "web/api/session_api.h"
#include "web/api/source_api.h"
#include "web/api/submission_api.h"
#include "web/api/system_api.h"
#include "web/api/team_api.h"
#include "web/api/visit_api.h"
#include "web/route.h"

#include <algorithm>
#include <iterator>

namespace minka::web {

const std::vector<Route>& routes() {
    static const std::vector<Route> table = [] {
        std::vector<Route> all;
        for (auto part : {
                 system_routes(),      session_routes(),       provider_routes(), home_routes(),
                 register_routes(),    people_routes(),        team_routes(),     resolution_routes(),
                 cycle_routes(),       visit_routes(),         report_routes(),   import_routes(),
                 account_routes(),     second_factor_routes(), own_data_routes(), ledger_routes(),
                 privacy_routes(),     backup_routes(),        openrosa_routes(), capture_routes(),
                 observation_routes(), observer_routes(),      partner_routes(),  land_routes(),
                 submission_routes(),  group_routes(),         source_routes(),
             }) {
            std::ranges::move(part, std::back_inserter(all));
        }
        return all;
    }();
    return table;
}

}  // namespace minka::web
