#include "documents/yaml.h"

#include "base/text.h"

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

namespace minka::documents {

namespace {

// Thrown through yaml-cpp, which knows no other way to stop, and caught in parse_yaml.
struct Refusal {
    ProblemCode code;
    int line;
    std::string message;
};

// Builds the tree from the events of yaml-cpp, which follow no alias and keep no tree of their own.
class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(const YamlLimits& limits) : limits_(limits), text_budget_(limits.bytes * 4) {}

    YamlNode take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        finish(at(mark, YamlNode::Kind::null), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            refuse(line_of(mark), "An alias points to the value it stands in; write the value out.");
        }
        auto copy = found->second;
        count_all(copy, line_of(mark), static_cast<int>(open_.size()));
        copy.line = line_of(mark);
        copy.column = mark.column + 1;
        finish(std::move(copy), 0);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_tag(mark, tag);
        auto node = at(mark, YamlNode::Kind::scalar);
        node.quoted = tag == "!";
        if (value.find('\0') != std::string::npos || !is_utf8(value)) {
            refuse(node.line, "An escape in the text stands for no character; write the character itself.");
        }
        node.text = to_nfc(value);
        count_text(node);
        finish(std::move(node), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        check_tag(mark, tag);
        start(at(mark, YamlNode::Kind::sequence), anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        check_tag(mark, tag);
        start(at(mark, YamlNode::Kind::map), anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        YamlNode node;
        YAML::anchor_t anchor = 0;
        std::map<std::string, int> lines_of_keys;
    };

    static int line_of(const YAML::Mark& mark) { return mark.line + 1; }

    [[noreturn]] static void refuse(int line, std::string message) {
        throw Refusal{ProblemCode::malformed_file, line, std::move(message)};
    }

    static void check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") {
            refuse(line_of(mark), "Tags (" + tag + ") are not read here; write the plain value.");
        }
    }

    YamlNode at(const YAML::Mark& mark, YamlNode::Kind kind) {
        count(line_of(mark));
        YamlNode node;
        node.kind = kind;
        node.line = line_of(mark);
        node.column = mark.column + 1;
        return node;
    }

    void count(int line) {
        if (++nodes_ > limits_.nodes) {
            throw Refusal{ProblemCode::too_large, line,
                          fmt::format("The file has more than {} values, aliases followed; split it.", limits_.nodes)};
        }
    }

    void count_text(const YamlNode& node) {
        if (node.text.size() > text_budget_) {
            throw Refusal{ProblemCode::too_large, node.line,
                          "The file grows too large when its aliases are followed; write the values out."};
        }
        text_budget_ -= node.text.size();
    }

    void count_all(const YamlNode& node, int line, int depth) {
        count(line);
        count_text(node);
        check_depth(line, depth);
        for (const auto& item : node.items) {
            count_all(item, line, depth + 1);
        }
    }

    void check_depth(int line, int depth) const {
        if (depth > limits_.depth) {
            throw Refusal{ProblemCode::too_large, line,
                          fmt::format("Values are nested deeper than {} levels.", limits_.depth)};
        }
    }

    void start(YamlNode node, YAML::anchor_t anchor) {
        check_depth(node.line, static_cast<int>(open_.size()) + 1);
        if (expects_key()) {
            refuse(node.line, "The key of a map must be plain text.");
        }
        open_.push_back(Open{std::move(node), anchor, {}});
    }

    void close() {
        auto done = std::move(open_.back());
        open_.pop_back();
        finish(std::move(done.node), done.anchor);
    }

    bool expects_key() const {
        return !open_.empty() && open_.back().node.kind == YamlNode::Kind::map &&
               open_.back().node.keys.size() == open_.back().node.items.size();
    }

    void finish(YamlNode node, YAML::anchor_t anchor) {
        if (anchor != 0) {
            anchors_[anchor] = node;
        }
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (expects_key()) {
            add_key(std::move(node));
        } else {
            open_.back().node.items.push_back(std::move(node));
        }
    }

    void add_key(YamlNode key) {
        auto& open = open_.back();
        if (key.kind != YamlNode::Kind::scalar || key.text.empty()) {
            refuse(key.line, "The key of a map must be plain text.");
        }
        const auto [found, is_new] = open.lines_of_keys.emplace(key.text, key.line);
        if (!is_new) {
            refuse(key.line,
                   fmt::format("The key \"{}\" stands already on line {}; keep one of them.", key.text, found->second));
        }
        open.node.keys.push_back(std::move(key.text));
        open.node.key_lines.push_back(key.line);
    }

    YamlLimits limits_;
    std::size_t text_budget_;
    std::size_t nodes_ = 0;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, YamlNode> anchors_;
    YamlNode root_;
};

std::string place(std::string_view name, int line) { return fmt::format("{}:{}", name, line); }

int line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

Result<> check_text(std::string_view text, std::string_view name, const YamlLimits& limits) {
    if (text.size() > limits.bytes) {
        return problem(ProblemCode::too_large,
                       fmt::format("The file has {} bytes; at most {} are read.", text.size(), limits.bytes),
                       std::string(name));
    }
    if (const auto bad = first_invalid_utf8(text)) {
        return problem(ProblemCode::malformed_file, "The file is not UTF-8; save it with that encoding.",
                       place(name, line_at(text, *bad)));
    }
    if (const auto bad = text.find('\0'); bad != std::string_view::npos) {
        return problem(ProblemCode::malformed_file, "The file has a NUL byte and is no text.",
                       place(name, line_at(text, bad)));
    }
    return {};
}

Result<YamlNode> parse_checked(std::string_view text, std::string_view name, const YamlLimits& limits) {
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        TreeBuilder builder(limits);
        if (!parser.HandleNextDocument(builder)) {
            YamlNode nothing;
            nothing.line = nothing.column = 1;
            return nothing;
        }
        auto root = builder.take_root();
        TreeBuilder second(limits);
        if (parser.HandleNextDocument(second)) {
            return problem(ProblemCode::malformed_file,
                           "The file has more than one document (a line \"---\" between them); keep one.",
                           place(name, second.take_root().line));
        }
        return root;
    } catch (const Refusal& refusal) {
        return problem(refusal.code, refusal.message, place(name, refusal.line));
    } catch (const YAML::Exception& error) {
        return problem(ProblemCode::malformed_file,
                       fmt::format("The YAML cannot be read: {} (column {}).", error.msg, error.mark.column + 1),
                       place(name, error.mark.line + 1));
    }
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
    const auto found = std::find(keys.begin(), keys.end(), key);
    return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

Result<YamlNode> parse_yaml(std::string_view text, std::string_view name, const YamlLimits& limits) {
    MINKA_TRY(check_text(text, name, limits));
    return parse_checked(text, name, limits);
}

Result<YamlNode> read_yaml(const std::filesystem::path& path, const YamlLimits& limits) {
    const auto name = path.filename().string();
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) {
        return problem(ProblemCode::io_failed, "The file cannot be opened; check its name and permissions.",
                       path.string());
    }
    if (size > limits.bytes) {
        return problem(ProblemCode::too_large,
                       fmt::format("The file has {} bytes; at most {} are read.", size, limits.bytes), name);
    }
    std::string text(static_cast<std::size_t>(size), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (static_cast<std::size_t>(file.gcount()) != text.size()) {
        return problem(ProblemCode::io_failed, "The file cannot be read to its end.", name);
    }
    return parse_yaml(text, name, limits);
}

}  // namespace minka::documents
