#include "forms/instance_intake.h"

#include "forms/submission_file.h"
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

Result<Recognised> recognise(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                             std::string_view xml) {
    Recognised recognised;
    auto read = Instance::read(xml);
    if (!read) {
        return recognised;
    }
    recognised.instance = std::make_shared<Instance>(*std::move(read));
    recognised.form =
        book.forms().remembered(programme, recognised.instance->form_id(), recognised.instance->form_version());
    if (recognised.form == nullptr) {
        MINKA_TRY_ASSIGN(recognised.form, database.read(programme, [&](storage::Reader& reader) {
            return book.forms().find(reader, recognised.instance->form_id(), recognised.instance->form_version());
        }));
    }
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
    if (!draft.is_counted_only) {
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

Result<InstanceReceipt> take_instance(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                      const Bearer& bearer, ArrivingInstance arriving) {
    MINKA_TRY_ASSIGN(const auto recognised, recognise(database, book, programme, arriving.xml));
    const auto sealed = book.seal(programme, draft_of(book.vault(), recognised, bearer, std::move(arriving.xml)));
    storage::Act act{programme, bearer.account, bearer.source, "receive submission"};
    if (sealed.draft.is_counted_only) {
        act.actor = {};
        act.source = "field";
    }
    std::vector<privacy::AttachmentId> fresh;
    for (std::size_t i = 0; i < arriving.files.size(); ++i) {
        fresh.push_back(database.new_id<privacy::AttachmentId>());
    }
    InstanceReceipt receipt;
    receipt.submission = sealed.draft.instance;
    if (recognised.instance) {
        receipt.instance_id = recognised.instance->instance_id();
        receipt.form_id = recognised.instance->form_id();
        receipt.form_version = recognised.instance->form_version();
    }
    const bool asks_files = recognised.form != nullptr && !recognised.form->release.is_anonymous;
    const auto named =
        asks_files ? files_named_in(*recognised.instance, recognised.form->document) : std::vector<std::string>{};
    const auto store = [&](storage::Writer& writer) -> Result<InstanceReceipt> {
        auto answer = receipt;
        MINKA_TRY_ASSIGN(answer.acceptance, book.accept_sealed(writer, sealed));
        MINKA_TRY_ASSIGN(const bool erased, arriving.files.empty()
                                                ? Result<bool>(false)
                                                : privacy::was_erased(writer, answer.submission.uuid));
        for (std::size_t i = 0; i < arriving.files.size() && !erased; ++i) {
            MINKA_TRY(store_submission_file(writer, book.vault(), answer.submission, fresh[i], arriving.files[i].name,
                                            arriving.files[i].content));
        }
        if (!named.empty() && !erased) {
            MINKA_TRY_ASSIGN(const auto held, files_of_submission(writer, book.vault(), answer.submission));
            for (const auto& name : named) {
                if (std::ranges::find(held, name, &SubmissionFile::name) == held.end()) {
                    answer.missing_files.push_back(name);
                }
            }
        }
        return answer;
    };
    return database.write(act, store);
}

}  // namespace minka::forms
