#include "documents/geojson.h"
#include "registry/code_register.h"
#include "registry/import_steps.h"
#include "registry/territory_import.h"
#include "registry/territory_tree.h"

namespace minka::registry {

namespace {

using storage::Stored;

struct Recorded {
    std::vector<Stored<Territory>> territories;
    std::vector<Stored<TerritoryGeometry>> geometries;
};

class GeometryReader {
public:
    GeometryReader(const ImportOptions& options, const GeometryImport& geometry, Recorded recorded,
                   storage::Database& database)
        : options_(options),
          geometry_(geometry),
          recorded_(std::move(recorded)),
          database_(database),
          problems_(options.file.filename().string()) {
        for (std::size_t i = 0; i < recorded_.territories.size(); ++i) {
            const auto& territory = recorded_.territories[i].record;
            if (geometry_.code_system.empty() || territory.code_system == geometry_.code_system) {
                by_code_[territory.code].push_back(i);
            }
        }
        for (std::size_t i = 0; i < recorded_.geometries.size(); ++i) {
            geometry_of_[recorded_.geometries[i].record.territory_id] = i;
        }
        for (const auto& column : options.mapping.columns) {
            if (column.field == "code") {
                steps_ = column;
                geometry_.property = column.column;
            }
        }
    }

    Result<ImportReport> run(const storage::Act& act) {
        report_.file = problems_.file();
        documents::GeoOptions reading;
        reading.stop = options_.stop;
        if (options_.on_progress) {
            reading.on_progress = [told = options_.on_progress](std::uint64_t done, std::uint64_t total) {
                told({ImportProgress::Stage::reading, done, total});
            };
        }
        const auto features = documents::read_geojson(
            options_.file,
            [&](documents::GeoFeature&& feature) -> Result<> {
                take(feature);
                return {};
            },
            reading);
        if (!features) {
            return std::unexpected(features.error());
        }
        report_.rows = *features;
        report_.take_problems(problems_);
        MINKA_TRY(write_records(database_, act, options_, report_, plan_));
        return std::move(report_);
    }

private:
    void take(const documents::GeoFeature& feature) {
        for (const auto& found : feature.problems) {
            problems_.add(feature.number, "geometry", "", found.message, found.code);
        }
        const auto* written = feature.property(geometry_.property);
        if (written == nullptr) {
            std::string names;
            for (const auto& [name, value] : feature.properties) {
                names += (names.empty() ? "" : ", ") + name;
            }
            problems_.add(feature.number, geometry_.property, "",
                          "The feature has no property '" + geometry_.property + "'; it has: " + names +
                              ". Name the one with the code (--property).");
            return;
        }
        auto code = *written;
        apply_column_steps(steps_, code);
        const auto* territory = find_territory(code, feature.number);
        if (territory == nullptr || !feature.problems.empty()) {
            return;
        }
        if (!feature.geometry) {
            problems_.add(feature.number, "geometry", "",
                          "The feature has no geometry; remove it from the file or give it one.");
            return;
        }
        if (const auto [entry, is_new] = rows_.emplace(territory->id, feature.number); !is_new) {
            problems_.add(feature.number, geometry_.property, code,
                          "The feature " + std::to_string(entry->second) + " has the same code; keep one.");
            return;
        }
        plan(*territory, *feature.geometry, feature.number);
    }

    const Territory* find_territory(const std::string& code, std::uint64_t number) {
        const auto found = by_code_.find(code);
        const Territory* chosen = nullptr;
        if (found != by_code_.end()) {
            for (const auto place : found->second) {
                const auto& territory = recorded_.territories[place].record;
                if (chosen != nullptr && chosen->code_system != territory.code_system) {
                    problems_.add(number, geometry_.property, code,
                                  "The code stands in '" + chosen->code_system + "' and in '" + territory.code_system +
                                      "'; name the system (--code-system).");
                    return nullptr;
                }
                if (chosen == nullptr || chosen->valid_from < territory.valid_from) {
                    chosen = &territory;
                }
            }
        }
        if (chosen == nullptr) {
            problems_.add(number, geometry_.property, code,
                          by_code_.contains("0" + code) ? "The code lost a zero at its start: 0" + code +
                                                              " is recorded. Mend the file, or say pad: " +
                                                              std::to_string(code.size() + 1) + " in the mapping."
                                                        : "No recorded territory has this code. Import the territories "
                                                          "first, or name another property (--property).");
        }
        return chosen;
    }

    void plan(const Territory& territory, const documents::GeoGeometry& shape, std::uint64_t number) {
        const auto box = shape.box();
        TerritoryGeometry wanted{{},
                                 territory.id,
                                 documents::to_geojson(shape),
                                 box.south_west.longitude,
                                 box.south_west.latitude,
                                 box.north_east.longitude,
                                 box.north_east.latitude};
        if (const auto known = geometry_of_.find(territory.id); known != geometry_of_.end()) {
            const auto& recorded = recorded_.geometries[known->second];
            wanted.id = recorded.record.id;
            plan_.change(recorded, std::move(wanted), territory_name(territory), number, report_);
        } else {
            wanted.id = database_.new_id<TerritoryGeometryId>();
            plan_.create(std::move(wanted), report_);
        }
    }

    const ImportOptions& options_;
    GeometryImport geometry_;
    Recorded recorded_;
    storage::Database& database_;
    ImportProblems problems_;
    ImportReport report_;
    ColumnMapping steps_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_code_;
    std::unordered_map<TerritoryId, std::size_t> geometry_of_;
    std::unordered_map<TerritoryId, std::uint64_t> rows_;
    RecordPlan<TerritoryGeometry> plan_;
};

}  // namespace

Result<ImportReport> import_geometry(storage::Database& database, const storage::Act& act, const ImportOptions& options,
                                     const GeometryImport& geometry) {
    MINKA_TRY_ASSIGN(auto recorded, database.read(act.programme, [](storage::Reader& reader) -> Result<Recorded> {
        Recorded all;
        MINKA_TRY_ASSIGN(all.territories, reader.all<Territory>(""));
        MINKA_TRY_ASSIGN(all.geometries, reader.all<TerritoryGeometry>(""));
        return all;
    }));
    return GeometryReader(options, geometry, std::move(recorded), database).run(act);
}

}  // namespace minka::registry
