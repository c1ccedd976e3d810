#include "forms/export/odata_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <compare>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace minka::forms {

namespace {

constexpr std::size_t longest = 4'000;
constexpr int most_levels = 40;

/// Nothing, a text, a number or an instant.
using Operand = std::variant<std::monostate, std::string, double, Instant>;

enum class Kind { any, all, negation, comparison, literal, field, function, now };
enum class Comparison { eq, ne, lt, le, gt, ge };
enum class Field { submission_date, updated_at, review_state, submitter };
enum class Function { year, month, day, hour, minute, second };

constexpr std::array comparisons{
    std::pair{std::string_view("eq"), Comparison::eq}, std::pair{std::string_view("ne"), Comparison::ne},
    std::pair{std::string_view("lt"), Comparison::lt}, std::pair{std::string_view("le"), Comparison::le},
    std::pair{std::string_view("gt"), Comparison::gt}, std::pair{std::string_view("ge"), Comparison::ge}};
constexpr std::array fields{std::pair{std::string_view("__system/submissionDate"), Field::submission_date},
                            std::pair{std::string_view("__system/updatedAt"), Field::updated_at},
                            std::pair{std::string_view("__system/reviewState"), Field::review_state},
                            std::pair{std::string_view("__system/submitterId"), Field::submitter}};
constexpr std::array functions{
    std::pair{std::string_view("year"), Function::year},     std::pair{std::string_view("month"), Function::month},
    std::pair{std::string_view("day"), Function::day},       std::pair{std::string_view("hour"), Function::hour},
    std::pair{std::string_view("minute"), Function::minute}, std::pair{std::string_view("second"), Function::second}};

template <typename Table>
auto find_in(const Table& table, std::string_view name) {
    return std::ranges::find(table, name, [](const auto& pair) { return pair.first; });
}

Instant start_of(LocalDate date) {
    return {std::chrono::duration_cast<std::chrono::microseconds>(date.days().time_since_epoch()).count()};
}

double part_of(Function function, Instant instant) {
    const auto date = utc_date(instant);
    const auto seconds = (instant.microseconds - start_of(date).microseconds) / 1'000'000;
    switch (function) {
        case Function::year: return date.year();
        case Function::month: return date.month();
        case Function::day: return date.day();
        case Function::hour: return static_cast<double>(seconds / 3600);
        case Function::minute: return static_cast<double>(seconds / 60 % 60);
        case Function::second: return static_cast<double>(seconds % 60);
    }
    return 0;
}

bool compare(Comparison comparison, const Operand& left, const Operand& right) {
    const bool both_null = left.index() == 0 && right.index() == 0;
    if (left.index() != right.index() || left.index() == 0) {
        return comparison == Comparison::ne ? !both_null : comparison == Comparison::eq && both_null;
    }
    const bool less = left < right;
    const bool same = left == right;
    switch (comparison) {
        case Comparison::eq: return same;
        case Comparison::ne: return !same;
        case Comparison::lt: return less;
        case Comparison::le: return less || same;
        case Comparison::gt: return !less && !same;
        case Comparison::ge: return !less;
    }
    return false;
}

bool is_word_end(char c) { return c == ' ' || c == '(' || c == ')' || c == '\t'; }

}  // namespace

struct ODataFilter::Node {
    Kind kind{};
    Comparison comparison{};
    Field field{};
    Function function{};
    Operand literal;
    std::vector<std::unique_ptr<Node>> children;

    Operand value(const FeedRow& row, Instant now) const {
        switch (kind) {
            case Kind::literal: return literal;
            case Kind::now: return now;
            case Kind::function: {
                const auto of = children[0]->value(row, now);
                const auto* instant = std::get_if<Instant>(&of);
                return instant != nullptr ? Operand(part_of(function, *instant)) : Operand();
            }
            case Kind::field: return field_value(row);
            default: return {};
        }
    }

    bool holds(const FeedRow& row, Instant now) const {
        const auto child_holds = [&](const auto& child) { return child->holds(row, now); };
        switch (kind) {
            case Kind::any: return std::ranges::any_of(children, child_holds);
            case Kind::all: return std::ranges::all_of(children, child_holds);
            case Kind::negation: return !children[0]->holds(row, now);
            case Kind::comparison:
                return compare(comparison, children[0]->value(row, now), children[1]->value(row, now));
            default: return false;
        }
    }

private:
    Operand field_value(const FeedRow& row) const {
        switch (field) {
            case Field::submission_date: return row.received_at.value_or(start_of(row.received_on));
            case Field::updated_at: return {};
            case Field::review_state: return row.review_state.empty() ? Operand() : Operand(row.review_state);
            case Field::submitter: return row.sender ? Operand(to_string(*row.sender)) : Operand();
        }
        return {};
    }
};

class ODataFilter::Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<std::unique_ptr<Node>> whole() {
        MINKA_TRY_ASSIGN(auto root, any(0));
        skip_space();
        if (at_ != text_.size()) {
            return refused("nothing more");
        }
        return root;
    }

    bool asks_sender = false;

