#pragma once

#include "programme/programme_folder.h"

namespace minka::programme {

/// What must hold between the files of a folder: the facets of the inclusion dimensions, and the roles and sources
/// that indicators name.
void check_agreement(const ProgrammeFolder& folder, documents::YamlProblems& profile_problems,
                     documents::YamlProblems& indicator_problems);

}  // namespace minka::programme
