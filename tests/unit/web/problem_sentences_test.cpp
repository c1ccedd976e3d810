#include "web/problem_sentences.h"

#include "web/sentence_twin.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

using namespace minka::web;

namespace {

std::string content_of(const std::string& file) {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    REQUIRE(source != nullptr);
    std::ifstream in(std::string(source) + "/src/" + file, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), file);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The whole sentences that a file gives problems: those written as one text, without a part put in.
std::vector<std::string> sentences_in(const std::string& file) {
    static const std::regex call(R"re((?:invalid\(|ProblemCode::\w+,)\s*((?:"(?:[^"\\]|\\.)*"\s*)+)[,)}])re");
    static const std::regex piece(R"re("((?:[^"\\]|\\.)*)")re");
    const auto text = content_of(file);
    std::vector<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), call), end; match != end; ++match) {
        const auto pieces = (*match)[1].str();
        std::string sentence;
        for (std::sregex_iterator one(pieces.begin(), pieces.end(), piece); one != end; ++one) {
            sentence += (*one)[1].str();
        }
        found.push_back(std::move(sentence));
    }
    return found;
}

// The place behind the parenthesis that closes the one before `at`; texts in quotes are passed over.
std::size_t end_of_call(const std::string& text, std::size_t at) {
    int depth = 1;
    bool is_quoted = false;
    for (; at < text.size() && depth > 0; ++at) {
        if (text[at] == '"' && text[at - 1] != '\\') {
            is_quoted = !is_quoted;
        } else if (!is_quoted) {
            depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        }
    }
    return at;
}

// The texts that an importer puts sentences together from: those with a space inside calls that tell a problem. What
// fmt puts in stands as {}.
std::vector<std::string> pieces_in(const std::string& file) {
    static const std::regex call(R"re((?:problem|add|invalid|complain|complain_of_mapping|expected =)\()re");
    static const std::regex joined(R"re(((?:"(?:[^"\\]|\\.)*"\s*)+))re");
    static const std::regex piece(R"re("((?:[^"\\]|\\.)*)")re");
    const auto text = content_of(file);
    std::vector<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), call), end; match != end; ++match) {
        const auto begin = static_cast<std::size_t>(match->position() + match->length());
        const auto inside = text.substr(begin, end_of_call(text, begin) - begin);
        for (std::sregex_iterator one(inside.begin(), inside.end(), joined); one != end; ++one) {
            const auto pieces = (*one)[1].str();
            std::string sentence;
            for (std::sregex_iterator part(pieces.begin(), pieces.end(), piece); part != end; ++part) {
                sentence += (*part)[1].str();
            }
            sentence = std::regex_replace(sentence, std::regex(R"(\\")"), "\"");
            if (sentence.size() > 12 && sentence.find(' ') != std::string::npos) {
                found.push_back(std::move(sentence));
            }
        }
    }
    return found;
}

}  // namespace

TEST_SUITE_BEGIN("web: sentences of problems");

TEST_CASE("every sentence of signing in, accounts, privacy, teams, visits, groups and reports has its Spanish") {
    std::size_t count = 0;
    for (const std::string file : {"identity/field_device.cpp",
                                   "planning/cycle_groups.cpp",
                                   "planning/group_store.cpp",
                                   "planning/pair_store.cpp",
                                   "planning/visit_lifecycle.cpp",
                                   "planning/visit_store.cpp",
                                   "privacy/consent.cpp",
                                   "programme/observer_certificate.cpp",
                                   "programme/resolution_draft.cpp",
                                   "programme/stage_board.cpp",
                                   "reports/school_page.cpp",
                                   "web/group_desk.cpp",
                                   "web/http_connection.cpp",
                                   "web/land_export_desk.cpp",
                                   "web/report_desk.cpp",
                                   "web/api/capture_api.cpp",
                                   "web/api/cycle_api.cpp",
                                   "web/api/group_api.cpp",
                                   "web/api/home_api.cpp",
                                   "web/api/land_api.cpp",
                                   "web/api/observation_api.cpp",
                                   "web/api/observer_api.cpp",
                                   "web/api/partner_api.cpp",
                                   "web/api/register_api.cpp",
                                   "web/api/report_api.cpp",
                                   "web/api/resolution_api.cpp",
                                   "web/api/submission_api.cpp",
                                   "web/api/visit_api.cpp",
                                   "identity/account_rules.cpp",
                                   "identity/password.cpp",
                                   "identity/provider_link.cpp",
                                   "identity/provider_visit.cpp",
                                   "identity/second_factor.cpp",
                                   "identity/sign_in.cpp",
                                   "web/endpoint.cpp",
                                   "web/call.cpp",
                                   "web/http_connection.cpp",
                                   "web/route.cpp",
                                   "web/api/account_api.cpp",
                                   "web/api/backup_api.cpp",
                                   "web/api/ledger_api.cpp",
                                   "web/api/page_key.cpp",
                                   "web/api/people_api.cpp",
                                   "web/api/privacy_api.cpp",
                                   "web/api/provider_api.cpp",
                                   "web/api/second_factor_api.cpp",
                                   "web/api/session_api.cpp",
                                   "web/api/system_api.cpp",
                                   "web/api/team_api.cpp",
                                   "privacy/rights_request.cpp",
                                   "registry/person_merge.cpp",
                                   "programme/team_rules.cpp",
                                   "programme/resolution_rules.cpp",
                                   "programme/work_plan_rules.cpp",
                                   "programme/gia_rules.cpp",
                                   "programme/cycle_rules.cpp"}) {
        for (const auto& sentence : sentences_in(file)) {
            CAPTURE(file);
            CAPTURE(sentence);
            CHECK(has_spanish(sentence));
            ++count;
        }
    }
    CHECK(count > 180);
}

