#pragma once

#include "base/result.h"

#include <charconv>
#include <filesystem>
#include <string_view>

namespace minka::planning {

/// The words of a benchmark file between white space, with the line each stands in. A byte order mark and DOS's end of
/// file are white space too.
class BenchmarkWords {
public:
    BenchmarkWords(std::string_view text, std::string_view name);

    /// The next word; empty at the end.
    std::string_view next();

    bool is_at_end();

    /// Passes over words up to the first that begins as a number does.
    void skip_to_number();

    std::size_t line() const { return line_; }

    /// A problem of a task that was made of the file, told at a line of it.
    std::unexpected<Problem> at_line(Problem problem, std::size_t line) const;

    std::unexpected<Problem> wrong(std::string message) const;
    std::unexpected<Problem> expected(std::string_view what, std::string_view found) const;

    /// Problems: `malformed_file` with file and line when the next word is no number of the kind.
    template <typename Number>
    Result<Number> number(std::string_view what) {
        auto word = next();
        if (word.size() > 1 && word.front() == '+') {
            word.remove_prefix(1);
        }
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

/// Whether a word is this one, which is written in small letters; headings come in capitals, too.
bool is_word(std::string_view word, std::string_view small);

/// The bytes of a benchmark file, unpacked where it is packed with gzip.
///
/// Problems: `io_failed`, `too_large` above 512 MiB, `malformed_file` for a packed file that is torn.
Result<std::string> read_benchmark(const std::filesystem::path& path);

}  // namespace minka::planning
