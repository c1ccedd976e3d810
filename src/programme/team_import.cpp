#include "programme/team_import.h"

#include "base/text.h"
#include "programme/team_rules.h"
#include "programme/ugel_lookup.h"
#include "registry/import_steps.h"
#include "registry/person.h"
#include "registry/row_reading.h"

#include <algorithm>
#include <array>
#include <map>

namespace minka::programme {

using registry::ImportField;
using registry::ImportOptions;
using registry::ImportProblems;
using registry::ImportReport;
using registry::ImportRow;
using registry::PersonId;
using storage::Stored;

namespace {

namespace team_field {
enum : std::size_t { ugel_code, convened_on, formed_on, reactivates };
}
constexpr std::array team_fields{
    ImportField{"ugel_code", "codigo ugel|cod ugel|codigo de la ugel|ugel|codooii", "código de la UGEL"},
    ImportField{"convened_on", "convocado el|fecha de convocatoria|convocatoria", "fecha de la convocatoria"},
    ImportField{"formed_on", "conformado el|fecha de conformacion|conformacion", "fecha en que se conformó"},
    ImportField{"reactivates", "reactiva|reactivado|reactivacion", "sí cuando retoma un equipo anterior de la UGEL"},
};

namespace member_field {
enum : std::size_t { ugel_code, person, document_kind, document_number, role, invited_on, accepted_on, withdrawn_on };
}
constexpr std::array member_fields{
    ImportField{"ugel_code", "codigo ugel|cod ugel|codigo de la ugel|ugel|codooii", "código de la UGEL"},
    ImportField{"person", "persona|id persona", "identificador de la persona en el registro"},
    ImportField{"document_kind", "tipo de documento|tipo documento", "tipo de documento, como se importó"},
    ImportField{"document_number", "documento|numero de documento|dni|nro documento", "número de documento"},
    ImportField{"role", "rol|cargo en el equipo|funcion", "lidera, integrante"},
    ImportField{"invited_on", "invitado el|fecha de invitacion|invitacion", "fecha de la invitación"},
    ImportField{"accepted_on", "acepto el|fecha de aceptacion|aceptacion",
                "fecha en que la persona aceptó; vacío si no"},
    ImportField{"withdrawn_on", "se retiro el|fecha de retiro|retiro", "fecha en que la persona se retiró"},
};
constexpr std::array member_forbidden{
    registry::ForbiddenColumn{"nombre|nombres|apellidos|nombres y apellidos|nombre completo|name",
                              "Members are named by their document or id only; take the names out of this file."},
};

struct PlannedTeam {
    Team record;
    std::optional<std::size_t> recorded;
    std::uint64_t row = 0;
    bool reactivates = false;
};

// Recorded teams and those of the file by UGEL, in the order of their call.
class TeamPlan {
public:
    TeamPlan(std::vector<Stored<Team>> recorded, storage::Database& database)
        : recorded_(std::move(recorded)), database_(database) {
        for (std::size_t i = 0; i < recorded_.size(); ++i) {
            planned_.push_back({recorded_[i].record, i, 0, false});
        }
    }

    void read_row(ImportRow& row, const UgelLookup& lookup) {
        const auto convened = row.date(team_field::convened_on);
        const auto* ugel = lookup.find(row, team_field::ugel_code, convened);
        const auto formed = row.optional_date(team_field::formed_on);
        const bool reactivates = row.optional_boolean(team_field::reactivates).value_or(false);
        if (formed && *formed < convened) {
            row.problem(team_field::formed_on, "A team is formed after its call (" + convened.text() + ").");
        }
        if (!row.is_sound() || ugel == nullptr) {
            return;
        }
        const auto same = std::ranges::find_if(planned_, [&](const auto& other) {
            return other.record.territory_id == ugel->id && other.record.convened_on == convened;
        });
        if (same != planned_.end() && same->row != 0) {
            row.problem(team_field::ugel_code,
                        "The same team stands in row " + std::to_string(same->row) + "; remove one.");
            return;
        }
        const auto place = static_cast<std::size_t>(same - planned_.begin());
        if (place == planned_.size()) {
            Team team;
            team.id = database_.new_id<TeamId>();
            team.territory_id = ugel->id;
            team.convened_on = convened;
            team.state_since = convened;
            planned_.push_back({team, {}, 0, reactivates});
        }
        auto& planned = planned_[place];
        planned.row = row.number();
        if (formed && (!planned.record.formed_on || row.gives(team_field::formed_on))) {
            planned.record.formed_on = formed;
            if (planned.record.state == TeamState::convened) {
                planned.record.state = TeamState::formed;
                planned.record.state_since = *formed;
            }
        }
    }

