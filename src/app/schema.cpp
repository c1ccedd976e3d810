#include "app/schema.h"

#include "forms/forms_schema.h"
#include "identity/identity_schema.h"
#include "measurement/measurement_schema.h"
#include "measurement/observation_schema.h"
#include "planning/planning_schema.h"
#include "privacy/privacy_schema.h"
#include "programme/observer_certificate.h"
#include "programme/programme_schema.h"
#include "registry/registry_schema.h"
#include "web/report_orders.h"

#include <vector>

namespace minka::app {

std::span<const storage::Migration> schema() {
    static const std::vector<storage::Migration> migrations{
        storage::storage_migrations()[0],
        privacy::privacy_schema,
        registry::registry_schema,
        forms::forms_schema,
        programme::programme_schema,
        measurement::measurement_schema,
        identity::identity_schema,
        programme::analysis_plan_schema,
        forms::capture_schema,
        planning::visit_schema,
        identity::reads_schema,
        privacy::requests_schema,
        identity::field_device_schema,
        programme::field_facts_schema,
        registry::people_list_schema,
        forms::review_schema,
        privacy::envelope_schema,
        planning::visit_words_schema,
        programme::observer_schema,
        measurement::observation_schema,
        identity::provider_schema,
        planning::group_schema,
        forms::pair_schema,
        measurement::observation_without_seals,
        programme::session_facts_schema,
        forms::instance_index_schema,
        web::report_order_schema,
        registry::merged_people_schema,
        programme::cycles_of_school_schema,
        planning::road_schema,
    };
    return migrations;
}

}  // namespace minka::app
