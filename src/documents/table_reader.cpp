#include "documents/table_reader.h"

#include "base/text.h"
#include "documents/byte_source.h"
#include "documents/csv_source.h"
#include "documents/file_kind.h"
#include "documents/row_source.h"
#include "documents/xlsx_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace minka::documents {

namespace {

constexpr std::uint64_t progress_step = 256ULL << 10U;

bool is_blank(const RawRow& row) {
    for (std::size_t i = 0; i < row.used; ++i) {
        if (row.cells[i].is_formula || !trim(row.cells[i].text).empty()) {
            return false;
        }
    }
    return row.faults.empty();
}

}  // namespace

std::string row_place(std::string_view file, std::uint64_t row) { return fmt::format("{}:{}", file, row); }

struct TableReader::State {
    TableOptions options;
    TableDescription description;
    std::unique_ptr<RowSource> source;
    std::vector<std::string> header;
    std::map<std::string, std::size_t, std::less<>> columns;  // by folded name; the first of several
    RawRow raw;
    std::uint64_t rows = 0;
    std::uint64_t told = 0;
    bool over = false;

    Result<> read_header();
    Result<> take_header();
    Result<> index_header();
    Result<bool> next(TableRow& row);
    void give(TableRow& row);
    std::string place(std::uint64_t row, std::size_t column) const;
    void tell_progress(bool at_end);
};

Result<> TableReader::State::read_header() {
    for (;;) {
        MINKA_TRY_ASSIGN(const bool more, source->next(raw));
        if (!more) {
            return problem(ProblemCode::malformed_file, "The file has no header row with the names of its columns.",
                           row_place(description.file, options.header_row));
        }
        if (raw.number >= options.header_row && !is_blank(raw)) {
            return take_header();
        }
    }
}

Result<> TableReader::State::take_header() {
    if (!raw.faults.empty()) {
        return problem(ProblemCode::malformed_file, raw.faults.front().message,
                       row_place(description.file, raw.number));
    }
    for (std::size_t i = 0; i < raw.used; ++i) {
        header.push_back(tidy_text(raw.cells[i].text));
    }
    while (!header.empty() && header.back().empty()) {
        header.pop_back();
    }
    return index_header();
}

Result<> TableReader::State::index_header() {
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (header[i].empty()) {
            continue;
        }
        auto key = fold_text(header[i]);
        if (key.empty()) {
            key = header[i];  // a name of signs alone, like "%"
        }
        const auto [found, is_new] = columns.emplace(key, i);
        if (!is_new && options.header_names == HeaderNames::unique) {
            return invalid(fmt::format("The columns {} and {} are both called \"{}\"; rename one of them.",
                                       found->second + 1, i + 1, header[i]),
                           row_place(description.file, raw.number));
        }
    }
    return {};
}

Result<bool> TableReader::State::next(TableRow& row) {
    do {
        if (over) {
            return false;
        }
        if (options.stop.stop_requested()) {
            over = true;
            return problem(ProblemCode::cancelled, "Reading was stopped.", description.file);
        }
        over = true;  // until the row is there
        MINKA_TRY_ASSIGN(const bool more, source->next(raw));
        tell_progress(!more);
        if (!more) {
            return false;
        }
        over = false;
    } while (is_blank(raw));
    if (++rows > options.limits.rows) {
        over = true;
        return problem(ProblemCode::too_large,
                       fmt::format("The file has more than {} rows; split it.", options.limits.rows),
                       row_place(description.file, raw.number));
    }
    give(row);
    return true;
}

