#include "programme/programme_folder.h"

#include "base/bytes.h"
#include "base/check.h"
#include "programme/folder_agreement.h"
#include "programme/protection_file.h"
#include "programme/standard_phrases.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

namespace minka::programme {

namespace fs = std::filesystem;
using documents::YamlNode;
using documents::YamlProblems;

namespace {

constexpr std::size_t most_files = 500;
constexpr std::uintmax_t most_bytes = 4U << 20U;

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

Result<std::string> read_text(const fs::path& path, const std::string& name) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error) {
        return problem(ProblemCode::io_failed, "The file cannot be read: " + error.message() + ".", name);
    }
    if (size > most_bytes) {
        return problem(ProblemCode::too_large, "The file is larger than 4 MiB; no file of a programme is.", name);
    }
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.eof() && file.fail()) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", name);
    }
    return text;
}

/// What one file of the folder is read with: its tree, and the lists its problems go to.
struct FileCheck {
    YamlProblems problems;
    YamlProblems notices;
    std::optional<YamlNode> root;
};

FileCheck open_file(const FolderFiles& files, const std::string& name, std::vector<Problem>& problems) {
    FileCheck file{YamlProblems(name), YamlProblems(name), std::nullopt};
    const auto found = files.find(name);
    if (found == files.end()) {
        problems.push_back({ProblemCode::not_found, "The file \"" + name + "\" is missing from the folder.", name});
        return file;
    }
    auto root = documents::parse_yaml(found->second, name);
    if (!root) {
        problems.push_back(std::move(root).error());
        return file;
    }
    file.root = *std::move(root);
    return file;
}

void gather(const FileCheck& file, FolderCheck& check) {
    const auto problems = file.problems.list();
    const auto notices = file.notices.list();
    check.problems.insert(check.problems.end(), problems.begin(), problems.end());
    check.notices.insert(check.notices.end(), notices.begin(), notices.end());
}

void append(std::vector<Problem>& all, const std::vector<Problem>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

void check_texts(const FolderFiles& files, FolderSource source, FolderCheck& check) {
    const auto& profile = check.folder.profile;
    // A phrase that fitted when the folder was loaded, and no longer does, gives way to the program's own.
    auto& misfits = source == FolderSource::stored ? check.notices : check.problems;
    for (const auto& language : profile.languages) {
        const std::string folder = "texts/" + language;
        PhraseFiles found;
        for (const auto& [name, text] : files) {
            if (!name.starts_with(folder + "/")) {
                continue;
            }
            auto file = open_file(files, name, check.problems);
            if (file.root) {
                read_phrase_file(*file.root, file.problems, found);
            }
            append(misfits, file.problems.list());
        }
        append(misfits, take_out_misfits(found));
        const auto& standard = standard_phrases(language).phrases;
        found.phrases.insert(standard.begin(), standard.end());
        append(check.problems, missing_phrases(found, folder, profile.stages.team.has_value()));
        std::map<std::string, std::string, std::less<>> phrases;
        for (auto& [key, phrase] : found.phrases) {
            phrases.emplace(key, std::move(phrase.text));
        }
        check.folder.texts.emplace(language, ReportTexts(std::move(phrases)));
    }
}

void report_other_files(const FolderFiles& files, FolderCheck& check) {
    constexpr std::array<std::string_view, 4> known{"programme.yaml", "index.yaml", "indicators.yaml", "analysis.yaml"};
    for (const auto& [name, text] : files) {
        if (name == protection_file) {
            append(check.problems, read_protection(text, check.folder.profile.languages).problems);
            continue;
        }
        if (std::find(known.begin(), known.end(), name) != known.end()) {
            continue;
        }
        const auto& languages = check.folder.profile.languages;
        const bool is_text = std::any_of(languages.begin(), languages.end(), [&](const std::string& language) {
            return name.starts_with("texts/" + language + "/");
        });
        // Calendars and rules of visits are read, and refused, by those who plan.
        const bool is_for_plans = name.starts_with("calendar/") || name == "visits.yaml";
        if (!is_text && !is_for_plans) {
            check.problems.push_back({ProblemCode::invalid_input,
                                      "This version reads no such file; take it out, or add its language to "
                                      "\"languages\".",
                                      name});
        }
    }
}

void hash_length(crypto_generichash_state& state, std::size_t length) {
    std::array<unsigned char, 8> bytes{};
    for (auto& byte : bytes) {
        byte = static_cast<unsigned char>(length & 0xFFU);
        length >>= 8U;
    }
    crypto_generichash_update(&state, bytes.data(), bytes.size());
}

void hash_text(crypto_generichash_state& state, std::string_view text) {
    const auto bytes = as_bytes(text);
    hash_length(state, bytes.size());
    crypto_generichash_update(&state, bytes.data(), bytes.size());
}

std::string with_unix_lines(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') {
            result += text[i];
        }
    }
    return result;
}

}  // namespace

