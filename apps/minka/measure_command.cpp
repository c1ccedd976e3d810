#include "base/program_version.h"
#include "commands.h"
#include "documents/json.h"
#include "index_json.h"
#include "measurement/plan_check.h"
#include "measurement/wave_sources.h"
#include "reports/cycle_report.h"
#include "storage/ledger.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;
using measurement::Gate;

struct MeasureOptions {
    std::string programme;
    std::string cycle;
    std::string wave;
    std::string against;
    std::string known_at;
    std::string out;
    std::string audience = "programme";
    bool is_json = false;
};

/// A wave, the one it is compared with, and what they are told with.
struct Measured {
    programme::ProgrammeFolder folder;
    measurement::IndexResult result;
    std::optional<measurement::IndexChange> change;
    std::optional<measurement::PlanCheck> plan;
};

Result<Measured> measure(ProgrammeWork& work, const MeasureOptions& words) {
    return work.database().read(work.act.programme, [&](storage::Reader& reader) -> Result<Measured> {
        measurement::MeasureOptions options;
        options.code_version = program_version;
        if (words.known_at.empty()) {
            MINKA_TRY_ASSIGN(const auto recorded, storage::last_recorded(reader));
            MINKA_TRY_ASSIGN(options.known_at, measurement::known_with_sheets(reader, recorded));
        } else {
            MINKA_TRY_ASSIGN(options.known_at, parse_instant(words.known_at));
        }
        Measured measured;
        MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, words.cycle, words.wave));
        MINKA_TRY_ASSIGN(measured.folder, programme::stored_folder(reader, frame.cycle.programme_version));
        std::optional<measurement::IndexResult> before;
        if (!words.against.empty()) {
            MINKA_TRY_ASSIGN(const auto first, measurement::find_wave(reader, words.cycle, words.against));
            MINKA_TRY_ASSIGN(before, measurement::measure_wave(reader, work.session->vault(), first, options));
            options.baseline = before->baseline;
        }
        MINKA_TRY_ASSIGN(measured.result, measurement::measure_wave(reader, work.session->vault(), frame, options));
        if (before) {
            MINKA_TRY_ASSIGN(measured.change, measurement::measure_change(*before, measured.result));
            MINKA_TRY_ASSIGN(measured.plan, measurement::check_plan(reader, *measured.change, frame.index));
        }
        return measured;
    });
}

/// Figures of fewer people than the programme's floor stay inside, here as everywhere; a single school has none here.
class Floor {
public:
    explicit Floor(const privacy::SuppressionRules& rules) : rules_(rules) {}
    bool shows(std::size_t people, bool is_sensitive) const {
        return static_cast<std::int64_t>(people) >= (is_sensitive ? rules_.sensitive_floor : rules_.public_floor);
    }

private:
    privacy::SuppressionRules rules_;
};

const std::string dash = "–";

std::string number_or_dash(const programme::ReportTexts& texts, std::optional<double> value, int places) {
    return value ? programme::format_number(texts, *value, places) : dash;
}

// Pads by characters, not bytes: names have accents.
std::string padded(std::string text, std::size_t width) {
    std::size_t length = 0;
    for (const char c : text) {
        length += (static_cast<unsigned char>(c) & 0xc0U) == 0x80U ? 0U : 1U;
    }
    text.append(length < width ? width - length : 1, ' ');
    return text;
}

class Printing {
public:
    Printing(std::ostream& out, const Measured& measured, const measurement::Wording& wording)
        : out_(out), measured_(measured), wording_(wording), floor_(measured.folder.profile.privacy.suppression) {}

