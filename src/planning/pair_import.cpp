#include "planning/pair_import.h"

#include "base/text.h"
#include "planning/pair_forming.h"
#include "registry/import_steps.h"
#include "registry/recorded_people.h"
#include "registry/row_reading.h"
#include "registry/territory_lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace minka::planning {

namespace {

using registry::ImportField;
using registry::ImportRow;

namespace field {
enum PairField : std::size_t {
    pair,
    person,
    document_kind,
    document_number,
    base,
    base_system,
    latitude,
    longitude,
    topics,
    languages,
    weekly_hours,
    nights,
    away,
    valid_from,
    apart,
};
}  // namespace field

constexpr std::array fields{
    ImportField{"pair", "pareja|codigo de la pareja|dupla", "código de la pareja; vacío si el programa las forma"},
    ImportField{"person", "persona|id persona", "identificador de la persona en el registro"},
    ImportField{"document_kind", "tipo de documento|tipo documento", "tipo de documento, como se importó"},
    ImportField{"document_number", "documento|numero de documento|cedula|dni", "número de documento"},
    ImportField{"base", "municipio base|municipio|distrito|codigo base|divipola|ubigeo",
                "código del municipio o distrito de donde sale"},
    ImportField{"base_system", "sistema del codigo base", "sistema del código: divipola, ubigeo"},
    ImportField{"latitude", "latitud|lat", "de la base, en grados; si falta, la de las escuelas de su municipio"},
    ImportField{"longitude", "longitud|lon|long", "de la base, en grados"},
    ImportField{"topics", "temas|competencias", "temas que trabaja, separados por coma"},
    ImportField{"languages", "lenguas|idiomas", "lenguas que habla, separadas por coma"},
    ImportField{"weekly_hours", "horas por semana|horas", "horas de viaje y visita por semana"},
    ImportField{"nights", "noches", "noches fuera de la base por semana, a lo más"},
    ImportField{"away", "ausencias|no viaja", "días en que no viaja: 2026-05-04/2026-05-08;2026-06-01"},
    ImportField{"valid_from", "desde|fecha", "fecha desde la que vale"},
    ImportField{"apart", "disciplina|no van juntas", "dos personas con lo mismo aquí no forman pareja"},
};

constexpr std::array forbidden{
    registry::ForbiddenColumn{"nombre|nombres|apellidos|name",
                              "Mediators are named by their document or id only; take the names out of this file."},
};

struct WrittenPerson {
    std::uint64_t row = 0;
    std::string pair;
    registry::PersonId person;
    MediatorPair of;    ///< What the row says of the pair.
    std::string apart;  ///< What nobody else of the pair has.
};

struct Recorded {
    registry::RecordedPeople people;
    std::vector<registry::Territory> territories;
    std::map<registry::TerritoryId, GeoPoint> middles;  ///< Of the schools of a municipality.
    std::vector<storage::Stored<MediatorPair>> pairs;
    std::vector<storage::Stored<PairMember>> members;
};

Result<Recorded> read_recorded(storage::Reader& reader, const privacy::Vault& vault) {
    Recorded recorded;
    MINKA_TRY_ASSIGN(recorded.people, registry::recorded_people(reader, vault));
    MINKA_TRY_ASSIGN(const auto territories, reader.all<registry::Territory>("ORDER BY id"));
    for (const auto& row : territories) {
        recorded.territories.push_back(row.record);
    }
    MINKA_TRY(reader.each(
        "SELECT school.civil_territory_id, avg(site.latitude), avg(site.longitude) FROM site JOIN school"
        " ON school.programme_id = $1 AND school.id = site.school_id WHERE site.programme_id = $1"
        " AND site.latitude IS NOT NULL AND site.longitude IS NOT NULL GROUP BY school.civil_territory_id",
        [&](const storage::Row& row) -> Result<> {
            recorded.middles[row.get<registry::TerritoryId>(0)] = {row.get<double>(1), row.get<double>(2)};
            return {};
        },
        reader.programme()));
    MINKA_TRY_ASSIGN(recorded.pairs, reader.all<MediatorPair>("ORDER BY code"));
    MINKA_TRY_ASSIGN(recorded.members, reader.all<PairMember>("ORDER BY pair_id, person_id"));
    return recorded;
}

std::optional<registry::PersonId> person_in(ImportRow& row, const registry::RecordedPeople& people) {
    if (!row.is_empty(field::person)) {
        const auto id = parse_uuid(row.cell(field::person));
        if (!id || !people.by_id.contains(registry::PersonId{*id})) {
            row.problem(field::person, "No recorded person has this id.", ProblemCode::not_found);
            return {};
        }
        return people.standing_for({*id});
    }
    const auto kind = fold_text(row.cell(field::document_kind));
    const auto number = row.code(field::document_number, {});
    for (const auto& [document, place] : people.by_document) {
        if (document.number == number && (kind.empty() || fold_text(document.kind) == kind)) {
            return people.standing_for(people.people[place].stored.record.id);
        }
    }
    if (!number.empty()) {
        row.problem(field::document_number, "No recorded person has this document; import the people first.",
                    ProblemCode::not_found);
    }
    return {};
}

std::string word_list(std::string_view text) {
    std::string list;
    for (const auto part : split(text, ',')) {
        const auto word = trim(part);
        list += word.empty() ? "" : (list.empty() ? "" : ",") + std::string(word);
    }
    return list;
}

// The words of both lists, each once, in order.
std::string joined(const std::string& first, const std::string& second) {
    std::set<std::string> words;
    for (const auto& list : {first, second}) {
        for (const auto word : split(list, ',')) {
            if (!word.empty()) {
                words.emplace(word);
            }
        }
    }
    return fmt::format("{}", fmt::join(words, ","));
}

class PairRowsReader {
public:
    PairRowsReader(const Recorded& recorded, const registry::ImportOptions& options)
        : recorded_(recorded), options_(options), places_(recorded.territories) {}

