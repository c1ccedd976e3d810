#include "measurement/change_study.h"
#include "measurement/wording.h"
#include "privacy/erasure.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

/// The small index with teachers who give a code, and without the facet that only the anonymous are asked.
std::string linked_index() {
    std::string text(small_index);
    const auto start = text.find("  - code: S");
    text.erase(start, text.find("scoring:") - start);
    const std::string_view mark = "minimum_age: 18, anonymity: anonymous, name: {es: Docentes";
    text.replace(text.find(mark), mark.size(), "minimum_age: 18, anonymity: self_coded, name: {es: Docentes");
    return text;
}

void set_mode(MeasurementWorld& world, programme::WaveMode mode) {
    for (const std::string code : {"base", "final"}) {
        auto wave = world.add_wave(code, code == "base" ? 1 : 2);
        must(world.scratch.database->write(world.act, [&](storage::Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(auto stored, writer.require<programme::Wave>(wave.id));
            stored.record.mode = mode;
            MINKA_TRY(writer.change(stored.record, stored.version));
            return {};
        }));
    }
}

/// Six schools of eight to eleven teachers; three of four stay and give the same code. Each is a little like before.
struct DrawnWaves {
    std::string before = "escuela;informante;clave propia;F_1;F_2;F_3\n";
    std::string after = before;
    std::string table = "school,wave,code,F_1,F_2,F_3\n";  ///< Both, as `minka measure change` reads them.

    explicit DrawnWaves(std::uint64_t seed) {
        SeededRandom random(seed);
        for (int school = 1; school <= 6; ++school) {
            const double level = 1.2 + 0.1 * school;
            const double change = 0.3 + 0.15 * random.normal();
            for (int person = 0; person < 8 + school % 4; ++person) {
                const double own = random.normal();
                const auto code = "Quetzal-" + std::to_string(school) + std::to_string(person);
                add(before, "base", school, code, level + 0.5 * own, random);
                const bool stays = person % 4 != 0;
                add(after, "final", school, stays ? code : "nueva" + std::to_string(person),
                    level + change + 0.5 * (stays ? own : random.normal()), random);
            }
        }
    }

private:
    void add(std::string& wave, const std::string& name, int school, const std::string& code, double level,
             SeededRandom& random) {
        std::string answers;
        std::string commas;
        for (int item = 0; item < 3; ++item) {
            const double value = std::clamp(level + 0.5 * random.normal(), 0.0, 3.0);
            const int category = static_cast<int>(std::lround(value));
            const auto answer = std::to_string(1 + (item == 1 ? 3 - category : category));
            answers += ";" + answer;
            commas += "," + answer;
        }
        wave += std::to_string(school) + ";teacher;" + code + answers + "\n";
        table += std::to_string(school) + "," + name + "," + code + commas + "\n";
    }
};

IndexChange change_of(MeasurementWorld& world) {
    return must(measure_change(world.measured("base"), world.measured("final")));
}

std::string bytes_of_database(const ScratchDatabase& scratch) {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator(scratch.folder.path())) {
        if (file.path().filename().string().starts_with("test.db")) {
            std::ifstream in(file.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
        }
    }
    return all;
}

const std::vector<std::string> six_schools{"1", "2", "3", "4", "5", "6"};

}  // namespace

