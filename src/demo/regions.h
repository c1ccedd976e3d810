#pragma once

#include <array>
#include <span>
#include <string_view>

namespace minka::demo {

/// A department of Colombia, under its real name and DIVIPOLA code.
struct ColombianDepartment {
    std::string_view code;
    std::string_view name;
    std::string_view pdet_subregion;  ///< One of the PDET subregions in it; empty where there is none.
    int weight = 0;                   ///< How readily the demo puts municipalities there; 0: never.
};

/// All 33 (32 departments and Bogotá), by code. Source: DANE, DIVIPOLA; subregions: Decreto 893 de 2017.
std::span<const ColombianDepartment> colombian_departments();

/// A regional directorate (DRE) or management (GRE) of education of Peru, and the region it lies in.
struct PeruvianDirectorate {
    std::string_view code;         ///< Of the demo's register: ubigeo of the region, then its number there.
    std::string_view name;         ///< "DRE Amazonas"
    std::string_view region_code;  ///< Ubigeo, "010000".
    std::string_view region;       ///< "Amazonas"
    int weight = 0;                ///< How many UGEL the demo gives it, relative to the others.
};

/// All 26. Sources: INEI, ubigeo; public UGEL catalogue of the Ministry of Education.
std::span<const PeruvianDirectorate> peruvian_directorates();

}  // namespace minka::demo
