#include "measurement/plan_check.h"

#include "programme/wave_rules.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

const std::string plan_text = R"(format: 1
before: base
after: final
informant: teacher
scale: F
direction: increase
hypothesis: La faceta F sube.
exclusions: Escuelas con menos de cinco respuestas.
confidence: 0.95
false_discovery_rate: 0.10
)";

std::string changed(const std::string& from, const std::string& to) {
    auto text = plan_text;
    return text.replace(text.find(from), from.size(), to);
}

/// Two waves of the small index, the last one still a draft.
struct PlannedWaves {
    explicit PlannedWaves(ScratchDatabase& scratch) : world(scratch, small_index) {
        world.add_schools({"1", "2", "3", "4"});
        before = world.add_wave("base", 1);
        after = before;
        after.id = world.scratch.database->new_id<programme::WaveId>();
        after.code = "final";
        after.name = "final";
        after.number = 2;
        after.state = programme::WaveState::draft;
        must(world.scratch.database->write(world.act, [&](storage::Writer& writer) { return writer.create(after); }));
    }

    Result<programme::AnalysisPlan> lock(const std::string& text) {
        const auto id = world.scratch.database->new_id<programme::AnalysisPlanId>();
        programme::AnalysisPlan plan;
        const auto done = world.scratch.database->write(world.act, [&](storage::Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(plan, programme::lock_analysis_plan(writer, id, world.cycle, world.folder.index, text,
                                                                 "analysis.yaml"));
            return {};
        });
        return done ? Result<programme::AnalysisPlan>(plan) : std::unexpected(done.error());
    }

    std::optional<PlanCheck> check(const IndexChange& change) {
        return must(world.scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
            return check_plan(reader, change, world.folder.index);
        }));
    }

    IndexChange change() const {
        IndexChange change;
        change.before = before;
        change.after = after;
        change.method.index_version = world.folder.index.version;
        change.method.gates = world.folder.index.gates;
        InformantChange teachers{"teacher", false, {}, {}};
        ScaleChange scale;
        scale.code = "F";
        scale.test = stats::PairedChange{};
        teachers.scales.push_back(scale);
        change.informants.push_back(teachers);
        return change;
    }

    MeasurementWorld world;
    programme::Wave before;
    programme::Wave after;
};

}  // namespace

TEST_CASE("a plan stored before the last wave opens is told with its hash and date, and once only") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        PlannedWaves waves(scratch);
        CHECK_FALSE(waves.check(waves.change()));
        const auto plan = must(waves.lock(plan_text));
        CHECK(plan.content_hash.size() == 64);
        CHECK(waves.lock(plan_text).error().code == ProblemCode::conflict);
        const auto check = waves.check(waves.change());
        REQUIRE(check);
        CHECK(check->content_hash == plan.content_hash);
        CHECK(check->deviations.empty());
        CHECK(
            waves.world.number(
                "SELECT count(*) FROM ledger WHERE programme_id = $1 AND subject IN (SELECT id FROM analysis_plan)") ==
            1);
    });
}

TEST_CASE("once the last wave is open there is no plan any more") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        PlannedWaves waves(scratch);
        must(waves.world.scratch.database->write(waves.world.act, [&](storage::Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(auto stored, writer.require<programme::Wave>(waves.after.id));
            stored.record.state = programme::WaveState::open;
            MINKA_TRY(writer.change(stored.record, stored.version));
            return {};
        }));
        CHECK(waves.lock(plan_text).error().code == ProblemCode::not_ready);
    });
}

TEST_CASE("what departs from the plan is said") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        PlannedWaves waves(scratch);
        must(waves.lock(changed("0.95", "0.90")));
        auto change = waves.change();
        ++change.method.index_version;
        change.informants.front().scales.front().test.reset();
        const auto check = waves.check(change);
        REQUIRE(check);
        CHECK(check->deviations == std::vector<PlanDeviation>{PlanDeviation::index_version, PlanDeviation::confidence,
                                                              PlanDeviation::scale_not_tested});
        const auto folder = must(programme::load_programme_folder(source_folder() / "examples" / "ser-mas-maestro"));
        for (const std::string language : {"es", "en"}) {
            const Wording wording{*must(folder.texts_in(language)), folder.index, language};
            CHECK(plan_sentences(wording, check).size() == 4);
            CHECK(plan_sentences(wording, std::nullopt).size() == 1);
            auto followed = check;
            followed->deviations.clear();
            CHECK(plan_sentences(wording, followed).size() == 2);
        }
    });
}

TEST_CASE("a plan that names what is not there is refused with its line") {
    const auto folder = must(programme::load_programme_folder(source_folder() / "examples" / "ser-mas-maestro"));
    const auto line_of = [&](const std::string& text) {
        const auto plan = programme::read_analysis_plan(text, "analysis.yaml", folder.index);
        REQUIRE_FALSE(plan.has_value());
        return plan.error().field;
    };
    CHECK(line_of(changed("scale: F", "scale: Z9")).starts_with("analysis.yaml:5"));
    CHECK(line_of(changed("teacher", "family")).starts_with("analysis.yaml:4"));
    CHECK(line_of(changed("direction: increase", "direction: up")).find("analysis.yaml:") == 0);
    CHECK(line_of(changed("0.95", "1.5")).find("analysis.yaml:") == 0);
    CHECK(line_of(plan_text + "extra: 1\n").find("analysis.yaml:") == 0);
    CHECK(programme::read_analysis_plan(changed("scale: F", "scale: V1"), "analysis.yaml", folder.index).has_value());
}
