#include "programme/declared_figures.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlReader;

namespace {

constexpr std::array<std::string_view, 12> counted{
    "schools",  "sites",          "heads", "teachers", "students",          "parents",
    "partners", "municipalities", "ugel",  "teams",    "teams_constituted", "regions_in_person"};
constexpr std::array<std::string_view, 3> statuses{"targeted", "registered", "historic"};
constexpr std::array<std::string_view, 3> qualifiers{"exactly", "about", "more_than"};
constexpr std::array<std::string_view, 2> bases{"this_cycle", "distinct_since"};
constexpr std::array<std::string_view, 2> units{"count", "percent"};

constexpr std::int64_t earliest_year = 1900;
constexpr std::int64_t latest_year = 2199;

StatedDate read_stated_date(YamlReader& reader, std::string_view key) {
    auto text = reader.text(key);
    const std::string completed = text.size() == 4 ? text + "-01-01" : text.size() == 7 ? text + "-01" : text;
    if (!text.empty() && text != "unknown" && (completed.size() != 10 || !LocalDate::parse(completed))) {
        reader.problem(key, fmt::format("\"{}\" must be a year, a month (2022-03), a date (2022-03-15) or unknown, "
                                        "and is \"{}\".",
                                        key, text));
    }
    return {std::move(text)};
}

Counted read_counted(YamlReader& reader, std::string_view key) {
    return static_cast<Counted>(reader.choice(key, counted));
}

Source read_source(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    Source source;
    source.code = read_code(reader, "code");
    source.title = read_localized(reader, "title", reading);
    source.date = read_stated_date(reader, "date");
    source.note = read_optional_localized(reader, "note", reading);
    source.line = node.line;
    reader.finish();
    return source;
}

Denominator read_denominator(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    Denominator denominator;
    denominator.code = read_code(reader, "code");
    denominator.name = read_localized(reader, "name", reading);
    denominator.counts = read_counted(reader, "counts");
    denominator.status = static_cast<DenominatorStatus>(reader.choice("status", statuses));
    denominator.count = reader.integer("count", 1);
    denominator.as_of = read_stated_date(reader, "as_of");
    denominator.source = read_code(reader, "source");
    denominator.note = read_optional_localized(reader, "note", reading);
    denominator.line = node.line;
    reader.finish();
    return denominator;
}

void check_claim(const HeadlineClaim& claim, YamlReader& reader) {
    constexpr std::int64_t whole = 100;
    if (claim.unit == ClaimUnit::percent && claim.of.empty()) {
        reader.problem("unit", "A percentage needs \"of\": the denominator it is a share of.");
    }
    if (claim.unit == ClaimUnit::percent && claim.value > whole) {
        reader.problem("value", "A percentage cannot be above 100.");
    }
    if (claim.unit == ClaimUnit::count && !claim.of.empty()) {
        reader.problem("of", "Only a percentage has \"of\"; write unit: percent or take it out.");
    }
    if (claim.basis == ClaimBasis::distinct_since && !claim.since) {
        reader.problem("basis", "distinct_since needs \"since\": the year the counting began.");
    }
    if (claim.basis == ClaimBasis::this_cycle && claim.since) {
        reader.problem("since", "\"since\" belongs to basis: distinct_since only.");
    }
}

HeadlineClaim read_claim(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    HeadlineClaim claim;
    claim.code = read_code(reader, "code");
    claim.sheet_field = reader.optional_text("sheet_field").value_or("");
    claim.counts = read_counted(reader, "counts");
    claim.value = reader.integer("value", 0);
    claim.unit = static_cast<ClaimUnit>(reader.optional_choice("unit", units).value_or(0));
    claim.of = reader.optional_text("of").value_or("");
    claim.qualifier = static_cast<Qualifier>(reader.choice("qualifier", qualifiers));
    claim.basis = static_cast<ClaimBasis>(reader.choice("basis", bases));
    if (const auto since = reader.optional_integer("since", earliest_year, latest_year)) {
        claim.since = static_cast<int>(*since);
    }
    claim.source = read_code(reader, "source");
    claim.stated = read_stated_date(reader, "stated");
    claim.line = node.line;
    check_claim(claim, reader);
    reader.finish();
    return claim;
}

std::vector<BeneficiaryGroup> read_groups(YamlReader& parent, std::string_view key, const FileReading& reading) {
    std::vector<BeneficiaryGroup> groups;
    for (const auto& node : parent.sequence(key)) {
        YamlReader reader(node, reading.problems);
        BeneficiaryGroup group;
        group.code = read_code(reader, "code");
        group.name = read_localized(reader, "name", reading);
        group.counted_as = read_counted(reader, "counted_as");
        group.level = reader.optional_text("level").value_or("");
        group.line = node.line;
        reader.finish();
        groups.push_back(std::move(group));
    }
    return groups;
}

void check_beneficiaries(const Beneficiaries& beneficiaries, documents::YamlProblems& problems) {
    auto all = beneficiaries.direct;
    all.insert(all.end(), beneficiaries.indirect.begin(), beneficiaries.indirect.end());
    report_repeated_codes(all, "beneficiaries", problems);
    for (const auto& indirect : beneficiaries.indirect) {
        for (const auto& direct : beneficiaries.direct) {
            if (direct.counted_as == indirect.counted_as && direct.level == indirect.level) {
                problems.add(indirect.line,
                             fmt::format("\"{}\" counts the same {} as the direct group \"{}\": they would be counted "
                                         "twice. Take it out, or count another level.",
                                         indirect.code, to_string(indirect.counted_as), direct.code));
            }
        }
    }
}

void check_references(const DeclaredFigures& figures, documents::YamlProblems& problems) {
    report_repeated_codes(figures.sources, "sources", problems);
    report_repeated_codes(figures.denominators, "denominators", problems);
    report_repeated_codes(figures.claims, "claims", problems);
    for (const auto& denominator : figures.denominators) {
        require_code(figures.sources, denominator.source, "sources", denominator.line, problems);
    }
    for (const auto& claim : figures.claims) {
        require_code(figures.sources, claim.source, "sources", claim.line, problems);
        require_code(figures.denominators, claim.of, "denominators", claim.line, problems);
    }
}

}  // namespace

std::span<const std::string_view> counted_names() { return counted; }

std::string_view to_string(Counted what) { return counted[static_cast<std::size_t>(what)]; }

DeclaredFigures read_declared_figures(YamlReader& reader, const FileReading& reading) {
    DeclaredFigures figures;
    for (const auto& node : reader.sequence("sources")) {
        figures.sources.push_back(read_source(node, reading));
    }
    for (const auto& node : reader.optional_sequence("denominators")) {
        figures.denominators.push_back(read_denominator(node, reading));
    }
    for (const auto& node : reader.optional_sequence("claims")) {
        figures.claims.push_back(read_claim(node, reading));
    }
    if (const auto* node = reader.map("beneficiaries")) {
        YamlReader groups(*node, reading.problems);
        figures.beneficiaries.direct = read_groups(groups, "direct", reading);
        figures.beneficiaries.indirect = read_groups(groups, "indirect", reading);
        groups.finish();
    }
    check_beneficiaries(figures.beneficiaries, reading.problems);
    check_references(figures, reading.problems);
    return figures;
}

}  // namespace minka::programme
