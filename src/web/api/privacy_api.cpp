#include "web/api/privacy_api.h"

#include "planning/national_holidays.h"
#include "privacy/consent.h"
#include "privacy/erasure.h"
#include "privacy/rights_request.h"
#include "registry/person.h"
#include "storage/ledger.h"
#include "web/api/stored_json.h"

#include <algorithm>
#include <array>

namespace minka::web {

using identity::Permission;
using privacy::RightsRequestId;
using storage::Reader;
using storage::Writer;

struct RequestShown {
    RightsRequestId id;
    privacy::RequestKind kind{};
    std::optional<Uuid> subject;
    std::optional<std::string> subject_name;  ///< Nothing once it was erased.
    std::optional<std::string> words;         ///< Nothing once the subject was erased.
    std::string country;
    LocalDate received_on;
    LocalDate due_on;
    std::int64_t days_left = 0;  ///< Days of the calendar; below 0 when the term is past.
    std::string law;
    bool law_confirmed = false;  ///< Whether counsel confirmed the term.
    std::optional<LocalDate> answered_on;
    std::optional<privacy::RequestOutcome> outcome;
};
MINKA_JSON(RequestShown, (id, kind, subject, subject_name, words, country, received_on, due_on, days_left, law,
                          law_confirmed, answered_on, outcome))

struct RequestTaken {
    privacy::RequestKind kind{};
    std::optional<registry::PersonId> subject;
    std::string words;
    std::optional<LocalDate> received_on;  ///< Today when it is not said.
};
MINKA_JSON(RequestTaken, (kind, subject, words, received_on))

struct RequestAnswer {
    privacy::RequestOutcome outcome{};
};
MINKA_JSON(RequestAnswer, (outcome))

struct ErasureShown {
    Uuid subject;
    LocalDate requested_on;
    Instant erased_at;
    privacy::ErasureBasis basis{};
};
MINKA_JSON(ErasureShown, (subject, requested_on, erased_at, basis))

struct ErasureLedgerEntry {
    Instant at;
    std::int64_t sequence = 0;
    std::string hash;
};
MINKA_JSON(ErasureLedgerEntry, (at, sequence, hash))

struct ErasureProof {
    Uuid subject;
    std::optional<ErasureShown> erasure;     ///< As the database has it; nothing when there was none.
    std::vector<ErasureLedgerEntry> ledger;  ///< The entries that tell of it.
    bool stands_in_list = false;             ///< The list beside the master key, which a restore repeats.
    std::int64_t list_count = 0;             ///< Erasures in that list.
    std::string list_hash;                   ///< Of its last line.
    bool has_key = false;                    ///< Whether a key of the subject is still there.
    bool name_opens = false;                 ///< Tried just now, on what is still stored.
    std::int64_t sealed_values = 0;          ///< That are left as ciphertext, which nothing opens.
};
MINKA_JSON(ErasureProof,
           (subject, erasure, ledger, stands_in_list, list_count, list_hash, has_key, name_opens, sealed_values))

struct ConsentShown {
    privacy::ConsentId id;
    Uuid subject;
    std::optional<std::string> subject_name;
    std::string purpose;
    std::string text_version;
    LocalDate given_on;
    std::optional<LocalDate> expires_on;
};
MINKA_JSON(ConsentShown, (id, subject, subject_name, purpose, text_version, given_on, expires_on))

struct DataOfPerson {
    std::vector<StoredRecordShown> records;
    std::vector<ReadShown> reads;
};
MINKA_JSON(DataOfPerson, (records, reads))

struct PurposeWithdrawn {
    std::string purpose;
};
MINKA_JSON(PurposeWithdrawn, (purpose))

namespace {

constexpr std::int64_t most_reads = 1000;
constexpr int consent_days_ahead = 60;

// Working days skip the country's holidays of the year a request came and the next.
Result<std::vector<LocalDate>> holidays_around(const std::string& country, LocalDate day) {
    const auto land = country == "CO" ? planning::Country::colombia : planning::Country::peru;
    std::vector<LocalDate> dates;
    for (const int year : {day.year(), day.year() + 1}) {
        MINKA_TRY_ASSIGN(const auto holidays, planning::national_holidays(land, year));
        for (const auto& holiday : holidays) {
            dates.push_back(holiday.date);
        }
    }
    return dates;
}

Result<std::optional<std::string>> name_of_person(Reader& reader, const privacy::Vault& vault, const Uuid& id) {
    MINKA_TRY_ASSIGN(const auto person, reader.find<registry::Person>({id}));
    if (!person) {
        return std::nullopt;
    }
    const std::array sealed{privacy::SealedText{id, &person->record.name}};
    MINKA_TRY_ASSIGN(auto opened, vault.open_all(reader, sealed));
    return std::move(opened.front());
}

Result<RequestShown> request_shown(Reader& reader, const Call& call, const privacy::RightsRequest& request) {
    const auto& vault = call.premises().vault;
    MINKA_TRY_ASSIGN(const auto rule, privacy::rule_of(request.kind, request.country));
    RequestShown item;
    item.id = request.id;
    item.kind = request.kind;
    item.subject = request.subject_id;
    if (request.subject_id) {
        MINKA_TRY_ASSIGN(item.subject_name, name_of_person(reader, vault, *request.subject_id));
    }
    MINKA_TRY_ASSIGN(item.words, privacy::words_of(reader, vault, request));
    item.country = request.country;
    item.received_on = request.received_on;
    item.due_on = request.due_on;
    item.days_left = days_between(call.today(), request.due_on);
    item.law = rule.source;
    item.law_confirmed = rule.confirmed;
    item.answered_on = request.answered_on;
    item.outcome = request.outcome;
    return item;
}

Result<ListOf<RequestShown>> list_requests(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto all, privacy::requests(reader));
    ListOf<RequestShown> list;
    for (const auto& request : all) {
        MINKA_TRY_ASSIGN(auto item, request_shown(reader, call, request));
        list.items.push_back(std::move(item));
    }
    return list;
}

Result<RequestShown> take_request(Writer& writer, const Call& call, const RequestTaken& body) {
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(writer));
    const auto& country = folder->profile.country;
    const auto received = body.received_on.value_or(call.today());
    if (body.subject) {
        MINKA_TRY(writer.require<registry::Person>(*body.subject));
    }
    MINKA_TRY_ASSIGN(const auto holidays, holidays_around(country, received));
    privacy::NewRightsRequest fresh;
    fresh.id = call.premises().database.new_id<RightsRequestId>();
    fresh.kind = body.kind;
    fresh.subject = body.subject ? std::optional(body.subject->uuid) : std::nullopt;
    fresh.words = body.words;
    fresh.country = country;
    fresh.received_on = received;
    MINKA_TRY_ASSIGN(const auto taken,
                     privacy::take_request(writer, call.premises().vault, fresh, call.today(), holidays));
    return request_shown(writer, call, taken);
}

