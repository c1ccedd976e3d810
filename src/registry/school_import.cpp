#include "registry/school_import.h"

#include "base/text.h"
#include "registry/code_shape.h"
#include "registry/import_steps.h"
#include "registry/lookalike.h"
#include "registry/row_reading.h"
#include "registry/territory_lookup.h"

#include <deque>

namespace minka::registry {

namespace {

using storage::Stored;

struct PlannedSchool {
    School record;
    std::optional<std::size_t> recorded;
    std::uint64_t row = 0;  ///< That decides; 0 while none does.
    bool has_main = false;
    bool has_open_site = false;
    LocalDate last_end;
    std::size_t sites = 0;  ///< Of the file.
};

struct PlannedSite {
    Site record;
    std::optional<std::size_t> recorded;
    std::uint64_t row = 0;
    std::size_t school = 0;
};

struct Recorded {
    std::vector<Territory> territories;
    std::vector<Stored<School>> schools;
    std::vector<Stored<Site>> sites;
};

template <typename T>
CodeRegister register_of(const std::vector<Stored<T>>& records) {
    CodeRegister codes;
    codes.reserve(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        codes.add(records[i].record.code_system, records[i].record.code, i);
    }
    return codes;
}

class SchoolImport {
public:
    SchoolImport(const ImportOptions& options, Recorded recorded, storage::Database& database)
        : options_(options),
          recorded_(std::move(recorded)),
          database_(database),
          today_(utc_date(database.clock().now())),
          problems_(options.file.filename().string()),
          territories_(std::move(recorded_.territories)),
          school_codes_(register_of(recorded_.schools)),
          site_codes_(register_of(recorded_.sites)) {
        for (std::size_t i = 0; i < recorded_.schools.size(); ++i) {
            school_by_id_[recorded_.schools[i].record.id] = i;
        }
    }

    Result<ImportReport> run(const storage::Act& act) {
        ImportReport report;
        MINKA_TRY(read_rows(options_, school_shape(), problems_, report, [&](ImportRow& row) { read_row(row); }));
        report.take_problems(problems_);
        make_plan(report);
        if (problems_.empty()) {
            list_lookalikes(report);
        }
        MINKA_TRY(write_records(database_, act, options_, report, school_plan_, site_plan_));
        return report;
    }

private:
    std::string system_of(ImportRow& row) {
        auto system = std::string(row.cell(field_code_system));
        if (system.empty()) {
            system = row.column_code_system(field_code);
        }
        return system.empty() ? row.text(field_code_system) : system;
    }

    void read_row(ImportRow& row) {
        const auto system = system_of(row);
        const auto code = row.code(field_code, school_code_shape(system));
        const auto start = row.optional_date(field_valid_from);
        if (!row.is_sound()) {
            return;
        }
        const auto match = recorded_match(site_codes_, recorded_.sites, system, code, start);
        PlannedSite site;
        site.row = row.number();
        site.recorded = match;
        if (match) {
            site.record = recorded_.sites[*match].record;
        } else {
            site.record.id = database_.new_id<SiteId>();
            site.record.code_system = system;
            site.record.code = code;
            site.record.valid_from = start_of_row(row, field_valid_from, options_);
            for (const auto field : {field_name, field_levels, field_zone}) {
                row.demand(field);
            }
        }
        if (row.gives(field_valid_to)) {
            site.record.valid_to = row.optional_date(field_valid_to);
        }
        check_period(row, field_valid_to, site.record.valid_from, site.record.valid_to);
        fill_site(site.record, row);
        refuse_overlap(site, row);
        const auto school = school_of_row(site, row);
        if (!school) {
            return;
        }
        site.school = *school;
        keep_end(schools_[*school], site.record);
        site_rows_.add(site.record.code_system, site.record.code, sites_.size());
        sites_.push_back(std::move(site));
    }

