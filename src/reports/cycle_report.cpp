#include "reports/cycle_report.h"

#include "measurement/index_cut.h"
#include "programme/cycle_rules.h"
#include "reports/html_page.h"
#include "reports/people_cut.h"
#include "reports/release_times.h"
#include "reports/report_sections.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace minka::reports {

namespace {

std::string audience_word(Audience audience) { return audience == Audience::public_ ? "public" : "programme"; }

std::string known_text(const programme::ReportTexts& texts, Instant instant) {
    return programme::format_date(texts, utc_date(instant)) + ", " + to_string(instant).substr(11, 5) + " UTC";
}

using SectionWriter = Section (*)(const SectionSource&);

std::vector<SectionWriter> sections_of(const ReportOptions& options) {
    if (options.index_of) {
        return {response_section, index_section,  change_section, schools_section,
                withheld_section, method_section, limits_section};
    }
    return {summary_section, headline_section, coverage_section,   participation_section, agreement_section,
            teams_section,   stages_section,   indicators_section, response_section,      index_section,
            change_section,  schools_section,  withheld_section,   method_section,        limits_section,
            sources_section, sheet_section};
}

// The index report is named for its index and waves.
std::string title_of(const SectionSource& source) {
    if (!source.options.index_of) {
        return source.fill("title.report", {{"cycle", source.facts.cycle.name}});
    }
    const auto& waves = source.facts.measured.waves;
    std::string title = source.folder.index.name.in(source.options.language) + ". " + source.facts.cycle.name + ": ";
    title += waves.front().wave.name;
    return waves.size() > 1 ? title + " → " + waves.back().wave.name : title;
}

// Leaves of the measured waves those that the report is about, once suppression has seen all of them.
Result<> keep_waves(storage::Reader& reader, const ReportWaves& kept, CycleFacts& facts) {
    auto& measured = facts.measured;
    MeasuredCycle chosen;
    chosen.places = measured.places;
    for (const auto& code : {kept.against, kept.wave}) {
        if (code.empty()) {
            continue;
        }
        const auto found = std::ranges::find(measured.waves, code,
                                             [](const measurement::IndexResult& wave) { return wave.wave.code; });
        if (found == measured.waves.end()) {
            return problem(ProblemCode::not_found, "The wave " + code + " has no answers that the report could tell.",
                           "wave");
        }
        chosen.with_basis.push_back(measured.with_basis[static_cast<std::size_t>(found - measured.waves.begin())]);
        chosen.waves.push_back(*found);
    }
    if (chosen.waves.size() == 2) {
        MINKA_TRY_ASSIGN(chosen.change, measurement::measure_change(chosen.waves.front(), chosen.waves.back()));
        MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, facts.cycle.code, kept.wave));
        MINKA_TRY_ASSIGN(chosen.plan, measurement::check_plan(reader, *chosen.change, frame.index));
    }
    measured = std::move(chosen);
    return {};
}

ReportDocument lay_out(const SectionSource& source) {
    const auto& language = source.options.language;
    ReportDocument document;
    document.language = source.words("title.language");
    document.programme = source.folder.profile.name.in(language);
    document.title = title_of(source);
    document.under_title = {
        source.fill("title.cut",
                    {{"as_of", source.date()}, {"known_at", known_text(source.texts, source.facts.times.known_at)}}),
        source.words(source.options.audience == Audience::public_ ? "audience.public" : "audience.programme")};
    if (source.options.demo == DemoData::yes) {
        document.notices.push_back({source.words("title.demo")});
    }
    if (auto waiver = waiver_sentence(source)) {
        document.notices.push_back({std::move(*waiver)});
    }
    for (const auto section : sections_of(source.options)) {
        if (auto made = section(source); !made.blocks.empty()) {
            document.sections.push_back(std::move(made));
        }
    }
    document.foot =
        source.fill("method.reproducible",
                    {{"version", source.options.code_version},
                     {"folder", source.folder.content_hash},
                     {"cut", source.facts.times.as_of.text() + " / " + to_string(source.facts.times.known_at)},
                     {"seed", "0"}});
    return document;
}

