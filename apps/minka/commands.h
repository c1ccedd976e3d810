#pragma once

#include "command.h"

namespace minka::cli {

// One line for each command file, in the order of --help.
void add_demo_command(CommandTable& table);
void add_programme_command(CommandTable& table);
void add_cycle_command(CommandTable& table);
void add_cycle_record_command(CommandTable& table);
void add_wave_command(CommandTable& table);
void add_backup_command(CommandTable& table);
void add_restore_command(CommandTable& table);
void add_key_command(CommandTable& table);
void add_ledger_command(CommandTable& table);
void add_import_command(CommandTable& table);
void add_team_import_command(CommandTable& table);
void add_column_command(CommandTable& table);
void add_response_command(CommandTable& table);
void add_measure_command(CommandTable& table);
void add_calendar_command(CommandTable& table);
void add_plan_command(CommandTable& table);
void add_plan_visits_command(CommandTable& table);
void add_visit_command(CommandTable& table);
void add_visit_pairs_command(CommandTable& table);
void add_agreement_command(CommandTable& table);
void add_describe_command(CommandTable& table);
void add_structure_command(CommandTable& table);
void add_measure_change_command(CommandTable& table);
void add_measure_power_command(CommandTable& table);
void add_item_response_command(CommandTable& table);
void add_item_bias_command(CommandTable& table);
void add_team_command(CommandTable& table);
void add_resolution_command(CommandTable& table);
void add_work_plan_command(CommandTable& table);
void add_gia_command(CommandTable& table);
void add_stage_command(CommandTable& table);
void add_report_command(CommandTable& table);
void add_account_command(CommandTable& table);
void add_form_command(CommandTable& table);
void add_form_release_commands(CommandTable& table, CLI::App* group);  ///< Called by the one before.
void add_submission_command(CommandTable& table);
/// minka submission import, below the group of the former.
void add_submission_import(CommandTable& table, CLI::App* group);
void add_device_command(CommandTable& table);
void add_api_command(CommandTable& table);
void add_serve_command(CommandTable& table);
void add_certificate_command(CommandTable& table);

/// Calls every function above.
void add_commands(CommandTable& table);

}  // namespace minka::cli
