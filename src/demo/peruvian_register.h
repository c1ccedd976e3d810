#pragma once

#include "demo/colombian_register.h"
#include "programme/assistance_modality.h"

#include <cstdint>
#include <vector>

namespace minka::demo {

/// Apostemos' registers: the real 25 regions and 26 regional directorates, with UGEL, provinces and services that are
/// made up. Codes have forms no real one has (UGEL dd9nnn, provinces dd6n00 and above, services 9nnnnnn).
struct PeruvianRegister {
    std::vector<registry::Territory> territories;  ///< Both trees, parents first.
    std::vector<registry::Territory> ugel;
    std::vector<registry::TerritoryId> provinces;  ///< As `ugel`: where its services lie.
    std::vector<bool> is_in_person;                ///< As `ugel`: how its directorate is assisted, by the folder.
    std::vector<std::size_t> targeted;             ///< Places in `ugel`, ascending.
    std::vector<registry::School> services;
    std::vector<std::size_t> ugel_of_service;
    std::vector<registry::Site> sites;
    std::vector<registry::EnrolmentCount> enrolment;
};

PeruvianRegister draw_peruvian_register(const DemoSize& size, const RegisterSetting& setting,
                                        const programme::AssistanceModality& assistance, std::uint64_t seed);

/// Also the two dated lists of UGEL, under the codes the folder gives its denominators. Problems: those of the writer.
Result<> store_register(storage::Writer& writer, const PeruvianRegister& drawn, const RegisterSetting& setting,
                        std::uint64_t seed);

}  // namespace minka::demo
