#include "registry/person_import.h"

#include "base/text.h"
#include "registry/code_register.h"
#include "registry/import_steps.h"
#include "registry/person_plan.h"
#include "registry/row_reading.h"

#include <deque>
#include <set>

namespace minka::registry {

namespace {

using storage::Stored;

struct Source {
    RecordedPeople people;
    PlaceLookup places;
};

// One row, read and sound.
struct PersonRow {
    std::string name;
    std::string search_name;
    std::vector<DocumentNumber> documents;
    PersonRole role{};
    Place place;
    std::optional<LocalDate> valid_from;
};

bool shares_a_word(std::string_view first, std::string_view second) {
    const auto words = split(second, ' ');
    for (const auto word : split(first, ' ')) {
        if (std::ranges::find(words, word) != words.end()) {
            return true;
        }
    }
    return false;
}

class PersonImport {
public:
    PersonImport(const ImportOptions& options, Source source, storage::Database& database)
        : options_(options),
          source_(std::move(source)),
          database_(database),
          today_(utc_date(database.clock().now())),
          problems_(options.file.filename().string()) {
        const auto& recorded = source_.people;
        for (std::size_t i = 0; i < recorded.roles.size(); ++i) {
            const auto& role = recorded.roles[i].record;
            roles_of_[role.person_id].push_back(i);
        }
        for (std::size_t i = 0; i < recorded.people.size(); ++i) {
            by_name_[fold_text(recorded.people[i].name)].push_back(i);
        }
    }

    Result<ImportReport> run(const privacy::Vault& vault, const storage::Act& act) {
        MINKA_TRY(read_rows(options_, person_shape(), problems_, report_, [&](ImportRow& row) { read_row(row); }));
        const std::vector<PlannedPerson> all(people_.begin(), people_.end());
        refuse_two_heads(roles_, source_.people, source_.places, problems_);
        report_.take_problems(problems_);
        auto written = make_plan(all);
        if (problems_.empty()) {
            list_lookalike_people(all, roles_, source_.people, source_.places, report_);
        }
        const auto write = [&](storage::Writer& writer,
                               const std::function<void(std::size_t)>& on_written) -> Result<> {
            MINKA_TRY(write_people(writer, vault, written, source_.people, on_written));
            return role_plan_.write(writer, on_written);
        };
        MINKA_TRY(write_plans(database_, act, options_, report_, written.size() + role_plan_.size(), write));
        return std::move(report_);
    }

private:
    void read_row(ImportRow& row) {
        PersonRow read;
        read.name = row.text(person_field::name);
        read.search_name = fold_text(read.name);
        read.documents = read_documents(row);
        const auto role = read_role(row);
        read.valid_from = row.optional_date(person_field::valid_from);
        const auto valid_to = row.optional_date(person_field::valid_to);
        const auto start = read.valid_from ? *read.valid_from : options_.since.value_or(today_);
        struct Period {
            LocalDate valid_from;
            std::optional<LocalDate> valid_to;
        };
        const auto place = source_.places.find(row, judged_on(Period{start, valid_to}, today_));
        if (!row.is_sound() || !role || !place) {
            return;
        }
        read.role = *role;
        read.place = *place;
        const auto person = person_of(read, row);
        if (!person) {
            return;
        }
        fill_person(people_[*person], row);
        plan_role(people_[*person], read, row);
    }

    // The place in people_ of the person the row is about.
    std::optional<std::size_t> person_of(const PersonRow& read, ImportRow& row) {
        std::optional<std::size_t> planned;
        std::optional<std::size_t> recorded;
        for (const auto& document : read.documents) {
            const auto own = planned_by_document_.find(document);
            if (own != planned_by_document_.end()) {
                if (planned && *planned != own->second) {
                    row.row_problem("The two documents stand on different people in rows " +
                                    std::to_string(people_[*planned].row) + " and " +
                                    std::to_string(people_[own->second].row) + "; correct one.");
                    return std::nullopt;
                }
                planned = own->second;
            }
            const auto known = source_.people.by_document.find(document);
            if (known != source_.people.by_document.end()) {
                if (recorded && *recorded != known->second) {
                    row.row_problem(
                        "The two documents are recorded for two people; have somebody merge them first, or correct "
                        "one.");
                    return std::nullopt;
                }
                recorded = known->second;
            }
        }
        if (planned) {
            return accept_same(*planned, read, row);
        }
        if (!recorded && read.documents.empty()) {
            recorded = recorded_without_document(read);
        }
        return add_person(read, recorded, row);
    }

