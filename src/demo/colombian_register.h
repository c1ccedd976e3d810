#pragma once

#include "demo/demo_size.h"
#include "demo/named_person.h"
#include "registry/enrolment.h"
#include "registry/partner.h"
#include "registry/school.h"
#include "registry/territory.h"

#include <cstdint>
#include <vector>

namespace minka::demo {

/// What the story of a cycle needs to know of a school.
struct SchoolCounts {
    std::size_t municipality = 0;  ///< Place in ColombianRegister::municipalities.
    int teachers = 0;
    int students = 0;
    int asked_students = 0;  ///< From fifth grade on: ten years and older.
    int older_students = 0;  ///< Of them, from ninth grade on: fourteen and older.
};

/// Ser Más Maestro's registers: real departments, all else made up. Codes have forms no real one has (municipalities
/// dd901 .. dd959, schools and sites 9...).
struct ColombianRegister {
    std::vector<registry::Territory> territories;  ///< Parents first.
    std::vector<registry::Territory> municipalities;
    std::vector<registry::School> schools;
    std::vector<SchoolCounts> counts;  ///< As `schools`.
    std::vector<registry::Site> sites;
    std::vector<registry::EnrolmentCount> enrolment;
    std::vector<NamedPerson> people;  ///< Heads, teachers, mediators.
    std::vector<registry::Role> roles;
    std::vector<registry::Partner> partners;
};

/// Where and when the register is written down.
struct RegisterSetting {
    ProgrammeId programme;
    LocalDate recorded_on;
    std::int64_t year = 0;
};

ColombianRegister draw_colombian_register(const DemoSize& size, const RegisterSetting& setting, std::uint64_t seed);

/// Problems: those of the writer and the vault.
Result<> store_register(storage::Writer& writer, const privacy::Vault& vault, const ColombianRegister& drawn);

}  // namespace minka::demo
