#include "forms/submission.h"

#include "forms/choice_codes.h"
#include "forms/envelope_intake.h"
#include "forms/submission_foresight.h"
#include "storage/ledger.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace minka::forms {

namespace {

std::string_view kind_of(std::string_view form) { return form.substr(0, form.find(':')); }

constexpr std::string_view submission_columns =
    "id, instance_id, form, form_version, received_on, state, reason, supersedes, is_anonymous";

Submission submission_from(const storage::Row& row) {
    return {row.get<SubmissionId>(0),
            row.get<SubmissionId>(1),
            row.get<std::string>(2),
            row.get<std::string>(3),
            row.get<LocalDate>(4),
            row.get<SubmissionState>(5),
            row.get<std::optional<std::string>>(6),
            row.get<std::optional<SubmissionId>>(7),
            row.get<bool>(8)};
}

struct Stored {
    SubmissionId id;
    SubmissionState state{};
    Bytes fingerprint;
    LocalDate received_on;
};

// Everything that arrived under one instance: the submission and its contradictions.
Result<std::vector<Stored>> stored_under(storage::Reader& reader, const SubmissionId& instance) {
    std::vector<Stored> found;
    MINKA_TRY(reader.each(
        stored_under_question,
        [&](const storage::Row& row) -> Result<> {
            found.push_back(
                {row.get<SubmissionId>(0), row.get<SubmissionState>(1), row.get<Bytes>(2), row.get<LocalDate>(3)});
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

// The accepted correction of a submission.
Result<std::optional<SubmissionId>> correction_of(storage::Reader& reader, const SubmissionId& id) {
    return reader.value<SubmissionId>(correction_question, reader.programme(), id);
}

Instant start_of(LocalDate date) {
    return {std::chrono::duration_cast<std::chrono::microseconds>(date.days().time_since_epoch()).count()};
}

// Sheets of anonymous forms enter the ledger in batches: an entry each would tell the order and minute of arrival.
constexpr std::int64_t anonymous_batch = 20;

Result<> count_anonymous(storage::Writer& writer, const std::string& form, const std::string& version, LocalDate on) {
    MINKA_TRY(writer.project(
        "INSERT INTO anonymous_tally (programme_id, form, form_version, received_on, uncounted) VALUES ($1, $2, $3, "
        "$4, 1) ON CONFLICT (programme_id, form, form_version, received_on) DO UPDATE SET uncounted = "
        "anonymous_tally.uncounted + 1",
        writer.programme(), form, version, on));
    MINKA_TRY_ASSIGN(
        const auto waiting,
        writer.value<std::int64_t>("SELECT uncounted FROM anonymous_tally WHERE programme_id = $1 AND form = $2 AND "
                                   "form_version = $3 AND received_on = $4",
                                   writer.programme(), form, version, on));
    if (waiting.value_or(0) < anonymous_batch) {
        return {};
    }
    MINKA_TRY(writer.project(
        "UPDATE anonymous_tally SET uncounted = 0 WHERE programme_id = $1 AND form = $2 AND form_version = $3 AND "
        "received_on = $4",
        writer.programme(), form, version, on));
    return writer.note(anonymous_batch_note, {},
                       {{"form", storage::to_value(form)},
                        {"form_version", storage::to_value(version)},
                        {"received_on", storage::to_value(on)},
                        {"count", storage::to_value(*waiting)}});
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

std::string xform_name(std::string_view form_id) { return std::string(xform_kind) + ":" + std::string(form_id); }

FactProjection* Projections::of_fact(std::string_view fact) const {
    const auto found = std::ranges::find(facts_, fact, [](const auto& projection) { return projection->fact(); });
    return found == facts_.end() ? nullptr : found->get();
}

std::vector<std::string> Projections::fact_fields() const {
    std::vector<std::string> names;
    for (const auto& projection : facts_) {
        for (const auto field : projection->fields()) {
            names.push_back(std::string(projection->fact()) + "." + std::string(field));
        }
    }
    return names;
}

struct SubmissionBook::Arriving {
    const Submission& submission;
    std::string_view content;
    const Instance* instance = nullptr;  ///< When it was read already.
};

SealedDraft SubmissionBook::seal(const ProgrammeId& programme, SubmissionDraft draft) const {
    SealedDraft sealed;
    sealed.key = privacy::KeyRing::make_fresh(vault_, programme, draft.instance.uuid);
    sealed.content = privacy::KeyRing::seal_with(sealed.key, programme, draft.content);
    sealed.fingerprint = fingerprint_of(sealed.key.key, draft.content);
    sealed.draft = std::move(draft);
    return sealed;
}

Result<Acceptance> SubmissionBook::accept(storage::Writer& writer, const SubmissionDraft& draft) {
    return accept_sealed(writer, seal(writer.programme(), draft));
}

Result<Acceptance> SubmissionBook::accept_sealed(storage::Writer& writer, const SealedDraft& sealed) {
    MINKA_TRY_ASSIGN(const auto arrival, arrive(writer, sealed));
    return arrival.acceptance;
}

Result<Arrival> SubmissionBook::arrive(storage::Writer& writer, const SealedDraft& sealed) {
    const auto& draft = sealed.draft;
    MINKA_TRY_ASSIGN(const auto earlier, stored_under(writer, draft.instance));
    for (const auto& stored : earlier) {
        MINKA_TRY_ASSIGN(const bool erased, privacy::was_erased(writer, stored.id.uuid));
        if (erased) {
            return Arrival{Acceptance::repeated, stored.received_on};  // the erased does not come back with a late copy
        }
        MINKA_TRY_ASSIGN(const auto key, vault_.key_for_opening(writer, stored.id.uuid));
        if (fingerprint_of(key, draft.content) == stored.fingerprint) {
            return Arrival{Acceptance::repeated, stored.received_on};
        }
    }
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    const auto today = utc_date(now);
    if (!earlier.empty()) {
        MINKA_TRY_ASSIGN(const auto acceptance, store_contradiction(writer, sealed));
        return Arrival{acceptance, today};
    }
    const Submission submission{
        draft.instance, draft.instance,   draft.form,        draft.form_version, today, SubmissionState::accepted,
        std::nullopt,   draft.supersedes, draft.is_anonymous};
    MINKA_TRY_ASSIGN(auto reason, settle(writer, {submission, draft.content, draft.instance_read.get()}));
    const auto state = reason ? SubmissionState::quarantined : SubmissionState::accepted;
    MINKA_TRY_ASSIGN(const auto acceptance, store(writer, sealed, state, std::move(reason)));
    return Arrival{acceptance, today};
}

// The content under an identifier and a key of its own: those of the instance belong to what came first.
Result<Acceptance> SubmissionBook::store_contradiction(storage::Writer& writer, const SealedDraft& sealed) {
    MINKA_TRY_ASSIGN(const auto key, vault_.key_for_opening(writer, sealed.draft.instance.uuid));
    const auto id = contradiction_id(sealed.draft.instance, fingerprint_of(key, sealed.draft.content));
    SealedDraft other;
    other.draft = sealed.draft;
    other.key = privacy::KeyRing::make_fresh(vault_, writer.programme(), id.uuid);
    other.content = privacy::KeyRing::seal_with(other.key, writer.programme(), other.draft.content);
    other.fingerprint = fingerprint_of(other.key.key, other.draft.content);
    return store(writer, other, SubmissionState::quarantined,
                 "The same instance arrived before with other content; both are kept.");
}

// Projects what may be projected; the reason for quarantine when it cannot be.
Result<std::optional<std::string>> SubmissionBook::settle(storage::Writer& writer, const Arriving& arriving) {
    const auto& submission = arriving.submission;
    std::optional<Submission> old;
    if (submission.supersedes) {
        MINKA_TRY_ASSIGN(old, find_submission(writer, *submission.supersedes));
        MINKA_TRY_ASSIGN(const auto other, correction_of(writer, *submission.supersedes));
        if (other && *other != submission.id) {
            return "Another correction of the same submission (" + to_string(*other) +
                   ") came before; both are kept, and somebody has to decide between them.";
        }
        if (old && old->form != submission.form) {
            return "It corrects a submission of another form, " + old->form + ".";
        }
    }
    MINKA_TRY_ASSIGN(const auto correction, correction_of(writer, submission.id));
    // A part of its own: where the projection fails, also in the middle of its rows, none of them stays, and what the
    // submission was to correct keeps its own.
    const auto projected = writer.attempt([&]() -> Result<> {
        if (old && old->state == SubmissionState::accepted) {
            MINKA_TRY(withdraw(writer, *old));
        }
        MINKA_TRY(project(writer, arriving));
        // What came too late, after its own correction, is checked as any other and leaves no rows.
        return correction ? withdraw(writer, submission) : Result<>{};
    });
    if (projected) {
        return std::nullopt;
    }
    if (projected.error().code == ProblemCode::busy || projected.error().code == ProblemCode::storage_failed) {
        return std::unexpected(projected.error());
    }
    return to_sentence(projected.error());
}

Result<> SubmissionBook::project(storage::Writer& writer, const Arriving& arriving) {
    const auto& submission = arriving.submission;
    if (kind_of(submission.form) == xform_kind) {
        return project_instance(writer, arriving);
    }
    if (kind_of(submission.form) == envelope_kind) {
        return open_waiting_envelope(writer, *this, submission.id, arriving.content);
    }
    auto* projection = projections_.of_form(submission.form);
    if (projection == nullptr) {
        return problem(ProblemCode::not_found, "No part of this programme knows the form " + submission.form + ".");
    }
    return projection->project(writer, submission, arriving.content);
}

Result<> SubmissionBook::project_instance(storage::Writer& writer, const Arriving& arriving) {
    const auto& submission = arriving.submission;
    std::optional<Instance> read;
    if (arriving.instance == nullptr) {
        MINKA_TRY_ASSIGN(read, Instance::read(arriving.content));
    }
    const auto& instance = read ? *read : *arriving.instance;
    if (instance.instance_id().empty()) {
        return invalid("The submission has no instanceID.", "instanceID");
    }
    MINKA_TRY_ASSIGN(const auto form, forms_.find(writer, instance.form_id(), instance.form_version()));
    if (form == nullptr) {
        return problem(ProblemCode::not_found,
                       "The form " + instance.form_id() + ", version '" + instance.form_version() +
                           "', was not released in this programme.",
                       "form");
    }
    if (form->release.is_anonymous && submission.instance.uuid.bytes[6] >> 4U != 4) {
        return invalid("An anonymous sheet needs a random instanceID (a UUID of version 4); others can tell the time.",
                       "instanceID");
    }
    for (const auto& binding : form->bindings) {
        auto* fact = projections_.of_fact(binding.fact);
        if (fact == nullptr) {
            return problem(ProblemCode::not_found, "No part of this programme knows the fact " + binding.fact + ".");
        }
        MINKA_TRY_ASSIGN(const auto rows, in_meanings(form->release, binding, fact_rows(instance, binding)));
        MINKA_TRY(fact->project(writer, submission, rows));
    }
    return {};
}

Result<> SubmissionBook::withdraw(storage::Writer& writer, const Submission& submission) {
    if (kind_of(submission.form) != xform_kind) {
        auto* projection = projections_.of_form(submission.form);
        return projection == nullptr ? Result<>{} : projection->withdraw(writer, submission);
    }
    const auto form_id = submission.form.substr(xform_kind.size() + 1);
    MINKA_TRY_ASSIGN(const auto form, forms_.find(writer, form_id, submission.form_version));
    if (form != nullptr) {
        for (const auto& binding : form->bindings) {
            if (auto* fact = projections_.of_fact(binding.fact)) {
                MINKA_TRY(fact->withdraw(writer, submission));
            }
        }
    }
    return {};
}

Result<Acceptance> SubmissionBook::store(storage::Writer& writer, const SealedDraft& sealed, SubmissionState state,
                                         std::optional<std::string> reason) {
    const auto& draft = sealed.draft;
    const SubmissionId id{sealed.key.subject};
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    const auto today = utc_date(now);
    MINKA_TRY(privacy::KeyRing::store_fresh(writer, sealed.key, draft.is_counted_only ? start_of(today) : now));
    const auto exact = draft.is_anonymous || draft.is_counted_only ? std::optional<Instant>{} : std::optional(now);
    MINKA_TRY(writer.project(
        "INSERT INTO submission (programme_id, id, instance_id, form, form_version, received_on, received_at, "
        "is_anonymous, state, reason, supersedes, fingerprint, content, sender_id, device_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        writer.programme(), id, draft.instance, draft.form, draft.form_version, today, exact, draft.is_anonymous, state,
        reason, draft.supersedes, sealed.fingerprint, sealed.content, draft.sender, draft.device));
    if (draft.is_counted_only) {
        MINKA_TRY(count_anonymous(writer, draft.form, draft.form_version, today));
    } else {
        const auto hash = storage::hash_of(sealed.content.bytes);
        MINKA_TRY(writer.note(submission_note, id.uuid,
                              {{"form", storage::to_value(draft.form)},
                               {"form_version", storage::to_value(draft.form_version)},
                               {"state", storage::to_value(state)},
                               {"hash", storage::to_value(to_hex(hash))}}));
    }
    return state == SubmissionState::accepted ? Acceptance::stored : Acceptance::quarantined;
}

Result<Acceptance> SubmissionBook::replay(storage::Writer& writer, const SubmissionId& id) {
    MINKA_TRY_ASSIGN(const auto submission, require(writer, id));
    if (submission.state != SubmissionState::quarantined) {
        return problem(ProblemCode::conflict, "The submission " + to_string(id) + " is not in quarantine.");
    }
    // One that a person decided for (see decide_conflict) corrects what came first under its instance.
    if (submission.id != submission.instance && submission.supersedes != submission.instance) {
        return Acceptance::quarantined;
    }
    MINKA_TRY_ASSIGN(const auto content, content_of(writer, id));
    MINKA_TRY_ASSIGN(const auto reason, settle(writer, {submission, content}));
    const auto state = reason ? SubmissionState::quarantined : SubmissionState::accepted;
    MINKA_TRY(writer.project("UPDATE submission SET state = $3, reason = $4 WHERE programme_id = $1 AND id = $2",
                             writer.programme(), id, state, reason));
    if (!reason) {
        MINKA_TRY(writer.note("submission replay", id.uuid, {{"form", storage::to_value(submission.form)}}));
    }
    return reason ? Acceptance::quarantined : Acceptance::stored;
}

Result<Submission> SubmissionBook::require(storage::Reader& reader, const SubmissionId& id) {
    MINKA_TRY_ASSIGN(auto found, find_submission(reader, id));
    if (!found) {
        return problem(ProblemCode::not_found, "There is no submission " + to_string(id) + " in this programme.");
    }
    return *std::move(found);
}

Result<std::vector<Submission>> SubmissionBook::quarantined(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(auto all, submissions(reader, {}));
    std::erase_if(all, [](const Submission& one) { return one.state != SubmissionState::quarantined; });
    return all;
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
    for (const auto& fact : projections_.facts()) {
        MINKA_TRY(fact->clear(writer));
    }
    MINKA_TRY_ASSIGN(const auto all, submissions(writer, {}));
    std::set<SubmissionId> superseded;
    for (const auto& submission : all) {
        if (submission.state == SubmissionState::accepted && submission.supersedes) {
            superseded.insert(*submission.supersedes);
        }
    }
    std::int64_t projected = 0;
    for (const auto& submission : all) {
        if (submission.state != SubmissionState::accepted || superseded.contains(submission.id)) {
            continue;
        }
        MINKA_TRY_ASSIGN(const bool erased, privacy::was_erased(writer, submission.id.uuid));
        if (erased) {
            continue;  // its rows go with it
        }
        MINKA_TRY_ASSIGN(const auto content, content_of(writer, submission.id));
        MINKA_TRY(project(writer, {submission, content}));
        ++projected;
    }
    return projected;
}

}  // namespace minka::forms
