#include "identity/account_opening.h"

#include "identity/one_time_password.h"
#include "identity/sign_in.h"

namespace minka::identity {

Result<OpenedAccount> open_account_with_roles(storage::Database& database, const privacy::Vault& vault,
                                              PasswordHasher& hasher, const storage::Act& act,
                                              const AccountOpening& opening, std::span<const FirstRole> roles) {
    SystemRandom random;  // never the seeded one of a demo
    OpenedAccount opened;
    opened.one_time_password = make_one_time_password(random);
    const auto id = database.new_id<AccountId>();
    for (const auto& role : roles) {
        auto grant = role.grant;
        grant.id = database.new_id<AccessGrantId>();
        grant.account_id = id;
        MINKA_TRY(database.read(role.programme, [&](storage::Reader& reader) { return check_grant(reader, grant); }));
        opened.grants.push_back(std::move(grant));
    }
    NewAccount fresh{id, opening.login, opening.name, opening.language, {}, {}};
    MINKA_TRY_ASSIGN(fresh.one_time_hash, hasher.hash(opened.one_time_password));
    fresh.one_time_until = Instant{database.clock().now().microseconds + one_time_microseconds};
    auto own = act;
    own.programme = installation;
    own.name = "open account";
    MINKA_TRY_ASSIGN(opened.account,
                     database.write(own, [&](storage::Writer& writer) { return open_account(writer, vault, fresh); }));
    own.name = "grant access";
    for (std::size_t i = 0; i < roles.size(); ++i) {
        own.programme = roles[i].programme;
        MINKA_TRY(database.write(own, [&](storage::Writer& writer) { return grant_access(writer, opened.grants[i]); }));
    }
    return opened;
}

}  // namespace minka::identity
