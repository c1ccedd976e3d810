#include "registry/table_import.h"

#include "unit/registry/import_support.h"

#include <doctest/doctest.h>

#include <array>
#include <sstream>

using namespace minka;
using namespace minka::test;
using namespace minka::registry;

namespace {

enum class Water { well, river };
BOOST_DESCRIBE_ENUM(Water, well, river)

enum Field : std::size_t { field_code, field_name, field_since, field_families, field_water, field_open };

constexpr std::array fields{
    ImportField{"code", "codigo|codigo modular", "código"},
    ImportField{"name", "nombre", "nombre"},
    ImportField{"since", "desde", "fecha"},
    ImportField{"families", "familias", "familias"},
    ImportField{"water", "agua", "agua"},
    ImportField{"open", "abierto", "sí o no"},
};
constexpr std::array forbidden{ForbiddenColumn{"fecha de nacimiento|birth date", "Bands only."}};
constexpr std::array water_words{WordChoice<Water>{"pozo", Water::well}, WordChoice<Water>{"rio", Water::river}};
constexpr TableShape shape{fields, forbidden};

struct Village {
    std::string code;
    std::string name;
    LocalDate since;
    std::int64_t families;
    std::optional<Water> water;
    std::optional<bool> open;
};

struct Outcome {
    std::vector<Village> villages;  // the sound rows
    std::vector<std::string> problems;
    std::vector<std::string> unused;
};

Outcome read_villages(std::string_view content, std::string_view mapping = "") {
    ScratchFolder folder;
    const auto options = import_of(folder.path(), content, mapping);
    ImportProblems problems("tabla.csv");
    auto table = TableImport::open(options, shape, problems);
    REQUIRE_MESSAGE(table.has_value(), (table ? "" : to_sentence(table.error())));
    Outcome outcome;
    outcome.unused = table->unused_columns();
    while (true) {
        const auto more = table->next();
        REQUIRE(more.has_value());
        if (!*more) {
            break;
        }
        auto& row = table->row();
        Village village{row.code(field_code, {"código modular", 7}),
                        row.text(field_name),
                        row.date(field_since),
                        row.whole(field_families, 0, 500),
                        row.optional_choice<Water>(field_water, water_words),
                        row.optional_boolean(field_open)};
        if (row.is_sound()) {
            outcome.villages.push_back(std::move(village));
        }
    }
    ImportReport report;
    report.take_problems(problems);
    outcome.problems = told(report);
    return outcome;
}

}  // namespace

TEST_SUITE_BEGIN("registry: table import");

TEST_CASE("columns are recognised in Spanish and English, whatever their accents and case") {
    const auto spanish =
        read_villages("CÓDIGO MODULAR;Nombre;Desde;Familias;Agua;Abierto\n0917864;Támesis ;01/03/2024;12;Río;sí\n");
    CHECK(spanish.problems == std::vector<std::string>{});
    REQUIRE(spanish.villages.size() == 1);
    CHECK(spanish.villages[0].code == "0917864");
    CHECK(spanish.villages[0].name == "Támesis");
    CHECK(spanish.villages[0].since == date("2024-03-01"));
    CHECK(spanish.villages[0].families == 12);
    CHECK(spanish.villages[0].water == Water::river);
    CHECK(spanish.villages[0].open == true);
    const auto english = read_villages("code,name,since,families,water,open\n0917864,X,2024-03-01,12,well,no\n");
    CHECK(english.problems == std::vector<std::string>{});
    REQUIRE(english.villages.size() == 1);
    CHECK(english.villages[0].water == Water::well);
    CHECK(english.villages[0].open == false);
}

