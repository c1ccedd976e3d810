#include "base/text.h"
#include "programme/resolution_rules.h"
#include "programme/team_import.h"
#include "programme/ugel_lookup.h"
#include "registry/import_steps.h"
#include "registry/row_reading.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace minka::programme {

using registry::ImportField;
using registry::ImportOptions;
using registry::ImportProblems;
using registry::ImportReport;
using registry::ImportRow;
using registry::Territory;
using registry::TerritoryId;
using registry::WordChoice;
using storage::Stored;

namespace {

enum ResolutionField : std::size_t {
    field_ugel_code,
    field_number,
    field_issued_on,
    field_kind,
    field_signatory,
    field_valid_from,
    field_valid_to,
    field_notified_on,
    field_articles,
    field_scan,
};

constexpr std::array fields{
    ImportField{"ugel_code", "codigo ugel|cod ugel|codigo de la ugel|ugel|codooii", "código de la UGEL"},
    ImportField{"number", "numero|numero de resolucion|resolucion|rd|numero rd|nro resolucion", "número: 01234-2026"},
    ImportField{"issued_on", "fecha|fecha de resolucion|fecha de emision|emitida el", "fecha de la resolución"},
    ImportField{"kind", "tipo|clase|conforma o reactiva", "conforma o reactiva"},
    ImportField{"signatory", "firmante|firma|firmada por", "oficina que firma, nunca una persona"},
    ImportField{"valid_from", "vigente desde|desde|inicio de vigencia", "primer día de vigencia; la fecha si falta"},
    ImportField{"valid_to", "vigente hasta|hasta|fin de vigencia",
                "primer día sin vigencia; los meses del programa si falta"},
    ImportField{"notified_on", "notificada el|fecha de notificacion", "fecha de notificación"},
    ImportField{"articles", "articulos|se resuelve", "texto de los artículos"},
    ImportField{"scan", "escaneado|hash|huella", "huella (64 dígitos hexadecimales) del escaneado"},
};

constexpr std::array kind_words{
    WordChoice<ResolutionKind>{"conforma", ResolutionKind::forms},
    WordChoice<ResolutionKind>{"conformacion", ResolutionKind::forms},
    WordChoice<ResolutionKind>{"conformar", ResolutionKind::forms},
    WordChoice<ResolutionKind>{"nuevo", ResolutionKind::forms},
    WordChoice<ResolutionKind>{"reactiva", ResolutionKind::reactivates},
    WordChoice<ResolutionKind>{"reactivacion", ResolutionKind::reactivates},
    WordChoice<ResolutionKind>{"reactivar", ResolutionKind::reactivates},
    WordChoice<ResolutionKind>{"reactivado", ResolutionKind::reactivates},
};

struct Recorded {
    UgelLookup lookup;
    std::map<TerritoryId, Territory> ugel;
    std::vector<Stored<Team>> teams;  ///< In the order of their call.
    std::vector<Stored<Resolution>> resolutions;
};

Result<Recorded> load_recorded(storage::Reader& reader) {
    Recorded found;
    MINKA_TRY_ASSIGN(found.lookup, UgelLookup::load(reader));
    MINKA_TRY_ASSIGN(const auto ugel, reader.all<Territory>("AND kind = 'ugel'"));
    for (const auto& row : ugel) {
        found.ugel.emplace(row.record.id, row.record);
    }
    MINKA_TRY_ASSIGN(found.teams, reader.all<Team>("ORDER BY convened_on, id"));
    MINKA_TRY_ASSIGN(found.resolutions, reader.all<Resolution>("ORDER BY id"));
    return found;
}

struct PlannedResolution {
    Resolution record;
    std::size_t team = 0;  ///< Its place among the recorded teams.
    std::optional<std::size_t> recorded;
    std::uint64_t row = 0;
};

class ResolutionImport {
public:
    ResolutionImport(Recorded recorded, storage::Database& database, const PedagogicalTeamRules& rules)
        : recorded_(std::move(recorded)), database_(database), rules_(rules) {
        for (const auto& team : recorded_.teams) {
            teams_.push_back(team.record);
        }
    }

    void read_row(ImportRow& row) {
        const auto kind = row.choice<ResolutionKind>(field_kind, kind_words);
        const auto wanted = read_resolution(row, kind);
        const auto* ugel = recorded_.lookup.find(row, field_ugel_code, *wanted.issued_on);
        if (!row.is_sound() || ugel == nullptr) {
            return;
        }
        if (const auto [place, fresh] = rows_.emplace(std::tuple(ugel->id, wanted.year, wanted.number), row.number());
            !fresh) {
            row.problem(field_number,
                        "The UGEL has this number of this year in row " + std::to_string(place->second) +
                            " already; correct one of the two.",
                        ProblemCode::conflict);
            return;
        }
        const auto team = team_of(row, *ugel, *wanted.issued_on);
        if (!team) {
            return;
        }
        PlannedResolution planned{wanted, *team, {}, row.number()};
        planned.record.team_id = teams_[*team].id;
        planned.record.territory_id = ugel->id;
        match(planned, row);
        planned_.push_back(std::move(planned));
    }