Result<RequestShown> answer_request(Writer& writer, const Call& call, const RequestAnswer& body) {
    MINKA_TRY_ASSIGN(const auto id, call.id<RightsRequestId>("request"));
    MINKA_TRY_ASSIGN(const auto answered, privacy::answer_request(writer, id, body.outcome, call.today()));
    return request_shown(writer, call, answered);
}

Result<> add_stored(Reader& reader, const Uuid& subject, ErasureProof& proof) {
    MINKA_TRY(reader.each(
        "SELECT basis, requested_on, erased_at FROM erasure WHERE programme_id = $1 AND subject_id = $2",
        [&](const storage::Row& row) -> Result<> {
            proof.erasure =
                ErasureShown{subject, row.get<LocalDate>(1), row.get<Instant>(2), row.get<privacy::ErasureBasis>(0)};
            return {};
        },
        reader.programme(), subject));
    MINKA_TRY_ASSIGN(const auto entries, storage::ledger_of_record(reader, reader.programme(), subject));
    for (const auto& entry : entries) {
        if (entry.kind == "erasure") {
            proof.ledger.push_back({entry.recorded_at, entry.sequence, to_hex(entry.hash)});
        }
    }
    MINKA_TRY_ASSIGN(const auto key,
                     reader.value<std::int64_t>("SELECT 1 FROM subject_key WHERE programme_id = $1 AND subject_id = $2",
                                                reader.programme(), subject));
    proof.has_key = key.has_value();
    return {};
}

