#pragma once

#include "documents/xlsx_value.h"
#include "documents/zip_archive.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

/// The texts that cells refer to by number, end to end in one piece of memory.
class SharedTexts {
public:
    void append(std::string_view text) {
        all_ += text;
        ends_.push_back(all_.size());
    }
    std::size_t size() const { return ends_.size(); }
    std::size_t bytes() const { return all_.size() + ends_.size() * sizeof(std::size_t); }
    std::string_view at(std::size_t index) const {
        const auto start = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(all_).substr(start, ends_[index] - start);
    }

private:
    std::string all_;
    std::vector<std::size_t> ends_;
};

struct XlsxSheet {
    std::string name;
    std::string part;  ///< Within the archive; empty for a sheet that is a chart.
    bool visible = true;
};

/// All of a workbook but its rows.
struct XlsxWorkbook {
    std::vector<XlsxSheet> sheets;
    DateSystem dates = DateSystem::from_1900;
    std::vector<NumberFormat> styles;  ///< By the style number of a cell.
    SharedTexts texts;
};

/// Problems: those of ZipArchive and XmlStream; `too_large` for shared texts beyond their limit.
Result<XlsxWorkbook> read_workbook(ZipArchive& archive, const std::string& file, const TableLimits& limits,
                                   const std::stop_token& stop);

}  // namespace minka::documents
