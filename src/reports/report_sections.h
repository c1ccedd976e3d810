#pragma once

#include "measurement/wording.h"
#include "reports/cycle_facts.h"
#include "reports/cycle_report.h"
#include "reports/released_figures.h"
#include "reports/report_document.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::reports {

/// What every section is written from. People are counted through `figures` only; `facts` gives institutions, dates,
/// and what rests on a figure that `figures` shows.
struct SectionSource {
    const CycleFacts& facts;
    const programme::ProgrammeFolder& folder;
    const programme::ReportTexts& texts;
    const ReportOptions& options;
    ReleasedFigures& figures;

    bool is_spanish() const { return options.language == "es"; }
    std::string named(std::string_view spanish, std::string_view english) const {
        return std::string(is_spanish() ? spanish : english);
    }
    const std::string& words(std::string_view key) const { return texts.phrase(key); }
    std::string fill(std::string_view key,
                     std::initializer_list<std::pair<std::string_view, std::string>> fillers) const {
        return texts.fill(key, fillers);
    }
    std::string shown(const Cell& cell) const { return shown_text(cell, texts); }
    std::string date() const { return programme::format_date(texts, facts.times.as_of); }
    std::string number(double value, int decimals) const { return programme::format_number(texts, value, decimals); }
    std::string percent(double share) const { return number(share * 100, 0); }
    measurement::Wording wording() const { return {texts, folder.index, options.language}; }
};

// Each gives a section with its blocks, or one without blocks when there is nothing to say.
Section headline_section(const SectionSource& source);
Section coverage_section(const SectionSource& source);
Section participation_section(const SectionSource& source);
Section agreement_section(const SectionSource& source);
Section teams_section(const SectionSource& source);
Section stages_section(const SectionSource& source);
Section indicators_section(const SectionSource& source);
Section response_section(const SectionSource& source);
Section index_section(const SectionSource& source);
Section change_section(const SectionSource& source);
Section schools_section(const SectionSource& source);
Section method_section(const SectionSource& source);
Section limits_section(const SectionSource& source);
Section sources_section(const SectionSource& source);
Section sheet_section(const SectionSource& source);
/// After all others: counts what they asked for.
Section withheld_section(const SectionSource& source);
/// Five sentences and a few figures.
Section summary_section(const SectionSource& source);

/// The waiver in a sentence; nothing when the cycle has none.
std::optional<std::string> waiver_sentence(const SectionSource& source);

/// What the registers count of something, as it may be shown.
Cell register_cell(const SectionSource& source, programme::Counted counted);
/// "84 %, en este ciclo, declarado en 2022".
std::string claim_text(const SectionSource& source, const programme::HeadlineClaim& claim);
/// What is recorded for a claim; never merged with it.
Cell claim_recorded(const SectionSource& source, const programme::HeadlineClaim& claim);
std::string claim_sentence(const SectionSource& source, const programme::HeadlineClaim& claim);

/// Teams constituted, of the target and of the register side by side.
std::string constituted_sentence(const SectionSource& source);

/// Whether the totals of an informant may be shown in a wave.
bool is_wave_shown(const SectionSource& source, const measurement::IndexResult& wave, std::string_view informant);
/// The mean and number of a scale in a wave, as far as they may be shown.
struct ScaleFigure {
    Cell respondents;
    Cell mean;
    bool is_shown = false;
};
ScaleFigure scale_figure(const SectionSource& source, const measurement::IndexResult& wave,
                         const measurement::InformantResult& informant, const measurement::ScaleResult& scale);
std::string scale_label(const SectionSource& source, std::string_view scale);
/// The change of the overall index of the first informant, when it may be told; the guarded sentence.
std::vector<std::string> leading_change_sentences(const SectionSource& source);
std::optional<std::string> leading_response_sentence(const SectionSource& source);

/// One column's worth of a share or count read from a suppressed share measure.
Cell share_cell(ReleasedFigures& figures, const privacy::CellAddress& address);

}  // namespace minka::reports
