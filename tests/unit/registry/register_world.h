#pragma once

#include "privacy/vault.h"
#include "registry/person_import.h"
#include "registry/school_import.h"
#include "registry/territory_import.h"
#include "unit/registry/import_support.h"

#include <functional>

// A small register with both trees, made through the importers. All people are invented.
namespace minka::test {

struct RegisterWorld {
    ScratchDatabase& scratch;
    privacy::Vault& vault;
    ProgrammeId programme = scratch.database->new_id<ProgrammeId>();

    storage::Database& database() { return *scratch.database; }

    /// Two districts; UGEL Bagua runs schools of both, UGEL Nieva one. 0000004 closed on 2025-01-01.
    void fill() {
        written(registry::import_territories(database(), act_in(programme),
                                             import_of(scratch.folder.path(),
                                                       "code,code_system,name,kind,parent_code,valid_from\n"
                                                       "010000,ubigeo,Amazonas,departamento,,2000-01-01\n"
                                                       "010201,ubigeo,Imaza,distrito,010000,2000-01-01\n"
                                                       "010401,ubigeo,Nieva,distrito,010000,2000-01-01\n"
                                                       "010002,ugel,UGEL Bagua,ugel,,2000-01-01\n"
                                                       "010004,ugel,UGEL Condorcanqui,ugel,,2000-01-01\n")));
        written(registry::import_schools(
            database(), act_in(programme),
            import_of(scratch.folder.path(),
                      "codigo modular;nombre;nivel;gestion;zona;ubigeo;codigo ugel;desde;hasta\n"
                      "0000001;Árbol;Primaria;Pública;rural;010201;010002;2010-01-01;\n"
                      "0000002;Bosque;Inicial;Pública;rural;010201;010002;2010-01-01;\n"
                      "0000003;Bosque;Inicial;Privada;urbana;010401;010004;2010-01-01;\n"
                      "0000004;Cedro;Primaria;Pública;rural;010401;010002;2010-01-01;2025-01-01\n")));
        written(
            registry::import_people(database(), vault, act_in(programme),
                                    import_of(scratch.folder.path(),
                                              "nombre,tipo documento,documento,rol,codigo escuela,desde,hasta\n"
                                              "Rosalba Prueba,CC,1001,rectora,0000001,2020-01-01,\n"
                                              "Teófilo Yampis Prueba,CC,1002,docente,0000001,2020-01-01,\n"
                                              "Teófilo Yampis Prueba,CC,1002,docente,0000003,2020-01-01,\n"
                                              "Inocencia Ñahui Prueba,CC,1003,docente,0000003,2020-01-01,2025-06-01\n",
                                              "constants: {school_code_system: modular}\n")));
    }

    registry::Territory territory(std::string_view code) {
        const auto found = database().read(
            programme, [&](storage::Reader& reader) { return reader.all<registry::Territory>("AND code = $2", code); });
        REQUIRE(found.has_value());
        REQUIRE(found->size() == 1);
        return found->front().record;
    }

    registry::Scope scope_of(std::string_view code) {
        return registry::Scope::of_territory(registry::AccessRole::coordinator, territory(code).id,
                                             registry::Purpose::operation);
    }
};

inline const registry::Scope everything =
    registry::Scope::of_programme(registry::AccessRole::director, registry::Purpose::monitoring);

inline void on_register(const std::function<void(RegisterWorld&)>& test) {
    on_both_engines(registry_migrations, [&](ScratchDatabase& scratch) {
        auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
        REQUIRE_MESSAGE(vault.has_value(), (vault ? "" : to_sentence(vault.error())));
        RegisterWorld world{scratch, **vault};
        world.fill();
        test(world);
    });
}

}  // namespace minka::test
