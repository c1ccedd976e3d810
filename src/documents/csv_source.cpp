#include "documents/csv_source.h"

#include "documents/formula_text.h"
#include "documents/text_decoder.h"
#include "documents/text_encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace minka::documents {

namespace {

constexpr std::size_t chunk_bytes = 64ULL << 10U;

// The separators in each of the first rows, outside quotes.
std::vector<std::size_t> count_in_rows(std::string_view text, char separator) {
    constexpr std::size_t most_rows = 20;
    std::vector<std::size_t> counts;
    std::size_t count = 0;
    bool quoted = false;
    bool has_text = false;
    for (const char c : text) {
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == separator) {
            ++count;
        } else if (!quoted && (c == '\n' || c == '\r')) {
            if (has_text) {
                counts.push_back(count);
            }
            if (counts.size() == most_rows) {
                return counts;
            }
            count = 0;
            has_text = false;
            continue;
        }
        has_text = true;
    }
    if (counts.empty()) {
        counts.push_back(count);
    }
    return counts;
}

class CsvSource final : public RowSource {
public:
    CsvSource(std::unique_ptr<ByteSource> bytes, const TableOptions& options, std::string file, TextEncoding encoding,
              std::uint64_t start)
        : bytes_(std::move(bytes)), limits_(options.limits), file_(std::move(file)), decoder_(encoding), at_(start) {}

    /// Decodes the first chunk, so that the separator can be told.
    Result<std::string_view> start_of_text() {
        MINKA_TRY(fill());
        return std::string_view(text_);
    }
    void set_separator(char separator) { separator_ = separator; }
    void skip(std::size_t bytes) { position_ += bytes; }

    Result<bool> next(RawRow& row) override;
    TableProgress progress() const override { return {at_, bytes_->size()}; }

private:
    enum class State { cell_start, plain, quoted, quote_in_quoted, after_quote };

    Result<bool> fill();
    Result<> take(char c, RawRow& row);
    void take_plain_run(RawRow& row);
    Result<> start_cell(RawRow& row);
    Result<> append(char c, RawRow& row);
    void end_cell(RawRow& row);
    void end_row(RawRow& row);
    Result<> finish(RawRow& row);
    std::unexpected<Problem> refuse(ProblemCode code, std::string message) const {
        return problem(code, std::move(message), row_place(file_, number_ + 1));
    }

    std::unique_ptr<ByteSource> bytes_;
    TableLimits limits_;
    std::string file_;
    TextDecoder decoder_;
    std::uint64_t at_;
    char separator_ = ',';
    std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(chunk_bytes);
    std::string text_;
    std::size_t position_ = 0;
    std::uint64_t number_ = 0;  // rows ended so far

    State state_ = State::cell_start;
    bool row_open_ = false;  // a cell of this row has begun
    bool row_done_ = false;
    bool skip_line_feed_ = false;
    std::size_t row_bytes_ = 0;
    std::size_t cell_ = 0;  // index of the current cell
};

Result<bool> CsvSource::fill() {
    text_.clear();
    position_ = 0;
    MINKA_TRY_ASSIGN(const auto count, bytes_->read_at(at_, buffer_));
    at_ += count;
    if (!decoder_.decode(ByteView(buffer_).first(count), text_) || (count == 0 && !decoder_.is_complete())) {
        return refuse(ProblemCode::malformed_file, "The text of the file is torn near here; save it again as UTF-8.");
    }
    return count > 0;
}

Result<bool> CsvSource::next(RawRow& row) {
    row.clear();
    row_done_ = false;
    row_bytes_ = 0;
    cell_ = 0;
    while (!row_done_) {
        if (position_ >= text_.size()) {
            MINKA_TRY_ASSIGN(const bool more, fill());
            if (!more) {
                if (!row_open_) {
                    return false;
                }
                MINKA_TRY(finish(row));
                return true;
            }
            continue;  // a chunk may hold no whole character
        }
        if (state_ == State::plain) {
            take_plain_run(row);
        }
        if (position_ < text_.size()) {
            MINKA_TRY(take(text_[position_++], row));
        }
    }
    return true;
}

// The quick path: as much of an unquoted cell as cannot end it.
void CsvSource::take_plain_run(RawRow& row) {
    const auto start = position_;
    const auto room = limits_.cell_bytes - row.cells[cell_].text.size();
    const auto end = std::min(text_.size(), start + std::min(room, limits_.row_bytes - row_bytes_));
    while (position_ < end && text_[position_] != separator_ && text_[position_] != '\n' && text_[position_] != '\r' &&
           text_[position_] != '\0') {
        ++position_;
    }
    row.cells[cell_].text.append(text_, start, position_ - start);
    row_bytes_ += position_ - start;
}

