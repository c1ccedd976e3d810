#include "web/api/stored_json.h"

#include "identity/account_rules.h"

#include <array>
#include <map>

namespace minka::web {

std::vector<StoredRecordShown> shown(const std::vector<privacy::StoredRecord>& records) {
    std::vector<StoredRecordShown> list;
    for (const auto& record : records) {
        StoredRecordShown item{record.kind, record.id, record.version, record.recorded_at, {}};
        for (const auto& field : record.fields) {
            item.fields.push_back({field.name, field.text, field.was_sealed});
        }
        list.push_back(std::move(item));
    }
    return list;
}

Result<std::string> account_name(storage::Reader& reader, const privacy::Vault& vault, const Uuid& account) {
    if (account == Uuid{}) {
        return "console";
    }
    auto everywhere = reader.in_programme(identity::installation);
    MINKA_TRY_ASSIGN(const auto found, everywhere.find<identity::Account>({account}));
    if (!found) {
        return to_string(account);
    }
    const std::array sealed{privacy::SealedText{account, &found->record.name}};
    MINKA_TRY_ASSIGN(const auto opened, vault.open_all(everywhere, sealed));
    return opened.front().value_or(to_string(account));
}

Result<std::vector<ReadShown>> shown(storage::Reader& reader, const privacy::Vault& vault,
                                     const std::vector<identity::DataRead>& reads) {
    std::map<identity::AccountId, std::string> names;
    std::vector<ReadShown> list;
    for (const auto& read : reads) {
        auto known = names.find(read.account_id);
        if (known == names.end()) {
            MINKA_TRY_ASSIGN(auto name, account_name(reader, vault, read.account_id.uuid));
            known = names.emplace(read.account_id, std::move(name)).first;
        }
        list.push_back({read.day, known->second, read.role, read.what, read.subject_id});
    }
    return list;
}

}  // namespace minka::web
