#include "reports/school_page.h"

#include "measurement/index_cut.h"
#include "measurement/wording.h"
#include "programme/cycle_rules.h"
#include "registry/school_lookup.h"
#include "reports/html_page.h"
#include "reports/release_times.h"
#include "reports/released_figures.h"
#include "stats/distribution.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <system_error>

namespace minka::reports {

namespace {

using measurement::Gate;
using measurement::InformantResult;
using measurement::ScaleResult;

constexpr std::string_view audience = "school";

struct NamedSchool {
    registry::SchoolId id;
    std::string code;
    std::string name;
};

/// What all pages are made from.
struct Prepared {
    programme::ProgrammeFolder folder;
    measurement::IndexResult result;
    measurement::CutPlaces places;
    privacy::Cut cut;
    std::vector<privacy::ReleaseRecord> earlier;
    std::vector<NamedSchool> schools;
    LocalDate as_of;
    Instant known_at;
};

/// The wave asked for, or the last one in which anybody answered.
Result<measurement::IndexResult> measured_wave(storage::Reader& reader, const privacy::Vault& vault,
                                               const programme::Cycle& cycle, const SchoolPageOptions& options,
                                               Instant known_at) {
    std::vector<std::string> codes;
    if (!options.wave.empty()) {
        codes.push_back(options.wave);
    } else {
        MINKA_TRY_ASSIGN(const auto waves, reader.all_known<programme::Wave>(
                                               known_at, "AND cycle_id = $3 ORDER BY number DESC", cycle.id));
        for (const auto& wave : waves) {
            codes.push_back(wave.record.code);
        }
    }
    for (const auto& code : codes) {
        MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, cycle.code, code));
        // A school reads its answers, 0 to 100, not its distance from the programme's baseline.
        measurement::MeasureOptions measuring{known_at, options.code_version};
        measuring.by = measurement::ScoreBy::item_means;
        MINKA_TRY_ASSIGN(auto result, measurement::measure_wave(reader, vault, frame, measuring));
        const bool is_answered =
            std::ranges::any_of(result.informants, [](const auto& informant) { return informant.respondents > 0; });
        if (is_answered || !options.wave.empty()) {
            return result;
        }
    }
    return problem(ProblemCode::not_ready, "No wave of the cycle has answers yet.", "wave");
}

Result<std::vector<NamedSchool>> schools_of(storage::Reader& reader, const measurement::IndexResult& result,
                                            const std::vector<std::string>& codes) {
    std::set<registry::SchoolId> wanted(result.schools.begin(), result.schools.end());
    if (!codes.empty()) {
        MINKA_TRY_ASSIGN(const auto lookup, registry::SchoolLookup::load(reader));
        std::set<registry::SchoolId> named;
        for (const auto& code : codes) {
            const auto found = lookup.named("", code);
            if (found.empty()) {
                return problem(ProblemCode::not_found, lookup.why_unknown(code), "school");
            }
            for (const auto& school : found) {
                if (!wanted.contains(school)) {
                    return problem(ProblemCode::not_found, "The school " + code + " takes no part in the cycle.",
                                   "school");
                }
            }
            named.insert(found.begin(), found.end());
        }
        wanted = std::move(named);
    }
    std::vector<NamedSchool> schools;
    MINKA_TRY_ASSIGN(const auto all, reader.all<registry::School>("ORDER BY code_system, code, valid_from"));
    for (const auto& school : all) {
        if (wanted.contains(school.record.id)) {
            schools.push_back({school.record.id, school.record.code, school.record.name});
        }
    }
    return schools;
}

/// Schools right below the whole: no other place is told here.
measurement::CutPlaces without_territories(measurement::CutPlaces places) {
    const auto whole = places.members.front().code;
    std::erase_if(places.members, [&](const privacy::Member& member) {
        return member.code != whole && member.level != privacy::Level::school;
    });
    for (auto& member : places.members) {
        if (member.code != whole) {
            member.parent = whole;
        }
    }
    return places;
}

