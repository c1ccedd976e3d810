#include "web/provider_settings.h"

#include "base/text.h"
#include "documents/yaml.h"
#include "web/outgoing.h"

#include <fstream>
#include <iterator>

namespace minka::web {

namespace {

constexpr std::size_t longest_secret = 4096;

Result<std::string> read_secret(const std::filesystem::path& file) {
    namespace fs = std::filesystem;
    std::error_code failure;
    const auto mode = fs::status(file, failure).permissions();
    if (failure) {
        return problem(ProblemCode::io_failed, "The client's secret cannot be read.", file.filename().string());
    }
    if ((mode & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
        return problem(ProblemCode::forbidden,
                       "Others may read the file of the client's secret; allow it to its owner alone (chmod 600).",
                       file.filename().string());
    }
    std::ifstream in(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    const auto secret = trim(content);
    if (!in.good() && !in.eof()) {
        return problem(ProblemCode::io_failed, "The client's secret cannot be read.", file.filename().string());
    }
    if (secret.empty() || secret.size() > longest_secret) {
        return invalid("The file of the client's secret is empty or too long.", file.filename().string());
    }
    return std::string(secret);
}

std::string without_slash(std::string address) {
    while (address.ends_with('/')) {
        address.pop_back();
    }
    return address;
}

// An address that browsers are sent to: no query, no fragment.
void check_address(documents::YamlProblems& problems, const documents::YamlNode& node, std::string_view key,
                   const std::string& address) {
    const auto* at = node.find(key);
    if (at != nullptr && !address.empty() &&
        (!is_outgoing_address(address) || address.find_first_of("?#") != std::string::npos)) {
        problems.add(*at, "Here belongs an https address (http only on this machine), without '?' or '#'.");
    }
}

}  // namespace

Result<ProviderSettings> read_provider_settings(const std::filesystem::path& file) {
    MINKA_TRY_ASSIGN(const auto root, documents::read_yaml(file));
    documents::YamlProblems problems(file.filename().string());
    documents::YamlReader reader(root, problems);
    ProviderSettings settings;
    settings.issuer = reader.text("issuer");
    settings.client = reader.text("client_id");
    const auto secret = reader.optional_text("client_secret_file");
    const auto address = reader.text("address");
    const auto authority = reader.optional_text("authority");
    settings.skew_seconds = reader.optional_integer("clock_skew_seconds", 0, 300).value_or(settings.skew_seconds);
    if (const auto* names = reader.map("name")) {
        documents::YamlReader name(*names, problems);
        settings.name_es = name.text("es");
        settings.name_en = name.text("en");
        name.finish();
    }
    reader.finish();
    check_address(problems, root, "issuer", settings.issuer);
    check_address(problems, root, "address", address);
    if (!problems.empty()) {
        return std::unexpected(problems.list().front());
    }
    settings.return_to = without_slash(address) + std::string(provider_return_path);
    if (secret) {
        MINKA_TRY_ASSIGN(settings.secret, read_secret(file.parent_path() / *secret));
    }
    if (authority) {
        settings.authority = file.parent_path() / *authority;
    }
    return settings;
}

}  // namespace minka::web