    void print() {
        for (const auto& informant : measured_.result.informants) {
            if (informant.respondents > 0) {
                print_informant(informant);
            }
        }
        if (measured_.change) {
            print_change();
        }
        const auto& method = measured_.result.method;
        out_ << wording_.texts.fill(
                    "method.instrument",
                    {{"name", wording_.index.name.in(wording_.language)},
                     {"version", std::to_string(method.index_version)},
                     {"status", wording_.texts.phrase("status." + std::string(to_string(method.status)))}})
             << "\n"
             << (wording_.language == "es" ? "Para repetirlo igual: --known-at " : "To repeat it exactly: --known-at ")
             << to_string(method.known_at) << "\n";
    }

private:
    void print_informant(const measurement::InformantResult& informant) {
        const auto& texts = wording_.texts;
        if (!informant.one_per_school && !floor_.shows(informant.respondents, false)) {
            out_ << wording_.informant_name(informant.code) << ": " << texts.phrase("withheld.mark") << "\n\n";
            return;
        }
        out_ << measurement::response_sentence(wording_, measured_.result.wave, informant) << "\n"
             << padded("  " + texts.phrase("column.facet"), 44) << padded("n", 9)
             << padded(texts.phrase(mean_column()), 17) << padded(texts.phrase("column.alpha"), 18)
             << padded(texts.phrase("column.icc1"), 9) << texts.phrase("column.icc2") << "\n";
        for (const auto& scale : informant.scales) {
            const auto mark = measurement::unit_mark(wording_.index.scoring, scale.unit);
            out_ << padded("  " + wording_.scale_name(scale.code) + mark, 44);
            if (!floor_.shows(scale.scored, scale.is_sensitive)) {
                out_ << texts.phrase("withheld.mark") << "\n";
                continue;
            }
            const auto alpha = scale.alpha ? programme::format_number(texts, scale.alpha->alpha, 2) : dash;
            const auto icc1 = scale.intraclass ? programme::format_number(texts, scale.intraclass->icc1, 3) : dash;
            out_ << padded(programme::format_count(texts, static_cast<std::int64_t>(scale.scored)), 9)
                 << padded(number_or_dash(texts, scale.mean, 1), 17) << padded(alpha, 18) << padded(icc1, 9)
                 << number_or_dash(texts, scale.gate(Gate::school_reliability).value, 2) << "\n";
        }
        if (const auto& outcome = informant.scales.back().gate(Gate::school_reliability);
            !outcome.passed && !informant.one_per_school) {
            out_ << "  " << measurement::gate_sentence(wording_, outcome) << "\n";
        }
        for (const auto& scale : informant.scales) {
            for (const auto gate : {Gate::item_fit, Gate::categories, Gate::zone_bias}) {
                if (const auto* outcome = scale.find_gate(gate);
                    outcome != nullptr && !outcome->passed && floor_.shows(scale.scored, scale.is_sensitive)) {
                    out_ << "  " << wording_.scale_name(scale.code) << ". "
                         << measurement::gate_sentence(wording_, *outcome) << "\n";
                }
            }
            if (const auto reason = measurement::uncalibrated_reason(wording_, measured_.result.method.gates, scale);
                !reason.empty() && scale.scored > 0) {
                out_ << "  "
                     << texts.fill("method.uncalibrated", {{"informant", wording_.informant_name(informant.code)},
                                                           {"facet", wording_.scale_name(scale.code)},
                                                           {"reason", reason}})
                     << "\n";
            }
        }
        print_bands(informant);
        if (const auto below = informant.schools_below_response + informant.schools_response_unknown; below > 0) {
            const auto percent = measured_.result.method.gates.school_response_share * 100;
            out_ << "  "
                 << texts.fill("response.below_gate",
                               {{"count", programme::format_count(texts, static_cast<std::int64_t>(below))},
                                {"total",
                                 programme::format_count(texts, static_cast<std::int64_t>(informant.schools_eligible))},
                                {"percent", programme::format_number(texts, percent, 0)}})
                 << "\n";
        }
        out_ << "\n";
    }

    // The record of the cuts is told once.
    void print_bands(const measurement::InformantResult& informant) {
        std::vector<std::string> bands;
        for (const auto& scale : informant.scales) {
            if (!floor_.shows(scale.scored, scale.is_sensitive)) {
                continue;
            }
            for (auto& sentence : measurement::band_sentences(wording_, informant, scale)) {
                if (std::ranges::find(bands, sentence) == bands.end()) {
                    out_ << "  " << sentence << "\n";
                    bands.push_back(std::move(sentence));
                }
            }
        }
    }

