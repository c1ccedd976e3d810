#include "planning/benchmark_words.h"

#include "documents/gzip.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace minka::planning {
namespace {

constexpr std::uintmax_t most_bytes = 512ULL << 20U;

bool is_space(char c) { return std::string_view(" \n\r\t\v\f\x1a").contains(c); }

bool begins_number(char c) { return std::string_view("0123456789+-.").contains(c); }

}  // namespace

BenchmarkWords::BenchmarkWords(std::string_view text, std::string_view name) : text_(text), name_(name) {
    if (text_.starts_with("\xEF\xBB\xBF")) {
        text_.remove_prefix(3);
    }
}

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

void BenchmarkWords::skip_to_number() {
    while (!is_at_end() && !begins_number(text_[place_])) {
        next();
    }
}

std::unexpected<Problem> BenchmarkWords::at_line(Problem problem, std::size_t line) const {
    problem.field = fmt::format("{}:{}", name_, line);
    return std::unexpected(std::move(problem));
}

std::unexpected<Problem> BenchmarkWords::wrong(std::string message) const {
    return problem(ProblemCode::malformed_file, std::move(message), fmt::format("{}:{}", name_, line_));
}

std::unexpected<Problem> BenchmarkWords::expected(std::string_view what, std::string_view found) const {
    return wrong(found.empty() ? fmt::format("Expected {}, and the file ends.", what)
                               : fmt::format("Expected {}, found «{}».", what, found.substr(0, 40)));
}

bool is_word(std::string_view word, std::string_view small) {
    return std::ranges::equal(word, small, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

Result<std::string> read_benchmark(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", path.string());
    }
    if (size > most_bytes) {
        return problem(ProblemCode::too_large, "The file is larger than 512 MiB.", path.string());
    }
    std::ostringstream text;
    text << file.rdbuf();
    auto bytes = std::move(text).str();
    if (documents::is_gzip(bytes)) {
        auto unpacked = documents::gunzip(bytes, most_bytes);
        if (!unpacked) {
            return problem(unpacked.error().code, unpacked.error().message, path.string());
        }
        return *std::move(unpacked);
    }
    return bytes;
}

}  // namespace minka::planning