    std::optional<WrittenPerson> read(ImportRow& row) const {
        WrittenPerson written;
        written.row = row.number();
        written.pair = std::string(row.cell(field::pair));
        written.of.valid_from = registry::start_of_row(row, field::valid_from, options_);
        const auto person = person_in(row, recorded_.people);
        row.demand(field::base);
        const auto base = places_.by_code(row, {field::base, field::base_system}, registry::TerritoryTree::civil,
                                          written.of.valid_from);
        written.of.latitude = row.optional_number(field::latitude, -90, 90);
        written.of.longitude = row.optional_number(field::longitude, -180, 180);
        written.of.topics = word_list(row.cell(field::topics));
        written.of.languages = word_list(row.cell(field::languages));
        row.demand(field::weekly_hours);
        written.of.weekly_hours = row.optional_number(field::weekly_hours, 1, 60).value_or(0);
        row.demand(field::nights);
        written.of.nights = row.optional_whole(field::nights, 0, 6).value_or(0);
        written.of.away = std::string(row.cell(field::away));
        written.apart = fold_text(row.cell(field::apart));
        if (!row.is_sound() || !person || !base) {
            return {};
        }
        written.person = *person;
        written.of.base_id = *base;
        return written;
    }

    /// Where somebody sets out. Nothing when neither the row nor the register says it.
    std::optional<GeoPoint> base_point(const WrittenPerson& written) const {
        if (written.of.latitude && written.of.longitude) {
            return GeoPoint{*written.of.latitude, *written.of.longitude};
        }
        const auto middle = recorded_.middles.find(written.of.base_id);
        return middle == recorded_.middles.end() ? std::nullopt : std::optional(middle->second);
    }

private:
    const Recorded& recorded_;
    const registry::ImportOptions& options_;
    registry::TerritoryLookup places_;
};

// Gives the rows of people pairs of their own, by nearness and without those who were together before.
void name_formed(std::vector<WrittenPerson>& people, const PairRowsReader& reader, const Recorded& recorded,
                 registry::ImportProblems& problems) {
    std::vector<GeoPoint> bases;
    std::vector<std::string> apart;
    std::map<registry::PersonId, std::size_t> places;
    for (const auto& person : people) {
        const auto point = reader.base_point(person);
        if (!point) {
            problems.add(person.row, "municipio base", "",
                         "No school of this municipality has coordinates; give latitude and longitude of the base.",
                         ProblemCode::not_ready);
        }
        places[person.person] = bases.size();
        bases.push_back(point.value_or(GeoPoint{}));
        apart.push_back(person.apart);
    }
    std::map<MediatorPairId, std::vector<std::size_t>> together;
    for (const auto& member : recorded.members) {
        if (const auto place = places.find(member.record.person_id); place != places.end()) {
            together[member.record.pair_id].push_back(place->second);
        }
    }
    std::set<Partners> before;
    for (const auto& [pair, members] : together) {
        for (const auto first : members) {
            for (const auto second : members) {
                if (first < second) {
                    before.emplace(first, second);
                }
            }
        }
    }
    const auto formed = form_pairs(bases, before, apart);
    if (!formed) {
        problems.add(0, "", "", formed.error().message, formed.error().code);
        return;
    }
    std::set<std::string> taken;
    for (const auto& pair : recorded.pairs) {
        taken.insert(pair.record.code);
    }
    std::size_t number = 0;
    for (const auto& members : *formed) {
        std::string code;
        do {
            code = fmt::format("P-{:02}", ++number);
        } while (taken.contains(code));
        for (const auto place : members) {
            people[place].pair = code;
        }
    }
}

// Two of one pair, as written, who must not be together.
void check_apart(const std::vector<WrittenPerson>& people, registry::ImportProblems& problems) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& person : people) {
        if (!person.apart.empty() && !seen.emplace(person.pair, person.apart).second) {
            problems.add(person.row, "disciplina", person.apart, "Another person of this pair has the same here.",
                         ProblemCode::invalid_input);
        }
    }
}