    // Links reactivations and refuses a second open team of a UGEL.
    void settle(ImportProblems& problems) {
        std::ranges::sort(planned_, {}, [](const auto& team) {
            return std::tuple(team.record.territory_id, team.record.convened_on);
        });
        for (std::size_t i = 0; i < planned_.size(); ++i) {
            auto& team = planned_[i];
            const bool has_earlier = i > 0 && planned_[i - 1].record.territory_id == team.record.territory_id;
            if (team.recorded) {
                continue;
            }
            if (team.reactivates && !has_earlier) {
                problems.add(team.row, "", "",
                             "The team reactivates, and no earlier team of its UGEL is recorded; import that one too.");
            } else if (team.reactivates) {
                team.record.previous_id = planned_[i - 1].record.id;
            } else if (has_earlier && is_open(planned_[i - 1].record.state)) {
                problems.add(team.row, "", "",
                             "The UGEL has a team convened on " + planned_[i - 1].record.convened_on.text() +
                                 " already; say 'sí' under reactivates when this one takes it up.",
                             ProblemCode::conflict);
            }
        }
    }

    void make(ImportReport& report, registry::RecordPlan<Team>& plan) const {
        for (const auto& team : planned_) {
            if (team.row == 0) {
                continue;
            }
            if (team.recorded) {
                plan.change(recorded_[*team.recorded], team.record, "of " + team.record.convened_on.text(), team.row,
                            report);
            } else {
                plan.create(team.record, report);  // an earlier team of the UGEL stands before it
            }
        }
    }

private:
    std::vector<Stored<Team>> recorded_;
    storage::Database& database_;
    std::vector<PlannedTeam> planned_;
};

// Who a document number is of; several people may hold one number of different kinds.
using DocumentIndex = std::multimap<std::string, std::pair<std::string, PersonId>>;

struct MemberSource {
    UgelLookup lookup;
    std::vector<Stored<Team>> teams;
    std::vector<Stored<Membership>> memberships;
    DocumentIndex documents;
    std::vector<PersonId> people;  ///< Sorted.
};

Result<MemberSource> load_members(storage::Database& database, const privacy::Vault& vault,
                                  const ProgrammeId& programme) {
    return database.read(programme, [&](storage::Reader& reader) -> Result<MemberSource> {
        MemberSource source;
        MINKA_TRY_ASSIGN(source.lookup, UgelLookup::load(reader));
        MINKA_TRY_ASSIGN(source.teams, reader.all<Team>("ORDER BY convened_on, id"));
        MINKA_TRY_ASSIGN(source.memberships, reader.all<Membership>("ORDER BY invited_on, id"));
        MINKA_TRY_ASSIGN(const auto people, reader.all<registry::Person>("ORDER BY id"));
        for (const auto& row : people) {
            source.people.push_back(row.record.id);
        }
        std::ranges::sort(source.people);
        MINKA_TRY_ASSIGN(const auto documents, reader.all<registry::IdentityDocument>("ORDER BY id"));
        std::vector<privacy::SealedText> sealed;
        for (const auto& row : documents) {
            sealed.push_back({row.record.person_id.uuid, &row.record.number});
        }
        MINKA_TRY_ASSIGN(const auto numbers, vault.open_all(reader, sealed));
        for (std::size_t i = 0; i < documents.size(); ++i) {
            if (numbers[i]) {
                source.documents.emplace(*numbers[i],
                                         std::pair(fold_text(documents[i].record.kind), documents[i].record.person_id));
            }
        }
        return source;
    });
}

class MemberImport {
public:
    MemberImport(MemberSource source, storage::Database& database) : source_(std::move(source)), database_(database) {}

    void read_row(ImportRow& row, ImportReport& report) {
        Membership wanted;
        wanted.invited_on = row.date(member_field::invited_on);
        wanted.accepted_on = row.optional_date(member_field::accepted_on);
        wanted.withdrawn_on = row.optional_date(member_field::withdrawn_on);
        wanted.role = row.text(member_field::role);
        const auto* ugel = source_.lookup.find(row, member_field::ugel_code, wanted.invited_on);
        const auto person = find_person(row);
        check_dates(row, wanted);
        if (!row.is_sound() || ugel == nullptr || !person) {
            return;
        }
        wanted.person_id = *person;
        const Team* team = nullptr;
        for (const auto& candidate : source_.teams) {
            if (candidate.record.territory_id == ugel->id && candidate.record.convened_on <= wanted.invited_on) {
                team = &candidate.record;
            }
        }
        if (team == nullptr) {
            row.problem(member_field::invited_on, "The UGEL had no team convened by that date; import the teams first.",
                        ProblemCode::not_found);
            return;
        }
        wanted.team_id = team->id;
        add(row, std::move(wanted), report);
    }