    void fill_site(Site& site, ImportRow& row) {
        if (auto name = row.optional_text(field_name)) {
            site.name = *std::move(name);
            site.search_name = fold_text(site.name);
        }
        if (!row.is_empty(field_levels)) {
            const auto [levels, is_new] = levels_.try_emplace(std::string(row.cell(field_levels)));
            if (is_new) {
                levels->second = read_levels(row, field_levels);
            }
            site.levels = levels->second;
            if (!row.is_sound()) {
                levels_.erase(levels);  // so that the next row with it is told too
            }
        }
        if (!row.is_empty(field_zone)) {
            site.zone = read_zone(row);
        }
        const auto take = [&](std::size_t field, auto& member, auto read) {
            if (row.gives(field)) {
                member = read();
            }
        };
        take(field_annex, site.annex, [&] { return row.optional_text(field_annex); });
        take(field_building_code, site.building_code, [&] {
            return row.optional_code(field_building_code,
                                     site.code_system == "modular" ? CodeShape{"código de local", 6} : CodeShape{});
        });
        take(field_languages, site.languages, [&] { return row.optional_text(field_languages); });
        take(field_latitude, site.latitude, [&] { return row.optional_number(field_latitude, -90, 90); });
        take(field_longitude, site.longitude, [&] { return row.optional_number(field_longitude, -180, 180); });
        take(field_altitude_metres, site.altitude_metres,
             [&] { return row.optional_number(field_altitude_metres, -100, 6000); });
        take(field_access_mode, site.access_mode, [&] { return read_access_mode(row); });
        take(field_access_hours, site.access_hours, [&] { return row.optional_number(field_access_hours, 0, 240); });
        take(field_overnight, site.overnight, [&] { return row.optional_boolean(field_overnight); });
        if (row.is_sound() && site.latitude.has_value() != site.longitude.has_value()) {
            row.problem(site.latitude ? field_longitude : field_latitude,
                        "A place needs both latitude and longitude; give both or none.");
        }
        if (site.latitude == 0.0 && site.longitude == 0.0) {
            row.problem(field_latitude, "0, 0 lies in the sea; leave both cells empty when the place is not known.");
        }
    }

    // One code names one site at a date, in the file and with what is recorded.
    void refuse_overlap(const PlannedSite& site, ImportRow& row) {
        for (const auto place : site_rows_.find(site.record.code_system, site.record.code)) {
            const auto& other = sites_[place];
            if (other.recorded == site.recorded && (site.recorded || do_overlap(other.record, site.record))) {
                row.problem(field_code,
                            "The same code stands in row " + std::to_string(other.row) + "; remove one of the rows.");
                return;
            }
        }
        for (const auto place : site_codes_.find(site.record.code_system, site.record.code)) {
            const auto& other = recorded_.sites[place].record;
            if (place != site.recorded && do_overlap(other, site.record)) {
                row.problem(field_code,
                            "The code is recorded since " + other.valid_from.text() +
                                ". Give that date as valid_from to change it, or close it with valid_to first.");
                return;
            }
        }
    }

    // The place in schools_ of the school the row is a site of.
    std::optional<std::size_t> school_of_row(PlannedSite& site, ImportRow& row) {
        // A código modular is a service's; the code of the institution it belongs to is of another system.
        auto system = row.optional_text(field_school_code_system)
                          .value_or(site.record.code_system == "modular" ? "institucion" : site.record.code_system);
        auto code = row.optional_code(field_school_code, school_code_shape(system));
        std::optional<std::size_t> recorded;
        if (!code && site.recorded) {
            recorded = school_by_id_.at(recorded_.sites[*site.recorded].record.school_id);
            system = recorded_.schools[*recorded].record.code_system;
            code = recorded_.schools[*recorded].record.code;
        } else if (!code) {
            system = site.record.code_system;
            code = site.record.code;
        }
        if (!recorded) {
            recorded = recorded_match(school_codes_, recorded_.schools, system, *code, std::nullopt);
        }
        const auto [entry, is_first] = school_places_.emplace(code_key(system, *code), schools_.size());
        if (is_first) {
            schools_.emplace_back();
            begin_school(schools_.back(), recorded, system, *code, site);
        }
        auto& school = schools_[entry->second];
        site.record.school_id = school.record.id;
        school.record.valid_from =
            std::min(school.record.valid_from, school.recorded ? school.record.valid_from : site.record.valid_from);
        const bool is_main = site.record.code == *code;
        if (school.row == 0 || (is_main && !school.has_main)) {
            school.row = row.number();
            school.has_main = is_main;
            decide_school(school, site.record, row);
        } else {
            check_places(site.record, row);
        }
        return row.is_sound() ? std::optional(entry->second) : std::nullopt;
    }

