#include "commands.h"
#include "identity/account_opening.h"
#include "identity/permission.h"
#include "identity/sign_in.h"
#include "registry/place_by_code.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

namespace minka::cli {

namespace {

using identity::AccountId;
using storage::Reader;
using storage::Writer;

struct AccountOptions {
    std::string programme;
    std::string login;
    std::string name;
    std::string role;
    std::string territory;
    std::string until;
};

using SharedOptions = std::shared_ptr<AccountOptions>;

Result<identity::AccessGrant> grant_from(app::Session& session, const AccountOptions& options, const AccountId& account,
                                         const ProgrammeId& programme) {
    identity::AccessGrant grant;
    grant.id = session.database().new_id<identity::AccessGrantId>();
    grant.account_id = account;
    grant.valid_from = utc_date(session.database().clock().now());
    if (!boost::describe::enum_from_string(options.role.c_str(), grant.role)) {
        return invalid("There is no role '" + options.role + "'; docs/reference/roles.md lists them.", "--role");
    }
    if (!options.until.empty()) {
        MINKA_TRY_ASSIGN(grant.valid_to, LocalDate::parse(options.until));
    }
    if (options.territory.empty()) {
        return grant;
    }
    MINKA_TRY_ASSIGN(grant.territory_id, session.database().read(programme, [&](Reader& reader) {
        return registry::territory_by_code(reader, options.territory, grant.valid_from);
    }));
    return grant;
}

Result<AccountId> account_named(app::Session& session, const std::string& login) {
    MINKA_TRY_ASSIGN(const auto found, session.database().read(identity::installation, [&](Reader& reader) {
        return identity::account_by_login(reader, login);
    }));
    return found ? Result<AccountId>(found->record.id)
                 : problem(ProblemCode::not_found, "Nobody signs in as '" + login + "'.", "--login");
}

Result<> give_grant(app::Session& session, const AccountOptions& options, const AccountId& account) {
    MINKA_TRY_ASSIGN(const auto programme, session.programme_by_code(options.programme));
    MINKA_TRY_ASSIGN(const auto grant, grant_from(session, options, account, programme));
    return session.database().write({programme, {}, "console", "grant access"},
                                    [&](Writer& writer) { return identity::grant_access(writer, grant); });
}

void tell_password(std::ostream& out, const std::string& login, const std::string& password) {
    out << "Nombre para entrar: " << login << "\nClave de un solo uso (14 días): " << password
        << "\nNo se vuelve a mostrar: entréguela en mano. Al entrar, la persona elige la suya.\n";
}

Result<Exit> open_one(CommandContext& context, const AccountOptions& options) {
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto programme, session->programme_by_code(options.programme));
    MINKA_TRY_ASSIGN(const auto grant, grant_from(*session, options, {}, programme));
    const std::vector<identity::FirstRole> roles{{programme, grant}};
    identity::PasswordHasher hasher({}, 1, 1);
    MINKA_TRY_ASSIGN(const auto opened, identity::open_account_with_roles(
                                            session->database(), session->vault(), hasher,
                                            {identity::installation, {}, "console", "open account"},
                                            {options.login, options.name, context.options().language}, roles));
    tell_password(context.out(), opened.account.login, opened.one_time_password);
    return Exit::done;
}

Result<Exit> grant_one(CommandContext& context, const AccountOptions& options) {
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto account, account_named(*session, options.login));
    MINKA_TRY(give_grant(*session, options, account));
    context.out() << options.login << ": " << options.role << " en " << options.programme << "\n";
    return Exit::done;
}

Result<Exit> reset_one(CommandContext& context, const AccountOptions& options) {
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto account, account_named(*session, options.login));
    identity::PasswordHasher hasher({}, 1, 1);
    identity::SignInLimits limits(session->database().clock());
    MINKA_TRY_ASSIGN(const auto password,
                     identity::reset_password({session->database(), session->vault(), hasher, limits},
                                              {identity::installation, {}, "console", "reset password"}, account));
    tell_password(context.out(), options.login, password);
    return Exit::done;
}

Result<Exit> close_one(CommandContext& context, const AccountOptions& options) {
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto account, account_named(*session, options.login));
    MINKA_TRY(session->database().write({identity::installation, {}, "console", "close account"}, [&](Writer& writer) {
        return identity::close_account(writer, account, utc_date(session->database().clock().now()));
    }));
    context.out() << options.login << ": cuenta cerrada\n";
    return Exit::done;
}

Result<Exit> show_roles(CommandContext& context) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<registry::AccessRole>>([&](auto entry) {
        context.out() << entry.name << ":";
        for (const auto permission : identity::permissions_of(entry.value)) {
            context.out() << " " << boost::describe::enum_to_string(permission, "");
        }
        context.out() << "\n";
    });
    return Exit::done;
}

}  // namespace

void add_account_command(CommandTable& table) {
    auto* group = table.group("account", "Quién entra a la aplicación, y qué puede ver");
    const auto options = std::make_shared<AccountOptions>();
    const auto add = [&](const char* name, const char* description,
                         Result<Exit> (*run)(CommandContext&, const AccountOptions&)) {
        auto* command = table.command(group, name, description,
                                      [options, run](CommandContext& context) { return run(context, *options); });
        command->add_option("--login", options->login, "Nombre con que entra")->required();
        return command;
    };
    auto* opening = add("open", "Abre una cuenta con su primer rol; dice su clave de un solo uso", open_one);
    opening->add_option("--name", options->name, "Nombre de la persona")->required();
    auto* granting = add("grant", "Da otro rol a una cuenta", grant_one);
    for (auto* command : {opening, granting}) {
        command->add_option("--programme", options->programme, "Código del programa")->required();
        command->add_option("--role", options->role, "Rol, como los lista 'account roles'")->required();
        command->add_option("--territory", options->territory, "Código del territorio; nada para todo el programa");
        command->add_option("--until", options->until, "Primer día sin el rol, AAAA-MM-DD");
    }
    add("reset", "Da una clave de un solo uso a quien olvidó la suya", reset_one);
    add("close", "Cierra una cuenta: no entra más", close_one);
    table.command(group, "roles", "Los roles y lo que cada uno puede", show_roles);
}

}  // namespace minka::cli
