#pragma once

#include "base/result.h"

#include <charconv>
#include <filesystem>
#include <string_view>

namespace minka::planning {

/// The words of a benchmark file between white space, with the line each stands in.
class BenchmarkWords {
public:
    BenchmarkWords(std::string_view text, std::string_view name) : text_(text), name_(name) {}

    /// The next word; empty at the end.
    std::string_view next();

    bool is_at_end();

    /// Passes over the rest of the line.
    void skip_line();

    std::unexpected<Problem> wrong(std::string message) const;
    std::unexpected<Problem> expected(std::string_view what, std::string_view found) const;

    /// Problems: `malformed_file` with file and line when the next word is no number of the kind.
    template <typename Number>
    Result<Number> number(std::string_view what) {
        const auto word = next();
        Number value{};
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (word.empty() || error != std::errc{} || end != word.data() + word.size()) {
            return expected(what, word);
        }
        return value;
    }

private:
    std::string_view text_;
    std::string_view name_;
    std::size_t place_ = 0;
    std::size_t line_ = 1;
};

/// The bytes of a benchmark file.
///
/// Problems: `io_failed`, `too_large` above 512 MiB.
Result<std::string> read_benchmark(const std::filesystem::path& path);

}  // namespace minka::planning
