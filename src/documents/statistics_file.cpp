#include "documents/statistics_file.h"

#include "base/text.h"

#include <fmt/format.h>
#include <readstat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <deque>

namespace minka::documents {

namespace {

constexpr std::size_t longest_name = 32;

// At most `most` bytes, cut before a character that does not fit whole.
std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) {
        return std::string(text);
    }
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) {
        --most;
    }
    return std::string(text.substr(0, most));
}

std::unexpected<Problem> refused(readstat_error_t error, std::string field = {}) {
    const auto code = error == READSTAT_ERROR_WRITE ? ProblemCode::io_failed : ProblemCode::invalid_input;
    return problem(code,
                   fmt::format("The file for statistics could not be written: {}.", readstat_error_message(error)),
                   std::move(field));
}

Result<> checked(readstat_error_t error, const std::string& field = {}) {
    return error == READSTAT_OK ? Result<>{} : Result<>(refused(error, field));
}

int days_from(int year, unsigned month, unsigned day, LocalDate date) {
    using namespace std::chrono;
    const sys_days start{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
    return static_cast<int>((date.days() - start).count());
}

ssize_t write_bytes(const void* data, std::size_t size, void* file) {
    return std::fwrite(data, 1, size, static_cast<std::FILE*>(file)) == size ? static_cast<ssize_t>(size) : -1;
}

}  // namespace

std::size_t longest_text(StatisticsProgram program) { return program == StatisticsProgram::spss ? 32'767 : 2'045; }

std::string valid_variable_name(std::string_view text) {
    static constexpr std::array kept{"all", "and", "by",  "eq",   "ge",    "gt",   "le",     "lt",
                                     "ne",  "not", "or",  "to",   "with",  "byte", "double", "float",
                                     "if",  "in",  "int", "long", "using", "strl", "str"};
    std::string name;
    bool is_apart = false;
    for (std::size_t i = 0; i < text.size();) {
        auto end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            ++end;
        }
        const auto character = text.substr(i, end - i);
        const bool is_ascii = character.size() == 1;
        const auto plain = is_ascii ? std::string(character) : fold_text(character);  // without its accent
        const bool fits = plain.size() == 1 && std::isalnum(static_cast<unsigned char>(plain[0])) != 0;
        if (fits) {
            name += is_apart && !name.empty() ? "_" : "";
            name += plain;
        }
        is_apart = !fits;
        i = end;
    }
    if (name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0) {
        name.insert(0, "v_");
    }
    auto lower = name;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::find(kept, lower) != kept.end()) {
        name += "_";
    }
    return name.substr(0, longest_name);
}

struct StatisticsWriter::State {
    StatisticsProgram program{};
    std::filesystem::path path;
    std::filesystem::path unfinished;
    std::vector<StatisticsVariable> variables;
    std::vector<readstat_variable_t*> handles;
    std::FILE* file = nullptr;
    readstat_writer_t* writer = nullptr;
    std::int64_t rows = 0;
    std::int64_t written = 0;
    std::string scratch;

    ~State() {
        if (writer != nullptr) {
            readstat_writer_free(writer);
        }
        if (file != nullptr) {
            std::fclose(file);
        }
        std::error_code ignored;  // there may be no such file
        std::filesystem::remove(unfinished, ignored);
    }

    Result<> declare(std::string_view title);
    void declare_variable(const StatisticsVariable& variable, std::size_t number);
    Result<> write(std::size_t column, const StatisticsCell& cell);
};

void StatisticsWriter::State::declare_variable(const StatisticsVariable& variable, std::size_t number) {
    using Kind = StatisticsVariable::Kind;
    const bool is_text = variable.kind == Kind::text;
    const bool is_spss = program == StatisticsProgram::spss;
    auto width = std::max<std::size_t>(variable.width, 1);
    if (is_spss && !variable.text_labels.empty() && width > 8) {
        width = (width + 7) / 8 * 8;  // readstat 1.1.8 labels a width of whole eights, and PSPP drops another's labels
    }
    auto* handle = readstat_add_variable(writer, variable.name.c_str(),
                                         is_text ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE, is_text ? width : 0);
    handles.push_back(handle);
    // 80 characters are what Stata shows; SPSS takes 255 bytes.
    readstat_variable_set_label(handle, shortened(variable.label, is_spss ? 255 : 80).c_str());
    readstat_variable_set_measure(handle, variable.is_ordinal ? READSTAT_MEASURE_ORDINAL
                                          : variable.kind == Kind::number && variable.number_labels.empty()
                                              ? READSTAT_MEASURE_SCALE
                                              : READSTAT_MEASURE_NOMINAL);
    if (variable.kind == Kind::date) {
        readstat_variable_set_format(handle, is_spss ? "SDATE10" : "%td");
    }
    const auto set_name = fmt::format("labels{}", number);
    constexpr std::size_t longest_label = 120;
    if (!variable.number_labels.empty()) {
        auto* set = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, set_name.c_str());
        for (const auto& [value, label] : variable.number_labels) {
            const auto text = shortened(label, longest_label);
            if (is_spss) {
                readstat_label_double_value(set, value, text.c_str());
            } else {
                readstat_label_int32_value(set, static_cast<std::int32_t>(value), text.c_str());
            }
        }
        readstat_variable_set_label_set(handle, set);
    } else if (is_spss && !variable.text_labels.empty()) {
        auto* set = readstat_add_label_set(writer, READSTAT_TYPE_STRING, set_name.c_str());
        for (const auto& [value, label] : variable.text_labels) {
            if (value.size() <= variable.width) {
                readstat_label_string_value(set, value.c_str(), shortened(label, longest_label).c_str());
            }
        }
        readstat_variable_set_label_set(handle, set);
    }
}

