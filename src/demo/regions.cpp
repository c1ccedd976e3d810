#include "demo/regions.h"

namespace minka::demo {

namespace {

constexpr std::array departments{
    ColombianDepartment{"05", "Antioquia", "Bajo Cauca y Nordeste Antioqueño", 9},
    ColombianDepartment{"08", "Atlántico", "", 1},
    ColombianDepartment{"11", "Bogotá, D.C.", "", 0},
    ColombianDepartment{"13", "Bolívar", "Montes de María", 6},
    ColombianDepartment{"15", "Boyacá", "", 2},
    ColombianDepartment{"17", "Caldas", "", 2},
    ColombianDepartment{"18", "Caquetá", "Cuenca del Caguán y Piedemonte Caqueteño", 6},
    ColombianDepartment{"19", "Cauca", "Alto Patía y Norte del Cauca", 8},
    ColombianDepartment{"20", "Cesar", "Sierra Nevada-Perijá", 4},
    ColombianDepartment{"23", "Córdoba", "Sur de Córdoba", 5},
    ColombianDepartment{"25", "Cundinamarca", "", 1},
    ColombianDepartment{"27", "Chocó", "Chocó", 7},
    ColombianDepartment{"41", "Huila", "Cuenca del Caguán y Piedemonte Caqueteño", 2},
    ColombianDepartment{"44", "La Guajira", "Sierra Nevada-Perijá", 3},
    ColombianDepartment{"47", "Magdalena", "Sierra Nevada-Perijá", 3},
    ColombianDepartment{"50", "Meta", "Macarena-Guaviare", 5},
    ColombianDepartment{"52", "Nariño", "Pacífico y Frontera Nariñense", 7},
    ColombianDepartment{"54", "Norte de Santander", "Catatumbo", 6},
    ColombianDepartment{"63", "Quindío", "", 1},
    ColombianDepartment{"66", "Risaralda", "", 1},
    ColombianDepartment{"68", "Santander", "", 2},
    ColombianDepartment{"70", "Sucre", "Montes de María", 4},
    ColombianDepartment{"73", "Tolima", "Sur del Tolima", 4},
    ColombianDepartment{"76", "Valle del Cauca", "Pacífico Medio", 3},
    ColombianDepartment{"81", "Arauca", "Arauca", 4},
    ColombianDepartment{"85", "Casanare", "", 1},
    ColombianDepartment{"86", "Putumayo", "Putumayo", 6},
    ColombianDepartment{"88", "Archipiélago de San Andrés, Providencia y Santa Catalina", "", 0},
    ColombianDepartment{"91", "Amazonas", "", 1},
    ColombianDepartment{"94", "Guainía", "", 1},
    ColombianDepartment{"95", "Guaviare", "Macarena-Guaviare", 3},
    ColombianDepartment{"97", "Vaupés", "", 1},
    ColombianDepartment{"99", "Vichada", "", 1},
};

constexpr std::array directorates{
    PeruvianDirectorate{"0100", "DRE Amazonas", "010000", "Amazonas", 7},
    PeruvianDirectorate{"0200", "DRE Áncash", "020000", "Áncash", 20},
    PeruvianDirectorate{"0300", "DRE Apurímac", "030000", "Apurímac", 8},
    PeruvianDirectorate{"0400", "GRE Arequipa", "040000", "Arequipa", 10},
    PeruvianDirectorate{"0500", "DRE Ayacucho", "050000", "Ayacucho", 11},
    PeruvianDirectorate{"0600", "DRE Cajamarca", "060000", "Cajamarca", 13},
    PeruvianDirectorate{"0700", "DRE Callao", "070000", "Callao", 1},
    PeruvianDirectorate{"0800", "GRE Cusco", "080000", "Cusco", 15},
    PeruvianDirectorate{"0900", "DRE Huancavelica", "090000", "Huancavelica", 8},
    PeruvianDirectorate{"1000", "DRE Huánuco", "100000", "Huánuco", 11},
    PeruvianDirectorate{"1100", "DRE Ica", "110000", "Ica", 5},
    PeruvianDirectorate{"1200", "DRE Junín", "120000", "Junín", 13},
    PeruvianDirectorate{"1300", "GRE La Libertad", "130000", "La Libertad", 15},
    PeruvianDirectorate{"1400", "GRE Lambayeque", "140000", "Lambayeque", 4},
    PeruvianDirectorate{"1500", "DRE Lima Metropolitana", "150000", "Lima", 7},
    PeruvianDirectorate{"1501", "DRE Lima Provincias", "150000", "Lima", 9},
    PeruvianDirectorate{"1600", "DRE Loreto", "160000", "Loreto", 9},
    PeruvianDirectorate{"1700", "DRE Madre de Dios", "170000", "Madre de Dios", 3},
    PeruvianDirectorate{"1800", "GRE Moquegua", "180000", "Moquegua", 4},
    PeruvianDirectorate{"1900", "DRE Pasco", "190000", "Pasco", 4},
    PeruvianDirectorate{"2000", "DRE Piura", "200000", "Piura", 12},
    PeruvianDirectorate{"2100", "DRE Puno", "210000", "Puno", 14},
    PeruvianDirectorate{"2200", "DRE San Martín", "220000", "San Martín", 10},
    PeruvianDirectorate{"2300", "DRE Tacna", "230000", "Tacna", 4},
    PeruvianDirectorate{"2400", "DRE Tumbes", "240000", "Tumbes", 3},
    PeruvianDirectorate{"2500", "DRE Ucayali", "250000", "Ucayali", 5},
};

static_assert(departments.size() == 33 && directorates.size() == 26);

}  // namespace

std::span<const ColombianDepartment> colombian_departments() { return departments; }

std::span<const PeruvianDirectorate> peruvian_directorates() { return directorates; }

}  // namespace minka::demo
