#pragma once

#include "sentences/sentence_twin.h"

#include <span>

namespace minka::sentences {

/// What is said of signing in, accounts and devices.
std::span<const SentenceTwin> identity_sentences();

/// What is said of the server, its addresses and what they take.
std::span<const SentenceTwin> web_sentences();

/// What is said of teams, cycles, waves, lists and what field sheets say of them.
std::span<const SentenceTwin> team_sentences();

/// What is said of importers and the register.
std::span<const SentenceTwin> registry_sentences();

/// What is said of the files of a programme's folder.
std::span<const SentenceTwin> programme_sentences();

/// What is said of forms: their sheets, questions and documents.
std::span<const SentenceTwin> form_sentences();

/// What is said of submissions, envelopes and exports.
std::span<const SentenceTwin> submission_sentences();

/// What is said of calendars, pairs, groups and visits.
std::span<const SentenceTwin> planning_sentences();

/// What is said of answers and the tables that bring them.
std::span<const SentenceTwin> answer_sentences();

/// What is said of indices, calibrations and observations.
std::span<const SentenceTwin> measurement_sentences();

/// What is said of files and their formats.
std::span<const SentenceTwin> document_sentences();

/// What is said of keys, backups, consent, cuts and releases.
std::span<const SentenceTwin> privacy_sentences();

/// What is said of the database, the ledger, and how a database is opened.
std::span<const SentenceTwin> storage_sentences();

/// What is said of the command line.
std::span<const SentenceTwin> command_sentences();

/// What is said of reports and demos.
std::span<const SentenceTwin> report_sentences();

/// What is said of tasks of groups and routes.
std::span<const SentenceTwin> optimize_sentences();

/// What is said of agreement and what varies.
std::span<const SentenceTwin> agreement_sentences();

/// What is said of items, factors and scales.
std::span<const SentenceTwin> scale_sentences();

/// What is said of scores, change and mixed models.
std::span<const SentenceTwin> change_sentences();

/// What is said of what stands in the places of other sentences.
std::span<const SentenceTwin> phrase_sentences();

/// All of them but the phrases.
std::span<const std::span<const SentenceTwin>> all_sentences();

}  // namespace minka::sentences