Result<> StatisticsWriter::State::declare(std::string_view title) {
    writer = readstat_writer_init();
    MINKA_TRY(checked(readstat_set_data_writer(writer, &write_bytes)));
    MINKA_TRY(checked(readstat_writer_set_file_label(writer, shortened(title, 64).c_str())));
    for (const auto& variable : variables) {
        if (variable.kind == StatisticsVariable::Kind::text && variable.width > longest_text(program)) {
            return problem(ProblemCode::too_large,
                           fmt::format("A text of {} bytes is longer than the {} that this format holds; take CSV.",
                                       variable.width, longest_text(program)),
                           variable.name);
        }
        declare_variable(variable, handles.size());
    }
    if (program == StatisticsProgram::spss) {
        MINKA_TRY(checked(readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS)));
        return checked(readstat_begin_writing_sav(writer, file, static_cast<long>(rows)));
    }
    return checked(readstat_begin_writing_dta(writer, file, static_cast<long>(rows)));
}

Result<> StatisticsWriter::State::write(std::size_t column, const StatisticsCell& cell) {
    auto* handle = handles[column];
    const auto& name = variables[column].name;
    if (const auto* number = std::get_if<double>(&cell)) {
        return checked(readstat_insert_double_value(writer, handle, *number), name);
    }
    if (const auto* text = std::get_if<std::string_view>(&cell)) {
        scratch = *text;
        return checked(readstat_insert_string_value(writer, handle, scratch.c_str()), name);
    }
    if (const auto* date = std::get_if<LocalDate>(&cell)) {
        // SPSS counts seconds from the first day of the Gregorian calendar, Stata days from 1960.
        const auto value = program == StatisticsProgram::spss ? 86'400.0 * days_from(1582, 10, 14, *date)
                                                              : double(days_from(1960, 1, 1, *date));
        return checked(readstat_insert_double_value(writer, handle, value), name);
    }
    return checked(variables[column].kind == StatisticsVariable::Kind::text
                       ? readstat_insert_string_value(writer, handle, "")
                       : readstat_insert_missing_value(writer, handle),
                   name);
}

StatisticsWriter::StatisticsWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
StatisticsWriter::StatisticsWriter(StatisticsWriter&&) noexcept = default;
StatisticsWriter& StatisticsWriter::operator=(StatisticsWriter&&) noexcept = default;
StatisticsWriter::~StatisticsWriter() = default;

Result<StatisticsWriter> StatisticsWriter::create(const std::filesystem::path& path, StatisticsProgram program,
                                                  std::string_view title, std::vector<StatisticsVariable> variables,
                                                  std::int64_t rows) {
    auto state = std::make_unique<State>();
    state->program = program;
    state->path = path;
    state->unfinished = path;
    state->unfinished += ".part";
    state->variables = std::move(variables);
    state->rows = rows;
    state->file = std::fopen(state->unfinished.c_str(), "wb");
    if (state->file == nullptr) {
        return problem(ProblemCode::io_failed, "The file cannot be written there; check the folder.", path.string());
    }
    MINKA_TRY(state->declare(title));
    return StatisticsWriter(std::move(state));
}

Result<> StatisticsWriter::row(std::span<const StatisticsCell> cells) {
    auto& state = *state_;
    if (cells.size() != state.variables.size() || state.written == state.rows) {
        return invalid("A row has not as many cells as there are variables, or there are more rows than announced.");
    }
    MINKA_TRY(checked(readstat_begin_row(state.writer)));
    for (std::size_t column = 0; column < cells.size(); ++column) {
        MINKA_TRY(state.write(column, cells[column]));
    }
    MINKA_TRY(checked(readstat_end_row(state.writer)));
    ++state.written;
    return {};
}

Result<> StatisticsWriter::finish() {
    auto& state = *state_;
    if (state.written != state.rows) {
        return invalid("The file for statistics has fewer rows than were announced.");
    }
    MINKA_TRY(checked(readstat_end_writing(state.writer)));
    const bool is_whole = std::fclose(std::exchange(state.file, nullptr)) == 0;
    std::error_code failure;
    if (is_whole) {
        std::filesystem::rename(state.unfinished, state.path, failure);
    }
    if (!is_whole || failure) {
        return problem(ProblemCode::io_failed, "The finished file could not be put in its place.", state.path.string());
    }
    return {};
}

}  // namespace minka::documents