TEST_CASE("a mapping names columns, fills constants, mends codes and translates words") {
    const auto outcome = read_villages("cod,aldea,fam,fuente,extra\n917864.0,Uno,nan,A,z\n1686401,Dos,7,B,z\n", R"(
columns:
  cod: {field: code, decimals: drop, pad: 7}
  aldea: name
  fam: families
  fuente: {field: water, values: {A: well, B: river}}
constants: {since: 2024-03-01}
empty: [nan]
)");
    REQUIRE(outcome.problems.size() == 1);
    CHECK(tells(outcome.problems, "2 fam nan:", "is empty"));
    REQUIRE(outcome.villages.size() == 1);
    CHECK(outcome.villages[0].code == "1686401");
    CHECK(outcome.villages[0].water == Water::river);
    CHECK(outcome.villages[0].since == date("2024-03-01"));
    CHECK(outcome.unused == std::vector<std::string>{"extra"});
}

TEST_CASE("one column may fill two fields, and repeated rows may count once") {
    const auto outcome = read_villages("id,familias\n12345,1\n12345,1\n12399,1\n", R"(
columns: {id: [{field: code, first: 3, append: "0000"}, name]}
constants: {since: 2024-03-01}
distinct_rows: true
)");
    CHECK(outcome.problems == std::vector<std::string>{});
    REQUIRE(outcome.villages.size() == 2);
    CHECK(outcome.villages[0].code == "1230000");
    CHECK(outcome.villages[1].name == "12399");
}

TEST_CASE("a code that lost its zeros is told of and never padded by itself") {
    const std::string_view table =
        "codigo,nombre,desde,familias\n917864,X,2024-03-01,1\n17864,X,2024-03-01,1\n0917864,X,2024-03-01,1\n"
        "917864.0,X,2024-03-01,1\n9.17E+05,X,2024-03-01,1\n09178641,X,2024-03-01,1\nABC,X,2024-03-01,1\n";
    const auto outcome = read_villages(table);
    CHECK(outcome.villages.size() == 1);
    CHECK(outcome.problems.size() == 6);
    CHECK(tells(outcome.problems, "2 codigo 917864:", "it lost a zero at its start"));
    CHECK(tells(outcome.problems, "2 codigo 917864:", "pad: 7"));
    CHECK(tells(outcome.problems, "3 codigo 17864:", "it lost 2 zeros"));
    CHECK(tells(outcome.problems, "5 codigo 917864.0:", "decimals: drop"));
    CHECK(tells(outcome.problems, "6 codigo 9.17E+05:", "its digits are lost"));
    CHECK(tells(outcome.problems, "7 codigo 09178641:", "has 7 digits"));
    CHECK(tells(outcome.problems, "8 codigo ABC:", "has 7 digits"));
}

TEST_CASE("every bad cell is told with its row, column and value") {
    const auto outcome = read_villages(
        "codigo,nombre,desde,familias,agua,abierto\n"
        "0917864,,31/02/2024,many,mar,tal vez\n"
        "0917864,=1+1,2024-03-01,501,,\n"
        "0917864,Ragged,2024-03-01,1,,,,one too many\n");
    CHECK(tells(outcome.problems, "2 nombre :", "is empty"));
    CHECK(tells(outcome.problems, "2 desde 31/02/2024:", ""));
    CHECK(tells(outcome.problems, "2 familias many:", "not a whole number"));
    CHECK(tells(outcome.problems, "2 agua mar:", "well, river"));
    CHECK(tells(outcome.problems, "2 abierto tal vez:", "sí or no"));
    CHECK(tells(outcome.problems, "3 nombre =1+1:", "formula"));
    CHECK(tells(outcome.problems, "3 familias 501:", "between 0 and 500"));
    CHECK(tells(outcome.problems, "4 ", ""));
    CHECK(outcome.problems.size() == 8);
    CHECK(outcome.villages.empty());
}

TEST_CASE("a column that is needed and missing is told once, not in every row") {
    const auto outcome = read_villages("codigo,desde,familias\n0917864,2024-03-01,1\n0917865,2024-03-01,1\n");
    REQUIRE(outcome.problems.size() == 1);
    CHECK(tells(outcome.problems, "0 name :", "has no column for 'name'"));
}