void TableReader::State::give(TableRow& row) {
    row.number = raw.number;
    row.problems.clear();
    row.cells.resize(header.size());
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (i < raw.used) {
            std::swap(row.cells[i], raw.cells[i]);
        } else {
            row.cells[i].text.clear();
            row.cells[i].kind = CellKind::empty;
            row.cells[i].is_formula = false;
        }
    }
    for (const auto& fault : raw.faults) {
        row.problems.push_back({ProblemCode::invalid_input, fault.message, place(row.number, fault.column)});
    }
    const auto surplus = std::find_if(
        raw.cells.begin() + static_cast<std::ptrdiff_t>(std::min(header.size(), raw.used)),
        raw.cells.begin() + static_cast<std::ptrdiff_t>(raw.used), [](const auto& cell) { return !cell.text.empty(); });
    const bool is_csv = description.format == TableFormat::csv;
    if (surplus != raw.cells.begin() + static_cast<std::ptrdiff_t>(raw.used)) {
        row.problems.push_back({ProblemCode::invalid_input,
                                fmt::format("The row has a value in column {}, and the header has {} columns{}",
                                            surplus - raw.cells.begin() + 1, header.size(),
                                            is_csv ? "; is a separator inside a cell without quotes?" : "."),
                                row_place(description.file, row.number)});
    } else if (is_csv && raw.used < header.size()) {
        row.problems.push_back({ProblemCode::invalid_input,
                                fmt::format("The row has {} cells, and the header has {}; add the missing separators.",
                                            raw.used, header.size()),
                                row_place(description.file, row.number)});
    }
}

std::string TableReader::State::place(std::uint64_t row, std::size_t column) const {
    if (column == RowFault::whole_row) {
        return row_place(description.file, row);
    }
    const bool named = column < header.size() && !header[column].empty();
    return fmt::format("{}:{}:{}", description.file, row, named ? header[column] : std::to_string(column + 1));
}

void TableReader::State::tell_progress(bool at_end) {
    if (!options.on_progress) {
        return;
    }
    const auto progress = source->progress();
    if (at_end || progress.bytes_read >= told + progress_step) {
        told = progress.bytes_read;
        options.on_progress(progress);
    }
}

TableReader::TableReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;
TableReader::~TableReader() = default;

Result<TableReader> TableReader::open_source(std::unique_ptr<ByteSource> bytes, std::string name,
                                             TableOptions options) {
    auto state = std::make_unique<State>();
    state->description.file = std::move(name);
    const bool is_utf16 = options.encoding == TextEncoding::utf16_le || options.encoding == TextEncoding::utf16_be;
    auto format = TableFormat::csv;
    if (!is_utf16 || bytes->size() == 0) {
        MINKA_TRY_ASSIGN(format, recognise_table(*bytes, state->description.file));
    }
    state->options = std::move(options);
    auto source = format == TableFormat::csv ? open_csv(std::move(bytes), state->options, state->description)
                                             : open_xlsx(std::move(bytes), state->options, state->description);
    if (!source) {
        return std::unexpected(std::move(source).error());
    }
    state->source = *std::move(source);
    MINKA_TRY(state->read_header());
    return TableReader(std::move(state));
}

Result<TableReader> TableReader::open(const std::filesystem::path& path, TableOptions options) {
    MINKA_TRY_ASSIGN(auto bytes, open_file(path, options.limits.file_bytes));
    return open_source(std::move(bytes), path.filename().string(), std::move(options));
}

Result<TableReader> TableReader::open_bytes(Bytes content, std::string name, TableOptions options) {
    MINKA_TRY_ASSIGN(auto bytes, open_memory(std::move(content), name, options.limits.file_bytes));
    return open_source(std::move(bytes), std::move(name), std::move(options));
}

const TableDescription& TableReader::description() const { return state_->description; }

const std::vector<std::string>& TableReader::header() const { return state_->header; }

std::optional<std::size_t> TableReader::column(std::string_view name) const {
    const auto folded = fold_text(name);
    const auto found = state_->columns.find(folded.empty() ? name : std::string_view(folded));
    return found == state_->columns.end() ? std::nullopt : std::optional(found->second);
}

Result<bool> TableReader::next(TableRow& row) { return state_->next(row); }

std::string TableReader::place(const TableRow& row, std::size_t column) const {
    return state_->place(row.number, column);
}

std::string TableReader::place(const TableRow& row) const { return row_place(state_->description.file, row.number); }

}  // namespace minka::documents