    // Links reactivations in the order of their dates, so that a file may hold both the old and the new.
    void settle(ImportProblems& problems, const std::function<std::string(ResolutionField)>& column) {
        std::ranges::sort(planned_, {},
                          [](const auto& planned) { return std::tuple(*planned.record.issued_on, planned.row); });
        for (auto& planned : planned_) {
            auto& record = planned.record;
            record.previous_id.reset();
            if (record.kind == ResolutionKind::reactivates) {
                record.previous_id = last_of(teams_[planned.team].previous_id);
            }
            const auto outcome = check_resolution(record, teams_[planned.team], recorded_.ugel.at(record.territory_id));
            if (!outcome) {
                const auto field = field_of(outcome.error().field);
                problems.add(planned.row, column(field), "", outcome.error().message, outcome.error().code);
            }
            if (record.kind == ResolutionKind::forms && teams_[planned.team].previous_id) {
                problems.add(planned.row, column(field_kind), "",
                             "The team takes up an earlier one: its resolution reactivates.");
            }
        }
    }

    void make(ImportReport& report) {
        std::set<std::size_t> moved;
        for (const auto& planned : planned_) {
            const auto name = planned.record.number + " of " + std::to_string(planned.record.year);
            if (planned.recorded) {
                resolutions_.change(recorded_.resolutions[*planned.recorded], planned.record, name, planned.row,
                                    report);
            } else {
                resolutions_.create(planned.record, report);
                move_teams(planned, moved);
            }
        }
        for (const auto place : moved) {
            changed_teams_.change(recorded_.teams[place], teams_[place], "of " + teams_[place].convened_on.text(), 0,
                                  report);
        }
    }

    std::size_t size() const { return resolutions_.size() + changed_teams_.size(); }

    Result<> write(storage::Writer& writer, const std::function<void(std::size_t)>& on_written) const {
        MINKA_TRY(resolutions_.write(writer, on_written));
        return changed_teams_.write(writer, on_written);
    }

private:
    Resolution read_resolution(ImportRow& row, ResolutionKind kind) const {
        Resolution wanted;
        wanted.kind = kind;
        wanted.number = row.text(field_number);
        wanted.issued_on = row.date(field_issued_on);
        wanted.year = wanted.issued_on->year();
        wanted.signatory = row.text(field_signatory);
        wanted.valid_from = row.optional_date(field_valid_from).value_or(*wanted.issued_on);
        wanted.valid_to = row.optional_date(field_valid_to);
        if (!wanted.valid_to && row.is_sound()) {
            wanted.valid_to = wanted.valid_from->plus_months(rules_.resolution_months);
        }
        wanted.notified_on = row.optional_date(field_notified_on);
        wanted.state = wanted.notified_on ? ResolutionState::notified : ResolutionState::signed_;
        wanted.articles = row.optional_text(field_articles);
        wanted.scan = row.optional_text(field_scan);
        if (wanted.notified_on && *wanted.notified_on < *wanted.issued_on) {
            row.problem(field_notified_on, "The notice is before the resolution (" + wanted.issued_on->text() + ").");
        }
        return wanted;
    }

    // The team convened last by the date of the resolution.
    std::optional<std::size_t> team_of(ImportRow& row, const Territory& ugel, LocalDate issued) const {
        std::optional<std::size_t> team;
        const Team* first = nullptr;
        for (std::size_t i = 0; i < teams_.size(); ++i) {
            if (teams_[i].territory_id != ugel.id) {
                continue;
            }
            first = first == nullptr ? &teams_[i] : first;
            if (teams_[i].convened_on <= issued) {
                team = i;
            }
        }
        if (!team) {
            row.problem(field_issued_on,
                        first == nullptr ? "The UGEL has no team; import the teams first."
                                         : "The resolution (" + issued.text() + ") is before its team was convened (" +
                                               first->convened_on.text() + "); correct one of the dates.");
        }
        return team;
    }

