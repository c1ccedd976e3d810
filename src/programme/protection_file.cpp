#include "programme/protection_file.h"

namespace minka::programme {

namespace {

using documents::YamlReader;

ProtectionRoute read_route(const documents::YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    ProtectionRoute route;
    route.title = read_localized(reader, "title", reading);
    for (const auto& line : reader.sequence("lines")) {
        YamlReader step(line, reading.problems);
        route.lines.push_back(read_localized(step, "step", reading));
        step.finish();
    }
    reader.finish();
    return route;
}

}  // namespace

ProtectionCheck read_protection(const std::string& text, const std::vector<std::string>& languages) {
    const std::string name(protection_file);
    ProtectionCheck check;
    const auto root = documents::parse_yaml(text, name);
    if (!root) {
        check.problems.push_back(root.error());
        return check;
    }
    documents::YamlProblems problems(name);
    const FileReading reading{languages, problems};
    YamlReader reader(*root, problems);
    reader.integer("format", 1, 1);
    for (const auto& node : reader.sequence("routes")) {
        check.protection.routes.push_back(read_route(node, reading));
    }
    check.protection.receivers = read_named_list(reader, "receivers", reading);
    reader.finish();
    check.problems = problems.list();
    return check;
}

}  // namespace minka::programme