    void begin_school(PlannedSchool& school, std::optional<std::size_t> recorded, std::string system, std::string code,
                      const PlannedSite& site) {
        school.recorded = recorded;
        if (recorded) {
            school.record = recorded_.schools[*recorded].record;
            return;
        }
        school.record.id = database_.new_id<SchoolId>();
        school.record.code_system = std::move(system);
        school.record.code = std::move(code);
        school.record.valid_from = site.record.valid_from;
    }

    void decide_school(PlannedSchool& school, const Site& site, ImportRow& row) {
        auto& record = school.record;
        if (auto name = row.optional_text(field_school_name)) {
            record.name = *std::move(name);
        } else if (!school.recorded ||
                   (school.has_main && !row.is_empty(field_name) && !row.gives(field_school_name))) {
            record.name = site.name;
        }
        record.search_name = record.name == site.name ? site.search_name : fold_text(record.name);
        if (!school.recorded) {
            row.demand(field_sector);
        }
        if (!row.is_empty(field_sector)) {
            record.sector = read_sector(row);
        }
        record.zone = site.zone;
        const auto date = judged_on(site, today_);
        if (const auto civil = civil_territory(row, date)) {
            record.civil_territory_id = *civil;
        } else if (!school.recorded && row.is_sound()) {
            row.demand(field_territory_code);
        }
        if (row.gives(field_administration_code)) {
            record.administration_territory_id = administration(row, date);
        } else if (school.recorded && record.administration_territory_id && !record.valid_to) {
            const auto* territory = territories_.find(*record.administration_territory_id);
            if (territory != nullptr && territory->valid_to && *territory->valid_to <= date) {
                row.problem(field_administration_code, "The school is recorded under " + territory->name +
                                                           ", which closed on " + territory->valid_to->text() +
                                                           "; give the one that runs it now.");
            }
        }
    }

    // Rows that do not decide are checked all the same: what stands in the file must be right.
    void check_places(const Site& site, ImportRow& row) {
        const auto date = judged_on(site, today_);
        civil_territory(row, date);
        administration(row, date);
        if (!row.is_empty(field_sector)) {
            read_sector(row);
        }
    }

    std::optional<TerritoryId> civil_territory(ImportRow& row, LocalDate date) {
        if (!row.is_empty(field_territory_code)) {
            return territories_.by_code(row, {field_territory_code, field_territory_code_system}, TerritoryTree::civil,
                                        date);
        }
        return territories_.by_names(row, {field_department, field_province, field_district, field_municipality}, date);
    }

    std::optional<TerritoryId> administration(ImportRow& row, LocalDate date) {
        return territories_.by_code(row, {field_administration_code, field_administration_code_system},
                                    TerritoryTree::school_administration, date);
    }

    static void keep_end(PlannedSchool& school, const Site& site) {
        ++school.sites;
        if (site.valid_to) {
            school.last_end = school.sites == 1 ? *site.valid_to : std::max(school.last_end, *site.valid_to);
        } else {
            school.has_open_site = true;
        }
    }

    // Sites of a recorded school that the file does not name keep it open.
    void settle_ends() {
        std::vector<bool> has_other_open(schools_.size(), false);
        std::unordered_map<SchoolId, std::size_t> of_recorded;
        for (std::size_t i = 0; i < schools_.size(); ++i) {
            if (schools_[i].recorded) {
                of_recorded[schools_[i].record.id] = i;
            }
        }
        std::vector<bool> is_named(recorded_.sites.size(), false);
        for (const auto& site : sites_) {
            if (site.recorded) {
                is_named[*site.recorded] = true;
            }
        }
        for (std::size_t i = 0; i < recorded_.sites.size() && !of_recorded.empty(); ++i) {
            const auto& site = recorded_.sites[i].record;
            const auto found = of_recorded.find(site.school_id);
            if (!is_named[i] && !site.valid_to && found != of_recorded.end()) {
                has_other_open[found->second] = true;
            }
        }
        for (std::size_t i = 0; i < schools_.size(); ++i) {
            auto& school = schools_[i];
            const bool stands = school.has_open_site || has_other_open[i];
            school.record.valid_to = stands ? std::nullopt : std::optional(school.last_end);
        }
    }

