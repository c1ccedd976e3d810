#include "planning/benchmark_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace minka::planning {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

bool BenchmarkWords::is_at_end() {
    while (place_ < text_.size() && is_space(text_[place_])) {
        line_ += text_[place_] == '\n' ? 1U : 0U;
        ++place_;
    }
    return place_ == text_.size();
}

std::string_view BenchmarkWords::next() {
    if (is_at_end()) {
        return {};
    }
    const auto start = place_;
    while (place_ < text_.size() && !is_space(text_[place_])) {
        ++place_;
    }
    return text_.substr(start, place_ - start);
}

void BenchmarkWords::skip_line() { place_ = std::min(text_.find('\n', place_), text_.size()); }

std::unexpected<Problem> BenchmarkWords::wrong(std::string message) const {
    return problem(ProblemCode::malformed_file, std::move(message), fmt::format("{}:{}", name_, line_));
}

std::unexpected<Problem> BenchmarkWords::expected(std::string_view what, std::string_view found) const {
    return wrong(fmt::format("Expected {}, found «{}».", what, found.substr(0, 40)));
}

Result<std::string> read_benchmark(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", path.string());
    }
    if (size > (512ULL << 20U)) {
        return problem(ProblemCode::too_large, "The file is larger than 512 MiB.", path.string());
    }
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

}  // namespace minka::planning