private:
    using Made = Result<std::unique_ptr<Node>>;

    std::unexpected<Problem> refused(std::string_view wanted) const {
        return invalid(fmt::format("At character {} of the filter belongs {}.", at_ + 1, wanted), "$filter");
    }

    static std::unique_ptr<Node> make(Kind kind) {
        auto node = std::make_unique<Node>();
        node->kind = kind;
        return node;
    }

    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) {
            ++at_;
        }
    }

    std::string_view word() const {
        auto end = at_;
        while (end < text_.size() && !is_word_end(text_[end])) {
            ++end;
        }
        return text_.substr(at_, end - at_);
    }

    bool take_word(std::string_view wanted) {
        skip_space();
        if (word() != wanted) {
            return false;
        }
        at_ += wanted.size();
        return true;
    }

    bool take_sign(char sign) {
        skip_space();
        if (at_ >= text_.size() || text_[at_] != sign) {
            return false;
        }
        ++at_;
        return true;
    }

    Made joined(Kind kind, std::string_view between, int level) {
        auto node = make(kind);
        do {
            MINKA_TRY_ASSIGN(auto child, kind == Kind::any ? joined(Kind::all, "and", level) : item(level));
            node->children.push_back(std::move(child));
        } while (take_word(between));
        return node;
    }

    Made any(int level) { return joined(Kind::any, "or", level); }

    Made item(int level) {
        if (level > most_levels) {
            return problem(ProblemCode::too_large, "The filter is nested too deeply.", "$filter");
        }
        if (take_word("not")) {
            MINKA_TRY_ASSIGN(auto child, item(level + 1));
            auto node = make(Kind::negation);
            node->children.push_back(std::move(child));
            return node;
        }
        if (take_sign('(')) {
            MINKA_TRY_ASSIGN(auto inner, any(level + 1));
            if (!take_sign(')')) {
                return refused("')', 'and' or 'or'");
            }
            return inner;
        }
        auto node = make(Kind::comparison);
        MINKA_TRY_ASSIGN(auto left, operand(level));
        skip_space();
        const auto* found = find_in(comparisons, word());
        if (found == comparisons.end()) {
            return refused("eq, ne, lt, le, gt or ge");
        }
        node->comparison = found->second;
        at_ += found->first.size();
        MINKA_TRY_ASSIGN(auto right, operand(level));
        node->children.push_back(std::move(left));
        node->children.push_back(std::move(right));
        return node;
    }

    Made operand(int level) {
        skip_space();
        if (level > most_levels) {
            return problem(ProblemCode::too_large, "The filter is nested too deeply.", "$filter");
        }
        if (at_ < text_.size() && text_[at_] == '\'') {
            return quoted();
        }
        const auto name = word();
        if (const auto* field = find_in(fields, name); field != fields.end()) {
            auto node = make(Kind::field);
            node->field = field->second;
            asks_sender = asks_sender || field->second == Field::submitter;
            at_ += name.size();
            return node;
        }
        const bool is_call = at_ + name.size() < text_.size() && text_[at_ + name.size()] == '(';
        if (const auto* function = find_in(functions, name); is_call && function != functions.end()) {
            auto node = make(Kind::function);
            node->function = function->second;
            at_ += name.size() + 1;
            MINKA_TRY_ASSIGN(auto inner, operand(level + 1));
            node->children.push_back(std::move(inner));
            return take_sign(')') ? Made(std::move(node)) : Made(refused("')'"));
        }
        if (is_call && name == "now") {
            at_ += name.size() + 1;
            return take_sign(')') ? Made(make(Kind::now)) : Made(refused("')'"));
        }
        return literal(name);
    }

    Made quoted() {
        auto node = make(Kind::literal);
        std::string value;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\'') {
                if (at_ + 1 >= text_.size() || text_[at_ + 1] != '\'') {
                    ++at_;
                    node->literal = std::move(value);
                    return node;
                }
                ++at_;  // two quotes are one
            }
            value += text_[at_];
        }
        return refused("a closing quote");
    }

    Made literal(std::string_view name) {
        auto node = make(Kind::literal);
        double number = 0;
        const auto* end = name.data() + name.size();
        const auto [stop, failure] = std::from_chars(name.data(), end, number);
        if (name == "null") {
            node->literal = std::monostate();
        } else if (!name.empty() && failure == std::errc() && stop == end && std::isfinite(number)) {
            node->literal = number;
        } else if (name.size() == 10 && LocalDate::parse(name)) {
            node->literal = start_of(*LocalDate::parse(name));
        } else if (const auto instant = name.size() > 10 ? parse_instant(name) : Result<Instant>(refused(""))) {
            node->literal = *instant;
        } else {
            return refused(
                "a field such as __system/submissionDate, a function, a date, a number, a text in quotes or null");
        }
        at_ += name.size();
        return node;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

ODataFilter::ODataFilter() = default;
ODataFilter::ODataFilter(ODataFilter&&) noexcept = default;
ODataFilter& ODataFilter::operator=(ODataFilter&&) noexcept = default;
ODataFilter::~ODataFilter() = default;

Result<ODataFilter> ODataFilter::parse(std::string_view text) {
    if (text.size() > longest) {
        return problem(ProblemCode::too_large, "The filter is longer than 4,000 characters.", "$filter");
    }
    Parser parser(text);
    ODataFilter filter;
    MINKA_TRY_ASSIGN(filter.root_, parser.whole());
    filter.asks_sender_ = parser.asks_sender;
    return filter;
}

bool ODataFilter::holds(const FeedRow& row, Instant now) const { return root_->holds(row, now); }

}  // namespace minka::forms
