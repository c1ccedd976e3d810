#include "planning/national_holidays.h"

#include <algorithm>

namespace minka::planning {
namespace {

constexpr int first_moving_july = 2026;

struct FixedDay {
    unsigned month;
    unsigned day;
    std::string_view name;
};

constexpr FixedDay colombia_fixed[] = {
    {1, 1, "Año Nuevo"},         {5, 1, "Día del Trabajo"},        {7, 20, "Independencia"},
    {8, 7, "Batalla de Boyacá"}, {12, 8, "Inmaculada Concepción"}, {12, 25, "Navidad"},
};
constexpr FixedDay colombia_moved[] = {
    {1, 6, "Reyes Magos"},
    {3, 19, "San José"},
    {6, 29, "San Pedro y San Pablo"},
    {8, 15, "La Asunción"},
    {10, 12, "Día de la Raza"},
    {11, 1, "Todos los Santos"},
    {11, 11, "Independencia de Cartagena"},
};
constexpr FixedDay peru_fixed[] = {
    {1, 1, "Año Nuevo"},
    {5, 1, "Día del Trabajo"},
    {6, 7, "Batalla de Arica"},
    {6, 29, "San Pedro y San Pablo"},
    {7, 23, "Día de la Fuerza Aérea"},
    {7, 28, "Fiestas Patrias"},
    {7, 29, "Fiestas Patrias"},
    {8, 6, "Batalla de Junín"},
    {8, 30, "Santa Rosa de Lima"},
    {10, 8, "Combate de Angamos"},
    {11, 1, "Todos los Santos"},
    {12, 8, "Inmaculada Concepción"},
    {12, 9, "Batalla de Ayacucho"},
    {12, 25, "Navidad"},
};

LocalDate next_monday(LocalDate date) { return date.plus_days(static_cast<int>((8 - date.weekday()) % 7)); }

}  // namespace

Result<LocalDate> easter_sunday(int year) {
    if (year < 1900 || year > 2199) {
        return invalid("Easter is worked out for the years 1900 to 2199.", "year");
    }
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int sum = h + l - 7 * m + 114;
    return LocalDate::of(year, static_cast<unsigned>(sum / 31), static_cast<unsigned>(sum % 31 + 1));
}

Result<std::vector<Holiday>> national_holidays(Country country, int year) {
    if (year < 2024 || year > 2199) {
        return invalid("The national holidays are known for the years 2024 to 2199.", "year");
    }
    MINKA_TRY_ASSIGN(const auto easter, easter_sunday(year));
    std::vector<Holiday> days{{easter.plus_days(-3), "Jueves Santo"}, {easter.plus_days(-2), "Viernes Santo"}};
    const auto add = [&](const FixedDay& day, bool is_moved) -> Result<void> {
        MINKA_TRY_ASSIGN(const auto date, LocalDate::of(year, day.month, day.day));
        days.push_back({is_moved ? next_monday(date) : date, day.name});
        return {};
    };
    if (country == Country::peru) {
        for (const auto& day : peru_fixed) {
            MINKA_TRY(add(day, false));
        }
    } else {
        for (const auto& day : colombia_fixed) {
            MINKA_TRY(add(day, false));
        }
        for (const auto& day : colombia_moved) {
            MINKA_TRY(add(day, true));
        }
        if (year >= first_moving_july) {
            MINKA_TRY(add({7, 9, "Virgen de Chiquinquirá"}, true));
        }
        days.push_back({easter.plus_days(43), "Ascensión del Señor"});
        days.push_back({easter.plus_days(64), "Corpus Christi"});
        days.push_back({easter.plus_days(71), "Sagrado Corazón"});
    }
    std::ranges::stable_sort(days, {}, &Holiday::date);
    return days;
}

}  // namespace minka::planning
