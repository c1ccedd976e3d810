#include "registry/import_problem.h"

#include "documents/csv_writer.h"

#include <algorithm>
#include <array>
#include <ostream>

namespace minka::registry {

namespace {

constexpr std::size_t longest_value = 200;

// Cut at the start of a UTF-8 character.
std::string_view cut(std::string_view text) {
    if (text.size() <= longest_value) {
        return text;
    }
    auto end = longest_value;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

}  // namespace

void ImportProblems::add(std::uint64_t row, std::string column, std::string_view value, std::string message,
                         ProblemCode code) {
    ++count_;
    if (kept_.size() < most_kept) {
        kept_.push_back({file_, row, std::move(column), std::string(cut(value)), code, std::move(message)});
    }
}

std::vector<ImportProblem> ImportProblems::sorted() const {
    auto list = kept_;
    std::ranges::stable_sort(list, {}, &ImportProblem::row);
    return list;
}

Result<> write_problem_table(std::ostream& out, const std::vector<ImportProblem>& problems) {
    documents::CsvWriter writer(out, {',', documents::ByteOrderMark::yes});
    MINKA_TRY(writer.row(std::array<std::string, 6>{"archivo", "fila", "columna", "valor", "problema", "mensaje"}));
    for (const auto& problem : problems) {
        MINKA_TRY(writer.row(std::array<std::string, 6>{
            problem.file, problem.row == 0 ? "" : std::to_string(problem.row), problem.column, problem.value,
            std::string(to_string(problem.code)), problem.message}));
    }
    return writer.finish();
}

}  // namespace minka::registry