TEST_CASE("a mapping that does not fit its file says where") {
    const auto outcome = read_villages("codigo,nombre,desde,familias\n0917864,X,2024-03-01,1\n",
                                       "columns:\n  cod_mod: code\n  nombre: nmae\nconstants:\n  wather: well\n");
    CHECK(tells(outcome.problems, "0  :", "mapa.yaml:2: The file has no column 'cod_mod'"));
    CHECK(tells(outcome.problems, "0  :", "mapa.yaml:3: There is no field 'nmae'. Did you mean 'name'?"));
    CHECK(tells(outcome.problems, "0  :", "mapa.yaml:5: There is no field 'wather'. Did you mean 'water'?"));
}

TEST_CASE("two columns for one field are refused until the mapping decides") {
    const std::string_view table = "codigo,Código modular,nombre,desde,familias\n1,0917864,X,2024-03-01,1\n";
    CHECK(tells(read_villages(table).problems, "0 Código modular :", "both read as 'code'"));
    const auto decided = read_villages(table, "columns: {Código modular: code}\nignore: [codigo]\n");
    CHECK(decided.problems == std::vector<std::string>{});
    CHECK(decided.villages.size() == 1);
}

TEST_CASE("a duplicated header is refused before anything is read") {
    ScratchFolder folder;
    ImportProblems problems("tabla.csv");
    const auto table = TableImport::open(import_of(folder.path(), "codigo,Nombre,NOMBRE\n1,a,b\n"), shape, problems);
    REQUIRE_FALSE(table.has_value());
    CHECK(table.error().code == ProblemCode::invalid_input);
}

TEST_CASE("a forbidden column is refused even when the mapping ignores it") {
    const auto outcome =
        read_villages("codigo,nombre,desde,familias,Fecha de Nacimiento\n0917864,X,2024-03-01,1,1980-01-01\n",
                      "ignore: [Fecha de nacimiento]\n");
    CHECK(tells(outcome.problems, "0 Fecha de Nacimiento :", "Bands only."));
}

TEST_CASE("numbers take a point or a comma and refuse separators of thousands") {
    ScratchFolder folder;
    const auto options = import_of(folder.path(), "familias\n\"-75,58\"\n6.25\n1.200.000\n+3\n1e400\n\n", "");
    ImportProblems problems("tabla.csv");
    auto table = TableImport::open(options, shape, problems);
    REQUIRE(table.has_value());
    std::vector<std::optional<double>> found;
    while (*table->next()) {
        found.push_back(table->row().optional_number(field_families, -180, 180));
    }
    CHECK(found == std::vector<std::optional<double>>{-75.58, 6.25, std::nullopt, 3.0, std::nullopt});
    CHECK(problems.count() == 2);
}

TEST_CASE("problems are written as a table that no spreadsheet runs") {
    ImportProblems problems("escuelas.csv");
    problems.add(17, "nombre", "=HYPERLINK(1)", "The cell holds a formula.");
    problems.add(0, "código", "", "The file has no column.");
    std::ostringstream out;
    REQUIRE(write_problem_table(out, problems.sorted()).has_value());
    CHECK(out.str() ==
          "\xEF\xBB\xBF"
          "archivo,fila,columna,valor,problema,mensaje\r\n"
          "escuelas.csv,,código,,invalid_input,The file has no column.\r\n"
          "escuelas.csv,17,nombre,'=HYPERLINK(1),invalid_input,The cell holds a formula.\r\n");
}

TEST_CASE("a mapping with mistakes names the line of the first") {
    const auto broken = parse_import_mapping("columns:\n  a: {feild: code}\nheader_row: 0\n", "mapa.yaml");
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().code == ProblemCode::malformed_file);
    CHECK(broken.error().field.starts_with("mapa.yaml:2"));
    const auto separator = parse_import_mapping("separator: \"|\"\n", "mapa.yaml");
    REQUIRE_FALSE(separator.has_value());
    CHECK(separator.error().field == "mapa.yaml:1");
}

TEST_SUITE_END();
