#include "forms/export/table_spool.h"

#include "base/local_date.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace minka::forms {

bool reads_as_number(std::string_view text, double& value) {
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc() && stop == end && std::isfinite(value);
}

Result<TableSpool> TableSpool::create(const std::filesystem::path& file, std::size_t columns) {
    TableSpool spool(columns);
    spool.path_ = file;
    spool.out_.open(file, std::ios::binary);
    if (!spool.out_) {
        return spool.torn();
    }
    return spool;
}

std::unexpected<Problem> TableSpool::torn() const {
    return problem(ProblemCode::io_failed, "A file of the export could not be written or read; is the disk full?",
                   path_.filename().string());
}

Result<> TableSpool::add(std::span<const std::string_view> cells) {
    line_.clear();
    for (std::size_t column = 0; column < cells.size(); ++column) {
        const auto cell = cells[column];
        auto& traits = traits_[column];
        traits.longest = std::max(traits.longest, cell.size());
        if (!cell.empty()) {
            double ignored = 0;
            traits.is_number = traits.is_number && reads_as_number(cell, ignored);
            traits.is_date = traits.is_date && cell.size() == 10 && LocalDate::parse(cell).has_value();
        }
        const auto size = static_cast<std::uint32_t>(cell.size());
        line_.append(reinterpret_cast<const char*>(&size), sizeof size);
        line_ += cell;
    }
    const auto size = static_cast<std::uint64_t>(line_.size());
    out_.write(reinterpret_cast<const char*>(&size), sizeof size);
    out_.write(line_.data(), static_cast<std::streamsize>(line_.size()));
    ++rows_;
    return out_ ? Result<>{} : Result<>(torn());
}

Result<> TableSpool::rewind() {
    out_.close();
    in_ = std::ifstream(path_, std::ios::binary);
    read_ = 0;
    return out_ && in_ ? Result<>{} : Result<>(torn());
}

Result<bool> TableSpool::next(std::vector<std::string_view>& cells) {
    if (read_ == rows_) {
        return false;
    }
    std::uint64_t size = 0;
    in_.read(reinterpret_cast<char*>(&size), sizeof size);
    if (!in_) {
        return torn();
    }
    line_.resize(size);
    in_.read(line_.data(), static_cast<std::streamsize>(size));
    if (!in_) {
        return torn();
    }
    cells.clear();
    std::string_view rest = line_;
    while (rest.size() >= sizeof(std::uint32_t)) {
        std::uint32_t length = 0;
        std::memcpy(&length, rest.data(), sizeof length);
        rest.remove_prefix(sizeof length);
        cells.push_back(rest.substr(0, length));
        rest.remove_prefix(std::min<std::size_t>(length, rest.size()));
    }
    ++read_;
    return true;
}

}  // namespace minka::forms