// Nothing here is taken from what an erasure answered: each line is looked up, and the names are tried again.
Result<ErasureProof> prove(Reader& reader, const privacy::Vault& vault, const Uuid& subject) {
    ErasureProof proof;
    proof.subject = subject;
    MINKA_TRY(add_stored(reader, subject, proof));
    MINKA_TRY_ASSIGN(const auto list,
                     privacy::ErasureList::load_or_create(privacy::ErasureList::file_for(vault.master_key().file())));
    proof.stands_in_list = list.contains(reader.programme(), subject);
    proof.list_count = static_cast<std::int64_t>(list.head().count);
    proof.list_hash = list.head().hash;
    MINKA_TRY_ASSIGN(const auto records, privacy::stored_about(reader, vault, subject));
    for (const auto& record : records) {
        for (const auto& field : record.fields) {
            proof.sealed_values += field.was_sealed ? 1 : 0;
            proof.name_opens = proof.name_opens || (field.was_sealed && field.text.has_value());
        }
    }
    return proof;
}

Result<ErasureProof> show_proof(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto subject, call.id<registry::PersonId>("subject"));
    MINKA_TRY_ASSIGN(auto proof, prove(reader, call.premises().vault, subject.uuid));
    if (!proof.erasure) {
        return problem(ProblemCode::not_found, "Nothing of that identifier was erased in this programme.", "subject");
    }
    return proof;
}

Result<ListOf<ErasureShown>> list_erasures(Reader& reader, const Call&) {
    ListOf<ErasureShown> list;
    MINKA_TRY(reader.each(
        "SELECT subject_id, basis, requested_on, erased_at FROM erasure WHERE programme_id = $1 ORDER BY erased_at "
        "DESC, subject_id",
        [&](const storage::Row& row) -> Result<> {
            list.items.push_back(
                {row.get<Uuid>(0), row.get<LocalDate>(2), row.get<Instant>(3), row.get<privacy::ErasureBasis>(1)});
            return {};
        },
        reader.programme()));
    return list;
}

// Erasing destroys keys in several places and cannot be one transaction with the answer: a kill between the two leaves
// the person erased and the request open, and answering it again is harmless.
Result<HttpResponse> erase(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<RightsRequestId>("request"));
    const auto& premises = call.premises();
    MINKA_TRY_ASSIGN(const auto request, premises.database.read(call.programme(), [&](Reader& reader) {
        return reader.require<privacy::RightsRequest>(id);
    }));
    const auto& record = request.record;
    if (record.kind != privacy::RequestKind::erasure || !record.subject_id || record.answered_on) {
        return problem(ProblemCode::conflict, "Only an open request of erasure that names somebody can be carried out.",
                       "request");
    }
    MINKA_TRY(
        privacy::erase_subject(premises.database, premises.vault, call.act("erase"),
                               {*record.subject_id, privacy::ErasureBasis::asked_by_subject, record.received_on}));
    MINKA_TRY(premises.database.write(call.act("answer request"), [&](Writer& writer) {
        return privacy::answer_request(writer, id, privacy::RequestOutcome::done, call.today());
    }));
    MINKA_TRY_ASSIGN(const auto proof, premises.database.read(call.programme(), [&](Reader& reader) {
        return prove(reader, premises.vault, *record.subject_id);
    }));
    return json_response(to_json_text(proof));
}

