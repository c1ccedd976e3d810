#include "forms/submission.h"

#include "storage/ledger.h"

#include <algorithm>
#include <map>

namespace minka::forms {

namespace {

constexpr std::string_view note_kind = "submission";

std::string_view kind_of(std::string_view form) { return form.substr(0, form.find(':')); }

constexpr std::string_view submission_columns =
    "id, instance_id, form, form_version, received_on, state, reason, supersedes";

Submission submission_from(const storage::Row& row) {
    return {row.get<SubmissionId>(0),
            row.get<SubmissionId>(1),
            row.get<std::string>(2),
            row.get<std::string>(3),
            row.get<LocalDate>(4),
            row.get<SubmissionState>(5),
            row.get<std::optional<std::string>>(6),
            row.get<std::optional<SubmissionId>>(7)};
}

struct Stored {
    SubmissionId id;
    SubmissionState state{};
    Bytes fingerprint;
};

// Everything that arrived under one instance: the submission and its contradictions.
Result<std::vector<Stored>> stored_under(storage::Reader& reader, const SubmissionId& instance) {
    std::vector<Stored> found;
    MINKA_TRY(reader.each(
        "SELECT id, state, fingerprint FROM submission WHERE programme_id = $1 AND instance_id = $2",
        [&](const storage::Row& row) -> Result<> {
            found.push_back({row.get<SubmissionId>(0), row.get<SubmissionState>(1), row.get<Bytes>(2)});
            return {};
        },
        reader.programme(), instance));
    return found;
}

Result<std::optional<Submission>> find_submission(storage::Reader& reader, const SubmissionId& id) {
    std::optional<Submission> found;
    MINKA_TRY(reader.each(
        "SELECT " + std::string(submission_columns) + " FROM submission WHERE programme_id = $1 AND id = $2",
        [&](const storage::Row& row) -> Result<> {
            found = submission_from(row);
            return {};
        },
        reader.programme(), id));
    return found;
}

// An identifier for a contradiction, from its keyed fingerprint: it tells nothing of the content without the key.
SubmissionId contradiction_id(const SubmissionId& instance, ByteView fingerprint) {
    Bytes seed(instance.uuid.bytes.begin(), instance.uuid.bytes.end());
    seed.insert(seed.end(), fingerprint.begin(), fingerprint.end());
    const auto hash = storage::hash_of(seed);
    SubmissionId id;
    std::copy_n(hash.begin(), id.uuid.bytes.size(), id.uuid.bytes.begin());
    id.uuid.bytes[6] = static_cast<std::uint8_t>((id.uuid.bytes[6] & 0x0fU) | 0x80U);  // RFC 9562, version 8
    id.uuid.bytes[8] = static_cast<std::uint8_t>((id.uuid.bytes[8] & 0x3fU) | 0x80U);
    return id;
}

// A hash that says nothing without the submission's key, which erasure destroys.
Bytes fingerprint_of(const privacy::SecretKey& key, std::string_view content) {
    const auto hash = privacy::keyed_hash(key.bytes(), "submission", as_bytes(content));
    return {hash.begin(), hash.end()};
}

}  // namespace

Projection* Projections::of_form(std::string_view form) const {
    const auto found =
        std::ranges::find(projections_, kind_of(form), [](const auto& projection) { return projection->form_kind(); });
    return found == projections_.end() ? nullptr : found->get();
}

Result<Acceptance> SubmissionBook::accept(storage::Writer& writer, const SubmissionDraft& draft) {
    MINKA_TRY_ASSIGN(const auto earlier, stored_under(writer, draft.instance));
    for (const auto& stored : earlier) {
        MINKA_TRY_ASSIGN(const bool erased, privacy::was_erased(writer, stored.id.uuid));
        if (erased) {
            return Acceptance::repeated;  // what was erased does not come back with a late copy
        }
        MINKA_TRY_ASSIGN(const auto key, vault_.key_for_opening(writer, stored.id.uuid));
        if (fingerprint_of(key, draft.content) == stored.fingerprint) {
            return Acceptance::repeated;
        }
    }
    if (!earlier.empty()) {
        MINKA_TRY_ASSIGN(const auto key, vault_.key_for_opening(writer, draft.instance.uuid));
        const auto id = contradiction_id(draft.instance, fingerprint_of(key, draft.content));
        return store(writer, draft, id, SubmissionState::quarantined,
                     "The same instance arrived before with other content; both are kept.");
    }
    auto* projection = projections_.of_form(draft.form);
    if (projection == nullptr) {
        return store(writer, draft, draft.instance, SubmissionState::quarantined,
                     "No part of this programme knows the form " + draft.form + ".");
    }
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    const Submission submission{draft.instance,     draft.instance,  draft.form,
                                draft.form_version, utc_date(now),   SubmissionState::accepted,
                                std::nullopt,       draft.supersedes};
    std::optional<Submission> old;
    if (draft.supersedes) {
        MINKA_TRY_ASSIGN(old, find_submission(writer, *draft.supersedes));
        if (!old) {
            return store(writer, draft, draft.instance, SubmissionState::quarantined,
                         "The submission it corrects has not arrived.");
        }
    }
    // A part of its own: where the projection fails, also in the middle of its rows, none of them stays, and what the
    // submission was to correct keeps its own.
    const auto projected = writer.attempt([&]() -> Result<> {
        if (old) {
            MINKA_TRY(projection->withdraw(writer, *old));
        }
        return projection->project(writer, submission, draft.content);
    });
    if (!projected) {
        if (projected.error().code == ProblemCode::busy || projected.error().code == ProblemCode::storage_failed) {
            return std::unexpected(projected.error());
        }
        return store(writer, draft, draft.instance, SubmissionState::quarantined, to_sentence(projected.error()));
    }
    return store(writer, draft, draft.instance, SubmissionState::accepted, std::nullopt);
}

Result<Acceptance> SubmissionBook::store(storage::Writer& writer, const SubmissionDraft& draft, const SubmissionId& id,
                                         SubmissionState state, std::optional<std::string> reason) {
    MINKA_TRY_ASSIGN(const auto sealed, vault_.seal(writer, id.uuid, draft.content));
    MINKA_TRY_ASSIGN(const auto key, vault_.key_for_opening(writer, id.uuid));
    const auto fingerprint = fingerprint_of(key, draft.content);
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    const auto exact = draft.is_anonymous ? std::optional<Instant>{} : std::optional(now);
    MINKA_TRY(writer.project(
        "INSERT INTO submission (programme_id, id, instance_id, form, form_version, received_on, received_at, "
        "is_anonymous, state, reason, supersedes, fingerprint, content) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        writer.programme(), id, draft.instance, draft.form, draft.form_version, utc_date(now), exact,
        draft.is_anonymous, state, reason, draft.supersedes, fingerprint, sealed));
    const auto hash = storage::hash_of(sealed.bytes);
    MINKA_TRY(writer.note(note_kind, id.uuid,
                          {{"form", storage::to_value(draft.form)},
                           {"form_version", storage::to_value(draft.form_version)},
                           {"state", storage::to_value(state)},
                           {"hash", storage::to_value(to_hex(hash))}}));
    return state == SubmissionState::accepted ? Acceptance::stored : Acceptance::quarantined;
}

Result<std::string> SubmissionBook::content_of(storage::Reader& reader, const SubmissionId& id) {
    MINKA_TRY_ASSIGN(const auto sealed,
                     reader.value<storage::Sealed>("SELECT content FROM submission WHERE programme_id = $1 AND id = $2",
                                                   reader.programme(), id));
    if (!sealed) {
        return problem(ProblemCode::not_found, "There is no submission " + to_string(id) + " in this programme.");
    }
    return vault_.open(reader, id.uuid, *sealed);
}

Result<std::vector<Submission>> SubmissionBook::submissions(storage::Reader& reader, std::string_view form_kind) {
    std::vector<Submission> found;
    MINKA_TRY(reader.each(
        "SELECT " + std::string(submission_columns) + " FROM submission WHERE programme_id = $1 ORDER BY id",
        [&](const storage::Row& row) -> Result<> {
            auto submission = submission_from(row);
            if (form_kind.empty() || kind_of(submission.form) == form_kind) {
                found.push_back(std::move(submission));
            }
            return {};
        },
        reader.programme()));
    return found;
}

Result<std::int64_t> SubmissionBook::rebuild(storage::Writer& writer) {
    for (const auto& projection : projections_.all()) {
        MINKA_TRY(projection->clear(writer));
    }
    MINKA_TRY_ASSIGN(const auto all, submissions(writer, {}));
    std::map<SubmissionId, bool> superseded;
    for (const auto& submission : all) {
        if (submission.state == SubmissionState::accepted && submission.supersedes) {
            superseded[*submission.supersedes] = true;
        }
    }
    std::int64_t projected = 0;
    for (const auto& submission : all) {
        auto* projection = projections_.of_form(submission.form);
        if (submission.state != SubmissionState::accepted || superseded.contains(submission.id) ||
            projection == nullptr) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto content, content_of(writer, submission.id));
        MINKA_TRY(projection->project(writer, submission, content));
        ++projected;
    }
    return projected;
}