    std::optional<std::size_t> accept_same(std::size_t planned, const PersonRow& read, ImportRow& row) {
        auto& person = people_[planned];
        if (person.search_name != read.search_name) {
            row.problem(person_field::name, "Row " + std::to_string(person.row) +
                                                " gives another name for the same document; correct one of the two.");
            return std::nullopt;
        }
        add_documents(planned, read);
        return planned;
    }

    // Somebody recorded with this name in this role at this place, whom no earlier row took for the same.
    std::optional<std::size_t> recorded_without_document(const PersonRow& read) {
        const auto named = by_name_.find(read.search_name);
        if (named == by_name_.end()) {
            return std::nullopt;
        }
        for (const auto candidate : named->second) {
            const auto& person = source_.people.people[candidate];
            if (!person.documents.empty()) {
                continue;  // a row that leaves the document out may be about somebody else of this name
            }
            for (const auto place : roles_of_[person.stored.record.id]) {
                const auto& role = source_.people.roles[place].record;
                if (role.role == read.role && Place{role.place, role.place_id} == read.place &&
                    !taken_roles_.contains(place)) {
                    return candidate;
                }
            }
        }
        return std::nullopt;
    }

    std::optional<std::size_t> add_person(const PersonRow& read, std::optional<std::size_t> recorded, ImportRow& row) {
        if (recorded) {
            const auto& known = source_.people.people[*recorded];
            if (!shares_a_word(fold_text(known.name), read.search_name)) {
                row.problem(person_field::document_number,
                            "This document is recorded for somebody with a wholly different name; correct the number "
                            "or the name.");
                return std::nullopt;
            }
            if (const auto planned = planned_by_recorded_.find(*recorded); planned != planned_by_recorded_.end()) {
                return accept_same(planned->second, read, row);
            }
            planned_by_recorded_[*recorded] = people_.size();
        }
        PlannedPerson person;
        person.row = row.number();
        person.recorded = recorded;
        if (recorded) {
            person.record = source_.people.people[*recorded].stored.record;
            person.contact = source_.people.people[*recorded].contact;
        } else {
            person.record.id = database_.new_id<PersonId>();
        }
        person.name = read.name;
        person.search_name = read.search_name;
        people_.push_back(std::move(person));
        add_documents(people_.size() - 1, read);
        return people_.size() - 1;
    }

    void add_documents(std::size_t planned, const PersonRow& read) {
        auto& person = people_[planned];
        for (const auto& document : read.documents) {
            if (std::ranges::find(person.documents, document) != person.documents.end()) {
                continue;
            }
            person.documents.push_back(document);
            planned_by_document_[document] = planned;
            if (!source_.people.by_document.contains(document)) {
                person.new_documents.push_back(document);
            }
        }
    }

    static void fill_person(PlannedPerson& person, ImportRow& row) {
        auto& record = person.record;
        if (row.gives(person_field::contact)) {
            person.contact = row.optional_text(person_field::contact);
        }
        if (row.gives(person_field::birth_band)) {
            record.birth_band = read_birth_band(row);
        }
        if (row.gives(person_field::experience_band)) {
            record.experience_band = read_experience_band(row);
        }
        if (row.gives(person_field::sex)) {
            record.sex = read_sex(row);
        }
    }

    void plan_role(const PlannedPerson& person, const PersonRow& read, ImportRow& row) {
        PlannedRole planned;
        planned.row = row.number();
        planned.recorded = recorded_role(person, read);
        auto& role = planned.record;
        if (planned.recorded) {
            role = source_.people.roles[*planned.recorded].record;
            taken_roles_.insert(*planned.recorded);
        } else {
            role.id = database_.new_id<RoleId>();
            role.person_id = person.record.id;
            role.role = read.role;
            role.place = read.place.kind;
            role.place_id = read.place.id;
            role.valid_from = start_of_row(row, person_field::valid_from, options_);
        }
        if (row.gives(person_field::valid_to)) {
            role.valid_to = row.optional_date(person_field::valid_to);
        }
        check_period(row, person_field::valid_to, role.valid_from, role.valid_to);
        refuse_same_role(planned, row);
        if (row.is_sound()) {
            roles_in_file_[role.person_id].push_back(roles_.size());
            roles_.push_back(std::move(planned));
        }
    }

