#pragma once

#include "command.h"
#include "measurement/answer_file.h"
#include "stats/exploratory_factors.h"
#include "stats/measurement_invariance.h"
#include "stats/omega.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::cli {

struct StructureWords {
    std::string file;
    measurement::AnswerFileOptions reading;
    std::string factors;
    bool is_bifactor = false;
    bool is_exploring = false;
    std::size_t explored_factors = 0;  ///< 0: as many as the parallel analysis finds
    stats::ExploratoryOptions exploring;
    stats::ParallelOptions parallel;
    std::string svg;  ///< file of a plot; may be empty
    bool is_json = false;
};

struct NamedFactor {
    std::string name;
    std::vector<std::string> items;
};

/// A confirmatory model of everybody, or of groups.
struct Confirmed {
    std::vector<std::string> factors;
    std::optional<stats::FactorModelEstimate> model;
    Result<stats::OmegaEstimate> omega;
    std::optional<stats::InvarianceStudy> invariance;
};

struct Explored {
    stats::ParallelAnalysis parallel;
    std::optional<stats::ExploratoryFactors> factors;  ///< absent when the parallel analysis finds none
};

/// As text in the programme's language, or as JSON.
void write_confirmed(CommandContext& context, const measurement::AnswerFile& file, const StructureWords& words,
                     const Confirmed& confirmed);
void write_explored(CommandContext& context, const measurement::AnswerFile& file, const StructureWords& words,
                    const Explored& explored);

/// The loadings with their intervals, or the eigenvalues beside those at random, as SVG in a file; nothing of groups.
Result<> plot_confirmed(const CommandContext& context, const measurement::AnswerFile& file, const StructureWords& words,
                        const Confirmed& confirmed);
Result<> plot_explored(const CommandContext& context, const StructureWords& words, const Explored& explored);

}  // namespace minka::cli