struct FormedPair {
    std::uint64_t row = 0;
    MediatorPair pair;
    std::vector<PairMember> members;
};

std::vector<FormedPair> gather(const std::vector<WrittenPerson>& people, storage::Database& database) {
    std::map<std::string, FormedPair> pairs;
    for (const auto& person : people) {
        auto& formed = pairs[person.pair];
        if (formed.members.empty()) {
            formed.row = person.row;
            formed.pair = person.of;
            formed.pair.id = database.new_id<MediatorPairId>();
            formed.pair.code = person.pair;
        }
        formed.pair.topics = joined(formed.pair.topics, person.of.topics);
        formed.pair.languages = joined(formed.pair.languages, person.of.languages);
        formed.pair.weekly_hours = std::min(formed.pair.weekly_hours, person.of.weekly_hours);
        formed.pair.nights = std::min(formed.pair.nights, person.of.nights);
        if (formed.pair.away != person.of.away && !person.of.away.empty()) {
            formed.pair.away += (formed.pair.away.empty() ? "" : ";") + person.of.away;
        }
        formed.members.push_back(
            {database.new_id<PairMemberId>(), formed.pair.id, person.person, person.of.valid_from, {}});
    }
    std::vector<FormedPair> list;
    for (auto& [code, formed] : pairs) {
        list.push_back(std::move(formed));
    }
    return list;
}

}  // namespace

const registry::TableShape& pair_shape() {
    static constexpr registry::TableShape shape{fields, forbidden};
    return shape;
}

Result<registry::ImportReport> import_pairs(storage::Database& database, const privacy::Vault& vault,
                                            const storage::Act& act, const registry::ImportOptions& options,
                                            PairRows rows) {
    MINKA_TRY_ASSIGN(const auto recorded, database.read(act.programme, [&](storage::Reader& reader) {
        return read_recorded(reader, vault);
    }));
    registry::ImportProblems problems(options.file.filename().string());
    registry::ImportReport report;
    const PairRowsReader reader(recorded, options);
    std::vector<WrittenPerson> people;
    MINKA_TRY(registry::read_rows(options, pair_shape(), problems, report, [&](ImportRow& row) {
        if (rows == PairRows::as_written) {
            row.demand(field::pair);
        }
        if (auto written = reader.read(row)) {
            people.push_back(*std::move(written));
        }
    }));
    if (rows == PairRows::formed) {
        name_formed(people, reader, recorded, problems);
    } else {
        check_apart(people, problems);
    }
    const auto pairs = gather(people, database);
    for (const auto& formed : pairs) {
        if (formed.members.size() < 2) {
            problems.add(formed.row, "pareja", formed.pair.code, "Fewer than two people never visit a school.",
                         ProblemCode::invalid_input);
        }
        ++report.count(storage::record_table<MediatorPair>).created;
        report.count(storage::record_table<PairMember>).created += formed.members.size();
    }
    report.take_problems(problems);
    const auto write = [&](storage::Writer& writer, const auto& on_written) -> Result<> {
        for (const auto& formed : pairs) {
            MINKA_TRY(form_pair(writer, formed.pair, formed.members));
            on_written(1 + formed.members.size());
        }
        return {};
    };
    MINKA_TRY(registry::write_plans(database, act, options, report, pairs.size(), write));
    return report;
}

}  // namespace minka::planning
