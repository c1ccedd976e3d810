#include "commands.h"

#include "observation_command.h"

namespace minka::cli {

void add_commands(CommandTable& table) {
    add_demo_command(table);
    add_programme_command(table);
    add_cycle_command(table);
    add_cycle_record_command(table);
    add_wave_command(table);
    add_backup_command(table);
    add_restore_command(table);
    add_key_command(table);
    add_ledger_command(table);
    add_import_command(table);
    add_team_import_command(table);
    add_column_command(table);
    add_response_command(table);
    add_measure_command(table);
    add_calendar_command(table);
    add_plan_command(table);
    add_plan_visits_command(table);
    add_visit_command(table);
    add_visit_pairs_command(table);
    add_agreement_command(table);
    add_describe_command(table);
    add_structure_command(table);
    add_measure_change_command(table);
    add_measure_power_command(table);
    add_item_response_command(table);
    add_item_bias_command(table);
    add_team_command(table);
    add_resolution_command(table);
    add_work_plan_command(table);
    add_gia_command(table);
    add_stage_command(table);
    add_report_command(table);
    add_account_command(table);
    add_form_command(table);
    add_submission_command(table);
    add_observation_command(table);
    add_device_command(table);
    add_api_command(table);
    add_serve_command(table);
    add_certificate_command(table);
}

}  // namespace minka::cli
