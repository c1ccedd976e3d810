#include "planning/pair_import.h"

#include "unit/planning/visit_field.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>

using namespace minka;
using namespace minka::planning;
using namespace minka::test;
using storage::Reader;

TEST_SUITE_BEGIN("planning: imports of pairs");

namespace {

constexpr std::string_view header =
    "pareja,persona,municipio base,latitud,longitud,temas,lenguas,horas,noches,ausencias";

struct PairField : VisitField {
    explicit PairField(ScratchDatabase& scratch_database)
        : VisitField(scratch_database),
          vault(privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key").value()) {
        base =
            read([&](Reader& reader) { return reader.require<registry::Territory>(first_school.civil_territory_id); })
                .value()
                .record.code;
        // An import compares names with those recorded, and opens them.
        const auto sealed = write([&](storage::Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(const auto stored, writer.all<registry::Person>("ORDER BY id"));
            for (const auto& one : stored) {
                auto person = one.record;
                MINKA_TRY_ASSIGN(person.name, vault->seal(writer, person.id.uuid, "Persona " + to_string(person.id)));
                MINKA_TRY(writer.change(person, one.version));
            }
            return {};
        });
        REQUIRE_MESSAGE(sealed.has_value(), (sealed ? "" : to_sentence(sealed.error())));
    }

    /// One row: the pair, the person's place among `people`, and what follows the base.
    std::string row(const std::string& pair, std::size_t person,
                    const std::string& rest = "7.1,-75.1,,es,44,4,") const {
        return fmt::format("{},{},{},{}", pair, to_string(people[person].id), base, rest);
    }

    registry::ImportReport import(const std::vector<std::string>& rows, PairRows kind = PairRows::as_written,
                                  std::string_view columns = header) {
        const auto path = scratch.folder.path() / "parejas.csv";
        std::ofstream file(path, std::ios::binary);
        file << columns << "\n";
        for (const auto& line : rows) {
            file << line << "\n";
        }
        file.close();
        registry::ImportOptions options;
        options.file = path;
        options.since = day("2026-02-01");
        const auto report = import_pairs(*scratch.database, *vault, act, options, kind);
        REQUIRE_MESSAGE(report.has_value(), (report ? "" : to_sentence(report.error())));
        return *report;
    }
    std::vector<MediatorPair> pairs() {
        std::vector<MediatorPair> list;
        const auto all = read([](Reader& reader) { return reader.all<MediatorPair>("ORDER BY code"); }).value();
        for (const auto& stored : all) {
            list.push_back(stored.record);
        }
        return list;
    }

    std::unique_ptr<privacy::Vault> vault;
    std::string base;
};

std::string first_problem(const registry::ImportReport& report) {
    REQUIRE_FALSE(report.problems.empty());
    const auto& found = report.problems.front();
    return fmt::format("{}|{}|{}", found.row, found.column, found.message);
}

}  // namespace

TEST_CASE("rows of one pair become that pair: topics and languages of any, hours and nights of the least") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        PairField field(scratch);
        const auto report = field.import({field.row("P-01", 0, "7.1,-75.1,\"afecto,arte\",es,44,4,2026-05-04"),
                                          field.row("P-01", 1, "7.3,-75.3,arte,\"es,emp\",40,2,2026-06-01"),
                                          field.row("P-02", 2), field.row("P-02", 3)});
        CHECK(report.problems.empty());
        const auto pairs = field.pairs();
        REQUIRE(pairs.size() == 2);
        CHECK(pairs[0].code == "P-01");
        CHECK(pairs[0].topics == "afecto,arte");
        CHECK(pairs[0].languages == "emp,es");
        CHECK(pairs[0].weekly_hours == 40);
        CHECK(pairs[0].nights == 2);
        CHECK(pairs[0].away == "2026-05-04;2026-06-01");
        CHECK(pairs[0].latitude == 7.1);
        CHECK(pairs[0].valid_from == day("2026-02-01"));
    });
}

TEST_CASE("a table of pairs that is wrong is refused whole, with row and column") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        PairField field(scratch);
        const auto alone = field.import({field.row("P-01", 0), field.row("P-01", 1), field.row("P-02", 2)});
        CHECK(first_problem(alone) == "4|pareja|Fewer than two people never visit a school.");
        CHECK(field.pairs().empty());
        const auto nobody =
            field.import({fmt::format("P-01,{},{},,,,es,44,4,", to_string(field.first_school.id), field.base),
                          field.row("P-01", 1)});
        CHECK(first_problem(nobody).starts_with("2|persona|No recorded person"));
        const auto hours = field.import({field.row("P-01", 0, "7.1,-75.1,,es,90,4,"), field.row("P-01", 1)});
        CHECK(first_problem(hours).starts_with("2|horas|"));
        const auto without = field.import({field.row("", 0), field.row("P-01", 1)});
        CHECK(first_problem(without).starts_with("2|pareja|"));
        const auto named = field.import({field.row("P-01", 0) + ",Ana", field.row("P-01", 1) + ",Blas"},
                                        PairRows::as_written, std::string(header) + ",nombre");
        CHECK(first_problem(named).find("take the names out") != std::string::npos);
        CHECK(field.pairs().empty());
    });
}

TEST_CASE("pairs are formed of people without partners of before, and their codes go on") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        PairField field(scratch);
        auto former = field.a_pair("P-01");
        former.valid_to = day("2026-02-01");
        std::vector<PairMember> partners;
        for (const unsigned place : {0U, 1U}) {
            partners.push_back(
                {field.id<PairMemberId>(), former.id, field.people[place].id, former.valid_from, former.valid_to});
        }
        REQUIRE(field.write([&](storage::Writer& writer) { return form_pair(writer, former, partners); }).has_value());
        const auto report =
            field.import({field.row("", 0), field.row("", 1), field.row("", 2), field.row("", 3)}, PairRows::formed);
        CHECK(report.problems.empty());
        const auto pairs = field.pairs();
        REQUIRE(pairs.size() == 3);
        CHECK(pairs[1].code == "P-02");
        CHECK(pairs[2].code == "P-03");
        const auto members = field.read([](Reader& reader) { return reader.all<PairMember>("ORDER BY id"); }).value();
        std::map<MediatorPairId, std::set<registry::PersonId>> by_pair;
        for (const auto& member : members) {
            by_pair[member.record.pair_id].insert(member.record.person_id);
        }
        for (std::size_t place = 1; place < pairs.size(); ++place) {
            CHECK(by_pair[pairs[place].id] != std::set{field.people[0].id, field.people[1].id});
        }
    });
}

TEST_SUITE_END();