    // What the file has no column for stays as it is recorded.
    void match(PlannedResolution& planned, ImportRow& row) const {
        for (std::size_t i = 0; i < recorded_.resolutions.size(); ++i) {
            const auto& known = recorded_.resolutions[i].record;
            if (known.territory_id != planned.record.territory_id || known.year != planned.record.year ||
                known.number != planned.record.number) {
                continue;
            }
            if (known.issued_on != planned.record.issued_on) {
                row.problem(field_number,
                            "The number is recorded with the date " +
                                (known.issued_on ? known.issued_on->text() : std::string("(none)")) +
                                "; correct the number or the date.",
                            ProblemCode::conflict);
            }
            planned.recorded = i;
            planned.record.id = known.id;
            if (known.state == ResolutionState::superseded) {  // a later one ended it: the file does not bring it back
                planned.record.state = known.state;
                planned.record.valid_to = known.valid_to;
            }
            keep_unnamed(planned.record, known, row);
            return;
        }
        planned.record.id = database_.new_id<ResolutionId>();
    }

    static void keep_unnamed(Resolution& wanted, const Resolution& known, const ImportRow& row) {
        if (!row.gives(field_scan)) {
            wanted.scan = known.scan;
        }
        if (!row.gives(field_articles)) {
            wanted.articles = known.articles;
        }
        if (!row.gives(field_valid_from) && known.valid_from) {
            wanted.valid_from = known.valid_from;
        }
        if (!row.gives(field_valid_to) && known.valid_to) {
            wanted.valid_to = known.valid_to;
        }
        if (!row.gives(field_notified_on) && known.notified_on) {
            wanted.notified_on = known.notified_on;
            wanted.state = known.state;
        }
    }

    // The last resolution of a team, in the file or recorded.
    std::optional<ResolutionId> last_of(const std::optional<TeamId>& team) const {
        const Resolution* last = nullptr;
        const auto consider = [&](const Resolution& candidate) {
            if (team && candidate.team_id == *team && candidate.issued_on &&
                (last == nullptr || *last->issued_on < *candidate.issued_on)) {
                last = &candidate;
            }
        };
        for (const auto& row : recorded_.resolutions) {
            consider(row.record);
        }
        for (const auto& planned : planned_) {
            consider(planned.record);
        }
        return last == nullptr ? std::nullopt : std::optional(last->id);
    }

    static ResolutionField field_of(std::string_view name) {
        const auto own = name.substr(name.find('.') + 1);
        const auto found = std::ranges::find(fields, own, &ImportField::name);
        return found == fields.end() ? field_issued_on : static_cast<ResolutionField>(found - fields.begin());
    }

    void move_teams(const PlannedResolution& planned, std::set<std::size_t>& moved) {
        auto& team = teams_[planned.team];
        if (team.state == TeamState::convened || team.state == TeamState::formed ||
            team.state == TeamState::resolution_drafted) {
            team.state = TeamState::issued;
            team.state_since = *planned.record.issued_on;
            moved.insert(planned.team);
        }
        for (std::size_t i = 0; i < teams_.size(); ++i) {
            if (team.previous_id == teams_[i].id && teams_[i].state != TeamState::reactivated) {
                teams_[i].state = TeamState::reactivated;
                teams_[i].state_since = *planned.record.issued_on;
                moved.insert(i);
            }
        }
    }

    Recorded recorded_;
    storage::Database& database_;
    const PedagogicalTeamRules& rules_;
    std::vector<Team> teams_;  ///< As they will be, in the places of the recorded ones.
    std::vector<PlannedResolution> planned_;
    std::map<std::tuple<TerritoryId, std::int64_t, std::string>, std::uint64_t> rows_;
    registry::RecordPlan<Resolution> resolutions_;
    registry::RecordPlan<Team> changed_teams_;
};

}  // namespace

const registry::TableShape& resolution_shape() {
    static constexpr registry::TableShape shape{fields, {}};
    return shape;
}

Result<ImportReport> import_resolutions(storage::Database& database, const storage::Act& act,
                                        const ImportOptions& options, const PedagogicalTeamRules& rules) {
    MINKA_TRY_ASSIGN(auto recorded, database.read(act.programme, load_recorded));
    ImportProblems problems(options.file.filename().string());
    ResolutionImport resolutions(std::move(recorded), database, rules);
    ImportReport report;
    std::vector<std::string> columns;
    MINKA_TRY(read_rows(options, resolution_shape(), problems, report, [&](ImportRow& row) {
        for (auto field = columns.size(); field < fields.size(); ++field) {
            columns.push_back(row.column_name(field));
        }
        resolutions.read_row(row);
    }));
    resolutions.settle(problems, [&](ResolutionField field) { return columns[field]; });
    report.take_problems(problems);
    resolutions.make(report);
    MINKA_TRY(write_records(database, act, options, report, resolutions));
    return report;
}

}  // namespace minka::programme