Result<DataOfPerson> data_of_person(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<registry::PersonId>("person"));
    MINKA_TRY(reader.require<registry::Person>(id));
    const auto& vault = call.premises().vault;
    MINKA_TRY_ASSIGN(auto records, privacy::stored_about(reader, vault, id.uuid));
    const auto scope = call.scope(registry::Purpose::operation);
    for (auto& record : records) {
        for (auto& field : record.fields) {
            const auto place = field.text ? parse_uuid(*field.text) : Result<Uuid>(Uuid{});
            if (place && scope.withholds(*place)) {
                field.text.reset();
            }
        }
    }
    MINKA_TRY_ASSIGN(const auto reads, identity::reads_of(reader, {id.uuid}, most_reads));
    DataOfPerson data{shown(records), {}};
    MINKA_TRY_ASSIGN(data.reads, shown(reader, vault, reads));
    return data;
}

Result<ListOf<ConsentShown>> list_consents(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto expiring,
                     privacy::consents_expiring(reader, call.today().plus_days(consent_days_ahead)));
    ListOf<ConsentShown> list;
    for (const auto& row : expiring) {
        const auto& consent = row.record;
        ConsentShown item{consent.id,       consent.subject_id, {}, consent.purpose, consent.text_version,
                          consent.given_on, consent.expires_on};
        MINKA_TRY_ASSIGN(item.subject_name, name_of_person(reader, call.premises().vault, consent.subject_id));
        list.items.push_back(std::move(item));
    }
    return list;
}

Result<PurposeWithdrawn> withdraw(Writer& writer, const Call& call, const PurposeWithdrawn& body) {
    MINKA_TRY_ASSIGN(const auto id, call.id<registry::PersonId>("person"));
    MINKA_TRY(privacy::withdraw_consent(writer, id.uuid, body.purpose, call.today()));
    return body;
}

}  // namespace

std::vector<Route> privacy_routes() {
    constexpr auto permission = Permission::privacy_manage;
    Route erasing;
    erasing.method = Method::post;
    erasing.path = "/api/v1/programmes/{programme}/requests/{request}/erase";
    erasing.admission = Admission::granted;
    erasing.permission = permission;
    erasing.act = "erase";
    erasing.summary = "Destroy the keys of whom a request of erasure is about, and prove it; it cannot be undone";
    erasing.answer = &schema_of<ErasureProof>;
    erasing.run = erase;
    return {
        read_route<ListOf<RequestShown>>({"/api/v1/programmes/{programme}/requests", permission,
                                          "Requests of access, correction, erasure and consent, and incidents, with "
                                          "their last day"},
                                         list_requests),
        write_route<RequestTaken, RequestShown>(
            Method::post, {"/api/v1/programmes/{programme}/requests", permission, "Take a request or an incident down"},
            "take request", take_request),
        write_route<RequestAnswer, RequestShown>(
            Method::post,
            {"/api/v1/programmes/{programme}/requests/{request}/answer", permission, "Record that it was answered"},
            "answer request", answer_request),
        std::move(erasing),
        read_route<ListOf<ErasureShown>>(
            {"/api/v1/programmes/{programme}/erasures", permission, "What was erased, the latest first"},
            list_erasures),
        read_route<ErasureProof>({"/api/v1/programmes/{programme}/erasures/{subject}", permission,
                                  "The proof of an erasure, looked up anew"},
                                 show_proof),
        read_route<DataOfPerson>({"/api/v1/programmes/{programme}/people/{person}/data", permission,
                                  "All that is stored on a person, opened, with who read it"},
                                 data_of_person),
        read_route<ListOf<ConsentShown>>(
            {"/api/v1/programmes/{programme}/consents", permission, "Consents that end within 60 days"}, list_consents),
        write_route<PurposeWithdrawn, PurposeWithdrawn>(
            Method::post,
            {"/api/v1/programmes/{programme}/people/{person}/consents/withdraw", permission,
             "Record that a person withdrew a consent, from today"},
            "withdraw consent", withdraw),
    };
}

}  // namespace minka::web