Result<> CsvSource::take(char c, RawRow& row) {
    if (skip_line_feed_) {
        skip_line_feed_ = false;
        if (c == '\n') {
            return {};
        }
    }
    if (state_ == State::quoted) {
        if (c == '"') {
            state_ = State::quote_in_quoted;
            return {};
        }
        return append(c, row);
    }
    if (state_ == State::quote_in_quoted && c == '"') {
        state_ = State::quoted;
        return append(c, row);
    }
    if (c == separator_ || c == '\n' || c == '\r') {
        if (state_ == State::cell_start) {
            MINKA_TRY(start_cell(row));
        }
        end_cell(row);
        if (c != separator_) {
            skip_line_feed_ = c == '\r';
            end_row(row);
        }
        return {};
    }
    if (state_ == State::cell_start) {
        MINKA_TRY(start_cell(row));
        state_ = c == '"' ? State::quoted : State::plain;
        return c == '"' ? Result<>{} : append(c, row);
    }
    if (state_ == State::quote_in_quoted) {
        row.add_fault(cell_, "There is text after the closing quote; a quote inside a cell is written twice.");
        state_ = State::after_quote;
    }
    return append(c, row);
}

Result<> CsvSource::start_cell(RawRow& row) {
    if (cell_ >= limits_.columns) {
        return refuse(ProblemCode::too_large, fmt::format("The row has more than {} columns.", limits_.columns));
    }
    row.cell(cell_);
    row_open_ = true;
    return {};
}

Result<> CsvSource::append(char c, RawRow& row) {
    auto& text = row.cells[cell_].text;
    if (c == '\0') {
        row.add_fault(cell_, "The cell has a NUL byte; save the file again as UTF-8 text.");
        return {};
    }
    if (text.size() >= limits_.cell_bytes || row_bytes_ >= limits_.row_bytes) {
        return state_ == State::quoted
                   ? refuse(ProblemCode::malformed_file,
                            fmt::format("A quote opened in column {} of this row is not closed for more than {} bytes; "
                                        "close it.",
                                        cell_ + 1, text.size()))
                   : refuse(ProblemCode::too_large,
                            fmt::format("Column {} of this row is longer than {} bytes.", cell_ + 1, text.size()));
    }
    text += c;
    ++row_bytes_;
    return {};
}

void CsvSource::end_cell(RawRow& row) {
    auto& cell = row.cells[cell_];
    cell.kind = cell.text.empty() ? CellKind::empty : CellKind::text;
    cell.is_formula = starts_like_formula(cell.text);
    state_ = State::cell_start;
    ++cell_;
}

void CsvSource::end_row(RawRow& row) {
    row.number = ++number_;
    row_open_ = false;
    row_done_ = true;
}

// The end of the file inside a row.
Result<> CsvSource::finish(RawRow& row) {
    if (state_ == State::quoted) {
        return refuse(ProblemCode::malformed_file,
                      fmt::format("The file ends inside quotes opened in column {} of this row: it is torn, or a quote "
                                  "is not closed.",
                                  cell_ + 1));
    }
    if (state_ == State::cell_start) {
        MINKA_TRY(start_cell(row));
    }
    end_cell(row);
    end_row(row);
    return {};
}

// Excel's own first line "sep=;": the separator it names, and how long the line is.
struct SeparatorLine {
    char separator = ',';
    std::size_t bytes = 0;
};

SeparatorLine separator_line(std::string_view text) {
    constexpr std::string_view known = ";,\t|";
    if (text.size() < 6 || !(text.starts_with("sep=") || text.starts_with("SEP=")) ||
        known.find(text[4]) == std::string_view::npos) {
        return {};
    }
    if (text[5] == '\n') {
        return {text[4], 6};
    }
    if (text[5] == '\r') {
        return {text[4], text.size() > 6 && text[6] == '\n' ? std::size_t{7} : std::size_t{6}};
    }
    return {};
}

}  // namespace

char recognise_separator(std::string_view start_of_text) {
    char best = ',';
    std::size_t best_even = 0;
    std::size_t best_count = 0;
    for (const char candidate : {';', ',', '\t'}) {
        const auto counts = count_in_rows(start_of_text, candidate);
        const auto header = counts.front();
        const auto even = header == 0 ? 0 : static_cast<std::size_t>(std::count(counts.begin(), counts.end(), header));
        // Rows that agree with the header come first: a comma of decimals or of names seldom agrees.
        if (even > best_even || (even == best_even && header > best_count)) {
            best = candidate;
            best_even = even;
            best_count = header;
        }
    }
    return best;
}

Result<std::unique_ptr<RowSource>> open_csv(std::unique_ptr<ByteSource> bytes, const TableOptions& options,
                                            TableDescription& description) {
    MINKA_TRY_ASSIGN(const auto found, recognise_encoding(*bytes, description.file, options.encoding, options.stop));
    description.format = TableFormat::csv;
    description.encoding = found.encoding;
    description.encoding_guessed = found.guessed;
    auto source =
        std::make_unique<CsvSource>(std::move(bytes), options, description.file, found.encoding, found.text_start);
    MINKA_TRY_ASSIGN(auto text, source->start_of_text());
    const auto line = separator_line(text);
    text.remove_prefix(line.bytes);
    source->skip(line.bytes);
    description.separator = options.separator.value_or(line.bytes > 0 ? line.separator : recognise_separator(text));
    source->set_separator(description.separator);
    return source;
}

}  // namespace minka::documents