    std::optional<std::size_t> recorded_role(const PlannedPerson& person, const PersonRow& read) {
        std::optional<std::size_t> match;
        if (!person.recorded) {
            return match;
        }
        for (const auto place : roles_of_[person.record.id]) {
            const auto& role = source_.people.roles[place].record;
            if (role.role != read.role || Place{role.place, role.place_id} != read.place ||
                taken_roles_.contains(place)) {
                continue;
            }
            if (read.valid_from ? role.valid_from == *read.valid_from
                                : !match || source_.people.roles[*match].record.valid_from < role.valid_from) {
                match = place;
            }
        }
        return match;
    }

    // One person holds one role at one place once at a time.
    void refuse_same_role(const PlannedRole& planned, ImportRow& row) {
        const auto is_same = [&](const Role& other) {
            return other.role == planned.record.role && other.place_id == planned.record.place_id &&
                   do_overlap(other, planned.record);
        };
        for (const auto place : roles_in_file_[planned.record.person_id]) {
            if (is_same(roles_[place].record)) {
                row.row_problem(
                    "Row " + std::to_string(roles_[place].row) +
                    " gives the same person the same role at the same place for a time that overlaps; keep one.");
                return;
            }
        }
        for (const auto place : roles_of_[planned.record.person_id]) {
            if (!taken_roles_.contains(place) && is_same(source_.people.roles[place].record)) {
                row.problem(person_field::valid_from, "The person is recorded in this role since " +
                                                          source_.people.roles[place].record.valid_from.text() +
                                                          "; give that date to change it, or end it first.");
                return;
            }
        }
    }

    // Those to write: new ones, and recorded ones that change.
    std::vector<PlannedPerson> make_plan(const std::vector<PlannedPerson>& all) {
        std::vector<PlannedPerson> written;
        auto& documents = report_.count("identity_document");
        documents.created = 0;
        std::size_t new_documents = 0;
        for (const auto& person : all) {
            new_documents += person.new_documents.size();
            auto& count = report_.count("person");
            bool is_changed = false;
            if (!person.recorded) {
                ++count.created;
                written.push_back(person);
                continue;
            }
            auto fields = person_differences(person, source_.people.people[*person.recorded]);
            if (fields.empty()) {
                ++count.unchanged;
            } else {
                ++count.changed;
                is_changed = true;
                report_.add_change({"person", to_string(person.record.id), person.row, std::move(fields)});
            }
            if (is_changed || !person.new_documents.empty()) {
                written.push_back(person);
            }
        }
        report_.count("identity_document").created = new_documents;
        for (const auto& role : roles_) {
            if (role.recorded) {
                role_plan_.change(source_.people.roles[*role.recorded], role.record, to_string(role.record.person_id),
                                  role.row, report_);
            } else {
                role_plan_.create(role.record, report_);
            }
        }
        return written;
    }

    const ImportOptions& options_;
    Source source_;
    storage::Database& database_;
    LocalDate today_;
    ImportProblems problems_;
    ImportReport report_;
    std::unordered_map<PersonId, std::vector<std::size_t>> roles_of_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
    std::deque<PlannedPerson> people_;
    std::map<DocumentNumber, std::size_t> planned_by_document_;
    std::unordered_map<std::size_t, std::size_t> planned_by_recorded_;
    std::vector<PlannedRole> roles_;
    std::unordered_map<PersonId, std::vector<std::size_t>> roles_in_file_;
    std::set<std::size_t> taken_roles_;
    RecordPlan<Role> role_plan_;
};

}  // namespace

Result<ImportReport> import_people(storage::Database& database, const privacy::Vault& vault, const storage::Act& act,
                                   const ImportOptions& options) {
    MINKA_TRY_ASSIGN(auto source, database.read(act.programme, [&](storage::Reader& reader) -> Result<Source> {
        MINKA_TRY_ASSIGN(auto people, recorded_people(reader, vault));
        MINKA_TRY_ASSIGN(auto places, PlaceLookup::load(reader));
        return Source{std::move(people), std::move(places)};
    }));
    return PersonImport(options, std::move(source), database).run(vault, act);
}

}  // namespace minka::registry