    std::string mean_column() const {
        return wording_.index.scoring.model == programme::ScoringModel::item_mean ? "column.mean" : "column.mean_model";
    }

    void print_change() {
        out_ << wording_.texts.phrase("section.change") << ": " << measured_.change->before.name << " → "
             << measured_.change->after.name << "\n";
        for (const auto& informant : measured_.change->informants) {
            for (const auto& scale : informant.scales) {
                if (scale.scored_before == 0 && scale.scored_after == 0) {
                    continue;
                }
                if (!floor_.shows(std::min(scale.scored_before, scale.scored_after), scale.is_sensitive)) {
                    out_ << "  "
                         << wording_.texts.fill("change.not_tested",
                                                {{"facet", wording_.scale_name(scale.code)},
                                                 {"informant", wording_.informant_name(informant.code)},
                                                 {"reason", wording_.texts.phrase("reason.withheld")}})
                         << "\n";
                    continue;
                }
                for (const auto& sentence :
                     measurement::change_sentences(wording_, measured_.change->method.gates, informant, scale)) {
                    out_ << "  " << sentence << "\n";
                }
            }
        }
        out_ << wording_.texts.phrase("limits.no_cause") << "\n";
        for (const auto& sentence : measurement::invariance_sentences(wording_, *measured_.change)) {
            out_ << sentence << "\n";
        }
        for (const auto& sentence : measurement::link_sentences(wording_, *measured_.change)) {
            out_ << sentence << "\n";
        }
        for (const auto& sentence : measurement::plan_sentences(wording_, measured_.plan)) {
            out_ << sentence << "\n";
        }
        out_ << "\n";
    }

    std::ostream& out_;
    const Measured& measured_;
    const measurement::Wording& wording_;
    Floor floor_;
};

JsonValue number_of(std::optional<double> value) { return value ? JsonValue(*value) : JsonValue(); }

JsonValue interval_of(const std::optional<stats::Interval>& interval) {
    return interval
               ? json_object(
                     {{"lower", interval->lower}, {"upper", interval->upper}, {"confidence", interval->confidence}})
               : JsonValue();
}

JsonValue whole(std::size_t count) { return JsonValue(static_cast<std::int64_t>(count)); }

JsonValue scale_json(const measurement::ScaleResult& scale, const Floor& floor) {
    if (!floor.shows(scale.scored, scale.is_sensitive)) {
        return json_object({{"scale", scale.code}, {"withheld", true}});
    }
    JsonArray failed;
    for (const auto& gate : scale.gates) {
        if (!gate.passed) {
            failed.emplace_back(to_string(gate.gate));
        }
    }
    const auto icc1 = scale.intraclass ? std::optional(scale.intraclass->icc1) : std::nullopt;
    auto value = json_object({{"scale", scale.code},
                              {"unit", scale.unit == measurement::ScoreUnit::baseline ? "50/10" : "item_mean"},
                              {"scored", whole(scale.scored)},
                              {"mean", number_of(scale.mean)},
                              {"interval", interval_of(scale.interval)},
                              {"deviation", number_of(scale.deviation)},
                              {"alpha", number_of(scale.alpha ? std::optional(scale.alpha->alpha) : std::nullopt)},
                              {"alpha_interval", interval_of(scale.alpha ? scale.alpha->interval : std::nullopt)},
                              {"omega", number_of(scale.omega)},
                              {"icc1", number_of(icc1)},
                              {"icc2", number_of(scale.gate(Gate::school_reliability).value)},
                              {"failed_gates", std::move(failed)}});
    if (scale.calibration) {
        value.set("calibration", calibration_json(scale));
    }
    if (scale.uncalibrated) {
        value.set("uncalibrated", uncalibrated_code(*scale.uncalibrated));
        value.set("uncalibrated_detail", scale.uncalibrated_detail);
    }
    return value;
}

