#include "forms/envelope_intake.h"

#include "base/base64.h"
#include "forms/envelope_content.h"

namespace minka::forms {

namespace {

constexpr std::string_view envelope_format = "1";

// Problems that stay however often the same bytes come: the envelope waits in quarantine.
bool is_of_content(const Problem& problem) {
    return problem.code == ProblemCode::malformed_file || problem.code == ProblemCode::invalid_input ||
           problem.code == ProblemCode::conflict;
}

// Its place in quarantine.
SubmissionId waiting_id(const privacy::Vault& vault, const std::string& hash) {
    return submission_id_of(vault, std::string(envelope_kind) + ":" + hash, {});
}

// The form as it would arrive by itself; views into the content.
ArrivingInstance arriving_in(const EnvelopeContent& content) {
    ArrivingInstance arriving{content.xml, {}};
    for (const auto& file : content.files) {
        arriving.files.push_back({file.name, as_text(file.content)});
    }
    if (content.pair) {
        arriving.files.push_back({std::string(pair_file), *content.pair});
    }
    return arriving;
}

Result<> check_anonymity(const PreparedInstance& prepared) {
    if (prepared.sealed.draft.is_anonymous && !prepared.files.empty()) {
        return invalid("An envelope with an anonymous form holds the form alone; this one holds more.");
    }
    return {};
}

struct Opened {
    std::optional<LocalDate> waits_since;  ///< It is in quarantine, or was.
    std::optional<EnvelopeContent> content;
};

Result<Opened> open_arriving(storage::Reader& reader, const privacy::Vault& vault, const SubmissionId& waiting,
                             ByteView envelope) {
    Opened opened;
    MINKA_TRY_ASSIGN(opened.waits_since,
                     reader.value<LocalDate>("SELECT received_on FROM submission WHERE programme_id = $1 AND id = $2",
                                             reader.programme(), waiting));
    if (opened.waits_since) {
        return opened;
    }
    const auto plain = privacy::open_envelope(reader, vault, envelope);
    if (!plain && !is_of_content(plain.error())) {
        return std::unexpected(plain.error());
    }
    if (plain) {
        if (auto content = read_envelope_content(*plain)) {
            opened.content = *std::move(content);
        }
    }
    return opened;
}

// Nothing of who brought it: it may hold an anonymous sheet.
Result<Arrival> keep_in_quarantine(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                   const SubmissionId& waiting, ByteView envelope) {
    SubmissionDraft draft;
    draft.instance = waiting;
    draft.form = envelope_kind;
    draft.form_version = envelope_format;
    draft.is_counted_only = true;
    draft.content = as_text(envelope);
    const auto sealed = book.seal(programme, std::move(draft));
    return database.write({programme, {}, "field", "receive envelope"},
                          [&](storage::Writer& writer) { return book.arrive(writer, sealed); });
}

Result<Arrival> take_notice(storage::Writer& writer, const privacy::Vault& vault, const privacy::DangerNotice& notice) {
    MINKA_TRY_ASSIGN(const auto taken, privacy::take_danger_notice(writer, vault, notice));
    const bool is_new = taken.arrival == privacy::NoticeArrival::stored;
    return Arrival{is_new ? Acceptance::stored : Acceptance::repeated, taken.received_on};
}

Result<Arrival> take_seals(storage::Writer& writer, const PairSeals& seals) {
    MINKA_TRY_ASSIGN(const auto taken, take_pair_seals(writer, seals));
    return Arrival{taken.is_new ? Acceptance::stored : Acceptance::repeated, taken.received_on};
}

Result<Arrival> take_content(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                             const Bearer& carrier, const EnvelopeContent& content) {
    if (content.danger) {
        return database.write({programme, {}, "field", "receive danger notice"}, [&](storage::Writer& writer) {
            return take_notice(writer, book.vault(), *content.danger);
        });
    }
    if (content.seals) {
        return database.write({programme, carrier.account, carrier.source, "receive seals of a pair"},
                              [&](storage::Writer& writer) { return take_seals(writer, *content.seals); });
    }
    MINKA_TRY_ASSIGN(const auto prepared, prepare_instance(book, programme, carrier, arriving_in(content),
                                                           room_before(database, book, programme)));
    MINKA_TRY(check_anonymity(prepared));
    MINKA_TRY_ASSIGN(const auto receipt, write_prepared(database, book, programme, carrier, prepared));
    return Arrival{receipt.acceptance, receipt.received_on};
}

}  // namespace

Result<EnvelopeArrival> take_envelope(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                      const Bearer& carrier, ByteView envelope) {
    const auto hash = privacy::sha256_of(envelope);
    const auto waiting = waiting_id(book.vault(), hash);
    MINKA_TRY_ASSIGN(const auto opened, database.read(programme, [&](storage::Reader& reader) {
        return open_arriving(reader, book.vault(), waiting, envelope);
    }));
    if (opened.waits_since) {
        return EnvelopeArrival{Acceptance::repeated, hash, *opened.waits_since};
    }
    if (opened.content) {
        const auto taken = take_content(database, book, programme, carrier, *opened.content);
        if (taken) {
            return EnvelopeArrival{taken->acceptance, hash, taken->received_on};
        }
        if (!is_of_content(taken.error())) {
            return std::unexpected(taken.error());
        }
    }
    MINKA_TRY_ASSIGN(const auto kept, keep_in_quarantine(database, book, programme, waiting, envelope));
    return EnvelopeArrival{kept.acceptance, hash, kept.received_on};
}

Result<> open_waiting_envelope(storage::Writer& writer, SubmissionBook& book, const SubmissionId& waiting,
                               std::string_view envelope) {
    if (envelope.empty()) {
        return {};  // it was understood before, and what it held stands elsewhere
    }
    MINKA_TRY_ASSIGN(const auto plain, privacy::open_envelope(writer, book.vault(), as_bytes(envelope)));
    MINKA_TRY_ASSIGN(const auto content, read_envelope_content(plain));
    if (content.danger) {
        MINKA_TRY(take_notice(writer, book.vault(), *content.danger));
    } else if (content.seals) {
        MINKA_TRY(take_seals(writer, *content.seals));
    } else {
        MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
        SystemRandom random;
        const auto find = [&](const std::string& id, const std::string& version) {
            return book.forms().find(writer, id, version);
        };
        const Bearer nobody{{}, {}, "quarantine", Bearer::Part::carrier};
        MINKA_TRY_ASSIGN(const auto prepared, prepare_instance(book, writer.programme(), nobody, arriving_in(content),
                                                               {find, now, &random}));
        MINKA_TRY(check_anonymity(prepared));
        MINKA_TRY(store_prepared(writer, book, prepared));
    }
    MINKA_TRY_ASSIGN(const auto nothing, book.vault().seal(writer, waiting.uuid, {}));
    MINKA_TRY(writer.project("UPDATE submission SET content = $3 WHERE programme_id = $1 AND id = $2",
                             writer.programme(), waiting, nothing));
    return {};
}

std::string receipt_text(const ProgrammeId& programme, const EnvelopeArrival& arrival) {
    return "minka receipt 1\n" + to_string(programme) + "\n" + arrival.hash + "\n" + arrival.received_on.text();
}

Result<EnvelopeReceipt> receipt_of(storage::Database& database, const privacy::Vault& vault,
                                   const ProgrammeId& programme, const EnvelopeArrival& arrival) {
    MINKA_TRY_ASSIGN(const auto made,
                     privacy::sign_with_programme_key(database, vault, programme, receipt_text(programme, arrival)));
    return EnvelopeReceipt{arrival.hash, arrival.received_on, programme, made.key, to_base64url(made.signature)};
}

}  // namespace minka::forms
