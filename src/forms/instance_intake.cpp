#include "forms/instance_intake.h"

#include "forms/submission_file.h"
#include "forms/submission_foresight.h"
#include "storage/ledger_entry.h"

#include <algorithm>

namespace minka::forms {

namespace {

SubmissionId id_from(ByteView hash) {
    SubmissionId id;
    std::copy_n(hash.begin(), id.uuid.bytes.size(), id.uuid.bytes.begin());
    id.uuid.bytes[6] = static_cast<std::uint8_t>((id.uuid.bytes[6] & 0x0fU) | 0x80U);  // RFC 9562, version 8
    id.uuid.bytes[8] = static_cast<std::uint8_t>((id.uuid.bytes[8] & 0x3fU) | 0x80U);
    return id;
}

// What is known of an arriving form before the transaction.
struct Recognised {
    std::shared_ptr<const Instance> instance;  ///< Null for XML that cannot be read.
    std::shared_ptr<const KnownForm> form;     ///< Null for a form that is not known here.
};

Result<Recognised> recognise(std::string_view xml, const IntakeRoom& room) {
    Recognised recognised;
    auto read = Instance::read(xml);
    if (!read) {
        return recognised;
    }
    recognised.instance = std::make_shared<Instance>(*std::move(read));
    MINKA_TRY_ASSIGN(recognised.form, room.find(recognised.instance->form_id(), recognised.instance->form_version()));
    return recognised;
}

SubmissionDraft draft_of(const privacy::Vault& vault, const Recognised& recognised, const Bearer& bearer,
                         std::string xml) {
    SubmissionDraft draft;
    const bool is_known = recognised.form != nullptr;
    draft.is_anonymous = is_known && recognised.form->release.is_anonymous;
    draft.is_counted_only = !is_known || draft.is_anonymous;
    if (recognised.instance) {
        const auto& instance = *recognised.instance;
        draft.instance = submission_id_of(vault, instance.instance_id(), xml);
        draft.form = xform_name(instance.form_id());
        draft.form_version = instance.form_version();
        if (!instance.deprecated_id().empty()) {
            draft.supersedes = submission_id_of(vault, instance.deprecated_id(), {});
        }
    } else {
        draft.instance = submission_id_of(vault, {}, xml);
        draft.form = xform_name({});
    }
    if (!draft.is_counted_only && bearer.part == Bearer::Part::sender) {
        draft.sender = bearer.account;
        draft.device = bearer.device;
    }
    draft.instance_read = recognised.instance;
    draft.content = std::move(xml);
    return draft;
}

}  // namespace

SubmissionId submission_id_of(const privacy::Vault& vault, std::string_view instance_id, std::string_view content) {
    if (instance_id.empty()) {
        const auto hash = privacy::keyed_hash(vault.master_key().bytes(), "instance", as_bytes(content));
        return id_from(hash);
    }
    const auto bare = instance_id.starts_with("uuid:") ? instance_id.substr(5) : instance_id;
    if (const auto uuid = parse_uuid(bare)) {
        return {*uuid};
    }
    return id_from(storage::hash_of(as_bytes(instance_id)));
}

IntakeRoom room_before(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme) {
    const auto find = [&database, &book, programme](
                          const std::string& id,
                          const std::string& version) -> Result<std::shared_ptr<const KnownForm>> {
        if (auto known = book.forms().remembered(programme, id, version)) {
            return known;
        }
        return database.read(programme,
                             [&](storage::Reader& reader) { return book.forms().find(reader, id, version); });
    };
    return {find, database.clock().now(), &database.random()};
}

Result<PreparedInstance> prepare_instance(SubmissionBook& book, const ProgrammeId& programme, const Bearer& bearer,
                                          ArrivingInstance arriving, const IntakeRoom& room) {
    MINKA_TRY_ASSIGN(const auto recognised, recognise(arriving.xml, room));
    PreparedInstance prepared;
    prepared.sealed = book.seal(programme, draft_of(book.vault(), recognised, bearer, std::move(arriving.xml)));
    prepared.receipt.submission = prepared.sealed.draft.instance;
    if (recognised.instance) {
        prepared.receipt.instance_id = recognised.instance->instance_id();
        prepared.receipt.form_id = recognised.instance->form_id();
        prepared.receipt.form_version = recognised.instance->form_version();
    }
    for (auto& file : arriving.files) {
        const auto id = make_uuid_v7(room.now, *room.random);
        prepared.files.push_back({privacy::AttachmentId{id}, std::move(file.name), file.content});
    }
    if (recognised.form != nullptr && !recognised.form->release.is_anonymous) {
        prepared.wanted_files = files_named_in(*recognised.instance, recognised.form->document);
    }
    return prepared;
}

storage::Act act_of(const PreparedInstance& prepared, const ProgrammeId& programme, const Bearer& bearer) {
    const bool is_named = !prepared.sealed.draft.is_counted_only;
    return {programme, is_named ? bearer.account : Uuid{}, is_named ? bearer.source : "field", "receive submission"};
}

Result<InstanceReceipt> store_prepared(storage::Writer& writer, SubmissionBook& book,
                                       const PreparedInstance& prepared) {
    auto answer = prepared.receipt;
    MINKA_TRY_ASSIGN(const auto arrival, book.arrive(writer, prepared.sealed));
    answer.acceptance = arrival.acceptance;
    answer.received_on = arrival.received_on;
    MINKA_TRY_ASSIGN(const bool erased, prepared.files.empty() ? Result<bool>(false)
                                                               : privacy::was_erased(writer, answer.submission.uuid));
    if (erased) {
        return answer;
    }
    for (const auto& file : prepared.files) {
        MINKA_TRY(store_submission_file(writer, book.vault(), answer.submission, file.id, file.name, file.content));
    }
    if (!prepared.wanted_files.empty()) {
        MINKA_TRY_ASSIGN(const auto held, files_of_submission(writer, book.vault(), answer.submission));
        for (const auto& name : prepared.wanted_files) {
            if (std::ranges::find(held, name, &SubmissionFile::name) == held.end()) {
                answer.missing_files.push_back(name);
            }
        }
    }
    return answer;
}

Result<InstanceReceipt> write_prepared(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                       const Bearer& bearer, const PreparedInstance& prepared) {
    // With files there is more to ask than is worth foreseeing.
    const bool has_files = !prepared.files.empty() || !prepared.wanted_files.empty();
    return storage::write_foreseen(
        database, act_of(prepared, programme, bearer),
        [&] { return has_files ? storage::Foresight{} : foresee(book, programme, prepared.sealed); },
        [&](storage::Writer& writer) { return store_prepared(writer, book, prepared); });
}

Result<InstanceReceipt> take_instance(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                      const Bearer& bearer, ArrivingInstance arriving) {
    MINKA_TRY_ASSIGN(const auto prepared, prepare_instance(book, programme, bearer, std::move(arriving),
                                                           room_before(database, book, programme)));
    return write_prepared(database, book, programme, bearer, prepared);
}

}  // namespace minka::forms