Result<Prepared> prepare(storage::Reader& reader, const privacy::Vault& vault, const std::string& cycle_code,
                         const SchoolPageOptions& options) {
    Prepared prepared;
    MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, cycle_code));
    MINKA_TRY_ASSIGN(prepared.folder, programme::stored_folder(reader, cycle.record.programme_version));
    MINKA_TRY(prepared.folder.texts_in(options.language));
    if (options.known_at) {
        prepared.known_at = *options.known_at;
    } else {
        MINKA_TRY_ASSIGN(prepared.known_at, frozen_instant(reader));
    }
    prepared.as_of = options.as_of.value_or(utc_date(prepared.known_at));
    MINKA_TRY_ASSIGN(prepared.result, measured_wave(reader, vault, cycle.record, options, prepared.known_at));
    MINKA_TRY_ASSIGN(prepared.schools, schools_of(reader, prepared.result, options.schools));
    MINKA_TRY_ASSIGN(auto places, measurement::civil_places(reader, prepared.result.schools, {}, prepared.as_of));
    prepared.places = without_territories(std::move(places));
    const measurement::IndexResult* wave = &prepared.result;
    MINKA_TRY_ASSIGN(prepared.cut,
                     measurement::build_index_cut("school/" + cycle_code + "/" + prepared.result.wave.code,
                                                  prepared.as_of, prepared.places, {&wave, 1}));
    MINKA_TRY_ASSIGN(prepared.earlier, releases_before(reader, vault,
                                                       {std::string(audience), prepared.cut.name, prepared.cut.date,
                                                        prepared.known_at, options.code_version}));
    return prepared;
}

/// A facet as a school may see it.
struct OwnFacet {
    const programme::Facet* facet = nullptr;
    std::string informant;
    double mean = 0;
    stats::Interval margin;
};

class SchoolWriting {
public:
    SchoolWriting(const Prepared& prepared, const privacy::SuppressedCut& cut, const programme::ReportTexts& texts,
                  const SchoolPageOptions& options)
        : prepared_(prepared),
          cut_(cut),
          texts_(texts),
          options_(options),
          wording_{texts, prepared.folder.index, options.language} {}

    SchoolPage write(const NamedSchool& school) const {
        SchoolPage page;
        page.file = std::string(is_spanish() ? "escuela-" : "school-") + school.code + ".html";
        auto& document = page.document;
        document.language = texts_.phrase("title.language");
        document.programme = prepared_.folder.profile.name.in(options_.language);
        document.title = texts_.fill("school.title", {{"school", school.name}});
        document.under_title = {texts_.fill(
            "school.subtitle", {{"wave", prepared_.result.wave.name}, {"date", format_date(texts_, prepared_.as_of)}})};
        std::vector<std::string> who;
        std::vector<std::string> reasons;
        const auto facets = facets_of(school, who, reasons);
        page.has_scores = facets.size() >= facets_of_a_page;
        document.is_one_sheet = true;
        if (!who.empty()) {
            add(document, "who", "school.who", {Sentences{who, false}});
        }
        if (page.has_scores) {
            add_scores(document, facets);
        } else {
            add_guide(document, reasons);
        }
        add(document, "steps", "school.steps",
            {Sentences{{texts_.phrase("school.step_read"), texts_.phrase("school.step_listen"),
                        texts_.phrase("school.step_agree")},
                       false}});
        document.foot = foot(page.has_scores);
        return page;
    }

private:
    bool is_spanish() const { return options_.language == "es"; }

    static void add(ReportDocument& document, std::string id, const std::string& heading, std::vector<Block> blocks) {
        document.sections.push_back({std::move(id), heading, std::move(blocks)});
    }
    void add(ReportDocument& document, std::string id, const char* key, std::vector<Block> blocks) const {
        add(document, std::move(id), texts_.phrase(key), std::move(blocks));
    }

    const programme::Facet* facet_of(std::string_view code) const {
        const auto found = std::ranges::find(prepared_.folder.index.facets, code, &programme::Facet::code);
        return found == prepared_.folder.index.facets.end() ? nullptr : &*found;
    }

    // The facets with a figure of the school's own; who answered, and for each group without five facets why.
    std::vector<OwnFacet> facets_of(const NamedSchool& school, std::vector<std::string>& who,
                                    std::vector<std::string>& reasons) const {
        std::vector<OwnFacet> facets;
        for (const auto& informant : prepared_.result.informants) {
            if (informant.one_per_school) {
                continue;  // one person: never in a school's own page
            }
            const auto name = wording_.informant_name(informant.code);
            const auto address =
                measurement::place_cell(measurement::index_population(prepared_.result.wave, informant.code),
                                        prepared_.places.school_codes.at(school.id));
            const auto figure = cut_.feedback(address);
            if (!figure || (figure->has_value() && (**figure).count == 0)) {
                reasons.push_back(texts_.fill("school.no_answers", {{"informant", name}}));
                continue;
            }
            if (!figure->has_value()) {
                reasons.push_back(texts_.fill(
                    "school.reason", {{"informant", name}, {"reason", withheld_text(figure->error().reason)}}));
                continue;
            }
            who.push_back(respondents_text(informant, school, (**figure).count));
            const auto before = facets.size();
            add_facets(informant, school, **figure, facets);
            if (facets.size() - before < facets_of_a_page) {
                reasons.push_back(gate_reason(informant, name));
            }
        }
        return facets;
    }