TEST_CASE("waves linked in the database give the figures of the same table read from a file") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, linked_index());
        world.add_schools(six_schools);
        set_mode(world, programme::WaveMode::self_code);
        const DrawnWaves drawn(11);
        world.import_text("base", drawn.before);
        world.import_text("final", drawn.after);
        const auto change = change_of(world);
        const auto& informant = *change.informant("teacher");
        const auto& scale = *informant.scale("F");

        ChangeFileOptions options;
        options.facets.push_back(must(parse_facet_columns("F=F_1,-F_2,F_3")));
        options.link = programme::WaveMode::self_code;
        options.person = "code";
        const auto table =
            must(read_change_table(write_text(scratch.folder.path(), "tabla.csv", drawn.table), options));
        const auto study = must(study_change(table));
        const auto& expected = study.scales.front();

        REQUIRE(informant.link);
        CHECK(informant.link->people == table.linked_persons);
        CHECK(informant.link->doubled == 0);
        CHECK(scale.linked == expected.linked);
        CHECK(scale.linked > 30);
        CHECK(scale.test->mean == doctest::Approx(expected.test->mean).epsilon(1e-12));
        CHECK(scale.linked_only->mean == doctest::Approx(expected.linked_only->mean).epsilon(1e-12));
        CHECK(scale.linked_only->standard_error == doctest::Approx(expected.linked_only->standard_error));
        CHECK(scale.distribution->tau_squared == doctest::Approx(expected.distribution->tau_squared));
        REQUIRE(scale.model);
        REQUIRE(expected.model);
        CHECK(scale.model->persons == expected.model->persons);
        CHECK(scale.model->person_variance > 0);
        CHECK(scale.model->person_variance == doctest::Approx(expected.model->person_variance).epsilon(1e-4));
        CHECK(scale.model->robust[1].estimate == doctest::Approx(expected.model->robust[1].estimate).epsilon(1e-6));
        CHECK(scale.model->robust[1].standard_error ==
              doctest::Approx(expected.model->robust[1].standard_error).epsilon(1e-4));
    });
}

TEST_CASE("a code is nowhere in the database, and nothing of an answer tells whose it is without the cycle's key") {
    const auto made = make_scratch_database(On::sqlite, measurement_migrations);
    auto& scratch = *made;
    MeasurementWorld world(scratch, linked_index());
    world.add_schools(six_schools);
    set_mode(world, programme::WaveMode::self_code);
    const DrawnWaves drawn(3);
    world.import_text("base", drawn.before);
    world.import_text("final", drawn.after);
    const auto stored = bytes_of_database(scratch);
    CHECK(stored.size() > 10'000);
    for (const std::string code : {"Quetzal", "quetzal", "QUETZAL"}) {
        CHECK(stored.find(code) == std::string::npos);
    }
    const auto people = world.measured("base").informant("teacher")->persons;
    REQUIRE(people.size() > 40);
    for (const auto& person : people) {
        const std::string_view key(reinterpret_cast<const char*>(person.data()), person.size());
        CHECK(stored.find(key) == std::string::npos);
    }
    // A repeated import is known for what it is, codes included.
    CHECK(world.import_text("base", drawn.before).outcome == ResponseImportReport::Outcome::unchanged);
}

TEST_CASE("once the cycle's key is destroyed nobody's two answers can be put together, and the answers stay") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, linked_index());
        world.add_schools(six_schools);
        set_mode(world, programme::WaveMode::self_code);
        const DrawnWaves drawn(5);
        world.import_text("base", drawn.before);
        world.import_text("final", drawn.after);
        const auto linked = change_of(world);
        must(privacy::erase_subject(
            *scratch.database, *world.vault, world.act,
            {world.cycle.id.uuid, privacy::ErasureBasis::term_ended, *LocalDate::parse("2026-12-01")}));
        const auto change = change_of(world);
        CHECK_FALSE(change.informant("teacher")->link);
        CHECK(change.informant("teacher")->scale("F")->linked == 0);
        CHECK(change.informant("teacher")->scale("F")->test->mean ==
              doctest::Approx(linked.informant("teacher")->scale("F")->test->mean));
        CHECK(std::ranges::count(change.method.limits, "limits.links_destroyed") == 1);
        CHECK(std::ranges::count(linked.method.limits, "limits.links_destroyed") == 0);
        const auto again =
            world.import(world.import_of("base", write_text(scratch.folder.path(), "otra.csv", drawn.after)));
        REQUIRE_FALSE(again.has_value());
        CHECK(again.error().code == ProblemCode::forbidden);
    });
}