TEST_CASE("what changes from time to time is carried over, and an unknown sentence stays") {
    CHECK(spanish_sentence("Only 2 members accepted by 2026-03-01; a team needs 3.") ==
          "Solo 2 integrantes aceptaron hasta el 1/3/2026; un equipo necesita 3.");
    CHECK(spanish_sentence("Here belongs a date such as 2026-03-14.") == "Aquí va: una fecha como 2026-03-14.");
    CHECK(spanish_sentence("Here belongs one of es, en.") == "Aquí va: uno de es, en.");
    CHECK(spanish_sentence("The date 2026-01-01 is before the invitation (2026-02-01); correct one of the two.") ==
          "La fecha 1/1/2026 es anterior a la invitación (1/2/2026); corrija una de las dos.");
    CHECK(spanish_sentence("2026-11-02 is no school day there: Todos los Santos.") ==
          "El 2/11/2026 no es día de clase allí: Todos los Santos.");
    CHECK(
        spanish_sentence("A visit that is 'agreed' cannot take the step 'hold_partly'.") ==
        "La visita está acordada y no admite el paso «Se realizó en parte»; mírela otra vez: alguien pudo cambiarla.");
    CHECK(spanish_sentence("Something else.") == "Something else.");
    CHECK(spanish_sentence("").empty());
    CHECK_FALSE(has_spanish("Here belongs ."));
}

TEST_CASE("every sentence of the importers has its Spanish") {
    std::size_t count = 0;
    for (const std::string file : {"documents/table_reader.cpp",      "documents/zip_archive.cpp",
                                   "registry/enrolment_import.cpp",   "registry/import_row.cpp",
                                   "registry/import_steps.cpp",       "registry/partner_import.cpp",
                                   "registry/person_import.cpp",      "registry/place_lookup.cpp",
                                   "registry/school_columns.cpp",     "registry/school_import.cpp",
                                   "registry/school_lookup.cpp",      "registry/table_import.cpp",
                                   "registry/territory_import.cpp",   "registry/territory_lookup.cpp",
                                   "registry/territory_tree.cpp",     "programme/participation_import.cpp",
                                   "programme/resolution_import.cpp", "programme/team_import.cpp",
                                   "programme/ugel_lookup.cpp",       "web/api/import_api.cpp"}) {
        for (const auto& piece : pieces_in(file)) {
            CAPTURE(file);
            CAPTURE(piece);
            CHECK(std::ranges::any_of(import_sentences(), [&](const SentenceTwin& twin) {
                return twin.english.find(piece) != std::string_view::npos;
            }));
            ++count;
        }
    }
    CHECK(count > 80);
}

TEST_CASE("a sentence keeps what was put into it, in its order") {
    CHECK(spanish_sentence("The same school stands in row 7; remove one.") ==
          "The same school stands in row 7; remove one.");
    CHECK(spanish_sentence("The same team stands in row 7; remove one.") ==
          "El mismo equipo está en la fila 7; quite uno.");
    CHECK(spanish_sentence("A ubigeo has 6 digits and this has 5: it lost a zero at its start. Format the column as "
                           "text and write the code whole, or say in the mapping: {field: code, pad: 6}.") ==
          "Un ubigeo tiene 6 cifras y este 5: perdió un cero al principio. Dé a la columna formato de texto y escriba "
          "el código entero, o diga en el mapa: {field: code, pad: 6}.");
    CHECK(spanish_sentence("ugel 030001 UGEL Quebrada closed on 2024-01-01; name the territory that took its place.") ==
          "ugel 030001 UGEL Quebrada cerró el 1/1/2024; diga qué territorio lo reemplazó.");
}

TEST_CASE("no Spanish sentence has more or fewer places than its English one") {
    const auto places = [](std::string_view text) {
        std::size_t count = 0;
        for (auto at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 2)) {
            ++count;
        }
        return count;
    };
    for (const auto twins : {import_sentences(), storage_sentences(), connection_sentences()}) {
        for (const auto& twin : twins) {
            CAPTURE(twin.english);
            CHECK(places(twin.english) == places(twin.spanish));
        }
    }
}

TEST_SUITE_END();
