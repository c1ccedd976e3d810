#include "web/api/own_data_api.h"

#include "identity/account_rules.h"
#include "programme/programme_loading.h"
#include "web/api/stored_json.h"

#include <set>

namespace minka::web {

using storage::Reader;

struct OwnDataOfProgramme {
    std::string programme;
    std::vector<StoredRecordShown> records;
    std::vector<ReadShown> reads;  ///< Who saw them, the latest day first.
};
MINKA_JSON(OwnDataOfProgramme, (programme, records, reads))

struct OwnData {
    Instant at;
    std::string login;
    std::vector<StoredRecordShown> account;  ///< What stands for the account itself, in no programme.
    std::vector<OwnDataOfProgramme> programmes;
};
MINKA_JSON(OwnData, (at, login, account, programmes))

namespace {

constexpr std::int64_t most_reads = 1000;

// What a programme stores for the account, and for the person it was said to be, if anybody said so.
Result<OwnDataOfProgramme> data_in(Reader& everywhere, const Call& call, const ProgrammeId& programme,
                                   const std::set<Uuid>& people) {
    auto reader = everywhere.in_programme(programme);
    const auto& vault = call.premises().vault;
    OwnDataOfProgramme data;
    MINKA_TRY_ASSIGN(const auto found, reader.require<programme::Programme>({programme.uuid}));
    data.programme = call.is_spanish() ? found.record.name_es : found.record.name_en;
    for (const auto& subject : people) {
        MINKA_TRY_ASSIGN(const auto records, privacy::stored_about(reader, vault, subject));
        for (auto& record : shown(records)) {
            data.records.push_back(std::move(record));
        }
    }
    MINKA_TRY_ASSIGN(const auto reads, identity::reads_of(reader, {people.begin(), people.end()}, most_reads));
    MINKA_TRY_ASSIGN(data.reads, shown(reader, vault, reads));
    return data;
}

Result<HttpResponse> show_own_data(const Call& call) {
    const auto& premises = call.premises();
    const auto& account = call.visitor().account;
    const auto read = [&](Reader& reader) -> Result<OwnData> {
        OwnData data{premises.database.clock().now(), account.login, {}, {}};
        MINKA_TRY_ASSIGN(const auto own, privacy::stored_about(reader, premises.vault, account.id.uuid));
        data.account = shown(own);
        std::map<ProgrammeId, std::set<Uuid>> people;
        MINKA_TRY(reader.each(
            "SELECT programme_id, person_id FROM access_grant WHERE account_id = $1",
            [&](const storage::Row& row) -> Result<> {
                auto& of_programme = people[row.get<ProgrammeId>(0)];
                of_programme.insert(account.id.uuid);
                if (const auto person = row.get<std::optional<registry::PersonId>>(1)) {
                    of_programme.insert(person->uuid);
                }
                return {};
            },
            account.id));
        for (const auto& [programme, subjects] : people) {
            MINKA_TRY_ASSIGN(auto part, data_in(reader, call, programme, subjects));
            data.programmes.push_back(std::move(part));
        }
        return data;
    };
    MINKA_TRY_ASSIGN(const auto data, premises.database.read(identity::installation, read));
    return json_response(to_json_text(data));
}

}  // namespace

std::vector<Route> own_data_routes() {
    Route route;
    route.method = Method::get;
    route.path = "/api/v1/me/data";
    route.admission = Admission::visitors;
    route.summary = "All that is stored on oneself, opened, with who read it";
    route.answer = &schema_of<OwnData>;
    route.run = show_own_data;
    return {std::move(route)};
}

}  // namespace minka::web