    std::string withheld_text(privacy::WithheldReason reason) const {
        const auto key = withheld_phrase(reason);
        return key == "withheld.low_response"
                   ? texts_.fill(key,
                                 {{"percent", percent(prepared_.folder.profile.privacy.suppression.feedback_response)}})
                   : texts_.phrase(key);
    }

    std::string respondents_text(const InformantResult& informant, const NamedSchool& school, std::int64_t n) const {
        const auto place = std::ranges::find(prepared_.result.schools, school.id) - prepared_.result.schools.begin();
        const auto& eligible = informant.eligible_by_school[static_cast<std::size_t>(place)];
        const auto name = wording_.informant_name(informant.code);
        return name + ": " +
               (eligible ? programme::format_share(texts_, n, *eligible) : programme::format_count(texts_, n));
    }

    std::string gate_reason(const InformantResult& informant, const std::string& name) const {
        for (const auto& scale : informant.scales) {
            const auto& gate = scale.gate(Gate::school_reliability);
            if (!gate.passed && scale.code != measurement::overall_scale && !scale.is_sensitive) {
                return texts_.fill("school.reason",
                                   {{"informant", name}, {"reason", measurement::gate_sentence(wording_, gate)}});
            }
        }
        return texts_.fill("school.few_facets", {{"informant", name}});
    }

    void add_facets(const InformantResult& informant, const NamedSchool& school, const privacy::ShownFigure& figure,
                    std::vector<OwnFacet>& facets) const {
        for (const auto& scale : informant.scales) {
            const auto measure = measurement::measure_of(informant, scale.code);
            const auto* facet = facet_of(scale.code);
            if (facet == nullptr || !measure || *measure >= figure.values.size() || !figure.values[*measure] ||
                figure.values[*measure]->coding != privacy::Coding::exact ||
                !scale.gate(Gate::group_reliability).passed || !scale.gate(Gate::school_reliability).passed ||
                !scale.intraclass) {
                continue;
            }
            const auto& value = *figure.values[*measure];
            if (value.contributors < prepared_.folder.profile.privacy.suppression.feedback_floor) {
                continue;
            }
            const auto margin = margin_of(scale, school, value);
            if (value.value - margin.lower <= widest_margin && margin.upper - value.value <= widest_margin) {
                facets.push_back({facet, informant.code, value.value, margin});
            }
        }
    }

    // t(degrees within) * sqrt(sigma^2 (1 - alpha n / N) / n), cut off at the ends of the scale.
    stats::Interval margin_of(const ScaleResult& scale, const NamedSchool& school,
                              const privacy::ShownValue& value) const {
        const auto& analysis = scale.intraclass->analysis;
        const auto n = static_cast<double>(value.contributors);
        double known = 0;
        for (const auto& score : scale.schools) {
            if (prepared_.result.schools[score.school] == school.id && score.eligible && *score.eligible > 0) {
                known = scale.gate(Gate::group_reliability).value.value_or(0) *
                        std::min(1.0, n / static_cast<double>(*score.eligible));
            }
        }
        const double confidence = prepared_.result.method.gates.confidence;
        const double half = stats::student_t_quantile(0.5 + confidence / 2, analysis.degrees_within) *
                            std::sqrt(analysis.mean_square_within * (1 - known) / n);
        const auto& scoring = prepared_.result.method.scoring;
        return {std::max(scoring.from, value.value - half), std::min(scoring.to, value.value + half), confidence};
    }

    std::string number(double value) const { return programme::format_number(texts_, value, 0); }
    std::string percent(double share) const { return number(100 * share); }

    std::string margin_text(const stats::Interval& margin) const {
        return texts_.fill("number.interval", {{"low", number(margin.lower)}, {"high", number(margin.upper)}});
    }

    // The best scored and the least scored facets, each facet once; equal ones in the order of the form.
    void add_scores(ReportDocument& document, std::vector<OwnFacet> facets) const {
        std::ranges::stable_sort(facets, [](const auto& one, const auto& other) { return one.mean > other.mean; });
        std::set<const programme::Facet*> told;
        std::vector<std::string> strengths;
        for (const auto& own : facets) {
            if (strengths.size() < 3 && told.insert(own.facet).second) {
                strengths.push_back(
                    texts_.fill("school.strength", {{"facet", own.facet->name.in(options_.language)},
                                                    {"informant", wording_.informant_name(own.informant)},
                                                    {"points", number(own.mean)},
                                                    {"interval", margin_text(own.margin)},
                                                    {"construct", own.facet->construct.in(options_.language)}}));
            }
        }
        std::vector<std::string> questions;
        for (auto own = facets.rbegin(); own != facets.rend(); ++own) {
            if (questions.size() < 2 && told.insert(own->facet).second) {
                questions.push_back(
                    texts_.fill("school.question", {{"facet", own->facet->name.in(options_.language)},
                                                    {"informant", wording_.informant_name(own->informant)},
                                                    {"points", number(own->mean)},
                                                    {"interval", margin_text(own->margin)}}));
            }
        }
        add(document, "strengths", "school.strengths",
            {Paragraph{texts_.phrase("school.strengths_lead")}, Sentences{strengths, true}});
        add(document, "questions", "school.questions", {Sentences{questions, true}});
    }