Result<const ReportTexts*> ProgrammeFolder::texts_in(std::string_view language) const {
    const auto found = texts.find(language);
    if (found == texts.end()) {
        return problem(ProblemCode::not_found,
                       fmt::format("The programme has no texts in \"{}\"; it has {}.", language,
                                   fmt::join(profile.languages, ", ")),
                       "language");
    }
    return &found->second;
}

Result<FolderFiles> read_folder_files(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return problem(ProblemCode::not_found, "There is no such folder.", folder.string());
    }
    FolderFiles files;
    fs::recursive_directory_iterator entries(folder, error);
    for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
        const auto& path = entries->path();
        if (is_hidden(path)) {
            entries.disable_recursion_pending();
            continue;
        }
        if (!entries->is_regular_file(error) || !is_yaml(path)) {
            continue;
        }
        const auto name = path.lexically_relative(folder).generic_string();
        if (files.size() == most_files) {
            return problem(ProblemCode::too_large, "The folder holds more than 500 YAML files.", folder.string());
        }
        MINKA_TRY_ASSIGN(files[name], read_text(path, name));
    }
    if (error) {
        return problem(ProblemCode::io_failed, "The folder cannot be read: " + error.message() + ".", folder.string());
    }
    return files;
}

FolderCheck check_folder_files(const FolderFiles& files, FolderSource source) {
    FolderCheck check;
    check.folder.content_hash = folder_hash(files);
    auto profile_file = open_file(files, "programme.yaml", check.problems);
    auto index_file = open_file(files, "index.yaml", check.problems);
    auto indicator_file = open_file(files, "indicators.yaml", check.problems);
    std::vector<std::string> languages;
    if (profile_file.root) {
        languages = read_languages(*profile_file.root, profile_file.problems);
        check.folder.profile =
            read_programme_profile(*profile_file.root, {languages, profile_file.problems}, profile_file.notices);
    }
    if (languages.empty()) {
        gather(profile_file, check);
        return check;  // every text depends on the languages: what follows would only repeat that they are missing
    }
    if (index_file.root) {
        check.folder.index =
            read_index_definition(*index_file.root, {languages, index_file.problems}, index_file.notices);
    }
    if (indicator_file.root) {
        check.folder.indicators = read_indicator_set(*indicator_file.root, {languages, indicator_file.problems});
    }
    if (index_file.root && indicator_file.root) {
        check_agreement(check.folder, profile_file.problems, indicator_file.problems);
    }
    gather(profile_file, check);
    gather(index_file, check);
    gather(indicator_file, check);
    check_texts(files, source, check);
    report_other_files(files, check);
    return check;
}

FolderCheck check_programme_folder(const fs::path& folder) {
    auto files = read_folder_files(folder);
    if (!files) {
        FolderCheck check;
        check.problems.push_back(std::move(files).error());
        return check;
    }
    return check_folder_files(*files);
}

Result<ProgrammeFolder> load_programme_folder(const fs::path& folder) {
    auto check = check_programme_folder(folder);
    if (check.problems.empty()) {
        return std::move(check.folder);
    }
    auto first = check.problems.front();
    if (check.problems.size() > 1) {
        first.message +=
            fmt::format(" There are {} more problems; `minka programme check` lists them.", check.problems.size() - 1);
    }
    return std::unexpected(std::move(first));
}

std::string folder_hash(const FolderFiles& files) {
    crypto_generichash_state state;
    MINKA_CHECK(crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES) == 0);
    for (const auto& [name, text] : files) {
        hash_text(state, name);
        hash_text(state, with_unix_lines(text));
    }
    Bytes digest(crypto_generichash_BYTES);
    MINKA_CHECK(crypto_generichash_final(&state, digest.data(), digest.size()) == 0);
    return to_hex(digest);
}

}  // namespace minka::programme
