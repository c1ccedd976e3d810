#include "programme/folder_agreement.h"

namespace minka::programme {

void check_agreement(const ProgrammeFolder& folder, documents::YamlProblems& profile_problems,
                     documents::YamlProblems& indicator_problems) {
    const auto& profile = folder.profile;
    for (const auto& dimension : profile.inclusion_dimensions) {
        require_code(folder.index.facets, dimension.facet, "facets", dimension.line, profile_problems);
    }
    for (const auto& sheet : folder.indicators.sheets) {
        require_code(profile.roles, sheet.responsible, "roles", sheet.line, indicator_problems);
        for (const auto& target : sheet.targets) {
            require_code(profile.figures.sources, target.source, "sources", target.line, indicator_problems);
        }
    }
}

}  // namespace minka::programme