struct Prepared {
    programme::ProgrammeFolder folder;
    CycleFacts facts;
    privacy::Cut cut;
    std::vector<privacy::ReleaseRecord> earlier;
};

Result<Prepared> prepare(storage::Reader& reader, const privacy::Vault& vault, const std::string& cycle_code,
                         const ReportOptions& options) {
    Prepared prepared;
    MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, cycle_code));
    MINKA_TRY_ASSIGN(prepared.folder, programme::stored_folder(reader, cycle.record.programme_version));
    MINKA_TRY(prepared.folder.texts_in(options.language));
    registry::TwoTimes times;
    if (options.known_at) {
        times.known_at = *options.known_at;
    } else {
        MINKA_TRY_ASSIGN(times.known_at, frozen_instant(reader));
    }
    times.as_of = options.as_of.value_or(utc_date(times.known_at));
    MINKA_TRY_ASSIGN(prepared.facts,
                     gather_cycle_facts(reader, vault, prepared.folder, cycle.record, times, options.code_version));
    MINKA_TRY_ASSIGN(prepared.cut, build_report_cut(prepared.facts));
    if (options.index_of) {
        MINKA_TRY(keep_waves(reader, *options.index_of, prepared.facts));
    }
    MINKA_TRY_ASSIGN(prepared.earlier, releases_before(reader, vault,
                                                       {audience_word(options.audience), prepared.cut.name,
                                                        prepared.cut.date, times.known_at, options.code_version}));
    return prepared;
}

Result<> write_file(const std::filesystem::path& file, const std::string& content) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) {
        return problem(ProblemCode::io_failed,
                       "The file could not be written; look at the disk and the folder's permissions.", file.string());
    }
    return {};
}

}  // namespace

Result<CycleReport> build_cycle_report(storage::Database& database, const privacy::Vault& vault,
                                       const storage::Act& act, const std::string& cycle_code,
                                       const ReportOptions& options) {
    MINKA_TRY_ASSIGN(const auto prepared, database.read(act.programme, [&](storage::Reader& reader) {
        return prepare(reader, vault, cycle_code, options);
    }));
    const auto& rules = prepared.folder.profile.privacy.suppression;
    MINKA_TRY_ASSIGN(const auto cut, privacy::suppress_small_cells(prepared.cut, rules, prepared.earlier));
    MINKA_TRY_ASSIGN(const auto release,
                     privacy::record_release(database, vault, act,
                                             {database.new_id<privacy::ReleaseId>(), audience_word(options.audience),
                                              prepared.facts.times.known_at, options.code_version},
                                             cut, rules));
    ReleasedFigures figures(cut);
    MINKA_TRY_ASSIGN(const auto* texts, prepared.folder.texts_in(options.language));
    CycleReport report;
    report.texts = *texts;
    report.times = prepared.facts.times;
    report.release = release.id;
    const std::string_view page = options.index_of ? (options.language == "es" ? "indice.html" : "index.html")
                                                   : (options.language == "es" ? "informe.html" : "report.html");
    report.page_file = page;
    report.document = lay_out({prepared.facts, prepared.folder, report.texts, options, figures});
    return report;
}

Result<std::vector<std::filesystem::path>> write_cycle_report(const CycleReport& report,
                                                              const std::filesystem::path& folder, CsvMark mark) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return problem(ProblemCode::io_failed,
                       "The folder for the report could not be made: " + failure.message() + ".", folder.string());
    }
    std::vector<std::filesystem::path> files{folder / report.page_file};
    MINKA_TRY(write_file(files.front(), html_page(report.document, report.texts)));
    for (const auto* table : report.document.tables()) {
        MINKA_TRY_ASSIGN(const auto csv, table_csv(*table, report.texts, mark));
        files.push_back(folder / (table->code + ".csv"));
        MINKA_TRY(write_file(files.back(), csv));
    }
    return files;
}

}  // namespace minka::reports