    // One facet a domain that is not sensitive and may be talked about with everybody, five at most.
    void add_guide(ReportDocument& document, const std::vector<std::string>& reasons) const {
        std::set<std::string> domains;
        std::vector<std::string> questions;
        for (const auto& facet : prepared_.folder.index.facets) {
            if (questions.size() < facets_of_a_page && !facet.sensitive && !facet.adults_only &&
                domains.insert(facet.domain).second) {
                questions.push_back(
                    texts_.fill("school.guide_question", {{"facet", facet.name.in(options_.language)},
                                                          {"construct", facet.construct.in(options_.language)}}));
            }
        }
        add(document, "guide", "school.guide",
            {Paragraph{texts_.phrase("school.guide_lead")}, Sentences{questions, true}});
        add(document, "why", "school.why", {Sentences{reasons, false}});
    }

    std::string foot(bool has_scores) const {
        const auto& gates = prepared_.result.method.gates;
        const auto& rules = prepared_.folder.profile.privacy.suppression;
        std::string text;
        if (has_scores) {
            text =
                texts_.fill("school.method", {{"alpha", programme::format_number(texts_, gates.group_reliability, 2)},
                                              {"icc2", programme::format_number(texts_, gates.school_icc2, 2)},
                                              {"floor", std::to_string(rules.feedback_floor)},
                                              {"margin", number(widest_margin)},
                                              {"percent", percent(rules.feedback_response)}}) +
                " ";
        }
        return text + texts_.fill("method.reproducible",
                                  {{"version", options_.code_version},
                                   {"folder", prepared_.folder.content_hash.substr(0, 12)},
                                   {"cut", prepared_.as_of.text() + " / " + to_string(prepared_.known_at)},
                                   {"seed", "0"}});
    }

    const Prepared& prepared_;
    const privacy::SuppressedCut& cut_;
    const programme::ReportTexts& texts_;
    const SchoolPageOptions& options_;
    measurement::Wording wording_;
};

}  // namespace

Result<SchoolPages> build_school_pages(storage::Database& database, const privacy::Vault& vault,
                                       const storage::Act& act, const std::string& cycle_code,
                                       const SchoolPageOptions& options) {
    MINKA_TRY_ASSIGN(const auto prepared, database.read(act.programme, [&](storage::Reader& reader) {
        return prepare(reader, vault, cycle_code, options);
    }));
    const auto& rules = prepared.folder.profile.privacy.suppression;
    MINKA_TRY_ASSIGN(const auto cut, privacy::suppress_small_cells(prepared.cut, rules, prepared.earlier));
    MINKA_TRY_ASSIGN(const auto release,
                     privacy::record_release(database, vault, act,
                                             {database.new_id<privacy::ReleaseId>(), std::string(audience),
                                              prepared.known_at, options.code_version},
                                             cut, rules));
    MINKA_TRY_ASSIGN(const auto* texts, prepared.folder.texts_in(options.language));
    SchoolPages pages;
    pages.texts = *texts;
    pages.wave = prepared.result.wave;
    pages.known_at = prepared.known_at;
    pages.release = release.id;
    const SchoolWriting writing(prepared, cut, pages.texts, options);
    for (const auto& school : prepared.schools) {
        pages.pages.push_back(writing.write(school));
    }
    return pages;
}

Result<std::vector<std::filesystem::path>> write_school_pages(const SchoolPages& pages,
                                                              const std::filesystem::path& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The folder for the pages could not be made: " + failure.message() + ".",
                       folder.string());
    }
    std::vector<std::filesystem::path> files;
    for (const auto& page : pages.pages) {
        files.push_back(folder / page.file);
        std::ofstream out(files.back(), std::ios::binary | std::ios::trunc);
        out << html_page(page.document, pages.texts);
        out.close();
        if (!out) {
            return problem(ProblemCode::io_failed,
                           "The page could not be written; look at the disk and the folder's permissions.",
                           files.back().string());
        }
    }
    return files;
}

}  // namespace minka::reports