JsonValue test_json(const stats::FixedTest& test) {
    return json_object({{"estimate", test.estimate},
                        {"standard_error", test.standard_error},
                        {"degrees", test.degrees},
                        {"t", test.t},
                        {"p", test.p},
                        {"interval", interval_of(test.interval)}});
}

JsonValue model_json(const stats::ChangeModel& model) {
    return json_object({{"rows", whole(model.rows)},
                        {"schools", whole(model.schools)},
                        {"municipalities", model.places ? whole(*model.places) : JsonValue()},
                        {"satterthwaite", test_json(model.satterthwaite[1])},
                        {"cr2", model.robust.empty() ? JsonValue() : test_json(model.robust[1])},
                        {"municipality_variance", model.place_variance},
                        {"school_variance", model.school_variance},
                        {"change_variance", model.variation_variance},
                        {"persons", model.persons ? whole(*model.persons) : JsonValue()},
                        {"person_variance", model.person_variance},
                        {"residual_variance", model.residual_variance},
                        {"singular", model.is_singular}});
}

JsonValue change_json(const measurement::ScaleChange& change, const Floor& floor) {
    if (!floor.shows(std::min(change.scored_before, change.scored_after), change.is_sensitive)) {
        return json_object({{"scale", change.code}, {"withheld", true}});
    }
    auto value = json_object({{"scale", change.code},
                              {"schools", whole(change.schools)},
                              {"pairs", whole(change.pairs)},
                              {"only_before", whole(change.only_before)},
                              {"only_after", whole(change.only_after)}});
    if (change.invariance) {
        value.set("invariance", invariance_json(*change.invariance));
    }
    if (!change.broken_facets.empty()) {
        value.set("broken_facets", texts_of(change.broken_facets));
    }
    if (change.test) {
        const auto& test = *change.test;
        value.set("mean", test.mean);
        value.set("standard_error", test.standard_error);
        value.set("t", test.t);
        value.set("degrees", test.degrees);
        value.set("p", test.p);
        value.set("interval", interval_of(test.interval));
        value.set("effect", number_of(change.effect ? std::optional(change.effect->effect) : std::nullopt));
        value.set("school_effect",
                  number_of(change.school_effect ? std::optional(change.school_effect->effect) : std::nullopt));
        value.set("passing_up", whole(change.passing_up));
        value.set("passing_down", whole(change.passing_down));
        if (change.model) {
            value.set("model", model_json(*change.model));
        }
        if (measurement::may_tell_linked(change)) {
            value.set("linked", whole(change.linked));
            value.set("linked_mean", change.linked_only->mean);
            value.set("linked_interval", interval_of(change.linked_only->interval));
        }
        if (change.weighted) {
            value.set("weighted_mean", change.weighted->mean);
            value.set("weighted_interval", interval_of(change.weighted->interval));
        }
        if (change.improving) {
            value.set("share_improving", change.improving->share);
            value.set("share_improving_interval", interval_of(change.improving->interval));
        }
    }
    return value;
}

JsonValue to_value(const Measured& measured) {
    const Floor floor(measured.folder.profile.privacy.suppression);
    const auto& method = measured.result.method;
    JsonArray informants;
    for (const auto& informant : measured.result.informants) {
        JsonArray scales;
        for (const auto& scale : informant.scales) {
            scales.push_back(scale_json(scale, floor));
        }
        if (!informant.one_per_school && !floor.shows(informant.respondents, false)) {
            informants.push_back(json_object({{"informant", informant.code}, {"withheld", true}}));
            continue;
        }
        informants.push_back(
            json_object({{"informant", informant.code},
                         {"respondents", whole(informant.respondents)},
                         {"eligible", informant.eligible ? JsonValue(*informant.eligible) : JsonValue()},
                         {"schools_with_answers", whole(informant.schools_with_answers)},
                         {"scales", std::move(scales)}}));
    }
    auto value = json_object({{"wave", measured.result.wave.code},
                              {"index", method.index_code},
                              {"index_version", std::int64_t{method.index_version}},
                              {"programme_version", method.programme_version},
                              {"folder", method.folder_hash},
                              {"code_version", method.code_version},
                              {"known_at", to_string(method.known_at)},
                              {"informants", std::move(informants)}});
    if (measured.change) {
        JsonArray changes;
        for (const auto& informant : measured.change->informants) {
            JsonArray scales;
            for (const auto& scale : informant.scales) {
                scales.push_back(change_json(scale, floor));
            }
            changes.push_back(json_object({{"informant", informant.code}, {"scales", std::move(scales)}}));
        }
        value.set("against", measured.change->before.code);
        value.set("change", std::move(changes));
        value.set("plan", measured.plan ? json_object({{"hash", measured.plan->content_hash},
                                                       {"stored_on", measured.plan->stored_on.text()},
                                                       {"deviations", whole(measured.plan->deviations.size())}})
                                        : JsonValue());
    }
    return value;
}