Result<std::vector<std::string>> verify_submissions(storage::Reader& reader) {
    std::map<Uuid, std::string> noted;
    MINKA_TRY(reader.each(
        "SELECT subject, changes FROM ledger WHERE programme_id = $1 AND kind = $2",
        [&](const storage::Row& row) -> Result<> {
            MINKA_TRY_ASSIGN(const auto facts, storage::decode_changes(row.get<Bytes>(1)));
            for (const auto& fact : facts) {
                if (fact.column == "hash") {
                    noted[row.get<Uuid>(0)] = storage::FromValue<std::string>::of(fact.after);
                }
            }
            return {};
        },
        reader.programme(), note_kind));
    std::vector<std::string> findings;
    MINKA_TRY(reader.each(
        "SELECT id, content FROM submission WHERE programme_id = $1",
        [&](const storage::Row& row) -> Result<> {
            const auto id = row.get<Uuid>(0);
            const auto note = noted.find(id);
            if (note == noted.end()) {
                findings.push_back("The submission " + to_string(id) + " has no entry in the ledger.");
            } else if (note->second != to_hex(storage::hash_of(row.get<Bytes>(1)))) {
                findings.push_back("The submission " + to_string(id) + " was changed after it was received.");
            }
            if (note != noted.end()) {
                noted.erase(note);
            }
            return {};
        },
        reader.programme()));
    for (const auto& [id, hash] : noted) {
        findings.push_back("The submission " + to_string(id) + " is missing.");
    }
    return findings;
}

}  // namespace minka::forms