TEST_CASE("the report's sentences say how waves are linked and what linked people did, never of a few of them") {
    const auto made = make_scratch_database(On::sqlite, measurement_migrations);
    auto& scratch = *made;
    MeasurementWorld world(scratch, linked_index());
    world.add_schools(six_schools);
    set_mode(world, programme::WaveMode::self_code);
    const DrawnWaves drawn(11);
    world.import_text("base", drawn.before);
    world.import_text("final", drawn.after);
    auto change = change_of(world);
    const auto* texts = must(world.folder.texts_in("es"));
    const Wording wording{*texts, world.folder.index, "es"};
    const auto links = link_sentences(wording, change);
    REQUIRE(links.size() == 1);
    CHECK(links.front().find("código que cada persona inventa") != std::string::npos);
    const auto told = [&] {
        const auto& informant = *change.informant("teacher");
        const auto sentences = change_sentences(wording, change.method.gates, informant, *informant.scale("F"));
        return std::ranges::any_of(
            sentences, [](const std::string& each) { return each.find("personas enlazadas") != std::string::npos; });
    };
    CHECK(told());
    auto& scale = change.informants.front().scales.front();
    const auto linked = scale.linked;
    scale.linked = 9;
    CHECK_FALSE(told());
    scale.linked = scale.scored_before - 9;  // nine who are not linked could be told by difference
    CHECK_FALSE(told());
    scale.linked = linked;
    scale.is_sensitive = true;
    CHECK_FALSE(told());
}

TEST_CASE(
    "a code where answers are anonymous, and a token that comes twice, are told; equal made-up codes tie nobody") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, linked_index());
        world.add_schools(six_schools);
        set_mode(world, programme::WaveMode::token);
        const auto open = world.add_wave("abierta", 3);  // unlinked
        const auto problems_of = [&](const std::string& wave, std::string_view rows) {
            const auto file = write_text(scratch.folder.path(), "fichas.csv", rows);
            auto options = world.import_of(wave, file);
            options.table.run = registry::ImportOptions::Run::dry;
            return told(must(world.import(options)).table);
        };
        const std::string head = "escuela;informante;ficha;F_1;F_2;F_3\n";
        auto problems = problems_of("abierta", head + "1;teacher;a1;1;2;3\n");
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].find("tied to no code") != std::string::npos);
        problems = problems_of("base", head + "1;head;a1;1;2;3\n");
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].find("anonymous") != std::string::npos);
        problems = problems_of("base", head + "1;teacher;A-1;1;2;3\n2;teacher;a1;2;2;3\n");
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].find("comes twice") != std::string::npos);
        CHECK(open.mode == programme::WaveMode::unlinked);
    });
    const auto made = make_scratch_database(On::sqlite, measurement_migrations);
    auto& scratch = *made;
    MeasurementWorld world(scratch, linked_index());
    world.add_schools(six_schools);
    set_mode(world, programme::WaveMode::self_code);
    const std::string head = "escuela;informante;clave propia;F_1;F_2;F_3\n";
    // School 1: two people with one code in the first wave; school 2: the same code is another person's; one of none.
    world.import_text("base",
                      head + "1;teacher;sol;1;2;3\n1;teacher;SOL;2;2;3\n2;teacher;sol;3;2;3\n3;teacher;;1;1;1\n");
    world.import_text("final", head + "1;teacher;sol;1;2;3\n2;teacher;S.o.l;4;2;3\n3;teacher;...;1;1;2\n");
    const auto change = change_of(world);
    const auto& link = *change.informant("teacher")->link;
    CHECK(link.people == 1);
    CHECK(link.doubled == 1);
    CHECK(link.without_code == 2);
    CHECK(change.informant("teacher")->scale("F")->linked == 1);
}

TEST_CASE("a token is one person in whatever school, a made-up code only within its own") {
    const auto key = privacy::SecretKey::random();
    registry::SchoolId one;
    registry::SchoolId two;
    two.uuid.bytes[15] = 1;
    const PersonCoding tokens(key, programme::WaveMode::token);
    const PersonCoding codes(key, programme::WaveMode::self_code);
    CHECK(tokens.key_of("teacher", one, "k7") == tokens.key_of("teacher", two, "K-7"));
    CHECK(codes.key_of("teacher", one, "k7") != codes.key_of("teacher", two, "k7"));
    CHECK(codes.key_of("teacher", one, "Ñandú 3") == codes.key_of("teacher", one, "ñandu3"));
    CHECK(codes.key_of("teacher", one, "k7") != codes.key_of("student", one, "k7"));
    CHECK(codes.key_of("teacher", one, " - ") == no_person);
    const PersonCoding other(privacy::SecretKey::random(), programme::WaveMode::self_code);
    CHECK(codes.key_of("teacher", one, "k7") != other.key_of("teacher", one, "k7"));
}
