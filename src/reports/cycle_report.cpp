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

ReportDocument lay_out(const SectionSource& source) {
    const auto& language = source.options.language;
    ReportDocument document;
    document.language = source.words("title.language");
    document.programme = source.folder.profile.name.in(language);
    document.title = source.fill("title.report", {{"cycle", source.facts.cycle.name}});
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
    for (const auto section :
         {summary_section, headline_section, coverage_section, participation_section, agreement_section, teams_section,
          stages_section, indicators_section, response_section, index_section, change_section, schools_section,
          withheld_section, method_section, limits_section, sources_section, sheet_section}) {
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
    report.page_file = options.language == "es" ? "informe.html" : "report.html";
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
