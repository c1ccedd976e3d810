#include "web/openapi.h"

#include "documents/yaml_writer.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <set>

using namespace minka;
using namespace minka::web;

TEST_SUITE_BEGIN("web: OpenAPI");

TEST_CASE("docs/reference/api.yaml is what the server runs; 'minka api' writes it anew") {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    REQUIRE(source != nullptr);
    std::ifstream file(std::string(source) + "/docs/reference/api.yaml");
    const std::string kept{std::istreambuf_iterator<char>(file), {}};
    CHECK(kept == documents::to_yaml(openapi_document(routes())));
}

TEST_CASE("every route says what it does, has a name of its own, and a write its act") {
    std::set<std::string> names;
    for (const auto& route : routes()) {
        CAPTURE(route.path);
        CHECK_FALSE(route.summary.empty());
        CHECK(names.insert(operation_name(route)).second);
        CHECK((route.method == Method::get || route.method == Method::head) == route.act.empty());
        CHECK((route.admission == Admission::granted || route.admission == Admission::field) ==
              (route.path.find("/{programme}") != std::string_view::npos));
        CHECK(static_cast<bool>(route.run));
        const bool takes_content = route.body != nullptr || route.body_type == "application/octet-stream";
        CHECK((route.admission == Admission::field || takes_content == (route.body_limit > 0)));
        for (const auto& parameter : route.query) {
            CHECK_FALSE(parameter.description.empty());
        }
    }
}

TEST_SUITE_END();