    void make_plan(ImportReport& report) {
        if (!problems_.empty()) {
            return;
        }
        settle_ends();
        const auto name = [](const auto& record) { return record.code_system + " " + record.code + " " + record.name; };
        for (auto& school : schools_) {
            if (school.recorded) {
                school_plan_.change(recorded_.schools[*school.recorded], school.record, name(school.record), school.row,
                                    report);
            } else {
                school_plan_.create(school.record, report);
            }
        }
        for (auto& site : sites_) {
            if (site.recorded) {
                site_plan_.change(recorded_.sites[*site.recorded], std::move(site.record), name(site.record), site.row,
                                  report);
            } else {
                site_plan_.create(std::move(site.record), report);
            }
        }
        sites_.clear();
    }

    struct Known {
        const School* school;
        std::uint64_t row;
        bool is_new;
    };

    void list_lookalikes(ImportReport& report) const {
        std::unordered_map<TerritoryId, std::vector<Known>> groups;
        std::unordered_map<SchoolId, bool> is_planned;
        for (const auto& school : schools_) {
            if (!school.record.valid_to) {
                groups[school.record.civil_territory_id].push_back({&school.record, school.row, !school.recorded});
            }
            if (school.recorded) {
                is_planned[school.record.id] = true;
            }
        }
        for (const auto& school : recorded_.schools) {
            const auto group = groups.find(school.record.civil_territory_id);
            if (!school.record.valid_to && group != groups.end() && !is_planned.contains(school.record.id)) {
                group->second.push_back({&school.record, 0, false});
            }
        }
        // In the order of schools_, so that the list does not depend on the map's.
        for (const auto& school : schools_) {
            const auto group = groups.find(school.record.civil_territory_id);
            if (group != groups.end()) {
                list_group(group->second, report);
                groups.erase(group);
            }
        }
    }

    static void list_group(const std::vector<Known>& members, ImportReport& report) {
        std::vector<std::string_view> names;
        names.reserve(members.size());
        for (const auto& member : members) {
            names.push_back(member.school->search_name);
        }
        for (const auto& pair : resembling_pairs(names)) {
            const auto& first = members[pair.first];
            const auto& second = members[pair.second];
            if (first.is_new || second.is_new) {
                const auto name = [](const School& school) {
                    return school.code_system + " " + school.code + " " + school.name;
                };
                report.add_lookalike({"school", name(*first.school), first.row, name(*second.school), second.row,
                                      pair.resemblance == Resemblance::same ? "one name in one municipality"
                                                                            : "almost one name in one municipality"});
            }
        }
    }

    const ImportOptions& options_;
    Recorded recorded_;
    storage::Database& database_;
    LocalDate today_;
    ImportProblems problems_;
    TerritoryLookup territories_;
    CodeRegister school_codes_;
    CodeRegister site_codes_;
    std::unordered_map<SchoolId, std::size_t> school_by_id_;
    CodeRegister site_rows_;
    std::unordered_map<std::string, std::size_t> school_places_;
    std::deque<PlannedSchool> schools_;
    std::vector<PlannedSite> sites_;
    std::unordered_map<std::string, std::string> levels_;  // as written, and as they are read
    RecordPlan<School> school_plan_;
    RecordPlan<Site> site_plan_;
};

}  // namespace

Result<ImportReport> import_schools(storage::Database& database, const storage::Act& act,
                                    const ImportOptions& options) {
    MINKA_TRY_ASSIGN(auto recorded, database.read(act.programme, [](storage::Reader& reader) -> Result<Recorded> {
        Recorded all;
        MINKA_TRY_ASSIGN(auto territories, reader.all<Territory>(""));
        for (auto& territory : territories) {
            all.territories.push_back(std::move(territory.record));
        }
        MINKA_TRY_ASSIGN(all.schools, reader.all<School>(""));
        MINKA_TRY_ASSIGN(all.sites, reader.all<Site>(""));
        return all;
    }));
    return SchoolImport(options, std::move(recorded), database).run(act);
}

}  // namespace minka::registry
