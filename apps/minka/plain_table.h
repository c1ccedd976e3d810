#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace minka::cli {

/// A table for people to read: columns as wide as their widest cell, the first to the left, the others to the right.
class PlainTable {
public:
    explicit PlainTable(std::vector<std::string> heading) { rows_.push_back(std::move(heading)); }

    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// Digits as a language writes them; "–" for what is no finite number.
std::string plain_number(double value, int places, bool is_spanish);

/// Three digits, and "<0.001" below that: no p is 0.
std::string plain_probability(double p, bool is_spanish);

}  // namespace minka::cli
