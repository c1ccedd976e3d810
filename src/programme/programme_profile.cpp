#include "programme/programme_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlProblems;
using documents::YamlReader;

namespace {

constexpr std::array<std::string_view, 5> places{"programme", "region", "ugel", "municipality", "school"};
constexpr std::array<std::string_view, 4> views{"none", "own", "assigned", "scope"};

constexpr std::int64_t earliest_year = 1900;
constexpr std::int64_t latest_year = 2199;

bool is_lower(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

std::string read_country(YamlReader& reader) {
    auto country = reader.text("country");
    const bool is_country = country.size() == 2 && std::all_of(country.begin(), country.end(), [](char letter) {
                                return letter >= 'A' && letter <= 'Z';
                            });
    if (!country.empty() && !is_country) {
        reader.problem("country",
                       fmt::format("\"country\" must be two capital letters (CO, PE), and is \"{}\".", country));
    }
    return country;
}

std::optional<std::string> read_url(YamlReader& reader, YamlProblems& notices) {
    auto url = reader.optional_text("url");
    if (!url || url->empty()) {
        notices.add(reader.line_of("url"), "The programme has no URL; the sheet will show the field as missing.");
        return std::nullopt;
    }
    if (!url->starts_with("https://") && !url->starts_with("http://")) {
        reader.problem("url", fmt::format("\"url\" must begin with https:// or http://, and is \"{}\".", *url));
    }
    return url;
}

std::vector<Competence> read_competences(YamlReader& parent, const std::vector<NamedEntry>& action_lines,
                                         const FileReading& reading) {
    return read_coded_list<Competence>(
        parent.sequence("competences"), "competences", reading, [&](Competence& competence, YamlReader& reader) {
            competence.name = read_localized(reader, "name", reading);
            competence.action_line = read_code(reader, "line");
            require_code(action_lines, competence.action_line, "action_lines", competence.line, reading.problems);
        });
}

std::vector<InclusionDimension> read_inclusion_dimensions(YamlReader& parent, const FileReading& reading) {
    return read_coded_list<InclusionDimension>(parent.sequence("inclusion_dimensions"), "inclusion_dimensions", reading,
                                               [&](InclusionDimension& dimension, YamlReader& reader) {
                                                   dimension.name = read_localized(reader, "name", reading);
                                                   dimension.facet = read_code(reader, "facet");
                                               });
}

std::vector<RoleDefinition> read_roles(YamlReader& parent, const FileReading& reading) {
    return read_coded_list<RoleDefinition>(
        parent.sequence("roles"), "roles", reading, [&](RoleDefinition& role, YamlReader& reader) {
            role.name = read_localized(reader, "name", reading);
            role.acts_at = static_cast<ActsAt>(reader.choice("acts_at", places));
            role.personal_data = static_cast<PersonalData>(reader.choice("personal_data", views));
        });
}

void check_sheet_figures(const ProgrammeProfile& profile, int claims_line, YamlProblems& problems) {
    const auto fields = sheet_fields(profile.sheet.form);
    std::vector<std::string_view> filled;
    for (const auto& claim : profile.figures.claims) {
        if (claim.sheet_field.empty()) {
            continue;
        }
        const bool is_field = std::any_of(fields.begin(), fields.end(), [&](const SheetField& field) {
            return field.kind == SheetFieldKind::figure && field.code == claim.sheet_field;
        });
        if (!is_field) {
            problems.add(claim.line, fmt::format("The sheet has no figure \"{}\".", claim.sheet_field));
        } else if (std::find(filled.begin(), filled.end(), claim.sheet_field) != filled.end()) {
            problems.add(claim.line, fmt::format("Two claims fill the sheet's \"{}\".", claim.sheet_field));
        }
        filled.emplace_back(claim.sheet_field);
    }
    for (const auto& field : fields) {
        if (field.kind == SheetFieldKind::figure &&
            std::find(filled.begin(), filled.end(), field.code) == filled.end()) {
            problems.add(claims_line,
                         fmt::format("No claim fills the sheet's \"{}\"; write 0 when it is a real zero.", field.code));
        }
    }
}

void add_notices(const ProgrammeProfile& profile, int assistance_line, YamlProblems& notices) {
    if (profile.assistance.is_placeholder) {
        notices.add(assistance_line,
                    "The list of regions is a placeholder; put the programme's own and set "
                    "list_status: confirmed.");
    }
    for (const auto& denominator : profile.figures.denominators) {
        if (!denominator.as_of.is_known()) {
            notices.add(denominator.line, fmt::format("The denominator \"{}\" has no date; its source does not give "
                                                      "one.",
                                                      denominator.code));
        }
    }
}

void read_lists(ProgrammeProfile& profile, YamlReader& reader, const FileReading& reading) {
    profile.categories = read_named_list(reader, "categories", reading);
    profile.levels = read_named_list(reader, "levels", reading);
    profile.sectors = read_named_list(reader, "sectors", reading);
    profile.partner_types = read_named_list(reader, "partner_types", reading);
    profile.partner_roles = read_named_list(reader, "partner_roles", reading);
    profile.action_lines = read_named_list(reader, "action_lines", reading);
    profile.competences = read_competences(reader, profile.action_lines, reading);
    profile.inclusion_dimensions = read_inclusion_dimensions(reader, reading);
    profile.roles = read_roles(reader, reading);
}

void check_beneficiary_levels(const ProgrammeProfile& profile, YamlProblems& problems) {
    for (const auto* groups : {&profile.figures.beneficiaries.direct, &profile.figures.beneficiaries.indirect}) {
        for (const auto& group : *groups) {
            require_code(profile.levels, group.level, "levels", group.line, problems);
        }
    }
}

}  // namespace

std::vector<std::string> read_languages(const YamlNode& root, YamlProblems& problems) {
    YamlReader reader(root, problems);
    auto languages = reader.text_list("languages");
    for (auto language = languages.begin(); language != languages.end(); ++language) {
        if (!is_lower(*language, 2, 3)) {
            reader.problem("languages", fmt::format("A language is two or three small letters (es, en, qu), and here "
                                                    "is \"{}\".",
                                                    *language));
        }
        if (std::find(languages.begin(), language, *language) != language) {
            reader.problem("languages", fmt::format("The language \"{}\" is listed twice.", *language));
        }
    }
    return languages;
}

ProgrammeProfile read_programme_profile(const YamlNode& root, const FileReading& reading, YamlProblems& notices) {
    YamlReader reader(root, reading.problems);
    ProgrammeProfile profile;
    reader.integer("format", 1, 1);
    profile.code = read_code(reader, "code");
    profile.name = read_localized(reader, "name", reading);
    profile.country = read_country(reader);
    profile.scope = read_localized(reader, "scope", reading);
    profile.start_year = static_cast<int>(reader.integer("start_year", earliest_year, latest_year));
    profile.url = read_url(reader, notices);
    reader.any("languages");  // read beforehand
    profile.languages = reading.languages;
    profile.time_zone = reader.text("time_zone");
    profile.time_frame = read_localized(reader, "time_frame", reading);
    read_lists(profile, reader, reading);
    profile.figures = read_declared_figures(reader, reading);
    profile.stages = read_programme_stages(reader, reading);
    if (const auto* node = reader.map("assistance")) {
        profile.assistance = read_assistance_modality(*node, reading);
    }
    if (const auto* node = reader.map("privacy")) {
        profile.privacy = read_privacy_settings(*node, reading);
    }
    if (const auto* node = reader.map("retention")) {
        profile.retention = read_retention_terms(*node, reading);
    }
    if (const auto* node = reader.map("sheet")) {
        profile.sheet = read_catalogue_sheet(*node, reading);
        check_sheet_figures(profile, reader.line_of("claims"), reading.problems);
    }
    check_beneficiary_levels(profile, reading.problems);
    add_notices(profile, reader.line_of("assistance"), notices);
    reader.finish();
    return profile;
}

}  // namespace minka::programme