    const registry::RecordPlan<Membership>& plan() const { return plan_; }

private:
    std::optional<PersonId> find_person(ImportRow& row) const {
        if (!row.is_empty(member_field::person)) {
            const auto id = parse_uuid(row.cell(member_field::person));
            if (!id || !std::ranges::binary_search(source_.people, PersonId{*id})) {
                row.problem(member_field::person, "No recorded person has this id.", ProblemCode::not_found);
                return std::nullopt;
            }
            return PersonId{*id};
        }
        const auto number = row.code(member_field::document_number, {});
        const auto kind = fold_text(row.cell(member_field::document_kind));
        std::optional<PersonId> found;
        const auto [first, last] = source_.documents.equal_range(number);
        for (auto entry = first; entry != last; ++entry) {
            const auto& [own_kind, person] = entry->second;
            if (!kind.empty() && own_kind != kind) {
                continue;
            }
            if (found && *found != person) {
                row.problem(member_field::document_number,
                            "Several people have this number; give the kind of document too.");
                return std::nullopt;
            }
            found = person;
        }
        if (!found && row.is_sound()) {
            row.problem(member_field::document_number, "No recorded person has this document; import the people first.",
                        ProblemCode::not_found);
        }
        return found;
    }

    static void check_dates(ImportRow& row, const Membership& wanted) {
        if (wanted.accepted_on && *wanted.accepted_on < wanted.invited_on) {
            row.problem(member_field::accepted_on,
                        "Nobody accepts before the invitation (" + wanted.invited_on.text() + ").");
        }
        if (wanted.withdrawn_on && *wanted.withdrawn_on < wanted.accepted_on.value_or(wanted.invited_on)) {
            row.problem(member_field::withdrawn_on, "Nobody withdraws before they accepted or were asked.");
        }
    }

    void add(ImportRow& row, Membership wanted, ImportReport& report) {
        const auto key = std::tuple(wanted.team_id, wanted.person_id, wanted.invited_on);
        if (const auto [place, fresh] = rows_.emplace(key, row.number()); !fresh) {
            row.row_problem("The same membership stands in row " + std::to_string(place->second) + "; remove one.");
            return;
        }
        for (const auto& recorded : source_.memberships) {
            const auto& known = recorded.record;
            if (std::tuple(known.team_id, known.person_id, known.invited_on) == key) {
                wanted.id = known.id;
                plan_.change(recorded, wanted, "of " + known.invited_on.text(), row.number(), report);
                return;
            }
        }
        wanted.id = database_.new_id<MembershipId>();
        plan_.create(std::move(wanted), report);
    }

    MemberSource source_;
    storage::Database& database_;
    std::map<std::tuple<TeamId, PersonId, LocalDate>, std::uint64_t> rows_;
    registry::RecordPlan<Membership> plan_;
};

}  // namespace

const registry::TableShape& team_shape() {
    static constexpr registry::TableShape shape{team_fields, {}};
    return shape;
}

const registry::TableShape& member_shape() {
    static constexpr registry::TableShape shape{member_fields, member_forbidden};
    return shape;
}

Result<ImportReport> import_teams(storage::Database& database, const storage::Act& act, const ImportOptions& options) {
    struct Recorded {
        UgelLookup lookup;
        std::vector<Stored<Team>> teams;
    };
    MINKA_TRY_ASSIGN(auto recorded, database.read(act.programme, [](storage::Reader& reader) -> Result<Recorded> {
        Recorded found;
        MINKA_TRY_ASSIGN(found.lookup, UgelLookup::load(reader));
        MINKA_TRY_ASSIGN(found.teams, reader.all<Team>("ORDER BY id"));
        return found;
    }));
    ImportProblems problems(options.file.filename().string());
    TeamPlan teams(std::move(recorded.teams), database);
    ImportReport report;
    registry::RecordPlan<Team> plan;
    MINKA_TRY(read_rows(options, team_shape(), problems, report,
                        [&](ImportRow& row) { teams.read_row(row, recorded.lookup); }));
    teams.settle(problems);
    report.take_problems(problems);
    teams.make(report, plan);
    MINKA_TRY(write_records(database, act, options, report, plan));
    return report;
}

Result<ImportReport> import_members(storage::Database& database, const privacy::Vault& vault, const storage::Act& act,
                                    const ImportOptions& options) {
    MINKA_TRY_ASSIGN(auto source, load_members(database, vault, act.programme));
    ImportProblems problems(options.file.filename().string());
    MemberImport members(std::move(source), database);
    ImportReport report;
    MINKA_TRY(
        read_rows(options, member_shape(), problems, report, [&](ImportRow& row) { members.read_row(row, report); }));
    report.take_problems(problems);
    MINKA_TRY(write_records(database, act, options, report, members.plan()));
    return report;
}

}  // namespace minka::programme