/// The report on the index: what it shows of small groups is decided, and kept, as for every release.
Result<Exit> report_index(CommandContext& context, const MeasureOptions& words) {
    reports::ReportOptions options;
    options.language = context.options().language;
    options.code_version = program_version;
    options.audience = words.audience == "public" ? reports::Audience::public_ : reports::Audience::programme;
    options.index_of = reports::ReportWaves{words.wave, words.against};
    if (!words.known_at.empty()) {
        MINKA_TRY_ASSIGN(options.known_at, parse_instant(words.known_at));
    }
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto programme, session->programme_by_code(words.programme));
    const storage::Act act{programme, Uuid{}, "console", "measure index"};
    MINKA_TRY_ASSIGN(const auto report,
                     reports::build_cycle_report(session->database(), session->vault(), act, words.cycle, options));
    MINKA_TRY_ASSIGN(const auto files, reports::write_cycle_report(report, words.out));
    const bool spanish = context.is_spanish();
    context.out() << (spanish ? "Informe: " : "Report: ") << files.front().string() << "\n"
                  << (spanish ? "Tablas: " : "Tables: ") << files.size() - 1 << " CSV\n"
                  << (spanish ? "Para repetirlo igual: --known-at " : "To repeat it exactly: --known-at ")
                  << to_string(report.times.known_at) << "\n";
    return Exit::done;
}

Result<Exit> measure_index(CommandContext& context, const MeasureOptions& words) {
    if (!words.out.empty()) {
        return report_index(context, words);
    }
    MINKA_TRY_ASSIGN(auto work, open_programme(context, words.programme, "measure index", Access::reads));
    MINKA_TRY_ASSIGN(const auto measured, measure(work, words));
    if (words.is_json) {
        context.out() << documents::to_pretty_json(to_value(measured)) << "\n";
        return Exit::done;
    }
    MINKA_TRY_ASSIGN(const auto* texts, measured.folder.texts_in(context.options().language));
    const measurement::Wording wording{*texts, measured.folder.index, context.options().language};
    Printing(context.out(), measured, wording).print();
    return Exit::done;
}

}  // namespace

void add_measure_command(CommandTable& table) {
    const auto words = std::make_shared<MeasureOptions>();
    auto* command = table.command(table.group("measure", "Mide"), "index",
                                  "Puntajes de una toma y, con --against, su cambio desde otra",
                                  [words](CommandContext& context) { return measure_index(context, *words); });
    with_programme(command, words->programme);
    command->add_option("--cycle", words->cycle, "Código del ciclo")->required();
    command->add_option("--wave", words->wave, "Código de la toma")->required();
    command->add_option("--against", words->against, "Toma anterior con la que se compara");
    command->add_option("--known-at", words->known_at, "Solo lo registrado hasta este instante");
    auto* out = command->add_option("--out", words->out, "Carpeta del informe: una página con gráficos y sus tablas");
    command->add_option("--audience", words->audience, "Para quién es el informe: programme o public")
        ->check(CLI::IsMember({"programme", "public"}))
        ->needs(out);
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON")->excludes(out);
}

}  // namespace minka::cli
