#pragma once

#include "storage/migration.h"

namespace minka::identity {

/// Accounts, what they may see, and how they sign in. Accounts and tokens are of the nil programme, grants of theirs.
///
/// `credential` and `login_session` are plain tables: a hash of a password must leave no history, and sessions are one
/// of the two exceptions of the ledger. `credential.totp_secret` is sealed under the account's key.
inline constexpr storage::Migration identity_schema{7, "identity", R"(
RECORD TABLE account (login {text} NOT NULL, name {blob} NOT NULL, language {text} NOT NULL, is_open {bool} NOT NULL);
CREATE UNIQUE INDEX account_by_login ON account (programme_id, login);

RECORD TABLE access_grant (account_id {uuid} NOT NULL, person_id {uuid}, role {text} NOT NULL, territory_id {uuid},
        valid_from {date} NOT NULL, valid_to {date})
    CONSTRAINTS (FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id),
                 FOREIGN KEY (programme_id, territory_id) REFERENCES territory (programme_id, id));
CREATE INDEX access_grant_by_account ON access_grant (account_id);

RECORD TABLE access_token (account_id {uuid} NOT NULL, label {text} NOT NULL, token_hash {text} NOT NULL,
        valid_from {date} NOT NULL, valid_to {date} NOT NULL);
CREATE UNIQUE INDEX access_token_by_hash ON access_token (programme_id, token_hash);

PLAIN TABLE credential (account_id {uuid} NOT NULL PRIMARY KEY, password_hash {text} NOT NULL, is_one_time {bool} NOT NULL,
        expires_at {instant}, totp_secret {blob}, totp_step {integer} NOT NULL, changed_at {instant} NOT NULL);

PLAIN TABLE login_session (token_hash {blob} NOT NULL PRIMARY KEY, account_id {uuid} NOT NULL, made_at {instant} NOT NULL,
        seen_at {instant} NOT NULL, expires_at {instant} NOT NULL);
CREATE INDEX login_session_by_account ON login_session (account_id);
)"};

/// Codes for the day the phone is lost, and who read whose data. Both are plain: a spent code leaves no history, and a
/// read changes nothing that a ledger would tell.
inline constexpr storage::Migration reads_schema{11, "second factor and reads", R"(
PLAIN TABLE paper_code (account_id {uuid} NOT NULL, code_hash {blob} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (account_id, code_hash));
PLAIN TABLE data_read (programme_id {uuid} NOT NULL, subject_id {uuid} NOT NULL, day {date} NOT NULL,
        account_id {uuid} NOT NULL, what {text} NOT NULL, role {text} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, subject_id, day, account_id, what));
CREATE INDEX ledger_by_time ON ledger (programme_id, recorded_at, node, sequence);
)"};

/// Phones and tablets that send filled forms, each of one programme.
inline constexpr storage::Migration field_device_schema{13, "field devices", R"(
RECORD TABLE field_device (account_id {uuid} NOT NULL, label {text} NOT NULL, token_hash {text} NOT NULL,
        valid_from {date} NOT NULL, valid_to {date} NOT NULL);
CREATE UNIQUE INDEX field_device_by_hash ON field_device (programme_id, token_hash);
)"};

/// Accounts at an identity provider that open accounts here, and which sessions began there. The codes are plain: a
/// spent one leaves no history.
inline constexpr storage::Migration provider_schema{21, "identity provider", R"(
RECORD TABLE provider_link (account_id {uuid} NOT NULL, issuer {text} NOT NULL, subject_hash {text} NOT NULL,
        valid_from {date} NOT NULL, valid_to {date});
CREATE INDEX provider_link_by_account ON provider_link (programme_id, account_id);
CREATE UNIQUE INDEX provider_link_by_subject ON provider_link (programme_id, issuer, subject_hash) WHERE valid_to IS NULL;

PLAIN TABLE provider_link_code (code_hash {blob} NOT NULL PRIMARY KEY, issuer {text} NOT NULL, subject_hash {text} NOT NULL,
        expires_at {instant} NOT NULL);

ALTER TABLE login_session ADD COLUMN by_provider {bool};
)"};

}  // namespace minka::identity
